"""An event-sourced, verifiable memory for groups that decide together.

Every proposal, score, comment, objection and decision of an assembly is an immutable event in an
append-only log. Rankings, agreement and proofs are computed by replaying it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collectif import counting
    from collectif.acts.rounds import BallotTerms
    from collectif.acts.state import Known, effect, kept, rule
    from collectif.auditing.audit import audit
    from collectif.auditing.examining import checklist
    from collectif.collective import Assembly, Collective, open
    from collectif.errors import CollectifError, Conflict, CorruptLog, Refused
    from collectif.log.query import Query
    from collectif.phrasing import wording
    from collectif.record.envelope import Actor, Draft, Recorded
    from collectif.record.event import WITHHELD, Withheld, event, personal, upcast
    from collectif.record.fold import Projection
    from collectif.record.view import View
    from collectif.values import (
        AgendaItem,
        Charter,
        Consensus,
        DecisionRule,
        Link,
        Money,
        Quorum,
        Scale,
    )
    from collectif.whatif.asking import what_if

__version__ = "0.1.0"

# Nothing is imported until it is asked for: `import collectif` costs next to nothing.
_HOMES = {
    "Actor": "record.envelope",
    "AgendaItem": "values",
    "Assembly": "collective",
    "BallotTerms": "acts.rounds",
    "Charter": "values",
    "CollectifError": "errors",
    "Collective": "collective",
    "Conflict": "errors",
    "Consensus": "values",
    "CorruptLog": "errors",
    "DecisionRule": "values",
    "Draft": "record.envelope",
    "Known": "acts.state",
    "Link": "values",
    "Money": "values",
    "Projection": "record.fold",
    "Query": "log.query",
    "Quorum": "values",
    "Recorded": "record.envelope",
    "Refused": "errors",
    "Scale": "values",
    "View": "record.view",
    "WITHHELD": "record.event",
    "Withheld": "record.event",
    "audit": "auditing.audit",
    "checklist": "auditing.examining",
    "counting": "counting",
    "effect": "acts.state",
    "event": "record.event",
    "kept": "acts.state",
    "open": "collective",
    "personal": "record.event",
    "rule": "acts.state",
    "upcast": "record.event",
    "what_if": "whatif.asking",
    "wording": "phrasing",
}

__all__ = [
    "WITHHELD",
    "Actor",
    "AgendaItem",
    "Assembly",
    "BallotTerms",
    "Charter",
    "CollectifError",
    "Collective",
    "Conflict",
    "Consensus",
    "CorruptLog",
    "DecisionRule",
    "Draft",
    "Known",
    "Link",
    "Money",
    "Projection",
    "Query",
    "Quorum",
    "Recorded",
    "Refused",
    "Scale",
    "View",
    "Withheld",
    "audit",
    "checklist",
    "counting",
    "effect",
    "event",
    "kept",
    "open",
    "personal",
    "rule",
    "upcast",
    "what_if",
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
