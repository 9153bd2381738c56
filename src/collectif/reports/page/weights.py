"""This module is about weights that a reader moves, to see when another scenario comes first.

The page holds the exact mean of each cell, as two whole numbers; its script weighs them as the rule
of the round does, with whole numbers of any size, so what it shows is what Python would answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from collectif.projections.ranking import Result
from collectif.reports.page.context import Context
from collectif.reports.page.rounds import ON_THE_SCALE, fine
from collectif.reports.results import Json

MOST = 10
"""How far a weight can be moved at least; or to twice that of the heaviest criterion."""


def weights(context: Context) -> Mapping[str, Any] | None:
    """Return the weights of the last round that weighs criteria; None where there is none."""
    told = [(shown, result) for shown, result in fine(context) if _weighs(result)]
    if not told:
        return None
    shown, result = told[-1]
    profile = result.counted.profile
    return {
        "round": shown.id,
        "most": max(MOST, 2 * max(profile.weights.values())),
        "criteria": [
            (context.teller.name("criterion", one), profile.weights[one])
            for one in profile.criteria
        ],
        "names": {one: context.teller.name("proposal", one) for one in profile.options},
        "sums": cell_sums(result),
        "places": [
            (place, option, context.teller.name("proposal", option), result.ranking.scores[option])
            for place, option in result.ranking.places()
        ],
    }


def _weighs(result: Result) -> bool:
    weighs = result.ranking.rule in ON_THE_SCALE and len(result.counted.profile.criteria) > 1
    return weighs and bool(result.ranking.scores)


def cell_sums(result: Result) -> Json:
    """Return what the script weighs: the weights, and for each option its exact cells.

    A cell is its share of the scale as numerator and denominator, both as text: scripts lose whole
    numbers above 2^53. None where the charter asks for more scores than there are.
    """
    profile = result.counted.profile
    means = _medians(result) if result.ranking.rule == "median" else result.counted.means()
    return {
        "weights": [profile.weights[one] for one in profile.criteria],
        "options": [
            {"id": option, "cells": [_share(result, means[option, c]) for c in profile.criteria]}
            for option in profile.options
        ],
    }


def _medians(result: Result) -> Mapping[tuple[str, str], Fraction | None]:
    profile, least = result.counted.profile, result.counted.charter.min_scores_per_cell
    return {
        pair: profile.median(*pair) if profile.n(*pair) >= least else None for pair in profile.pairs
    }


def _share(result: Result, mean: Fraction | None) -> list[str] | None:
    if mean is None:
        return None
    scale = result.counted.profile.scale
    share = (mean - scale.min) / scale.range
    return [str(share.numerator), str(share.denominator)]
