"""This module is about `collectif forget` and `collectif sweep`."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing

import pytest

import collectif
from collectif.log.sqlite import private_path

SAID = "Ma maladie, dite un soir"
WORDS = 9  # three wishes of three words each: verbatim, readings, signature


def texts(path):
    """Return what stands in a private store, as it stands there."""
    with closing(sqlite3.connect(path)) as store:
        return [text.encode() for (text,) in store.execute("select text from disclosure")]


@pytest.fixture
def log(tmp_path):
    """A log with the words of one person, and a copy of its private store."""
    with collectif.open(tmp_path / "log.db") as here:
        here.found(name="Nous", territory="Ici", timezone="America/Toronto")
        here.welcome_member(member="table", name="Table", kind="COMMUNITY_ORG")
        for n in range(3):
            here.noting(subject="resident-7", id=f"w{n}").post_wish(
                wish=f"wish{n}", verbatim=f"{SAID} {n}", medium="CARD", signature="Ana"
            )
    shutil.copy(private_path(tmp_path / "log.db"), tmp_path / "older")
    return tmp_path / "log.db"


def test_what_would_go_is_told_and_nothing_changes(cli, log):
    before = {path.name: path.read_bytes() for path in log.parent.iterdir()}
    said = cli("forget", log, "--subject", "resident-7", "--dry-run", "--format", "json")
    assert (0, True, []) == (said.status, said.json["dry_run"], said.json["recorded"])
    assert ["w0", "w1", "w2"] == [one["event"] for one in said.json["events"]]
    assert said.json["residue"] is None
    assert before == {path.name: path.read_bytes() for path in log.parent.iterdir()}


def test_words_go_and_none_is_found(cli, log):
    options = ("--subject", "resident-7", "--asked-by", "SUBJECT", "--note", "Par écrit")
    said = cli("forget", log, *options, "--format", "json")
    assert 0 == said.status
    assert (True, WORDS) == (said.json["residue"]["clean"], said.json["residue"]["words"])
    assert {"log.db", "log.private.db"} == {o["file"] for o in said.json["residue"]["files"]}
    data = log.read_bytes() + private_path(log).read_bytes()
    assert WORDS == len(texts(log.parent / "older"))
    assert not any(text in data for text in texts(log.parent / "older"))
    assert 2 == cli("forget", log, "--subject", "resident-7").status


def test_a_copy_beside_the_log_is_a_finding(cli, log):
    shutil.copy(log.parent / "older", log.with_name("log.private.db.bak"))
    said = cli("forget", log, "--subject", "resident-7", "--format", "json")
    assert 1 == said.status
    assert ["log.private.db.bak"] == [
        o["file"] for o in said.json["residue"]["files"] if o["found"]
    ]
    text = cli("sweep", log)
    assert 0 == text.status  # nothing was left to sweep, so nothing was looked for


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_people_read_what_went(cli, log, lang):
    said = cli("forget", log, "--subject", "resident-7", "--lang", lang)
    assert ("9 word(s)" if lang == "en" else "9 parole(s)") in said.out
    assert ("Not one byte" if lang == "en" else "pas un octet") in said.out
    assert all(len(line) <= 80 for line in said.lines)
    told = cli("forget", log, "--register", "--lang", lang)
    assert ("a request" if lang == "en" else "demande") in told.out


def test_a_schedule_is_followed_on_a_day(cli, log, tmp_path):
    schedule = tmp_path / "keep.toml"
    schedule.write_text('[[keep]]\ntypes = ["wish-posted"]\nfor = "18 months"\n', "utf-8")
    for day, count in ("2017-01-01", 0), ("2999-01-01", 3):
        options = ("--schedule", schedule, "--on", day, "--format", "json")
        dry = cli("forget", log, *options, "--dry-run").json
        assert count == len(dry["events"])
        done = cli("forget", log, *options)
        assert (0, dry["events"]) == (done.status, done.json["events"])
        assert bool(count) == bool(done.json["recorded"])
    register = cli("forget", log, "--register", "--format", "json").json
    (one,) = register["erasures"]
    assert ("RETENTION", "SCHEDULE", 3) == (one["ground"], one["asked_by"], len(one["events"]))


def test_a_backup_that_came_back_is_swept_and_told(cli, log):
    cli("forget", log, "--subject", "resident-7")
    shutil.copy(log.parent / "older", private_path(log))
    shown = cli("log", log, "--format", "json").out
    assert SAID not in shown
    said = cli("sweep", log, "--format", "json")
    assert (0, WORDS, 0) == (said.status, said.json["erased"], said.json["loose"])
    data = private_path(log).read_bytes()
    assert not any(text in data for text in texts(log.parent / "older"))
    assert 0 == json.loads(cli("sweep", log, "--format", "json").out)["erased"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "--subject, --schedule and --register"),
        (("--subject", "x", "--register"), "--subject, --schedule and --register"),
        (("--subject", "x", "--on", "2026-01-01"), "--on"),
        (("--schedule", "none.toml"), "--on"),
        (("--schedule", "none.toml", "--on", "2026-01-01"), "no retention schedule"),
        (("--schedule", "none.toml", "--on", "2026-01-01", "--ground", "REQUEST"), "--ground"),
        (("--subject", "nobody"), "nothing to forget"),
        (("--subject", "nobody", "--dry-run"), "nothing to forget"),
        (("--subject", "resident-7", "--asked-by", "SCHEDULE"), "cannot be forgotten like this"),
    ],
)
def test_what_is_not_clear_erases_nothing(cli, log, options, told):
    said = cli("forget", log, *options)
    assert (2, "") == (said.status, said.out)
    assert told in said.err
    with collectif.open(log, read_only=True) as here:
        assert 3 == len(here.words_of("resident-7"))


@pytest.mark.parametrize("command", [("forget", "--subject", "x"), ("sweep",)])
def test_there_must_be_a_log(cli, tmp_path, command):
    name, *options = command
    said = cli(name, tmp_path / "none.db", *options)
    assert 2 == said.status
    assert "no log" in said.err
    assert [] == list(tmp_path.iterdir())
