"""This module is about the tables of taking part: steps, voice, the wall, decisions, learnings."""

from __future__ import annotations

from collections.abc import Iterable

from collectif.projections.knowledge import Learned
from collectif.projections.participation import STAGES, Funnel, Turnout
from collectif.projections.registers import Registers
from collectif.projections.voice import Uptake, Voice
from collectif.projections.wall import Wall
from collectif.tables.registry import tables_of
from collectif.tables.table import Table

LEARNINGS = "learning title:words by:list kind:code shared:moment reused:int builds_on:list"
"""The columns of what was learned."""


@tables_of.register
def _of_funnel(told: Funnel) -> Iterable[Table]:
    """Return how many took each step, and who."""
    yield Table.of(
        "funnel",
        "stage:code members:int voting:int",
        ((stage, told.count(stage), told.count(stage, voting=True)) for stage in STAGES),
    )
    yield Table.of(
        "steps",
        "stage:code member kind:code voting:truth",
        (
            (stage, member, told.kinds.get(member), member in told.voting)
            for stage in STAGES
            for member in told.stages[stage]
        ),
    )


@tables_of.register
def _of_turnout(told: Turnout) -> Iterable[Table]:
    yield Table.of(
        "turnout",
        "voters:int entitled:int share:exact grades:int due_cells:int coverage:exact",
        (
            (len(told.voters), len(told.entitled), told.share, told.numeric, told.due,
             told.coverage),
        ),
    )  # fmt: skip


@tables_of.register
def _of_voice(told: Voice) -> Iterable[Table]:
    """Return who spoke how often and how long, in the order in which they joined."""
    yield Table.of(
        "voice",
        "member turns:int seconds:int",
        ((member, turns, told.seconds.get(member)) for member, turns in told.turns.items()),
    )


@tables_of.register
def _of_uptake(told: Uptake) -> Iterable[Table]:
    yield Table.of(
        "uptake",
        "kind:code voices:int taken_up:int share:exact",
        ((kind, one.whole, one.part, one.share) for kind, one in told.by_kind.items()),
    )


@tables_of.register
def _of_wall(told: Wall) -> Iterable[Table]:
    """Return every wish with the answer that holds, in the order of posting."""
    yield Table.of(
        "wishes",
        "wish words:words themes:list answer:code explanation:words links:list event",
        (
            (id, _own_words(one.posted.verbatim), one.posted.themes, one.answer,
             one.answers[-1].explanation if one.answers else None,
             one.answers[-1].links if one.answers else None, one.event)
            for id, one in told.wishes.items()
        ),
    )  # fmt: skip


def _own_words(said: object) -> object:
    """Return words of which nobody told the language."""
    return {"und": said} if isinstance(said, str) else said


@tables_of.register
def _of_registers(told: Registers) -> Iterable[Table]:
    """Return the decisions, the proposals and the assemblies."""
    yield decisions(told)
    yield Table.of("proposals", "proposal title:words", told.titles.items())
    yield Table.of(
        "assemblies",
        "assembly title:words planned_for:moment convenor",
        ((id, one.title, one.planned_for, one.convenor) for id, one in told.assemblies.items()),
    )


def decisions(told: Registers) -> Table:
    """Return every decision as a table, in the order of proposing."""
    return Table.of("decisions", _DECISIONS, (_decision(told, id) for id in told.proposed))


_DECISIONS = (
    "decision assembly motion:words outcome:code method:code selects:list"
    " departs_from_ranking:truth ballot_round review_on:day"
)


def _decision(told: Registers, id: str) -> tuple[object, ...]:
    one, taken = told.proposed[id], told.taken.get(id)
    ended = (None, None) if taken is None else (taken.ballot_round, taken.review_on)
    return (
        id, one.assembly_id, one.motion, "PROPOSED" if taken is None else taken.outcome,
        None if taken is None else taken.method, one.selects, one.departs_from_ranking, *ended,
    )  # fmt: skip


@tables_of.register
def _of_learning(told: Learned) -> Iterable[Table]:
    one = told.shared
    yield Table.of(
        "learnings",
        LEARNINGS,
        ((one.learning_id, one.title, one.by, one.kind, told.occurred, len(told.reused),
          one.builds_on),),
    )  # fmt: skip
