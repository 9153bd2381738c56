"""A log with events of another package: opened without it, and again with it.

The package is `docs/examples/formulaire`. Each step is a program of its own, as it is in life.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "docs" / "examples" / "formulaire" / "src"

WRITTEN = """
import collectif
from collectif.demo import record_evening
from formulaire import submit
with record_evening("log.db") as c:
    pass
with collectif.open("log.db") as c:
    submit(c, {"id": "f-1", "form": "wish", "words": "Un jardin"})
    told = {"id": "f-2", "form": "reply", "wish": "f-1", "address": "ada@example.org"}
    assert submit(c, told).status == 201
"""

WITHOUT = """
import json, collectif
from collectif import Query, Refused
from collectif.projections.ranking import results
from collectif.record.event import Unknown
with collectif.open("log.db") as c:
    report = c.log.verify()
    found = [e for e in c.log.read(Query.about(wish="f-1"))]
    print(json.dumps({
        "sound": report.sound,
        "unknown": [type(e.data) is Unknown for e in found],
        "types": [e.type for e in found],
        "ranking": [list(t) for t in results(c.view())["r2"].ranking.tiers],
    }))
    c.post_wish(wish="w-more", verbatim="Encore un", medium="CARD")
    try:
        c.retract(target="f-1", reason="Double")
    except Refused as refusal:
        assert refusal.code == "HasDependents", refusal
    else:
        raise AssertionError("what leans on an event is known without its class")
"""

AGAIN = """
import collectif
from formulaire import WAITING, ReplyWanted, want_reply
with collectif.open("log.db") as c:
    assert c.log.verify().sound
    event = c.log.find("f-2")
    assert event.data == ReplyWanted(reply_id="f-2", wish_id="f-1", address="ada@example.org")
    assert c.log.codec.references(event) >= {("wish", "f-1"), ("reply", "f-2")}
    c.record(want_reply, reply="f-3", wish="f-1", address="bo@example.org")
    assert list(WAITING.replay(c.view())["f-1"]) == ["f-2", "f-3"]
"""


def program(text, folder, *, package):
    paths = [str(ROOT / "src"), *([str(PACKAGE)] if package else [])]
    done = subprocess.run(
        [sys.executable, "-c", text],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def command(folder, *words):
    done = subprocess.run(
        [sys.executable, "-m", "collectif", *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("formulaire")
    program(WRITTEN, made, package=True)
    return made


def test_it_opens_verifies_and_replays_without_the_package(folder):
    said = json.loads(program(WITHOUT, folder, package=False))
    assert said["sound"]
    assert said["types"] == ["wish-posted", "formulaire/reply-wanted"]
    assert said["unknown"] == [False, True]
    assert said["ranking"][0] == ["s1"]
    program(AGAIN, folder, package=True)


def test_commands_list_and_export_what_they_do_not_know(folder):
    rows = json.loads(command(folder, "log", "log.db", "--format", "json"))
    row, *_ = (row for row in rows if row["type"] == "formulaire/reply-wanted")
    assert row["data"]["wish_id"] == "f-1"
    assert "ada" not in json.dumps(row)
    assert "formulaire/reply-wanted" in command(folder, "log", "log.db")
    command(folder, "export", "csv", "log.db", "--to", "tables")
    assert (folder / "tables" / "formulaire.reply-wanted.csv").exists()


def test_lines_restore_the_same_bytes_without_the_package(folder):
    command(folder, "export", "jsonl", "log.db", "--to", "lines", "--with-words")
    command(folder, "import", "jsonl", "lines", "--into", "again.db")
    heads = [json.loads(command(folder, "verify", db, "--format", "json")) for db in (
        "log.db", "again.db")]  # fmt: skip
    assert heads[0]["root"] == heads[1]["root"]
