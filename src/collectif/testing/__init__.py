"""For those who extend collectif: what their code is held to, as tests to inherit.

`StoreContract` needs pytest, and `CollectiveMachine` needs Hypothesis; each is imported when it is
asked for, and nothing else imports it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collectif.testing.machine import CollectiveMachine
    from collectif.testing.stores import StoreContract

__all__ = ["CollectiveMachine", "StoreContract"]


def __getattr__(name: str) -> Any:
    if name == "CollectiveMachine":
        from collectif.testing.machine import CollectiveMachine

        return CollectiveMachine
    if name != "StoreContract":
        raise AttributeError(name)
    import pytest

    pytest.register_assert_rewrite(
        "collectif.testing.stores", "collectif.testing.acts", "collectif.testing.states"
    )
    from collectif.testing.stores import StoreContract

    return StoreContract
