"""This module is about the wall on the page: every wish in its own words, and what became of it.

The wishes that wait come first, and are counted first; none is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collectif.projections.wall import Wish
from collectif.reports.page.blocks import Figures, Item, panel
from collectif.reports.page.context import Context
from collectif.reports.page.facts import wall
from collectif.reports.page.speaker import Speaker

_ASK = "wall/answered"


def wished(context: Context) -> Mapping[str, Any] | None:
    """Return every wish, those that wait first, with its readings and its answers."""
    found, say = context.once(wall), Speaker(context)
    if not found.wishes:
        return None
    waiting = set(found.waiting)
    order = sorted(found.wishes, key=lambda id: id not in waiting)
    tally = (
        say.labelled(say.value(answer, "answer"), count, f"wall/{answer}", ask=_ASK)
        for answer, count in found.tally.items()
    )
    return panel(
        say.words("wall-lead", count=len(found.wishes), waiting=str(len(waiting))),
        Figures((say.figure("figure-waiting", len(waiting), "wall/waiting", ask=_ASK), *tally)),
        say.listing([_wish(found.wishes[id], say) for id in order]),
    )


def _wish(wish: Wish, say: Speaker) -> Item:
    posted = wish.posted
    readings = posted.readings if isinstance(posted.readings, tuple) else ()
    answers = [
        (
            say("answered-by", answer=say.value(one.answer, "answer"), by=say.end(one.by)),
            " ".join(filter(None, (say.quote(one.explanation), say.things(one.links)))),
        )
        for one in wish.answers
    ]
    return Item(
        lead=say.quote(posted.verbatim),
        state=say("waits") if wish.answer is None else say.value(wish.answer, "answer"),
        details=(
            *say.details(
                {
                    "readings": ", ".join(map(say.quote, readings)),
                    "signature": "" if posted.signature is None else say.quote(posted.signature),
                    "seen-on": say(f"medium-{posted.medium}"),
                    "themes": ", ".join(posted.themes),
                }
            ),
            *answers,
        ),
        ask=posted.wish_id,
    )
