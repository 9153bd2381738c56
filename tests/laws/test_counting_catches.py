"""Rules that are wrong on purpose, each in one place, and the law that catches each of them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from attrs import evolve

from collectif.counting import RULES, Profile, Ranking, Rule, by_order, duels, parted, tiers_of
from collectif.counting.profiles.standings import convention, orders
from collectif.counting.scored import weighed
from collectif.testing import RuleContract


def told(profile: Profile, scores: dict[str, Fraction | None], name: str) -> Ranking:
    known = {option: score for option, score in scores.items() if score is not None}
    left = tuple(option for option in profile.options if option not in known)
    return Ranking(
        rule=name,
        version=1,
        parameters={},
        scores=known,
        tiers=tiers_of(known),
        incomplete=left,
    )


def mean_in_floats(profile: Profile, **how: int) -> Ranking:
    """The weighted mean, but divided by a machine: what is close together becomes equal."""
    exact = RULES["weighted-mean"].count(profile, **how)
    rounded = {option: Fraction(float(score)) for option, score in exact.scores.items()}
    return told(profile, dict(rounded), "weighted-mean")


def mean_with_zeros(profile: Profile, **how: int) -> Ranking:
    """The weighted mean, but who said nothing gave the lowest grade."""
    said = {
        (v, o, c): profile.cells.get((v, o, c), profile.scale.min)
        for v in profile.voters
        for o, c in profile.pairs
    }
    return RULES["weighted-mean"].count(profile.having(said), **how)


def lower_median(profile: Profile, **how: int) -> Ranking:
    """The median, but of an even number the lower one of the two middle grades."""
    scores = {
        option: weighed(profile, {c: lower_middle(profile, option, c) for c in profile.criteria})
        for option in profile.options
    }
    return told(profile, scores, "median")


def lower_middle(profile: Profile, option: str, criterion: str) -> Fraction | None:
    upto, middle = 0, (profile.n(option, criterion) + 1) // 2
    for step, n in profile.tally(option, criterion):
        upto += n
        if upto >= middle:
            return profile.scale.min + Fraction(step)
    return None


def generous_borda(profile: Profile, **how: int) -> Ranking:
    """Borda's rule, but to stand level counts as much as to stand above."""
    points: dict[str, list[Fraction]] = {option: [] for option in profile.options}
    for voter, tiers in orders(profile, convention(profile, None)).items():
        below = compared = sum(map(len, tiers))
        for tier in tiers if compared > 1 else ():
            share = Fraction(100 * (below - 1), compared - 1)
            for option in tier:
                points[option] += [share] * min(profile.voice(voter), 99)
            below -= len(tier)
    means = {o: sum(given) / len(given) if given else None for o, given in points.items()}
    return told(profile, means, "borda")  # type: ignore[arg-type]


def alphabetical_borda(profile: Profile, **how: int) -> Ranking:
    """Borda's rule, but what ties stands in the order of the alphabet, and nobody says so."""
    ranking = RULES["borda"].count(profile, **how)
    broken = parted(ranking, by_order(sorted(profile.options)))
    return evolve(broken, tie_break=None, unbroken=None, parameters=ranking.parameters)


def first_come_mean(profile: Profile, **how: int) -> Ranking:
    """The weighted mean, but who declares an option early has an edge in its score."""
    ranking = RULES["weighted-mean"].count(profile, **how)
    scores = {o: s - Fraction(profile.options.index(o), 99) for o, s in ranking.scores.items()}
    return told(profile, dict(scores), "weighted-mean")


def strangely_weighed_mean(profile: Profile, **how: int) -> Ranking:
    """The weighted mean, but squares of weights count."""
    squared = {c: weight**2 for c, weight in profile.weights.items()}
    return RULES["weighted-mean"].count(profile.weighing(squared), **how)


def minimax(profile: Profile, **how: str) -> Ranking:
    """Schulze's rule, but only the worst defeat of each option counts, and no way back."""
    found, schulze = duels(profile), RULES["schulze"].count(profile, **how)
    worst = {
        o: Fraction(-max((found.votes(x, o) for x in found.options if found.margin(x, o) > 0),
                         default=0))
        for o in found.options if o not in schulze.incomplete
    }  # fmt: skip
    return evolve(schulze, tiers=tiers_of(worst))


def alphabetical_schulze(profile: Profile, **how: str) -> Ranking:
    """Schulze's rule, but what ties stands in the order of the alphabet, and nobody says so."""
    ranking = RULES["schulze"].count(profile, **how)
    tiers = tuple((option,) for tier in ranking.tiers for option in sorted(tier))
    return evolve(ranking, tiers=tiers)


WRONG: list[tuple[Callable[..., Ranking], str, str]] = [
    (mean_with_zeros, "weighted-mean", "bounds"),
    (mean_with_zeros, "weighted-mean", "unanimity"),
    (lower_median, "median", "reversal-of-every-criterion"),
    (lower_median, "median", "reversal-symmetry"),
    (generous_borda, "borda", "reversal-of-every-criterion"),
    (alphabetical_borda, "borda", "neutrality"),
    (first_come_mean, "weighted-mean", "neutrality"),
    (first_come_mean, "weighted-mean", "unanimity"),
    (minimax, "schulze", "smith"),
    (minimax, "schulze", "condorcet-loser"),
    (minimax, "schulze", "pareto"),
    (alphabetical_schulze, "schulze", "neutrality"),
    (strangely_weighed_mean, "weighted-mean", "two-stage-on-full-panels"),
]


def wrong(count: Callable[..., Ranking], name: str) -> Rule:
    """Return a rule that claims all that the right one claims, and counts otherwise."""
    return evolve(RULES[name], count=count)


class Harder(RuleContract):
    examples = 100


@pytest.mark.parametrize(
    ("count", "name", "law"), WRONG, ids=[f"{count.__name__}-{law}" for count, _, law in WRONG]
)
def test_wrong_rule_is_caught(count: Callable[..., Ranking], name: str, law: str) -> None:
    """By a law that the right one keeps, and the words say on which ballots."""
    assert law in RULES[name].keeps
    with pytest.raises(AssertionError, match=rf"{name} breaks {law}: .*\["):
        Harder().test_it_keeps(wrong(count, name), law)


def test_floats_are_caught_where_grades_are_huge() -> None:
    """One step in 2^70 is more, and no float knows it."""
    with pytest.raises(AssertionError, match="weighted-mean breaks"):
        RuleContract().test_hostile_profiles(wrong(mean_in_floats, "weighted-mean"), "huge")


def test_order_of_options_is_caught() -> None:
    with pytest.raises(AssertionError):
        Harder().test_order_is_no_order(wrong(first_come_mean, "weighted-mean"))


def test_claims_without_a_profile_are_caught() -> None:
    """What a rule admits to break, it shows; and what it claims is a law."""
    claims = evolve(RULES["borda"], breaks={"majority": "", "pareto": "a > b"})
    with pytest.raises(AssertionError, match="shows no profile"):
        RuleContract().test_it_breaks(claims, "majority")
    with pytest.raises(AssertionError, match="borda keeps pareto on a > b"):
        RuleContract().test_it_breaks(claims, "pareto")


def loses_an_option(profile: Profile, **how: int) -> Ranking:
    ranking = RULES["weighted-mean"].count(profile, **how)
    return evolve(ranking, tiers=ranking.tiers[:-1])


def scores_in_floats(profile: Profile, **how: int) -> Ranking:
    ranking = RULES["weighted-mean"].count(profile, **how)
    return evolve(ranking, scores={o: float(s) for o, s in ranking.scores.items()})


def breaks_ties(profile: Profile, **how: int) -> Ranking:
    ranking = RULES["weighted-mean"].count(profile, **how)
    return parted(ranking, by_order(profile.options))


def signs_as_another(profile: Profile, **how: int) -> Ranking:
    return evolve(RULES["weighted-mean"].count(profile, **how), rule="median")


@pytest.mark.parametrize(
    "count", [loses_an_option, scores_in_floats, breaks_ties, signs_as_another]
)
def test_answers_of_another_form_are_caught(count: Callable[..., Ranking]) -> None:
    with pytest.raises(AssertionError):
        RuleContract().test_its_answers_are_well_formed(wrong(count, "weighted-mean"))
