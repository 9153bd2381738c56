"""This module is about krippendorff, asked by the line."""

from __future__ import annotations

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


if __name__ == "__main__":
    levels = ("interval", "nominal", "ordinal")
    serve("krippendorff", Works({level: _alpha(level) for level in levels}))
