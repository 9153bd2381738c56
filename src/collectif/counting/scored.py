"""This module is about what rules that score have in common: rankings, floors, parameters."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from collectif.counting.profiles.grades import shown
from collectif.counting.profiles.profile import Profile
from collectif.counting.ranking import Ranking, tiers_of
from collectif.errors import InvalidInput


def ranked(
    rule: str,
    found: Mapping[str, Fraction | None],
    parameters: Mapping[str, object],
    *,
    behind: Mapping[str, object] | None = None,
) -> Ranking:
    """Return the ranking of exact scores by option; options without one are incomplete."""
    scores = {option: score for option, score in found.items() if score is not None}
    return Ranking(
        rule=rule,
        version=1,
        parameters=parameters,
        scores=scores,
        tiers=tiers_of(scores),
        incomplete=tuple(option for option in found if option not in scores),
        behind=behind or {},
    )


def weighed(profile: Profile, grades: Mapping[str, Fraction | None]) -> Fraction | None:
    """Return one figure by criterion as a score from 0 to 100; None where one is missing."""
    total = Fraction(0)
    for criterion in profile.criteria:
        grade = grades.get(criterion)
        if grade is None:
            return None
        total += profile.weights[criterion] * (grade - profile.scale.min)
    return 100 * total / (profile.total_weight * profile.scale.range)


def parameters_of(profile: Profile, min_scores_per_cell: int) -> dict[str, object]:
    """Return what every rule over criteria uses besides the answers, as plain values."""
    return {
        "scale": {"min": profile.scale.min, "max": profile.scale.max},
        "weights": dict(profile.weights),
        "lower_is_better": tuple(c for c in profile.criteria if c in profile.lower_is_better),
        "min_scores_per_cell": min_scores_per_cell,
    }


def check_floor(min_scores_per_cell: int) -> None:
    """Refuse a floor that is no whole number from 1 on."""
    if type(min_scores_per_cell) is not int or min_scores_per_cell < 1:
        raise InvalidInput.of(
            "scored.floor-scores-in-each-cell", min_scores_per_cell=shown(min_scores_per_cell)
        )
