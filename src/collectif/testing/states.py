"""This module is about what reading from a store must keep: a log is a value, at every size."""

# ruff: noqa: D102 - the names of tests are sentences; blocks that fail midway are the point
from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from collectif.errors import InvalidInput
from collectif.evidence.verify import verify_consistency, verify_inclusion
from collectif.log.log import Log
from collectif.log.merkle import EMPTY_ROOT, TILE, leaf_hash
from collectif.log.query import EVERYTHING, Item, Query
from collectif.log.store import PAGE, Store
from collectif.record.envelope import Draft
from collectif.record.event import Unknown
from collectif.testing.acts import numbers
from collectif.testing.sample import NOON, SteppingClock, noted, remarked, sample_log

STRANGE = [
    "é",
    "日本語",
    "👩‍👩‍👧",
    "\u202e",
    "\x00",
    "\n\t\\\"'",
    "e\u0301",
    "\ud7ff\ue000\U0010ffff",
]
"""Texts that badly written stores change."""


class Reading:
    """What can be asked of a log."""

    def test_a_query_finds_types_and_references(self, log: Log) -> None:
        log.append([noted(1, proposal="s1"), remarked("x"), noted(2, member="bob", proposal="s1")])
        asked = {
            Query.about("noted"): [0, 2],
            Query.about("remarked"): [1],
            Query.about(member="ada"): [0, 1],
            Query.about("noted", member="ada", proposal="s1"): [0],
            Query.about("remarked") | Query.about(member="bob"): [1, 2],
            Query.about(member="s1"): [],
            Query.about("no-such-type"): [],
            Query((Item(), Item(frozenset({"noted"})))): [0, 1, 2],
            Query(()): [],
            EVERYTHING: [0, 1, 2],
        }
        assert asked == {query: [e.seq for e in log.read(query)] for query in asked}

    @pytest.mark.parametrize("after", [-1, 0, 2, 5, 9])
    @pytest.mark.parametrize("until", [None, 0, 2, 4, 9])
    def test_a_part_of_the_log_is_read(self, log: Log, after: int, until: int | None) -> None:
        log.append([noted(n) for n in range(5)])
        expected = list(range(5))[max(after, 0) : until]
        assert expected == [event.seq for event in log.read(after=after, until=until)]

    def test_a_reading_ends_where_the_log_ended_when_it_began(self, log: Log) -> None:
        log.append([noted(n) for n in range(3)])
        reading = log.read()
        log.append([noted(3)])
        seen = [next(reading).data.number]
        log.append([noted(4)])
        assert seen + [event.data.number for event in reading] == [0, 1, 2]
        assert log.size == 5

    def test_reading_goes_on_while_another_thread_appends(self, log: Log) -> None:
        log.append([noted(n) for n in range(PAGE + 10)])
        writer = threading.Thread(target=lambda: [log.append([noted(n)]) for n in range(50)])
        writer.start()
        seen = [event.seq for event in log.read()]
        writer.join()
        assert list(range(len(seen))) == seen
        assert len(seen) >= PAGE + 10
        assert log.size == PAGE + 60

    def test_following_yields_the_past_and_then_what_comes(self, log: Log) -> None:
        log.append([noted(n) for n in range(3)])
        seen = []
        for event in log.follow(Query.about("noted"), after=1, idle=0.05):
            seen.append(event.seq)
            if event.seq == 2:
                log.append([remarked("not asked for"), noted(4)])
        assert seen == [1, 2, 4]

    def test_an_event_is_found_by_its_id(self, log: Log) -> None:
        (recorded,) = log.append([noted(1)], id="n1")
        assert recorded == log.find("n1")
        assert log.find("n2") is None
        assert log.at(0).find("n1") is None

    @pytest.mark.parametrize("text", STRANGE)
    def test_texts_come_back_as_they_were(self, log: Log, text: str) -> None:
        log.append([remarked(text), Unknown(type="vendor/odd", version=7, data={"t": text})])
        first, second = log.read()
        assert (text, text) == (first.data.words, second.data.data["t"])
        assert log.verify().sound

    def test_types_that_nobody_knows_are_kept(self, log: Log) -> None:
        odd = Unknown(type="vendor/odd", version=7, data={"a": [1, None, True, {"b": "ada"}]})
        log.append([odd, noted(1)])
        assert odd == next(log.read(Query.about("vendor/odd"))).data
        assert [event.seq for event in log.read(Query.about(member="ada"))] == [0, 1]

    def test_words_are_withheld_once_forgotten_and_proofs_stay(self, log: Log) -> None:
        log.append([remarked("secret", id="r"), remarked(None)])
        head, store = log.head(), log.store
        assert next(log.read()).data.words == "secret"
        assert store.private is not None
        store.private.forget([one.digest for one in store.private.disclosures()])
        assert str(next(log.read()).data.words) == "⟨withheld⟩"
        assert head == log.head()
        assert log.verify().sound


class Values:
    """The log as it was, as it would be, and what proves it."""

    def test_the_log_at_a_size_is_what_it_was(self, log: Log) -> None:
        heads = [log.head()]
        for number in range(6):
            log.append([noted(number)])
            heads.append(log.head())
        for size, head in enumerate(heads):
            assert head == log.at(size).head()
            assert list(range(size)) == numbers(log.at(size))
        for size in (-1, 7):
            with pytest.raises(InvalidInput):
                log.at(size)

    def test_the_log_at_a_moment_believes_its_clock_even_when_it_steps_back(
        self, store: Store
    ) -> None:
        clock = SteppingClock()
        log = sample_log(store, clock=clock)
        for minutes in (0, 10, -60, 5, 20):
            clock.now = NOON + timedelta(minutes=minutes)
            log.append([noted(minutes)])
        known = {-61: 0, -60: 0, -1: 0, 0: 1, 9: 1, 10: 4, 19: 4, 20: 5, 99: 5}
        assert known == {m: log.at(NOON + timedelta(minutes=m)).size for m in known}
        times = [event.recorded - NOON for event in log.read()]
        assert [timedelta(minutes=m) for m in (0, 10, -60, 5, 20)] == times
        assert log.verify().sound

    def test_a_supposition_is_read_and_not_recorded(self, log: Log) -> None:
        log.append([noted(1)])
        supposed = log.supposing([Draft(data=noted(2), id="if"), remarked("perhaps")])
        log.append([noted(9)])
        assert [event.seq for event in supposed.read()] == [0, 1, 2]
        found = supposed.find("if")
        assert found is not None
        assert (found.seq, found.data.number) == (1, 2)
        assert supposed.find("none") is None
        assert numbers(log) == [1, 9]
        for prove in (
            supposed.head,
            lambda: supposed.inclusion(0),
            lambda: supposed.consistency(1),
        ):
            with pytest.raises(InvalidInput):
                prove()

    def test_what_is_recorded_cannot_be_supposed_again(self, log: Log) -> None:
        log.append([noted(1)], id="n1")
        with pytest.raises(InvalidInput):
            log.supposing([Draft(data=noted(2), id="n1")])

    def test_every_event_and_every_growth_is_proved(self, log: Log) -> None:
        assert log.head().root == EMPTY_ROOT
        log.append([noted(n) for n in range(TILE)])
        log.append([noted(n) for n in range(TILE, TILE + 7)])
        head, bodies = log.head(), [row.body for row in log.store.rows(0, TILE + 7)]
        for seq in (0, 1, TILE - 1, TILE, TILE + 6):
            leaf = leaf_hash(bodies[seq])
            assert verify_inclusion(leaf, seq, head.size, log.inclusion(seq), head.root)
        for old in (1, 2, TILE - 1, TILE, TILE + 1, head.size):
            before = log.at(old).head()
            proof = log.consistency(old)
            assert verify_consistency(old, head.size, before.root, head.root, proof)
        assert log.verify().sound

    def test_proofs_asked_for_while_writing_disturb_nothing(self, log: Log) -> None:
        log.append([noted(n) for n in range(TILE + 1)])
        with log.writing() as pen:
            pen.write([Draft(data=noted(-1))])
            assert log.at(TILE + 1).head().size == TILE + 1
        assert log.size == TILE + 2
        assert log.verify().sound
