"""This module is about questions: small random profiles as plain data, with ties on purpose.

What a question of each kind holds is told in `benchmarks/apart/drivers/serving.py`.
"""

from __future__ import annotations

from random import Random
from typing import Any

Question = dict[str, Any]


def strict_orders(random: Random, *, most: int = 6, voters: int = 12) -> Question:
    """Return linear orders of all options, some of them given by several voters."""
    options = random.randint(2, most)
    return {
        "options": options,
        "ballots": [
            [random.randint(1, 3), [[option] for option in random.sample(range(options), options)]]
            for _ in range(random.randint(1, voters))
        ],
    }


def few_orders(random: Random) -> Question:
    """Return linear orders of at most five options, for peers that go through all their orders."""
    return strict_orders(random, most=5)


def odd_orders(random: Random) -> Question:
    """Return linear orders of at most four options by an odd number of voters: no duel is tied.

    For peers that go through all orders of equal wins.
    """
    asked = strict_orders(random, most=4)
    if sum(n for n, _ in asked["ballots"]) % 2 == 0:
        asked["ballots"][0][0] += 1
    return asked


def weak_orders(random: Random) -> Question:
    """Return orders of all options where options may tie."""
    options = random.randint(2, 6)
    return {
        "options": options,
        "ballots": [
            [random.randint(1, 3), _tiers(random, options)] for _ in range(random.randint(1, 12))
        ],
    }


def truncated_orders(random: Random) -> Question:
    """Return linear orders that may stop before the last option, and never before the first."""
    asked = strict_orders(random)
    for ballot in asked["ballots"]:
        del ballot[1][random.randint(1, asked["options"]) :]
    return asked


def full_grades(random: Random) -> Question:
    """Return grades where everybody grades everything."""
    options, high = random.randint(2, 6), random.choice((1, 2, 5, 10))
    return {
        "options": options,
        "scale": [0, high],
        "ballots": [
            [random.randint(0, high) for _ in range(options)] for _ in range(random.randint(1, 15))
        ],
    }


def patchy_grades(random: Random) -> Question:
    """Return grades where voters are silent on some options, but nobody on all."""
    asked = full_grades(random)
    for row in asked["ballots"]:
        for option in random.sample(range(len(row)), random.randint(0, len(row) - 1)):
            row[option] = None
    return asked


def star_grades(random: Random) -> Question:
    """Return full grades from 0 to 5 in which each of the six occurs, as some peers demand."""
    asked = full_grades(random) | {"scale": [0, 5]}
    options = asked["options"]
    rows = [[random.randint(0, 5) for _ in range(options)] for _ in range(random.randint(0, 12))]
    padding = random.sample(range(6), 6) + [random.randint(0, 5) for _ in range(-6 % options)]
    rows += [padding[i : i + options] for i in range(0, len(padding), options)]
    return asked | {"ballots": rows}


def five_stars(random: Random, *, blanks: bool = False) -> Question:
    """Return grades from 0 to 5, the top ones often, so that many options tie."""
    asked = patchy_grades(random) if blanks else full_grades(random)
    rows = [
        [None if old is None else random.choice((0, 2, 3, 5, 5)) for old in row]
        for row in asked["ballots"]
    ]
    return asked | {"scale": [0, 5], "ballots": rows}


def patchy_stars(random: Random) -> Question:
    """Return the same with blanks, but nobody silent on all."""
    return five_stars(random, blanks=True)


def yes_or_no(random: Random) -> Question:
    """Return grades of 0 and 1."""
    asked = full_grades(random)
    rows = [[random.randint(0, 1) for _ in row] for row in asked["ballots"]]
    return asked | {"scale": [0, 1], "ballots": rows}


def approvals(random: Random) -> Question:
    """Return sets of options that voters approve of, at least one each, and a number of seats."""
    options = random.randint(2, 6)
    return {
        "options": options,
        "seats": random.randint(1, options),
        "ballots": [_some(random, options) for _ in range(random.randint(1, 12))],
    }


def budgets(random: Random) -> Question:
    """Return projects with costs, a budget that pays for some, and who approves of what."""
    projects = random.randint(2, 6)
    costs = [random.randint(1, 12) for _ in range(projects)]
    return {
        "costs": costs,
        "budget": random.randint(max(costs), max(sum(costs) - 1, max(costs))),
        "ballots": [_some(random, projects) for _ in range(random.randint(1, 9))],
    }


def ratings(random: Random) -> Question:
    """Return what raters said of units, with gaps."""
    high, units = random.choice((2, 4, 9)), random.randint(2, 8)
    gaps = random.choice((0.0, 0.3, 0.6))
    return {
        "scale": [0, high],
        "ratings": [
            [None if random.random() < gaps else random.randint(0, high) for _ in range(units)]
            for _ in range(random.randint(2, 6))
        ],
    }


def matrices(random: Random) -> Question:
    """Return one value for each option on each criterion, with weights."""
    criteria = random.randint(2, 5)
    return {
        "scale": [1, 10],
        "weights": [random.randint(1, 5) for _ in range(criteria)],
        "rows": [
            [random.randint(1, 10) for _ in range(criteria)] for _ in range(random.randint(2, 7))
        ],
    }


def _tiers(random: Random, options: int) -> list[list[int]]:
    levels = [random.randrange(options) for _ in range(options)]
    return [[o for o in range(options) if levels[o] == level] for level in sorted(set(levels))]


def _some(random: Random, options: int) -> list[int]:
    return sorted(random.sample(range(options), random.randint(1, options)))
