"""This module is about the cells of the page: every scenario by every criterion, all the scores.

A mean alone hides a room of two minds: each cell shows how the scores are spread.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from collectif.counting import Profile
from collectif.projections.ranking import Result
from collectif.reports.page.context import Context
from collectif.reports.page.drawing import bars
from collectif.reports.page.rounds import fine, heading, worded
from collectif.reports.results import Shown

WIDTH, HEIGHT = 48, 16
"""The size of the small histogram of a cell."""

MOST_ROWS = 60
"""The scenarios that a table shows at most, from the first place on."""

_SHADES = 5

Means = Mapping[tuple[str, str], Fraction | None]


def cells(context: Context) -> Mapping[str, Any] | None:
    """Return the table of each scoring round, the last one first; None where none may be told."""
    told = [_table(context, shown, result) for shown, result in reversed(fine(context))]
    return {"tables": told, "width": WIDTH, "height": HEIGHT} if told else None


def _table(context: Context, shown: Shown, result: Result) -> dict[str, Any]:
    profile, means = result.counted.profile, result.counted.means()
    order = [option for _, option in result.ranking.places()] + list(result.ranking.incomplete)
    return {
        **heading(context, shown),
        "scale": profile.scale,
        "criteria": [
            (
                context.teller.name("criterion", one),
                profile.weights[one],
                one in profile.lower_is_better,
            )
            for one in profile.criteria
        ],
        "rows": [
            {
                "name": context.teller.name("proposal", option),
                "cells": [_cell(context, result, means, option, one) for one in profile.criteria],
            }
            for option in order[:MOST_ROWS]
        ],
        "more": max(len(order) - MOST_ROWS, 0),
    }


def _cell(
    context: Context, result: Result, means: Means, option: str, criterion: str
) -> dict[str, Any]:
    """Return a cell; its mean is the one that counts, that of too few scores is theirs."""
    profile, counted = result.counted.profile, means.get((option, criterion))
    mean = profile.mean(option, criterion) if counted is None else counted
    level = result.agreement.cells[option, criterion]
    tally = profile.tallies[option, criterion]
    return {
        "mean": mean,
        "shade": None if mean is None else _shade(mean, profile),
        "n": profile.n(option, criterion),
        "bars": bars(_heights(profile, tally), WIDTH, HEIGHT),
        "said": [(profile.scale.min + step, n) for step, n in tally],
        "agreement": level,
        "word": worded(context, level, result),
    }


def _heights(profile: Profile, tally: tuple[tuple[int, int], ...]) -> list[int]:
    """Return how many stand how high, the worst grade first."""
    counts = dict(tally)
    return [counts.get(step, 0) for step in range(profile.scale.range + 1)]


def _shade(mean: Fraction, profile: Profile) -> int:
    """Return how dark a cell is, 0 to 5: the better, the darker."""
    share = (mean - profile.scale.min) / profile.scale.range
    return min(int(share * (_SHADES + 1)), _SHADES)
