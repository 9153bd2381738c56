"""This module is about running tests: on machines of any speed, and the pages of the documentation.

The Python blocks of the pages run as tests.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

sys.path.append(str(Path(__file__).resolve().parent))  # programs that tests start import them

settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")


def _registered() -> list[dict[Any, Any]]:
    """Return what pages may add to, once everything of collectif itself is in it."""
    import collectif.collective
    from collectif.counting import registry as rules
    from collectif.exchange import registry as formats
    from collectif.phrasing import _OWN
    from collectif.record.event import EVENTS

    assert collectif.collective
    assert formats.importers()
    assert list(rules.RULES)  # they are loaded when they are asked for
    tables = [EVENTS._types, EVENTS._by_class, EVENTS._steps, rules._rules, _OWN]
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
