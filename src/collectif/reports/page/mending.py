"""This module is about corrections on the page, whether they mattered, and what is withheld.

A correction is shown with what it corrects, never as if it had always been so. What may not be seen
is counted and named by its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectif.projections.corrections import Correction, Impact
from collectif.projections.erasures import Erasure
from collectif.projections.readers import may_read
from collectif.reports.page.blocks import Block, Figures, Item, panel
from collectif.reports.page.context import Context
from collectif.reports.page.facts import corrected, effects, erased, seal
from collectif.reports.page.speaker import Speaker

_REASONED = frozenset({"event-rectified", "event-retracted"})


def mending(context: Context) -> Mapping[str, Any] | None:
    """Return what was corrected and what came of it, what was erased, and what is withheld."""
    if not context.view.size:
        return None
    say, found = Speaker(context), context.once(corrected)
    touched = context.once(effects)
    counts = {
        "corrections": len([one for one in found if one.type in _REASONED and one.live]),
        "impacts": len(touched),
        "order-changed": sum(not one.same_order for one in touched),
        "head-changed": sum(not one.same_head for one in touched),
        "erasures": len(context.once(erased).erasures),
    }
    figures = (
        say.figure(f"figure-{name}", n, f"corrections/{name}", ask="") for name, n in counts.items()
    )
    reasons = context.once(_reasons)
    items = [_item(one, reasons.get(one.event), touched, say) for one in found]
    return panel(
        say.words("mending-lead"),
        Figures(tuple(figures)),
        *((say.listing(items),) if items else ()),
        say.part("withheld", *_withheld(context, say)),
    )


def _reasons(context: Context) -> Mapping[str, Any]:
    """Return correction -> why it was made; not of one whose content may not be seen."""
    hidden = context.once(seal).hidden
    events = context.view.source.events(_REASONED)
    return {one.id: one.data.reason for one in events if one.id not in hidden}


def _item(one: Correction, reason: Any, touched: tuple[Impact, ...], say: Speaker) -> Item:
    impact = [
        (say("impact"), say(_verdict(each), decision=each.decision, round=each.round))
        for each in touched
        if each.correction == one.event
    ]
    late = one.recorded.date() != one.occurred.date()
    return Item(
        lead=say(f"correction-{one.type}", targets=one.targets, day=one.occurred.date()),
        state="" if one.live else say("no-longer-live"),
        details=(
            *say.details(
                {
                    "reason": "" if reason is None else say.quote(reason),
                    "recorded": say.spelled(one.recorded) if late else "",
                }
            ),
            *impact,
        ),
        ask=one.event,
    )


def _verdict(impact: Impact) -> str:
    if impact.same_order:
        return "impact-none"
    return "impact-order" if impact.same_head else "impact-head"


def _withheld(context: Context, say: Speaker) -> Iterator[Block]:
    """Yield what this reader does not see, each thing with its reason."""
    found = context.once(seal)
    if not may_read(context.reader, "WORDS"):
        yield say.words("withheld-words")
    for round in sorted(found.rounds):
        yield say.words("withheld-open", round=round)
    for round in context.once(_secret):
        smallest = found.smallest.get(round)  # type: ignore[call-overload]
        yield say.words("withheld-secret", round=round, smallest=smallest)
    items = [_erasure(one, say) for one in context.once(erased).erasures]
    yield say.listing(items) if items else say.words("nothing-erased")


def _secret(context: Context) -> tuple[str, ...]:
    opened = context.view.source.events(frozenset({"round-opened"}))
    return tuple(one.data.round_id for one in opened if one.data.visibility == "SECRET")


def _erasure(one: Erasure, say: Speaker) -> Item:
    return Item(
        lead=say("erasure", day=one.occurred.date(), count=len(one.targets), targets=one.targets),
        details=say.details(
            {
                "ground": say.value(one.ground),
                "asked-by": "" if one.asked_by is None else say.value(one.asked_by),
                "note": "" if one.note is None else say.quote(one.note),
            }
        ),
        ask=one.event,
    )
