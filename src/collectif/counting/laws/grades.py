"""This module is about laws of grades and scores: what a scale, a weight and a silence mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import islice, permutations

from collectif.counting.laws.registry import Finding, law
from collectif.counting.laws.variations import (
    answer,
    best_and_worst,
    order,
    ranks_alike,
    remade,
    tells,
    turned,
)
from collectif.counting.profiles.grades import listed, told
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import standings
from collectif.counting.profiles.totals import totals
from collectif.counting.ranking import Ranking
from collectif.counting.registry import Count
from collectif.values import Scale

_CELLS = 8
"""The most cells of one kind that are changed one by one."""


@law(
    "affine",
    source="Sen 1970; d'Aspremont & Gevers 1977",
    says="Doubling all grades and the scale, or moving both, gives the same order.",
)
def affine(count: Count, profile: Profile) -> Iterator[Finding]:
    """Move the grades together with the scale, and stretch both."""
    for times, plus in ((1, 3), (2, 0), (3, -7)):
        yield from _mapped(count, profile, lambda x, k=times, b=plus: k * x + b)  # type: ignore[misc]


@law(
    "increasing-map",
    source="Arrow 1951; Balinski & Laraki 2011 (language-consistency)",
    says="Grades on one criterion that keep their order, between the same ends, give the same.",
)
def increasing_map(count: Count, profile: Profile) -> Iterator[Finding]:
    """Bend the scale upwards and downwards, and move each grade close to either neighbour."""
    low, wide = profile.scale.min, profile.scale.range
    if len(profile.criteria) > 1 or profile.ordinal:
        return
    yield from _mapped(count, profile, lambda x: (x - low) ** 2)
    yield from _mapped(count, profile, lambda x: (x - low) * (2 * wide - (x - low)))
    used = sorted({x for x in profile.cells.values() if isinstance(x, int)})
    for below, grade, above in zip(used, used[1:], used[2:], strict=False):
        yield from _mapped(count, profile, _moving(grade, 10 * below + 1))
        yield from _mapped(count, profile, _moving(grade, 10 * above - 1))


@law(
    "bounds",
    source="Kolmogorov 1930; Nagumo 1930",
    says="A score stands between the worst and the best grade that the option received.",
)
def bounds(count: Count, profile: Profile) -> Iterator[Finding]:
    """Look at every option that has a score."""
    for option, score in _scored(count, profile).items():
        worths = [_norm(profile, x) for x in _worths(profile, option)]
        if worths and not min(worths) <= score <= max(worths):
            yield (), f"'{option}' has the score {told(score)} in {tells(profile)}."


@law(
    "unanimity",
    source="Aczél 1966",
    says="An option that got the same grade from all, everywhere, has its score where it stands.",
)
def unanimity(count: Count, profile: Profile) -> Iterator[Finding]:
    """Look at such options, and give each option the worst, a middle and the best grade."""
    yield from _agreed(count, profile, profile)
    middle = (profile.scale.min + profile.scale.max) // 2
    for option in profile.options:
        for x in dict.fromkeys((profile.scale.min, middle, profile.scale.max)):
            said = {cell: _cast(profile, cell[2], x) for cell in profile.cells if cell[1] == option}
            graded = {c: x for c, x in said.items() if isinstance(profile.cells[c], int)}
            if graded and not profile.ordinal:
                other = remade(profile, cells={**profile.cells, **graded})
                yield from _agreed(count, profile, other)


@law(
    "weight-scaling",
    source="Dezert et al. 2020",
    says="All weights times a number change no score: only their ratios count.",
)
def weight_scaling(count: Count, profile: Profile) -> Iterator[Finding]:
    """Multiply all weights by 2, and by 7."""
    for times in (2, 7):
        heavier = {c: times * weight for c, weight in profile.weights.items()}
        yield from _same(count, profile, remade(profile, weights=heavier))


@law(
    "dominance",
    source="Pareto; Arrow 1951",
    says="An option graded by the same, nowhere lower and somewhere higher, stands above.",
)
def dominance(count: Count, profile: Profile) -> Iterator[Finding]:
    """Look at every two options, and put beside each one a copy with one lower grade."""
    yield from _dominated(count, profile, profile, strictly=True)
    for other in islice(_shaded(profile), _CELLS):
        yield from _dominated(count, profile, other, strictly=True)


@law(
    "weak-dominance",
    source="Pareto; Arrow 1951",
    says="An option graded by the same, and nowhere lower, does not stand below.",
)
def weak_dominance(count: Count, profile: Profile) -> Iterator[Finding]:
    """Look at every two options, and put beside each one a copy with one lower grade."""
    yield from _dominated(count, profile, profile, strictly=False)
    for other in islice(_shaded(profile), _CELLS):
        yield from _dominated(count, profile, other, strictly=False)


@law(
    "reversal",
    source="Saari & Barney 2003",
    says="Grade x where lower is better counts as lowest + highest - x where higher is better.",
)
def reversal(count: Count, profile: Profile) -> Iterator[Finding]:
    """Turn the grades of each criterion, and say that it is turned."""
    for criterion in profile.criteria if not profile.ordinal else ():
        ends = profile.scale.min + profile.scale.max
        cells = {
            cell: ends - x if cell[2] == criterion and isinstance(x, int) else x
            for cell, x in profile.cells.items()
        }
        flags = profile.lower_is_better ^ {criterion}
        yield from _same(count, profile, remade(profile, cells=cells, lower_is_better=flags))


@law(
    "reversal-of-every-criterion",
    source="Saari & Barney 2003",
    says="When every ballot says the opposite, score s becomes 100 - s.",
)
def reversal_of_every_criterion(count: Count, profile: Profile) -> Iterator[Finding]:
    """Turn every ballot round."""
    before, other = count(profile), turned(profile)
    after = answer(count, other)
    if after is not None and {o: 100 - s for o, s in before.scores.items()} != after.scores:
        yield (other,), f"Not every score s of {tells(profile)} becomes 100 - s, turned round."


@law(
    "silence",
    source="Rubin 1976; available cases",
    says="To say that one abstains, or cannot judge, counts like saying nothing.",
)
def silence(count: Count, profile: Profile) -> Iterator[Finding]:
    """Name each silence, and all together; and take the name away from each that has one."""
    if profile.ordinal:
        return
    everything = [(v, *pair) for v in profile.voters for pair in profile.pairs]
    unsaid = [cell for cell in everything if cell not in profile.cells]
    said = [cell for cell, x in profile.cells.items() if x in ("ABSTAIN", "CANNOT_JUDGE")]
    for cells in (*([cell] for cell in unsaid[:_CELLS]), unsaid):
        named = {**profile.cells, **dict.fromkeys(cells, "ABSTAIN")}
        yield from _same(count, profile, remade(profile, cells=named))
    for cell in said[:_CELLS]:
        left = {one: x for one, x in profile.cells.items() if one != cell}
        yield from _same(count, profile, remade(profile, cells=left))


@law(
    "two-stage",
    source="linearity of means",
    says="Criteria first or voters first comes to the same score.",
)
def two_stage(count: Count, profile: Profile) -> Iterator[Finding]:
    """Compare each score with the mean of the voters' totals."""
    given = totals(profile) if not profile.ordinal else {}
    for option, score in _scored(count, profile).items():
        there = [
            (given[v, option], profile.voice(v)) for v in profile.voters if (v, option) in given
        ]
        voices = sum(n for _, n in there)
        if voices and sum(total * n for total, n in there) != score * voices:
            yield (
                (),
                f"'{option}' has the score {told(score)} in {tells(profile)}, "
                "not the mean of totals.",
            )


@law(
    "small-influence",
    source="linearity of means on a fixed scale",
    says="One voter of n moves a score by at most 100/n.",
)
def small_influence(count: Count, profile: Profile) -> Iterator[Finding]:
    """Take away each voter, and let each give everything the best grade, and the worst."""
    before = count(profile).scores
    for voter in profile.voters:
        most = Fraction(100 * profile.voice(voter), profile.total_voices)
        for other in (profile.without_voters(voter), *_extreme(profile, voter)):
            found = answer(count, other)
            after = found.scores if found is not None else {}
            moved = [o for o in before if o in after and abs(before[o] - after[o]) > most]
            if moved:
                yield (
                    (other,),
                    f"'{voter}' moves the score of {listed(moved)} by more than {told(most)} "
                    f"between {tells(profile)} and {tells(other)}.",
                )


def _moving(grade: int, near: int) -> Callable[[int], int]:
    """Return the map that moves one grade on a scale ten times as fine, and leaves the others."""
    return lambda x: near if x == grade else 10 * x


def _mapped(count: Count, profile: Profile, change: Callable[[int], int]) -> Iterator[Finding]:
    """Compare with the profile in which all grades, and the ends of the scale, are changed."""
    if profile.ordinal:
        return
    cells = {cell: change(x) if isinstance(x, int) else x for cell, x in profile.cells.items()}
    scale = Scale(min=change(profile.scale.min), max=change(profile.scale.max))
    other = remade(profile, cells=cells, scale=scale)
    before, after = count(profile), answer(count, other)
    if after is not None and before.shared != after.shared:
        yield (
            (other,),
            f"{tells(profile)} gives '{order(before)}', but {tells(other)} on the scale from "
            f"{told(scale.min)} to {told(scale.max)} '{order(after)}'.",
        )


def _same(count: Count, profile: Profile, other: Profile) -> Iterator[Finding]:
    before, after = count(profile), answer(count, other)
    if after is not None and not ranks_alike(before, after):
        yield (
            (other,),
            f"{tells(profile)} gives {_told(before)}, but {tells(other)}, which should count "
            f"the same, {_told(after)}.",
        )


def _agreed(count: Count, profile: Profile, other: Profile) -> Iterator[Finding]:
    """Find the options whose score is not where their only grade stands."""
    found = answer(count, other) if other is not profile else count(profile)
    for option, score in found.scores.items() if found and not profile.ordinal else ():
        worths = set(_worths(other, option))
        if len(worths) == 1 and score != _norm(other, worths.pop()):
            others = () if other is profile else (other,)
            yield others, f"'{option}' has the score {told(score)} in {tells(other)}."


def _dominated(
    count: Count, profile: Profile, other: Profile, *, strictly: bool
) -> Iterator[Finding]:
    found = count(profile) if other is profile else answer(count, other)
    if found is None:
        return
    place = {option: row for row, tier in enumerate(found.shared) for option in tier}
    marks = _marks(other)
    for high, low in permutations(place, 2):
        gaps = _gaps(marks[high], marks[low])
        nowhere_lower = gaps and min(gaps) >= 0 and (max(gaps) > 0 or not strictly)
        if nowhere_lower and place[high] >= place[low] + (not strictly):
            yield (
                () if other is profile else (other,),
                f"In {tells(other)} '{high}' is nowhere lower than '{low}', but the order is "
                f"'{order(found)}'.",
            )


def _marks(profile: Profile) -> Mapping[str, Mapping[tuple[str, str], int | Fraction]]:
    """Return option -> where it was graded -> how high, for every option."""
    found: dict[str, dict[tuple[str, str], int | Fraction]] = {o: {} for o in profile.options}
    if profile.ordinal:
        for voter, row in standings(profile).items():
            for option, height in row.items():
                found[option][voter, ""] = height
        return found
    for voter, option, criterion in profile.cells:
        worth = profile.worth(voter, option, criterion)
        if worth is not None:
            found[option][voter, criterion] = worth
    return found


def _gaps(
    high: Mapping[tuple[str, str], int | Fraction], low: Mapping[tuple[str, str], int | Fraction]
) -> list[int | Fraction]:
    """Return how much higher one option was graded than another; none unless by the same."""
    return [high[cell] - low[cell] for cell in high] if high.keys() == low.keys() else []


def _shaded(profile: Profile) -> Iterator[Profile]:
    """Yield the profile with one option more: a copy of one that has a grade one step lower."""
    for (voter, option, criterion), x in profile.cells.items():
        best, worst = best_and_worst(profile, criterion)
        if isinstance(x, int) and x != worst and not profile.ordinal:
            shade = f"{option} less"
            copy = {(v, shade, c): y for (v, o, c), y in profile.cells.items() if o == option}
            copy[voter, shade, criterion] = x - (1 if best > worst else -1)
            cells = {**profile.cells, **copy}
            if shade not in profile.options:
                yield remade(profile, options=(*profile.options, shade), cells=cells)


def _extreme(profile: Profile, voter: str) -> Iterator[Profile]:
    for end in (0, 1) if not profile.ordinal else ():
        said = {
            cell: best_and_worst(profile, cell[2])[end]
            for cell, x in profile.cells.items()
            if cell[0] == voter and isinstance(x, int)
        }
        yield remade(profile, cells={**profile.cells, **said})


def _scored(count: Count, profile: Profile) -> Mapping[str, Fraction]:
    return count(profile).scores if not profile.ordinal else {}


def _worths(profile: Profile, option: str) -> list[int]:
    worths = (profile.worth(v, option, c) for v in profile.voters for c in profile.criteria)
    return [worth for worth in worths if worth is not None]


def _norm(profile: Profile, grade: int) -> Fraction:
    """Return where a grade stands between the ends of the scale, from 0 to 100."""
    return Fraction(100 * (grade - profile.scale.min), profile.scale.range)


def _cast(profile: Profile, criterion: str, worth: int) -> int:
    ends: int = profile.scale.min + profile.scale.max
    return ends - worth if criterion in profile.lower_is_better else worth


def _told(ranking: Ranking) -> str:
    scores = ", ".join(f"{option} {told(score)}" for option, score in ranking.scores.items())
    return f"'{order(ranking)}'" + (f" ({scores})" if scores else "")
