"""This module is about what the checklist reads of a log, once, for all its questions.

Scores and ballots are read once, together; everything else that a question asks for is kept by its
type. Results as they were published are those that count now, unless something that they rest on
was recorded or corrected afterwards: then they are counted again.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from attrs import evolve, field, frozen

from collectif.acts.accounts import AccountRequested, ContributionReported
from collectif.acts.assembly import (
    AgendaItemStarted,
    AssemblyClosed,
    AssemblyConvened,
    AssemblyOpened,
    CharterAdopted,
    InvitationSent,
)
from collectif.acts.commitments import CommitmentClosed, CommitmentMade, CommitmentRevised
from collectif.acts.criteria import CriteriaAdopted, CriterionProposed
from collectif.acts.decision import DecisionProposed, DecisionTaken
from collectif.acts.deliberation import InterestDeclared, ObjectionRaised, ObjectionResolved
from collectif.acts.erasure import ContentRedacted, WordsForgotten
from collectif.acts.funding import FundsAllocated, ResourceReceived, SpendingReported
from collectif.acts.indicators import IndicatorDefined, IndicatorMeasured, TargetSet
from collectif.acts.knowledge import SuccessCelebrated
from collectif.acts.minutes import MinutesAdopted
from collectif.acts.mission import MissionAdopted
from collectif.acts.openness import DatasetPublished
from collectif.acts.presence import AttendanceRecorded
from collectif.acts.proposals import ProposalAmended, ProposalSubmitted
from collectif.acts.reviews import DecisionReviewed, DecisionSuperseded
from collectif.acts.rounds import ResultsPublished, RoundClosed, RoundOpened
from collectif.acts.wall import WishAnswered, WishPosted
from collectif.auditing.checklist.cards import CARDS, Cards
from collectif.auditing.checklist.room import Room, rooms
from collectif.errors import CollectifError
from collectif.ids import RoundId
from collectif.projections.accountability import up_to
from collectif.projections.panels import PANELS, Panel
from collectif.projections.ranking import Publication, Result, as_published, counted_results
from collectif.projections.readers import AUDITOR, Reader, may_read
from collectif.projections.scores import SCORES, RoundScores
from collectif.projections.small_groups import smallest_groups
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection, side_by_side
from collectif.record.view import CORRECTIONS, View

T = TypeVar("T")

_KEPT: tuple[type, ...] = (
    AccountRequested,
    AgendaItemStarted,
    AssemblyClosed,
    AssemblyConvened,
    AssemblyOpened,
    AttendanceRecorded,
    CharterAdopted,
    CommitmentClosed,
    CommitmentMade,
    CommitmentRevised,
    ContentRedacted,
    ContributionReported,
    CriteriaAdopted,
    CriterionProposed,
    DatasetPublished,
    DecisionProposed,
    DecisionReviewed,
    DecisionSuperseded,
    DecisionTaken,
    FundsAllocated,
    IndicatorDefined,
    IndicatorMeasured,
    InterestDeclared,
    InvitationSent,
    MinutesAdopted,
    MissionAdopted,
    ObjectionRaised,
    ObjectionResolved,
    ProposalAmended,
    ProposalSubmitted,
    ResourceReceived,
    ResultsPublished,
    RoundClosed,
    RoundOpened,
    SpendingReported,
    SuccessCelebrated,
    TargetSet,
    WishAnswered,
    WishPosted,
    WordsForgotten,
)
"""The types of events of which each is kept: all but answers, comments and what nobody asks for."""

_COUNTED_BY = frozenset(
    {
        "attendance-recorded",
        "charter-adopted",
        "criteria-adopted",
        "criterion-proposed",
        "interest-declared",
        "mandate-ended",
        "mandate-given",
        "member-joined",
        "member-left",
        "proposal-amended",
        "proposal-submitted",
        "round-closed",
        "round-opened",
    }
)
"""The types of events, besides the scores themselves, on which the result of a round may rest."""


def _kept_by_type(state: dict[type, list[Recorded[Any]]], event: Recorded[Any]) -> None:
    state.setdefault(type(event.data), []).append(event)


_FACTS: Projection[dict[type, list[Recorded[Any]]], Mapping[type, list[Recorded[Any]]]] = (
    Projection(start=dict, clauses=dict.fromkeys(_KEPT, _kept_by_type), show=lambda state: state)
)

_ANSWERS: Projection[Any, Any] = side_by_side(side_by_side(SCORES, PANELS), CARDS)


@frozen(kw_only=True, slots=False)
class Facts:
    """What a view says that the checklist asks about.

    Attributes:
        view: The look at the log.
        on: The day on which it is asked.
        smallest: Secret round -> how many voices a figure must rest on for whoever reads.
        kept: Class -> the events of that type, in order.
        rounds: Round -> what was given in it, in the order of opening.
        panels: Round -> who could score what.
        cards: Who answered, and whether they could.
        results: Scoring round -> its result as it counts now; not one that nobody sees yet, nor one
            of which whoever reads is not told every figure.
    """

    view: View
    on: date
    smallest: Mapping[RoundId, int]
    kept: Mapping[type, list[Recorded[Any]]] = field(repr=False)
    rounds: Mapping[RoundId, RoundScores] = field(repr=False)
    panels: Mapping[RoundId, Panel] = field(repr=False)
    cards: Cards = field(repr=False)
    results: Mapping[RoundId, Result] = field(repr=False)

    @classmethod
    def of(cls, view: View, on: date | None = None, reader: Reader = AUDITOR) -> Facts:
        """Read a view.

        Args:
            view: The look at the log; what happened after the day is left out.
            on: The day on which it is asked; None is the last day on which anything happened.
            reader: To whom the answers are told.
        """
        if on is not None:
            view = up_to(view, on)
        kept = _FACTS.replay(view)
        (rounds, panels), cards = _ANSWERS.replay(view)
        smallest = {} if may_read(reader, "SMALL_GROUPS") else smallest_groups(view)
        return cls(
            view=view,
            on=_last_day(view, kept, cards) if on is None else on,
            smallest=smallest,
            kept=kept,
            rounds=rounds,
            panels=panels,
            cards=cards,
            results=_results(rounds, panels, smallest, view.size),
        )

    def of_type(self, cls: type[T]) -> list[Recorded[T]]:
        """Return the events of a type, in order."""
        return self.kept.get(cls, [])

    @cached_property
    def opened(self) -> Mapping[RoundId, Recorded[RoundOpened]]:
        """Round -> the event that opened it, but for open conversations; in order."""
        told = self.of_type(RoundOpened)
        return {one.data.round_id: one for one in told if one.data.kind != "STANCES"}

    @cached_property
    def scoring(self) -> Mapping[RoundId, Recorded[RoundOpened]]:
        """Scoring round -> the event that opened it, in order."""
        return {id: one for id, one in self.opened.items() if one.data.kind == "SCORING"}

    @cached_property
    def proposed(self) -> Mapping[str, Recorded[DecisionProposed]]:
        """Decision -> the event that proposed it."""
        return {one.data.decision_id: one for one in self.of_type(DecisionProposed)}

    @cached_property
    def adopted(self) -> tuple[Recorded[DecisionTaken], ...]:
        """The decisions that were adopted, in order."""
        return tuple(e for e in self.of_type(DecisionTaken) if e.data.outcome == "ADOPTED")

    @cached_property
    def published(self) -> Mapping[RoundId, tuple[Recorded[ResultsPublished], ...]]:
        """Round -> the publications of its results, in order."""
        found: dict[RoundId, tuple[Recorded[ResultsPublished], ...]] = {}
        for one in self.of_type(ResultsPublished):
            found[one.data.round_id] = (*found.get(one.data.round_id, ()), one)
        return found

    @cached_property
    def rested_on(self) -> tuple[RoundId, ...]:
        """The scoring rounds on which a decision rests; all of them where none rests on any."""
        rounds = {one.id: one.data.round_id for one in self.of_type(ResultsPublished)}
        named = {rounds.get(id) for one in self.proposed.values() for id in one.data.basis}
        return tuple(id for id in self.scoring if id in named) or tuple(self.scoring)

    @cached_property
    def rooms(self) -> Mapping[Any, Room]:
        """Decision -> who was there when it was taken."""
        return rooms(self.view)

    def told(self, publication: Recorded[ResultsPublished]) -> Result | None:
        """Return results as they were published; None where they cannot be shown.

        Raises:
            CollectifError: If they cannot be counted.
        """
        id, last = publication.data.round_id, self.view.source.find(publication.data.up_to)
        now = self.results.get(id)
        if last is None or now is None:
            return None
        if not self._changed_since(id, last.seq):
            return evolve(now, known_at=last.seq + 1)
        when = Publication(
            id=publication.id, round_id=id, known_at=last.seq + 1, occurred=publication.occurred
        )
        return as_published(self.view, when)

    def last_told(self, id: RoundId) -> Result | None:
        """Return the result of a round as last published, or as it counts where it never was."""
        for one in self.published.get(id, ())[-1:]:
            try:
                return self.told(one)
            except CollectifError:
                return None
        return self.results.get(id)

    @cached_property
    def _corrected(self) -> tuple[tuple[int, RoundId | None], ...]:
        """Corrections of what results rest on: position, and the round; None for any round."""
        found = list[tuple[int, RoundId | None]]()
        for event in self.view.source.events(CORRECTIONS):
            target: Recorded[Any] | None = event
            while target is not None and target.type in CORRECTIONS:
                target = self.view.source.find(target.data.target)
            if target is not None and target.type == "score-cast":
                found.append((event.seq, target.data.round_id))
            elif target is None or target.type in _COUNTED_BY:
                found.append((event.seq, None))
        return tuple(found)

    def _changed_since(self, id: RoundId, seq: int) -> bool:
        later = any(at > seq and round in (None, id) for at, round in self._corrected)
        ruled = any(
            one.seq > seq and (not isinstance(one.data, RoundClosed) or one.data.round_id == id)
            for cls in (CharterAdopted, CriteriaAdopted, CriterionProposed, RoundClosed)
            for one in self.kept.get(cls, [])
        )
        return later or ruled or self.cards.last.get(id, -1) > seq

    def corrected_after(self, event: Recorded[Any], seq: int) -> Recorded[Any] | None:
        """Return the correction that changed an event after a position; None for none."""
        found = self.view.corrections.rectified.get(event.id)
        return found if self.view.corrected and found is not None and found.seq > seq else None


def _results(
    rounds: Mapping[RoundId, RoundScores],
    panels: Mapping[RoundId, Panel],
    smallest: Mapping[RoundId, int],
    size: int,
) -> Mapping[RoundId, Result]:
    """Return the results that can be counted and told; one that cannot stops no other."""
    found: dict[RoundId, Result] = {}
    for id, scores in rounds.items():
        if id not in smallest:
            with suppress(CollectifError):
                found |= counted_results({id: scores}, panels, known_at=size)
    return found


def _last_day(view: View, kept: Mapping[type, list[Recorded[Any]]], cards: Cards) -> date:
    ends = (event.occurred.date() for event in view.events(after=max(0, view.size - 1)))
    told = (one.occurred.date() for events in kept.values() for one in events)
    return max((*ends, *told, cards.day))
