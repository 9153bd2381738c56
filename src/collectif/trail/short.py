"""This module is about the few sentences to read aloud first: where it stands, and why, in short.

They say nothing that is not said again below them, with all that it rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from collectif.projections.objections import OBJECTIONS
from collectif.statement import Statement
from collectif.trail.asking import state
from collectif.trail.evidence import Evidence
from collectif.trail.seen import Seen


def gaps(seen: Seen, proposal: str, other: str | None) -> Mapping[str, Fraction]:
    """Return criterion -> the points by which a proposal is ahead on it, the largest gap first.

    Nothing where the rule of the round makes no sum of criteria.
    """
    mine = seen.contributions(proposal)
    theirs = None if other is None else seen.contributions(other)
    if mine is None or theirs is None:
        return {}
    found = {criterion: points - theirs[criterion] for criterion, points in mine.items()}
    return dict(sorted(found.items(), key=lambda one: (-abs(one[1]), one[0])))


def better_on(seen: Seen, proposal: str, other: str | None) -> Iterator[Statement]:
    """Yield on how many criteria a proposal is ahead of another one, and on which it is behind."""
    found = gaps(seen, proposal, other)
    if not found:
        return
    ahead = [gap for gap in found.values() if gap > 0]
    behind = {criterion: gap for criterion, gap in found.items() if gap < 0}
    yield state(
        "better-on" if behind else "better-on-all",
        proposal=proposal,
        other=other,
        better=len(ahead),
        among=len(found),
        gained=sum(ahead, Fraction(0)),
        behind=tuple(behind),
        lost=sum(behind.values(), Fraction(0)),
        gaps=found,
    )


def rewritten(evidence: Evidence, proposal: str) -> Iterator[Statement]:
    """Yield how the words of a proposal were changed last, and after which objections."""
    amended = evidence.all("proposal-amended", proposal_id=proposal)
    if not amended:
        return
    last: Any = amended[-1]
    objections = OBJECTIONS.replay(evidence.view)
    led = [objections[ref] for ref in last.data.because if ref in objections]
    raised = [one.raised_by for one in led]
    yield state(
        "rewritten",
        events=evidence.corrected([*raised, last.id]),
        day=last.occurred.date(),
        version=last.data.version,
        objections=tuple(one.raised.objection_id for one in led),
        members=tuple(one.raised.member_id for one in led),
        changes=last.data.changes,
    )
