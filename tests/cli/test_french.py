"""This module is about French: who asks for it reads no English, whatever a command says."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from collectif.cli import _COMMANDS
from collectif.phrasing import words
from collectif.reports.seeing.sights import SIGHTS

STOP_WORDS = frozenset(re.findall(r"[a-z]+", """
    the of is was not and with from which has are were it this that to for by its nothing there
    what who cannot have been be does did before after each every some its their they
"""))  # fmt: skip
"""Words of English that no French sentence holds."""

QUOTED = re.compile(r"`[^`]*`|«[^«»]*»|“[^“”]*”|\"[^\"]*\"|'[^' ]*'")
NAMES = re.compile(r"\S*[/_@=]\S*|\S*[^\W_][.:-]\w\S*|--[a-z-]+|[0-9a-f]{16,}|\bWHAT\b")
"""Paths, ids, options, digests, arguments."""


def bare(text):
    """Return the lines of a text, unfolded, without what is quoted and without names."""
    text = re.sub(r"\n {2,}(?! )", " ", text)
    for _ in range(3):  # quotes inside quotes
        text = QUOTED.sub(" ", text)
    return [NAMES.sub(" ", line) for line in text.splitlines()]


def words_of(line):
    return re.findall(r"[^\W\d_]+", line.lower())


def english(text):
    """Return the lines in which English stands, outside what is quoted."""
    return [line for line in bare(text) if not STOP_WORDS.isdisjoint(words_of(line))]


def worded(text):
    """Return the lines that hold words and no mere list of names."""
    listed = re.compile(r"[A-Z/]+\s?:")
    return {
        " ".join(words_of(line))
        for line in bare(text)
        if len(words_of(line)) > 4 and not listed.match(line)
    }


SOUND = {
    "accountability": [(), ("--matrix",), ("--by", "mission"), ("--by", "member"),
                       ("--history",), ("--between", "arr,citoy"),
                       ("--member", "alim"), ("--on", "2017-12-31")],
    "audit": [()],
    "compare": [("{years}",)],
    "explain": [(), ("d1",), ("r1/s1",), ("r1/s2",), ("c09",), ("497",), ("funding/received",)],
    "log": [(), ("--known-at", "300"), ("--member", "citoy")],
    "minutes": [(), ("a1", "--as", "secretary")],
    "replay": [(), ("--as-published",), ("--uncorrected",), ("--as-minuted", "a1")],
    "show": [(what,) for what in SIGHTS],
    "verify": [()],
    "what-if": [("--without", "loge"), ("--rule", "consensus"), ("--weight-map", "levier,plan"),
                *(("--sweep", over) for over in ("members", "criteria", "weights", "rules"))],
}  # fmt: skip
ASKED = [(command, options) for command, runs in SOUND.items() for options in runs]


class TestSound:
    @pytest.mark.parametrize(("command", "options"), ASKED, ids=str)
    def test_an_answer_is_in_french(self, cli, years, command, options):
        """Every command that reads, on the whole scenario; and it is not what English says."""
        options = [one.format(years=years) for one in options]
        said = cli(command, years, *options, "--lang", "fr")
        assert said.status in (0, 1), said.err
        assert english(said.out + said.err) == []
        told = cli(command, years, *options, "--lang", "en")
        assert not worded(said.out) & worded(told.out)


def test_english_would_be_found():
    """A test that finds nothing in anything would prove nothing."""
    assert english("Intègre : 3 faits\nSound: the log holds 3 events") != []
    assert english("Il manque `the key`, « of the log », --with-words et a/the/path.") == []


def writing(folder):
    """Yield commands that write, in an order in which each can be done, and its status."""
    log, key, witness = folder / "lachine.db", folder / "log.key", folder / "commune.key"
    yield 0, "demo", log
    for form, path in (("bundle", "b"), ("cloudevents", "x.json"), ("csv", "c"), ("jsonl", "j"),
                       ("prov", "p.json")):  # fmt: skip
        yield 0, "export", form, log, "--to", folder / path
    yield 0, "import", "jsonl", folder / "j", "--into", folder / "again.db"
    yield 0, "import", "jsonl", folder / "j", "--into", folder / "again.db"
    yield 0, "keys", "new", key, "--name", "lachine.example/assemblee"
    yield 0, "keys", "new", witness, "--name", "commune.example/greffe", "--witness"
    yield 0, "keys", "show", key
    yield 0, "checkpoint", log, "--key", key
    yield 0, "receipt", log, "e-r1-p", "--to", folder / "recu.txt"
    yield 0, "verify", log
    yield 0, "verify", folder / "b"
    yield 1, "verify", folder / "recu.txt"
    yield 0, "audit", folder / "b"
    yield 0, "backup", log, "--to", folder / "copie.db"
    yield 0, "restore", folder / "copie.db", "--to", folder / "remis.db"
    yield 0, "salvage", log, "--to", folder / "sauve.db"
    yield 0, "sweep", log
    yield 0, "sql", log, "--to", folder / "tables.db"
    yield 0, "report", log, "--to", folder / "page.html"
    yield 0, "forget", log, "--register"
    yield 0, "witness", "request", log, "--to", folder / "requete.txt"
    # and what is not done
    yield 2, "demo", log
    yield 2, "export", "csv", log, "--to", folder / "c"
    yield 2, "keys", "new", key, "--name", "lachine.example/assemblee"
    yield 2, "keys", "new", folder / "k", "--name", "a b"
    yield 2, "keys", "rotate", key
    yield 2, "keys", "show", log
    yield 2, "checkpoint", log, "--key", folder / "requete.txt"
    yield 2, "receipt", log, "e-r1-p", "--to", folder / "recu.txt"
    yield 2, "verify", folder / "recu.txt", "--receipt", folder / "recu.txt"
    yield 2, "verify", log, "--policy", folder / "requete.txt"
    yield 2, "verify", log, "--key", "x+y"
    yield 2, "backup", log, "--to", folder / "copie.db"
    yield 2, "restore", log, "--to", folder
    yield 2, "salvage", folder / "recu.txt", "--to", folder / "s.db"
    yield 2, "forget", log
    yield 2, "forget", log, "--subject", "loge", "--dry-run"
    yield 2, "forget", log, "--schedule", folder / "recu.txt", "--on", "2030-01-01"
    yield 2, "witness", "request", log, "--to", folder / "requete.txt"
    yield 2, "witness", "sign", folder / "recu.txt", "--key", witness
    yield 2, "witness", "request", folder / "none.db"


class TestWriting:
    def test_what_was_done_and_what_was_not_is_told_in_french(self, cli, tmp_path):
        """Commands that write, one after the other, and the same where they cannot."""
        for status, *one in writing(tmp_path):
            said = cli(*one, "--lang", "fr")
            assert english(said.out + said.err) == [], one
            assert said.status == status, (one, said.out + said.err)


IMPORTS = {
    "no.toml": ("grid", "=", "--mapping"),
    "strange.toml": ("grid", "when = 5\n", "--mapping"),
    "zone.toml": ("grid", 'zone = "Mars/Crater"\n', "--mapping"),
    "empty.csv": ("grid", "a,b\n1,2\n"),
    "float.csv": ("grid", "member,proposal,criterion,score\nann,p,c,2.5\n"),
    "words.csv": ("grid", "member,proposal,criterion,score\nann,p,c,perhaps\n"),
    "twice.csv": ("grid", "member,proposal,criterion,score\nann,p,c,2\nann,p,c,3\n"),
    "columns.csv": ("grid", "member,member,proposal,criterion,score\nann,b,p,c,2\n"),
    "noscore.csv": ("grid", "member,proposal,criterion\nann,p,c\n"),
    "nul.csv": ("grid", "member,proposal\n\0,2\n"),
    "quote.csv": ("grid", 'member,proposal,criterion,score\n"ann,p,c,2\n'),
    "zip.xlsx": ("grid", "PK"),
    "pk.csv": ("grid", "PK\x03\x04"),
    "no.json": ("script", "{"),
    "object.json": ("script", "{}"),
    "step.json": ("script", '[{"type": "comment", "id": "x"}]'),
    "list.json": ("script", "[5]"),
    "time.json": ("script", '[{"type": "comment", "id": "x", "occurred_at": "soon"}]'),
    "no.jsonl": ("jsonl", "{}\n"),
    "spaces.jsonl": ("jsonl", "{ }\n"),
    "text.jsonl": ("jsonl", "hello\n"),
    "jsonl.txt": ("jsonl", "hello\n"),
    "file.csv": ("polis", "x"),
}


class TestImports:
    @pytest.mark.parametrize("name", IMPORTS)
    def test_a_file_that_cannot_be_read_is_told_in_french(self, cli, tmp_path, name):
        """One file for each way to be unreadable."""
        form, text, *options = IMPORTS[name]
        path = tmp_path / name
        path.write_text(text, "utf-8")
        if options:
            (tmp_path / "g.csv").write_text("member,proposal,criterion,score\nann,p,c,2\n", "utf-8")
        given = (tmp_path / "g.csv", *options, path) if options else (path,)
        said = cli("import", form, *given, "--into", tmp_path / "log.db", "--lang", "fr")
        assert said.status == 2, said.out
        assert english(said.err) == []

    def test_a_conversation_that_cannot_be_read_is_told_in_french(self, cli, tmp_path):
        """Polis: each file missing, cut or strange."""
        comments = "timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
        votes = "timestamp,comment-id,voter-id,vote\n"
        for said, cast in (("", ""), (comments + "1,0\n", votes), ("a,b\n1,2\n", votes),
                           (comments + "1,x,9,2,1,1,Bread\n", votes),
                           (comments + "1,0,9,2,1,1,Bread\n1,0,9,2,1,1,Bread\n", votes),
                           (comments + "1,0,9,2,1,1,Bread\n", ""),
                           (comments + "1,0,9,2,1,1,Bread\n", votes + "1,0,1,7\n"),
                           (comments + "1,0,9,2,1,1,Bread\n", votes + "1,0\n"),
                           (comments + ',0,9,2,1,1,"Bre\n', votes)):  # fmt: skip
            (tmp_path / "comments.csv").write_text(said, "utf-8")
            (tmp_path / "votes.csv").write_text(cast, "utf-8")
            told = cli("import", "polis", tmp_path, "--into", tmp_path / "x.db", "--lang", "fr")
            assert told.status == 2, (said, cast)
            assert english(told.err) == []


BROKEN = [
    "update event set body = x'7b7d' where seq = 20",
    "update event set body = x'7b207d' where seq = 20",
    "update event set leaf = zeroblob(32) where seq = 20",
    "update event set id = 'x' where seq = 20",
    "update event set known = 1 where seq = 20",
    "update event set type = 'y' where seq = 20",
    "delete from event where seq = 20",
    "delete from event where seq > 200",
    "update edge set size = 5",
    "update edge set hashes = x'00'",
    "insert into tile values (1, 0, zeroblob(32))",
]


class TestDamaged:
    @pytest.mark.parametrize("statement", BROKEN)
    def test_damage_is_told_in_french(self, cli, copy, statement):
        """What `verify` and `audit` find, and what stands in the way of reading."""
        with closing(sqlite3.connect(copy)) as connection:
            for (name,) in connection.execute(
                "select name from sqlite_master where type = 'trigger'"
            ).fetchall():
                connection.execute(f"drop trigger {name}")
            connection.execute(statement)
            connection.commit()
        found = cli("verify", copy, "--lang", "fr")
        assert found.status == 1
        assert english(found.out + found.err) == [], found.out
        for command in ("audit", "replay", "backup"):
            to = ("--to", copy.with_name("b.db")) if command == "backup" else ()
            said = cli(command, copy, *to, "--lang", "fr")
            assert english(said.out + said.err) == []

    def test_words_that_are_spoilt_are_told_in_french(self, cli, copy):
        """The private store: words changed, words of no event, no store at all."""
        private = copy.with_name("lachine.private.db")
        for statement in ("update disclosure set text = 'x'",
                          "update disclosure set event = 'nobody'"):  # fmt: skip
            with closing(sqlite3.connect(private)) as connection:
                connection.execute(statement)
                connection.commit()
            said = cli("verify", copy, "--lang", "fr")
            assert said.status in (1, 2)
            assert english(said.out + said.err) == []
        private.write_bytes(b"")
        said = cli("verify", copy, "--lang", "fr")
        assert english(said.out + said.err) == []

    def test_a_file_that_is_no_log_is_told_in_french(self, cli, tmp_path):
        """No file, an empty one, a text, a folder, another database."""
        (tmp_path / "empty.db").write_bytes(b"")
        (tmp_path / "text.db").write_text("hello", "utf-8")
        with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
            connection.execute("create table a(b)")
            connection.commit()
        for name in ("empty.db", "text.db", "other.db", "none.db", ".", "no/x.db"):
            for command in ("verify", "audit", "replay", "log", "salvage"):
                to = ("--to", tmp_path / "s.db") if command == "salvage" else ()
                said = cli(command, tmp_path / name, *to, "--lang", "fr")
                assert said.status in (1, 2)
                assert english(said.out + said.err) == []


WRONG = [
    ("replay", "--known-at", "9999"), ("replay", "--known-at", "many"), ("replay", "--round", "r9"),
    ("replay", "--rule", "coin-toss"), ("replay", "--known-at-time", "then"), ("replay", "--foo"),
    ("replay", "--format", "xml"), ("replay", "--as", "king"), ("replay", "--as", "delegate:me"),
    ("replay", "--known-at", "5", "--known-at-time", "2016-11-30"), ("replay", "more"),
    ("replay", "--known-at"), ("log", "--member", "nobody"), ("log", "--since", "then"),
    ("log", "--type", "none"), ("explain", "d9"), ("explain", "x/y/z"), ("show", "nothing"),
    ("show",), ("accountability", "--member", "nobody"), ("accountability", "--on", "someday"),
    ("accountability", "--between", "arr"), ("what-if",), ("what-if", "--without", "nobody"),
    ("what-if", "--weights", "levier=much"), ("what-if", "--rule", "none"),
    ("what-if", "--exclude-event", "none"), ("minutes", "a9"), ("report",), ("receipt", "none"),
]  # fmt: skip


class TestWrong:
    @pytest.mark.parametrize("asked", WRONG, ids=" ".join)
    def test_wrong_usage_is_told_in_french(self, cli, lachine, asked):
        """Options that are not there, and values that make no sense."""
        command, *options = asked
        said = cli(command, lachine, *options, "--lang", "fr")
        assert english(said.out + said.err) == []

    def test_what_click_finds_is_three_sentences(self, cli):
        """Where English has the words of Click, French has ours; without --lang nothing changes."""
        for asked in (("verify",), ("verify", "x", "--foo"), ("veryfy",), ("log", "x", "y"),
                      ("log", "x", "--known-at", "many"), ("export", "csv", "x")):  # fmt: skip
            said = cli(*asked, "--lang", "fr")
            assert (said.status, said.out) == (2, "")
            assert said.err.startswith("collectif: ")
            assert "Error: " in cli(*asked).err

    def test_every_command_is_asked_here(self):
        """A command that is added is heard in French too."""
        asked = {*SOUND, "witness", "report", *(one[1] for one in writing(Path()))}
        assert asked == set(_COMMANDS)


def test_what_can_be_asked_for_is_listed_by_forms_in_french(cli, years):
    """The JSON keeps the forms of the reference; a form that a program adds stays as it is."""
    told = cli("explain", years, "--lang", "fr").out
    heads = [line.split("\N{NO-BREAK SPACE}:")[0] for line in told.splitlines()]
    assert {"SCÉNARIO", "TOUR/SCÉNARIO/CRITÈRE", "DEMANDE"} <= {*heads}
    asked = cli("explain", years, "--lang", "fr", "--format", "json").json["references"]
    assert {"form": "ROUND/PROPOSAL", "ref": "r1/s1"} in asked
    english = {form for one in asked for form in re.findall("[A-Z]+", one["form"])}
    french = words("forms", "fr")
    assert english == french.keys()
    assert not {one for one in english if french[one] != one} & set(re.findall("[A-Z]{3,}", told))
