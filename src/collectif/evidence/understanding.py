"""This module is about evidence that cannot be read, or is false, said in three sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from collectif.errors import InvalidEvidence, Phrase, Reason
from collectif.evidence.verify import Unsound


class _Found(Phrase):
    """What `verify.py` finds wrong, which says so itself."""

    def __init__(self, wrong: Unsound) -> None:
        super().__init__(wrong.code, wrong=wrong)

    def in_words(self, lang: str) -> str:
        wrong: Any = self.details["wrong"]
        told: str = wrong.told(lang)
        return told


@contextmanager
def understood(mend: Reason) -> Iterator[None]:
    """Turn what `verify.py` finds wrong into an error of the library.

    Args:
        mend: What whoever reads the error can do, in one sentence.
    """
    try:
        yield
    except Unsound as wrong:
        raise InvalidEvidence.of(
            "understanding.not-understood", wrong=_Found(wrong), mend=mend
        ) from wrong
