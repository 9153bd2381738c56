"""No clock can spoil a log: it is written down as read, and each step back is listed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import collectif
from clocks import faults, leap_second, readings
from collectif.log.memory import MemoryStore
from collectif.testing.sample import NOON, SteppingClock, noted, sample_log


def test_a_leap_second_is_written_down_twice() -> None:
    assert list(faults(leap_second())) == []


def test_a_clock_that_goes_back_and_jumps_spoils_nothing() -> None:
    """More readings than are examined together, so that steps fall between pages too."""
    assert list(faults(readings(count=600, seed=1))) == []


def test_the_harness_sees_a_clock_that_is_made_to_fit() -> None:
    assert list(faults(readings(count=60, seed=1), clamped=True)) != []


@settings(max_examples=50)
@given(st.lists(st.integers(-3, 3), min_size=1, max_size=40))
def test_each_step_back_is_listed_and_no_other(steps: list[int]) -> None:
    log = sample_log(MemoryStore(), clock=(clock := SteppingClock()))
    back, before = [], None
    for n, step in enumerate(steps):
        clock.now += timedelta(hours=step)
        if before is not None and clock.now < before:
            back.append(n)
        before = clock.now
        log.append([noted(n)])
    report = log.verify()
    assert report.sound
    assert list(report.set_back) == back
    assert len(report.notes) == bool(back)


def test_a_note_names_the_first_steps_back_and_counts_all_of_them() -> None:
    log = sample_log(MemoryStore(), clock=(clock := SteppingClock()))
    for n in range(30):
        clock.now = NOON - timedelta(days=n)
        log.append([noted(n)])
    (note,) = log.verify().notes
    assert note.startswith("The clock went back 29 time(s), at event(s) 1, 2, 3,")
    assert "20 and others: recorded" in note


@pytest.mark.parametrize(
    "step", [-timedelta(hours=1), -timedelta(days=3650), timedelta(days=36500)]
)
def test_acts_are_recorded_whatever_the_clock_does(tmp_path: Path, step: timedelta) -> None:
    clock = SteppingClock()
    with collectif.open(tmp_path / "log.db", clock=clock) as c:
        c.found(name="Quartier", territory="Lachine", timezone="America/Toronto")
        for n in range(3):
            clock.now += step
            c.welcome_member(member=f"m{n}", name=f"M{n}", kind="COMMUNITY_ORG")
            c.post_wish(wish=f"w{n}", verbatim="Un banc", medium="CARD")
        report = c.log.verify()
        assert report.sound
        assert len(report.set_back) == (3 if step < timedelta(0) else 0)
