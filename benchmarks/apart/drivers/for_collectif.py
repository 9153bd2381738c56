"""This module is about our own side, asked by the line like everybody else."""

from __future__ import annotations

from typing import Any

from serving import Work, Works, serve

from collectif.counting import Profile, kendall_w, rank

works = Works()


def lines(given: Any) -> Profile:
    """Return linear orders of all options: a higher grade for a higher place."""
    rows = [
        (f"v{voter}", f"o{option}", given["options"] - place)
        for voter, row in enumerate(given["rows"])
        for place, option in enumerate(row)
    ]
    options = [f"o{option}" for option in range(given["options"])]
    return Profile.from_grades(rows, scale=(0, given["options"]), options=options)


def matrix(given: Any) -> Profile:
    """Return what a single judge gives to options on weighted criteria."""
    rows = [
        ("judge", f"o{option}", f"c{criterion}", value)
        for option, row in enumerate(given["rows"])
        for criterion, value in enumerate(row)
    ]
    weights = {f"c{criterion}": weight for criterion, weight in enumerate(given["weights"])}
    return Profile.from_grades(rows, scale=tuple(given["scale"]), weights=weights)


def _ranked(read: Any, rule: str, **how: Any) -> Work:
    def work(given: Any) -> Any:
        profile = read(given)
        return lambda: {"winners": rank(profile, rule, **how).leaders}

    return work


works["borda"] = _ranked(lines, "borda")
works["weighted_sum"] = _ranked(matrix, "weighted-mean", min_scores_per_cell=1)


@works
def concordance(given: Any) -> Any:
    """Kendall's W of all voters."""
    profile = lines(given)
    return lambda: {"value": kendall_w(profile).value}


if __name__ == "__main__":
    serve("collectif", works)
