"""This module is about small texts that people hand over: what is read, and what is written."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from collectif.errors import InvalidInput, StoreUnavailable
from collectif.evidence.keys import SigningKey, read_key, write_key
from collectif.evidence.letters import read_letter, write_letter
from collectif.evidence.verify import MAX_RECEIPT


def test_each_byte_counts_unless_it_came_by_mail(tmp_path: Path) -> None:
    """A mail program may change line ends; nobody else may."""
    path = tmp_path / "note.txt"
    path.write_bytes(b"\xef\xbb\xbf\r\na\r\nb\r\n\r\n")
    assert read_letter(path, mailed=True) == "a\nb\n"
    assert read_letter(path) == "\ufeff\r\na\r\nb\r\n\r\n"


@pytest.mark.parametrize("raw", [b"\xff", b"a" * (MAX_RECEIPT + 1), None])
def test_what_is_no_short_text_is_refused(tmp_path: Path, raw: bytes | None) -> None:
    """Bytes that are no text, a text without end, and nothing at all."""
    path = tmp_path / "note.txt"
    if raw is not None:
        path.write_bytes(raw)
    with pytest.raises(InvalidInput):
        read_letter(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Whoever opens a pipe to read it waits for a writer, who may never come."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InvalidInput):
        read_letter(tmp_path / "pipe")


def test_nothing_is_overwritten_and_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full leaves no beginning of a text."""
    path = tmp_path / "note.txt"
    write_letter(path, "é\n", why="It is kept.")
    assert path.read_bytes() == "é\n".encode()
    with pytest.raises(InvalidInput, match="It is kept"):
        write_letter(path, "other\n", why="It is kept.")
    assert path.read_bytes() == "é\n".encode()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreUnavailable, match="No space left"):
        write_letter(tmp_path / "other.txt", "é\n", why="It is kept.")
    assert not (tmp_path / "other.txt").exists()


def test_a_key_may_bear_any_name_and_is_its_owners(tmp_path: Path) -> None:
    """Names of keys are UTF-8 (C2SP signed-note); only the owner reads the file."""
    made = SigningKey.new("lachine.example/assemblée")
    write_key(made, tmp_path / "a.key")
    assert read_key(tmp_path / "a.key") == made
    assert stat.S_IMODE((tmp_path / "a.key").stat().st_mode) & 0o077 == 0 or os.name == "nt"
