"""This module is about everything that reads bytes of strangers: one entry each.

An entry names what reads, sound bytes to start from, and the errors with which it may refuse; a
parser added to collectif is added here. A reader returns what it likes, and checks its own laws
with `hold`. It works in a folder of its own, where it may write files.
"""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import fuzz_seeds as seeds
from click.testing import CliRunner
from fuzz_evidence import EVIDENCE
from fuzz_running import Parser, hold, text_of
from fuzz_sqlite import CHANGES as PAGES
from fuzz_sqlite import hostile_logs

import collectif
from collectif.acts.keys import key_problem
from collectif.cli import main
from collectif.counting import Profile
from collectif.counting.lots import drawn
from collectif.errors import CollectifError, InvalidInput, InvalidJSON, Refused
from collectif.exchange.grid import import_grid
from collectif.exchange.grid_mapping import moment_of, read_mapping
from collectif.exchange.grid_shapes import read_grid
from collectif.exchange.grid_tables import read_sheets
from collectif.exchange.jsonl import import_jsonl
from collectif.exchange.polis import import_polis
from collectif.exchange.polis_files import read_export
from collectif.exchange.script_files import import_script
from collectif.log.acceptance import Acceptance
from collectif.log.copying import copied
from collectif.log.merkle import TILE
from collectif.record.canonical import accept, canonical
from collectif.record.codec import Codec
from collectif.record.disclosure import digest, opened
from collectif.reports.looking import Looking, parsed_day

Reader = Callable[[bytes], object]


def read_canonical(body: bytes) -> None:
    hold(canonical(accept(body)) == body, "accepted bytes are the canonical ones")


def read_many(body: bytes) -> None:
    """Accept bodies together, as the examination of a log does."""
    lines = body.split(b"\n")[:TILE]
    for shape in (_ANY, _SHAPED):
        for line, said in zip(lines, shape.said(lines), strict=True):
            refused = isinstance(said, InvalidJSON)
            try:
                accept(line)
            except InvalidJSON:
                hold(refused, "what is refused alone is refused together")
            else:
                hold(not refused, "what is accepted alone is accepted together")
    for said in _ANY.said(lines):
        if isinstance(said, InvalidJSON):
            raise said


def read_disclosure(body: bytes) -> None:
    said = text_of(body)
    digest(said)
    opened(said)
    hold(said.isascii() and "=" not in said, "a disclosure has one spelling")


def read_event(body: bytes) -> None:
    """Decode stored bytes with the words at hand, and tell the event as plain data."""
    type = next((one for one in _types() if f'"{one}"'.encode() in body), "score-cast")
    recorded = _CODEC.decode(type, body, _words())
    plain = _CODEC.plain(recorded)
    list(_CODEC.references(recorded))
    json.dumps(plain).encode()


def read_copied(body: bytes) -> None:
    lines = body.split(b"\n")
    rows = list(copied(lines, _CODEC, first=len(seeds.bodies()) - len(lines), known=None))
    hold([row.body for row in rows] == lines, "bytes are taken over as they are")
    for row in rows:
        hold(canonical(accept(row.body)) == row.body, "what is taken over is canonical")


def read_key(body: bytes) -> None:
    said = text_of(body)
    problem = key_problem(said)
    if problem is not None:
        raise Refused("KeyInvalid", key=said, problem=problem)
    hold(len(said.split("+", 2)[2]) == 44, "a verifier key has one spelling")


def read_orders(body: bytes) -> None:
    found = Profile.from_text(text_of(body))
    if 0 < len(found.voters) < 100:
        again = Profile.from_text(_written(found))
        hold(set(again.options) <= set(found.options), "what is written reads back")


def read_graded(body: bytes) -> None:
    Profile.from_text(text_of(body), scale=(0, 5))


def read_answers(body: bytes) -> None:
    """Read answers as a program hands them over: rows, ballots, lists, columns, tables."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _unreadable() from error
    if not isinstance(said, dict):
        raise _unreadable()
    told = {name: _native(value) for name, value in said.items()}
    for key, make in _WAYS.items():
        if key in told:
            given = told.pop(key)
            wanted = {name: told[name] for name in _ARGUMENTS & told.keys()}
            with suppress(TypeError):  # of arguments that this way does not take
                make(given, wanted)


def read_lot(body: bytes) -> None:
    seed, _, names = text_of(body).partition("\n")
    among = names.split("\n")
    hold(sorted(drawn(among, seed)) == sorted(among), "everything is drawn")


def read_times(body: bytes) -> None:
    """Read a time wherever a command or a mapping takes one."""
    said, room = text_of(body), _room()
    moment_of(said, ZoneInfo("America/Toronto"))
    with suppress(CollectifError):
        parsed_day(said)
    list(Looking.between(room, room.log.read(), said, said))
    look = Looking.parsed(room, known_at=None, known_at_time=None, happened_by=said)
    list(look.view(room).events())
    Looking.parsed(room, known_at=None, known_at_time=said, happened_by=None).view(room)


def read_place(body: bytes) -> None:
    collectif.open(text_of(body), read_only=True).close()


def read_mapping_toml(body: bytes) -> None:
    read_mapping(_written_to("mapping.toml", body))


def read_mapping_json(body: bytes) -> None:
    read_mapping(_written_to("mapping.json", body))


def read_table(body: bytes) -> None:
    _, sheets = read_sheets(_written_to("grid.csv", body))
    read_grid(sheets, read_mapping(None)[1])


def read_polis(body: bytes) -> None:
    read_export(_polis(body))


def import_a_grid(body: bytes) -> None:
    files = seeds.parts(body, ("grid.csv", "mapping.toml"))
    mapping = _written_to("mapping.toml", files.get("mapping.toml", b""))
    grid = _written_to("grid.csv", files["grid.csv"])
    _importing(lambda into: import_grid(grid, into, mapping=mapping))


def import_a_polis_export(body: bytes) -> None:
    folder = _polis(body)
    _importing(lambda into: import_polis(folder, into))


def import_a_script(body: bytes) -> None:
    path = _written_to("script.json", body)
    _importing(lambda into: import_script(path, into))


def import_lines(body: bytes) -> None:
    names = ("events.jsonl", "words.jsonl", "head.json")
    for name in names:
        Path("log", name).unlink(missing_ok=True)
    for name, content in seeds.parts(body, names).items():
        _written_to(f"log/{name}", content)
    _importing(lambda into: import_jsonl(Path("log"), into))


def read_workbook(body: bytes) -> None:
    _, sheets = read_sheets(_written_to("grid.xlsx", body))
    read_grid(sheets, read_mapping(None)[1])


def read_workbook_parts(body: bytes) -> None:
    """Read a workbook whose parts were changed inside a sound archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, content in seeds.parts(body, _parts_of_workbook()).items():
            packed.writestr(name, content)
    read_workbook(made.getvalue())


def run_command(body: bytes) -> None:
    """Run a command with odd arguments on a sound log."""
    if not Path("room.db").exists():
        seeds.small_room("room.db").close()
    said = text_of(body).replace("\0", "").split("\n")
    command, *rest = said
    if command not in ("log", "replay", "verify", "accountability"):
        raise _unreadable()
    _ran(command, "room.db", *rest)


def read_log_file(body: bytes) -> None:
    """Verify, replay, tell and give out a log that is a file of somebody else's."""
    files = seeds.parts(body, ("room.db", "room.private.db"))
    for name in ("room.db", "room.private.db"):
        for beside in ("", "-wal", "-shm", "-journal"):
            Path(name + beside).unlink(missing_ok=True)
    for name, content in files.items():
        _written_to(name, content)
    sound = _ran("verify", "room.db").exit_code == 0
    for arguments in (
        ("replay", "room.db"),
        ("log", "room.db", "--lang", "fr"),
        ("accountability", "room.db"),
        ("export", "jsonl", "room.db", "--to", "out", "--with-words"),
        ("export", "csv", "room.db", "--to", "out", "--with-words"),
    ):
        shutil.rmtree("out", ignore_errors=True)
        _ran(*arguments)
    if not sound:
        raise _unreadable()


def _ran(*arguments: str) -> Any:
    done = CliRunner().invoke(main, arguments)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    hold(done.exit_code in (0, 1, 2), f"exit status {done.exit_code}")
    hold("Traceback" not in done.stderr, "no traceback reaches anybody")
    usage = done.stderr.startswith("Usage:")  # where click repeats what was typed
    hold(usage or len(done.stderr) < 10_000, "an error is short")
    return done


def _importing(into: Callable[[Any], object]) -> None:
    """Import into an empty log; whatever comes, nothing is half-recorded, and it verifies."""
    with collectif.open("memory:") as collective:
        try:
            into(collective)
        except CollectifError:
            hold(collective.log.size == 0, "what is refused records nothing")
            raise
        hold(collective.log.verify().sound, "what was imported verifies")


def _polis(body: bytes) -> Path:
    names = ("comments.csv", "votes.csv", "participants-votes.csv", "summary.csv")
    for name in names:
        Path("polis", name).unlink(missing_ok=True)
    for name, content in seeds.parts(body, names).items():
        _written_to(f"polis/{name}", content)
    return Path("polis")


def _written_to(name: str, body: bytes) -> Path:
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(body)
    return path


def _written(profile: Any) -> str:
    from collectif.counting.profiles.notation import written

    return written(profile)


def _native(value: Any) -> Any:
    """Return JSON as a program writes rows down: lists in lists become tuples."""
    return [tuple(one) if isinstance(one, list) else one for one in value] if isinstance(
        value, list) else value  # fmt: skip


def _unreadable() -> InvalidInput:
    return InvalidInput("The bytes say nothing.", "They are of no use.", "Make others.")


@cache
def _room() -> Any:
    return seeds.small_room()


@cache
def _types() -> tuple[str, ...]:
    return tuple(dict.fromkeys(json.loads(body)["type"] for body in seeds.bodies()))


@cache
def _words() -> dict[str, str]:
    return {digest(one): one for one in seeds.disclosures()}


@cache
def _parts_of_workbook() -> tuple[str, ...]:
    with zipfile.ZipFile(io.BytesIO(seeds.workbook())) as packed:
        return tuple(sorted(packed.namelist(), key=lambda name: "sheet1" not in name))


def _workbook_parts() -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(seeds.workbook())) as packed:
        return [seeds.joined({name: packed.read(name) for name in _parts_of_workbook()})]


def _keys() -> Iterator[bytes]:
    from base64 import b64encode
    from hashlib import sha256

    for name in (b"example.org/room", "é".encode()):
        raw = b"\x01" + sha256(name).digest()
        hashed = sha256(name + b"\n" + raw).hexdigest()[:8].encode()
        yield name + b"+" + hashed + b"+" + b64encode(raw)


_ANY, _CODEC = Acceptance(), Codec()
_ARGUMENTS = frozenset({
    "scale", "options", "criteria", "weights", "lower_is_better", "voters", "voices", "silent",
})  # fmt: skip
_WAYS: dict[str, Callable[[Any, dict[str, Any]], object]] = {
    "rows": lambda given, how: Profile.from_grades(given, **{"scale": (1, 5), **how}),
    "rankings": lambda given, how: Profile.from_rankings(given, **how),
    "approvals": lambda given, how: Profile.from_approvals(given, **how),
    "columns": lambda given, how: Profile.from_columns(*given, **how),
    "array": lambda given, how: Profile.from_array(given, **how),
}


def _shaped() -> Acceptance:
    from collectif.log.examination import _Said

    return Acceptance(_Said)


_SHAPED = _shaped()

PARSERS: dict[str, Parser] = {
    one.name: one
    for one in (
        Parser(name="canonical", read=read_canonical, seeds=seeds.bodies, share=25),
        Parser(
            name="acceptance",
            read=read_many,
            seeds=lambda: [b"\n".join(seeds.bodies()[:3]), b"\n".join(seeds.bodies()[-2:])],
            share=6,
        ),
        Parser(
            name="disclosure",
            read=read_disclosure,
            seeds=lambda: [one.encode() for one in seeds.disclosures()],
            share=20,
        ),
        Parser(name="event", read=read_event, seeds=seeds.bodies, share=12),
        Parser(
            name="copying",
            read=read_copied,
            seeds=lambda: [b"\n".join(seeds.bodies()[-3:]), seeds.bodies()[-1]],
            share=8,
        ),
        Parser(name="key", read=read_key, seeds=lambda: list(_keys()), share=15),
        Parser(name="orders", read=read_orders, seeds=lambda: seeds.ORDERS, share=8),
        Parser(name="grades", read=read_graded, seeds=lambda: seeds.GRADED, share=8),
        Parser(name="answers", read=read_answers, seeds=lambda: seeds.ROWS, share=10),
        Parser(name="lot", read=read_lot, seeds=lambda: [b"3 14 15\ns1\ns2\ns3"], share=6),
        Parser(name="time", read=read_times, seeds=lambda: seeds.TIMES, share=3),
        Parser(
            name="place",
            read=read_place,
            seeds=lambda: [b"memory:", b"sqlite:///none.db", b"none.db", b"."],
            share=3,
        ),
        Parser(
            name="mapping-toml",
            read=read_mapping_toml,
            seeds=lambda: [seeds.MAPPING.encode()],
            share=3,
        ),
        Parser(
            name="mapping-json",
            read=read_mapping_json,
            seeds=lambda: [_mapping_as_json()],
            share=3,
        ),
        Parser(
            name="table",
            read=read_table,
            seeds=lambda: [one.encode() for one in (seeds.LONG, seeds.WIDE, seeds.WEIGHED)],
            share=4,
        ),
        Parser(name="polis", read=read_polis, seeds=lambda: [seeds.POLIS], share=4),
        Parser(
            name="import-grid",
            read=import_a_grid,
            seeds=lambda: [
                seeds.joined({"grid.csv": one.encode(), "mapping.toml": seeds.MAPPING.encode()})
                for one in (seeds.LONG, seeds.WIDE)
            ],
            share=0.2,
            seconds=10,
        ),
        Parser(
            name="import-polis",
            read=import_a_polis_export,
            seeds=lambda: [seeds.POLIS],
            share=0.3,
            seconds=10,
        ),
        Parser(
            name="import-script",
            read=import_a_script,
            seeds=lambda: [seeds.script()],
            share=0.2,
            seconds=10,
        ),
        Parser(
            name="import-jsonl",
            read=import_lines,
            seeds=lambda: [seeds.lines()],
            share=0.3,
            seconds=10,
        ),
        Parser(
            name="workbook",
            read=read_workbook,
            seeds=lambda: [seeds.workbook()],
            share=0.3,
            seconds=10,
        ),
        Parser(
            name="workbook-parts",
            read=read_workbook_parts,
            seeds=_workbook_parts,
            share=0.2,
            seconds=10,
        ),
        Parser(
            name="command",
            read=run_command,
            seeds=lambda: [
                b"log\n--since\n2016-11-30\n--until\n2016-11-30T20:00:00Z\n--member\nalim",
                b"replay\n--known-at\n12\n--happened-by\n2016-11-30\n--rule\nborda",
                b"replay\n--known-at-time\n2016-11-30T19:00:00+00:00\n--round\nr1\n--as-published",
                b"accountability\n--on\n2016-11-30\n--member\nalim\n--format\njson",
                b"verify\n--lang\nfr",
                b"replay\n--as-minuted\na1\n--uncorrected",
            ],
            share=0.3,
            seconds=10,
        ),
        Parser(
            name="log-file",
            read=read_log_file,
            seeds=hostile_logs,
            changes=PAGES,
            share=0.05,
            seconds=30,
        ),
        *EVIDENCE,
    )
}
"""Name -> the parser."""


def _mapping_as_json() -> bytes:
    import tomllib

    return json.dumps(tomllib.loads(seeds.MAPPING), default=str).encode()
