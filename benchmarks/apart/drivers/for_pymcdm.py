"""This module is about pymcdm, asked by the line."""

from __future__ import annotations

from typing import Any

import numpy as np
from pymcdm.methods import PROMETHEE_II, TOPSIS, VIKOR, WSM
from serving import Work, Works, serve


def _work(method: Any, **how: Any) -> Work:
    def work(given: Any) -> Any:
        rows = np.array(given["rows"], dtype=float)
        weights = np.array(given["weights"], dtype=float)
        weights = weights / weights.sum()
        types = np.ones(rows.shape[1])
        return lambda: {"scores": method(**how)(rows, weights, types)}

    return work


def _on_the_scale(given: Any) -> Any:
    """The weighted sum, normalised by the ends of the scale instead of those that occur."""
    low, high = given["scale"]
    rows = np.array(given["rows"], dtype=float)
    weights = np.array(given["weights"], dtype=float)
    weights = weights / weights.sum()
    method = WSM(normalization_function=lambda column, cost: (column - low) / (high - low))
    return lambda: {"scores": 100 * method(rows, weights, np.ones(rows.shape[1]))}


if __name__ == "__main__":
    serve(
        "pymcdm",
        Works(
            topsis=_work(TOPSIS),
            vikor=_work(VIKOR),
            promethee_ii=_work(PROMETHEE_II, preference_function="usual"),
            weighted_sum=_work(WSM),
            weighted_sum_on_the_scale=_on_the_scale,
        ),
    )
