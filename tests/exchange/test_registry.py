"""This module is about formats by name."""

from __future__ import annotations

import pytest

from collectif.errors import UnknownName
from collectif.exchange.registry import (
    Imported,
    exporter,
    exporter_of,
    exporters,
    importer,
    importer_of,
    importers,
)


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

    def test_own_formats(self):
        """Those that the command line offers."""
        assert {"grid", "jsonl", "polis", "script"} <= set(importers())
        assert {"csv", "jsonl"} <= set(exporters())
        assert exporters()["csv"] is exporter_of("csv")

    def test_unknown_format_of_export(self):
        """Three sentences, and the names."""
        with pytest.raises(UnknownName, match=r"'smoke-signals'.*csv, jsonl"):
            exporter_of("smoke-signals")

    @pytest.mark.parametrize("form", ["importer", "exporter", "module", "undecorated"])
    def test_a_package_adds_some_by_an_entry_point(self, monkeypatch, form):
        """It names a module, or what the module registers; loading it is enough."""

        class Point:
            name = "smoke"

            def load(self):
                def read(path, collective, *, progress=lambda count: None):
                    raise NotImplementedError

                def write(collective, path, terms, *, progress=lambda count: None):
                    raise NotImplementedError

                if form != "undecorated":
                    importer("smoke")(read)
                    exporter("smoke")(write)
                return {"importer": read, "exporter": write, "module": pytest}.get(form, read)

        registry = "collectif.exchange.registry"
        monkeypatch.setattr(f"{registry}._IMPORTERS", dict(importers()))
        monkeypatch.setattr(f"{registry}._EXPORTERS", dict(exporters()))
        monkeypatch.setattr(f"{registry}.entry_points", lambda group: [Point()])

        assert importers()["smoke"].__name__ == "read"
        assert ("smoke" in exporters()) == (form != "undecorated")
