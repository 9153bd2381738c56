"""This module is about duels while answers are still to come: how each of them could still end.

Of one duel both ends are exact: each voter's open answers on the two options are put as far apart
as they go. Whether one option can win all its duels is exact too, as the same answers help it
against all others. A path of duels is not: one answer may have to serve two of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import field, frozen

from collectif.counting.missing.completions import OPEN, Outlook, both_ends, named
from collectif.counting.ordering.pairwise import duels
from collectif.counting.ordering.schulze import strongest
from collectif.counting.ordering.strengths import Strength, check_strength
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import Unranked, convention, left_off, orders

Matrix = tuple[tuple[int, ...], ...]
Levels = Sequence[Sequence[int]]
Key = tuple[int, int]


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
        unheard: The options that nobody can come to compare with another one.
    """

    options: tuple[str, ...]
    lowest: Matrix = field(repr=False)
    highest: Matrix = field(repr=False)
    fewest: Matrix = field(repr=False)
    most: Matrix = field(repr=False)
    open: tuple[str, ...]
    unheard: tuple[str, ...] = ()


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
    again: Unranked = "incomparable" if profile.ordinal else read
    found = duels(doubled, unranked=again)
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
        unheard=_unheard(doubled, profile, again),
    )


def condorcet_outlook(
    profile: Profile, *, unranked: Unranked | None = None, open: Iterable[str] = OPEN
) -> Outlook:
    """Return which option wins every duel in any case, and which may still come to do so.

    Exact: an option wins all duels in every completion just when the smallest margin of each is
    above 0, and in some completion just when the largest of each is. A Condorcet winner is one
    option, so leading is always leading alone.

    Source: Konczak and Lang 2005, on Condorcet winners.

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
    check_strength(strength)
    ranges = duel_ranges(profile, unranked=unranked, open=open)
    weak, strong = map(strongest, _levels(*_links(ranges, strength)))
    heard = [row for row, o in enumerate(ranges.options) if o not in ranges.unheard]

    def unbeaten(own: Levels, others: Levels, *, least: int) -> tuple[str, ...]:
        return tuple(
            ranges.options[row]
            for row in heard
            if all(own[row][to] - others[to][row] >= least for to in heard if to != row)
        )

    return Outlook(
        rule="schulze",
        open=ranges.open,
        necessary=unbeaten(weak, strong, least=0),
        possible=unbeaten(strong, weak, least=0),
        necessary_alone=unbeaten(weak, strong, least=1),
        possible_alone=unbeaten(strong, weak, least=1),
        incomplete=ranges.unheard,
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


def _unheard(doubled: Profile, profile: Profile, read: Unranked) -> tuple[str, ...]:
    """Return the options that no voter can come to compare with another one."""
    origin = {named(option, end): option for option in profile.options for end in _ENDS}
    met: set[str] = set()
    for tiers in orders(doubled, read).values():
        compared = {origin[name] for tier in tiers for name in tier}
        met |= compared if len(compared) > 1 or len(profile.options) == 1 else set()
    return tuple(option for option in profile.options if option not in met)


def _links(ranges: DuelRanges, strength: Strength) -> tuple[list[list[Key]], list[list[Key]]]:
    """Return how strong each duel is at least and at most: (0, 0) where it may not be won."""
    sides = (
        (ranges.lowest, ranges.fewest, ranges.most),
        (ranges.highest, ranges.most, ranges.fewest),
    )
    weak, strong = (
        [
            [_key(m, votes, against, strength) for m, votes, against in zip(*row, strict=True)]
            for row in zip(margins, won, zip(*lost, strict=True), strict=True)
        ]
        for margins, won, lost in sides
    )
    return weak, strong


def _key(margin: int, votes: int, against: int, strength: Strength) -> Key:
    if margin <= 0:
        return (0, 0)
    return (margin, 0) if strength == "margins" else (votes, -against)


def _levels(*matrices: list[list[Key]]) -> list[Levels]:
    """Return each strength by its place among all of them, 0 for none."""
    rising = sorted({(0, 0), *(key for rows in matrices for row in rows for key in row)})
    place = {key: level for level, key in enumerate(rising)}
    return [[[place[key] for key in row] for row in rows] for rows in matrices]
