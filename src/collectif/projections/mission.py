"""This module is about progress: how far each indicator of a mission has come by a day.

Progress is never clipped and never summed up into one figure. Measures are selected by the day for
which they were found; definitions and targets by when they happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any, Literal

from attrs import define, field, frozen

from collectif.acts.indicators import (
    IndicatorDefined,
    IndicatorMeasured,
    TargetSet,
    lies_beyond,
)
from collectif.acts.mission import MissionAdopted
from collectif.ids import IndicatorId, MissionId
from collectif.projections.dates import happened_by
from collectif.record.envelope import Recorded
from collectif.record.fold import Clause, Projection
from collectif.record.view import View
from collectif.tabled import Tabled

Yardstick = Literal["latest-measure", "at-view-date"]
"""On which day linear progress is looked up: that of the latest measure, or the one asked for."""


@frozen(kw_only=True)
class Progress(Tabled):
    """How far an indicator has come by a day.

    Attributes:
        defined: The indicator.
        baseline: Where it started; None if nobody measured that.
        latest: The measure of the latest day, of any kind; the baseline where there is no other.
        target: The target as last set; None without one.
        progress: The share of the way from baseline to target; not clipped: below 0 it went back,
            above 1 it went further. None without baseline, target, or a way between them.
        expected: The share of the time from the baseline to the due day, as linear progress would
            have it. None where no time lies between them.
        on_track: Whether progress is at least what was expected; None where either is None.
        against_direction: Whether the target does not lie beyond the baseline, which was measured
            or corrected after the target was set.
        age: Days from the latest measure to the day asked for; None without a measure.
    """

    defined: IndicatorDefined
    baseline: IndicatorMeasured | None
    latest: IndicatorMeasured | None
    target: TargetSet | None
    progress: Fraction | None
    expected: Fraction | None
    on_track: bool | None
    against_direction: bool
    age: int | None


@frozen(kw_only=True)
class Standing(Tabled):
    """A mission, and how far it has come by a day.

    Attributes:
        adopted: The mission.
        superseded_by: The mission that took its place; None while it is live.
        indicators: How far each of its own indicators has come, in the order of definition.
    """

    adopted: MissionAdopted
    superseded_by: MissionId | None
    indicators: Mapping[IndicatorId, Progress]

    @property
    def measurable(self) -> bool:
        """Whether anything would tell that it succeeds."""
        return bool(self.indicators)


@define
class _Aims:
    missions: dict[MissionId, MissionAdopted] = field(factory=dict)
    indicators: dict[IndicatorId, IndicatorDefined] = field(factory=dict)
    targets: dict[IndicatorId, TargetSet] = field(factory=dict)
    measures: dict[IndicatorId, list[IndicatorMeasured]] = field(factory=dict)


def progress(
    view: View, *, at: date, yardstick: Yardstick = "latest-measure"
) -> Mapping[IndicatorId, Progress]:
    """Return how far each indicator has come by a day, in the order of definition.

    Args:
        view: The log, as it is to be seen.
        at: The day.
        yardstick: `"latest-measure"` expects linear progress on the day of the latest measure;
            `"at-view-date"` on the day asked for, at most 1.
    """
    aims = _aims(at).replay(view)
    return {
        id: _progress(defined, aims, at=at, yardstick=yardstick)
        for id, defined in aims.indicators.items()
    }


def missions(
    view: View, *, at: date, yardstick: Yardstick = "latest-measure"
) -> Mapping[MissionId, Standing]:
    """Return each mission with how far its indicators have come by a day; see `progress`.

    They are in the order of adoption.
    """
    aims = _aims(at).replay(view)
    shown = partial(_progress, aims=aims, at=at, yardstick=yardstick)
    taken_over = {m.supersedes: id for id, m in aims.missions.items() if m.supersedes}
    return {
        id: Standing(
            adopted=adopted,
            superseded_by=taken_over.get(id),
            indicators={
                one: shown(defined)
                for one, defined in aims.indicators.items()
                if defined.mission_id == id
            },
        )
        for id, adopted in aims.missions.items()
    }


def _missions_by_name(state: _Aims, event: Recorded[MissionAdopted]) -> None:
    state.missions[event.data.mission_id] = event.data


def _indicators_by_name(state: _Aims, event: Recorded[IndicatorDefined]) -> None:
    state.indicators[event.data.indicator_id] = event.data


def _newest_target_holds(state: _Aims, event: Recorded[TargetSet]) -> None:
    state.targets[event.data.indicator_id] = event.data


def _measures_by_indicator(at: date, state: _Aims, event: Recorded[IndicatorMeasured]) -> None:
    if event.data.at <= at:
        state.measures.setdefault(event.data.indicator_id, []).append(event.data)


def _aims(at: date) -> Projection[Any, _Aims]:
    said: dict[type, Clause[_Aims]] = {
        MissionAdopted: _missions_by_name,
        IndicatorDefined: _indicators_by_name,
        TargetSet: _newest_target_holds,
    }
    found = {IndicatorMeasured: partial(_measures_by_indicator, at)}
    return Projection(start=_Aims, clauses=happened_by(at, said) | found, show=lambda aims: aims)


def _progress(
    defined: IndicatorDefined, aims: _Aims, *, at: date, yardstick: Yardstick
) -> Progress:
    measures = aims.measures.get(defined.indicator_id, [])
    baseline = next((m for m in measures if m.kind == "BASELINE"), None)
    latest = max(reversed(measures), key=lambda m: m.at, default=None)
    target = aims.targets.get(defined.indicator_id)
    far = _share_of_way(baseline, latest, target)
    day = at if latest is None or yardstick == "at-view-date" else latest.at
    expected = _share_of_time(baseline, target, day)
    if expected is not None and yardstick == "at-view-date":
        expected = min(expected, Fraction(1))
    return Progress(
        defined=defined,
        baseline=baseline,
        latest=latest,
        target=target,
        progress=far,
        expected=expected,
        on_track=None if far is None or expected is None else far >= expected,
        against_direction=_lies_against(defined, baseline, target),
        age=None if latest is None else (at - latest.at).days,
    )


def _share_of_way(
    baseline: IndicatorMeasured | None,
    latest: IndicatorMeasured | None,
    target: TargetSet | None,
) -> Fraction | None:
    if baseline is None or latest is None or target is None or target.value == baseline.value:
        return None
    start = Fraction(baseline.value)
    return (Fraction(latest.value) - start) / (Fraction(target.value) - start)


def _share_of_time(
    baseline: IndicatorMeasured | None, target: TargetSet | None, day: date
) -> Fraction | None:
    if baseline is None or target is None or target.due <= baseline.at:
        return None
    return Fraction((day - baseline.at).days, (target.due - baseline.at).days)


def _lies_against(
    defined: IndicatorDefined, baseline: IndicatorMeasured | None, target: TargetSet | None
) -> bool:
    if baseline is None or target is None:
        return False
    return not lies_beyond(target.value, baseline.value, defined.direction)
