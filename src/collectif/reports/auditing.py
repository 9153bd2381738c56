"""This module is about audits as people read them, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from collectif.auditing.examining import Examination
from collectif.auditing.finding import Audit
from collectif.reports.checklist import checklist_json, checklist_text
from collectif.reports.results import Json
from collectif.reports.summary import preamble
from collectif.reports.words import fitted, say, wrapped

_MOST_FINDINGS = 20

_NAMES = {"ballots": "ballots_derived", "decision": "motion", "stances": "votes"}
"""What is counted, or has a digest, under the name of another phrase."""


def examination_json(told: Examination, log: Path, lang: str) -> Json:
    """Return what an examination found, as JSON data; the sentences are in the language."""
    return audit_json(told.audit, log) | checklist_json(told, lang)


def examination_text(told: Examination, lang: str) -> Iterator[str]:
    """Yield the lines that say what an examination found: findings, answers, deviations."""
    yield from preamble(told.view, lang)
    yield from audit_text(told.audit, lang)
    yield from checklist_text(told, lang)
    yield from _digests_text(told.audit, lang)


def audit_json(found: Audit, log: Path) -> Json:
    """Return what an audit found, as JSON data."""
    return {
        "log": str(log),
        "size": found.size,
        "root": found.root.hex(),
        "sound": found.sound,
        "findings": [
            {
                "seq": one.seq,
                "id": one.id,
                "code": one.code,
                "what": one.what,
                "expected": one.expected,
                "found": one.found,
            }
            for one in found.findings
        ],
        "derived": dict(found.derived),
        "notes": [
            {
                "code": one.code,
                "count": one.count,
                "seq": one.seq,
                "id": one.id,
                "what": one.in_words("en"),
            }
            for one in found.notes
        ],
        "digests": [
            {"kind": one.kind, "id": one.id, "digest": one.digest} for one in found.digests
        ],
    }


def audit_text(found: Audit, lang: str) -> Iterator[str]:
    """Yield the lines that say what an audit found; of many findings the first ones."""
    if found.sound:
        yield say(lang, "audited", size=found.size)
        yield f"  {found.root.hex()}"
    else:
        yield say(lang, "unfounded", size=found.size, count=len(found.findings))
    for one in found.findings[:_MOST_FINDINGS]:
        yield from wrapped(say(lang, "label", label=one.code, text=one.in_words(lang)))
    if len(found.findings) > _MOST_FINDINGS:
        more = len(found.findings) - _MOST_FINDINGS
        yield from wrapped(say(lang, "more_findings", count=more))
    yield from _derived_text(found, lang)


def _digests_text(found: Audit, lang: str) -> Iterator[str]:
    """Yield the digests that two people compare, each on a line of its own."""
    if found.digests:
        yield from ("", say(lang, "digests"))
    for result in found.digests:
        yield fitted(f"  {_name(result.kind, lang)} {result.id}")
        yield f"    {result.digest}"


def _derived_text(found: Audit, lang: str) -> Iterator[str]:
    counts = ", ".join(f"{_name(name, lang)} {count}" for name, count in found.derived.items())
    yield from wrapped(say(lang, "label", label=say(lang, "derived"), text=counts or "0"))
    for note in found.notes:
        told = say(lang, "label", label=say(lang, "not_derived"), text=note.in_words(lang))
        yield from wrapped(told)


def _name(name: str, lang: str) -> str:
    return say(lang, _NAMES.get(name, name))
