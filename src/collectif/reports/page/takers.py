"""This module is about taking part, on the page: who came, who was heard, whose words counted.

Members stand in the order in which they joined, kinds of members in alphabetical order; nobody is
ranked by how much was said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from collectif.ids import DecisionId
from collectif.projections.accountability import up_to
from collectif.projections.participation import (
    STAGES,
    Deciding,
    Funnel,
    deciding,
    eligible,
    funnel,
    turnout,
)
from collectif.projections.ranking import Result
from collectif.projections.registers import REGISTERS
from collectif.projections.voice import Uptake, Voice, uptake, voice_of
from collectif.reports.page.blocks import Block, Figure, Figures, Part, Table, panel
from collectif.reports.page.context import Context
from collectif.reports.page.facts import heard, rounds
from collectif.reports.page.speaker import Speaker

MOST_ASSEMBLIES = 12
"""How many assemblies are told, the last ones."""


@frozen(kw_only=True)
class Taking:
    """How members took part in an assembly.

    Attributes:
        funnel: Who took which step.
        eligible: How many members could vote.
        voice: How turns and time were shared.
        uptake: Whose words changed something.
    """

    funnel: Funnel
    eligible: int
    voice: Voice
    uptake: Uptake


def takers(context: Context) -> Mapping[str, Any] | None:
    """Return, for each of the last assemblies, who took part and whose words were taken up."""
    found, say = context.once(_takings), Speaker(context)
    if not found:
        return None
    parts = (_assembly(id, one, context, say) for id, one in found.items())
    return panel(say.words("taking-lead"), *parts)


def _takings(context: Context) -> Mapping[str, Taking]:
    seen, view = up_to(context.view, context.on), context.once(heard)
    there = list(REGISTERS.replay(seen).assemblies)[-MOST_ASSEMBLIES:]
    found = {}
    for id in there:
        steps = funnel(seen, id)
        found[id] = Taking(
            funnel=steps,
            eligible=len(eligible(seen, id)) if steps.voting else 0,
            voice=voice_of(view, id),
            uptake=uptake(view, id),
        )
    return found


def _decisions(context: Context) -> Mapping[DecisionId, Deciding]:
    view = context.once(heard)
    return deciding(view) if REGISTERS.replay(view).taken else {}


def _proposed_in(context: Context) -> Mapping[str, str]:
    proposed = REGISTERS.replay(context.once(heard)).proposed
    return {id: one.assembly_id for id, one in proposed.items()}


def _assembly(id: str, one: Taking, context: Context, say: Speaker) -> Part:
    blocks: list[Block] = [_funnel(one.funnel, say)]
    blocks.append(Figures(tuple(_figures(id, one, context, say))))
    if one.voice.turns:
        blocks.append(_voice(one.voice, say))
    if one.uptake.voices:
        blocks.append(_uptake(one.uptake, say))
    return Part(title=context.teller.name("assembly", id), blocks=tuple(blocks))


def _funnel(one: Funnel, say: Speaker) -> Table:
    rows = [
        (say.kind(kind), *(str(counts[stage]) for stage in STAGES))
        for kind, counts in one.by_kind().items()
    ]
    rows.append((say("all-voting"), *(str(one.count(stage, voting=True)) for stage in STAGES)))
    rows.append((say("all"), *(str(one.count(stage)) for stage in STAGES)))
    head = ("kind", *(f"stage-{stage}" for stage in STAGES))
    return say.table("funnel", head, rows)


def _figures(id: str, one: Taking, context: Context, say: Speaker) -> Iterator[Figure]:
    ask = f"{id}/taking-part"
    yield say.figure("figure-eligible", one.eligible, f"participation/{id}/eligible", ask=ask)
    for shown in context.once(rounds):
        if isinstance(shown.told, Result) and shown.told.round.opened.assembly_id == id:
            yield from _turnout(shown.id, shown.told, say)
    for decision, there in context.once(_decisions).items():
        if context.once(_proposed_in).get(decision) == id:
            ref = f"participation/{decision}"
            yield say.figure("figure-needed", there.needed, f"{ref}/needed", ask=decision)
            yield say.figure("figure-present", len(there.present), f"{ref}/present", ask=decision)
            yield say.figure("figure-ballots", there.ballots, f"{ref}/ballots", ask=decision)
    ref = f"voice/{id}"
    yield say.figure("figure-heard", len(one.voice.heard), f"{ref}/heard", ask=f"{id}/turns")
    yield say.figure(
        "figure-gini-turns", one.voice.gini_turns, f"{ref}/gini-turns", ask=f"{id}/turns"
    )
    yield say.figure(
        "figure-gini-seconds", one.voice.gini_seconds, f"{ref}/gini-seconds", ask=f"{id}/turns"
    )
    yield say.share("figure-uptake", one.uptake.overall.share, f"uptake/{id}", ask=f"{id}/uptake")


def _turnout(round: str, result: Result, say: Speaker) -> Iterator[Figure]:
    found, ask = turnout(result), f"{round}/turnout"
    label = say("figure-voters", round=round)
    yield say.labelled(label, result.voters, f"participation/{round}/voters", ask=ask)
    label = say("figure-coverage", round=round)
    yield say.labelled(label, found.coverage, f"participation/{round}/coverage", "percent", ask=ask)


def _voice(one: Voice, say: Speaker) -> Table:
    rows = [
        (say.end(member), str(turns), str(one.seconds[member]))
        for member, turns in one.turns.items()
    ]
    rows.append((say("others"), str(one.others), ""))
    return say.table("voice", ("member", "turns", "seconds"), rows)


def _uptake(one: Uptake, say: Speaker) -> Table:
    rows = [
        (say.kind(kind), str(share.part), str(share.whole)) for kind, share in one.by_kind.items()
    ]
    rows.append((say("all"), str(one.overall.part), str(one.overall.whole)))
    return say.table("uptake", ("kind", "taken-up", "voices"), rows)
