"""This module is about ballots that rank, told by what rules of orders rest on.

How often each rank was given says nothing, since every ballot gives each of them; what is told is
each scenario's points by Borda's rule, its duels, and the ballots that put it first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from collectif.counting import RULES, Duels, Profile, Ranking, duels, rank
from collectif.errors import InvalidInput
from collectif.projections.scores import RoundScores
from collectif.reports.words import decimal, fitted, in_lang, say, wrapped
from collectif.values import Text
from collectif.whatif.polls import poll, profile_of


def ordered_text(
    scores: RoundScores, rule: str | None, titles: Mapping[str, Text], lang: str
) -> Iterator[str]:
    """Yield the lines that show a round of orders, the subject in first place first.

    Args:
        scores: The round, visible, with a ballot at least.
        rule: The rule by which the subjects stand in an order, where it reads orders; Borda's else.
        titles: Subject -> its title.
        lang: The language.
    """
    asked = rule if rule is not None and _reads_orders(rule) else None
    profile, by = profile_of(scores), poll(scores, frozenset(), asked).ranking
    points, firsts, fought = rank(profile, "borda"), rank(profile, "plurality"), _duels(profile)
    heads = f"{say(lang, 'points'):<20}{say(lang, 'duels_won'):<14}{say(lang, 'put_first')}"
    yield f"             {heads}"
    for place, option in () if by is None else _rows(by):
        figures = f"{_points(points, option, lang):<20}{_won(fought, option, lang):<14}"
        title = in_lang(titles.get(option, {}), lang)
        yield fitted(f"  {place:>3} {option:<6} {figures}{_first(firsts, option, lang):<13}{title}")
    yield from wrapped(say(lang, "in_order_of", rule=asked) if asked else say(lang, "by_points"))
    if fought is not None:
        winner = fought.condorcet_winner
        key = "no_duels_winner" if winner is None else "duels_winner"
        yield from wrapped(say(lang, key, option=winner))
    yield from wrapped(say(lang, "orders_counted", count=len(scores.ballots)))


def _reads_orders(rule: str) -> bool:
    return rule in RULES and RULES[rule].reads == "orders"


def _duels(profile: Profile) -> Duels | None:
    """Return the duels; None where there are too many subjects to compare two by two."""
    try:
        return duels(profile)
    except InvalidInput:
        return None


def _rows(ranking: Ranking) -> Iterator[tuple[str, str]]:
    """Yield place and option; what too few compared has no place and comes last."""
    yield from ((f"{place}.", option) for place, option in ranking.places())
    yield from (("-", option) for option in ranking.incomplete)


def _points(points: Ranking, option: str, lang: str) -> str:
    of = points.scores.get(option)
    return f"{'-':>6}" if of is None else f"{decimal(of, 2, lang):>6} ({of})"


def _won(fought: Duels | None, option: str, lang: str) -> str:
    if fought is None:
        return "-"
    others = [other for other in fought.options if other != option]
    won = sum(fought.margin(option, other) > 0 for other in others)
    return say(lang, "part_of", part=won, whole=len(others))


def _first(firsts: Ranking, option: str, lang: str) -> str:
    votes = firsts.scores.get(option, Fraction(0))
    return str(votes) if votes.denominator == 1 else decimal(votes, 2, lang)
