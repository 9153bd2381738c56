"""This module is about results: the ranking of a round, and the agreement that it rests on.

A ranking is never shown without the agreement beside it: consensus is not support, and everybody
giving the lowest grade is perfect consensus against.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from attrs import evolve, frozen

from collectif.acts.scoring import ResultsPublished
from collectif.counting import Agreement, Ranking, agreement
from collectif.errors import Refused, UnknownName
from collectif.ids import CriterionId, EventId, ProposalId, RoundId
from collectif.projections.counted import Counted, counted_in
from collectif.projections.panels import PANELS, Panel
from collectif.projections.scores import SCORES, RoundScores
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection, side_by_side
from collectif.record.view import View
from collectif.tabled import Tabled

_ROUNDS = side_by_side(SCORES, PANELS)


@frozen(kw_only=True)
class Result(Tabled):
    """What a scoring round says.

    Attributes:
        round: The scores as they were given.
        counted: What of them was counted, and how.
        ranking: The order by score; ties share a place, incomplete proposals stand apart.
        broken: The same order with ties broken as the charter says; None where it breaks none.
        agreement: How close the scores are, per cell, proposal, criterion and overall.
        below_gate: Proposal -> the criteria on which it does not reach the lowest mean that the
            charter asks for, a mean that is undefined included; only where there are any.
        voters: Members with at least one answer.
        numeric_cells: Scores that are numbers.
        silences: Abstentions and "cannot judge" -> how many.
        known_at: The size of the log that was counted.
    """

    round: RoundScores
    counted: Counted
    ranking: Ranking
    broken: Ranking | None
    agreement: Agreement
    below_gate: Mapping[ProposalId, tuple[CriterionId, ...]]
    voters: int
    numeric_cells: int
    silences: Mapping[str, int]
    known_at: int

    @property
    def leaders(self) -> tuple[str, ...]:
        """What comes first, after ties were broken where the charter breaks them."""
        return (self.broken or self.ranking).leaders

    def places(self) -> Mapping[ProposalId, int]:
        """Return proposal -> its place, after ties were broken where the charter breaks them."""
        order = self.broken or self.ranking
        return {ProposalId(option): place for place, option in order.places()}


@frozen(kw_only=True)
class Publication:
    """Results as people were told them.

    Attributes:
        id: The `results-published` event.
        round_id: Of which round.
        known_at: The size of the log up to and with the last event that they take into account.
        occurred: When they were published.
    """

    id: EventId
    round_id: RoundId
    known_at: int
    occurred: datetime


def results(view: View, *, rule: str | None = None) -> Mapping[RoundId, Result]:
    """Return the result of every scoring round that has criteria, in the order of opening.

    A round whose values nobody sees yet is left out.

    Args:
        view: The log, as it is to be seen.
        rule: The name of a rule of `collectif.counting.RULES`; None takes the charter's own.
    """
    rounds, panels = _ROUNDS.replay(view)
    return counted_results(rounds, panels, known_at=view.size, rule=rule)


def counted_results(
    rounds: Mapping[RoundId, RoundScores],
    panels: Mapping[RoundId, Panel],
    *,
    known_at: int,
    rule: str | None = None,
) -> Mapping[RoundId, Result]:
    """Return the results of rounds that were read already, together with other things.

    Args:
        rounds, panels: What `SCORES` and `PANELS` say of a view.
        known_at: The size of the log that was read.
        rule: As in `results`.
    """
    return {
        id: result_from(scores, panels[id], rule=rule, known_at=known_at)
        for id, scores in rounds.items()
        if scores.opened.kind == "SCORING" and scores.visible
    }


def result_of(scores: RoundScores, view: View, *, rule: str | None = None) -> Result:
    """Return the result of one scoring round; refuse one whose values nobody sees yet."""
    _refuse_unless_visible(scores)
    return _result(scores, PANELS.replay(view)[scores.opened.round_id], view, rule)


def recounted(result: Result, scores: RoundScores) -> Result:
    """Return the result of a part of the scores, by the charter's own rule; all voters count."""
    told = result_from(scores, result.counted.panel, known_at=result.known_at)
    return evolve(told, voters=result.voters)


def _refuse_unless_visible(scores: RoundScores) -> None:
    if not scores.visible:
        seen = scores.opened.visibility
        raise Refused("ResultsNotYetVisible", round=scores.opened.round_id, visibility=seen)


def _result(scores: RoundScores, panel: Panel, view: View, rule: str | None) -> Result:
    return result_from(scores, panel, rule=rule, known_at=view.size)


def result_from(
    scores: RoundScores, panel: Panel, *, rule: str | None = None, known_at: int
) -> Result:
    """Return the result of scores that are visible, whatever they come from.

    Args:
        scores: A scoring round.
        panel: Who could score what in it.
        rule: The name of a rule of `collectif.counting.RULES`; None takes the charter's own.
        known_at: The size of the log that was counted.
    """
    counted = counted_in(scores, panel, rule)
    ranking, level = counted.count(counted.profile), agreement(counted.profile)
    said = Counter(value for value in scores.cells.values() if isinstance(value, str))
    return Result(
        round=scores,
        counted=counted,
        ranking=ranking,
        broken=counted.broken(ranking, level),
        agreement=level,
        below_gate=counted.below_gate(),
        voters=len({member for member, _, _ in scores.cells}),
        numeric_cells=len(scores.cells) - said.total(),
        silences=dict(sorted(said.items())),
        known_at=known_at,
    )


def publications(view: View) -> tuple[Publication, ...]:
    """Return every publication of results, in order; publishing again adds one."""
    events = Projection[list[Recorded[ResultsPublished]], tuple[Recorded[ResultsPublished], ...]](
        start=list, clauses={ResultsPublished: list.append}, show=tuple
    ).replay(view)
    return tuple(_publication(view, event) for event in events)


def as_published(view: View, publication: Publication, *, rule: str | None = None) -> Result:
    """Return results as they were published: as known at the size that they name."""
    then = view.as_known_at(publication.known_at)
    rounds, panels = _ROUNDS.replay(then)
    scores = rounds.get(publication.round_id)
    if scores is None:
        raise UnknownName.of(
            "ranking.results-cannot-be-shown", id=publication.id, round_id=publication.round_id
        )
    _refuse_unless_visible(scores)
    return _result(scores, panels[publication.round_id], then, rule)


def _publication(view: View, event: Recorded[ResultsPublished]) -> Publication:
    last = view.position(event.data.up_to)
    if last is None:
        raise UnknownName.of(
            "ranking.results-rest-on-event-log", id=event.id, up_to=event.data.up_to
        )
    return Publication(
        id=event.id,
        round_id=event.data.round_id,
        known_at=last + 1,
        occurred=event.occurred,
    )
