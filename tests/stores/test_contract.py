"""The two stores of the core, held to the contract that embedders' stores are held to."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectif.log import files
from collectif.log.memory import MemoryStore
from collectif.log.sqlite import SQLiteStore
from collectif.log.store import Store
from collectif.testing import StoreContract


class TestMemoryStore(StoreContract):
    def make_store(self, folder: Path) -> Store:
        return MemoryStore()


class TestSQLiteStore(StoreContract):
    def make_store(self, folder: Path) -> Store:
        return SQLiteStore(folder / "log.db")

    def reopen(self, store: Store) -> Store:
        store.close()
        return SQLiteStore(store.url)


class TestSQLiteStoreInWAL(TestSQLiteStore):
    """The same under the journal that newer libraries of SQLite are trusted with."""

    @pytest.fixture(autouse=True)
    def wal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "journal_mode", lambda: "wal")

    def test_the_journal_is_a_wal(self, tmp_path: Path) -> None:
        store = SQLiteStore(tmp_path / "log.db")
        assert store.file.all("pragma journal_mode") == [("wal",)]
