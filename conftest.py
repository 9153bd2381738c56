"""This module is about the pages of the documentation: their Python blocks run as tests."""

from __future__ import annotations

import os
import tempfile
from typing import Any

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser


def _registered() -> list[dict[Any, Any]]:
    """Return what pages may add to, once everything of collectif itself is in it."""
    import collectif.collective
    from collectif.counting import registry as rules
    from collectif.exchange import registry as formats
    from collectif.record.event import EVENTS

    assert collectif.collective
    assert formats.importers()
    tables = [EVENTS._types, EVENTS._by_class, EVENTS._steps, rules._rules]
    return [*tables, formats._IMPORTERS, formats._EXPORTERS]


def _begin(page: dict[str, Any]) -> None:
    """Give a page a folder of its own; what it registers goes when it ends."""
    page["_before"] = os.getcwd(), [dict(one) for one in _registered()]
    page["_folder"] = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    os.chdir(page["_folder"].name)


def _end(page: dict[str, Any]) -> None:
    where, kept = page["_before"]
    os.chdir(where)
    page["_folder"].cleanup()
    for registered, before in zip(_registered(), kept, strict=True):
        registered.clear()
        registered.update(before)


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/*/*.md"],
    setup=_begin,
    teardown=_end,
).pytest()
