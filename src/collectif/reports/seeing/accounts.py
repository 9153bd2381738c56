"""This module is about accountability as tables: the matrix, the threads, and how it went."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from collectif.phrasing import words
from collectif.projections.accountability import Accountability, accountability
from collectif.projections.apart import By, accountability_by
from collectif.projections.mission import missions
from collectif.projections.rolls import rolls
from collectif.projections.together import history
from collectif.reports.seeing.asked import Asked, together
from collectif.reports.seeing.table import Bar, Drawn, Row, Table
from collectif.reports.words import LANGUAGES, columns

_GRID = 76
_SAYING = ("commitment-made", "commitment-revised", "commitment-closed", "contribution-reported",
           "account-requested", "peer-review-given")  # fmt: skip


def matrix(asked: Asked) -> Iterator[Table]:
    """Yield who owes whom by the commitments that are open: debtors down, creditors across.

    Where the creditors do not fit side by side, they stand in a list.
    """
    told = accountability(asked.view, on=asked.on)
    rows = told.matrix
    across = sorted({creditor for owed in rows.values() for creditor in owed})
    heads = {id: asked.teller.name("member", id) if id.isupper() else str(id) for id in across}
    wide = max((columns(id) for id in rows), default=0) + sum(
        columns(h) + 2 for h in heads.values()
    )
    shown = tuple(f"to {id}" for id in across) if wide <= _GRID else ("owes",)
    yield Table(
        name="matrix",
        columns=("debtor", *shown),
        heads={f"to {id}": head for id, head in heads.items()},
        rows=tuple(
            Row(
                cells={
                    "debtor": debtor,
                    "owed": {end: [p.id for p in ps] for end, ps in owed.items()},
                    "owes": Drawn(", ".join(heads[end] for end in owed)),
                    **{f"to {id}": Drawn(str(len(owed.get(id, ())) or ".")) for id in across},
                },
                events=tuple(_made(told, debtor)),
            )
            for debtor, owed in rows.items()
        ),
    )
    yield _open(asked, told)


def _open(asked: Asked, told: Accountability) -> Table:
    rows = tuple(
        Row(
            cells={
                "commitment": one.id,
                "due": one.due,
                "by": one.debtors,
                "to": one.creditors,
                "object": one.object,
            },
            events=tuple(dict.fromkeys(e.event for e in told.edges if e.about == one.id)),
        )
        for one in told.open
    )
    return Table(name="open", columns=("commitment", "due", "by", "object"), rows=rows)


def thread(asked: Asked, one: str, other: str) -> Iterator[Table]:
    """Yield everything between two members, either way, in the order in which it happened."""
    told = accountability(asked.view, on=asked.on)
    dealt = told.dealings
    called = chain(dealt.promises.items(), dealt.gestures.items(), dealt.questions.items())
    words: dict[str, Any] = {
        id: getattr(it, "object", None) or getattr(it, "what", None) or getattr(it, "words", None)
        for id, it in called
    }
    rows = tuple(
        Row(
            cells={
                "day": edge.occurred.date(),
                "from": edge.source,
                "tie": edge.kind,
                "target": edge.target,
                "about": edge.about,
                "until": edge.until,
                "what": words.get(edge.about),
            },
            events=(edge.event,),
        )
        for edge in told.thread(one, other)
    )
    ends = {"one": asked.teller.name("member", one), "other": asked.teller.name("member", other)}
    columns = ("day", "from", "tie", "about", "what")
    yield Table(name="thread", columns=columns, rows=rows, details=ends)


def through_time(asked: Asked) -> Iterator[Table]:
    """Yield how accountability stood at the end of each quarter."""
    rows = tuple(
        Row(
            cells={
                "day": then.on,
                "commitments": len(then.commitments),
                "open": len(then.open),
                "kept_rate": then.kept_rate,
                "reciprocity": then.ties.reciprocity,
                "many_to_many": then.ties.many_to_many,
                "response_rate": then.response_rate,
                "on_time_rate": then.on_time_rate,
                "review_coverage": then.review_coverage,
                "bar": Bar(then.ties.reciprocity),
            },
            events=tuple(dict.fromkeys(edge.event for edge in then.edges)),
        )
        for then in history(asked.view, on=asked.on)
    )
    columns = ("day", "open", "kept_rate", "response_rate", "on_time_rate", "review_coverage",
               "reciprocity", "bar")  # fmt: skip
    yield Table(name="history", columns=columns, rows=rows)


def apart(asked: Asked, by: By) -> Iterator[Table]:
    """Yield the figures of each mission, or of each member; in no order of figures."""
    kinds = {"commitment", "contribution", "request", "review"}
    said = asked.said_of(kinds, *_SAYING)
    called: dict[str | None, Any]
    if by == "mission":
        nothing = {lang: words("seeing", lang)["no-mission"] for lang in LANGUAGES}
        found = missions(asked.view, at=asked.on).items()
        called = {None: nothing, **{id: one.adopted.label for id, one in found}}
    else:
        joined = rolls(asked.view, on=asked.on).members.items()
        called = {id: one.joined.name for id, one in joined}
    rows = tuple(
        Row(
            cells={
                by: id,
                "commitments": len(told.commitments),
                "open": len(told.open),
                "kept_rate": told.kept_rate,
                "due": len(told.due),
                "response_rate": told.response_rate,
                "on_time_rate": told.on_time_rate,
                "contributions": len(told.contributions),
                "review_coverage": told.review_coverage,
                "name": called[id],
            },
            events=together(said, _ids(told)),
        )
        for id, told in accountability_by(asked.view, on=asked.on, by=by).items()
    )
    columns = (by, "commitments", "kept_rate", "response_rate", "on_time_rate", "review_coverage",
               "name")  # fmt: skip
    yield Table(name=f"by-{by}", columns=columns, rows=rows)


def _ids(told: Accountability) -> Iterator[str]:
    dealt = told.dealings
    return chain(dealt.promises, dealt.gestures, dealt.questions, dealt.reviews)


def _made(told: Accountability, debtor: str) -> Iterator[str]:
    open = {promise.id for promise in told.open}
    owed = (e for e in told.edges if e.kind == "OWES" and e.source == debtor and e.about in open)
    yield from dict.fromkeys(edge.event for edge in owed)
