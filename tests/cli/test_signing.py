"""This module is about signing on the command line: what is refused leaves no trace."""

from __future__ import annotations

import shutil

import pytest

from collectif.collective import open as open_collective

NAME = "lachine.example/assemblee"


@pytest.fixture
def key(cli, tmp_path):
    """Make a key, and return its path."""

    def made(name):
        assert cli("keys", "new", tmp_path / name, "--name", NAME).status == 0
        return tmp_path / name

    return made


def test_a_log_that_is_not_there_is_not_made(cli, tmp_path, key):
    """A path that was mistyped is no new log, signed or not."""
    path = tmp_path / "mistyped.db"
    assert cli("checkpoint", path, "--key", key("a.key")).status == 2
    rotated = cli("keys", "rotate", key("b.key"), "--from", tmp_path / "a.key", "--log", path)
    assert rotated.status == 2
    assert not path.exists()


@pytest.mark.parametrize("signed_by", ["old.key", "new.key"])
def test_a_rotation_that_cannot_be_signed_records_nothing(cli, tmp_path, lachine, key, signed_by):
    """The log is an older copy of the one that either key has signed."""
    log, longer = tmp_path / "log.db", tmp_path / "longer.db"
    shutil.copy(lachine, log)
    shutil.copy(lachine, longer)
    old, new = key("old.key"), key("new.key")
    with open_collective(longer) as collective:
        collective.rotate_key(key=cli("keys", "show", old).out.strip())
    assert cli("checkpoint", longer, "--key", tmp_path / signed_by).status == 0
    said = cli("keys", "rotate", new, "--from", old, "--log", log)
    assert said.status == 2
    assert "1 event(s) are missing" in said.err
    assert cli("log", log, "--type", "key-rotated", "--format", "json").json == []
