"""This module is about the works that are counted in turn, and who does them.

A further race is one entry, with a work in our driver and in those of the rivals. Questions are
plain data (`apart/drivers/serving.py`), from a seed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from attrs import field, frozen

Question = dict[str, Any]


@frozen(kw_only=True)
class Rival:
    """A peer that does the same work.

    Attributes:
        work: What its driver calls it.
        times: How many times as fast we mean to be at least: 10 where the peer loops in Python.
    """

    work: str
    times: float = 1


@frozen(kw_only=True)
class Race:
    """One work, and who does it.

    Attributes:
        what: The work, for a reader.
        question: Makes the question, of so many voters and options.
        voters: How many voters, or other rows, the whole size has; a part is measured of them.
        options: How many options, or other columns; never a part.
        ours: What our driver calls the work.
        rivals: Peer -> what it is asked.
        target: How many milliseconds our side may take at the whole size; None where only ratios
            are held to.
        least: How many voters are left in the smallest part.
    """

    what: str
    question: Callable[[Random, int, int], Question]
    voters: int
    options: int
    ours: str
    rivals: Mapping[str, Rival] = field(factory=dict)
    target: float | None = None
    least: int = 2


def lines(random: Random, voters: int, options: int) -> Question:
    """Return linear orders of all options, pulled towards a common one."""
    return {
        "options": options,
        "rows": [
            sorted(range(options), key=lambda o: o + random.uniform(0, options))
            for _ in range(voters)
        ],
    }


def circles(random: Random, voters: int, options: int) -> Question:
    """Return linear orders so far apart that majorities go round in circles."""
    return {
        "options": options,
        "rows": [random.sample(range(options), options) for _ in range(voters)],
    }


def matrix(random: Random, rows: int, criteria: int) -> Question:
    """Return one value from 1 to 10 for each row on each criterion, with weights."""
    return {
        "scale": [1, 10],
        "weights": [random.randint(1, 5) for _ in range(criteria)],
        "rows": [[random.randint(1, 10) for _ in range(criteria)] for _ in range(rows)],
    }


def rated(random: Random, raters: int, units: int) -> Question:
    """Return ratings from 1 to 5 around what each unit is worth, three in ten of them missing."""
    worth = [random.uniform(1, 5) for _ in range(units)]
    return {
        "scale": [1, 5],
        "ratings": [
            [
                None if random.random() < 0.3 else min(5, max(1, round(random.gauss(w, 1))))
                for w in worth
            ]
            for _ in range(raters)
        ],
    }


def spending(random: Random, voters: int, projects: int) -> Question:
    """Return a city's budget for a fifth of what its projects cost; many ballots are alike."""
    costs = [round(random.lognormvariate(10, 1)) for _ in range(projects)]
    kinds = [
        random.sample(range(projects), random.randint(1, 10)) for _ in range(max(1, voters // 5))
    ]
    return {
        "costs": costs,
        "budget": sum(costs) // 5,
        "ballots": [sorted(random.choice(kinds)) for _ in range(voters)],
    }


def sparse(random: Random, voters: int, options: int) -> Question:
    """Return what to make scores of on the other side: an eighth of all cells on 8 criteria."""
    return {
        "seed": random.randrange(1 << 32),
        "voters": voters,
        "options": options,
        "criteria": 8,
        "scores": voters * options,
    }


RACES = (
    Race(
        what="matrix of duels, from ballots",
        question=lines,
        voters=1_000,
        options=30,
        ours="duels_of_array",
        rivals={
            "pref_voting": Rival(work="duels", times=10),
            "votekit": Rival(work="duels", times=10),
        },
    ),
    Race(
        what="matrix of duels, of a profile",
        question=lines,
        voters=1_000,
        options=30,
        ours="duels_of_profile",
        rivals={"votekit": Rival(work="duels_of_profile", times=10)},
    ),
    Race(
        what="matrix of duels, from ballots",
        question=lines,
        voters=100_000,
        options=50,
        ours="duels_of_array",
        rivals={"pref_voting": Rival(work="duels", times=10)},
    ),
    Race(
        what="matrix of duels, of a profile",
        question=lines,
        voters=100_000,
        options=50,
        ours="duels_of_profile",
        target=100,
    ),
    Race(
        what="weighted means on 8 criteria, from columns",
        question=sparse,
        voters=100_000,
        options=50,
        ours="means_of_many",
    ),
    Race(
        what="medians on 8 criteria, from columns",
        question=sparse,
        voters=100_000,
        options=50,
        ours="medians_of_many",
    ),
    Race(
        what="weighted means on 8 criteria, of a profile",
        question=sparse,
        voters=100_000,
        options=50,
        ours="means_of_profile",
        target=60,
    ),
    Race(
        what="medians on 8 criteria, of a profile",
        question=sparse,
        voters=100_000,
        options=50,
        ours="medians_of_profile",
        target=60,
    ),
    Race(
        what="agreement on 8 criteria, from histograms",
        question=sparse,
        voters=100_000,
        options=50,
        ours="agreement_of_many",
        target=5,
    ),
    Race(
        what="Borda",
        question=lines,
        voters=1_000,
        options=30,
        ours="borda",
        rivals={"pref_voting": Rival(work="borda_scores"), "votekit": Rival(work="borda")},
    ),
    Race(
        what="Copeland, from ballots",
        question=lines,
        voters=1_000,
        options=30,
        ours="copeland_from_ballots",
        rivals={"pref_voting": Rival(work="copeland_from_ballots", times=10)},
    ),
    Race(
        what="Copeland, of a profile (each has its margins)",
        question=lines,
        voters=1_000,
        options=30,
        ours="copeland",
        rivals={"pref_voting": Rival(work="copeland")},
    ),
    Race(
        what="Schulze, from ballots",
        question=lines,
        voters=1_000,
        options=30,
        ours="schulze_from_ballots",
        rivals={
            "pref_voting": Rival(work="beat_path_from_ballots", times=10),
            "votekit": Rival(work="schulze_from_ballots", times=10),
        },
    ),
    Race(
        what="Schulze, of a profile (ours and pref_voting's have margins)",
        question=lines,
        voters=1_000,
        options=30,
        ours="schulze",
        rivals={"pref_voting": Rival(work="beat_path"), "votekit": Rival(work="schulze")},
    ),
    Race(
        what="ranked pairs, from ballots",
        question=lines,
        voters=1_000,
        options=30,
        ours="ranked_pairs_from_ballots",
        rivals={"votekit": Rival(work="ranked_pairs_from_ballots", times=10)},
    ),
    Race(
        what="ranked pairs",
        question=circles,
        voters=1_001,
        options=5,
        ours="ranked_pairs",
        rivals={"pref_voting": Rival(work="ranked_pairs")},
    ),
    Race(
        what="Kemeny",
        question=circles,
        voters=101,
        options=8,
        ours="kemeny",
        rivals={"pref_voting": Rival(work="kemeny_winners", times=10)},
    ),
    Race(
        what="Kemeny",
        question=lines,
        voters=100,
        options=30,
        ours="kemeny",
        target=50,
    ),
    Race(
        what="Kemeny, of random orders",
        question=circles,
        voters=100,
        options=30,
        ours="kemeny",
        target=50,
    ),
    Race(
        what="equal shares, from ballots",
        question=spending,
        voters=6_500,
        options=64,
        ours="equal_shares_from_ballots",
        rivals={"pabutools": Rival(work="equal_shares_cost_one_from_ballots", times=10)},
    ),
    Race(
        what="equal shares, of grouped ballots",
        question=spending,
        voters=6_500,
        options=64,
        ours="equal_shares",
        rivals={"pabutools": Rival(work="equal_shares_cost_one", times=10)},
    ),
    Race(
        what="Kendall's W",
        question=lines,
        voters=1_000,
        options=30,
        ours="concordance",
    ),
    Race(
        what="Krippendorff's alpha, from ratings",
        question=rated,
        voters=10_000,
        options=50,
        ours="alpha",
        rivals={"krippendorff": Rival(work="interval")},
    ),
    Race(
        what="Krippendorff's alpha, from counts",
        question=rated,
        voters=10_000,
        options=50,
        ours="alpha_of_counts",
        rivals={"krippendorff": Rival(work="interval_of_counts")},
    ),
    Race(
        what="weighted sum",
        question=matrix,
        voters=10_000,
        options=8,
        ours="weighted_sum",
        rivals={
            "pymcdm": Rival(work="weighted_sum_on_the_scale"),
            "scikit-criteria": Rival(work="weighted_sum_on_the_scale"),
        },
    ),
    Race(
        what="weighted sum",
        question=matrix,
        voters=30,
        least=30,
        options=8,
        ours="weighted_sum",
        rivals={
            "pymcdm": Rival(work="weighted_sum_on_the_scale"),
            "scikit-criteria": Rival(work="weighted_sum_on_the_scale"),
        },
    ),
)
