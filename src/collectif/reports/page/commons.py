"""This module is about the commons on the page: what was learned, who used it, what is published.

Learnings stand in the order in which they were shared; a failure is as welcome as a practice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collectif.projections.knowledge import Learned, by_kind
from collectif.reports.page.blocks import Figures, Item, panel
from collectif.reports.page.context import Context
from collectif.reports.page.facts import day_of, events, learnings, named
from collectif.reports.page.speaker import Speaker


def commons(context: Context) -> Mapping[str, Any] | None:
    """Return what was learned, by whom it was used, and what anybody may take."""
    found, say = context.once(learnings), Speaker(context)
    datasets = [
        Item(
            lead=say("dataset", scope=say.quote(one.data.scope), licence=one.data.licence),
            state=say.spelled(day_of(one)),
            details=say.details(
                {
                    "up-to": one.data.up_to,
                    "digest": one.data.digest or "",
                    "pseudonyms": say("yes") if one.data.pseudonymised else "",
                }
            ),
            ask=one.id,
        )
        for one in events(context, "dataset-published")
    ]
    if not found and not datasets:
        return None
    events_of = context.once(named)
    counts = {
        "learnings": len(found),
        "reused": sum(bool(one.reused) for one in found.values()),
        "from-difficulty": sum(one.from_difficulty for one in found.values()),
        "from-review": sum(one.from_review for one in found.values()),
    }
    figures = (
        say.figure(f"figure-{name}", n, f"knowledge/{name}", ask="") for name, n in counts.items()
    )
    kinds = (
        say.part(
            "learnings-of",
            say.listing([_learned(found[id], events_of, say) for id in ids]),
            kind=kind,
        )
        for kind, ids in by_kind(found).items()
    )
    published = (say.part("datasets", say.listing(datasets)),) if datasets else ()
    return panel(say.words("commons-lead"), Figures(tuple(figures)), *kinds, *published)


def _learned(one: Learned, events_of: Mapping[str, str], say: Speaker) -> Item:
    shared = one.shared
    uses = [say("use", by=say.end(use.by), context=say.quote(use.context)) for use in one.reused]
    own = [say("use", by=say.end(use.by), context=say.quote(use.context)) for use in one.own]
    return Item(
        lead=say(
            "learning",
            title=say.titled(shared.title, shared.learning_id),
            text=say.quote(shared.text),
            by=say.ends(shared.by),
        ),
        state=say("reused-by", count=len(one.reused)),
        details=say.details(
            {
                "licence": shared.licence,
                "builds-on": say.things(shared.builds_on),
                "built-on-by": say.things(one.built_on_by),
                "born-of": _born(one, say),
                "used": uses,
                "used-by-authors": own,
            }
        ),
        ask=events_of[shared.learning_id],
    )


def _born(one: Learned, say: Speaker) -> str:
    sources = {"a-difficulty": one.from_difficulty, "a-review": one.from_review}
    return ", ".join(say(name) for name, there in sources.items() if there)
