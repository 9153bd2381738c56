"""This module is about adding up: grades as a score, and approvals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal, get_args

from attrs import evolve

from collectif.counting.profiles.grades import listed, shown, told
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.totals import tallied_totals
from collectif.counting.ranking import Ranking
from collectif.counting.registry import rule
from collectif.counting.scored import check_floor, parameters_of, ranked
from collectif.errors import InvalidInput

Adding = Literal["total", "mean"]
"""Whether grades are added up, or added up and shared over those who gave one."""


@rule(
    "score",
    source="Smith 2000 (range voting); Pivato 2013",
    keeps=(
        "anonymity",
        "neutrality",
        "homogeneity",
        "weight-scaling",
        "monotonicity",
        "pareto-on-full-panels",
        "clones",
        "irrelevant-options",
        "reinforcement-on-full-panels",
        "participation-on-full-panels",
        "continuity-on-full-panels",
        "affine",
        "reversal",
    ),
    breaks={
        "majority": "2: a 2, b 1; a 1, b 4",
        "condorcet": "2: a 2, b 1; a 1, b 4",
        "condorcet-loser": "2: a 2, b 1; a 1, b 4",
        "increasing-map": "a 1, b 2; a 3, b 2",
    },
    scale=(1, 5),
    example="a 5, b 4; a 5, b 4; a 1, b 4; a 1, b -",
)
def score(profile: Profile, *, by: Adding = "total", min_scores_per_cell: int = 1) -> Ranking:
    """Rank options by their grades added up over all voters: score or range voting.

    A grade counts the steps that it stands above the lowest one, and a voter gives an option the
    weighted mean of its steps over the criteria: the sum over voters and criteria of
    weight * (grade - min), by the sum of weights. With `by="mean"` each voter's own total (see
    `totals`) is taken instead, and the mean over the voters who gave one.

    For an assembly: it is the simplest way to count how much is liked, not only by how many. Its
    price: whoever uses the ends of the scale counts more, and a majority may be outvoted by
    strong grades. Where answers are missing prefer `weighted-mean`, which takes each criterion for
    itself.

    Silence: by `total`, every silence adds nothing, which is what the lowest grade adds, so an
    option that few know stays behind; by `mean`, the silent do not count, so an option that few
    know may lead. An option without any grade is incomplete, never 0.

    Args:
        profile: The answers.
        by: `"total"` adds up; `"mean"` shares over those who graded.
        min_scores_per_cell: Grades on each criterion below which an option has no score; at least
            1.

    Returns:
        A ranking whose scores are exact: steps above the lowest grade from 0 on by `total`, 0 to
        100 by `mean`. Behind it: `voices`, option -> voices that gave it any grade.

    Raises:
        InvalidInput: `by` is neither, or `min_scores_per_cell` is no whole number from 1 on.
        InvalidProfile: The ballots are orders.
    """
    check_floor(min_scores_per_cell)
    if by not in get_args(Adding):
        raise InvalidInput.of(
            "scoring.grades-were-to-be-counted", by=shown(by), adding=listed(get_args(Adding))
        )
    graded = enough(profile, min_scores_per_cell)
    given = tallied_totals(profile)
    found = added(profile) if by == "total" else {o: _mean(rows) for o, rows in given.items()}
    ranking = ranked(
        "score",
        {option: found[option] if option in graded else None for option in profile.options},
        parameters_of(profile, min_scores_per_cell) | {"by": by},
    )
    voices = {option: sum(n for _, n in rows) for option, rows in given.items()}
    return evolve(ranking, behind={"voices": voices})


@rule(
    "approval",
    source="Weber 1977; Brams & Fishburn 1978; a line across a ballot: Brams & Sanver 2009",
    keeps=(
        "anonymity",
        "neutrality",
        "homogeneity",
        "weight-scaling",
        "monotonicity",
        "weak-pareto-on-full-panels",
        "clones",
        "irrelevant-options",
        "reinforcement-on-full-panels",
        "participation-on-full-panels",
        "continuity-on-full-panels",
        "affine",
        "reversal",
    ),
    breaks={
        "majority": "2: a 5, b 4; a 1, b 5",
        "condorcet": "2: a 5, b 4; a 1, b 5",
        "reversal-symmetry": "a 2, b 3; a 5, b 3",
        "pareto": "2: a 5, b 4",
        "increasing-map": "2: a 3, b 1; a 1, b 4",
    },
    scale=(1, 5),
    example="a 5, b 4; a 5, b 4; a 1, b 4; a 2, b -",
)
def approval(
    profile: Profile,
    *,
    at_least: int | Fraction | str | None = None,
    min_scores_per_cell: int = 1,
) -> Ranking:
    """Rank options by how many voices approve of them, by a threshold on grades.

    A voter approves of an option that it grades at `at_least` or higher; the score of an option is
    the number of voices that approve of it. Ballots that list approved options are counted as they
    are. Where there are several criteria, the threshold is on each voter's weighted total, from 0
    to 100 (see `totals`).

    For an assembly: it suits many options and little time, as a first sieve. Its price: it does not
    see the difference between what is liked and what is loved, and where the threshold stands
    decides much, so it is declared before.

    Silence: who gave no grade does not approve, whatever the silence; an option without any grade
    is incomplete. Use `rank(..., silence="highest")` where silence is consent.

    Args:
        profile: The answers.
        at_least: The lowest grade that approves, after the reversal of a criterion where lower is
            better; with several criteria the lowest total. None means more than half way up the
            scale: 1 of (0, 1), 4 of (1, 5).
        min_scores_per_cell: Grades on each criterion below which an option has no score; at least
            1.

    Returns:
        A ranking whose scores are voices, from 0 on. Behind it: `voices`, option -> voices that
        gave it any grade.

    Raises:
        InvalidInput: The threshold is no number, or `min_scores_per_cell` no whole number from 1
            on.
        InvalidProfile: The ballots are orders.
    """
    check_floor(min_scores_per_cell)
    bar = _bar(profile, at_least)
    graded, given = enough(profile, min_scores_per_cell), tallied_totals(profile)
    found = {
        option: Fraction(sum(n for total, n in given[option] if _over(total, bar)))
        if option in graded
        else None
        for option in profile.options
    }
    said = {"at_least": None if at_least is None else told(at_least)}
    voices = {option: sum(n for _, n in rows) for option, rows in given.items()}
    ranking = ranked("approval", found, parameters_of(profile, min_scores_per_cell) | said)
    return evolve(ranking, behind={"voices": voices})


def added(profile: Profile) -> Mapping[str, Fraction]:
    """Return option -> steps above the lowest grade, weighted and added up over all voters."""
    return {
        option: Fraction(
            sum(profile.weights[c] * profile.steps(option, c) for c in profile.criteria),
            profile.total_weight,
        )
        for option in profile.options
    }


def enough(profile: Profile, floor: int) -> frozenset[str]:
    """Return the options that have so many grades on every criterion."""
    return frozenset(
        option
        for option in profile.options
        if all(profile.n(option, c) >= floor for c in profile.criteria)
    )


def _mean(rows: Sequence[tuple[Fraction, int]]) -> Fraction | None:
    voices = sum(n for _, n in rows)
    return sum((total * n for total, n in rows), start=Fraction(0)) / voices if voices else None


def _bar(profile: Profile, at_least: int | Fraction | str | None) -> Fraction | None:
    """Return the threshold on totals from 0 to 100; None for more than half."""
    if at_least is None:
        return None
    try:
        bar = Fraction(at_least) if type(at_least) in (int, str, Fraction) else None
    except (ValueError, ZeroDivisionError):
        bar = None
    if bar is None:
        raise InvalidInput.of("scoring.approval-was-to-start", at_least=shown(at_least))
    if len(profile.criteria) > 1:
        return bar
    return 100 * (bar - profile.scale.min) / profile.scale.range


def _over(total: Fraction, bar: Fraction | None) -> bool:
    return total > 50 if bar is None else total >= bar
