"""This module is about what a section of the page is told from: view, reader, day, language.

The page says everything once in each language. What is found out for one language is kept for the
others: only the words differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from attrs import evolve, field, frozen
from markupsafe import Markup

from collectif.projections.readers import Reader
from collectif.record.view import View
from collectif.reports.hypertext import spoken
from collectif.reports.stating import Teller
from collectif.reports.words import in_lang
from collectif.statement import Statement

T = TypeVar("T")


@frozen(kw_only=True)
class Context:
    """What a section of the page is told from.

    Attributes:
        view: The log, as it is to be seen.
        reader: To whom it is shown.
        on: The day for which what depends on a day is told.
        lang: The language of this telling.
        teller: Who says statements in that language.
    """

    view: View
    reader: Reader
    on: date
    lang: str
    teller: Teller
    _found: dict[Any, Any] = field(factory=dict, eq=False, repr=False, alias="found")

    def once(self, question: Callable[[Context], T]) -> T:
        """Return the answer to a question in which no language matters; it is asked once a page."""
        if question not in self._found:
            self._found[question] = question(self)
        found: T = self._found[question]
        return found

    def within(self, lang: str) -> Context:
        """Return the same context in another language, with all that was found out so far."""
        return evolve(self, lang=lang, teller=Teller.of(self.view, lang))

    def tell(self, code: str, **details: Any) -> str:
        """Return a sentence of the catalogue, such as `"page.contents"`, with its details."""
        return self.teller.say(Statement(code=code, details=details))

    def words(self, text: object) -> str:
        """Return what people wrote, in the language of this telling where they wrote in it."""
        return in_lang(text, self.lang)

    def spoken(self, text: object) -> Markup:
        """Return the same, marked as what it is where it is in another language."""
        return spoken(text, self.lang)

    def told(self, statement: Statement) -> Mapping[str, Any]:
        """Return a statement and its reasons as a tree for `told.html`: said, events, because."""
        return {
            "said": self.teller.say(statement),
            "events": statement.events,
            "because": [self.told(one) for one in statement.because],
        }
