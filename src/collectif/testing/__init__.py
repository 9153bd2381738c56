"""For those who extend collectif: what their code is held to, as tests to inherit.

This package needs pytest; nothing else in collectif imports it.
"""

import pytest

pytest.register_assert_rewrite("collectif.testing.stores", "collectif.testing.words")

from collectif.testing.stores import StoreContract  # noqa: E402

__all__ = ["StoreContract"]
