"""This module is about log files of strangers: damaged pages, and tables that lie.

An SQLite file is a program too: a view or a trigger in it runs when it is read or written
(sqlite.org/security.html). The seeds hold what a stranger could put there; the changes damage
pages as a failing disk does, and point them at each other as nobody should.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path

import fuzz_seeds as seeds
from fuzz_mutants import Mutants

PAGE = 4096

_ENDLESS = "with recursive r(n) as (select 0 union all select n + 1 from r)"
_EVENT = "seq, id, type, known, body, leaf"

HOSTILE: dict[str, str] = {
    "an endless view in the place of the events": (
        "drop table event; create view event as "
        f"{_ENDLESS} select n as seq, 'e' || n as id, 'score-cast' as type, n as known,"
        " x'7b7d' as body, zeroblob(32) as leaf from r"
    ),
    "an endless view in the place of the edge": (
        f"drop table edge; create view edge as {_ENDLESS} select n as size, x'' as hashes from r"
    ),
    "an endless view in the place of the tiles": (
        f"drop table tile; create view tile as {_ENDLESS}"
        " select 1 as level, n, zeroblob(32) as hash from r"
    ),
    "a view that computes for ever and gives nothing": (
        f"drop table edge; create view edge as {_ENDLESS}"
        " select n as size, x'' as hashes from r where n < 0"
    ),
    "a view that gives one huge value": (
        "drop table edge; create view edge as select 0 as size, zeroblob(900000000) as hashes"
    ),
    "a computed column in the place of the bytes": (
        "alter table event rename to kept; create table event(seq integer primary key, id text,"
        " type text, known integer, leaf blob, body blob as (zeroblob(500000000)));"
        "insert into event(seq, id, type, known, leaf) select seq, id, type, known, leaf from kept"
    ),
    "a table of another shape": (
        "drop table edge; create table edge(a, b); insert into edge values (1, 2)"
    ),
    "a trigger that writes": (
        "create trigger more after insert on event begin update edge set size = 0; end"
    ),
    "an index of references that is endless": (
        f"create view reference as {_ENDLESS}"
        " select 'member' as kind, 'alim' as id, n as seq from r;"
        "create table reference_type(type, taken_for);"
        "create table reference_state(size, root); insert into reference_state values (3, '')"
    ),
    "a size that nothing holds": "update edge set size = 1 << 62, hashes = zeroblob(32)",
    "a size below nothing": "update edge set size = -1, hashes = x''",
    "an edge that is no bytes": "update edge set hashes = cast(zeroblob(60000) as blob)",
    "positions that are far apart": (
        "drop trigger event_next; insert into event values (9223372036854775807, 'z', 'note', 0,"
        " x'7b7d', zeroblob(32)); update edge set size = 1 << 62, hashes = zeroblob(32)"
    ),
    "a body of many megabytes": (
        "drop trigger event_fixed; update event set body = zeroblob(100000) where seq = 7"
    ),
    "a name of many bytes": (
        "drop trigger event_fixed; update event set id = replace(hex(zeroblob(20000)), '0', 'x'),"
        " type = replace(hex(zeroblob(20000)), '0', 'y') where seq = 9"
    ),
}
"""What a stranger could put into a log file -> how."""


@cache
def sound_log() -> tuple[bytes, bytes]:
    """Return the small room as a log file, and the file of its words."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "room.db"
        seeds.small_room(str(path)).close()
        return path.read_bytes(), path.with_name("room.private.db").read_bytes()


def with_script(log: bytes, script: str) -> bytes:
    """Return a log file in which statements were run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "room.db"
        path.write_bytes(log)
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(f"{script};")
        return path.read_bytes()


def hostile_logs() -> Sequence[bytes]:
    """Return the sound log with its words, without them, and with what a stranger put in."""
    log, words = sound_log()
    made = [with_script(log, script) for script in HOSTILE.values()]
    ours = (log, *(one for one in made if len(one) < 150_000))
    return [seeds.joined({"room.db": log, "room.private.db": words}), *ours]


def any_page(body: bytes, chance: random.Random, mutants: Mutants) -> bytes:
    """Write one page over another."""
    pages = max(1, len(body) // PAGE)
    source, target = chance.randrange(pages) * PAGE, chance.randrange(pages) * PAGE
    return body[:target] + body[source : source + PAGE] + body[target + PAGE :]


def number(body: bytes, chance: random.Random, mutants: Mutants) -> bytes:
    """Write a whole number over another, as the headers of pages and cells have them."""
    place = chance.choice((chance.randrange(100), chance.randrange(max(1, len(body)))))
    if chance.random() < 0.5:
        place = place // PAGE * PAGE + chance.randrange(16)
    size = chance.choice((1, 2, 4))
    value = chance.choice((0, 1, 2, 3, 5, 10, 13, 255, 4096, 65535, 2**31 - 1, 2**32 - 1))
    return body[:place] + (value % 256**size).to_bytes(size, "big") + body[place + size :]


def child(body: bytes, chance: random.Random, mutants: Mutants) -> bytes:
    """Let an inner page, made where another was, point to itself or others many times over."""
    pages = max(2, len(body) // PAGE)
    target = chance.randrange(1, pages)
    count = chance.choice((1, 3, 200))
    kind, last = chance.choice((2, 5)), chance.randrange(1, pages + 1)
    cells = b"".join(
        chance.randrange(1, pages + 1).to_bytes(4, "big") + bytes([n % 128]) for n in range(count)
    )
    start = PAGE - len(cells)
    pointers = b"".join((start + 5 * n).to_bytes(2, "big") for n in range(count))
    head = bytes([kind]) + b"\0\0" + count.to_bytes(2, "big") + start.to_bytes(2, "big") + b"\0"
    page = (head + last.to_bytes(4, "big") + pointers).ljust(start, b"\0") + cells
    return body[: target * PAGE] + page[:PAGE] + body[(target + 1) * PAGE :]


def inside(body: bytes, chance: random.Random, mutants: Mutants) -> bytes:
    """Write any bytes over some inside one page."""
    place = chance.randrange(max(1, len(body)))
    size = chance.choice((1, 1, 2, 4, 16, 512))
    return body[:place] + chance.randbytes(size) + body[place + size :]


CHANGES = (any_page, number, number, child, inside, inside)
"""Ways to damage a file of pages."""


def hostile_and_named() -> Iterator[tuple[str, bytes]]:
    """Yield each thing that a stranger could put into a log file, and the file."""
    log, _ = sound_log()
    for name, script in HOSTILE.items():
        yield name, with_script(log, script)
