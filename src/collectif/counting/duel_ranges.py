"""This module is about duels while answers are still to come: how each of them could still end.

Of one duel both ends are exact: each voter's open answers on the two options are put as far apart
as they go. Whether one option can win all its duels is exact too, as the same answers help it
against all others. A path of duels is not: one answer may have to serve two of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from attrs import field, frozen

from collectif.counting.completions import OPEN, Outlook, both_ends, named
from collectif.counting.grades import shown
from collectif.counting.pairwise import duels
from collectif.counting.profile import Profile
from collectif.counting.standings import Unranked, convention, left_off, orders
from collectif.errors import InvalidInput

Strength = Literal["margins", "winning_votes"]
"""How strong a duel that is won counts: by its margin, or by the votes of the winner."""

Matrix = tuple[tuple[int, ...], ...]


@frozen(kw_only=True)
class DuelRanges:
    """How every duel of two options can end.

    Attributes:
        options: The options, in declared order; rows and columns of the matrices.
        lowest: The smallest margin of the option of the row over that of the column.
        highest: The largest one.
        fewest: The fewest voters that put the first above the second.
        most: The most of them.
        open: The silences that may still turn into grades; "unranked" for ballots that rank.
    """

    options: tuple[str, ...]
    lowest: Matrix = field(repr=False)
    highest: Matrix = field(repr=False)
    fewest: Matrix = field(repr=False)
    most: Matrix = field(repr=False)
    open: tuple[str, ...]


def duel_ranges(
    profile: Profile, *, unranked: Unranked | None = None, open: Iterable[str] = OPEN
) -> DuelRanges:
    """Return how every duel can end; each end is reached, for each duel in its own completion.

    >>> found = duel_ranges(Profile.from_text("2: a > b; c"), unranked="incomparable")
    >>> found.lowest[0][1], found.highest[0][1]
    (1, 3)

    Args:
        profile: Grades, or ballots that rank.
        unranked: Where the options can still come in that a ballot leaves off: "tied_last", below
            all that it ranks, in any order; "incomparable", anywhere. None means "tied_last" for
            ballots that rank. Grades use it as `duels` does, where "MISSING" is not open.
        open: The silences that may still turn into grades; ballots that rank are open wherever
            they leave an option off without naming a silence.

    Raises:
        InvalidInput: There is no such reading, or no such silence, or it is never open.
        InvalidProfile: There are too many cells to fill.
    """
    read = convention(profile, unranked)
    closed = ("unranked",) if profile.ordinal else tuple(dict.fromkeys(open))
    doubled = _both_orders(profile, read) if profile.ordinal else both_ends(profile, closed)
    found = duels(doubled, unranked="incomparable" if profile.ordinal else read)
    low, high = ([found.index[named(o, end)] for o in profile.options] for end in _ENDS)

    def picked(matrix: Matrix, rows: list[int], columns: list[int]) -> Matrix:
        return tuple(
            tuple(matrix[row][column] if i != j else 0 for j, column in enumerate(columns))
            for i, row in enumerate(rows)
        )

    return DuelRanges(
        options=profile.options,
        lowest=picked(found.margins, low, high),
        highest=picked(found.margins, high, low),
        fewest=picked(found.above, low, high),
        most=picked(found.above, high, low),
        open=closed,
    )


def condorcet_outlook(
    profile: Profile, *, unranked: Unranked | None = None, open: Iterable[str] = OPEN
) -> Outlook:
    """Return which option wins every duel in any case, and which may still come to do so.

    Exact: an option wins all duels in every completion just when the smallest margin of each is
    above 0, and in some completion just when the largest of each is. A Condorcet winner is one
    option, so leading is always leading alone.

    Source: Konczak and Lang 2005, proposition 2.

    Args and errors are those of `duel_ranges`.
    """
    ranges = duel_ranges(profile, unranked=unranked, open=open)
    necessary, possible = (
        tuple(
            option
            for row, option in enumerate(ranges.options)
            if len(ranges.options) > 1
            and all(m > 0 for column, m in enumerate(matrix[row]) if column != row)
        )
        for matrix in (ranges.lowest, ranges.highest)
    )
    return Outlook(
        rule="condorcet",
        open=ranges.open,
        necessary=necessary,
        possible=possible,
        necessary_alone=necessary,
        possible_alone=possible,
    )


def schulze_outlook(
    profile: Profile,
    *,
    strength: Strength = "winning_votes",
    unranked: Unranked | None = None,
    open: Iterable[str] = OPEN,
) -> Outlook:
    """Return bounds of who leads by Schulze's rule in any case, and of who may still lead.

    Strongest paths are looked for twice, with every duel at its weakest and with every duel at its
    strongest. An option whose weakest paths are as strong as the strongest paths against it leads
    in any case; one with a weaker strongest path than the weakest one against it cannot lead. In
    between nothing is told: `exact` is False, unless nothing is open at all.

    Source: strength of paths: Schulze 2011; bounds by duels: from Xia and Conitzer 2011, who show
    that possible leaders of rules by duels are hard to find exactly.

    Args:
        profile: Grades, or ballots that rank.
        strength: What makes a duel that is won strong.
        unranked: As in `duel_ranges`.
        open: As in `duel_ranges`.

    Raises:
        InvalidInput: There is no such strength, reading or silence.
        InvalidProfile: There are too many cells to fill.
    """
    if strength not in get_args(Strength):
        raise InvalidInput(
            f"Duels were to be as strong as {shown(strength)}.",
            "A duel is strong by its margin, or by the votes of the winner.",
            "Give 'margins' or 'winning_votes'.",
        )
    ranges = duel_ranges(profile, unranked=unranked, open=open)
    votes = strength == "winning_votes"
    weak = _paths(_links(ranges.lowest, ranges.fewest if votes else ranges.lowest))
    strong = _paths(_links(ranges.highest, ranges.most if votes else ranges.highest))
    return Outlook(
        rule="schulze",
        open=ranges.open,
        necessary=_unbeaten(ranges.options, weak, strong, least=0),
        possible=_unbeaten(ranges.options, strong, weak, least=0),
        necessary_alone=_unbeaten(ranges.options, weak, strong, least=1),
        possible_alone=_unbeaten(ranges.options, strong, weak, least=1),
        exact=weak == strong,
    )


_ENDS = ("lowest", "highest")


def _both_orders(profile: Profile, read: Unranked) -> Profile:
    """Return ballots with each option twice: as low, and as high, as it can still come to stand."""
    ballots: Mapping[str, list[list[str]]] = {voter: [] for voter in profile.voters}
    for voter, tiers in orders(profile, "incomparable").items():
        ranked = {option for tier in tiers for option in tier}
        off = [o for o in profile.options if o not in ranked and left_off(profile, voter, o)]
        first = [named(o, "highest") for o in off]
        ordered = [[named(o, end) for o in tier for end in _ENDS] for tier in tiers]
        top = [*ordered, first] if read == "tied_last" else [first, *ordered]
        ballots[voter].extend(tier for tier in (*top, [named(o, "lowest") for o in off]) if tier)
    return Profile.from_rankings(
        ballots,
        options=[named(o, end) for o in profile.options for end in _ENDS],
        voters=profile.voters,
        voices=profile.voices,
    )


def _links(margins: Matrix, weights: Matrix) -> list[list[int]]:
    """Return how strong each duel is; 0 where it is not won."""
    rows = zip(margins, weights, strict=True)
    return [[w if m > 0 else 0 for m, w in zip(*row, strict=True)] for row in rows]


def _paths(links: list[list[int]]) -> list[list[int]]:
    """Return how strong the strongest path between every two options is (Floyd and Warshall)."""
    best = [list(row) for row in links]
    for middle, through in enumerate(best):
        for start, row in enumerate(best):
            first = row[middle]
            if start != middle and first:
                row[:] = [
                    max(own, min(first, last)) for own, last in zip(row, through, strict=True)
                ]
    return best


def _unbeaten(
    options: tuple[str, ...], own: list[list[int]], others: list[list[int]], *, least: int
) -> tuple[str, ...]:
    return tuple(
        option
        for row, option in enumerate(options)
        if all(
            own[row][column] - others[column][row] >= least
            for column in range(len(options))
            if column != row
        )
    )
