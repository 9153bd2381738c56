"""This module is about commitments on the page: open, late, silent, kept, and accounts asked for.

They stand by their days, never by whose they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectif.projections.accountability import Accountability
from collectif.projections.dealings import Promise, Question
from collectif.reports.page.blocks import Block, Item, panel
from collectif.reports.page.context import Context
from collectif.reports.page.facts import accountable
from collectif.reports.page.speaker import Speaker


def promised(context: Context) -> Mapping[str, Any] | None:
    """Return the commitments that are open, those that are closed, and the accounts asked for."""
    told, say = context.once(accountable), Speaker(context)
    closed = [one for one in told.commitments if one.closed is not None]
    closed.sort(key=lambda one: (one.closed, one.id))
    groups = {
        "commitments-open": [_promise(one, told, say) for one in told.open],
        "commitments-closed": [_promise(one, told, say) for one in closed],
        "accounts": [_question(one, told, say) for one in told.requests],
    }
    parts: list[Block] = [
        say.part(name, say.listing(items) if items else say.words("none"), count=len(items))
        for name, items in groups.items()
    ]
    return panel(*parts) if told.commitments or told.requests else None


def _promise(one: Promise, told: Accountability, say: Speaker) -> Item:
    gestures = [
        say(
            "gesture",
            day=gesture.on,
            members=say.ends(gesture.members),
            what=say.quote(gesture.what),
        )
        for gesture in told.contributions
        if gesture.commitment == one.id
    ]
    return Item(
        lead=say(
            "commitment",
            debtors=say.ends(one.debtors),
            creditors=say.ends(one.creditors),
            object=say.quote(one.object),
            due=one.due,
        ),
        state=", ".join(_states(one, told, say)),
        details=say.details(
            {
                "done-when": say.quote(one.done_when),
                "serves": say.things(one.serves),
                "replaces": "" if one.replaces is None else say.thing(one.replaces),
                "accepted-by": say.ends(one.accepted_by),
                "revised": say.spelled(one.revised) if one.revised else "",
                "gestures": gestures,
                "attested-by": say.ends(one.attested_by),
            }
        ),
        ask=one.id,
    )


def _states(one: Promise, told: Accountability, say: Speaker) -> Iterator[str]:
    """Yield how a commitment stands, each thing in a few words."""
    if one.outcome is not None:
        yield say("closed", outcome=one.outcome, day=one.closed)
        return
    yield say.spelled("OPEN")
    if one in told.late:
        yield say("late-by", count=(told.on - one.due).days)
    if one in told.silent:
        yield say("silent", count=told.silent_after)
    if one in told.orphaned:
        yield say("orphaned")


def _question(one: Question, told: Accountability, say: Speaker) -> Item:
    return Item(
        lead=say(
            "account",
            asker=say.end(one.asker),
            asked=say.end(one.asked),
            about=say.thing(one.about),
            words=say.quote(one.words),
            due=one.due,
        ),
        state=_answer(one, told, say),
        ask=one.id,
    )


def _answer(one: Question, told: Accountability, say: Speaker) -> str:
    if one.answered is not None:
        return say("answered-on-time" if one.on_time else "answered-late", day=one.answered)
    return say("unanswered" if one.due <= told.on else "awaited")
