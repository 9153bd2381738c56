"""This module is about what is learned and achieved together: offered to all, owned by the mission.

A learning builds on what stands in the log when it is shared, and its ids cannot be rectified:
that is why nothing ever builds on itself, by whatever way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from collectif.acts.mission import member_named, mission_of
from collectif.acts.state import Known, kept, rule, several, unknown
from collectif.errors import Refused
from collectif.ids import (
    ContributionId,
    LearningId,
    MeasureId,
    MemberId,
    MissionId,
    Ref,
    ReuserId,
    SuccessId,
)
from collectif.record.event import Withheld, event, personal
from collectif.values import Text

LearningKind = Literal["PRACTICE", "FAILURE", "TOOL", "DATA", "SURPRISE"]


@event("learning-shared", names="learning_id")
class LearningShared:
    """Apprentissage partagé: something learned, offered to all.

    Attributes:
        learning_id: Its name in the log.
        by: The members that share it.
        title: What it is about.
        kind: What it is; a failure is as welcome as a practice.
        builds_on: The contributions, reviews, learnings or other things that it comes from.
        licence: On what terms anybody may use it.
        text: What was learned, in words.
    """

    learning_id: LearningId
    by: tuple[MemberId, ...]
    title: Text
    kind: LearningKind
    builds_on: tuple[Ref, ...]
    licence: str
    text: Text | Withheld = personal()


@event("learning-reused")
class LearningReused:
    """Apprentissage réutilisé: somebody used it; its own authors' reuse is recorded, not counted.

    Attributes:
        learning_id: Which learning.
        by: The member that used it, or somebody from elsewhere, in words.
        context: Where and how it was used.
    """

    learning_id: LearningId
    by: ReuserId
    context: Text | Withheld = personal()


@event("success-celebrated", names="success_id")
class SuccessCelebrated:
    """Succès célébré: it belongs to a mission, and to no member; the gestures stand beside it.

    Attributes:
        success_id: Its name in the log.
        mission_id: Whose success it is.
        statement: What was achieved; it names no member.
        measures: The measures that show it.
        contributions: The gestures that led to it.
    """

    success_id: SuccessId
    mission_id: MissionId
    statement: Text
    measures: tuple[MeasureId, ...]
    contributions: tuple[ContributionId, ...]


@rule(SuccessCelebrated)
def success_belongs_to_a_mission(known: Known, celebrated: SuccessCelebrated) -> None:
    """A success names no member, is measured on its mission, and is the work of several."""
    named = member_named(known, celebrated.statement)
    if named is not None:
        raise Refused("SuccessNamesMember", success=celebrated.success_id, member=named)
    measured = {
        above
        for id in celebrated.measures
        if id in known.measures
        for above in _missions_of(known, id)
    }
    if celebrated.mission_id not in measured:
        raise Refused("NoMeasure", success=celebrated.success_id, mission=celebrated.mission_id)
    gestures = (known.contributions.get(id, frozenset()) for id in celebrated.contributions)
    members = frozenset[MemberId]().union(*gestures)
    if len(members) < 2:
        raise Refused("TooFewContributors", success=celebrated.success_id, members=members)


def _missions_of(known: Known, measure: MeasureId) -> Iterator[MissionId]:
    """Yield the mission that a measure speaks of, and the wider ones above it."""
    indicator = known.indicators.get(known.measures[measure].indicator)
    mission = None if indicator is None else indicator.mission
    while mission is not None:
        yield mission
        found = known.missions.get(mission)
        mission = None if found is None else found.parent


def share_learning(
    known: Known,
    *,
    learning: LearningId | str,
    by: Iterable[MemberId | str],
    title: str | Text,
    text: str | Text,
    kind: LearningKind,
    builds_on: Iterable[str] = (),
    licence: str = "CC-BY-4.0",
) -> LearningShared:
    """Offer to all what was learned; what did not work is worth as much (ingredient 4)."""
    known.new("learning", learning)
    return LearningShared(
        learning_id=LearningId(learning),
        by=tuple(known.member(id).id for id in several(by)),
        title=known.text(title),
        text=known.text(text),
        kind=kind,
        builds_on=tuple(Ref(known.thing(id)) for id in several(builds_on)),
        licence=licence,
    )


def reuse(
    known: Known, *, learning: LearningId | str, by: MemberId | str, context: str | Text
) -> LearningReused:
    """Record that somebody used a learning: a member, or somebody from elsewhere."""
    if not known.has("learning", learning):
        unknown("learning", learning, (id for id, k in known.names.items() if k == "learning"))
    if not by.strip():
        raise Refused("MissingWords")
    return LearningReused(
        learning_id=LearningId(learning), by=ReuserId(by), context=known.text(context)
    )


def celebrate(
    known: Known,
    *,
    success: SuccessId | str,
    mission: MissionId | str,
    statement: str | Text,
    measures: Iterable[MeasureId | str],
    contributions: Iterable[ContributionId | str],
) -> SuccessCelebrated:
    """Celebrate what a mission achieved, with what shows it and all who had a part (ingredient 7).

    Measures count if they are of the mission, or of one that serves it.
    """
    known.new("success", success)
    celebrated = SuccessCelebrated(
        success_id=SuccessId(success),
        mission_id=mission_of(known, mission),
        statement=known.text(statement),
        measures=tuple(MeasureId(id) for id in several(measures)),
        contributions=tuple(ContributionId(id) for id in several(contributions)),
    )
    for measure in celebrated.measures:
        if measure not in known.measures:
            unknown("measure", measure, known.measures)
    for contribution in celebrated.contributions:
        if contribution not in known.contributions:
            unknown("contribution", contribution, known.contributions)
    return kept(known, celebrated)
