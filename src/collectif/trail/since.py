"""This module is about figures that were published, then corrected: both stand side by side.

A figure is told as people were told it. Where a correction since then makes another figure of it,
that one is told beside it, and so a correction is never without effect on what it corrects.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve

from collectif.statement import Statement
from collectif.trail.evidence import Evidence
from collectif.trail.seen import Seen, rounds

AS_CORRECTED = "trail.as-corrected"


def beside_corrected(
    evidence: Evidence, said: Statement, again: Callable[[Evidence], Statement]
) -> Statement:
    """Return what is said of a round, with what corrections since its publication make of it.

    Args:
        evidence: The events.
        said: What is said, of the results as published.
        again: Says the same of other evidence.
    """
    named = (said.details.get("round"), said.details.get("before"))
    if not any(_corrected(seen) for id, seen in rounds(evidence).items() if id in named):
        return said
    now = again(_current(evidence)).details
    other = {
        name: value
        for name, value in now.items()
        if value is not None and value != said.details.get(name)
    }
    if not other:
        return said
    beside = Statement(code=said.code, details=now)
    return evolve(
        said,
        details={**said.details, "corrected": other},
        because=(*said.because, Statement(code=AS_CORRECTED, because=(beside,))),
    )


def _corrected(seen: Seen) -> bool:
    """Whether corrections changed what counts in a round since its results were published."""
    if seen.guarded or seen.publication is None:
        return False
    was, now = seen.result.counted, seen.now.counted
    return was.profile != now.profile or was.panel != now.panel


def _current(evidence: Evidence) -> Evidence:
    """Return the same evidence, with every round told as it counts now."""
    if "current" not in evidence.kept:
        there = evidence.alike()
        there.kept["rounds"] = {
            id: evolve(seen, evidence=there, result=seen.now, publication=None, view=evidence.view)
            for id, seen in rounds(evidence).items()
        }
        evidence.kept["current"] = there
    found: Evidence = evidence.kept["current"]
    return found
