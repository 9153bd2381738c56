"""This module is about the commons: what was learned and who used it, and what was celebrated.

Nobody is ranked: learnings are in the order of sharing, gestures in the order of their dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from attrs import define, field, frozen

from collectif.acts.accounts import ContributionReported, PeerReviewGiven
from collectif.acts.indicators import IndicatorMeasured
from collectif.acts.knowledge import LearningReused, LearningShared, SuccessCelebrated
from collectif.ids import LearningId, MeasureId, MissionId, Ref
from collectif.projections.accountability import up_to
from collectif.projections.dates import happened_by
from collectif.projections.dealings import Gesture
from collectif.projections.promises import PROMISES
from collectif.record.envelope import Recorded
from collectif.record.fold import Clause, Projection
from collectif.record.view import View
from collectif.tabled import Tabled


@frozen(kw_only=True)
class Learned(Tabled):
    """A learning, what came of it and what it came from, by a day.

    Attributes:
        shared: The learning.
        occurred: When it was shared.
        reused: The reuses by others than its authors, in order.
        own: The reuses by its authors, in order: recorded, and not counted.
        built_on_by: The learnings that build on it, in the order of sharing.
        from_difficulty: Whether it builds on a gesture that met a difficulty.
        from_review: Whether it builds on a review by a peer.
    """

    shared: LearningShared
    occurred: datetime
    reused: tuple[LearningReused, ...]
    own: tuple[LearningReused, ...]
    built_on_by: tuple[LearningId, ...]
    from_difficulty: bool
    from_review: bool


@frozen(kw_only=True)
class Success:
    """A success of a mission, with what shows it and all who had a part.

    Attributes:
        celebrated: The success.
        occurred: When it was celebrated.
        measures: The measures that show it, as told; one that is not in view is left out.
        gestures: The gestures that led to it, oldest first, those of one day in the order of the
            log; one that is not in view is left out.
    """

    celebrated: SuccessCelebrated
    occurred: datetime
    measures: tuple[IndicatorMeasured, ...]
    gestures: tuple[Gesture, ...]


@define
class _Commons:
    learnings: dict[LearningId, Recorded[LearningShared]] = field(factory=dict)
    reuses: dict[LearningId, list[LearningReused]] = field(factory=dict)
    successes: list[Recorded[SuccessCelebrated]] = field(factory=list)
    measures: dict[MeasureId, IndicatorMeasured] = field(factory=dict)
    difficult: set[str] = field(factory=set)
    reviews: set[str] = field(factory=set)


def learnings(view: View, *, at: date) -> Mapping[LearningId, Learned]:
    """Return what was learned by a day, in the order of sharing."""
    commons = _commons(at).replay(view)
    return {id: _learned(commons, id) for id in commons.learnings}


def by_kind(learned: Mapping[LearningId, Learned]) -> Mapping[str, tuple[LearningId, ...]]:
    """Return kind -> the learnings of that kind, in the order of sharing; kinds alphabetical."""
    kinds = sorted({one.shared.kind for one in learned.values()})
    return {kind: tuple(id for id, o in learned.items() if o.shared.kind == kind) for kind in kinds}


def successes(view: View, *, at: date) -> Mapping[MissionId, tuple[Success, ...]]:
    """Return mission -> what was celebrated for it by a day, in the order of celebration."""
    commons = _commons(at).replay(view)
    gestures = PROMISES.replay(up_to(view, at)).gestures
    shown: dict[MissionId, tuple[Success, ...]] = {}
    for event in commons.successes:
        celebrated = event.data
        beside = (one for id, one in gestures.items() if id in celebrated.contributions)
        success = Success(
            celebrated=celebrated,
            occurred=event.occurred,
            measures=tuple(
                commons.measures[id] for id in celebrated.measures if id in commons.measures
            ),
            gestures=tuple(sorted(beside, key=lambda gesture: gesture.on)),
        )
        shown[celebrated.mission_id] = (*shown.get(celebrated.mission_id, ()), success)
    return shown


def _learnings_by_name(commons: _Commons, event: Recorded[LearningShared]) -> None:
    commons.learnings[event.data.learning_id] = event


def _reuses_in_order(commons: _Commons, event: Recorded[LearningReused]) -> None:
    commons.reuses.setdefault(event.data.learning_id, []).append(event.data)


def _successes_in_order(commons: _Commons, event: Recorded[SuccessCelebrated]) -> None:
    commons.successes.append(event)


def _measures_by_name(commons: _Commons, event: Recorded[IndicatorMeasured]) -> None:
    commons.measures[event.data.measure_id] = event.data


def _difficulties_are_remembered(commons: _Commons, event: Recorded[ContributionReported]) -> None:
    if event.data.difficulty is not None:
        commons.difficult.add(event.data.contribution_id)


def _reviews_by_name(commons: _Commons, event: Recorded[PeerReviewGiven]) -> None:
    commons.reviews.add(event.data.review_id)


def _commons(at: date) -> Projection[Any, _Commons]:
    clauses: dict[type, Clause[_Commons]] = {
        LearningShared: _learnings_by_name,
        LearningReused: _reuses_in_order,
        SuccessCelebrated: _successes_in_order,
        IndicatorMeasured: _measures_by_name,
        ContributionReported: _difficulties_are_remembered,
        PeerReviewGiven: _reviews_by_name,
    }
    return Projection(start=_Commons, clauses=happened_by(at, clauses), show=lambda found: found)


def _learned(commons: _Commons, id: LearningId) -> Learned:
    told = commons.learnings[id]
    reuses, authors = commons.reuses.get(id, []), frozenset[str](told.data.by)
    return Learned(
        shared=told.data,
        occurred=told.occurred,
        reused=tuple(reuse for reuse in reuses if reuse.by not in authors),
        own=tuple(reuse for reuse in reuses if reuse.by in authors),
        built_on_by=tuple(
            other for other, later in commons.learnings.items() if Ref(id) in later.data.builds_on
        ),
        from_difficulty=bool(commons.difficult & set(told.data.builds_on)),
        from_review=bool(commons.reviews & set(told.data.builds_on)),
    )
