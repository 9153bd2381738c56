"""This module is about what tells that a mission succeeds: indicators, targets and measures.

A measure is a fact and is taken in whatever the aim was; a target is an aim, and must lie beyond
where things started.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal

from collectif.acts.measured import Indicator, Measure, exact
from collectif.acts.mission import live_mission
from collectif.acts.state import Known, effect, kept, rule, several, unknown
from collectif.errors import Refused
from collectif.ids import IndicatorId, MeasureId, MemberId, MissionId
from collectif.record.envelope import Recorded
from collectif.record.event import event
from collectif.values import Text

Direction = Literal["UP", "DOWN"]
MeasureKind = Literal["BASELINE", "FOLLOW_UP", "FINAL"]


@event("indicator-defined", names="indicator_id")
class IndicatorDefined:
    """Indicateur défini: what will tell that a mission succeeds.

    Attributes:
        indicator_id: Its name in the log.
        mission_id: The mission that it is about.
        name: Its name for people.
        unit: What its values count.
        direction: Whether success means more or less of it.
        data_source: Where its values come from.
        frequency: How often it is measured, in words.
        steward: The member that sees to its measures.
    """

    indicator_id: IndicatorId
    mission_id: MissionId
    name: Text
    unit: str
    direction: Direction
    data_source: Text
    frequency: str
    steward: MemberId


@event("target-set")
class TargetSet:
    """Cible fixée: the value to reach by a day; it replaces the former target from here on.

    Attributes:
        indicator_id: Of which indicator.
        value: The value to reach, in the unit of the indicator.
        due: The day by which.
        rationale: Why this value.
    """

    indicator_id: IndicatorId
    value: Decimal
    due: date
    rationale: Text


@event("indicator-measured", names="measure_id")
class IndicatorMeasured:
    """Mesure consignée: the value that was found on a day.

    Attributes:
        measure_id: Its name in the log.
        indicator_id: Of which indicator.
        kind: Where things started, how they go, or how they ended.
        value: What was found, in the unit of the indicator.
        at: The day for which it was found.
        method: How it was found.
        by: The members that measured.
    """

    measure_id: MeasureId
    indicator_id: IndicatorId
    kind: MeasureKind
    value: Decimal
    at: date
    method: Text
    by: tuple[MemberId, ...]


@effect(IndicatorDefined)
def indicators_can_be_measured(known: Known, recorded: Recorded[IndicatorDefined]) -> None:
    """A defined indicator takes targets and measures."""
    defined = recorded.data
    known.indicators[defined.indicator_id] = Indicator(
        id=defined.indicator_id, mission=defined.mission_id, direction=defined.direction
    )


@effect(IndicatorMeasured)
def measures_are_kept(known: Known, recorded: Recorded[IndicatorMeasured]) -> None:
    """Every measure counts for its day."""
    measured = recorded.data
    known.measures[measured.measure_id] = Measure(
        id=measured.measure_id,
        indicator=measured.indicator_id,
        kind=measured.kind,
        value=measured.value,
        at=measured.at,
    )


@rule(TargetSet)
def targets_lie_beyond_the_baseline(known: Known, target: TargetSet) -> None:
    """A target is more than the baseline where more is success, and less where less is."""
    exact(target.value)
    defined = indicator_of(known, target.indicator_id)
    baseline = baseline_of(known, defined.id)
    if baseline is None:
        return
    if not lies_beyond(target.value, baseline.value, defined.direction):
        raise Refused(
            "TargetAgainstDirection",
            indicator=defined.id,
            value=target.value,
            baseline=baseline.value,
            direction=defined.direction,
        )


@rule(IndicatorMeasured)
def things_start_once(known: Known, measured: IndicatorMeasured) -> None:
    """An indicator has one baseline; nothing is measured for a day to come.

    A verdict on an outcome contract rests on the measure as it was: see `verdicts_stand`.
    """
    exact(measured.value)
    if measured.at > known.today:
        raise Refused("InTheFuture", occurred=measured.at, recorded=known.today)
    baseline = baseline_of(known, measured.indicator_id)
    if measured.kind == "BASELINE" and baseline and baseline.id != measured.measure_id:
        raise Refused("BaselineExists", indicator=measured.indicator_id, baseline=baseline.id)
    verdicts_stand(known, measured)


def lies_beyond(value: Decimal, start: Decimal, direction: str) -> bool:
    """Whether a value is strictly on the side of a start on which success lies."""
    return value > start if direction == "UP" else value < start


def verdicts_stand(known: Known, measured: IndicatorMeasured) -> None:
    """Refuse a measure under which a verdict that rests on it would be another one."""
    for contract in known.contracts.values():
        for verdict in contract.verdicts.values():
            term = contract.terms.get(verdict.term)
            if verdict.measure != measured.measure_id or term is None:
                continue
            if verdict.met != term.met(measured.value, measured.at):
                raise Refused("VerdictMismatch", term=term.term_id, measure=measured.measure_id)


def indicator_of(known: Known, id: str) -> Indicator:
    """Return an indicator that was defined."""
    return known.indicators.get(IndicatorId(id)) or unknown("indicator", id, known.indicators)


def baseline_of(known: Known, indicator: IndicatorId) -> Measure | None:
    """Return where an indicator started, if that was measured."""
    of_it = (m for m in known.measures.values() if m.indicator == indicator)
    return next((measure for measure in of_it if measure.kind == "BASELINE"), None)


def define_indicator(
    known: Known,
    *,
    indicator: IndicatorId | str,
    mission: MissionId | str,
    name: str | Text,
    unit: str,
    direction: Direction,
    data_source: str | Text,
    frequency: str,
    steward: MemberId | str,
) -> IndicatorDefined:
    """Say what will tell that a mission succeeds, and who sees to it (ingredient 6)."""
    known.new("indicator", indicator)
    return IndicatorDefined(
        indicator_id=IndicatorId(indicator),
        mission_id=live_mission(known, mission),
        name=known.text(name),
        unit=unit,
        direction=direction,
        data_source=known.text(data_source),
        frequency=frequency,
        steward=known.member(steward).id,
    )


def set_target(
    known: Known,
    *,
    indicator: IndicatorId | str,
    value: Decimal | int | str,
    due: date,
    rationale: str | Text,
) -> TargetSet:
    """Set the value to reach by a day; it replaces the former target."""
    target = TargetSet(
        indicator_id=indicator_of(known, indicator).id,
        value=exact(value),
        due=due,
        rationale=known.text(rationale),
    )
    return kept(known, target)


def measure(
    known: Known,
    *,
    measure: MeasureId | str,
    indicator: IndicatorId | str,
    kind: MeasureKind,
    value: Decimal | int | str,
    at: date,
    method: str | Text,
    by: Iterable[MemberId | str],
) -> IndicatorMeasured:
    """Record the value that was found on a day, by whom, and how."""
    known.new("measure", measure)
    measured = IndicatorMeasured(
        measure_id=MeasureId(measure),
        indicator_id=indicator_of(known, indicator).id,
        kind=kind,
        value=exact(value),
        at=at,
        method=known.text(method),
        by=tuple(known.member(id).id for id in several(by)),
    )
    return kept(known, measured)
