"""This module is about ballots that rank, told by what rules of orders rest on.

How often each rank was given says nothing, since every ballot gives each of them; what is told is
each scenario's points by Borda's rule, its duels, and the ballots that put it first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import frozen

from collectif.counting import RULES, Duels, Profile, duels, rank
from collectif.errors import InvalidInput
from collectif.projections.scores import RoundScores
from collectif.reports.words import decimal, in_lang, rowed, rule_named, say, wrapped
from collectif.values import Text
from collectif.whatif.polls import poll, profile_of


@frozen(kw_only=True)
class Standing:
    """How one subject of a round of orders stands.

    Attributes:
        subject: The subject.
        place: Its place; None where too few compared it with another one.
        points: Borda's points, from 0 to 100; None likewise.
        won: The duels that it wins; None where there are too many subjects to compare two by two.
        first: The ballots that put it first; one that puts several first counts in equal parts.
    """

    subject: str
    place: int | None
    points: Fraction | None
    won: int | None
    first: Fraction


@frozen(kw_only=True)
class Orders:
    """How the subjects of a round of orders stand.

    Attributes:
        rule: The rule by which they stand in this order, where one was asked for that reads orders;
            None for Borda's, which nobody had to ask for.
        standings: The subjects, the first place first; those without a place at the end.
        duels: The duels; None where there are too many subjects to compare two by two.
    """

    rule: str | None
    standings: tuple[Standing, ...]
    duels: Duels | None


def orders_of(scores: RoundScores, rule: str | None = None) -> Orders:
    """Return how the subjects of a round of orders stand.

    Args:
        scores: The round, visible.
        rule: A rule of counting; one that does not read orders is passed over.
    """
    asked = rule if rule is not None and _reads_orders(rule) else None
    profile, by = profile_of(scores), poll(scores, frozenset(), asked).ranking
    points, firsts, fought = rank(profile, "borda"), rank(profile, "plurality"), _duels(profile)
    places = {} if by is None else {option: place for place, option in by.places()}
    standings = tuple(
        Standing(
            subject=option,
            place=places.get(option),
            points=points.scores.get(option),
            won=None if fought is None else _won(fought, option),
            first=firsts.scores.get(option, Fraction(0)),
        )
        for option in (*places, *(o for o in profile.options if o not in places))
    )
    return Orders(rule=asked, standings=standings, duels=fought)


def ordered_text(
    scores: RoundScores, rule: str | None, titles: Mapping[str, Text], lang: str
) -> Iterator[str]:
    """Yield the lines that show a round of orders, the subject in first place first."""
    told = orders_of(scores, rule)
    heads = f"{say(lang, 'borda_points'):<20}{say(lang, 'duels_won'):<14}{say(lang, 'put_first')}"
    yield f"             {heads}"
    for one in told.standings:
        place = "-" if one.place is None else f"{one.place}."
        title = in_lang(titles.get(one.subject, {}), lang)
        figures = _figures(one, len(told.standings) - 1, lang)
        yield from rowed(f"  {place:>3} {one.subject:<6}", figures, title)
    rule = told.rule and rule_named(told.rule, lang)
    yield from wrapped(say(lang, "in_order_of", rule=rule) if rule else say(lang, "by_points"))
    if told.duels is not None:
        winner = told.duels.condorcet_winner
        key = "no_duels_winner" if winner is None else "duels_winner"
        yield from wrapped(say(lang, key, option=winner))
    yield from wrapped(say(lang, "orders_counted", count=len(scores.ballots)))


def _reads_orders(rule: str) -> bool:
    return rule in RULES and RULES[rule].reads == "orders"


def _duels(profile: Profile) -> Duels | None:
    try:
        return duels(profile)
    except InvalidInput:
        return None


def _won(fought: Duels, option: str) -> int:
    return sum(fought.margin(option, other) > 0 for other in fought.options if other != option)


def _figures(one: Standing, others: int, lang: str) -> str:
    points = "-" if one.points is None else decimal(one.points, 2, lang)
    exact = "" if one.points is None else f" ({one.points})"
    won = "-" if one.won is None else say(lang, "part_of", part=one.won, whole=others)
    whole = one.first.denominator == 1
    first = str(one.first) if whole else decimal(one.first, 2, lang)
    return f"{f'{points:>6}{exact}':<20}{won:<14}{first:<13}"
