"""This module is about laws of options: what they are called, who leads, and who else stands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from collectif.counting.laws.registry import Finding, law
from collectif.counting.laws.steps import cloned, raised
from collectif.counting.laws.variations import (
    answer,
    ballots,
    lead,
    order,
    ranks_alike,
    remade,
    shuffles,
    tells,
    turned,
    with_options_named,
)
from collectif.counting.ordering.pairwise import Duels, duels
from collectif.counting.profiles.grades import listed, told
from collectif.counting.profiles.profile import Profile
from collectif.counting.ranking import Ranking, Tiers
from collectif.counting.registry import Count


@law(
    "neutrality",
    source="May 1952",
    says="When options swap names, places and scores go with the ballots; order of names is none.",
)
def neutrality(count: Count, profile: Profile) -> Iterator[Finding]:
    """Swap options, and declare them in the other order."""
    before = count(profile)
    for swapped in shuffles(profile.options):
        other = with_options_named(profile, swapped)
        after = answer(count, other)
        if after is not None and not ranks_alike(_renamed(before, swapped), after):
            yield (
                (other,),
                f"{tells(profile)} gives '{order(before)}', but {tells(other)}, where options "
                f"swapped names, '{order(after)}'.",
            )
    backwards = remade(profile, options=profile.options[::-1])
    after = answer(count, backwards)
    if after is not None and not ranks_alike(before, after):
        yield (
            (backwards,),
            f"{tells(profile)} gives '{order(before)}', but '{order(after)}' when the options "
            "are declared in the other order.",
        )


@law(
    "pareto",
    source="Arrow 1951",
    says="An option that everybody puts above another stands above it.",
)
def pareto(count: Count, profile: Profile) -> Iterator[Finding]:
    """Look at every option that everybody puts below another."""
    ranking = count(profile)
    for better, worse in _unanimous(profile):
        high, low = _place(ranking, better), _place(ranking, worse)
        if high is not None and low is not None and high >= low:
            yield (), _though(profile, ranking, better, worse)


@law(
    "weak-pareto",
    source="Arrow 1951",
    says="An option that everybody puts below another does not stand above it, nor lead without.",
)
def weak_pareto(count: Count, profile: Profile) -> Iterator[Finding]:
    """Look at every option that everybody puts below another."""
    ranking = count(profile)
    for better, worse in _unanimous(profile):
        high, low = _place(ranking, better), _place(ranking, worse)
        if high is not None and low is not None and high > low:
            yield (), _though(profile, ranking, better, worse)


@law(
    "monotonicity",
    source="May 1952; Fishburn 1982",
    says="A leader that rises on one ballot, all else equal, stays a leader.",
)
def monotonicity(count: Count, profile: Profile) -> Iterator[Finding]:
    """Raise every leader on every ballot: one step, past the next option, and to the top."""
    for leader in count(profile).leaders:
        for voter, other in raised(profile, leader):
            after = answer(count, other)
            if after is not None and leader not in after.leaders:
                yield (
                    (other,),
                    f"'{leader}' leads in {tells(profile)}; when it rises on the ballot of "
                    f"'{voter}', which makes {tells(other)}, {lead(after.leaders)}.",
                )


@law(
    "majority",
    source="Condorcet 1785",
    says="An option that more than half of the voices put above every other one leads alone.",
)
def majority(count: Count, profile: Profile) -> Iterator[Finding]:
    """Look for an option that is first, and alone there, for more than half of the voices."""
    ranking, voices = count(profile), dict.fromkeys(profile.options, 0)
    for voter, tiers in ballots(profile).items():
        if _compares_all(profile, tiers) and len(tiers[0]) == 1:
            voices[tiers[0][0]] += profile.voice(voter)
    for option, first in voices.items():
        if 2 * first > profile.total_voices and ranking.leaders != (option,):
            yield (
                (),
                f"In {tells(profile)} '{option}' is first for {told(first)} of "
                f"{told(profile.total_voices)}, but {lead(ranking.leaders)}.",
            )


@law(
    "condorcet",
    source="Condorcet 1785",
    says="An option that wins every duel leads alone.",
)
def condorcet(count: Count, profile: Profile) -> Iterator[Finding]:
    """Look for the option that wins every duel."""
    leaders, winner = count(profile).leaders, duels(profile).condorcet_winner
    if winner is not None and leaders != (winner,):
        yield (), f"In {tells(profile)} '{winner}' wins every duel, but {lead(leaders)}."


@law(
    "condorcet-loser",
    source="Borda 1781; Condorcet 1785",
    says="An option that loses every duel does not lead.",
)
def condorcet_loser(count: Count, profile: Profile) -> Iterator[Finding]:
    """Look for the option that loses every duel."""
    leaders, loser = count(profile).leaders, duels(profile).condorcet_loser
    if loser in leaders:
        yield (), f"In {tells(profile)} '{loser}' loses every duel, but {lead(leaders)}."


@law(
    "smith",
    source="Smith 1973; Good 1971",
    says="Leaders are of the smallest set of options that win against all outside of it.",
)
def smith(count: Count, profile: Profile) -> Iterator[Finding]:
    """Look at the smallest set of options that win against all others."""
    leaders, inside = count(profile).leaders, _smith_set(duels(profile))
    if not set(leaders) <= set(inside):
        yield (
            (),
            f"In {tells(profile)} the Smith set is {listed(inside)}, but {lead(leaders)}.",
        )


@law(
    "clones",
    source="Tideman 1987",
    says="A copy of an option beside it on every ballot neither makes nor breaks a leader.",
)
def clones(count: Count, profile: Profile) -> Iterator[Finding]:
    """Add a copy of each option: level with it, or next to it in the same order or in both."""
    before = count(profile).leaders
    for option, copy, other in cloned(profile) if len(profile.options) > 1 else ():
        found = answer(count, other)
        if found is None:
            continue
        after = {option if one == copy else one for one in found.leaders}
        if after != set(before):
            yield (
                (other,),
                f"{lead(before)} in {tells(profile)}; with a copy of '{option}' beside it, "
                f"in {tells(other)}, {lead(found.leaders)}.",
            )


@law(
    "reversal-symmetry",
    source="Saari 1994; Saari & Barney 2003",
    says="A sole leader does not lead when every ballot says the opposite, unless all tie then.",
)
def reversal_symmetry(count: Count, profile: Profile) -> Iterator[Finding]:
    """Turn every ballot round."""
    before, other = count(profile).leaders, turned(profile)
    after = answer(count, other)
    if len(before) != 1 or after is None or len(after.shared) == 1:
        return
    if before[0] in after.leaders:
        yield (
            (other,),
            f"'{before[0]}' leads in {tells(profile)}, and leads when every ballot is turned.",
        )


@law(
    "irrelevant-options",
    source="Arrow 1951",
    says="Without an option, the others stand in the same order.",
)
def irrelevant_options(count: Count, profile: Profile) -> Iterator[Finding]:
    """Take away each option."""
    before = count(profile)
    for option in profile.options if len(profile.options) > 2 else ():
        other = profile.without_options(option)
        after = answer(count, other)
        if after is not None and _without(before.shared, option) != after.shared:
            yield (
                (other,),
                f"{tells(profile)} gives '{order(before)}', and without '{option}' "
                f"'{order(after)}'.",
            )


def _renamed(ranking: Ranking, names: dict[str, str]) -> Ranking:
    return Ranking(
        rule=ranking.rule,
        version=ranking.version,
        parameters={},
        scores={names[option]: score for option, score in ranking.scores.items()},
        tiers=tuple(tuple(names[option] for option in tier) for tier in ranking.shared),
        incomplete=tuple(names[option] for option in ranking.incomplete),
    )


def _unanimous(profile: Profile) -> Iterator[tuple[str, str]]:
    """Yield every two options of which everybody puts the first above the second."""
    found = duels(profile)
    for better, worse in permutations(profile.options, 2):
        if profile.voters and found.votes(better, worse) == profile.total_voices:
            yield better, worse


def _though(profile: Profile, ranking: Ranking, better: str, worse: str) -> str:
    return (
        f"In {tells(profile)} everybody puts '{better}' above '{worse}', but the order is "
        f"'{order(ranking)}'."
    )


def _place(ranking: Ranking, option: str) -> int | None:
    return next((row for row, tier in enumerate(ranking.shared) if option in tier), None)


def _compares_all(profile: Profile, tiers: Tiers) -> bool:
    return len(profile.options) > 1 and sum(map(len, tiers)) == len(profile.options)


def _without(tiers: Tiers, option: str) -> Tiers:
    left = (tuple(one for one in tier if one != option) for tier in tiers)
    return tuple(tier for tier in left if tier)


def _smith_set(found: Duels) -> tuple[str, ...]:
    """Return the smallest set of those that hold an option and all that it does not win against.

    Another way than that of the rule, so that the law does not check a rule by itself.
    """
    sets = [_undefeated(found, option) for option in found.options]
    return min(sets, key=len, default=())


def _undefeated(found: Duels, option: str) -> tuple[str, ...]:
    inside, waiting = {option}, [option]
    while waiting:
        row = found.index[waiting.pop()]
        for column, other in enumerate(found.options):
            if other not in inside and found.margins[row][column] <= 0:
                inside.add(other)
                waiting.append(other)
    return tuple(one for one in found.options if one in inside)
