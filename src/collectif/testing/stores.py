"""This module is about the contract of a store: what every one of them must do, as tests.

class TestMyStore(StoreContract):
    def make_store(self, folder):
        return MyStore(folder / "log")

    def reopen(self, store):
        store.close()
        return MyStore(store.path)
"""

from __future__ import annotations

from pathlib import Path

import pytest

from collectif.log.log import Log
from collectif.log.store import Store
from collectif.testing.acts import Appending, Conditions, Retries, kept_words
from collectif.testing.sample import noted, remarked, sample_log
from collectif.testing.states import Reading, Values


class StoreContract(Appending, Conditions, Retries, Reading, Values):
    """What every store must do. Inherit it, and say how one is made.

    A store without a private store fails the tests that record words: it is no place for a log.
    """

    def make_store(self, folder: Path) -> Store:
        """Return a new and empty store.

        Args:
            folder: An empty folder to put files in, if it needs any.
        """
        raise NotImplementedError

    def reopen(self, store: Store) -> Store | None:
        """Return what another program would find, or None if nothing outlives the program."""
        return None

    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        """Return a new and empty store."""
        return self.make_store(tmp_path)

    @pytest.fixture
    def log(self, store: Store) -> Log:
        """Return a log of sample events on the store."""
        return sample_log(store)

    def test_what_was_recorded_outlives_the_program(self, store: Store) -> None:
        """Bytes, root, order, words and ids are the same after reopening."""
        log = sample_log(store)
        log.append([noted(n) for n in range(300)])
        act = [remarked("Élan", id="r1"), remarked(None)]
        first = log.append([act[0]])
        events, head, words = list(log.read()), log.head(), kept_words(store)
        rows = list(store.rows(0, log.size))
        again = self.reopen(store)
        if again is None:
            pytest.skip("this store forgets everything when the program ends")
        log = sample_log(again)
        assert (events, head, words) == (list(log.read()), log.head(), kept_words(again))
        assert rows == list(again.rows(0, log.size))
        assert first == log.append([act[0]])
        assert head == log.head()
        assert log.verify().sound
        again.close()

    def test_signed_notes_are_kept(self, store: Store) -> None:
        """By size, each once, and for good."""
        notes = [(2, "b"), (1, "z"), (2, "a")]
        for size, note in [*notes, *notes]:
            store.keep_note(size, note)
        assert list(store.notes()) == sorted(notes)
        again = self.reopen(store)
        if again is not None:
            assert list(again.notes()) == sorted(notes)
            again.close()

    def test_closing_loses_nothing(self, store: Store) -> None:
        """A log may be closed at any time, and twice."""
        log = sample_log(store)
        log.append([noted(1)])
        log.close()
        log.close()
