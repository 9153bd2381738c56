"""This module is about who is answerable to whom, on the page: a drawing, a matrix, and shares.

The drawing and the table beside it say the same. Members stand in alphabetical order; no figure
here belongs to one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from collectif.projections.accountability import Accountability
from collectif.projections.edges import Edge, EdgeKind
from collectif.projections.together import Quarter
from collectif.reports.page.blocks import (
    Block,
    Figure,
    Figures,
    Folded,
    Item,
    Listing,
    Table,
    panel,
)
from collectif.reports.page.context import Context
from collectif.reports.page.facts import accountable, quarters
from collectif.reports.page.graph import MOST_NAMES, Graph, drawn
from collectif.reports.page.speaker import Speaker

Pairs = Mapping[tuple[str, str], Sequence[Edge]]

_KINDS: tuple[EdgeKind, ...] = get_args(EdgeKind)


def owing(context: Context) -> Mapping[str, Any] | None:
    """Return who owes whom, who asked, answered, looked at, attested, learned and gave."""
    told, say = context.once(accountable), Speaker(context)
    if not told.edges:
        return None
    kinds = ((kind, _pairs(told, kind)) for kind in _KINDS)
    return panel(
        say.words("owing-lead", day=told.on),
        *(Figures(tuple(of(told, say))) for of in (_counts, _shares, _members)),
        *(_ties(kind, pairs, told, say) for kind, pairs in kinds if pairs),
        say.part("quarters", _quarters(context.once(quarters), say)),
    )


def _pairs(told: Accountability, kind: EdgeKind) -> Pairs:
    """Return (from, to) -> the ties of a kind, one for each thing that ties them."""
    found: dict[tuple[str, str], dict[str, Edge]] = {}
    for edge in told.edges:
        if edge.kind == kind:
            found.setdefault((edge.source, edge.target), {})[edge.about] = edge
    return {pair: tuple(found[pair].values()) for pair in sorted(found)}


def _ties(kind: EdgeKind, pairs: Pairs, told: Accountability, say: Speaker) -> Folded:
    blocks: list[Block] = [_drawn(kind, pairs, say)]
    if kind == "OWES":
        blocks.append(_matrix(pairs, told, say))
    else:
        blocks.append(_list_of_pairs(kind, pairs, say))
    count = sum(map(len, pairs.values()))
    line = say(f"tie-{kind}", count=count)
    return Folded(line=line, blocks=tuple(blocks), open=kind == "OWES")


def _drawn(kind: EdgeKind, pairs: Pairs, say: Speaker) -> Graph:
    ends = sorted({end for pair in pairs for end in pair})
    hidden = len(ends[MOST_NAMES:])
    return drawn(
        {pair: [edge.about for edge in edges] for pair, edges in pairs.items()},
        {end: say.end(end) for end in ends},
        {end: say.short(end) for end in ends},
        title=say(f"tie-{kind}", count=sum(map(len, pairs.values()))),
        told=say("drawing", ends=len(ends), count=len(pairs), hidden=hidden or None),
        titles={
            (source, target): say(
                f"arrow-{kind}", source=say.end(source), target=say.end(target), count=len(edges)
            )
            for (source, target), edges in pairs.items()
        },
    )


def _matrix(pairs: Pairs, told: Accountability, say: Speaker) -> Table:
    """Return who owes whom as a table: who owes at the left, to whom above."""
    debtors = sorted({source for source, _ in pairs})
    creditors = sorted({target for _, target in pairs})
    hidden = len(debtors[MOST_NAMES:]) + len(creditors[MOST_NAMES:])
    return Table(
        caption=say("matrix"),
        head=(say("debtor"), *map(say.short, creditors[:MOST_NAMES])),
        rows=tuple(
            (
                say.end(debtor),
                *(
                    _owed(pairs.get((debtor, creditor), ()), told, say)
                    for creditor in creditors[:MOST_NAMES]
                ),
            )
            for debtor in debtors[:MOST_NAMES]
        ),
        more=say("more", count=hidden) if hidden else "",
    )


def _owed(edges: Sequence[Edge], told: Accountability, say: Speaker) -> str | Folded:
    if not edges:
        return ""
    promises = (told.dealings.promises[edge.about] for edge in edges)  # type: ignore[index]
    items = tuple(
        Item(
            lead=say.quote(one.object),
            ask=one.id,
            state=say.spelled(one.outcome or "OPEN"),
            details=((say("due"), say.spelled(one.due)),),
        )
        for one in promises
    )
    return Folded(line=str(len(items)), blocks=(Listing(each=items),))


def _list_of_pairs(kind: EdgeKind, pairs: Pairs, say: Speaker) -> Table:
    rows = [
        (
            say.end(source),
            say.end(target),
            str(len(edges)),
            say.spelled(tuple(edge.about for edge in edges)),
            say.spelled(tuple(dict.fromkeys(edge.occurred.date() for edge in edges))),
        )
        for (source, target), edges in pairs.items()
    ]
    return say.table(f"pairs-{kind}", ("from", "to", "how-many", "about", "when"), rows)


def _counts(told: Accountability, say: Speaker) -> Iterator[Figure]:
    """Yield how many there are of what; each asks for the share that rests on the same events."""
    ties = told.ties
    counts = {
        "kept-rate": {
            "commitments": len(told.commitments),
            **{f"state-{state}": count for state, count in told.states.items()},
            "late": len(told.late),
        },
        "reciprocity": {
            "pairs": len(ties.pairs),
            "member-pairs": len(ties.member_pairs),
        },
        "largest-creditor-share": {"owed-to-funders": ties.owed_to_funders},
        "response-rate": {
            "requests": len(told.requests),
            "due": len(told.due),
            "answered": len(told.answered),
        },
        "on-time-rate": {"answered-on-time": len(told.answered_on_time)},
        "joint-share": {"contributions": len(told.contributions), "joint": len(told.joint)},
        "review-coverage": {
            "reviewed": len(told.reviewed),
            "offers-of-help": len(told.offers_of_help),
            "learned-from": len(told.learned_from),
        },
    }
    for share, of in counts.items():
        for name, count in of.items():
            label = _label(name, say)
            yield say.labelled(label, count, _name(name), ask=_name(share))


def _shares(told: Accountability, say: Speaker) -> Iterator[Figure]:
    ties = told.ties
    shares = {
        "kept-rate": told.kept_rate,
        "response-rate": told.response_rate,
        "on-time-rate": told.on_time_rate,
        "reciprocity": ties.reciprocity,
        "many-to-many": ties.many_to_many,
        "largest-creditor-share": ties.largest_creditor_share,
        "joint-share": told.joint_share,
        "review-coverage": told.review_coverage,
    }
    for name, share in shares.items():
        yield say.share(f"figure-{name}", share, _name(name), ask=_name(name))
    days, ask = told.median_days, _name("on-time-rate")
    yield say.figure("figure-median-days", days, _name("median-days"), "exact", ask=ask)


def _members(told: Accountability, say: Speaker) -> Iterator[Figure]:
    ties = told.ties
    found = {
        "owing": ties.owing,
        "owed": ties.owed,
        "both": ties.both,
        "largest-creditor": ties.largest_creditors,
    }
    for name, ids in found.items():
        yield say.members(f"figure-{name}", ids, _name(name), ask=_name("many-to-many"))


def _label(name: str, say: Speaker) -> str:
    if name.startswith("state-"):
        return say("figure-state", state=name.removeprefix("state-"))
    return say(f"figure-{name}")


def _name(name: str) -> str:
    return f"accountability/{name}"


def _quarters(told: Sequence[Quarter], say: Speaker) -> Table:
    rows = [
        (
            one.name,
            str(one.commitments),
            say.spelled(one.reciprocity, "percent"),
            say.out_of(one.joint, one.contributions),
            say.out_of(one.answered, one.due),
            say.out_of(one.beyond_funders, one.commitments),
        )
        for one in told
    ]
    head = ("quarter", "figure-commitments", "figure-reciprocity", "figure-joint",
            "figure-answered", "beyond-funders")  # fmt: skip
    return say.table("quarters", head, rows)
