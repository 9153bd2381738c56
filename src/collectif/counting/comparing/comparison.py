"""This module is about options side by side: which no weights can save, and who scores rivals.

Carriers of a proposal usually do not grade their own; they can still grade the others low. The
figures show the difference and draw no conclusion from it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction

from attrs import frozen

from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import standings
from collectif.counting.profiles.totals import mean_of, panel, totals


@frozen(kw_only=True)
class RivalScoring:
    """What carriers of other options give to an option, beside what everybody else gives.

    Attributes:
        rivals: The mean of the totals of voters who carry another option, 0 to 100; None when
            none of them gave one.
        others: The same of voters who carry none.
        rival_voters: How many totals `rivals` is the mean of.
        other_voters: How many totals `others` is the mean of.
    """

    rivals: Fraction | None
    others: Fraction | None
    rival_voters: int
    other_voters: int

    @property
    def gap(self) -> Fraction | None:
        """Rivals minus others, -100 to 100; below 0 where rivals give less."""
        if self.rivals is None or self.others is None:
            return None
        return self.rivals - self.others


def rival_scoring(
    profile: Profile, carriers: Mapping[str, Collection[str]]
) -> Mapping[str, RivalScoring]:
    """Return option -> what carriers of other options give to it, and what the others give.

    A carrier of the option itself is in neither group, also where it carries another one as well.

    Args:
        profile: The answers.
        carriers: Option -> the voters who bring and defend it; an option left out has none.
    """
    given = totals(profile)
    carrying = {voter for option in profile.options for voter in carriers.get(option, ())}
    return {
        option: _apart(panel(given, option), set(carriers.get(option, ())), carrying)
        for option in profile.options
    }


def dominates(profile: Profile, option: str, other: str) -> bool:
    """Whether an option's mean is nowhere lower than another's, and higher on some criterion.

    No weights can then put the other above it. Where a mean is missing, nothing dominates.

    Source: Pareto dominance; Arrow 1951.
    """
    means = [(profile.mean(option, c), profile.mean(other, c)) for c in profile.criteria]
    known = [(a, b) for a, b in means if a is not None and b is not None]
    if len(known) < len(means):
        return False
    return all(a >= b for a, b in known) and any(a > b for a, b in known)


def dominance(profile: Profile) -> Mapping[str, tuple[str, ...]]:
    """Return option -> the options that it dominates, all in declared order."""
    return {
        option: tuple(other for other in profile.options if dominates(profile, option, other))
        for option in profile.options
    }


def first_choices(profile: Profile) -> Mapping[str, int]:
    """Return option -> how many voters give it their highest total, in declared order.

    A voter with several highest totals counts for each; one that graded a single option does not
    choose, and counts for none.
    """
    profile.refuse_places()
    found = dict.fromkeys(profile.options, 0)
    for row in standings(profile).values():
        highest = max(row.values(), default=0)
        for option in row if len(row) > 1 else ():
            found[option] += row[option] == highest
    return found


def _apart(given: Mapping[str, Fraction], own: set[str], carrying: Iterable[str]) -> RivalScoring:
    rivals = [total for voter, total in given.items() if voter in carrying and voter not in own]
    others = [total for voter, total in given.items() if voter not in carrying]
    return RivalScoring(
        rivals=mean_of(rivals),
        others=mean_of(others),
        rival_voters=len(rivals),
        other_voters=len(others),
    )
