"""This module is about telling what was signed, in French and English."""

from __future__ import annotations

from collections.abc import Iterator

from collectif.evidence.verify import Checkpoint, Key
from collectif.phrasing import words
from collectif.reports.results import Json


def signing(lang: str, code: str, **details: object) -> str:
    """Return a sentence about signing."""
    told: str = words("signing", lang)[code]
    return told.format(**details)


def key_json(key: Key) -> Json:
    """Return a verifier key as JSON data."""
    return {"key": key.text, "name": key.name, "id": key.id.hex(), "type": key.kind}


def checkpoint_json(checkpoint: Checkpoint) -> Json:
    """Return a checkpoint as JSON data."""
    return {
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": checkpoint.root.hex(),
        "signed_by": [one.name for one in checkpoint.note.signatures],
        "note": str(checkpoint.note),
    }


def checkpoint_text(checkpoint: Checkpoint) -> Iterator[str]:
    """Yield the lines of a checkpoint, as they are."""
    yield from str(checkpoint.note).splitlines()
