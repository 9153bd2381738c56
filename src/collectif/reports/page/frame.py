"""This module is about the frame of the page: one file that says all in French and in English.

Both languages stand in the file, and the reader chooses; so does light or dark. The page asks
nothing of the network, keeps nothing about its reader, and is whole without its script, which only
moves the history and the weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from markupsafe import Markup

from collectif.phrasing import LANGUAGES
from collectif.projections.readers import PUBLIC, Reader
from collectif.projections.registers import REGISTERS
from collectif.record.view import View
from collectif.reports.hypertext import policy, rendered, shipped
from collectif.reports.page.context import Context
from collectif.reports.page.sections import SECTIONS, Section
from collectif.reports.stating import Teller
from collectif.reports.summary import marks_of, notice_of

Progress = Callable[[int], None]
"""Told how many sections are done since it was told last."""


def report(
    view: View,
    *,
    on: date,
    reader: Reader = PUBLIC,
    lang: str = "fr",
    progress: Progress = lambda count: None,
) -> str:
    """Return the page of a log: the text of one HTML file.

    Args:
        view: The log, as it is to be seen; of personal words, the page shows those of the view.
        on: The day for which commitments, indicators and the like are told.
        reader: To whom it is shown: values of sealed rounds and of groups that are too small are
            in the page only if this reader may see them.
        lang: The language that is shown first.
        progress: Told how many sections are done since it was told last, both languages together.
    """
    first = Context(view=view, reader=reader, on=on, lang=lang, teller=Teller.of(view, lang))
    order = (lang, *(other for other in LANGUAGES if other != lang))
    style, script = shipped("page.css") + shipped("panels.css"), shipped("page.js")
    page = rendered(
        "page.html",
        lang=lang,
        tellings=[_telling(first if one == lang else first.within(one), progress) for one in order],
        policy=policy(styles=[style], scripts=[script]),
        style=style,
        script=script,
    )
    return f"{page}\n"


def _telling(context: Context, progress: Progress) -> dict[str, Any]:
    """Return all that the page says in one language."""
    founded = REGISTERS.replay(context.view).founded
    return {
        "lang": context.lang,
        "tell": context.tell,
        "title": context.tell("page.title", name=founded and context.words(founded.name)),
        "territory": founded and context.words(founded.territory),
        "notice": context.words(notice_of(context.view) or {}).partition(". "),
        "marks": tuple(f"{mark} {count}" for mark, count in context.once(_marks).items()),
        "size": context.view.size,
        "on": context.on,
        "reader": context.reader,
        "sections": list(_sections(context, progress)),
    }


def _marks(context: Context) -> dict[str, int]:
    return marks_of(context.view)


def _sections(context: Context, progress: Progress) -> Iterator[dict[str, str]]:
    for section in SECTIONS:
        body = _body(section, context)
        progress(1)
        if body is not None:
            yield {
                "id": f"{section.name}-{context.lang}",
                "heading": context.tell(section.heading),
                "body": body,
            }


def _body(section: Section, context: Context) -> Markup | None:
    data = section.data(context)
    if data is None:
        return None
    template = section.template or f"section_{section.name}.html"
    return rendered(template, lang=context.lang, tell=context.tell, **data)
