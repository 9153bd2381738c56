"""This module is about what rests on an excluded event without being counted: other words.

An objection changes no score. It may lead to a new version of a proposal, and then the room scores
other words. What it would have given to the words as they were, nobody knows: the last round that
scored them is told beside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectif.acts.proposals import ProposalAmended
from collectif.ids import DecisionId, EventId, ProposalId, Ref
from collectif.projections.objections import OBJECTIONS
from collectif.projections.ranking import Result, results
from collectif.projections.readers import PUBLIC, Reader
from collectif.projections.registers import REGISTERS
from collectif.record.envelope import Recorded
from collectif.record.event import Unknown
from collectif.record.view import View
from collectif.statement import Statement
from collectif.whatif.checking import tellable
from collectif.whatif.rounds import Seen

_AMENDED = frozenset({"proposal-amended"})


def amended(
    view: View, seen: Seen, excluding: tuple[EventId, ...], reader: Reader = PUBLIC
) -> tuple[Statement, ...]:
    """Return what a round looked at that rests on excluded events: versions of proposals.

    Args:
        view: The look at the log, with these events.
        seen: The round.
        excluding: The events.
        reader: To whom it is told.
    """
    resting = amendments_after(view, frozenset(excluding)) if excluding else ()
    return tuple(one for event in resting for one in _told(view, seen, event, excluding, reader))


def amendments_after(
    view: View, events: frozenset[EventId]
) -> tuple[Recorded[ProposalAmended], ...]:
    """Return the amendments that events led to, or are: what cites them, or what they brought up.

    Args:
        view: The look at the log.
        events: The events, such as those that raised objections, or that made comments.
    """
    causes = events | _brought(view, events)
    through = {
        id
        for objection in OBJECTIONS.replay(view).values()
        if objection.raised_by in events and objection.resolved is not None
        for id in objection.resolved.through
    }
    return tuple(
        event
        for event in view.events(_AMENDED)
        if event.id in events | through or causes.intersection(event.data.because)
    )


def _brought(view: View, events: frozenset[EventId]) -> frozenset[str]:
    """Return the names of the things that events brought into being."""
    found = (view.source.find(id) for id in events)
    known = [one for one in found if one is not None and not isinstance(one.data, Unknown)]
    fields = ((one.data, view.codec.registry.of(type(one.data)).names) for one in known)
    return frozenset(str(getattr(data, name)) for data, name in fields if name is not None)


def _told(
    view: View,
    seen: Seen,
    event: Recorded[ProposalAmended],
    excluding: tuple[EventId, ...],
    reader: Reader,
) -> Iterator[Statement]:
    proposal, version = event.data.proposal_id, event.data.version
    rests = {
        "proposal": proposal,
        "version": version,
        "before": version - 1,
        "changes": event.data.changes,
    }
    if seen.scores.opened.subjects.get(Ref(proposal), 0) < version:
        yield from _moved(view, seen, event, rests)
        return
    because = (
        *([] if event.id in excluding else [_led_to(event, excluding)]),
        *_scored_before(view, seen, event, reader),
    )
    yield Statement(
        code="whatif.other-words",
        details={**rests, "round": seen.scores.opened.round_id},
        events=(EventId(event.id),),
        because=because,
    )


def _moved(
    view: View, seen: Seen, event: Recorded[ProposalAmended], rests: Mapping[str, Any]
) -> Iterator[Statement]:
    """Yield the decisions that a round votes on and that select the words which rest on it."""
    proposed = REGISTERS.replay(view).proposed
    for subject in seen.scores.opened.subjects:
        decision = proposed.get(DecisionId(subject))
        if decision is not None and rests["proposal"] in decision.selects:
            yield Statement(
                code="whatif.other-motion",
                details={**rests, "round": seen.scores.opened.round_id, "decision": subject},
                events=(EventId(event.id),),
            )


def _led_to(event: Recorded[ProposalAmended], excluding: tuple[EventId, ...]) -> Statement:
    return Statement(
        code="whatif.led-to",
        details={
            "event": excluding[0],
            "proposal": event.data.proposal_id,
            "version": event.data.version,
        },
        events=(*excluding, EventId(event.id)),
    )


def _scored_before(
    view: View, seen: Seen, event: Recorded[ProposalAmended], reader: Reader
) -> Iterator[Statement]:
    """Yield how the last round that scored the earlier words, and this round, placed it."""
    told, proposal, now = tellable(view, reader), event.data.proposal_id, seen.scores.opened
    found = [one for id, one in results(view).items() if id in told]
    rounds = [one.round.opened.round_id for one in found]
    if now.round_id not in rounds:
        return
    here = rounds.index(now.round_id)
    earlier = [one for one in found[:here] if 0 < _version(one, proposal) < event.data.version]
    for result in (*earlier[-1:], found[here]):
        yield Statement(
            code="whatif.scored-version",
            details={
                "round": result.round.opened.round_id,
                "proposal": proposal,
                "version": _version(result, proposal),
                "score": result.ranking.scores.get(proposal),
                "place": result.places().get(proposal),
            },
        )


def _version(result: Result, proposal: ProposalId) -> int:
    """Return the version of a proposal that a round looked at; 0 for none."""
    return result.round.opened.subjects.get(Ref(proposal), 0)
