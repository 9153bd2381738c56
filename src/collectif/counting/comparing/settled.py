"""This module is about whether a result is settled: whether other ways to look put the same first.

A mean says how much the room gives to an option, and may put first what a majority would not take.
So it is never shown alone. Beside it stand what majorities say of two options at a time, and what
the middle of the grades says; where they put the same options first, the result is settled, and
where not, it is told which of them differs, and on what.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import cast

from attrs import field, frozen

from collectif.counting.ordering.pairwise import Duels, duels
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import Unranked, orders
from collectif.counting.ranking import Ranking
from collectif.counting.registry import Count, rank, way
from collectif.errors import InvalidInput

CHECKS = ("smith", "schulze", "majority-judgment")
"""The rules that are laid beside the one asked for, in this order."""


@frozen(kw_only=True)
class Difference:
    """Where a check puts others first, told by one option of each side.

    Attributes:
        leader: The first leader of the rule asked for that does not lead by the check; where all
            of them do, the first one.
        other: The first leader by the check that does not lead by the rule; where all of them do,
            the first one.
        lead: The score of `leader` minus that of `other`, by the rule asked for; None where one
            has none.
        votes: How many voters put `other` above `leader`.
        against: How many put `leader` above `other`.
        voters: How many compared the two, those who put them level included.
        paths: The strengths of the strongest paths of duels from `other` to `leader` and back;
            None but for Schulze's rule, and where nobody compared `leader`.
        grades: The majority grades of `other` and of `leader`, 0 to 100; None but for majority
            judgment.
    """

    leader: str
    other: str
    lead: Fraction | None
    votes: int
    against: int
    voters: int
    paths: tuple[int, int] | None = None
    grades: tuple[Fraction, Fraction] | None = None

    @property
    def margin(self) -> int:
        """The votes for `other` minus those against it; above 0 where a majority prefers it."""
        return self.votes - self.against


@frozen(kw_only=True)
class CrossCheck:
    """The leaders by a rule, and by those that stand beside it.

    Attributes:
        rule: The rule asked for.
        leaders: The options that it puts first.
        condorcet_winner: The option that a majority prefers to each other one; None where
            majorities go round in a circle or are tied.
        checks: Name of a check -> the options that it puts first; for "smith" the Smith set, the
            smallest set of options that each win against all others. A check that does not read
            such ballots, or is untold, is not there; none is where fewer than two options have a
            place.
        differences: Name of a check -> how it differs from the rule asked for, where it does.
        untold: The checks that put nothing first: nobody compared what they compare, or there are
            too many options for them.
    """

    rule: str
    leaders: tuple[str, ...]
    condorcet_winner: str | None
    checks: Mapping[str, tuple[str, ...]]
    differences: Mapping[str, Difference] = field(repr=False)
    untold: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether something leads, and every check agrees.

        Schulze's rule and majority judgment agree where they put the same options first, no more
        and no fewer. The Smith set agrees where it holds all leaders: where majorities go round in
        a circle it holds several, and leaves the choice among them to others.
        """
        return bool(self.leaders) and not self.differences and not self.untold

    @property
    def differs(self) -> tuple[str, ...]:
        """The checks that differ, in the order of `checks`."""
        return tuple(self.differences)


def cross_check(profile: Profile, *, count: str | Count = rank) -> CrossCheck:
    """Return the leaders by a rule beside those by the Smith set, Schulze and majority judgment.

    >>> room = Profile.from_text("2: a 1, b 2; a 4, b 1", scale=(1, 5))
    >>> found = cross_check(room)
    >>> found.leaders, found.settled, found.condorcet_winner
    (('a',), False, 'b')
    >>> told = found.differences["schulze"]
    >>> told.other, told.votes, told.against, told.lead
    ('b', 2, 1, Fraction(25, 3))

    Each voter counts once in the checks, or with its voices, also where the rule gives shares to
    colleges. Options without a place by the rule are left out of the checks: nothing is put first
    that too few people graded. Ballots that rank have no grades, and no majority judgment.

    Source: Condorcet 1785; Smith 1973; Schulze 2011; Balinski and Laraki 2011.

    Args:
        profile: The answers.
        count: How to count, by the name of a rule or a function; the weighted mean unless told
            otherwise.

    Raises:
        UnknownName: No rule has this name.
        InvalidInput: It is no way to count.
    """
    asked = way(count)(profile)
    seen = profile.without_options(*asked.incomplete) if asked.incomplete else profile
    names = CHECKS[:2] if profile.ordinal else CHECKS
    by = {name: _counted(seen, name) for name in (names if len(seen.options) > 1 else ())}
    told = {name: found for name, found in by.items() if found is not None and found.leaders}
    return CrossCheck(
        rule=asked.rule,
        leaders=asked.leaders,
        condorcet_winner=duels(seen).condorcet_winner if "smith" in told else None,
        checks={name: found.leaders for name, found in told.items()},
        differences={
            name: _difference(seen, asked, found)
            for name, found in told.items()
            if asked.leaders and not _agree(name, asked.leaders, found.leaders)
        },
        untold=tuple(name for name in by if name not in told),
    )


def _counted(profile: Profile, name: str) -> Ranking | None:
    """Return a check; None where there are more options than it compares.

    What has a place by the rule asked for has grades enough.
    """
    asked = {"min_scores_per_cell": 1} if name == "majority-judgment" else {}
    try:
        return rank(profile, name, **asked)  # type: ignore[arg-type]
    except InvalidInput:
        return None


def _agree(name: str, leaders: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return set(leaders) <= set(others) if name == "smith" else set(leaders) == set(others)


def _difference(seen: Profile, asked: Ranking, check: Ranking) -> Difference:
    leader = next((o for o in asked.leaders if o not in check.leaders), asked.leaders[0])
    other = next((o for o in check.leaders if o not in asked.leaders), check.leaders[0])
    two = seen.without_options(*(o for o in seen.options if o not in (leader, other)))
    held = duels(two)
    return Difference(
        leader=leader,
        other=other,
        lead=_less(asked.scores.get(leader), asked.scores.get(other)),
        votes=held.votes(other, leader),
        against=held.votes(leader, other),
        voters=_comparing(two, held.unranked),
        paths=_paths(check, leader, other) if check.rule == "schulze" else None,
        grades=(check.scores[other], check.scores[leader])
        if check.rule == "majority-judgment" and leader in check.scores
        else None,
    )


def _less(score: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if score is None or other is None else score - other


def _comparing(two: Profile, unranked: Unranked) -> int:
    """Return how many voters compared the two options of a profile, level ones included."""
    rows = orders(two, unranked).items()
    return sum(two.voice(voter) for voter, tiers in rows if sum(map(len, tiers)) == 2)


def _paths(check: Ranking, leader: str, other: str) -> tuple[int, int] | None:
    """Return the strengths of the strongest paths to and fro; None where one is not compared."""
    paths = cast("tuple[tuple[int, ...], ...]", check.behind["paths"])
    index = cast("Duels", check.behind["duels"]).index
    if leader not in index:
        return None
    return paths[index[other]][index[leader]], paths[index[leader]][index[other]]
