"""This module is about what appending to a store must keep: order, all or none, one record each."""

# ruff: noqa: D102, PT012 - the names of tests are sentences; blocks that fail midway are the point
from __future__ import annotations

import threading
from typing import Any

import pytest

from collectif.errors import Conflict, InvalidEvent, InvalidInput, StoreUnavailable
from collectif.log.log import Log
from collectif.log.query import EVERYTHING, Query
from collectif.log.store import Store
from collectif.record.envelope import Draft
from collectif.testing.sample import noted, remarked, sample_log


def numbers(log: Any) -> list[int]:
    """Return the numbers of a log of sample notes, in order."""
    return [event.data.number for event in log.read()]


class Appending:
    """How acts are recorded; every test starts from an empty store."""

    def test_events_are_numbered_from_zero_without_a_gap(self, log: Log) -> None:
        recorded = log.append([noted(1)]) + log.append([noted(2), noted(3)])
        assert [event.seq for event in recorded] == [0, 1, 2]
        assert numbers(log) == [1, 2, 3]
        assert list(recorded) == list(log.read())

    def test_nothing_to_append_records_nothing(self, log: Log) -> None:
        assert log.append([]) == ()
        assert log.append([], id="nothing") == ()
        assert log.size == 0
        assert log.verify().sound

    def test_an_act_is_recorded_whole_or_not_at_all(self, log: Log) -> None:
        before = log.append([noted(1)]), log.head()
        with pytest.raises(InvalidEvent):
            log.append([remarked("private"), noted(2), noted(2**60)])
        assert before == (tuple(log.read()), log.head())
        assert kept_words(log.store) == []

    def test_an_exception_takes_back_what_the_pen_wrote(self, log: Log) -> None:
        log.append([noted(1)])
        with pytest.raises(ZeroDivisionError), log.writing() as pen:
            pen.write([remarked("private", id="gone")])
            assert log.find("gone") is not None
            raise ZeroDivisionError
        assert log.find("gone") is None
        assert kept_words(log.store) == []
        assert [e.data.number for e in (*log.read(), *log.append([noted(2)]))] == [1, 2]

    def test_one_block_may_write_several_times(self, log: Log) -> None:
        with log.writing() as pen:
            pen.write([Draft(data=noted(1))])
            assert log.size == 1
            pen.write([Draft(data=noted(2)), Draft(data=noted(3))])
        assert numbers(log) == [1, 2, 3]
        assert log.verify().sound

    def test_writing_does_not_nest(self, log: Log) -> None:
        with log.writing() as pen:
            pen.write([Draft(data=noted(1))])
            with pytest.raises(StoreUnavailable):
                log.append([noted(2)])
            pen.write([Draft(data=noted(3))])
        assert numbers(log) == [1, 3]

    def test_rows_are_refused_outside_of_the_lock(self, store: Store) -> None:
        log = sample_log(store)
        log.append([noted(1)])
        rows, edge = list(store.rows(0, 1)), store.edge()
        with pytest.raises(StoreUnavailable):
            store.insert(rows, edge)
        assert log.size == 1

    def test_what_is_not_committed_is_seen_by_nobody_else(self, log: Log) -> None:
        seen: list[int] = []
        reader = threading.Thread(target=lambda: seen.extend(numbers(log)))
        with pytest.raises(ZeroDivisionError), log.writing() as pen:
            pen.write([Draft(data=noted(1))])
            reader.start()
            reader.join(0.05)
            raise ZeroDivisionError
        reader.join()
        assert seen == []

    def test_threads_write_one_after_the_other(self, log: Log) -> None:
        def write(member: str) -> None:
            for number in range(20):
                log.append([noted(number, member=member)])

        threads = [threading.Thread(target=write, args=(f"m{n}",)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert list(range(80)) == [event.seq for event in log.read()]
        for n in range(4):
            own = [e.data.number for e in log.read(Query.about(member=f"m{n}"))]
            assert list(range(20)) == own


class Conditions:
    """What an append may be made to depend on."""

    def test_an_act_is_refused_when_what_it_depends_on_has_come(self, log: Log) -> None:
        (first,) = log.append([noted(1, proposal="s1")])
        about = Query.about("noted", proposal="s1")
        with pytest.raises(Conflict) as refused:
            log.append([noted(2)], unless=about, after=0)
        assert (first,) == refused.value.events
        assert log.size == 1
        log.append([noted(2)], unless=about, after=1)
        assert numbers(log) == [1, 2]

    def test_without_a_size_the_condition_looks_at_everything(self, log: Log) -> None:
        log.append([noted(1, member="ada"), noted(2, member="bob")])
        with pytest.raises(Conflict):
            log.append([noted(3)], unless=Query.about(member="bob"))
        log.append([noted(3)], unless=Query.about(member="cyd"))
        assert log.size == 3

    def test_all_that_conflicts_is_named_oldest_first(self, log: Log) -> None:
        log.append([noted(n, member="ada" if n % 2 else "bob") for n in range(6)])
        with pytest.raises(Conflict) as refused:
            log.append([noted(9)], unless=Query.about(member="ada"), after=2)
        assert [event.seq for event in refused.value.events] == [3, 5]

    def test_a_choice_stands_if_nothing_it_looked_at_has_changed(self, log: Log) -> None:
        log.append([noted(1, proposal="s1")])
        with log.deciding(Query.about(proposal="s1")) as facts:
            log.append([noted(2, proposal="s2")])
            facts.append([noted(3, proposal="s1")])
        assert numbers(log) == [1, 2, 3]

    def test_a_choice_falls_if_something_it_looked_at_has_changed(self, log: Log) -> None:
        with log.deciding(Query.about(proposal="s1")) as facts:
            assert facts.events == ()
            log.append([noted(2, proposal="s1")])
            with pytest.raises(Conflict) as refused:
                facts.append([noted(3, proposal="s1")])
        assert [event.data.number for event in refused.value.events] == [2]
        assert log.size == 1


class Retries:
    """An id names one event for ever, so that an act may be told again."""

    @pytest.mark.parametrize("count", [1, 2, 5])
    def test_an_act_told_again_returns_its_first_record(self, log: Log, count: int) -> None:
        act = [noted(n) for n in range(count)]
        first = log.append(act, id="act")
        head = log.head()
        assert first == log.append(act, id="act")
        assert head == log.head()
        assert len({event.id for event in first}) == count

    def test_words_are_compared_and_not_their_salts(self, log: Log) -> None:
        first = log.append([remarked("Élan", id="r1")])
        assert first == log.append([remarked("Élan", id="r1")])
        with pytest.raises(Conflict):
            log.append([remarked("Autre", id="r1")])
        assert log.size == 1
        assert len(kept_words(log.store)) == 1

    def test_an_id_never_names_other_content(self, log: Log) -> None:
        (first,) = log.append([noted(1)], id="act")
        with pytest.raises(Conflict) as refused:
            log.append([noted(2)], id="act")
        assert (first,) == refused.value.events
        assert numbers(log) == [1]

    def test_part_of_an_act_is_not_the_act(self, log: Log) -> None:
        log.append([noted(1), noted(2)], id="act")
        log.append([Draft(data=noted(1), id="own")])
        for again in ([noted(1)], [noted(1), noted(2), noted(3)]):
            with pytest.raises(Conflict):
                log.append(again, id="act")
        for ids in (("own", "new"), ("new", "own")):
            with pytest.raises(Conflict):
                log.append([Draft(data=noted(1), id=id) for id in ids])
        assert log.size == 3
        assert log.verify().sound

    def test_an_act_of_one_event_does_not_grow(self, log: Log) -> None:
        log.append([noted(1)], id="act")
        with pytest.raises(Conflict):
            log.append([noted(1), noted(2)], id="act")

    def test_ids_are_looked_at_before_the_condition(self, log: Log) -> None:
        first = log.append([noted(1)], id="act", unless=EVERYTHING)
        assert first == log.append([noted(1)], id="act", unless=EVERYTHING, after=0)

    def test_two_events_of_an_act_cannot_share_an_id(self, log: Log) -> None:
        with pytest.raises(InvalidInput):
            log.append([Draft(data=noted(1), id="x"), Draft(data=noted(2), id="x")])
        assert log.size == 0

    @pytest.mark.parametrize("id", ["", "with space", "é", "x" * 201, "line\n"])
    def test_an_id_is_visible_ascii(self, log: Log, id: str) -> None:
        with pytest.raises(InvalidInput):
            log.append([Draft(data=noted(1), id=id)])
        assert log.size == 0

    def test_a_pen_that_did_not_look_still_cannot_double_an_id(self, log: Log) -> None:
        log.append([noted(1)], id="act")
        with pytest.raises(Conflict), log.writing() as pen:
            pen.write([Draft(data=noted(0)), Draft(data=noted(1), id="act")])
        assert numbers(log) == [1]
        assert log.verify().sound


def kept_words(store: Store) -> list[str]:
    """Return the digests of all words that a store keeps."""
    private = store.private
    return [] if private is None else [one.digest for one in private.disclosures()]
