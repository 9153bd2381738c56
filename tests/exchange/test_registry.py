"""This module is about formats by name."""

from __future__ import annotations

import pytest

from collectif.errors import UnknownName
from collectif.exchange.registry import Imported, importer, importer_of, importers


class TestNames:
    def test_polis_is_there(self):
        """It registers itself when formats are first asked for."""
        assert "polis" in importers()
        assert importers()["polis"] is importer_of("polis")

    def test_unknown_format_names_the_known_ones(self):
        """Three sentences, and the names."""
        with pytest.raises(UnknownName, match=r"'smoke-signals'.*polis"):
            importer_of("smoke-signals")

    def test_another_module_adds_one(self, monkeypatch):
        """One decorated function is a format."""
        monkeypatch.setattr("collectif.exchange.registry._IMPORTERS", {})

        @importer("nothing")
        def import_nothing(path, collective, *, progress=lambda count: None) -> Imported:
            raise NotImplementedError

        assert import_nothing is importer_of("nothing")
