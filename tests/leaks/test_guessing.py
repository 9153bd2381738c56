"""Values that nobody may see yet, found by trying all that there are against hashes."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import collectif
from collectif.cli import main
from collectif.commands import command
from collectif.evidence.verify import leaf_hash, root_of
from collectif.log.sqlite import SQLiteStore
from collectif.record.canonical import canonical
from collectif.testing.given import given
from collectif.testing.room import RULED, named, round_opened, scored


@pytest.fixture(params=["SEALED", "SECRET"])
def log(request, tmp_path):
    """A log whose last event is one score of a round that is open."""
    score = named("mine", scored("loge", "s1", "levier", 4))
    url = str(tmp_path / "log.db")
    acts = (*RULED, round_opened("r1", visibility=request.param), score)
    given(*acts, url=url).collective.close()
    return tmp_path / "log.db"


def cli(*arguments):
    done = CliRunner().invoke(main, [*map(str, arguments), "--format", "json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def guessed(log, root):
    """What a reader of the public list finds of the last score, who knows a root over it."""
    before = [leaf_hash(row.body) for row in SQLiteStore(log, read_only=True).rows(0, 1 << 30)][:-1]
    shown = cli("log", log, "--as", "public")[-1]
    tried = [{**shown, "data": {**shown["data"], "value": value}} for value in range(6)]
    return [
        one["data"]["value"] for one in tried
        if root_of([*before, leaf_hash(canonical(one))]).hex() == root
    ]  # fmt: skip


def size_of(log):
    with collectif.open(log, read_only=True) as collective:
        return collective.log.size


def test_no_command_that_shows_a_log_shows_a_root_over_sealed_values(log, request):
    """At any size that a reader may ask for; before the round, and of secret rounds, it does."""
    size, sealed = size_of(log), request.node.callspec.params["log"] == "SEALED"
    for n in (size, size - 1, size - 2):
        told = cli("replay", log, "--as", "public", "--known-at", n)
        assert (told["root"] is None) == (sealed and n == size)
    with collectif.open(log) as collective:
        collective.assembly("a1").close_round(round="r1")
    told = cli("replay", log, "--as", "public", "--known-at", size)
    assert told["root"] is not None


def test_a_root_would_tell_the_value(log, request, monkeypatch):
    """That is the fault: one root, and six tries. Ballots of secret rounds withstand it."""
    monkeypatch.setattr(command, "tells_sealed_values", lambda view, size: False)
    root = cli("replay", log, "--as", "public")["root"]
    sealed = request.node.callspec.params["log"] == "SEALED"
    assert guessed(log, root) == ([4] if sealed else [])
