"""This module is about evidence that cannot be read, or is false, said in three sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from collectif.errors import InvalidEvidence
from collectif.evidence.verify import Unsound


@contextmanager
def understood(mend: str) -> Iterator[None]:
    """Turn what `verify.py` finds wrong into an error of the library.

    Args:
        mend: What whoever reads the error can do, in one sentence.
    """
    try:
        yield
    except Unsound as wrong:
        raise InvalidEvidence(
            wrong.told(),
            "Keys and signed notes have one spelling, and each signature is checked.",
            mend,
        ) from wrong
