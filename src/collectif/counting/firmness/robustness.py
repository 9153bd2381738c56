"""This module is about how solid a first place is: who or what could take it away.

A leader that is the same without any one voter or criterion, and with equal weights, is solid;
otherwise the figures say what flips it, and nobody decides for the reader whether that matters.
Other rules may name other leaders of the same answers; they ask another question, so they are told
apart and do not make a leader fragile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import partial
from typing import Literal

from attrs import field, frozen

from collectif.counting.firmness.each_voter import (
    Gained,
    Leaders,
    floor_of_means,
    gained_from_each_voter,
    without_each_voter,
)
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.totals import totals
from collectif.counting.registry import RULES, Count, rank
from collectif.errors import InvalidInput, InvalidProfile, InvalidScale

Flip = Literal["voter", "criterion", "weights", "rule"]
"""What may change the leaders."""


@frozen(kw_only=True)
class Robustness:
    """The leaders of a room, and what they would be otherwise.

    Attributes:
        leaders: As counted.
        without_voter: Voter -> the leaders without its answers.
        without_criterion: Criterion -> the leaders without it; empty where there is only one.
        equal_weights: The leaders with all criteria weighing the same.
        set_aside: The leaders without some named criteria together, such as those that a funder
            brought; None where none, or all, are named.
        common_panel: The leaders among the voters who graded every option; None where there are
            none.
        other_rules: Name of a rule -> the leaders by it; a rule that cannot count the profile, or
            ranks nothing, is not there.
    """

    leaders: Leaders
    without_voter: Mapping[str, Leaders]
    without_criterion: Mapping[str, Leaders]
    equal_weights: Leaders
    set_aside: Leaders | None
    common_panel: Leaders | None
    other_rules: Mapping[str, Leaders] = field(factory=dict)

    @property
    def verdict(self) -> Literal["SOLID", "FRAGILE"]:
        """SOLID where no single voter or criterion, nor the weights, change the leaders.

        What other rules say is no part of it.
        """
        flips = self.flipping_voters or self.flipping_criteria or self.weights_flip
        return "FRAGILE" if flips else "SOLID"

    @property
    def flipping_voters(self) -> Mapping[str, Leaders]:
        """Voter -> the leaders without it, where they are others."""
        return _others(self.leaders, self.without_voter)

    @property
    def flipping_criteria(self) -> Mapping[str, Leaders]:
        """Criterion -> the leaders without it, where they are others."""
        return _others(self.leaders, self.without_criterion)

    @property
    def weights_flip(self) -> bool:
        """Whether equal weights give other leaders."""
        return self.equal_weights != self.leaders

    @property
    def flipping_rules(self) -> Mapping[str, Leaders]:
        """Name of a rule -> the leaders by it, where they are others."""
        return _others(self.leaders, self.other_rules)

    @property
    def flips(self) -> Mapping[tuple[Flip, str], Leaders]:
        """Everything that flips the leaders: (kind, name) -> the leaders then.

        The voters come first, then criteria, weights (named `"equal"`) and rules.
        """
        weights = {"equal": self.equal_weights} if self.weights_flip else {}
        kinds: tuple[tuple[Flip, Mapping[str, Leaders]], ...] = (
            ("voter", self.flipping_voters),
            ("criterion", self.flipping_criteria),
            ("weights", weights),
            ("rule", self.flipping_rules),
        )
        return {(kind, name): then for kind, found in kinds for name, then in found.items()}


def robustness(
    profile: Profile,
    *,
    count: Count = rank,
    set_aside: Iterable[str] = (),
    rules: Iterable[str] | None = None,
) -> Robustness:
    """Return the leaders of a room, and those that it would have without this or that.

    By the weighted mean, all voters are left out in a time that grows with the answers; by another
    rule each is left out and everything counted again.

    Args:
        profile: The answers.
        count: How to count; the weighted mean unless told otherwise.
        set_aside: Criteria to leave out together once; names that are no criteria here are none.
        rules: The names of the rules to ask as well, each with its own defaults; None asks every
            registered rule that decides and needs no parameter. One that refuses the profile is
            left out.

    Raises:
        UnknownName: No rule has one of the names.
        InvalidInput: A named rule needs a parameter.
    """
    aside = [criterion for criterion in profile.criteria if criterion in set(set_aside)]
    some = 0 < len(aside) < len(profile.criteria)
    common = common_panel(profile)
    single = len(profile.criteria) == 1
    return Robustness(
        leaders=leaders(profile, count),
        without_voter=_without_voters(profile, count),
        without_criterion={
            criterion: leaders(profile.without_criteria(criterion), count)
            for criterion in (() if single else profile.criteria)
        },
        equal_weights=leaders(profile.weighing(None), count),
        set_aside=leaders(profile.without_criteria(*aside), count) if some else None,
        common_panel=leaders(common, count) if common.voters else None,
        other_rules=_by_rules(profile, rules),
    )


def leaders(profile: Profile, count: Count = rank) -> Leaders:
    """Return the options in first place; ties are several, an unranked room has none."""
    return frozenset(count(profile).leaders)


def common_panel(profile: Profile) -> Profile:
    """Return the answers of only those who graded every option, on some criterion at least.

    Those who keep out of their own proposal make the panels of the options differ; here all
    options are judged by the same voters.
    """
    given = totals(profile)
    apart = [v for v in profile.voters if not all((v, o) in given for o in profile.options)]
    return profile.without_voters(*apart)


def influence(profile: Profile, *, count: Count = rank) -> Mapping[str, Gained]:
    """Return voter -> option -> score with the voter, minus score without it.

    On a full panel, and by the weighted mean, never more in size than 100 times the voter's share
    of all voices: 100/n where each has one. None where one of the two scores is not there.
    """
    now = count(profile)
    least = floor_of_means(profile, now)
    if least is not None:
        return gained_from_each_voter(profile, min_scores_per_cell=least)
    return {
        voter: _gained(profile.options, now.scores, count(profile.without_voters(voter)).scores)
        for voter in profile.voters
    }


def _without_voters(profile: Profile, count: Count) -> Mapping[str, Leaders]:
    now = count(profile)
    least = floor_of_means(profile, now)
    at_once = {} if least is None else without_each_voter(profile, min_scores_per_cell=least)
    return {
        voter: at_once[voter]
        if voter in at_once and (len(at_once[voter]) < 2 or not now.tie_break)
        else leaders(profile.without_voters(voter), count)
        for voter in profile.voters
    }


def _by_rules(profile: Profile, rules: Iterable[str] | None) -> Mapping[str, Leaders]:
    usual = [name for name, rule in RULES.items() if rule.decides and not rule.required]
    asked = usual if rules is None else rules
    found = {}
    for name in asked:
        if name not in RULES or RULES[name].required:
            rank(profile, name)  # says what is wrong with the name
        try:
            found[name] = leaders(profile, partial(rank, rule=name))
        except (InvalidInput, InvalidProfile, InvalidScale):
            continue
    return {name: then for name, then in found.items() if then}


def _gained(
    options: Iterable[str], with_voter: Mapping[str, Fraction], without: Mapping[str, Fraction]
) -> Gained:
    return {
        option: with_voter[option] - without[option]
        if option in with_voter and option in without
        else None
        for option in options
    }


def _others(usual: Leaders, found: Mapping[str, Leaders]) -> Mapping[str, Leaders]:
    return {name: other for name, other in found.items() if other != usual}
