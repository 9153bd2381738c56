"""This module is about the whole examination of a log: what does not follow, and what is asked.

The checklist is answered on the events that could be judged: where a log is damaged, on those
before the damage, which its view holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from attrs import evolve, frozen

from collectif.acts.decision import DecisionTaken
from collectif.auditing.audit import Auditable, audited_prefix, sound_prefix
from collectif.auditing.checklist.answer import Answer
from collectif.auditing.checklist.asking import answers_from
from collectif.auditing.checklist.facts import Facts
from collectif.auditing.checklist.order import Deviation, deviations_from
from collectif.auditing.finding import Audit, Finding
from collectif.errors import CorruptLog, UnknownName
from collectif.projections.readers import AUDITOR, Reader
from collectif.projections.small_groups import untold_tally
from collectif.record.event import Unknown
from collectif.record.view import View


@frozen(kw_only=True)
class Examination:
    """What was found of a log.

    Attributes:
        audit: What does not follow from it.
        view: The events that the answers rest on: all, or those before what cannot be judged.
        answers: The answers to the checklist.
        deviations: What departs from the order of a good evening; no finding.
    """

    audit: Audit
    view: View
    answers: tuple[Answer, ...]
    deviations: tuple[Deviation, ...]


@contextmanager
def examined(log: Auditable, *, reader: Reader = AUDITOR) -> Iterator[Examination]:
    """Give what auditing a log found, with the answers to the checklist, as long as it is open.

    Args:
        log: As in `audit`.
        reader: To whom the answers are told.
    """
    with audited_prefix(log) as (found, view):
        facts = _read(view, None, reader)
        yield Examination(
            audit=_as_told(found, facts),
            view=facts.view,
            answers=answers_from(facts),
            deviations=deviations_from(facts),
        )


def checklist(log: Auditable, on: date | None = None) -> tuple[Answer, ...]:
    """Return the answers to the 25 questions that people ask of a log afterwards.

    It does not judge acts, as `collectif.audit` does; of a damaged log it asks the sound events
    before the damage.

    Args:
        log: As `collectif.audit` takes it: a path, a folder of lines, an open log, or a collective.
        on: The day on which it is asked; None is the last day on which anything happened.

    Raises:
        NotALog: If there is something else at the path.
        InvalidInput: If there is nothing there, or lines that begin in the middle of a log.
    """
    with sound_prefix(log) as view:
        return answers_from(_read(view, on, AUDITOR))


def _as_told(found: Audit, facts: Facts) -> Audit:
    """Return what was found without what would tell figures of a group that is too small."""
    if not facts.smallest:
        return found
    hidden: set[str] = {*facts.smallest}
    hidden |= {
        t.data.decision_id
        for t in facts.of_type(DecisionTaken)
        if untold_tally(t.data, facts.smallest)
    }
    return evolve(
        found,
        findings=tuple(_without_values(one, facts) for one in found.findings),
        digests=tuple(one for one in found.digests if one.id not in hidden),
    )


def _without_values(one: Finding, facts: Facts) -> Finding:
    """Return a finding without values, where they are about a group that is too small."""
    event = None if one.id is None else facts.view.source.find(one.id)
    said = None if event is None else event.data
    rounds = {getattr(said, name, None) for name in ("round_id", "ballot_round")}
    if not rounds & facts.smallest.keys():
        return one
    bare = evolve(one, expected=None, found=None, reason=None)
    return evolve(bare, what=bare.in_words("en"))


def _read(view: View, on: date | None, reader: Reader) -> Facts:
    """Read a view; of one that cannot be read whole, what comes before."""
    try:
        return Facts.of(view, on, reader)
    except (CorruptLog, UnknownName):
        return Facts.of(view.as_known_at(_readable(view)), on, reader)


def _readable(view: View) -> int:
    """Return how many of the first events can be read: up to a newer version, or a wrong one."""
    reached = 0
    try:
        for event in view.source.events():
            if isinstance(event.data, Unknown) and view.codec.registry.get(event.type) is not None:
                break
            reached = event.seq + 1
    except CorruptLog as error:
        return reached if error.seq is None else error.seq
    return reached
