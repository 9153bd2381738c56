"""Reading by reference through the index is reading everything and looking."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.ids import MemberId, Ref
from collectif.log import index, value
from collectif.log.log import Log
from collectif.log.query import Item, Query
from collectif.log.sqlite import SQLiteStore
from collectif.record.codec import Codec
from collectif.record.envelope import Actor, Draft
from collectif.record.event import Registry, Unknown, Withheld, personal
from collectif.testing.sample import SAMPLES, noted, remarked, sample_log

people = st.sampled_from(["ada", "bob", "s1", ""])
events = st.one_of(
    st.builds(noted, st.integers(0, 9), member=people, proposal=st.none() | people),
    st.builds(remarked, st.none() | people, member=people),
    st.builds(
        Unknown,
        type=st.sampled_from(["vendor/odd", "vendor/even"]),
        version=st.just(1),
        data=st.dictionaries(people, people | st.lists(people, max_size=2), max_size=2),
    ),
    st.builds(
        Draft,
        data=st.builds(noted, st.integers(0, 9)),
        assembly=st.none() | st.sampled_from(["a1", "ada"]),
        actor=st.none() | st.builds(Actor, role=st.just("clerk"), member=st.none() | people),
        cause=st.none() | st.just("bob"),
    ),
)
kinds = st.sampled_from(["member", "proposal", "assembly", "event", "ref", "?"])
items = st.builds(
    Item,
    st.frozensets(st.sampled_from(["noted", "remarked", "vendor/odd"]), max_size=2),
    st.frozensets(st.tuples(kinds, people), max_size=2),
)
queries = st.builds(Query, st.lists(items, max_size=3).map(tuple))


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the index for logs of any size."""
    monkeypatch.setattr(value, "_WORTH_IT", 0)
    monkeypatch.setattr(index, "_FAR_BEHIND", 3)
    monkeypatch.setattr(index, "_SLICE", 4)


def scanned(log: Log, query: Query, after: int = 0, until: int | None = None) -> list[int]:
    return [e.seq for e in log.read(after=after, until=until) if query.matches(e, log.codec)]


def found(log: Log, query: Query, after: int = 0, until: int | None = None) -> list[int]:
    return [event.seq for event in log.read(query, after=after, until=until)]


def rows(log: Log) -> list[Any]:
    return log.store.file.all("select * from reference order by seq")  # type: ignore[attr-defined]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_index_finds_what_a_scan_finds(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    log = sample_log(SQLiteStore(tmp_path_factory.mktemp("log") / "log.db"))
    for _ in range(data.draw(st.integers(1, 4))):
        log.append(data.draw(st.lists(events, max_size=12)))
        query = data.draw(queries)
        after, until = data.draw(st.integers(-1, 20)), data.draw(st.none() | st.integers(0, 20))
        assert found(log, query, after, until) == scanned(log, query, after, until)
        supposed = log.supposing([noted(1), Unknown(type="x", version=1, data={"a": "ada"})])
        seen = [event.seq for event in supposed.read(query)]
        assert seen == [e.seq for e in supposed.read() if query.matches(e, log.codec)]
    assert log.verify().sound
    log.close()


@pytest.fixture
def log(tmp_path: Path) -> Log:
    log = sample_log(SQLiteStore(tmp_path / "log.db"))
    log.append([noted(n, member="ada" if n % 3 else "bob") for n in range(20)])
    log.append([Unknown(type="vendor/odd", version=1, data={"who": "bob"})])
    return log


BOB = Query.about(member="bob")


def test_the_index_is_made_by_the_first_reading_by_reference(log: Log) -> None:
    assert len(list(log.read())) == 21
    with pytest.raises(Exception, match="no such table"):
        rows(log)
    assert found(log, BOB) == [0, 3, 6, 9, 12, 15, 18, 20]
    assert ("member", "bob", 3) in rows(log)
    assert ("?", "", 20) in rows(log)


def test_the_index_grows_with_the_log(log: Log) -> None:
    found(log, BOB)
    before = len(rows(log))
    log.append([noted(1, member="bob")])
    assert found(log, BOB)[-1] == 21
    assert len(rows(log)) == before
    log.append([noted(1, member="bob")] * 5)
    assert found(log, BOB)[-6:] == [21, 22, 23, 24, 25, 26]
    assert len(rows(log)) == before + 6
    assert found(log.at(10), BOB) == [0, 3, 6, 9]


def test_the_index_may_be_dropped_at_any_time(log: Log) -> None:
    expected = found(log, BOB)
    log.store.index.drop()  # type: ignore[attr-defined]
    log.store.index.drop()  # type: ignore[attr-defined]
    assert found(log, BOB) == expected
    raw = sqlite3.connect(log.url, isolation_level=None)
    raw.execute("drop table reference_state")
    raw.close()
    assert found(log, BOB) == expected
    raw = sqlite3.connect(log.url, isolation_level=None)
    raw.execute("drop table reference")
    raw.close()
    assert found(log, BOB) == expected


def test_the_index_is_not_believed_over_the_events(log: Log) -> None:
    expected = found(log, BOB)
    raw = sqlite3.connect(log.url, isolation_level=None)
    raw.execute("insert into reference select 'member', 'bob', seq from event where seq % 3 = 1")
    raw.execute("insert into reference values ('member', 'bob', 7777)")
    raw.close()
    assert found(log, BOB) == expected


def test_an_index_of_another_log_is_made_again(log: Log, tmp_path: Path) -> None:
    found(log, BOB)
    log.close()
    other = sample_log(SQLiteStore(tmp_path / "other.db"))
    other.append([noted(n, member="bob") for n in range(30)])
    raw = sqlite3.connect(other.url, isolation_level=None)
    raw.execute("attach ? as log", (log.url,))
    for table in ("reference", "reference_type", "reference_state"):
        raw.execute(f"create table {table} as select * from log.{table}")
    raw.close()
    assert found(other, BOB) == list(range(30))


def test_words_never_enter_the_index(log: Log) -> None:
    log.append([remarked("secret", member="bob", id="r")])
    own = Log(log.store, codec=Codec(Registry()))
    for one in (log, own):
        assert 21 in found(one, BOB)
        assert all("secret" not in row for row in rows(one))


def test_programs_that_know_other_types_do_not_mislead_each_other(log: Log) -> None:
    """One knows no type at all, one knows another version of it; each finds what it would scan."""
    newer = Registry()

    @newer.event("noted")
    class Noted:
        member_id: str
        number: int
        proposal_id: Ref | None = None

    @newer.event("vendor/odd")
    class Odd:
        who: MemberId
        words: str | Withheld | None = personal(default=None)

    log.append([noted(1, proposal="bob")])
    several = [log, *(Log(log.store, codec=Codec(one)) for one in (Registry(), newer, SAMPLES))]
    for one in [*several, *several[::-1]]:
        for query in (BOB, Query.about(proposal="bob"), Query.about("vendor/odd", member="bob")):
            assert found(one, query) == scanned(one, query)


def test_a_log_opened_to_be_read_is_scanned(log: Log) -> None:
    log.close()
    log = sample_log(SQLiteStore(log.url, read_only=True))
    assert found(log, BOB) == scanned(log, BOB)
    with pytest.raises(Exception, match="no such table"):
        rows(log)


def test_an_act_may_read_by_reference_while_it_writes(log: Log) -> None:
    with log.writing() as pen:
        pen.write([Draft(data=noted(9, member="bob"))])
        assert found(log, BOB)[-1] == 21
    assert found(log, BOB)[-1] == 21
    assert log.verify().sound


def test_a_reader_does_not_wait_for_a_writer(log: Log) -> None:
    raw = sqlite3.connect(log.url, isolation_level=None)
    raw.execute("begin immediate")
    assert found(log, BOB) == scanned(log, BOB)
    raw.execute("rollback")


def test_a_query_about_many_things_is_a_scan(log: Log) -> None:
    query = Query(tuple(Item(references=frozenset({("member", f"m{n}")})) for n in range(600)))
    assert found(log, query | BOB) == scanned(log, BOB)


def test_the_hot_path_does_without_sqlite_utils(tmp_path: Path) -> None:
    import subprocess

    script = (
        "import sys; from pathlib import Path; from collectif.log.log import Log;"
        "from collectif.log.sqlite import SQLiteStore; from collectif.record.event import Unknown;"
        f"log = Log(SQLiteStore(Path({str(tmp_path / 'log.db')!r})));"
        "log.append([Unknown(type='x', version=1, data={})]); list(log.read()); log.verify();"
        "assert 'sqlite_utils' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
