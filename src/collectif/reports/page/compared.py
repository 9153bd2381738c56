"""This module is about rounds compared: what the discussion between them changed, and what not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import floor
from typing import Any

from collectif.projections.change import (
    RoundChange,
    change_as_corrected,
    change_as_published,
    successions,
)
from collectif.projections.ranking import Result, publications
from collectif.reports.page.context import Context
from collectif.reports.page.drawing import apart, at
from collectif.reports.page.rounds import fine

HEIGHT = 260
"""The height of the chart of two rounds."""

MOST_LINES = 30
"""The scenarios that are compared at most, from the first place of the later round on."""


def compared(context: Context) -> Mapping[str, Any] | None:
    """Return what changed from each scoring round to the next; None where there are not two.

    Both ways of comparing them are told where they differ: as people were told, and as corrected.
    """
    told = [_change(context, way, change) for way, change in context.once(_changes)]
    return {"changes": told, "height": HEIGHT} if told else None


def _changes(context: Context) -> tuple[tuple[str, RoundChange], ...]:
    return tuple(one for pair in _pairs(context) for one in _both_ways(context, *pair))


def _pairs(context: Context) -> Iterator[tuple[str, str]]:
    """Yield the rounds that follow one another on something in common."""
    for after, before in successions(result for _, result in fine(context)).items():
        yield before, after


def _both_ways(context: Context, before: str, after: str) -> Iterator[tuple[str, RoundChange]]:
    corrected = change_as_corrected(context.view, before, after)
    if {before, after} <= {one.round_id for one in publications(context.view)}:
        published = change_as_published(context.view, before, after)
        yield "published", published
        if _figures(published) == _figures(corrected):
            return
    yield "corrected", corrected


def _figures(told: RoundChange) -> tuple[object, ...]:
    scores = told.before.ranking.scores, told.after.ranking.scores
    return *scores, told.change.by_option, told.change.moves


def _change(context: Context, way: str, told: RoundChange) -> dict[str, Any]:
    figures, before, after = told.change, told.before, told.after
    rows = [_row(context, told, option) for option in _options(after) if option in before.places()]
    first, last = before.round.opened.round_id, after.round.opened.round_id
    lead = {"before": first, "after": last}
    return {
        "title": context.tell(f"page.change-{way}", **lead),
        **lead,
        "rows": rows,
        **_lines(rows),
        "facts": [
            context.tell("page.matched", count=figures.matched,
                         same=figures.count("UNCHANGED"), share=figures.stability),
            context.tell("page.moved", towards=figures.count("TOWARDS"),
                         away=figures.count("AWAY"), across=figures.count("NEITHER")),
            context.tell("page.closer", change=figures.agreement),
            *_amended(context, told),
            *([context.tell("page.talk", count=len(told.said))] if told.said else []),
        ],
    }  # fmt: skip


def _options(result: Result) -> list[str]:
    return [option for _, option in result.ranking.places()][:MOST_LINES]


def _row(context: Context, told: RoundChange, option: str) -> dict[str, Any]:
    before, after = told.before.ranking, told.after.ranking
    return {
        "id": option,
        "name": context.teller.name("proposal", option),
        "before": before.scores.get(option),
        "before_place": before.place(option),
        "after": after.scores.get(option),
        "after_place": after.place(option),
        "score": told.change.scores.get(option),
        "agreement": told.change.by_option.get(option),
    }


def _lines(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the line of each scenario from its score before to its score after, and both ends.

    The chart goes from the ten below the lowest score to the ten above the highest one.
    """
    whole = [row for row in rows if row["before"] is not None and row["after"] is not None]
    scores = [row[end] for row in whole for end in ("before", "after")] or [Fraction(0)]
    low, high = 10 * floor(min(scores) / 10), 10 * (floor(max(scores) / 10) + 1)
    ends = {
        row["id"]: (_height(row["before"], low, high), _height(row["after"], low, high))
        for row in whole
    }
    left = apart({id: start for id, (start, _) in ends.items()}, 14)
    right = apart({id: end for id, (_, end) in ends.items()}, 14)
    lines = [
        {"id": id, "start": a, "end": b, "left": left[id], "right": right[id]}
        for id, (a, b) in ends.items()
    ]
    return {"lines": lines, "low": low, "high": high}


def _height(score: Fraction, low: int, high: int) -> int:
    return HEIGHT - at((score - low) / (high - low), HEIGHT)


def _amended(context: Context, told: RoundChange) -> Iterator[str]:
    for option, (one, two) in told.amended.items():
        yield context.tell("page.amended", proposal=option, before=one, after=two)
