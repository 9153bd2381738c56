"""This module is about who stands above whom, directly or through others.

A relation is a list of whole numbers, one for each option: bit `j` of number `i` is set where `i`
stands above `j`. Adding everything that an option reaches is then a single operation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from collectif.counting.ordering.pairwise import Duels
from collectif.counting.ranking import Tiers

Relation = Sequence[int]


def wins(found: Duels) -> list[int]:
    """Return the relation of those that win their duel: more voters for than against."""
    return [sum(1 << j for j, margin in enumerate(row) if margin > 0) for row in found.margins]


def reached(relation: Relation) -> list[int]:
    """Return the relation of those that come after one another over any number of steps.

    Source: Warshall 1962.
    """
    found = list(relation)
    for middle in range(len(found)):
        bit, through = 1 << middle, found[middle]
        found = [seen | through if seen & bit else seen for seen in found]
    return found


def strictly(relation: Relation) -> list[int]:
    """Return the relation without those that stand above each other."""
    back = turned(relation)
    return [row & ~other for row, other in zip(relation, back, strict=True)]


def turned(relation: Relation) -> list[int]:
    """Return the relation the other way round."""
    found = [0] * len(relation)
    for row, seen in enumerate(relation):
        for column in bits(seen):
            found[column] |= 1 << row
    return found


def peeled(relation: Relation, options: Sequence[str]) -> Tiers:
    """Return options in tiers: those below none; then those below none of the others; and so on.

    Args:
        relation: A relation without circles.
        options: Their names.
    """
    above, left = turned(relation), (1 << len(options)) - 1
    tiers = []
    while left:
        top = [option for option in bits(left) if not above[option] & left]
        tiers.append(tuple(options[option] for option in top))
        left &= ~sum(1 << option for option in top)
    return tuple(tiers)


def named(relation: Relation, options: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return option -> the options that it stands above, all in declared order."""
    return {
        option: tuple(options[other] for other in bits(row))
        for option, row in zip(options, relation, strict=True)
    }


def bits(number: int) -> Iterator[int]:
    """Yield the places of the bits that are set, lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
