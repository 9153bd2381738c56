"""An event-sourced, verifiable memory for groups that decide together.

Every proposal, score, comment, objection and decision of an assembly is an immutable event in an
append-only log. Rankings, agreement and proofs are computed by replaying it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collectif import counting
    from collectif.collective import Assembly, Collective, open
    from collectif.errors import CollectifError, Conflict, CorruptLog, Refused
    from collectif.log.query import Query
    from collectif.phrasing import wording
    from collectif.record.envelope import Actor, Draft, Recorded
    from collectif.record.event import event, personal, upcast
    from collectif.record.fold import Projection
    from collectif.record.view import View
    from collectif.values import AgendaItem, Charter, Link, Money, Scale

__version__ = "0.1.0"

# Nothing is imported until it is asked for: `import collectif` costs next to nothing.
_HOMES = {
    "Actor": "record.envelope",
    "AgendaItem": "values",
    "Assembly": "collective",
    "Charter": "values",
    "CollectifError": "errors",
    "Collective": "collective",
    "Conflict": "errors",
    "CorruptLog": "errors",
    "Draft": "record.envelope",
    "Link": "values",
    "Money": "values",
    "Projection": "record.fold",
    "Query": "log.query",
    "Recorded": "record.envelope",
    "Refused": "errors",
    "Scale": "values",
    "View": "record.view",
    "counting": "counting",
    "event": "record.event",
    "open": "collective",
    "personal": "record.event",
    "upcast": "record.event",
    "wording": "phrasing",
}

__all__ = [
    "Actor",
    "AgendaItem",
    "Assembly",
    "Charter",
    "CollectifError",
    "Collective",
    "Conflict",
    "CorruptLog",
    "Draft",
    "Link",
    "Money",
    "Projection",
    "Query",
    "Recorded",
    "Refused",
    "Scale",
    "View",
    "counting",
    "event",
    "open",
    "personal",
    "upcast",
    "wording",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'collectif' has no attribute {name!r}")
    module = import_module(f"collectif.{home}")
    value = module if name == home else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
