"""This module is about telling what witnesses were asked and answered, in French and English."""

from __future__ import annotations

from collections.abc import Iterator

from collectif.evidence.comparing import compared
from collectif.evidence.declining import Declined
from collectif.evidence.requesting import Request
from collectif.evidence.verify import Checkpoint
from collectif.phrasing import words
from collectif.reports.results import Json
from collectif.reports.signing import checkpoint_json, checkpoint_text


def witnessing(lang: str, code: str, **details: object) -> str:
    """Return a sentence about witnessing."""
    told: str = words("witnessing", lang)[code]
    return told.format(**details)


def request_json(request: Request) -> Json:
    """Return a request as JSON data."""
    return {
        "old": request.old,
        "checkpoint": checkpoint_json(request.checkpoint),
        "request": str(request),
    }


def declined_json(declined: Declined) -> Json:
    """Return why a witness does not sign, as JSON data."""
    return {
        "signed": False,
        "code": declined.code,
        "asked": checkpoint_json(declined.asked),
        "known": None if declined.known is None else checkpoint_json(declined.known),
    }


def declined_text(declined: Declined, lang: str) -> Iterator[str]:
    """Yield why a witness does not sign, with the notes that the log has to explain."""
    yield " ".join((witnessing(lang, "declined"), *declined.in_words(lang)))
    if declined.code in ("fork", "behind", "unproved") and declined.known is not None:
        for note in (declined.known, declined.asked):
            yield ""
            yield from checkpoint_text(note)


def compared_json(one: Checkpoint, other: Checkpoint, *, checked: bool) -> Json:
    """Return what two notes prove, as JSON data."""
    return {
        "verdict": compared(one, other),
        "checked": checked,
        "notes": [checkpoint_json(one), checkpoint_json(other)],
    }


def compared_text(one: Checkpoint, other: Checkpoint, lang: str, *, checked: bool) -> Iterator[str]:
    """Yield what two notes prove."""
    code = compared(one, other)
    details = {"size": one.size, "other": other.size, "other_origin": other.origin}
    yield witnessing(lang, code, origin=one.origin, **details)
    if code == "fork" and checked:
        yield witnessing(lang, "proved")
    if not checked:
        yield witnessing(lang, "unchecked")
