"""This module is about asking: which laws does a rule violate here, and how small can that be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import combinations_with_replacement, islice, product
from typing import Any

from collectif.counting.laws.registry import LAWS, Violation, law_named
from collectif.counting.laws.variations import answer
from collectif.counting.profiles.grades import OVERALL
from collectif.counting.profiles.profile import Profile
from collectif.counting.ranking import Tiers
from collectif.counting.registry import RULES, Count, Reads, Rule, rank, way
from collectif.errors import InvalidInput

_NAMES = "abcdefgh"


def violations(
    count: str | Count,
    profile: Profile,
    laws: Iterable[str] | None = None,
    *,
    every: bool = False,
    **parameters: Any,
) -> tuple[Violation, ...]:
    """Return the laws that a rule violates on this very profile, each with what shows it.

    A law is tried with every single step that it speaks of, up to a fixed number of them: see the
    laws themselves. So none found here does not mean that the rule keeps the law elsewhere.

    >>> room = Profile.from_text("3: a > b > c; 2: b > c > a")
    >>> [found.law for found in violations("borda", room, ["majority", "pareto"])]
    ['majority']

    Args:
        count: The name of a registered rule, or a way to count.
        profile: The profile.
        laws: The names of the laws; None means all of `LAWS`.
        every: Return all that was found, and not the first of each law.
        **parameters: What the rule takes besides the profile, where it is given by name.

    Raises:
        UnknownName: There is no such rule, or no such law.
        CollectifError: The rule refuses the profile.
    """
    asked = way(count, parameters)
    found: list[Violation] = []
    for name in LAWS if laws is None else laws:
        told = law_named(name).violations(asked, profile)
        found += told if every else islice(told, 1)
    return tuple(found)


def violated(
    profile: Profile, rules: Iterable[str] | None = None, laws: Iterable[str] | None = None
) -> Mapping[str, tuple[str, ...]]:
    """Return rule -> the names of the laws that it violates on this very profile.

    Args:
        profile: The profile.
        rules: The names of rules; None means all that count this profile without parameters.
        laws: The names of the laws; None means all of `LAWS`.

    Raises:
        UnknownName: There is no such rule, or no such law.
        CollectifError: A rule that was named refuses the profile.
    """
    asked = [name for name in RULES if _counts(name, profile)] if rules is None else rules
    named = None if laws is None else tuple(laws)
    return {name: tuple(found.law for found in violations(name, profile, named)) for name in asked}


def smallest(
    count: str | Count,
    law: str,
    *,
    reads: Reads | None = None,
    voters: int = 5,
    options: int = 3,
    grades: int = 5,
    most: int = 20_000,
    **parameters: Any,
) -> Violation | None:
    """Return a violation on a profile as small as can be; None when none is found.

    All profiles are tried in order of size: fewer voters first, then fewer options. What is equal
    up to the names of voters is tried once. None says nothing of larger profiles.

    >>> smallest("borda", "majority", options=3).says.startswith("In [")
    True

    Args:
        count: The name of a registered rule, or a way to count.
        law: The name of a law.
        reads: Whether to try ballots that order all options, or grades with gaps. None means what
            the rule reads where it is given by name, and orders otherwise.
        voters: The most voters.
        options: The most options, up to 8.
        grades: The grades of the scale, which runs from 1.
        most: The most profiles that are tried before the search gives up.
        **parameters: What the rule takes besides the profile, where it is given by name.

    Raises:
        UnknownName: There is no such rule, or no such law.
        InvalidInput: The way to count refused every profile that was tried.
    """
    asked, counted_by = law_named(law), way(count, parameters)
    usual: Reads = RULES[count].reads if isinstance(count, str) else "orders"
    read, counted = reads or usual, 0
    for profile in islice(_profiles(read, voters, options, grades, asked.name), most):
        if answer(counted_by, profile) is not None:
            counted += 1
            for found in asked.violations(counted_by, profile):
                return found
    if not counted:
        raise InvalidInput.of("search.every-profile-was-tried", read=read)
    return None


def witness(rule: Rule, law: str) -> Profile:
    """Return the profile with which a rule admits to break a law.

    Raises:
        KeyError: The rule does not say that it breaks it.
        InvalidProfile: The words cannot be read.
    """
    return told(rule, rule.breaks[law])


def told(rule: Rule, text: str) -> Profile:
    """Return a profile written down for a rule: orders, or grades on the scale of the rule.

    Raises:
        InvalidProfile: The words cannot be read.
    """
    graded = rule.scale is not None and not set("=>") & set(text)
    return Profile.from_text(text, scale=rule.scale if graded else None)


def counting(rule: Rule) -> Count:
    """Return a rule as a way to count, with the parameters with which the laws are tried."""
    return partial(rule.count, **rule.trial)


def _counts(name: str, profile: Profile) -> bool:
    return not RULES[name].required and answer(partial(rank, rule=name), profile) is not None


def _profiles(reads: Reads, voters: int, options: int, grades: int, law: str) -> Iterator[Profile]:
    """Yield profiles by size; only full ones, or strict ones, where the law speaks of no other."""
    for n in range(1, voters + 1):
        for m in range(1, options + 1):
            yield from _orders(n, m, law) if reads == "orders" else _grades(n, m, grades, law)


def _orders(n: int, m: int, law: str) -> Iterator[Profile]:
    names = tuple(_NAMES[:m])
    strict = "-on-strict-ballots" in law
    ballots = [tiers for tiers in _weak_orders(names) if not strict or len(tiers) == m]
    for cast in combinations_with_replacement(ballots, n):
        rows = [[list(tier) for tier in tiers] for tiers in cast]
        yield Profile.from_rankings(rows, options=names)


def _grades(n: int, m: int, grades: int, law: str) -> Iterator[Profile]:
    names = tuple(_NAMES[:m])
    for top in range(2, grades + 1):
        marks = [*range(1, top + 1), *(() if "-on-full-panels" in law else (None,))]
        for cast in combinations_with_replacement(list(product(marks, repeat=m)), n):
            if top in {x for row in cast for x in row} or top == 2:
                yield _graded(cast, names, top)


def _graded(cast: Iterable[tuple[int | None, ...]], names: tuple[str, ...], top: int) -> Profile:
    rows = {f"v{row}": marks for row, marks in enumerate(cast, start=1)}
    cells = {
        (voter, name, OVERALL): x
        for voter, marks in rows.items()
        for name, x in zip(names, marks, strict=True)
        if x is not None
    }
    return Profile.from_grades(cells, scale=(1, top), voters=rows, options=names)


def _weak_orders(names: tuple[str, ...]) -> list[Tiers]:
    """Return every order of some options, with ties, strict ones first."""
    levels = {
        tuple(sorted(set(heights)).index(h) for h in heights)
        for heights in product(range(len(names)), repeat=len(names))
    }
    found = [
        tuple(
            tuple(o for o, h in zip(names, row, strict=True) if h == level)
            for level in range(max(row) + 1)
        )
        for row in levels
    ]
    return sorted(found, key=lambda tiers: (-len(tiers), tiers))
