"""For those who extend collectif: what their code is held to, and what to test it with.

- `collectif.testing.given`: given/when/then for verbs, which also holds them to the laws of verbs;
- `collectif.testing.cases`: the same as data, a sentence each;
- `CollectiveMachine`: any verbs in any order, held to every law of the domain;
- `collectif.testing.answers`: every question that a view answers, and `histories` to ask of;
- `StoreContract`: what a store must do;
- `RuleContract`: what a way to count must do, and the laws that it claims to keep or break;
- `drafts`, `instances`, `values`: Hypothesis strategies for any event class.

What needs pytest or Hypothesis is imported when it is asked for, and nothing else imports it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collectif.testing.events import drafts, instances, values
    from collectif.testing.machine import CollectiveMachine
    from collectif.testing.rules import RuleContract
    from collectif.testing.stores import StoreContract

_HOMES = {
    "CollectiveMachine": "machine",
    "RuleContract": "rules",
    "StoreContract": "stores",
    "drafts": "events",
    "instances": "events",
    "values": "events",
}

__all__ = [
    "CollectiveMachine",
    "RuleContract",
    "StoreContract",
    "drafts",
    "instances",
    "values",
]

_ASSERTING = {
    "RuleContract": ("rules",),
    "StoreContract": ("stores", "acts", "states"),
}
"""What holds assertions whose parts pytest is to show."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    if name in _ASSERTING:
        import pytest

        pytest.register_assert_rewrite(*(f"collectif.testing.{one}" for one in _ASSERTING[name]))
    return getattr(import_module(f"collectif.testing.{_HOMES[name]}"), name)
