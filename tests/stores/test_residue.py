"""After words are erased, no file holds a byte of them, and the scan would see it if one did."""

from __future__ import annotations

import importlib.util
import json
import os
from base64 import urlsafe_b64encode
from pathlib import Path
from random import Random

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

import collectif
from collectif.log import files
from collectif.log.files import let_go
from collectif.log.residue import Search, residue
from collectif.record.disclosure import Disclosure, disclose
from collectif.testing.given import given
from collectif.testing.room import OPENED, commented

_spec = importlib.util.spec_from_file_location("erasing", Path(__file__).with_name("erasing.py"))
assert _spec is not None
assert _spec.loader is not None
erasing = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(erasing)

NOBODY = 2**22 + 1
"""A number that no process of Linux has (proc(5), pid_max)."""

SAID = 'Une clinique « à côté », "ouverte"\nle soir'


def said_by_ana(c):
    return commented(text=SAID)(c.noting(id="k", subject="Anastasia"))


def disclosure(value=SAID, subject="Anastasia"):
    digest, text = disclose("/text", {"fr": value})
    return Disclosure(digest, "k", subject, text)


def found(case, one):
    return {
        path.name: count for path, count in residue(case.collective.log.store, [one]).files.items()
    }


class TestErasing:
    """security.md, 4.7; `python tests/stores/erasing.py` is the long form."""

    @pytest.mark.parametrize("mode", ["delete", "wal"])
    def test_no_word_of_a_person_is_left_and_every_proof_holds(self, tmp_path, monkeypatch, mode):
        monkeypatch.setattr(files, "journal_mode", lambda: mode)
        outcome = erasing.run(tmp_path, 1, 25)
        assert (25, 0, True, True) == (outcome.erased, outcome.left, outcome.clean, outcome.same)
        assert outcome.proofs == outcome.given >= 10

    def test_without_vacuum_and_secure_delete_words_stay_and_are_seen(self, tmp_path):
        """The harness sees what it is to see, and so does the scan of the library."""
        with erasing.planted("neither"):
            outcome = erasing.run(tmp_path, 1, 25)
        assert outcome.left > 25
        assert not outcome.clean
        assert outcome.same

    def test_without_vacuum_copies_of_words_stay_that_sqlite_moved(self, tmp_path):
        """About one word in a thousand (security.md 1.2: 14 of 1,500 in another kind of table)."""
        with erasing.planted("no-vacuum"):
            assert any(erasing.one_by_one(tmp_path, seed, 250) for seed in range(60))

    def test_with_vacuum_none_does(self, tmp_path):
        assert 0 == sum(erasing.one_by_one(tmp_path, seed, 40) for seed in range(3))

    def test_without_secure_delete_what_is_not_vacuumed_yet_is_all_there(self, tmp_path):
        """So it is on while words wait for the vacuum, as after a crash between the two."""
        with erasing.planted("neither"):
            assert erasing.one_by_one(tmp_path, 1, 40) > 30


class TestScan:
    @pytest.mark.parametrize(
        "spelled",
        [
            lambda one: one.text.encode(),
            lambda one: SAID.encode(),
            lambda one: json.dumps(SAID).encode(),
            lambda one: json.dumps(SAID, ensure_ascii=False).encode(),
            lambda one: one.subject.encode(),
            *(lambda one, n=n: urlsafe_b64encode(b"-" * n + SAID.encode()) for n in range(3)),
        ],
    )
    @pytest.mark.parametrize("name", ["log.db-wal", "log.private.db-journal", "log.db.copy"])
    def test_what_is_left_in_a_file_is_found_however_it_is_spelled(self, tmp_path, spelled, name):
        case, one = given(*OPENED, url=tmp_path / "log.db"), disclosure()
        assert not any(found(case, one).values())
        case.collective.close()
        (tmp_path / name).write_bytes(b"x" * 4093 + spelled(one) + b"y" * 4093)
        assert found(case, one)[name] > 0

    def test_a_piece_is_enough(self, tmp_path):
        """SQLite cuts what is longer than a page."""
        case = given(*OPENED, url=tmp_path / "log.db")
        letters = "".join(Random(1).choice("abcdef") for _ in range(9000))
        (tmp_path / "log.db-old").write_bytes(letters[4000:4200].encode())
        assert found(case, disclosure(letters))["log.db-old"] > 0

    def test_short_words_are_counted_and_not_looked_for(self, tmp_path):
        case = given(*OPENED, url=tmp_path / "log.db")
        (tmp_path / "log.db-old").write_bytes(b"Anne Oui")
        told = residue(case.collective.log.store, [disclosure("Oui", subject="Anne")])
        assert (2, True) == (told.short, told.clean)

    def test_words_that_somebody_else_says_too_are_no_residue(self, tmp_path):
        """Only the salted disclosure tells whose they were."""
        case = given(*OPENED, said_by_ana, url=tmp_path / "log.db")
        told = residue(case.collective.log.store, [disclosure()])
        assert told.clean
        assert told.repeated > 0
        (tmp_path / "log.db-old").write_bytes(disclosure().text.encode())
        assert residue(case.collective.log.store, [disclosure()]).clean  # another salt
        one = disclosure()
        (tmp_path / "log.db-old").write_bytes(one.text.encode())
        assert not residue(case.collective.log.store, [one]).clean

    def test_a_file_that_cannot_be_read_is_a_finding(self, tmp_path, monkeypatch):
        case = given(*OPENED, url=tmp_path / "log.db")
        (tmp_path / "log.db-old").write_bytes(b"")
        whole = Path.open

        def failing(path, *how):
            if path.name == "log.db-old":
                raise PermissionError
            return whole(path, *how)

        monkeypatch.setattr(Path, "open", failing)
        told = residue(case.collective.log.store, [disclosure()])
        assert not told.clean
        assert told.files[tmp_path / "log.db-old"] is None

    def test_a_redaction_by_the_assembly_is_scanned_alike(self, tmp_path):
        case = given(*OPENED, said_by_ana, url=tmp_path / "log.db")
        with case.collective.log.scanning() as scan:
            case.collective.redact(target="k", fields=["text"], note="Santé")
        assert (1, True) == (scan.residue.words, scan.residue.clean)
        assert {"log.db", "log.private.db"} <= {path.name for path in scan.residue.files}

    def test_copies_that_a_death_left_unfinished_go_and_those_in_the_making_are_told(
        self, tmp_path
    ):
        case = given(*OPENED, said_by_ana, url=tmp_path / "log.db")
        left = f"{NOBODY}.part", f"{NOBODY}.private.part", f"{NOBODY}.part-wal"
        dead = [f".log.db.{one}" for one in left] + [f".log.private.db-read.{NOBODY}.part"]
        alive = f".log.db.{os.getppid()}.private.part"
        for name in (*dead, alive, f".other.db.{NOBODY}.part"):
            (tmp_path / name).write_bytes(SAID.encode())
        with case.collective.log.scanning() as scan:
            case.collective.forget(subject="Anastasia")
        assert {alive, f".other.db.{NOBODY}.part"} == {p.name for p in tmp_path.glob(".*")}
        assert {tmp_path / alive} == {path for path, count in scan.residue.files.items() if count}

    def test_a_log_in_memory_has_no_files(self):
        case = given(*OPENED, said_by_ana)
        with case.collective.log.scanning() as scan:
            case.collective.forget(subject="Anastasia")
        assert (1, {}) == (scan.residue.words, scan.residue.files)

    def test_files_are_not_read_under_a_transaction(self, tmp_path):
        """Closing what was read would drop its locks."""
        case = given(*OPENED, url=tmp_path / "log.db")
        log = case.collective.log
        with log.writing(), pytest.raises(collectif.CollectifError) as refused:
            residue(log.store, [disclosure()])
        assert "being written" in str(refused.value)

    def test_the_scan_leaves_connections_that_work(self, tmp_path):
        case = given(*OPENED, url=tmp_path / "log.db")
        with collectif.open(tmp_path / "log.db") as other:
            with let_go(case.collective.log.store.files()):
                pass
            commented()(other)
            commented("k2")(case.collective)
            assert case.collective.log.verify().sound


@settings(max_examples=100)
@for_all(
    st.lists(st.binary(min_size=6, max_size=20), min_size=1, max_size=6),
    st.lists(st.binary(max_size=20), max_size=6),
    st.data(),
)
def test_a_search_finds_what_searching_one_by_one_finds(needles, others, data):
    hay = b"".join(data.draw(st.permutations([*needles[:3], *others])))
    one_by_one = {one for one in needles if one in hay}
    assert one_by_one == set(Search(needles).found_in(hay))
