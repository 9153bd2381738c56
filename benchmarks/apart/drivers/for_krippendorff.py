"""This module is about krippendorff, asked by the line."""

from __future__ import annotations

from collections import Counter
from typing import Any

import krippendorff
import numpy as np
from serving import Work, Works, serve


def _alpha(level: str) -> Work:
    def work(given: Any) -> Any:
        low, high = given["scale"]
        rows = np.array(given["ratings"], dtype=float)
        domain = list(range(low, high + 1))

        def found() -> Any:
            value = krippendorff.alpha(
                reliability_data=rows, value_domain=domain, level_of_measurement=level
            )
            return {"value": float(value)}

        return found

    return work


def interval_of_counts(given: Any) -> Any:
    """Alpha from how many raters gave each value on each unit."""
    low, high = given["scale"]
    columns = [Counter(column) for column in zip(*given["ratings"], strict=True)]
    domain = list(range(low, high + 1))
    counts = np.array([[column[value] for value in domain] for column in columns])

    def found() -> Any:
        value = krippendorff.alpha(
            value_counts=counts, value_domain=domain, level_of_measurement="interval"
        )
        return {"value": float(value)}

    return found


if __name__ == "__main__":
    works = Works({level: _alpha(level) for level in ("interval", "nominal", "ordinal")})
    works(interval_of_counts)
    serve("krippendorff", works)
