"""Laws of looking at a log: corrections, what was known then, what had happened by, and folds.

Held against a model that says in ten lines, recursively, what views compute in one pass: an event
is dead if a later live event retracts it; a live event says what its last live rectification says.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectif.errors import InvalidEvent, UnknownName
from collectif.ids import EventId
from collectif.log.log import Log
from collectif.log.memory import MemoryStore
from collectif.record.codec import Codec
from collectif.record.envelope import Draft, Recorded
from collectif.record.event import WITHHELD, Personal, Registry, Unknown, Withheld, personal
from collectif.record.fold import Projection
from collectif.record.view import View
from collectif.values import Json, Text

REGISTRY = Registry()
START = datetime(2017, 5, 1, 12, tzinfo=UTC)


@REGISTRY.event("noted")
class Noted:
    """A number with a remark that may be corrected."""

    number: int
    remark: str | None = None


@REGISTRY.event("worded")
class Worded:
    """Words beside a number."""

    number: int
    reason: Text | Withheld = personal()
    comment: Text | Withheld | None = personal(default=None)


@REGISTRY.event("other")
class Other:
    """Something that no projection here looks at."""


@REGISTRY.event("event-rectified")
class Rectified:
    """The record was wrong."""

    target: EventId
    payload: Json
    occurred_at: datetime | None = None


@REGISTRY.event("event-retracted")
class Retracted:
    """The act never happened."""

    target: EventId


def a_log() -> Log:
    """Return an empty log whose clock ticks by an hour."""
    hours = iter(range(10_000))
    return Log(
        MemoryStore(),
        clock=lambda: START + timedelta(hours=next(hours)),
        codec=Codec(REGISTRY),
    )


def record(log: Log, *events: Any, **envelope: Any) -> Recorded[Any]:
    """Record events one by one, called e0, e1, ... by their position; return the last."""
    for event in events:
        (recorded,) = log.append([event], id=f"e{log.size}", **envelope)
    return recorded


def note(number: int, remark: str | None = None) -> Noted:
    return Noted(number=number, remark=remark)


def rectify(target: int, /, **payload: Any) -> Rectified:
    return Rectified(target=EventId(f"e{target}"), payload=payload)


def retract(target: int) -> Retracted:
    return Retracted(target=EventId(f"e{target}"))


def seen(view: View) -> list[tuple[str, Any]]:
    return [(event.id, event.data) for event in view.events()]


def view_of(*events: Any) -> View:
    log = a_log()
    record(log, *events)
    return View(source=log.at(log.size))


def alive(events: list[Any], position: int) -> bool:
    """The model: dead if a later live retraction targets it."""
    return not any(
        isinstance(later, Retracted) and later.target == f"e{position}" and alive(events, n)
        for n, later in enumerate(events)
        if n > position
    )


def told(events: list[Any], position: int) -> Any:
    """The model: what the last live rectification of an event makes of it."""
    rectifications = [
        told(events, n)
        for n, later in enumerate(events)
        if n > position
        and isinstance(later, Rectified)
        and later.target == f"e{position}"
        and alive(events, n)
    ]
    event = events[position]
    return attrs.evolve(event, **rectifications[-1].payload) if rectifications else event


def modelled(events: list[Any], but: Collection[int] = ()) -> list[tuple[str, Any]]:
    there = (n for n in range(len(events)) if n not in but and alive(events, n))
    return [(f"e{n}", told(events, n)) for n in there]


def _fitting(target: Any, value: int) -> dict[str, Any]:
    """Return a payload that fits what is corrected."""
    if isinstance(target, Noted):
        return {"number": value} if value % 2 else {"remark": str(value)}
    return {"payload": {"number": value}} if isinstance(target, Rectified) else {}


@st.composite
def histories(draw: st.DrawFn) -> list[Any]:
    """Return events in which anything earlier may be rectified or retracted, corrections too."""
    events: list[Any] = [note(0)]
    for number in range(1, draw(st.integers(1, 12))):
        kind = draw(st.sampled_from(["note", "other", "rectify", "rectify", "retract", "retract"]))
        target = draw(st.integers(0, len(events) - 1))
        if kind == "rectify" and not (
            isinstance(events[target], Rectified) and _rests_on_other(events, target)
        ):
            events.append(rectify(target, **_fitting(events[target], number)))
        elif kind == "retract":
            events.append(retract(target))
        else:
            events.append(note(number) if kind == "note" else Other())
    return events


def _rests_on_other(events: list[Any], position: int) -> bool:
    """Whether a rectification does not correct a note, so that a number would not fit it."""
    return not isinstance(events[int(events[position].target[1:])], Noted)


class TestAgainstTheModel:
    @given(histories())
    def test_views_say_what_the_model_says(self, events):
        assert modelled(events) == seen(view_of(*events))

    @given(histories())
    def test_every_earlier_state_too(self, events):
        """Known at n is what a log of the first n events says; later corrections change nothing."""
        whole = view_of(*events)
        for size in range(len(events) + 1):
            assert modelled(events[:size]) == seen(whole.as_known_at(size))

    @given(histories())
    def test_known_at_a_moment_is_known_at_a_size(self, events):
        whole = view_of(*events)
        for size in range(1, len(events) + 1):
            moment = START + timedelta(hours=size - 1)
            assert seen(whole.as_known_at(size)) == seen(whole.as_known_at(moment))

    @given(histories())
    def test_a_view_of_a_growing_log_is_never_stale(self, events):
        log = a_log()
        growing = View(source=log)
        for n, event in enumerate(events):
            record(log, event)
            assert modelled(events[: n + 1]) == seen(growing)

    @given(histories())
    def test_what_counts_is_part_of_what_is_recorded(self, events):
        corrected = view_of(*events)
        recorded = View(source=corrected.source, corrected=False)
        assert [(f"e{n}", event) for n, event in enumerate(events)] == seen(recorded)
        order = [id for id, _ in seen(recorded)]
        positions = [order.index(id) for id, _ in seen(corrected)]
        assert sorted(positions) == positions
        for id, data in seen(corrected):
            assert data == events[order.index(id)] or f"e{order.index(id)}" in {
                event.target for event in events if isinstance(event, Rectified)
            }

    @given(histories())
    def test_one_event_counts_as_it_does_among_all(self, events):
        view = view_of(*events)
        together = {event.id: event for event in view.events()}
        for event in view.source.events():
            assert together.get(event.id) == view.effective(event)

    @given(histories(), st.integers(0, 12))
    def test_choosing_types_or_a_start_only_leaves_out(self, events, after):
        view = view_of(*events)
        everything = list(view.events())
        wanted = frozenset({"noted"})
        expected = [e for e in everything if e.type in wanted and e.seq >= after]
        assert expected == list(view.events(wanted, after=after))

    @given(histories(), st.sets(st.integers(0, 12)))
    def test_what_is_passed_over_says_nothing_and_corrects_nothing(self, events, passed):
        """As if something that nobody cares for had been recorded in its place."""
        said = [n in passed and not isinstance(event, Noted) for n, event in enumerate(events)]
        instead = [Other() if no else event for no, event in zip(said, events, strict=True)]
        without = view_of(*events).without(*(f"e{n}" for n in passed))
        assert modelled(instead, but=passed) == seen(without)
        size = len(events) // 2
        assert modelled(instead[:size], but=passed) == seen(without.as_known_at(size))

    @given(histories())
    def test_looking_twice_is_looking_once(self, events):
        view = view_of(*events)
        assert seen(view) == seen(view) == seen(View(source=view.source))


class TestCorrections:
    """The same laws, one by one, in words."""

    def test_retracting_a_rectification_brings_back_the_original(self):
        assert ("e0", note(4)) in seen(view_of(note(4), rectify(0, number=1), retract(1)))

    def test_retracting_a_retraction_restores(self):
        assert ("e0", note(4)) in seen(view_of(note(4), retract(0), retract(1)))
        assert "e0" not in dict(seen(view_of(note(4), retract(0), retract(1), retract(2))))

    def test_retracting_the_last_rectification_brings_back_the_one_before(self):
        view = view_of(note(4), rectify(0, number=1), rectify(0, number=2), retract(2))
        assert note(1) == dict(seen(view))["e0"]

    def test_the_last_rectification_alone_counts(self):
        """It corrects what was told, not the correction before."""
        view = view_of(note(4), rectify(0, remark="x"), rectify(0, number=2))
        assert note(2) == dict(seen(view))["e0"]

    def test_a_rectification_can_be_rectified(self):
        view = view_of(note(4), rectify(0, number=1), rectify(1, payload={"number": 3}))
        assert note(3) == dict(seen(view))["e0"]

    def test_a_retraction_can_be_rectified(self):
        view = view_of(note(4), note(5), retract(0), rectify(2, target="e1"))
        assert [id for id, _ in seen(view)] == ["e0", "e2", "e3"]

    @given(st.permutations([rectify(0, number=9), retract(1), rectify(2, remark="x")]))
    def test_the_order_of_corrections_of_different_events_does_not_matter(self, corrections):
        view = view_of(note(1), note(2), note(3), *corrections)
        counted = [(id, data) for id, data in seen(view) if isinstance(data, Noted)]
        assert [("e0", note(9)), ("e2", note(3, "x"))] == counted

    def test_nothing_corrects_what_comes_later(self):
        """No verb writes that; a log made by others might."""
        events = [retract(1), note(4), rectify(3, number=5), note(6), retract(4), note(7)]
        assert [note(4), note(6), note(7)] == [
            data for _, data in seen(view_of(*events)) if isinstance(data, Noted)
        ]

    def test_what_is_corrected_twice_by_itself_stays(self):
        assert [id for id, _ in seen(view_of(retract(0)))] == ["e0"]

    def test_corrections_of_unknown_events(self):
        log = a_log()
        record(log, Unknown(type="vendor/new", version=1, data={"a": 1, "b": 2}))
        record(log, rectify(0, a=5))
        (event, _) = View(source=log).events()
        assert event.data.data == {"a": 5, "b": 2}

    def test_a_correction_of_a_newer_version_is_not_passed_over(self):
        log = a_log()
        record(log, note(4), Unknown(type="event-retracted", version=2, data={"all": ["e0"]}))
        with pytest.raises(UnknownName, match="event-retracted of version 2"):
            list(View(source=log).events())
        assert len(list(View(source=log, corrected=False).events())) == 2
        assert len(list(View(source=log.at(1)).events())) == 1


class TestCorrectionsOfWords:
    WORDS = Worded(number=4, reason={"fr": "oui"}, comment={"fr": "bien"})

    def counted(self, log: Log) -> Any:
        return dict(seen(View(source=log)))["e0"]

    def forget(self, log: Log, event: str) -> None:
        private = log.store.private
        assert private is not None
        private.forget([one.digest for one in private.disclosures() if one.event == event])

    def test_words_are_rectified_outside_the_log(self):
        log = a_log()
        record(log, self.WORDS, rectify(0, reason=Personal({"fr": "non"}), number=5))
        assert self.counted(log) == attrs.evolve(self.WORDS, number=5, reason={"fr": "non"})
        assert not any(b"non" in row.body or b"oui" in row.body for row in log.store.rows(0, 2))

    def test_an_event_whose_words_are_gone_can_be_rectified(self):
        log = a_log()
        record(log, self.WORDS, rectify(0, number=5))
        self.forget(log, "e0")
        assert self.counted(log) == Worded(number=5, reason=WITHHELD, comment=WITHHELD)

    def test_rectified_words_stay_when_the_first_ones_go(self):
        log = a_log()
        record(log, self.WORDS, rectify(0, reason=Personal({"fr": "non"})))
        self.forget(log, "e0")
        assert self.counted(log) == Worded(number=4, reason={"fr": "non"}, comment=WITHHELD)


class TestHappenedBy:
    MONTREAL = timezone(timedelta(hours=-4))

    def numbers(self, view: View) -> list[int]:
        return [event.data.number for event in view.events(frozenset({"noted"}))]

    @pytest.fixture
    def log(self):
        """Two events late in the evening, in Montréal, when it is tomorrow in UTC; one at noon."""
        log = a_log()
        record(log, note(1), occurred=datetime(2017, 5, 1, 23, 59, 59, 999_999, self.MONTREAL))
        record(log, note(2), occurred=datetime(2017, 5, 2, 0, 0, tzinfo=self.MONTREAL))
        record(log, note(3), occurred=datetime(2017, 4, 30, 12, tzinfo=UTC))
        return log

    @pytest.mark.parametrize(
        ("day", "numbers"),
        [
            (date(2017, 4, 29), []),
            (date(2017, 4, 30), [3]),
            (date(2017, 5, 1), [1, 3]),
            (date(2017, 5, 2), [1, 2, 3]),
        ],
    )
    def test_a_day_counts_to_its_end_where_it_was_told(self, log, day, numbers):
        """In the order of the log, whatever happened first."""
        assert numbers == self.numbers(View(source=log, happened_by=day))

    def test_a_moment_is_included(self, log):
        moment = datetime(2017, 5, 2, 4, tzinfo=UTC)
        assert self.numbers(View(source=log, happened_by=moment)) == [1, 2, 3]
        before = moment - timedelta(microseconds=1)
        assert self.numbers(View(source=log, happened_by=before)) == [1, 3]

    def test_a_moment_without_an_offset_is_refused(self, log):
        with pytest.raises(InvalidEvent, match="no offset"):
            View(source=log, happened_by=datetime(2017, 5, 2))

    def test_corrections_count_whenever_they_happened(self, log):
        """All corrections known are applied; then the dates choose, as corrected."""
        record(
            log, Rectified(target=EventId("e0"), payload={}, occurred_at=START + timedelta(days=9))
        )
        record(log, retract(2), occurred=START + timedelta(days=99))
        assert self.numbers(View(source=log, happened_by=date(2017, 5, 1))) == []
        assert self.numbers(View(source=log, happened_by=date(2017, 5, 9))) == [2]
        assert self.numbers(View(source=log, happened_by=date(2017, 5, 10))) == [1, 2]
        told = View(source=log, happened_by=date(2017, 5, 1), corrected=False)
        assert self.numbers(told) == [1, 3]

    def test_one_event_counts_only_once_it_had_happened(self, log):
        late = log.find("e1")
        assert View(source=log, happened_by=date(2017, 5, 1)).effective(late) is None
        assert late == View(source=log, happened_by=date(2017, 5, 2)).effective(late)

    def test_both_clocks_together(self, log):
        view = View(source=log, happened_by=date(2017, 5, 1))
        assert self.numbers(view.as_known_at(2)) == [1]


def _add(numbers: list[int], event: Recorded[Noted]) -> None:
    numbers.append(event.data.number)


LIST = Projection[list[int], tuple[int, ...]](start=list, clauses={Noted: _add}, show=tuple)


class TestProjection:
    @given(histories(), st.data())
    def test_resumed_is_replayed(self, events, data):
        """In pieces or at once, where no piece corrects an earlier one."""
        view = view_of(*events)
        cut = data.draw(st.integers(0, len(events)))
        early, late = view.as_known_at(cut), view
        if any(hasattr(event, "target") for event in events[cut:]):
            late = View(source=view.source, corrected=False)
            early = late.as_known_at(cut)
        state = LIST.fold(LIST.fold(LIST.start(), early), late, after=cut)
        assert LIST.replay(late) == LIST.show(state)

    @given(histories())
    def test_replayed_twice_is_the_same(self, events):
        view = view_of(*events)
        expected = tuple(data.number for _, data in modelled(events) if isinstance(data, Noted))
        assert expected == LIST.replay(view) == LIST.replay(view)

    @given(histories())
    def test_events_without_a_clause_change_nothing(self, events):
        view = view_of(*events)
        more = a_log()
        record(more, *events, Other(), Unknown(type="vendor/new", version=1, data={"n": 1}))
        assert LIST.replay(view) == LIST.replay(View(source=more))

    def test_a_newer_version_of_what_matters_is_not_passed_over(self):
        log = a_log()
        record(log, note(1), Unknown(type="noted", version=2, data={"number": "two"}))
        with pytest.raises(UnknownName, match=r"Event 1 is a noted of version 2\."):
            LIST.replay(View(source=log))
        assert LIST.replay(View(source=log.at(1))) == (1,)

    def test_a_newer_version_of_what_does_not_matter_is(self):
        log = a_log()
        record(log, note(1), Unknown(type="other", version=2, data={}))
        assert LIST.replay(View(source=log)) == (1,)

    def test_suppositions_count(self):
        log = a_log()
        record(log, note(1), note(2))
        supposed = log.supposing([Draft(data=retract(0)), Draft(data=note(3))])
        assert LIST.replay(View(source=supposed)) == (2, 3)
        assert LIST.replay(View(source=log)) == (1, 2)

    def test_a_stranger_has_no_clause(self):
        projection = Projection[list[int], int](start=list, clauses={int: _add}, show=len)
        with pytest.raises(UnknownName, match="'int'"):
            projection.replay(view_of(note(1)))
