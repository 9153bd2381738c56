"""This module is about telling what is forgotten: what goes, what was found of it, the register."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from collectif.acts.retention import Due
from collectif.log.residue import SHORTEST, Residue
from collectif.phrasing import words
from collectif.projections.erasures import Assessment, Erasure, Erasures
from collectif.record.envelope import Recorded
from collectif.reports.results import Json
from collectif.reports.words import day, in_lang, say, wrapped

_SHOWN = 20
"""How many events a text lists; the JSON lists all."""


def forgotten_json(
    due: Sequence[Due], recorded: Sequence[Recorded[Any]], residue: Residue | None
) -> Json:
    """Return what goes, or went, as JSON data.

    Args:
        due: The events whose words go.
        recorded: What was recorded; nothing for a dry run.
        residue: What was found of them afterwards; None for a dry run.
    """
    return {
        "dry_run": residue is None,
        "recorded": [event.id for event in recorded],
        "events": [
            {
                "event": one.event,
                "type": one.type,
                "happened": one.happened.isoformat(),
                "fields": None if one.fields is None else list(one.fields),
                "words": one.words,
            }
            for one in due
        ],
        "words": sum(one.words for one in due),
        "residue": None if residue is None else residue_json(residue),
    }


def residue_json(residue: Residue) -> Json:
    """Return what a scan has found as JSON data."""
    return {
        "clean": residue.clean,
        "words": residue.words,
        "short": residue.short,
        "repeated": residue.repeated,
        "files": [{"file": path.name, "found": told} for path, told in residue.files.items()],
    }


def forgotten_text(
    due: Sequence[Due], recorded: Sequence[Recorded[Any]], residue: Residue | None, lang: str
) -> Iterator[str]:
    """Yield the lines that tell what goes, or went."""
    count = sum(one.words for one in due)
    phrase = "would_forget" if residue is None else "forgot" if recorded else "none_due"
    yield from wrapped(say(lang, phrase, words=count, events=len(due)), indent="")
    for one in due[:_SHOWN]:
        named = say(lang, "all_words") if one.fields is None else ", ".join(one.fields)
        told = say(lang, "due_words", event=one.event, type=one.type, fields=named,
                   day=day(one.happened, lang), words=one.words)  # fmt: skip
        yield from wrapped(told)
    if len(due) > _SHOWN:
        yield f"  … {len(due) - _SHOWN}"
    if residue is not None and recorded:
        yield from residue_text(residue, lang)


def residue_text(residue: Residue, lang: str) -> Iterator[str]:
    """Yield the lines that tell what a scan has found."""
    told = say(lang, "scanned", words=residue.words, files=len(residue.files))
    yield from wrapped(told, indent="")
    for path, found in residue.files.items():
        if found is None:
            yield from wrapped(say(lang, "unscanned", file=path.name))
        elif found:
            yield from wrapped(say(lang, "residue", file=path.name, count=found))
    if residue.clean:
        yield from wrapped(say(lang, "no_residue"))
    if residue.short:
        told = say(lang, "too_short", count=residue.short, bytes=SHORTEST)
        yield from wrapped(told)
    if residue.repeated:
        yield from wrapped(say(lang, "repeated", count=residue.repeated))


def register_json(register: Erasures) -> Json:
    """Return the register of erasures as JSON data."""
    return {
        "erasures": [_erasure_json(one) for one in register.erasures],
        "assessments": [_assessment_json(one) for one in register.assessments],
    }


def _erasure_json(one: Erasure) -> Json:
    return {
        "event": one.event,
        "type": one.type,
        "ground": one.ground,
        "asked_by": one.asked_by,
        "occurred": one.occurred.isoformat(),
        "recorded": one.recorded.isoformat(),
        "events": list(one.targets),
        "fields": None if one.fields is None else list(one.fields),
    }


def _assessment_json(one: Assessment) -> Json:
    found = one.found
    return {
        "event": one.event,
        "occurred": one.occurred.isoformat(),
        "recorded": one.recorded.isoformat(),
        "scope": dict(found.scope),
        "size": found.size,
        "purposes": dict(found.purposes),
        "techniques": dict(found.techniques),
        "individualisation": found.individualisation,
        "correlation": found.correlation,
        "inference": found.inference,
        "residual_risk": found.residual_risk,
        "next_assessment": found.next_assessment.isoformat(),
    }


def register_text(register: Erasures, lang: str) -> Iterator[str]:
    """Yield the lines of the register of erasures."""
    codes = words("codes", lang)
    yield say(lang, "erasures", count=len(register.erasures))
    for one in register.erasures:
        asked = codes[one.asked_by] if one.asked_by else say(lang, one.type)
        told = say(lang, "erasure", event=one.event, day=day(one.occurred.date(), lang),
                   ground=codes[one.ground], asked=asked, count=len(one.targets))  # fmt: skip
        yield from wrapped(told)
    yield say(lang, "assessments", count=len(register.assessments))
    for each in register.assessments:
        found = each.found
        told = say(lang, "assessment", event=each.event, day=day(each.occurred.date(), lang),
                   size=found.size, risk=codes[found.residual_risk],
                   individualisation=codes[found.individualisation],
                   correlation=codes[found.correlation], inference=codes[found.inference],
                   again=day(found.next_assessment, lang))  # fmt: skip
        yield from wrapped(told)
        yield from wrapped(in_lang(found.scope, lang), indent="    ")
