"""Laws that every projection obeys: whatever is asked of a view, only the view decides.

Deterministic, prefix, indifferent (`style.md`, "Laws every projection obeys"); known at the end is
now, what counts is part of what is recorded (`domain.md` section 7, Log and Corrections). Each law
is held by every projection and every public function of a view, over the whole Lachine scenario
and over a small history of all chapters.
"""

import importlib
import inspect
import pkgutil
from datetime import UTC, date, datetime

import pytest

import collectif.projections
from collectif.demo import record_scenario
from collectif.record.event import Unknown
from collectif.record.fold import Projection
from collectif.record.view import CORRECTIONS, View
from collectif.testing import given as cases
from collectif.testing.answers import ANSWERS, PROJECTIONS, answers, told
from collectif.testing.histories import EVERYTHING

HELPERS = {"counted", "dates", "dealings", "readers", "ties"}
"""Modules that ask no view: what others hand to them, they count or hold."""

MODULES = {
    found.name: importlib.import_module(f"collectif.projections.{found.name}")
    for found in pkgutil.iter_modules(collectif.projections.__path__)
}


@pytest.fixture(scope="module")
def lachine():
    return record_scenario("memory:")


@pytest.fixture(scope="module")
def said(lachine):
    return answers(lachine.view())


@pytest.fixture(scope="module")
def small():
    return cases.given(*EVERYTHING).collective


def asks_a_view(function):
    """Whether a function takes a view, or a result that was computed from one."""
    parameters = inspect.signature(function).parameters.values()
    return bool({str(one.annotation) for one in parameters} & {"View", "Result"})


class TestNothingIsLeftOut:
    """These laws are worth what they are held over: a new projection fails here first."""

    def test_every_module_is_asked_or_asks_no_view(self):
        assert {name.split(".")[0] for name in ANSWERS} | HELPERS == MODULES.keys()
        assert not {name.split(".")[0] for name in ANSWERS} & HELPERS

    def test_every_projection_is_asked(self):
        declared = {
            id(value): value
            for module in MODULES.values()
            for value in vars(module).values()
            if isinstance(value, Projection)
        }
        assert declared.keys() == {id(projection) for projection in PROJECTIONS.values()}
        for name, projection in PROJECTIONS.items():
            module, declared_as = name.split(".")
            assert projection is getattr(MODULES[module], declared_as)

    def test_every_public_function_of_a_view_is_asked(self):
        public = {
            f"{name}.{function.__name__}"
            for name, module in MODULES.items()
            for _, function in inspect.getmembers(module, inspect.isfunction)
            if function.__module__ == module.__name__ and not function.__name__.startswith("_")
            if asks_a_view(function)
        }
        assert public == ANSWERS.keys() - PROJECTIONS.keys()

    def test_every_question_has_something_to_tell(self, said, small):
        """An answer that is empty everywhere would keep any law."""
        one, other = answers(View(source=small.log.at(0))), answers(small.view())
        empty = {name for name in ANSWERS if said[name] == one[name] == other[name]}
        assert empty == set()


class TestDeterministic:
    """Twice the same: the same answer, in the same order."""

    def test_asked_twice_a_view_says_the_same(self, lachine, said):
        assert said == answers(lachine.view())

    def test_a_log_on_a_disk_says_what_a_log_in_memory_says(self, small, tmp_path):
        """SQLite and memory logs are indistinguishable (`domain.md` section 7, Log)."""
        with cases.given(*EVERYTHING, url=str(tmp_path / "small.db")).collective as other:
            assert answers(small.view()) == answers(other.view())


class TestPrefix:
    """The view at n depends on the first n events only: appending more changes nothing."""

    def test_every_act_is_told_as_it_was_before_the_next_one(self, small):
        """Each projection at each size, folded while the log ended there, and at the end."""
        case = cases.given()
        for act in EVERYTHING:
            act(case.collective)
            now, then = case.collective.view(), small.view(known_at=case.collective.log.size)
            for name, projection in PROJECTIONS.items():
                assert told(projection.replay(now)) == told(projection.replay(then)), name


class TestIndifferent:
    """Events that a projection does not consume change nothing."""

    def test_an_event_that_nobody_knows_changes_no_answer(self, lachine):
        """But for the size of the log, which some answers name; a timeline has every event."""
        stranger = Unknown(type="vendor/tree-planted", version=1, data={"member_id": "alim"})
        supposed = View(source=lachine.log.supposing([stranger]))
        size = {"known_at"}
        asked = {"but": size, "without": {"accountability.up_to", "timeline.timeline"}}
        assert answers(lachine.view(), **asked) == answers(supposed, **asked)

    @pytest.mark.parametrize("name", PROJECTIONS)
    def test_an_event_without_a_clause_changes_nothing(self, small, name):
        projection = PROJECTIONS[name]
        consumed = {small.log.codec.registry.of(cls).name for cls in projection.clauses}
        before = told(projection.show(projection.start()))
        changed = set()
        for event in small.log.read():
            after = told(projection.replay(small.view(known_at=event.seq + 1)))
            if event.type not in consumed | CORRECTIONS:
                assert before == after, event.type
            elif before != after:
                changed.add(event.type)
            before = after
        assert changed


class TestLooking:
    """Known at the end is now; happened by the end is all; what counts was recorded."""

    def test_known_at_the_last_event_is_now(self, lachine, said):
        """`domain.md` section 7: view(known_at = last) = view()."""
        last = max(event.recorded for event in lachine.log.read())
        assert said == answers(lachine.view(known_at=lachine.log.size))
        assert said == answers(lachine.view(known_at=last))

    @pytest.mark.parametrize("limit", [date(2100, 1, 1), datetime(2100, 1, 1, tzinfo=UTC)])
    def test_what_happened_by_a_day_after_everything_is_everything(self, small, limit):
        without = {"accountability.up_to", "minuted.as_minuted"}
        whole = answers(small.view(), without=without)
        assert whole == answers(small.view(happened_by=limit), without=without)

    def test_what_counts_is_part_of_what_is_recorded(self, lachine):
        """The effective view is a subset of the log, in its order (`domain.md` section 7)."""
        recorded = {event.id: event for event in lachine.log.read()}
        corrected = {event.data.target for event in recorded.values() if event.type in CORRECTIONS}
        for size in range(0, lachine.log.size + 1, 103):
            seen = list(lachine.view(known_at=size).events())
            assert [event.seq for event in seen] == sorted({event.seq for event in seen})
            for event in seen:
                first = recorded[event.id]
                assert event.seq < size
                assert (event.type, event.seq) == (first.type, first.seq)
                assert event == first or event.id in corrected
