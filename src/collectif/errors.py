"""This module is about saying no: what happened, why, and how to mend it.

Every error that collectif raises on purpose is a `CollectifError` of three sentences.
Exceptions are for an act that is refused, an input that cannot be read or a log that is broken;
what an audit discovers is data (`Finding`), all of it at once, never an exception.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Self

from collectif.phrasing import words

LONGEST = 600
"""The most characters of a sentence; of a longer one, which quotes its input, the middle goes."""


class CollectifError(Exception):
    """What happened, why, and how to mend it.

    A sentence has at most `LONGEST` characters, whatever it quotes.

    Attributes:
        what: What happened, in one sentence.
        why: The rule or the fact behind it, in one sentence.
        mend: What the reader can do now, in one sentence.
        sentences: Which sentences of the message catalogue these are, `locale/errors.LANG.toml`;
            None for an error that was made with its words.
        details: The names and values that they speak of.
        place: Where it happened, said before all else; None where that goes without saying.
    """

    sentences: str | None = None
    details: Mapping[str, Any] = MappingProxyType({})
    place: Phrase | None = None
    says: ClassVar[tuple[str, ...]] = ()
    """What an error of a class says for programs besides its sentences."""

    def __init__(self, what: str, why: str, mend: str) -> None:
        what, why, mend = map(shortened, (what, why, mend))
        super().__init__(what, why, mend)
        self.what = what
        self.why = why
        self.mend = mend

    @classmethod
    def of(cls, sentences: str, /, **details: Any) -> Self:
        """Return an error that is said by the message catalogue, in any of its languages.

        Args:
            sentences: `topic.name` in `locale/errors.LANG.toml`, such as `"place.not-a-place"`.
            details: What they speak of; one that is an attribute of the class is that too.
        """
        attributes = {name: details[name] for name in cls.says if name in details}
        error = cls(*_told(sentences, details, "en"), **attributes)
        error.sentences, error.details = sentences, details
        return error

    def in_words(self, lang: str) -> tuple[str, str, str]:
        """Return what, why and mend in `lang`; one that was made with its words says those."""
        what, why, mend = self.what, self.why, self.mend
        if self.sentences is not None:
            what, why, mend = _told(self.sentences, self.details, lang)
        return what if self.place is None else f"{self.place.in_words(lang)} {what}", why, mend

    def __reduce__(self) -> tuple[Any, ...]:
        """Let an error cross from one process to another, whatever more it says."""
        return _again, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        return " ".join(self.in_words("en"))


def _told(sentences: str, details: Mapping[str, Any], lang: str) -> tuple[str, str, str]:
    topic, _, name = sentences.partition(".")
    said = words("errors", lang)[topic][name]
    shown = _spoken(details, lang)
    what, why, mend = (shortened(said[one].format_map(shown)) for one in ("what", "why", "mend"))
    return what, why, mend


def _spoken(details: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return details as they are, those that are words themselves in a language."""
    return {
        name: value.in_words(lang) if isinstance(value, Phrase) else value
        for name, value in details.items()
    }


def _again(cls: type[CollectifError], args: tuple[Any, ...], said: dict[str, Any]) -> Any:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(said)
    return error


class Refused(CollectifError):
    """An act that the rules of the assembly do not allow; nothing was recorded.

    The words come from a message catalogue, so that they can be said in French and in English, or
    in a program's own words (`collectif.wording`); `code` and `details` are for programs.

    Attributes:
        code: The name of the broken rule, as in the event reference (`"RoundNotOpen"`).
        details: The names and values that the sentences speak of.
    """

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = details
        super().__init__(*self.in_words("en"))

    def in_words(self, lang: str) -> tuple[str, str, str]:
        """Return what, why and mend in `lang` (`"en"` or `"fr"`)."""
        told = words("refusals", lang)
        sentences = told.get(self.code) or told["Unknown"]
        shown = _Details(_shown_all(self.details, lang))
        what, why, mend = (
            shortened(sentences.get(one, self.code).format_map(shown))
            for one in ("what", "why", "mend")
        )
        return what, why, mend


def shortened(sentence: str) -> str:
    """Return a sentence with its middle left out if it is longer than `LONGEST`."""
    if len(sentence) <= LONGEST:
        return sentence
    return f"{sentence[: LONGEST - 203]} … {sentence[-200:]}"


class Phrase:
    """A detail of a refusal that is words itself, and is said in the language of the refusal.

    Attributes:
        key: Its name in the message catalogue, `locale/phrases.LANG.toml`.
        details: The names and values that it speaks of.
    """

    def __init__(self, key: str, /, **details: object) -> None:
        self.key = key
        self.details = details

    def __str__(self) -> str:
        return self.in_words("en")

    def in_words(self, lang: str) -> str:
        """Return the words in `lang` (`"en"` or `"fr"`)."""
        said: str = words("phrases", lang)[self.key]
        return said.format_map(_Details(_shown_all(self.details, lang)))


class Reason(Phrase):
    """Words inside an error: why, or how to mend it, in the language of the error.

    Attributes:
        key: `topic.name` in the message catalogue, `locale/reasons.LANG.toml`.
        details: What it speaks of, told as it is.
    """

    def in_words(self, lang: str) -> str:
        """Return the words in `lang` (`"en"` or `"fr"`)."""
        topic, _, name = self.key.partition(".")
        told: str = words("reasons", lang)[topic][name]
        return told.format_map(_spoken(self.details, lang))


class Quoted(Phrase):
    """What another error says, inside an error.

    Args:
        error: The other error.
        parts: Which of its sentences: `what`, `why`, `mend`.
        inside: Whether it goes on in a sentence: with a small letter first, and no full stop.
    """

    def __init__(self, error: CollectifError, *parts: str, inside: bool = False) -> None:
        super().__init__("", error=error, parts=parts, inside=inside)

    def in_words(self, lang: str) -> str:
        """Return the sentences in `lang` (`"en"` or `"fr"`)."""
        error: Any = self.details["error"]
        said = dict(zip(("what", "why", "mend"), error.in_words(lang), strict=True))
        told = " ".join(said[part] for part in self.details["parts"])  # type: ignore[attr-defined]
        return told[0].lower() + told[1:].rstrip(".") if self.details["inside"] else told


class _Details(dict[str, str]):
    """Details by name; one that words speak of and a refusal does not have reads as a dash."""

    def __missing__(self, name: str) -> str:
        return "-"


class UnknownName(CollectifError):
    """A name that the log, the registry or the rules do not know."""


class Conflict(CollectifError):
    """Something that an append depended on has changed; nothing was recorded.

    Attributes:
        events: The recorded events that caused the conflict, oldest first; empty when the conflict
            is about an id that already names other content.
    """

    says = ("events",)

    def __init__(self, what: str, why: str, mend: str, *, events: tuple[Any, ...] = ()) -> None:
        super().__init__(what, why, mend)
        self.events = events


class InvalidEvent(CollectifError):
    """An event whose content cannot be written: wrong type, float, huge number, too deep."""


class InvalidJSON(CollectifError):
    """Bytes that are not the canonical JSON that a log accepts."""


class InvalidInput(CollectifError):
    """A file or an argument from outside that cannot be read."""


class InvalidScale(CollectifError):
    """A scale without room between its ends, or a value that is not on it."""


class InvalidProfile(CollectifError):
    """Ballots that cannot be counted as given."""


class InvalidEventClass(CollectifError):
    """An event class or an upcast that breaks the rules of the registry."""


class NotALog(CollectifError):
    """A file that is not a log of collectif, or one that this version cannot read."""


class CorruptLog(CollectifError):
    """A log whose stored bytes are not what they should be.

    Attributes:
        seq: The position of the first event that is wrong, from 0; None where it cannot be told.
    """

    says = ("seq",)

    def __init__(self, what: str, why: str, mend: str, *, seq: int | None = None) -> None:
        super().__init__(what, why, mend)
        self.seq = seq


class InvalidEvidence(CollectifError):
    """A key, a note, a checkpoint, a receipt or a policy that says nothing, or is false."""


class Contradiction(CollectifError):
    """A state of a log that cannot be signed: it contradicts one that was signed before."""


class StoreUnavailable(CollectifError):
    """A store that cannot be written or read now: locked, full, read-only, or failing.

    Attributes:
        code: The reason, for programs: `locked` (somebody else holds it), `full` (the disk is),
            `read-only`, `cannot-open` (path or permissions), `io` (the disk refuses), `misused`
            (the calling program went on after an error, or out of turn), or `failed` for others.
    """

    says = ("code",)

    def __init__(self, what: str, why: str, mend: str, *, code: str = "failed") -> None:
        super().__init__(what, why, mend)
        self.code = code


class Swapped(CollectifError):
    """A file that stands in the place of another: words of another log, or another log.

    Attributes:
        code: What was found, for programs: `words` (they are of another log), `file` (the file
            was replaced while it was open), `shorter` (the log holds fewer events than it did),
            `other` (it holds others).
    """

    says = ("code",)

    def __init__(self, what: str, why: str, mend: str, *, code: str) -> None:
        super().__init__(what, why, mend)
        self.code = code


class WouldLose(CollectifError):
    """A copy that would lose events if it were put back; nothing was touched.

    Attributes:
        count: How many events are known to be lost by it.
        lost: The ids of those that can still be read, oldest first.
    """

    says = ("count", "lost")

    def __init__(
        self, what: str, why: str, mend: str, *, count: int, lost: tuple[str, ...] = ()
    ) -> None:
        super().__init__(what, why, mend)
        self.count = count
        self.lost = lost


def _shown_all(details: Mapping[str, object], lang: str) -> dict[str, str]:
    """Return details as they read in a sentence, kinds, codes and phrases in its language."""
    kinds = words("kinds", lang)
    shown = {name: _shown(value, lang) for name, value in details.items()}
    return {
        name: kinds.get(text, text) if name in ("kind", "other") else text
        for name, text in shown.items()
    }


def _shown(value: object, lang: str) -> str:
    """Return a detail as it reads in a sentence: lists in order, joined by commas."""
    if isinstance(value, Phrase):
        return value.in_words(lang)
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {count}" for name, count in value.items()) or "-"
    if isinstance(value, tuple | list | set | frozenset):
        return ", ".join(sorted(_shown(one, lang) for one in value)) or "-"
    text = str(value)
    told: str = words("codes", lang).get(text, text)
    return told
