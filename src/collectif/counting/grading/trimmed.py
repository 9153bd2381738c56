"""This module is about means without the extreme grades, as panels of judges are counted."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor

from attrs import evolve

from collectif.counting.profiles.answers import Tally
from collectif.counting.profiles.exact import exact
from collectif.counting.profiles.grades import shown, told
from collectif.counting.profiles.profile import Pair, Profile
from collectif.counting.ranking import Ranking
from collectif.counting.registry import rule
from collectif.counting.scored import check_floor, parameters_of, ranked, weighed
from collectif.errors import InvalidInput, Reason


@rule(
    "trimmed-mean",
    source="Tukey & McLaughlin 1963; one at each end and rounding: ISU Rule 353, 2016",
    keeps=(
        "anonymity",
        "neutrality",
        "weight-scaling",
        "bounds",
        "monotonicity",
        "weak-dominance",
        "clones",
        "irrelevant-options",
        "affine",
        "reversal",
        "reversal-of-every-criterion",
        "silence",
    ),
    breaks={
        "majority": "a 3, b 5; a 4, b 3; a 3, b 1",
        "condorcet": "a 3, b 5; a 4, b 3; a 3, b 1",
        "condorcet-loser": "a 3, b 5; a 4, b 3; a 3, b 1",
        "homogeneity": "a 3, b 5; a 4, b 3; a 3, b 1",
        "participation": "a 4, b 2; 2: a 1, b 2; a 4, b 5",
        "reinforcement": "a 2, b 3; a 1, b 1; a 5, b 3; a 5, b 5; a 2, b 2; a 2, b 3",
        "continuity": "a 3, b 5; a 2, b 2; a 4, b 2",
        "increasing-map": "a 5, b 4; a 3, b 3; a 5, b 4; a 1, b 4",
    },
    scale=(1, 5),
    example="a 5, b 4; a 3, b 4; a 3, b 4; a 3, b 2; a 1, b 1",
)
def trimmed_mean(
    profile: Profile,
    *,
    trim: int | Fraction | str = 1,
    round_to: int | Fraction | str | None = None,
    min_scores_per_cell: int = 2,
) -> Ranking:
    """Rank options by the weighted mean of criterion means without the extreme grades.

    Of the n grades of an option on a criterion, the k lowest and the k highest are left out, and
    the mean of the other n - 2k is taken; then the criteria are weighted together, as in
    `weighted-mean`. With `trim` a whole number, k is that number; with a share s, k is the whole
    part of s * n. So a share leaves out nobody in a small room: a quarter of three grades is none.

    For an assembly: it suits panels of about seven judges and more, where one voter may exaggerate
    for or against somebody. Its price: the room that doubles with every voter copied may decide
    otherwise, and grades at the ends tell nothing.

    Silence: what has no grade is not among the n, and `trim` looks at the grades alone; where no
    grade would be left, the option has no mean on the criterion and is incomplete.

    Args:
        profile: The answers.
        trim: Voices left out at each end: a whole number, or a share such as `"1/10"` of those who
            graded, from 0 to less than 1/2. A voter with several voices may be left out in part.
        round_to: The step to whose multiples each criterion mean is rounded, half up, counted in
            grades from 0: with grades in hundredths of a point, 1 rounds to two decimals. None
            rounds nothing; what is rounded is declared, and the exact means stand behind it.
        min_scores_per_cell: Grades below which an option has no mean on a criterion, and so no
            score; at least 1.

    Returns:
        A ranking whose scores are exact, from 0 to 100 (a mean rounded past an end of the scale
        may lie just outside). Behind it, by (option, criterion): `means`, the exact trimmed means
        on the scale, None for none; `rounded`, the means that counted; `left_out`, k.

    Raises:
        InvalidInput: `trim`, `round_to` or `min_scores_per_cell` cannot be used.
        InvalidProfile: The ballots are orders.
    """
    check_floor(min_scores_per_cell)
    share, step = _trim(trim), _step(round_to)
    n = {pair: profile.n(*pair) for pair in profile.pairs}
    left_out = {
        pair: int(share) if type(trim) is int else floor(share * n[pair]) for pair in profile.pairs
    }
    means = {
        pair: _mean(profile.tallies[pair], left_out[pair], profile.scale.min)
        if n[pair] >= min_scores_per_cell
        else None
        for pair in profile.pairs
    }
    counted = {pair: _rounded(mean, step) for pair, mean in means.items()}
    said = {"trim": trim if type(trim) is int else str(share), "round_to": step and told(step)}
    found = {
        option: weighed(profile, {c: counted[option, c] for c in profile.criteria})
        for option in profile.options
    }
    ranking = ranked("trimmed-mean", found, parameters_of(profile, min_scores_per_cell) | said)
    behind: Mapping[str, Mapping[Pair, object]]
    behind = {"means": means, "rounded": counted, "left_out": left_out}
    return evolve(ranking, behind=behind)


def rounded(value: Fraction, step: Fraction) -> Fraction:
    """Return the multiple of a step that is nearest to a value; of two, the higher one.

    >>> rounded(Fraction("7.125"), Fraction("0.01"))
    Fraction(713, 100)

    Args:
        value: What is rounded.
        step: More than 0.
    """
    return step * floor(value / step + Fraction(1, 2))


def _rounded(mean: Fraction | None, step: Fraction | None) -> Fraction | None:
    return mean if mean is None or step is None else rounded(mean, step)


def _mean(tally: Tally, out: int, lowest: int) -> Fraction | None:
    """Return the mean grade of a tally without so many voices at each end; None if none is left."""
    kept = sum(n for _, n in tally) - 2 * out
    if kept <= 0:
        return None
    steps, before = 0, -out
    for step, n in tally:
        steps += step * max(0, min(before + n, kept) - max(before, 0))
        before += n
    return lowest + Fraction(steps, kept)


def _trim(trim: int | Fraction | str) -> Fraction:
    """Return a number or share of grades to leave out, as a fraction."""
    share = exact(trim, Reason("trimmed.what-is-left-out"))
    if share < 0 or (type(trim) is not int and share >= Fraction(1, 2)):
        raise InvalidInput.of("trimmed.grades-were-to-be-left", trim=shown(trim))
    return share


def _step(step: int | Fraction | str | None) -> Fraction | None:
    """Return the step to round to; None for none."""
    if step is None:
        return None
    found = exact(step, Reason("trimmed.what-is-step-to-round"))
    if found <= 0:
        raise InvalidInput.of("trimmed.means-were-to-be-rounded", step=shown(step))
    return found
