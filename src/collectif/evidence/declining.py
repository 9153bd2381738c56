"""This module is about why a witness does not sign, said in English and in French."""

from __future__ import annotations

from collectif.errors import CollectifError
from collectif.evidence.verify import Checkpoint
from collectif.phrasing import words


class Declined(CollectifError):
    """A state that a witness does not sign; what it remembers stays as it was.

    Attributes:
        code: Why: `unknown`, `unsigned`, `fork`, `behind`, `since` or `unproved`.
        details: The names and sizes that the sentences speak of.
        known: The state that the witness signed last; None if it signed none of this log.
        asked: The state that it was asked to sign.
    """

    def __init__(
        self, code: str, *, known: Checkpoint | None, asked: Checkpoint, old: int = 0
    ) -> None:
        self.code = code
        self.known = known
        self.asked = asked
        size = known.size if known else 0
        self.details = {"origin": asked.origin, "size": asked.size, "known": size, "old": old}
        super().__init__(*self.in_words("en"))

    def in_words(self, lang: str) -> tuple[str, str, str]:
        """Return what, why and mend in `lang` (`"en"` or `"fr"`)."""
        said = words("declined", lang)[self.code]
        what, why, mend = (said[one].format(**self.details) for one in ("what", "why", "mend"))
        return what, why, mend
