"""This module is about the tables of accountability: promises, answers, contributions, ties.

They are by date or in the order of the log; no table ranks members.
"""

from __future__ import annotations

from collections.abc import Iterable

from collectif.projections.accountability import Account, Accountability
from collectif.projections.dealings import Dealings, Gesture, Promise, Question, Review
from collectif.projections.edges import Edge
from collectif.tables.registry import tables_of
from collectif.tables.table import Table


@tables_of.register
def _of_accountability(told: Accountability) -> Iterable[Table]:
    yield commitments("commitments", told.commitments)
    yield requests("requests", told.requests)
    yield contributions(told.contributions)
    yield reviews(told.reviews)
    yield edges(told.edges)
    yield Table.of("rates", "name share:exact", _rates(told))


@tables_of.register
def _of_account(told: Account) -> Iterable[Table]:
    yield commitments("owes", told.owes)
    yield commitments("owed", told.owed)
    yield requests("to_answer", told.to_answer)
    yield requests("waiting_for", told.waiting_for)
    yield commitments("past", told.past)


@tables_of.register
def _of_dealings(told: Dealings) -> Iterable[Table]:
    yield commitments("commitments", told.promises.values())
    yield requests("requests", told.questions.values())
    yield contributions(told.gestures.values())
    yield reviews(told.reviews.values())


def commitments(name: str, told: Iterable[Promise]) -> Table:
    """Return commitments as a table."""
    return Table.of(
        name,
        "commitment debtors:list creditors:list object:words made:day due:day state:code"
        " closed:day attested_by:list serves:list replaces",
        (
            (one.id, one.debtors, one.creditors, one.object, one.made, one.due,
             one.outcome or "OPEN", one.closed, one.attested_by, one.serves, one.replaces)
            for one in told
        ),
    )  # fmt: skip


def requests(name: str, told: Iterable[Question]) -> Table:
    """Return requests for an account as a table."""
    return Table.of(
        name,
        "request asker asked about words:words made:day due:day answer answered:day on_time:truth",
        (
            (one.id, one.asker, one.asked, one.about, one.words, one.on, one.due, one.answer,
             one.answered, None if one.answered is None else one.on_time)
            for one in told
        ),
    )  # fmt: skip


def contributions(told: Iterable[Gesture]) -> Table:
    """Return contributions as a table."""
    return Table.of(
        "contributions",
        "contribution members:list what:words state:code commitment answers made:day joint:truth",
        (
            (one.id, one.members, one.what, one.state, one.commitment, one.answers, one.on,
             one.joint)
            for one in told
        ),
    )  # fmt: skip


def reviews(told: Iterable[Review]) -> Table:
    """Return reviews by peers as a table."""
    return Table.of(
        "reviews",
        "review reviewer about made:day offers_help:truth",
        ((one.id, one.reviewer, one.about, one.on, one.offers_help) for one in told),
    )


def edges(told: Iterable[Edge]) -> Table:
    """Return ties between members as a table."""
    return Table.of(
        "edges",
        "kind:code source target about occurred:moment until:day event",
        (
            (one.kind, one.source, one.target, one.about, one.occurred, one.until, one.event)
            for one in told
        ),
    )


def _rates(told: Accountability) -> Iterable[tuple[object, ...]]:
    names = ("kept_rate", "response_rate", "on_time_rate", "review_coverage", "joint_share")
    yield from ((name, getattr(told, name)) for name in names)
    yield "reciprocity", told.ties.reciprocity
