"""This module is about `collectif witness`: letters between a log and those who watch it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from collectif.collective import open as open_collective
from collectif.record.event import Unknown

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "cli.md"
ORIGIN = "lachine.example/assemblee"


class Room:
    """A log with its key, a witness with its own, and the letters between them."""

    def __init__(self, cli, folder, log):
        self.cli, self.folder, self.log = cli, folder, folder / "log.db"
        shutil.copy(log, self.log)
        self.keys = {}
        for name, of, *more in (
            ("log", ORIGIN),
            ("commune", "commune.example/greffe", "--witness"),
            ("fonds", "fonds.example", "--witness"),
            ("other", ORIGIN),
        ):
            made = cli("keys", "new", folder / f"{name}.key", "--name", of, *more,
                       "--format", "json")  # fmt: skip
            self.keys[name] = made.json["key"]

    def path(self, name):
        return self.folder / name

    def checkpoint(self, log=None, key="log"):
        said = self.cli("checkpoint", log or self.log, "--key", self.path(f"{key}.key"),
                        "--format", "json")  # fmt: skip
        return said.json["checkpoints"][0]

    def grow(self, n, log=None, words="une"):
        """Record what another tool might."""
        with open_collective(log or self.log) as collective:
            collective.log.append(
                [
                    Unknown(type="vendor/odd", version=1, data={"w": f"{words} {i}"})
                    for i in range(n)
                ]
            )

    def request(self, name, *options, log=None):
        return self.cli("witness", "request", log or self.log, *options, "--to", self.path(name))

    def sign(self, request, *options, witness="commune"):
        return self.cli("witness", "sign", self.path(request), "--key",
                        self.path(f"{witness}.key"), *options)  # fmt: skip

    def trusting(self, request, *options, **more):
        return self.sign(request, "--trust", self.keys["log"], *options, **more)


@pytest.fixture
def room(cli, tmp_path, lachine):
    return Room(cli, tmp_path, lachine)


def schema_of(name, value):
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location(
        "documented", Path(__file__).with_name("test_documented_json.py")
    )
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    module.check(name, value)


class TestLetters:
    def test_there_and_back(self, room):
        """Ask, sign, keep; ask again from where the witness is; the kept state bears its line."""
        first = room.checkpoint()
        assert room.request("r1", "--witness", room.keys["commune"]).status == 0
        assert room.path("r1").read_text().startswith("old 0\n\n")
        assert room.trusting("r1", "--to", room.path("a1")).status == 0
        kept = room.cli("witness", "accept", room.log, room.path("a1"),
                        "--witness", room.keys["commune"], "--format", "json")  # fmt: skip
        schema_of("witness-accept", kept.json)
        assert [ORIGIN, "commune.example/greffe"] == kept.json["checkpoint"]["signed_by"]

        room.grow(3)
        second = room.checkpoint()
        assert second["size"] == first["size"] + 3
        assert room.request("r2", "--witness", room.keys["commune"]).status == 0
        assert room.path("r2").read_text().startswith(f"old {first['size']}\n")
        assert room.trusting("r2").status == 0
        listed = room.cli("checkpoint", room.log, "--format", "json").json["checkpoints"]
        assert [2, 1] == [len(one["signed_by"]) for one in listed]

    def test_keeping_an_answer_twice_changes_nothing(self, room):
        room.checkpoint()
        room.request("r1")
        room.trusting("r1", "--to", room.path("a1"))
        said = [
            room.cli("witness", "accept", room.log, room.path("a1"), "--witness",
                     room.keys["commune"], "--format", "json").json
            for _ in range(3)
        ]  # fmt: skip
        assert said[0] == said[1] == said[2]

    def test_mail_that_changed_the_line_ends(self, room):
        """A byte-order mark, Windows line ends and empty lines around are the mail's."""
        room.checkpoint()
        room.request("r1")
        text = room.path("r1").read_text()
        room.path("r1").write_bytes(b"\xef\xbb\xbf\r\n" + text.replace("\n", "\r\n").encode())
        assert room.trusting("r1").status == 0

    def test_by_a_policy(self, room):
        """The keys of the log may stand in a file."""
        room.checkpoint()
        room.request("r1")
        said = room.cli("witness", "policy", "--trust", room.keys["log"], "--witness",
                        room.keys["commune"], "--witness", room.keys["fonds"], "--quorum", 1,
                        "--to", room.path("policy.txt"), "--format", "json")  # fmt: skip
        schema_of("witness-policy", said.json)
        assert said.json["policy"] == room.path("policy.txt").read_text()
        assert room.sign("r1", "--policy", room.path("policy.txt")).status == 0

    @pytest.mark.parametrize("lang", ["en", "fr"])
    def test_what_people_read_leads_to_the_next_step(self, room, lang):
        room.checkpoint()
        asked = room.request("r1", "--lang", lang)
        signed = room.trusting("r1", "--to", room.path("a1"), "--lang", lang)
        assert str(room.path("r1")) in asked.out
        assert str(room.path("a1")) in signed.out
        assert ("témoin" in asked.out, "Renvoyez" in signed.out) == (lang == "fr", lang == "fr")


class TestDeclined:
    """A witness that does not sign says why, with exit status 1, and remembers what it did."""

    def declined(self, said, code):
        assert said.status == 1
        schema_of("witness-sign", said.json)
        assert code == said.json["code"]
        return said.json

    def test_a_log_that_it_does_not_know(self, room):
        room.checkpoint()
        room.request("r1")
        for trust in ((), ("--trust", room.keys["commune"])):
            self.declined(room.sign("r1", *trust, "--format", "json"), "unknown")

    def test_a_state_that_nobody_trusted_signed(self, room):
        room.checkpoint()
        room.request("r1")
        said = room.sign("r1", "--trust", room.keys["other"], "--format", "json")
        self.declined(said, "unsigned")

    def test_a_request_from_elsewhere(self, room):
        """Like the answer 409 of tlog-witness, it says what the witness saw."""
        size = room.checkpoint()["size"]
        room.request("r1")
        assert room.trusting("r1").status == 0
        told = self.declined(room.trusting("r1", "--format", "json"), "since")
        assert size == told["known"]["size"]
        assert f"--since {size}" in room.trusting("r1").out
        assert f"--since {size}" in room.trusting("r1", "--lang", "fr").out
        room.request("r2", "--since", size)
        assert room.trusting("r2").status == 0

    def test_an_older_copy(self, room):
        """A log restored from a copy, with a signer that lost its memory."""
        old = room.path("old.db")
        shutil.copy(room.log, old)
        room.grow(2)
        room.checkpoint()
        room.request("r1")
        assert room.trusting("r1").status == 0
        room.path("log.key.signed").unlink()
        room.checkpoint(old)
        room.request("r2", log=old)
        told = self.declined(room.trusting("r2", "--format", "json"), "behind")
        assert told["known"]["size"] == told["asked"]["size"] + 2
        assert told["known"]["note"] in room.trusting("r2").out + "\n"

    def test_two_histories(self, room):
        """The proof is both notes, and anybody may check it with the key of the log."""
        other = room.path("other.db")
        shutil.copy(room.log, other)
        room.grow(1)
        room.checkpoint()
        room.request("r1")
        assert room.trusting("r1").status == 0
        room.path("log.key.signed").unlink()
        room.grow(1, other, "autrement")
        room.checkpoint(other)
        room.request("r2", log=other)
        told = self.declined(room.trusting("r2", "--format", "json"), "fork")

        for name in ("known", "asked"):
            room.path(name).write_text(told[name]["note"], "utf-8")
        pair = (room.path("known"), room.path("asked"))
        said = room.cli("witness", "compare", *pair, "--trust", room.keys["log"])
        assert said.status == 1
        assert "two histories" in said.out
        french = room.cli("witness", "compare", *pair, "--trust", room.keys["log"], "--lang", "fr")
        assert "deux histoires" in french.out

    def test_a_history_that_was_rewritten(self, room):
        """No proof leads from one history to another, however it grew since."""
        other = room.path("other.db")
        shutil.copy(room.log, other)
        room.grow(1)
        size = room.checkpoint()["size"]
        room.request("r1")
        room.trusting("r1")
        room.path("log.key.signed").unlink()
        room.grow(3, other, "autrement")
        room.checkpoint(other)
        room.request("r2", "--since", size, log=other)
        told = self.declined(room.trusting("r2", "--format", "json"), "unproved")
        assert told["known"]["size"] == size
        room.request("r3", "--since", size)
        assert room.trusting("r3").status == 0  # the memory stayed with the first history


class TestCompared:
    def states(self, room):
        one = room.checkpoint()
        room.path("one").write_text(one["note"], "utf-8")
        room.grow(1)
        two = room.checkpoint()
        room.path("two").write_text(two["note"], "utf-8")
        return room.path("one"), room.path("two")

    def test_two_sizes(self, room):
        one, two = self.states(room)
        said = room.cli("witness", "compare", one, two, "--trust", room.keys["log"],
                        "--format", "json")  # fmt: skip
        schema_of("witness-compare", said.json)
        assert (said.status, said.json["verdict"], said.json["checked"]) == (0, "sizes", True)

    def test_a_note_and_a_request(self, room):
        """Whatever holds a signed state may be compared."""
        _, two = self.states(room)
        room.request("r")
        said = room.cli("witness", "compare", two, room.path("r"), "--format", "json")
        assert (said.status, said.json["verdict"], said.json["checked"]) == (0, "same", False)
        assert "No key was given" in room.cli("witness", "compare", two, room.path("r")).out

    def test_two_logs(self, room):
        one, _ = self.states(room)
        room.cli("keys", "new", room.path("b.key"), "--name", "b.example")
        with open_collective(room.log) as collective:
            size = collective.log.size
        note = room.checkpoint(key="b")
        assert note["size"] == size
        room.path("b").write_text(note["note"], "utf-8")
        said = room.cli("witness", "compare", one, room.path("b"), "--format", "json")
        assert (said.status, said.json["verdict"]) == (0, "origins")

    def test_a_state_that_the_key_did_not_sign(self, room):
        one, two = self.states(room)
        said = room.cli("witness", "compare", one, two, "--trust", room.keys["other"])
        assert (said.status, said.out) == (2, "")
        two.write_text(two.read_text("utf-8").replace(f"{ORIGIN}\n", f"{ORIGIN}/x\n"), "utf-8")
        said = room.cli("witness", "compare", one, two, "--trust", room.keys["log"])
        assert (said.status, said.out) == (2, "")


class TestWrongUse:
    @pytest.mark.parametrize(
        "words",
        [
            ("request",),
            ("request", "a", "b"),
            ("sign", "a", "--quorum", 1),
            ("accept", "a"),
            ("accept", "a", "b"),
            ("compare", "a"),
            ("policy",),
            ("policy", "--quorum", 2),
            ("policy", "a"),
            ("sign", "none", "--key", "none"),
            ("sign", "."),
            ("compare", "none", "none"),
        ],
    )
    def test_three_sentences(self, cli, words, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        said = cli("witness", *words)
        assert (said.status, said.out) == (2, "") if words != ("policy",) else (0, "quorum none\n")
        assert len(re.findall(r"[.!?](?= |\n)", said.err)) >= 3 or words == ("policy",)
        assert list(tmp_path.iterdir()) == []

    def test_nothing_was_signed_yet(self, room):
        said = room.request("r1")
        assert (said.status, said.out) == (2, "")
        assert not room.path("r1").exists()

    def test_more_than_was_signed(self, room):
        size = room.checkpoint()["size"]
        assert room.request("r1", "--since", size + 1).status == 2

    def test_a_key_of_a_log_does_not_witness(self, room):
        room.checkpoint()
        room.request("r1")
        said = room.trusting("r1", witness="log")
        assert said.status == 2
        assert "cannot witness" in said.err

    def test_no_file_is_written_over(self, room):
        """Not the request, and no answer is lost by having nowhere to go."""
        room.checkpoint()
        room.request("r1")
        assert room.request("r1").status == 2
        room.path("a1").write_text("mine")
        assert room.trusting("r1", "--to", room.path("a1")).status == 2
        assert room.path("a1").read_text() == "mine"
        assert not room.path("commune.key.signed").exists()
        assert room.trusting("r1").status == 0

    def test_the_answer_of_somebody_else(self, room):
        room.checkpoint()
        room.request("r1")
        room.trusting("r1", "--to", room.path("a1"))
        said = room.cli("witness", "accept", room.log, room.path("a1"),
                        "--witness", room.keys["fonds"])  # fmt: skip
        assert (said.status, said.out) == (2, "")


def test_json_and_text_say_the_same_request(room, cli):
    room.checkpoint()
    said = cli("witness", "request", room.log, "--format", "json")
    schema_of("witness-request", said.json)
    assert said.json["request"] == cli("witness", "request", room.log).out
    assert json.loads(said.out) == said.json


def test_a_log_is_followed_from_state_to_state(room):
    """A witness that sees each state of a log signs each, and knows where it was."""
    for _ in range(4):
        room.checkpoint()
        for letter in ("r", "a"):
            room.path(letter).unlink(missing_ok=True)
        room.request("r", "--witness", room.keys["fonds"])
        assert room.trusting("r", "--to", room.path("a"), witness="fonds").status == 0
        said = room.cli("witness", "accept", room.log, room.path("a"),
                        "--witness", room.keys["fonds"])  # fmt: skip
        assert said.status == 0
        room.grow(5)
