"""Files of keys, made by whoever is careless, read by whoever is attacked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

import collectif
from collectif.cli import main
from collectif.errors import Contradiction, InvalidInput
from collectif.evidence.checkpoints import Signer, issue, memory_path
from collectif.evidence.keys import SigningKey, read_key, write_key
from collectif.evidence.remembering import Memory
from collectif.evidence.rotation import hand_over
from collectif.testing.sample import SteppingClock

ORIGIN = "log.example/a"


def opened(path, wishes):
    collective = collectif.open(path, clock=SteppingClock())
    collective.found(name=path.stem, territory="Montréal")
    for n in range(wishes):
        collective.post_wish(wish=f"wish{n}", verbatim="Un jardin", medium="STICKY")
    return collective


@pytest.fixture
def keys(tmp_path):
    """Two keys of one log, in files."""
    paths = tmp_path / "old.key", tmp_path / "new.key"
    for path in paths:
        write_key(SigningKey.new(ORIGIN), path)
    return paths


def rotate(new, old, log):
    command = ["keys", "rotate", str(new), "--from", str(old), "--log", str(log)]
    return CliRunner().invoke(main, command)


class TestFiles:
    @pytest.mark.parametrize("name", ["x\x1b[2Jy", "x\u202ey", "x\u200by", "cafe\u0301.example"])
    def test_no_key_has_a_name_that_hides_something(self, name):
        with pytest.raises(InvalidInput):
            SigningKey.new(name)

    def test_a_name_with_accents_is_written_whole(self, tmp_path):
        made = SigningKey.new("café.example")
        write_key(made, tmp_path / "k.key")
        assert read_key(tmp_path / "k.key") == made

    def test_nothing_is_left_of_a_key_that_could_not_be_written(self, tmp_path, monkeypatch):
        """An empty file would keep its owner from making the key there."""

        def full(descriptor):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(collectif.CollectifError):
            write_key(SigningKey.new(ORIGIN), tmp_path / "k.key")
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
    def test_what_is_no_file_is_not_waited_for(self, tmp_path):
        os.mkfifo(tmp_path / "k.key")
        for path in (tmp_path / "k.key", tmp_path, Path(os.devnull)):
            with pytest.raises(InvalidInput):
                read_key(path)


class TestRotation:
    def test_another_log_does_not_hear_of_the_keys(self, tmp_path, keys):
        """Refused before the log says anything, for it could never take it back."""
        old, new = keys
        with opened(tmp_path / "a.db", 3) as a, opened(tmp_path / "b.db", 9) as b:
            issue(a.log, Signer.at(old))
            size = b.log.size
        done = rotate(new, old, tmp_path / "b.db")
        assert (done.exit_code, isinstance(done.exception, SystemExit)) == (2, True)
        with collectif.open(tmp_path / "b.db", read_only=True) as b:
            assert b.log.size == size

    def test_the_new_key_does_not_forget_what_it_signed(self, tmp_path, keys):
        """A log that was restored from an old copy is not signed by way of a rotation."""
        old, new = keys
        with opened(tmp_path / "a.db", 3) as a, opened(tmp_path / "longer.db", 9) as longer:
            issue(longer.log, Signer.at(new))
            with pytest.raises(Contradiction):
                hand_over(a.log, read_key(old), old, read_key(new), new)
            memory = Memory(memory_path(new))
            assert memory.latest(ORIGIN).size == longer.log.size
            memory.close()

    def test_a_key_that_handed_over_signs_no_more(self, tmp_path, keys):
        """Else whoever restores an old copy signs it with the key that does not know better."""
        old, new = keys
        with opened(tmp_path / "a.db", 3) as a:
            issue(a.log, Signer.at(old))
        assert rotate(new, old, tmp_path / "a.db").exit_code == 0
        with collectif.open(tmp_path / "a.db") as a:
            assert Signer.at(new).sign(a.log).size == a.log.size
            with pytest.raises(Contradiction, match="any more"):
                Signer.at(old).sign(a.log)
            hand_over(a.log, read_key(old), old, read_key(new), new)
