"""This module is about the tables of a round: its ranking, its cells, its groups, its change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from collectif.counting import CellFigures
from collectif.projections.beside import Beside, RoundGroups
from collectif.projections.change import RoundChange
from collectif.projections.opinions import Opinions
from collectif.projections.ranking import Result
from collectif.tables.registry import tables_of
from collectif.tables.table import Table

CELLS = (
    "proposal criterion grades:int mean:exact median:exact agreement:exact polarity:exact"
    " near_median:exact abstained:int cannot_judge:int missing:int"
)
"""The columns of what each proposal got on each criterion."""

STATEMENTS = "statement words:words agree:int pass:int disagree:int moderated:code"
"""The columns of where people stand on statements."""


@tables_of.register
def _of_result(result: Result) -> Iterable[Table]:
    """Return the ranking, with the agreement beside it, and every score behind it."""
    id, level = result.round.opened.round_id, result.agreement
    yield Table.of(
        "ranking",
        "round place:int proposal score:exact agreement:exact",
        (
            (id, place, option, result.ranking.scores.get(option), level.by_option.get(option))
            for place, option in result.ranking.places()
        ),
    )
    yield Table.of("agreement", "round about name agreement:exact", _levels(result))
    yield Table.of(
        "scores",
        "round member proposal criterion score:grade",
        ((id, *cell, value) for cell, value in result.round.cells.items()),
    )


def _levels(result: Result) -> Iterable[tuple[object, ...]]:
    id, level = result.round.opened.round_id, result.agreement
    yield id, "OVERALL", None, level.overall
    yield from ((id, "PROPOSAL", name, value) for name, value in level.by_option.items())
    yield from ((id, "CRITERION", name, value) for name, value in level.by_criterion.items())


@tables_of.register
def _of_beside(told: Beside) -> Iterable[Table]:
    """Return the cells, how each criterion works, and what each proposal owes to each member."""
    yield cells(told.cells)
    yield Table.of(
        "criteria",
        "criterion spread:exact agreement:exact",
        ((name, one.spread, one.agreement) for name, one in told.criteria.items()),
    )
    yield Table.of(
        "influence",
        "member proposal influence:exact",
        (
            (member, proposal, owed)
            for member, by_proposal in told.influence.items()
            for proposal, owed in by_proposal.items()
        ),
    )
    yield Table.of(
        "rivals",
        "proposal rivals:exact others:exact rival_voters:int other_voters:int",
        (
            (name, one.rivals, one.others, one.rival_voters, one.other_voters)
            for name, one in told.rivals.items()
        ),
    )
    yield Table.of(
        "other_rules",
        "rule leaders:list",
        ((rule, leaders) for rule, leaders in told.other_rules.items()),
    )


def cells(told: Mapping[tuple[str, str], CellFigures]) -> Table:
    """Return what each proposal got on each criterion as a table."""
    return Table.of(
        "cells",
        CELLS,
        (
            (*pair, one.n, one.mean, one.median, one.agreement, one.polarity, one.near_median,
             *(one.silences.get(name, 0) for name in ("ABSTAIN", "CANNOT_JUDGE", "MISSING")))
            for pair, one in told.items()
        ),
    )  # fmt: skip


@tables_of.register
def _of_groups(told: RoundGroups) -> Iterable[Table]:
    """Return who is in which group; of a secret round, how large the groups are."""
    found = told.groups.groups
    yield Table.of(
        "groups",
        "group:int voters:int members:list",
        (
            (number, size, found[number - 1] if found else None)
            for number, size in enumerate(told.sizes, 1)
        ),
    )
    yield Table.of(
        "group_means",
        "proposal group:int mean:exact",
        (
            (proposal, number, mean)
            for proposal, means in told.groups.means.items()
            for number, mean in enumerate(means, 1)
        ),
    )


@tables_of.register
def _of_change(told: RoundChange) -> Iterable[Table]:
    """Return what changed for each proposal, how every grade moved, and who moved."""
    change = told.change
    yield Table.of(
        "change",
        "proposal score_before:exact score_after:exact score_change:exact"
        " agreement_before:exact agreement_after:exact agreement_change:exact",
        (
            (name, told.before.ranking.scores.get(name), told.after.ranking.scores.get(name),
             change.scores.get(name), told.before.agreement.by_option.get(name),
             told.after.agreement.by_option.get(name), rise)
            for name, rise in change.by_option.items()
        ),
    )  # fmt: skip
    yield Table.of(
        "moves",
        "member proposal criterion move:code",
        ((*cell, move) for cell, move in change.moves.items()),
    )
    yield Table.of("movers", "member moves:int", change.movers().items())


@tables_of.register
def _of_opinions(told: Opinions) -> Iterable[Table]:
    """Return where people stand on each statement."""
    yield Table.of(
        "statements",
        STATEMENTS,
        (
            (name, told.texts.get(name), *(counts.get(s, 0) for s in ("AGREE", "PASS", "DISAGREE")),
             told.moderated.get(name))
            for name, counts in told.standings().items()
        ),
    )  # fmt: skip
