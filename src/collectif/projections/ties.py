"""This module is about who owes whom: a graph of pairs, and what its shape says.

A community in which accounts run from many to many differs from one in which everybody reports to
one funder; reciprocity and the share of the largest creditor tell them apart. No figure here
belongs to a member, and no list is a ranking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Literal

from attrs import frozen

from collectif.acts.state import COLLECTIVE
from collectif.ids import MemberId
from collectif.projections.edges import Edge

Pair = tuple[str, str]

Counted = Literal["MADE", "OPEN"]
"""Which commitments tie: all that were made so far, or those that are still open."""


def share(part: int, whole: int) -> Fraction | None:
    """Return an exact share, from 0 to 1; None where there is nothing to share."""
    return Fraction(part, whole) if whole else None


@frozen(kw_only=True)
class Ties:
    """Who owes whom, each pair once however many commitments tie it; nobody to itself.

    Attributes:
        pairs: (debtor, creditor), the community among them.
        kinds: Member -> its kind, such as FUNDER.
    """

    pairs: frozenset[Pair]
    kinds: Mapping[MemberId, str]

    @property
    def member_pairs(self) -> frozenset[Pair]:
        """The pairs between members, without the community."""
        return frozenset(pair for pair in self.pairs if COLLECTIVE not in pair)

    @property
    def reciprocity(self) -> Fraction | None:
        """The share of pairs between members whose reverse is there too; None without pairs.

        The traditional definition, as told by Garlaschelli and Loffredo (2004): from 0, where
        nothing goes both ways, to 1, where everything does.
        """
        there = self.member_pairs
        both = sum((creditor, debtor) in there for debtor, creditor in there)
        return share(both, len(there))

    @property
    def owing(self) -> tuple[str, ...]:
        """The members who owe anybody anything, in alphabetical order."""
        return tuple(sorted({debtor for debtor, _ in self.pairs} - {COLLECTIVE}))

    @property
    def owed(self) -> tuple[str, ...]:
        """The members to whom anybody owes anything, in alphabetical order."""
        return tuple(sorted({creditor for _, creditor in self.pairs} - {COLLECTIVE}))

    @property
    def both(self) -> tuple[str, ...]:
        """The members who owe and are owed, in alphabetical order."""
        return tuple(sorted(set(self.owing) & set(self.owed)))

    @property
    def many_to_many(self) -> Fraction | None:
        """The share of those involved who both owe and are owed; None when nobody is."""
        return share(len(self.both), len(set(self.owing) | set(self.owed)))

    @property
    def largest_creditors(self) -> tuple[str, ...]:
        """The ends to which most pairs lead, the community too; several when they are level."""
        counts = Counter(creditor for _, creditor in self.pairs)
        most = max(counts.values(), default=0)
        return tuple(sorted(creditor for creditor, count in counts.items() if count == most))

    @property
    def largest_creditor_share(self) -> Fraction | None:
        """The share of all pairs that lead to one of them; high towards a funder is the old way."""
        first = self.largest_creditors[:1]
        return share(sum(creditor in first for _, creditor in self.pairs), len(self.pairs))

    @property
    def owed_to_funders(self) -> int:
        """How many pairs lead to a funder."""
        return sum(self.kinds.get(MemberId(id)) == "FUNDER" for _, id in self.pairs)


def ties_of(edges: Iterable[Edge], kinds: Mapping[MemberId, str], counted: Counted) -> Ties:
    """Return who owes whom, by the edges of commitments."""
    owes = (edge for edge in edges if edge.kind == "OWES")
    wanted = (edge for edge in owes if counted == "MADE" or edge.until is None)
    return Ties(pairs=frozenset((e.source, e.target) for e in wanted), kinds=kinds)
