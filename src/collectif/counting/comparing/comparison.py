"""This module is about options side by side: which no weights can save, and who scores rivals.

Carriers of a proposal usually do not grade their own; they can still grade the others low. The
figures show the difference and draw no conclusion from it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from operator import le

from attrs import frozen

from collectif.counting.profiles.grades import read_mapping
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import standings
from collectif.counting.profiles.totals import panels, totals


@frozen(kw_only=True)
class RivalScoring:
    """What carriers of other options give to an option, beside what everybody else gives.

    Attributes:
        rivals: The mean of the totals of voters who carry another option, 0 to 100; None when
            none of them gave one.
        others: The same of voters who carry none.
        rival_voters: How many totals `rivals` is the mean of, each voter as often as it counts.
        other_voters: The same of `others`.
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
    read_mapping("carriers", carriers)
    carrying = {voter for option in profile.options for voter in carriers.get(option, ())}
    return {
        option: _apart(profile, given, set(carriers.get(option, ())), carrying)
        for option, given in panels(profile, totals(profile)).items()
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


def dominance(
    profile: Profile, means: Mapping[tuple[str, str], Fraction | None] | None = None
) -> Mapping[str, tuple[str, ...]]:
    """Return option -> the options that it dominates, all in declared order.

    Args:
        profile: The answers.
        means: (option, criterion) -> what is compared, such as means of colleges; None compares
            the means of the answers. An option without one dominates none, and none dominates it.
    """
    rows: dict[tuple[Fraction, ...], list[str]] = {}
    for option in profile.options:
        pairs = [(option, criterion) for criterion in profile.criteria]
        found = [profile.mean(*pair) if means is None else means.get(pair) for pair in pairs]
        known = tuple(mean for mean in found if mean is not None)
        if len(known) == len(found):
            rows.setdefault(known, []).append(option)
    places = {option: place for place, option in enumerate(profile.options)}
    below: dict[str, tuple[str, ...]] = dict.fromkeys(profile.options, ())
    for row, alike in rows.items():
        below |= dict.fromkeys(alike, _lower(row, rows, places))
    return below


def first_choices(profile: Profile) -> Mapping[str, int]:
    """Return option -> how many voters give it their highest total, in declared order.

    A voter with several voices counts as often. One with several highest totals counts for each;
    one that graded a single option does not choose, and counts for none.
    """
    profile.refuse_places()
    found = dict.fromkeys(profile.options, 0)
    for voter, row in standings(profile).items():
        highest = max(row.values(), default=0)
        for option in row if len(row) > 1 else ():
            found[option] += profile.voice(voter) * (row[option] == highest)
    return found


def _lower(
    row: tuple[Fraction, ...],
    rows: Mapping[tuple[Fraction, ...], list[str]],
    places: Mapping[str, int],
) -> tuple[str, ...]:
    """Return the options whose means are other ones, and nowhere higher, in declared order."""
    found = (
        option
        for other, alike in rows.items()
        if other != row and all(map(le, other, row))
        for option in alike
    )
    return tuple(sorted(found, key=places.__getitem__))


def _apart(
    profile: Profile, given: Mapping[str, Fraction], own: set[str], carrying: set[str]
) -> RivalScoring:
    rivals = {voter: given[voter] for voter in given.keys() & carrying - own}
    others = {voter: given[voter] for voter in given.keys() - carrying}
    return RivalScoring(
        rivals=_mean(profile, rivals),
        others=_mean(profile, others),
        rival_voters=sum(map(profile.voice, rivals)),
        other_voters=sum(map(profile.voice, others)),
    )


def _mean(profile: Profile, given: Mapping[str, Fraction]) -> Fraction | None:
    """Return the mean of totals, each as often as its voter counts; None of none."""
    if not given:
        return None
    total = sum((profile.voice(voter) * x for voter, x in given.items()), start=Fraction(0))
    return total / sum(map(profile.voice, given))
