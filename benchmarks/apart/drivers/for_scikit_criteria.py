"""This module is about scikit-criteria, asked by the line."""

from __future__ import annotations

from typing import Any

import numpy as np
import skcriteria
from serving import Works, serve
from skcriteria.agg.similarity import TOPSIS
from skcriteria.agg.simple import WeightedSumModel
from skcriteria.preprocessing.scalers import VectorScaler

works = Works()


def read(given: Any, *, on_the_scale: bool) -> Any:
    """Return the matrix with its weights, every criterion to be raised."""
    rows = np.array(given["rows"], dtype=float)
    if on_the_scale:
        low, high = given["scale"]
        rows = (rows - low) / (high - low)
    weights = np.array(given["weights"], dtype=float)
    return skcriteria.mkdm(rows, [max] * rows.shape[1], weights=weights / weights.sum())


@works
def weighted_sum_on_the_scale(given: Any) -> Any:
    """The weighted sum of values between the ends of the scale."""
    matrix = read(given, on_the_scale=True)
    return lambda: {"scores": 100 * WeightedSumModel().evaluate(matrix).e_.score}


@works
def topsis(given: Any) -> Any:
    """Closeness to the ideal, on vector-normalised columns."""
    matrix = read(given, on_the_scale=False)
    scaler, method = VectorScaler(target="matrix"), TOPSIS()
    return lambda: {"scores": method.evaluate(scaler.transform(matrix)).e_.similarity}


if __name__ == "__main__":
    serve("scikit-criteria", works)
