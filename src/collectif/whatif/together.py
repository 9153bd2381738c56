"""This module is about several changes at once: which of them are enough alone, if any is."""

from __future__ import annotations

from collections.abc import Iterator

from collectif.errors import CollectifError
from collectif.record.view import View
from collectif.statement import Statement
from collectif.whatif.changes import Changes
from collectif.whatif.premises import premises
from collectif.whatif.rounds import Seen, seen
from collectif.whatif.supposed import supposed


def together(view: View, now: Seen, changes: Changes) -> Iterator[Statement]:
    """Yield which of several changes put something else first alone, or that none does.

    Args:
        view: The look at the log.
        now: The round as it is; with all changes something else comes first.
        changes: What is otherwise.
    """
    alone = tuple(_single(changes))
    named = dict(zip(map(id, changes.supposing), supposed(changes.supposing, view), strict=True))
    if len(alone) < 2:
        return
    first = set(now.leaders(None))
    enough = [one for one in alone if _leaders(view, now, one) not in (first, None)]
    said = (
        premise
        for one in enough
        for premise in [named[id(it)] for it in one.supposing] or premises(view, now, one)
    )
    yield Statement(
        code="whatif.enough-alone" if enough else "whatif.only-together",
        details={"count": len(enough) or len(alone)},
        because=tuple(said),
    )


def _single(changes: Changes) -> Iterator[Changes]:
    """Yield each of several changes alone."""
    yield from (Changes(without=(one,)) for one in changes.without)
    yield from (Changes(without_criteria=(one,)) for one in changes.without_criteria)
    yield from (Changes(weights={c: weight}) for c, weight in (changes.weights or {}).items())
    if changes.rule is not None:
        yield Changes(rule=changes.rule)
    if changes.tie_break is not None:
        yield Changes(tie_break=changes.tie_break)
    yield from (Changes(excluding=(one,)) for one in changes.excluding)
    yield from (Changes(supposing=(one,)) for one in changes.supposing)


def _leaders(view: View, now: Seen, changes: Changes) -> set[str] | None:
    """Return what comes first with a change; None where it makes no sense alone."""
    then = changes.view(view)
    try:
        there = now if then is view else seen(then, now.scores.opened.round_id, groups=now.groups)
        return set(there.changed(changes).leaders(changes.rule))
    except CollectifError:
        return None
