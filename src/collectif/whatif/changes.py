"""This module is about what is to be otherwise in a round: who, by what, under which rules.

Some changes are made to the log: events that are passed over, events that nobody recorded. The
others are made to the scores that a view shows. All of them combine, in any order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve, frozen

from collectif.ids import CriterionId, EventId, MemberId
from collectif.projections.scores import RoundScores
from collectif.record.view import View
from collectif.values import Charter

TieBreak = str | tuple[CriterionId, ...]
"""What parts ties: `"SHARED_RANK"`, `"CONSENSUS"`, or criteria in order, as in a charter."""


@frozen(kw_only=True)
class Changes:
    """What is to be otherwise; nothing, unless told.

    Attributes:
        without: Members, or participants of a conversation, whose answers are left out.
        without_criteria: Criteria that are not asked about.
        weights: Criterion -> its weight; those that are not named keep theirs.
        rule: The name of a rule of counting, or of a method of deciding; None keeps the charter's.
        tie_break: What parts ties; None keeps what the charter says.
        excluding: Events that are passed over.
        supposing: Events that nobody recorded, on top of the log.
    """

    without: tuple[MemberId, ...] = ()
    without_criteria: tuple[CriterionId, ...] = ()
    weights: Mapping[CriterionId, int] | None = None
    rule: str | None = None
    tie_break: TieBreak | None = None
    excluding: tuple[EventId, ...] = ()
    supposing: tuple[Any, ...] = ()

    def view(self, view: View) -> View:
        """Return a look at the log as it would be, without and with these events."""
        if self.supposing:
            source = view.source.supposing(self.supposing)
            view = View(source=source, happened_by=view.happened_by, corrected=view.corrected)
        return view.without(*self.excluding) if self.excluding else view

    def scores(self, scores: RoundScores) -> RoundScores:
        """Return what was given in a round as it would be under these rules, without these."""
        gone, unasked = set(self.without), set(self.without_criteria)
        weights = {**scores.weights, **(self.weights or {})}
        return evolve(
            scores,
            charter=self._charter(scores.charter),
            weights={c: weight for c, weight in weights.items() if c not in unasked},
            lower_is_better=scores.lower_is_better - unasked,
            cells={
                cell: value
                for cell, value in scores.cells.items()
                if cell[0] not in gone and cell[2] not in unasked
            },
            ballots={m: ballot for m, ballot in scores.ballots.items() if m not in gone},
            handed_in=tuple(m for m in scores.handed_in if m not in gone),
        )

    def _charter(self, charter: Charter) -> Charter:
        """Return the rules with another tie-break, none of them about a criterion that is gone."""
        unasked, asked = set(self.without_criteria), self.tie_break or charter.tie_break
        if not isinstance(asked, str):
            asked = tuple(c for c in asked if c not in unasked) or "SHARED_RANK"
        gate = {c: lowest for c, lowest in (charter.gate or {}).items() if c not in unasked}
        changed: Any = {"tie_break": asked, "gate": gate or None}
        return evolve(charter, **changed)
