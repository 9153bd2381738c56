"""This module is about reading ballots: orders of options, and lists of options approved.

A ranking keeps only who stands above whom for each voter. What a voter left off is not its last
option by itself: whether it counts so is for the rule to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from collectif.counting.profiles.grades import OVERALL, Cell, listed, read_name, read_rows, shown
from collectif.errors import InvalidProfile

Ballot = Sequence[str | Iterable[str]]
"""Options from the best to the last; options level with each other stand together in a list."""

Rankings = Mapping[str, Ballot] | Iterable[Any]
"""Ballots as they come: by voter, or one row for each; see `Profile.from_rankings`."""

Approvals = Mapping[str, Iterable[str]] | Iterable[Any]
"""Options approved as they come: by voter, or one row for each; see `Profile.from_approvals`."""


def read_rankings(rows: Rankings) -> tuple[tuple[str, ...], dict[Cell, int]]:
    """Return the voters, and the place of each option in each voter's own order, from 1.

    Raises:
        InvalidProfile: A row has another shape, a voter is there twice, or an option stands twice
            in one ballot.
    """
    voters: list[str] = []
    cells: dict[Cell, int] = {}
    for voter, ballot in _named(rows, ordered=True):
        voters.append(read_name("voter", voter))
        place = 1
        for tier in ballot:
            level = [read_name("option", o) for o in ([tier] if isinstance(tier, str) else tier)]
            for option in sorted(level) if isinstance(tier, set | frozenset) else level:
                if (voter, option, OVERALL) in cells:
                    raise InvalidProfile.of(
                        "ballots.ranked-twice", voter=voter, option=shown(option)
                    )
                cells[voter, option, OVERALL] = place
            place += len(level)
    return _once(voters), cells


def read_approvals(rows: Approvals) -> tuple[tuple[str, ...], dict[str, frozenset[str]]]:
    """Return the voters, and what each of them approves.

    Raises:
        InvalidProfile: A row has another shape, or a voter is there twice.
    """
    named = list(_named(rows))
    voters = _once([read_name("voter", voter) for voter, _ in named])
    for _, ballot in named:
        if not _are(ballot, str):
            raise _misshapen(ballot)
    return voters, {voter: frozenset(ballot) for voter, ballot in named}


def are_places(rows: Iterable[Any]) -> bool:
    """Whether rows say voter, option and place, each."""
    return any(type(row) is tuple and len(row) == 3 and type(row[2]) is int for row in rows)


def places_in(rows: Iterable[tuple[str, str, int]]) -> tuple[tuple[str, ...], dict[Cell, int]]:
    """Return the voters and the places of rows that each say one place of one voter.

    Only the order of the places of one voter counts: 1, 5, 5, 9 says the same as 1, 2, 2, 4.

    Raises:
        InvalidProfile: A place is no whole number, or there twice.
    """
    given: dict[str, dict[str, int]] = {}
    for row in rows:
        if type(row) is not tuple or len(row) != 3:
            raise _misshapen(row)
        voter, option, place = read_name("voter", row[0]), read_name("option", row[1]), row[2]
        if type(place) is not int or option in given.setdefault(voter, {}):
            raise InvalidProfile.of(
                "ballots.gave-place", voter=voter, option=shown(option), place=shown(place)
            )
        given[voter][option] = place
    cells = {}
    for voter, places in given.items():
        for option, place in places.items():
            cells[voter, option, OVERALL] = 1 + sum(other < place for other in places.values())
    return tuple(given), cells


def _named(rows: Any, *, ordered: bool = False) -> Iterator[tuple[str, Any]]:
    """Yield voter and ballot; ballots without a voter are numbered as they come."""
    if isinstance(rows, Mapping):
        yield from ((voter, _ballot(ballot, ordered)) for voter, ballot in rows.items())
        return
    for number, row in enumerate(read_rows(rows), start=1):
        if type(row) is tuple and len(row) == 2 and not isinstance(row[1], str):
            yield row[0], _ballot(row[1], ordered)
        else:
            yield f"v{number}", _ballot(row, ordered)


def _are(values: Iterable[Any], *kinds: type) -> bool:
    """Whether all values are of some kinds; each type that occurs is looked at once."""
    return all(issubclass(kind, kinds) for kind in set(map(type, values)))


def _ballot(ballot: Any, ordered: bool) -> tuple[Any, ...]:
    """Return a ballot as it is listed; a set has no order, and a mapping says something else."""
    unread = (str, Mapping, set, frozenset) if ordered else (str, Mapping)
    if isinstance(ballot, unread) or not isinstance(ballot, Iterable):
        raise _misshapen(ballot)
    tiers = tuple(ballot)
    if not _are(tiers, str, tuple, list, set, frozenset):
        raise _misshapen(ballot)
    return tiers


def _once(voters: list[str]) -> tuple[str, ...]:
    if len(set(voters)) < len(voters):
        twice = sorted(voter for voter, times in Counter(voters).items() if times > 1)
        raise InvalidProfile.of("ballots.cast-more-than-one-ballot", twice=listed(twice))
    return tuple(voters)


def _misshapen(ballot: object) -> InvalidProfile:
    return InvalidProfile.of("ballots.ballot-reads", ballot=shown(ballot))
