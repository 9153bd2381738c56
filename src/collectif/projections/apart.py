"""This module is about accountability told apart: by mission, and by member on request.

Whose promise was kept matters to those who promised; whether a mission is served matters to all.
Neither is in the order of a figure: missions stand as they were adopted, members as they joined.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date
from typing import Literal, TypeVar

from attrs import evolve

from collectif.projections.accountability import Accountability, accountability
from collectif.projections.dealings import Dealings
from collectif.projections.mission import missions
from collectif.projections.ties import Counted, ties_of
from collectif.record.view import View

K = TypeVar("K", bound=str)
V = TypeVar("V")

By = Literal["mission", "member"]
"""What accountability is told apart by."""


def accountability_by(
    view: View,
    *,
    on: date,
    by: By = "mission",
    counted: Counted = "MADE",
    silent_after: int = 90,
) -> Mapping[str | None, Accountability]:
    """Return the accountability of each mission, or of each member, at the end of a day.

    A mission has the commitments that serve it, one of its indicators or the decision that adopted
    it; the requests about any of these; what was reported for those commitments or in answer; and
    the reviews of all that. What serves several missions belongs to each; what serves none is told
    last, under None, where there is any. A member has the commitments that it owes, the requests
    that it is to answer, what it reported, alone or with others, and the reviews of that; who left
    is told too.

    Args:
        view: The log, as it is to be seen; what happened after the day is left out.
        on: The day.
        by: Missions, in the order of adoption; or members, in the order of joining.
        counted: Which commitments make the ties; see `accountability`.
        silent_after: Days without a contribution after which an open commitment is silent.
    """
    whole = accountability(view, on=on, counted=counted, silent_after=silent_after)
    if by == "member":
        return {
            member: _only(whole, _done_by(whole.dealings, member), counted, member)
            for member in whole.dealings.kinds
        }
    served = {
        mission: _leading_to(whole.dealings, aims) for mission, aims in _aims(view, on).items()
    }
    apart: dict[str | None, Accountability] = {
        mission: _only(whole, ids, counted) for mission, ids in served.items()
    }
    other = _all(whole.dealings).difference(*served.values())
    return apart | ({None: _only(whole, other, counted)} if other else {})


def _aims(view: View, on: date) -> Mapping[str, frozenset[str]]:
    """Return mission -> what serves it by naming it."""
    return {
        id: frozenset({id, *shown.indicators, shown.adopted.decision_id or id})
        for id, shown in missions(view, at=on).items()
    }


def _leading_to(dealings: Dealings, aims: Iterable[str]) -> set[str]:
    """Return the commitments, contributions, requests and reviews that lead to some aims."""
    naming: dict[str, list[str]] = {}
    for id, named in _named(dealings):
        naming.setdefault(named, []).append(id)
    found, ahead = set[str](), list(aims)
    while ahead:
        new = [id for id in naming.get(ahead.pop(), ()) if id not in found]
        found.update(new)
        ahead += new
    return found


def _named(dealings: Dealings) -> Iterable[tuple[str, str]]:
    """Yield each commitment, contribution, request and review with each thing that it is for."""
    for promise in dealings.promises.values():
        yield from ((promise.id, aim) for aim in promise.serves)
    for gesture in dealings.gestures.values():
        told = (gesture.commitment, gesture.answers)
        yield from ((gesture.id, named) for named in told if named is not None)
    for question in dealings.questions.values():
        yield question.id, question.about
    for review in dealings.reviews.values():
        yield review.id, review.about


def _done_by(dealings: Dealings, member: str) -> set[str]:
    promised = {one.id for one in dealings.promises.values() if member in one.debtors}
    told = {one.id for one in dealings.gestures.values() if member in one.members}
    asked = {one.id for one in dealings.questions.values() if one.asked == member}
    looked = {one.id for one in dealings.reviews.values() if one.about in {*promised, *told}}
    return {*promised, *told, *asked, *looked}


def _all(dealings: Dealings) -> set[str]:
    found = dealings.promises, dealings.gestures, dealings.questions, dealings.reviews
    return {str(id) for ids in found for id in ids}


def _only(
    whole: Accountability, ids: Container[str], counted: Counted, member: str | None = None
) -> Accountability:
    """Return the part of accountability that is about some things; ties of one member, if named."""
    within: Callable[[str], bool] = ids.__contains__
    dealings = whole.dealings
    edges = tuple(
        edge
        for edge in whole.edges
        if within(edge.about) and (member is None or member in (edge.source, edge.target))
    )
    return evolve(
        whole,
        dealings=evolve(
            dealings,
            promises=_kept(dealings.promises, within),
            gestures=_kept(dealings.gestures, within),
            questions=_kept(dealings.questions, within),
            reviews=_kept(dealings.reviews, within),
        ),
        edges=edges,
        ties=ties_of(edges, dealings.kinds, counted),
    )


def _kept(found: Mapping[K, V], within: Callable[[str], bool]) -> dict[K, V]:
    return {id: one for id, one in found.items() if within(id)}
