"""This module is about auditing a log: does what it says follow from what it holds?

The bytes are verified first. Then every act is told again to what was known just before it, and
every published result is counted again. What departs comes back as data, the first event that
departs first. Nothing is written, and nothing is asked of the network or of the clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from attrs import define, field

from collectif.acts import Known, caught_up
from collectif.auditing.acts import Act, acts_of
from collectif.auditing.digesting import digests
from collectif.auditing.finding import Audit, Finding, Note, counted_notes, unreadable
from collectif.auditing.judging import judged
from collectif.auditing.opening import Opened, opened_for_audit
from collectif.auditing.results import stated_again
from collectif.collective import Collective
from collectif.errors import CorruptLog, Quoted, UnknownName
from collectif.log.copying import digests_of
from collectif.log.log import Log, LogValue, Prefix
from collectif.log.verification import Report
from collectif.record.view import View

Auditable = str | Path | Log | Collective
"""What can be audited: a path to a log or to a folder of lines, an open log, or a collective."""

_STATEMENTS = {
    "ballot-cast": "ballots",
    "ballot-received": "ballots",
    "dataset-published": "datasets",
    "decision-proposed": "motions",
    "decision-taken": "decisions",
    "key-rotated": "keys",
    "lot-drawn": "lots",
    "minutes-adopted": "minutes",
    "outcome-verified": "verdicts",
    "results-published": "results",
    "score-cast": "scores",
    "stance-given": "stances",
}
"""Type of an event -> the kind of statement that it is counted as."""


def audit(log: Auditable) -> list[Finding]:
    """Return what a log says and what does not follow from it; nothing where all of it does.

    Args:
        log: A path as `collectif.open` takes it, a folder or file of lines (`events.jsonl`), an
            open log, or a collective. It is only read.

    Raises:
        NotALog: If there is something else at the path.
        InvalidInput: If there is nothing there, or lines that begin in the middle of a log.
    """
    return list(audited(log).findings)


def audited(log: Auditable) -> Audit:
    """Return what auditing a log found, with what was derived anew and what could not be.

    See `audit` for what is asked and what is raised.
    """
    with audited_prefix(log) as (found, _):
        return found


@contextmanager
def audited_prefix(log: Auditable) -> Iterator[tuple[Audit, View]]:
    """Audit a log; give what was found, and the events that were judged, as long as it is open."""
    with _opened(log) as opened:
        report, wrong, size = _verified(opened)
        course = _Course(log=opened.log, findings=wrong)
        course.walk(size)
        if size < report.size:
            course.notes.append(_unjudged(size, report.size))
        view = View(source=course.at(course.reached))
        found = Audit(
            size=report.size,
            root=report.root,
            findings=tuple(sorted(course.findings, key=_place)),
            derived=dict(sorted(course.derived.items())),
            notes=counted_notes(course.notes),
            digests=digests(view),
        )
        yield found, view


@contextmanager
def sound_prefix(log: Auditable) -> Iterator[View]:
    """Give the events of a log whose bytes are sound, as long as it is open; none is judged."""
    with _opened(log) as opened:
        _, _, size = _verified(opened)
        yield View(source=Prefix(opened.log.store, opened.log.codec, size))


@contextmanager
def _opened(log: Auditable) -> Iterator[Opened]:
    if isinstance(log, Collective):
        yield Opened(log=log.log)
    elif isinstance(log, Log):
        yield Opened(log=log)
    else:
        with opened_for_audit(log) as opened:
            yield opened


def _verified(opened: Opened) -> tuple[Report, list[Finding], int]:
    """Verify the bytes; return what is wrong with them, and how many events are sound."""
    report = opened.log.verify()
    wrong = [
        Finding(seq=one.seq, id=one.id, code=one.code, what=one.what, reason=one)
        for one in report.findings
    ]
    wrong += opened.wrong
    return report, wrong, min([one.seq for one in wrong if one.seq is not None] + [report.size])


@define(kw_only=True)
class _Course:
    """The way of an audit through a log."""

    log: Log
    findings: list[Finding]
    notes: list[Note] = field(factory=list)
    derived: Counter[str] = field(factory=Counter)
    known: Known = field(factory=Known)
    reached: int = 0

    def walk(self, size: int) -> None:
        """Judge the acts of the first `size` events, in order, as far as they can be read."""
        try:
            for act in acts_of(self.at(size).events(after=self.reached)):
                self._judge(act)
        except CorruptLog as error:
            self._stop(error, size)
        except UnknownName as error:
            note = Note(
                code="newer", count=1, seq=self.reached, id=None, about=error.what, said=error
            )
            self.notes.append(note)

    def _stop(self, error: CorruptLog, size: int) -> None:
        """Stop before an event whose bytes are sound and say what its type does not hold."""
        seq = self.reached if error.seq is None else error.seq
        if self.reached < seq < size:
            self.walk(seq)
        self.findings.append(unreadable(seq, "unreadable", Quoted(error, "what")))
        self.notes.append(_unjudged(seq, size))

    def _judge(self, act: Act) -> None:
        before = self.at(act[0].seq)
        self.known.view = View(source=before)
        self._take(judged(self.known, act, self._unopened))
        for event in act:
            self.derived["events"] += 1
            if event.type in _STATEMENTS:
                self.derived[_STATEMENTS[event.type]] += 1
            self._take(stated_again(self.known, event, self._lines))
        after = View(source=self.at(act[-1].seq + 1))
        self.known = caught_up(self.known, after, act)
        self.reached = act[-1].seq + 1

    def _take(self, told: Iterator[Finding | Note]) -> None:
        for one in told:
            if isinstance(one, Finding):
                self.findings.append(one)
            else:
                self.notes.append(one)

    def _unopened(self, seq: int) -> bool:
        """Whether words of an event are not at hand."""
        (row,) = self.log.store.rows(seq, seq + 1)
        _, digests = digests_of(row.body)
        private = self.log.store.private
        return len(digests) > (0 if private is None else len(private.words(digests)))

    def _lines(self, size: int) -> str:
        """Return the digest of the first events as lines."""
        digest = sha256()
        for row in self.log.store.rows(0, size):
            digest.update(row.body + b"\n")
        return digest.hexdigest()

    def at(self, size: int) -> LogValue:
        """Return the log as it was at a size."""
        return Prefix(self.log.store, self.log.codec, size)


def _unjudged(first: int, size: int) -> Note:
    return Note(code="unsound", count=size - first, seq=first, id=None, about="")


def _place(one: Finding) -> tuple[bool, int]:
    return one.seq is None, one.seq or 0
