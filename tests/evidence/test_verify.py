"""Verifying a log: whatever was changed is found, and the first wrong event is named."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path
from typing import Any

import attrs
import pytest

from collectif.log.log import Log
from collectif.log.memory import MemoryStore
from collectif.log.merkle import EMPTY_ROOT, TILE, Edge, leaf_hash
from collectif.log.sqlite import SQLiteStore
from collectif.log.store import Row
from collectif.log.verification import Report
from collectif.record.canonical import canonical
from collectif.record.codec import Codec
from collectif.record.event import Registry, Unknown
from collectif.testing.sample import noted, remarked, sample_log

TRIGGERS = ("event_next", "event_new", "event_fixed", "event_kept")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A small log with words, an unknown type and a clock that stepped back."""
    log = sample_log(SQLiteStore(tmp_path / "log.db"))
    log.append([noted(1, proposal="s1"), noted(2)], id="act")
    log.append([remarked("Élan", id="r1")])
    log.clock.now = log.clock.now.replace(hour=3)  # type: ignore[attr-defined]
    log.append([Unknown(type="vendor/odd", version=3, data={"é".encode().hex(): "é"})], id="odd")
    log.append([remarked("x", id="r2"), noted(5)], assembly="a1")
    log.close()
    return tmp_path / "log.db"


def raw(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for trigger in TRIGGERS:
        connection.execute(f"drop trigger if exists {trigger}")
    return connection


def report(path: Path) -> Report:
    store = SQLiteStore(path)
    try:
        return Log(store, codec=Codec(Registry())).verify()
    finally:
        store.close()


def codes(found: Report) -> list[tuple[int | None, str]]:
    return [(finding.seq, finding.code) for finding in found.findings]


def after(path: Path, *statements: str) -> list[tuple[int | None, str]]:
    """What is found once somebody has run these statements on the file."""
    connection = raw(path)
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return codes(report(path))


def test_an_empty_log_is_sound() -> None:
    log = Log(MemoryStore())
    assert log.verify() == Report(size=0, root=EMPTY_ROOT, findings=(), notes=())


def test_a_sound_log_is_sound_without_any_event_class(path: Path) -> None:
    log = sample_log(SQLiteStore(path))
    found = report(path)
    assert (found.size, found.root) == (6, log.head().root)
    assert (found.sound, found.set_back) == (True, (3,))
    assert found.notes[0].startswith("The clock went back 1 time(s), at event(s) 3:")
    assert len(found.notes) == 1


def test_every_byte_of_every_body_is_watched(path: Path) -> None:
    """One changed byte anywhere, and verifying names that event, and that event first."""
    connection = raw(path)
    bodies = connection.execute("select seq, body from event order by seq").fetchall()
    store = SQLiteStore(path)
    log = Log(store, codec=Codec(Registry()))
    chance = random.Random(5)
    flips = 0
    for seq, body in bodies:
        for position in range(len(body)):
            changed = bytearray(body)
            changed[position] ^= chance.randrange(1, 256)
            connection.execute("update event set body = ? where seq = ?", (bytes(changed), seq))
            found = log.verify().findings
            assert found
            assert found[0].seq == seq, (position, found)
            assert {finding.seq for finding in found} <= {seq, None}
            flips += 1
        connection.execute("update event set body = ? where seq = ?", (body, seq))
    assert flips == sum(len(body) for _, body in bodies)
    assert log.verify().sound


@pytest.mark.parametrize("column", ["id", "type", "known", "leaf"])
def test_every_column_is_watched(path: Path, column: str) -> None:
    connection = raw(path)
    log = Log(SQLiteStore(path), codec=Codec(Registry()))
    for seq, kept in connection.execute(f"select seq, {column} from event").fetchall():
        for position in range(1 if column == "known" else len(kept)):
            connection.execute(
                f"update event set {column} = ? where seq = ?", (_flipped(kept, position), seq)
            )
            found = log.verify().findings
            assert (found[0].seq, found[0].code) == (seq, column)
            assert len(found) == 1
        connection.execute(f"update event set {column} = ? where seq = ?", (kept, seq))
    assert log.verify().sound


def _flipped(value: Any, position: int) -> Any:
    if isinstance(value, int):
        return value ^ 1
    if isinstance(value, str):
        return value[:position] + chr(ord(value[position]) ^ 2) + value[position + 1 :]
    return value[:position] + bytes([value[position] ^ 1]) + value[position + 1 :]


def test_an_event_that_was_changed_with_its_leaf_is_betrayed_by_the_root(path: Path) -> None:
    connection = raw(path)
    ((body,),) = connection.execute("select body from event where seq = 1").fetchall()
    changed = body.replace(b'"number":2', b'"number":3')
    connection.execute(
        "update event set body = ?, leaf = ? where seq = 1", (changed, leaf_hash(changed))
    )
    assert codes(report(path)) == [(None, "root")]


def test_what_is_missing_is_named(path: Path) -> None:
    assert after(path, "delete from event where seq = 2")[:1] == [(2, "gap")]


def test_a_missing_end_is_named(path: Path) -> None:
    assert after(path, "delete from event where seq > 3") == [(None, "size")]


def test_two_events_that_changed_places_are_named(path: Path) -> None:
    found = after(
        path,
        "update event set seq = 99 where seq = 1",
        "update event set seq = 1 where seq = 0",
        "update event set seq = 0 where seq = 99",
    )
    assert [seq for seq, code in found if code == "seq"] == [0, 1]


def test_an_event_before_the_first_is_named(path: Path) -> None:
    found = after(
        path, "insert into event select -1, 'x', type, known, body, leaf from event limit 1"
    )
    assert found[0] == (-1, "gap")


def test_the_edge_is_watched(path: Path) -> None:
    assert after(path, "update edge set hashes = zeroblob(64)") == [(None, "root")]


@pytest.mark.parametrize(
    "statement",
    ["delete from edge", "update edge set hashes = x'00'", "update edge set size = -5"],
)
def test_an_edge_that_is_none_is_named(path: Path, statement: str) -> None:
    assert after(path, statement) == [(None, "edge")]


def test_cached_tiles_are_watched(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    log = sample_log(SQLiteStore(path))
    log.append([noted(n) for n in range(3 * TILE)])
    log.at(3 * TILE).head()
    assert len(list(log.store.kept_tiles())) == 3
    assert log.verify().sound
    log.close()
    assert after(path, "update tile set hash = zeroblob(32) where n = 1") == [(None, "tile")]
    for level, n in ((1, 3), (2, 0), (0, 0), (1, -1), (9, 0)):
        wrong = f"insert into tile values ({level}, {n}, zeroblob(32))"
        assert after(path, "delete from tile", wrong) == [(None, "tile")]


def test_a_second_event_of_the_same_id_is_named(tmp_path: Path) -> None:
    store = forged([{}, {}, {"id": "e0"}])
    assert codes(Log(store).verify()) == [(2, "duplicate")]


def forged(
    changes: list[dict[str, Any]], *, bodies: list[bytes | None] | None = None
) -> MemoryStore:
    """A store whose columns, leaves and tree agree with bodies that no log would write."""
    store, rows = MemoryStore(), list[Row]()
    for seq, change in enumerate(changes):
        envelope = {
            "format": 1,
            "seq": seq,
            "id": f"e{seq}",
            "type": "x",
            "version": 1,
            "occurred": "2026-03-14T12:00:00Z",
            "recorded": "2026-03-14T12:00:00Z",
            "source": "LIVE",
            "data": {},
        }
        envelope |= change
        body = canonical({k: v for k, v in envelope.items() if v is not ...})
        body = body if bodies is None else bodies[seq] or body
        id, type = str(envelope["id"]), str(envelope["type"])
        rows.append(Row(seq, id, type, 1773489600000000, body, leaf_hash(body)))
    store._rows = rows
    store._edge = Edge.empty().extended([row.leaf for row in rows])
    return store


DIGEST = "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        *(({key: ...}, "envelope") for key in ("format", "version", "occurred", "source", "data")),
        *(({key: ...}, "envelope") for key in ("seq", "id", "type", "recorded")),
        ({"format": 2}, "format"),
        ({"format": True}, "envelope"),
        ({"seq": True}, "envelope"),
        ({"seq": 7}, "seq"),
        ({"version": "1"}, "envelope"),
        ({"source": "RUMOUR"}, "envelope"),
        ({"data": []}, "envelope"),
        ({"recorded": "2026-03-14T12:00:00"}, "envelope"),
        ({"recorded": "yesterday"}, "envelope"),
        ({"recorded": "2026-03-14T12:00:01Z"}, "known"),
        ({"actor": {"member": "ada"}}, "envelope"),
        ({"data": {"_sd": DIGEST}}, "digests"),
        ({"data": {"_sd": None}}, "digests"),
        ({"data": {"_sd": [DIGEST[:-1]]}}, "digests"),
        ({"data": {"_sd": [DIGEST[:-1] + "="]}}, "digests"),
        ({"data": {"_sd": [DIGEST + "\n"]}}, "digests"),
        ({"data": {"_sd": [7]}}, "digests"),
        ({"data": {"_sd": [DIGEST, "A" * 43]}}, "digests"),
        ({"data": {"_sd": [DIGEST, DIGEST]}}, "digests"),
    ],
)
def test_a_body_that_is_no_event_is_named(change: dict[str, Any], code: str) -> None:
    found = Log(forged([{}, change, {}])).verify()
    later = [(2, code)] if code == "known" else []
    assert codes(found) == [(1, code), *later]


def test_bodies_that_are_not_canonical_are_named_all_at_once() -> None:
    sound = forged([{}])._rows[0].body
    wrong = sound.replace(b":1,", b": 1,"), sound.replace(b":1,", b":1.0,"), b"\xff", b"{}\n"
    found = Log(forged([{}] * 5, bodies=[None, *wrong])).verify()
    assert codes(found) == [(n, "bytes") for n in (1, 2, 3, 4)]
    assert all(str(f.seq) in f.what and f.what.endswith(".") for f in found.findings)


def test_keys_that_a_newer_program_wrote_are_no_fault() -> None:
    assert Log(forged([{"zone": "x"}, {"assembly": "a1", "batch": "b"}])).verify().sound


def test_words_are_watched(path: Path) -> None:
    private = path.with_name("log.private.db")
    words = sqlite3.connect(private, isolation_level=None)
    ((text,),) = words.execute("select text from disclosure where event = 'r1'").fetchall()
    for wrong in ("", "é", text[:-2], text + "A", "AAAA"):
        words.execute("update disclosure set text = ? where event = 'r1'", (wrong,))
        assert codes(report(path)) == [(2, "words")]
    words.execute("update disclosure set text = ? where event = 'r1'", (text,))
    assert report(path).sound
    words.execute("update disclosure set event = 'r2' where event = 'r1'")
    assert codes(report(path)) == [(2, "words")]
    words.execute("delete from disclosure")
    assert report(path).sound
    words.execute("insert into disclosure values ('nothing', 'r9', null, 'x')")
    assert [(f.seq, f.id, f.code) for f in report(path).findings] == [(None, "r9", "words")]
    assert len(report(path).notes) == 2  # the clock, and the words


def test_words_that_belong_to_no_event_are_a_note(path: Path) -> None:
    other = sample_log(SQLiteStore(path.with_name("other.db")))
    other.append([remarked("other", id="o")])
    (loose,) = other.store.private.disclosures()  # type: ignore[union-attr]
    log = sample_log(SQLiteStore(path))
    log.store.private.keep([attrs.evolve(loose, event="gone")])  # type: ignore[union-attr]
    found = log.verify()
    assert found.sound
    assert len(found.notes) == 2  # the words, and the clock


def test_a_private_file_that_is_none_is_named(path: Path) -> None:
    path.with_name("log.private.db").write_text("not a private store" * 100)
    found = report(path)
    assert codes(found) == [(None, "words")]
    assert found.size == 6


def test_progress_is_told_event_by_event():
    log = sample_log(MemoryStore())
    log.append([noted(1), noted(2)], id="act")
    told = list[int]()
    assert log.verify(told.append).sound
    assert (sum(told), min(told) > 0) == (log.size, True)
