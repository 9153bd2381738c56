"""This module is about what a rule answers: tiers of options, with ties left as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import ClassVar

from attrs import field, frozen

from collectif.counting.profiles.grades import listed
from collectif.errors import UnknownName

Tiers = tuple[tuple[str, ...], ...]
"""Options in groups of equal standing, the best group first."""


@frozen(kw_only=True)
class Ranking:
    """The answer of a rule to a profile.

    An option that lacks a score is incomplete; it has no place, not the last one.

    Attributes:
        rule: The name of the rule, in kebab-case: `"weighted-mean"`.
        version: The version of the rule, from 1; it changes when the same profile would be
            answered otherwise.
        parameters: Everything that the rule used besides the answers, by name, as plain values.
        scores: Option -> exact score, more is better, in declared order; from 0 to 100 unless the
            rule says otherwise. An incomplete option is not there; empty where the rule only puts
            options in order.
        tiers: Ranked options, best tier first. Options that tie share a tier, where they stand in
            declared order, which means nothing.
        incomplete: Options without a place, in declared order.
        behind: What the places rest on, by name: a matrix of duels, histograms, strengths of
            paths, votes in each stage; each rule says what.
        tie_break: The declared step that parted ties; None when ties were left as they are.
        unbroken: The tiers before that step; None where there was none.
    """

    settles_ties: ClassVar[bool] = False
    """Whether ties are settled while options are chosen, and cannot be parted afterwards."""

    rule: str
    version: int
    parameters: Mapping[str, object] = field(repr=False)
    scores: Mapping[str, Fraction]
    tiers: Tiers
    incomplete: tuple[str, ...] = ()
    behind: Mapping[str, object] = field(factory=dict, repr=False)
    tie_break: str | None = None
    unbroken: Tiers | None = None

    @property
    def shared(self) -> Tiers:
        """The tiers as the rule left them, before ties were broken."""
        return self.tiers if self.unbroken is None else self.unbroken

    @property
    def leaders(self) -> tuple[str, ...]:
        """The options of the first tier; none when nothing is ranked."""
        return self.tiers[0] if self.tiers else ()

    def places(self) -> tuple[tuple[int, str], ...]:
        """Return the place of each ranked option, best first, as in a competition: 1, 2, 2, 4.

        A place is 1 + the number of options that stand strictly higher.
        """
        return tuple((place, option) for place, tier in _numbered(self.tiers) for option in tier)

    def place(self, option: str) -> int | None:
        """Return the place of an option, from 1; None when it is incomplete.

        Raises:
            UnknownName: The ranking has no such option.
        """
        if option in self.incomplete:
            return None
        for place, tier in _numbered(self.tiers):
            if option in tier:
                return place
        raise UnknownName.of(
            "ranking.not-in-this-ranking",
            option=option,
            value=listed((name for _, name in self.places())),
            incomplete=listed(self.incomplete),
        )


def tiers_of(scores: Mapping[str, Fraction]) -> Tiers:
    """Return options in tiers of equal score, highest first; within a tier in the order given.

    Scores are compared as whole numbers: two fractions that differ do so by at least one part in
    the product of their denominators, so that many bits tell them apart, and no more are kept.

    >>> tiers_of({"a": Fraction(50), "b": Fraction(75), "c": Fraction(50)})
    (('b',), ('a', 'c'))
    """
    apart = {id(score): score for score in scores.values()}
    bits = 2 * max((score.denominator.bit_length() for score in apart.values()), default=0)
    height = {key: (x.numerator << bits) // x.denominator for key, x in apart.items()}
    levels: dict[int, list[str]] = {}
    for option, score in scores.items():
        levels.setdefault(height[id(score)], []).append(option)
    return tuple(tuple(levels[level]) for level in sorted(levels, reverse=True))


def _numbered(tiers: Tiers) -> Iterator[tuple[int, tuple[str, ...]]]:
    place = 1
    for tier in tiers:
        yield place, tier
        place += len(tier)
