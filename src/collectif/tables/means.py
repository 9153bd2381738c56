"""This module is about the tables of missions: indicators on their way, and money by the cent."""

from __future__ import annotations

from collections.abc import Iterable

from collectif.projections.funding import Funding
from collectif.projections.mission import Progress, Standing
from collectif.tables.registry import tables_of
from collectif.tables.table import Table

MISSIONS = "mission label:words superseded_by indicators:int"
"""The columns of missions."""

_PROGRESS = (
    "indicator mission label:words unit baseline:exact latest:exact measured:day target:exact"
    " due:day progress:exact expected:exact on_track:truth"
)


@tables_of.register
def _of_progress(told: Progress) -> Iterable[Table]:
    yield progress((told,))


@tables_of.register
def _of_standing(told: Standing) -> Iterable[Table]:
    adopted = told.adopted
    yield Table.of(
        "missions",
        MISSIONS,
        ((adopted.mission_id, adopted.label, told.superseded_by, len(told.indicators)),),
    )
    yield progress(told.indicators.values())


def progress(told: Iterable[Progress]) -> Table:
    """Return how far indicators have come as a table."""
    return Table.of(
        "indicators",
        _PROGRESS,
        (
            (one.defined.indicator_id, one.defined.mission_id, one.defined.name, one.defined.unit,
             one.baseline and one.baseline.value, one.latest and one.latest.value,
             one.latest and one.latest.at, one.target and one.target.value,
             one.target and one.target.due, one.progress, one.expected, one.on_track)
            for one in told
        ),
    )  # fmt: skip


@tables_of.register
def _of_funding(told: Funding) -> Iterable[Table]:
    """Return the ledgers in cents, the pledges, and the terms of outcome contracts."""
    yield Table.of(
        "ledgers",
        "mission currency pledged:int received:int allocated:int spent:int unallocated:int"
        " allocated_unspent:int outcome_due:int",
        (
            (mission, currency, one.pledged, one.received, one.allocated, one.spent,
             one.unallocated, one.allocated_unspent, one.outcome_due)
            for mission, by_currency in told.ledgers.items()
            for currency, one in by_currency.items()
        ),
    )  # fmt: skip
    yield Table.of(
        "pledges",
        "pledge giver mission kind:code promised:int received:int currency quantity",
        (
            (id, one.pledge.giver, one.pledge.mission_id, one.pledge.kind,
             one.pledge.money and one.pledge.money.amount_cents, one.received,
             one.pledge.money and one.pledge.money.currency, one.pledge.quantity)
            for id, one in told.pledges.items()
        ),
    )  # fmt: skip
    yield Table.of(
        "terms",
        "contract term mission indicator state:code by:day pays:int currency outcome_due:int",
        (
            (one.contract_id, one.term.term_id, one.mission_id, one.term.indicator_id, one.state,
             one.term.by, one.term.pays.amount_cents, one.term.pays.currency, one.due)
            for one in told.terms
        ),
    )  # fmt: skip
