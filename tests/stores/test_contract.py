"""The two stores of the core, held to the contract that embedders' stores are held to."""

from __future__ import annotations

from pathlib import Path

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
