"""This module is about what an audit finds: data, all of it at once, in words where people read.

A finding is something that does not follow from the log. A note is something that could not be
derived anew, or that is good to know. Both carry a code, which docs/reference/audit.md explains.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve, field, frozen

from collectif.errors import CollectifError, Phrase, Refused
from collectif.evidence.verify import Unsound
from collectif.log.examination import Finding as Wrong
from collectif.phrasing import words
from collectif.record.envelope import Recorded

Reasons = Refused | Unsound | Phrase | Wrong | str
"""What may stand behind a finding: a refusal, what checking bytes found, or words."""


@frozen(kw_only=True)
class Finding:
    """Something that a log says, and that does not follow from it.

    Attributes:
        seq: The position of the event that says so, from 0; None where no one event is to blame.
        id: What the event is called; None where that cannot be told.
        code: Which check failed, for programs.
        what: What is wrong, in words.
        expected: What follows from the log, as plain data; None where that is no one value.
        found: What the log says, as plain data.
        reason: Why the rules did not allow the act, or what stood in the way; None where what is
            expected and what was found say it all.
    """

    seq: int | None
    id: str | None
    code: str
    what: str
    expected: Any = None
    found: Any = None
    reason: Reasons | None = field(default=None, repr=False, eq=False)

    def in_words(self, lang: str) -> str:
        """Return what is wrong in `lang` (`"en"` or `"fr"`)."""
        if isinstance(self.reason, Wrong):
            return self.reason.in_words(lang)
        told: str = words("findings", lang)[self.code]
        return told.format(
            seq=self.seq, id=self.id, expected=_shown(self.expected), found=_shown(self.found),
            why=_why(self.reason, lang),
        )  # fmt: skip


@frozen(kw_only=True)
class Note:
    """Something that was not derived anew, and why.

    Attributes:
        code: Why, for programs.
        count: How often.
        seq: The position of the first event that it is about, from 0.
        id: What that event is called.
        about: What it is about, such as the name of a type of events or of a rule.
        said: The error that is quoted about it; None if none is.
    """

    code: str
    count: int
    seq: int | None
    id: str | None
    about: str
    said: CollectifError | None = field(default=None, repr=False, eq=False)

    def in_words(self, lang: str) -> str:
        """Return it in `lang` (`"en"` or `"fr"`)."""
        told = words("notes", lang)[self.code]
        if isinstance(told, Mapping):
            told = told["one" if self.count == 1 else "other"]
        about = self.about if self.said is None else self.said.in_words(lang)[0]
        return str(told).format(count=self.count, seq=self.seq, id=self.id, about=about)


@frozen(kw_only=True)
class Digest:
    """The digest of a result, for two people to compare; see `collectif.projections.digests`.

    Attributes:
        kind: `"ranking"`, `"agreement"`, `"result"` or `"decision"`.
        id: The round or the decision.
        digest: SHA-256, in hex.
    """

    kind: str
    id: str
    digest: str


@frozen(kw_only=True)
class Audit:
    """What auditing a log found, and what it looked at.

    Attributes:
        size: How many events the log holds.
        root: The root of the tree over them, 32 bytes.
        findings: What does not follow; the first event that departs comes first.
        derived: Kind of statement -> how many were derived anew.
        notes: What could not be, and why.
        digests: What the log comes to, as corrected, result by result.
    """

    size: int
    root: bytes
    findings: tuple[Finding, ...]
    derived: Mapping[str, int]
    notes: tuple[Note, ...]
    digests: tuple[Digest, ...]

    @property
    def sound(self) -> bool:
        """Whether everything that could be derived anew came out the same."""
        return not self.findings


def finding(
    event: Recorded[Any],
    code: str,
    *,
    expected: Any = None,
    found: Any = None,
    why: Reasons | None = None,
) -> Finding:
    """Return what is wrong with an event, with its words in English.

    Args:
        event: The event that says what does not follow.
        code: Which check failed.
        expected: What follows from the log.
        found: What the event says.
        why: A `Refused` that says why the rules did not allow it, or words.
    """
    made = Finding(
        seq=event.seq, id=event.id, code=code, what="", expected=expected, found=found, reason=why
    )
    return evolve(made, what=made.in_words("en"))


def unreadable(seq: int | None, code: str, why: Reasons) -> Finding:
    """Return what is wrong with bytes: with an event, where nothing after it is judged, or all."""
    made = Finding(seq=seq, id=None, code=code, what="", reason=why)
    return evolve(made, what=made.in_words("en"))


def counted_notes(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Return notes of one kind about one thing as one, with how many they are."""
    together: dict[tuple[str, str], Note] = {}
    for note in notes:
        known = together.get((note.code, note.about))
        count = note.count + (0 if known is None else known.count)
        together[note.code, note.about] = evolve(known or note, count=count)
    return tuple(together.values())


def _why(reason: Reasons | None, lang: str) -> str:
    """Return a reason as it reads in a sentence."""
    if isinstance(reason, Unsound):
        return reason.told(lang)
    if isinstance(reason, Refused):
        return reason.in_words(lang)[0]
    return reason.in_words(lang) if isinstance(reason, Phrase | Wrong) else reason or ""


def _shown(value: Any) -> str:
    """Return plain data as it reads in a sentence."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_shown(one)}" for name, one in value.items()) or "-"
    if isinstance(value, list | tuple):
        return ", ".join(_shown(one) for one in value) or "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "-" if value is None else str(value)
