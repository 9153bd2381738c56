"""This module is about rankings on the page: each with the agreement that it rests on beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectif.counting import CrossCheck
from collectif.projections.ranking import Result
from collectif.reports.page.closeness import closeness
from collectif.reports.page.context import Context
from collectif.reports.page.drawing import apart, at
from collectif.reports.page.facts import moved_since
from collectif.reports.page.rounds import fine, heading, quadrant, scored, worded
from collectif.reports.results import Shown, rules_text
from collectif.reports.settling import settling

WIDTH, HEIGHT = 320, 220
"""The inside of the chart of scores and agreement."""

MOST_DOTS = 40
"""The proposals that the chart shows at most, from the first place on."""


def rankings(context: Context) -> Mapping[str, Any] | None:
    """Return the ranking of every scoring round, the last one first; None without such rounds."""
    told = [_round(context, shown) for shown in reversed(scored(context))]
    return {"rounds": told, "width": WIDTH, "height": HEIGHT} if told else None


def _round(context: Context, shown: Shown) -> dict[str, Any]:
    result = shown.told
    head: dict[str, Any] = {**heading(context, shown), "few": None, "waiting": None, "rows": None}
    if result is None:
        return head | {"few": shown.smallest}
    if not isinstance(result, Result):
        return head | {"waiting": len(getattr(result, "handed_in", ()))}
    rows = list(rows_of(context, result))
    level = result.agreement.overall
    return head | {
        "rule": result.ranking.rule,
        "corrected": moved_since(context, shown, result),
        "rows": rows,
        "dots": _dots(rows[:MOST_DOTS]),
        "voters": result.voters,
        "overall": level,
        "word": worded(context, level, result),
        "notes": list(_notes(context, shown, result)),
        "closeness": closeness(context, shown.id),
    }


def rows_of(context: Context, result: Result) -> Iterator[dict[str, Any]]:
    """Yield the ranked proposals, from the first place on: score, agreement, and what both say."""
    for place, option in result.ranking.places():
        score, level = result.ranking.scores.get(option), result.agreement.by_option[option]
        kind = quadrant(score, level, result)
        yield {
            "place": place,
            "id": option,
            "name": context.teller.name("proposal", option),
            "score": score,
            "agreement": level,
            "word": worded(context, level, result),
            "quadrant": kind and context.tell(f"page.{kind}"),
        }


def _dots(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return where each proposal stands: to the right by score, upwards by agreement.

    Where scores do not say how high on the scale a proposal stands, nothing is drawn.
    """
    seen = [row for row in rows if row["quadrant"] is not None]
    places = {
        row["id"]: (at(row["score"] / 100, WIDTH), HEIGHT - at(row["agreement"], HEIGHT))
        for row in seen
    }
    labels = apart({id: y for id, (_, y) in places.items()}, 14)
    return [{"id": id, "x": x, "y": y, "label": labels[id]} for id, (x, y) in places.items()]


def _notes(context: Context, shown: Shown, result: Result) -> Iterator[str]:
    if result.ranking.incomplete:
        names = [context.teller.name("proposal", one) for one in result.ranking.incomplete]
        yield context.tell("page.incomplete", options=names)
    yield from rules_text(result, context.lang)
    if shown.smallest is None:
        yield from settling(context.once(_checks)[shown.id], context.lang)
    if shown.too_few:
        yield context.tell("page.too-few", options=shown.too_few, voices=shown.smallest)


def _checks(context: Context) -> Mapping[str, CrossCheck]:
    """Return round -> what stands beside its ranking, where every figure may be told."""
    return {shown.id: result.counted.cross_check() for shown, result in fine(context)}
