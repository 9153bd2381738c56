"""This module is about starvote, asked by the line."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any

import starvote
from serving import Works, serve

works = Works()
Tiebreaker = Callable[[Any, Any, int, Any], list[str]]


def graded(given: Any) -> dict[str, Any]:
    """Return grades and the highest of them; the peer's scales begin at 0."""
    low, high = given["scale"]
    rows = [
        {str(o): grade - low for o, grade in enumerate(row) if grade is not None}
        for row in given["ballots"]
    ]
    return {"ballots": rows, "maximum_score": high - low}


@works
def star(given: Any) -> Any:
    """Whoever wins by the official protocol, under some order for the ties that it leaves."""
    how = graded(given)
    options = list(map(str, range(given["options"])))

    def found() -> Any:
        try:
            winners = set(starvote.star_voting(**how, tiebreaker=None))
        except starvote.UnbreakableTieError:
            winners = {
                winner
                for order in permutations(options)
                for winner in starvote.star_voting(**how, tiebreaker=_in_order(order))
            }
        return {"winners": sorted(map(int, winners))}

    return found


def _in_order(order: tuple[str, ...]) -> Tiebreaker:
    def parted(options: Any, tie: Any, desired: int, exception: Any) -> list[str]:
        return sorted(tie, key=order.index)[:desired]

    return parted


if __name__ == "__main__":
    serve("starvote", works)
