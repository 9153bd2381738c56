"""This module is about the margin of victory: how few voters could change who leads.

A voter who changes may give any other grades in the cells that it graded; what it was silent on
stays silent, so every option keeps its judges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from attrs import frozen

from collectif.counting.firmness.bounds import Bound, bound, moves
from collectif.counting.firmness.turning import Ballots, Search, changing
from collectif.counting.profiles.grades import Cell
from collectif.counting.profiles.profile import Profile
from collectif.counting.registry import rank
from collectif.errors import InvalidProfile


@frozen(kw_only=True)
class Margin:
    """How many voters must change their ballots for the leaders to be others.

    A voter with several voices is one voter, who changes them all at once.

    Attributes:
        rule: The rule that counts.
        leaders: The leaders as counted.
        overturned: Whether none of them may lead any more; otherwise any other set of leaders is a
            change, also when a rival only draws level.
        lower: No fewer voters can do it.
        upper: So many voters can: `ballots` shows how. None when no way was found, though all
            voters changed.
        ballots: (voter, option, criterion) -> new grade as cast, for each that is another.
        after: The leaders with these ballots, counted anew by the rule; none without `upper`.
    """

    rule: str
    leaders: frozenset[str]
    overturned: bool
    lower: int
    upper: int | None
    ballots: Mapping[Cell, int]
    after: frozenset[str]

    @property
    def method(self) -> Literal["exact", "bounds"]:
        """`"exact"` where the bounds meet, so that the number is known."""
        return "exact" if self.lower == self.upper else "bounds"

    @property
    def voters(self) -> tuple[str, ...]:
        """The voters who change their ballots, each once."""
        return tuple(dict.fromkeys(voter for voter, _, _ in self.ballots))


def margin_of_victory(
    profile: Profile, rule: str = "weighted-mean", *, overturn: bool = False, **parameters: Any
) -> Margin | None:
    """Return how few voters, by changing their ballots, could change the leaders.

    By the weighted mean the number is exact, but for overturning leaders that tie: a voter brings a
    rival nearer by what it gives to the leader and keeps back from the rival, and the voters who
    can move most come first. By Borda's rule the same sums are a lower bound, and so are, by the
    median, the best moves on each criterion taken apart. By a rule that elects whoever beats all
    others, a voter moves a pairwise margin by 2 at most. By another rule the lower bound is 1. The
    upper bound is always a profile that was searched for, and counted by the rule itself.

    Source: the margin of victory, its polynomial and its hard cases: Xia 2012; for instant runoff
    Cary 2011, Magrino et al. 2011.

    Args:
        profile: The answers.
        rule: The name of a registered rule.
        overturn: Ask for leaders of which none led before, instead of any other set of leaders.
        **parameters: What the rule takes besides the profile.

    Returns:
        The bounds with their witness; None when nothing is ranked, or nobody else could lead.

    Raises:
        UnknownName: No rule has this name, or the rule does not take this parameter.
        InvalidInput: The rule needs a parameter that was not given, or refuses one.
        InvalidProfile: The ballots are orders: what a voter could change is looked for in grades.
    """
    if profile.ordinal:
        raise InvalidProfile.of("margins.margin-victory-was-asked-ballots")
    now = rank(profile, rule, **parameters)
    leading = frozenset(now.leaders)
    fixed = leading if overturn or len(leading) == 1 else frozenset[str]()
    rivals = [option for tier in now.tiers for option in tier if option not in fixed]
    if not leading or not rivals:
        return None
    found = moves(profile, now, parameters)
    floors = _floors(bound(profile, now, found), now.leaders, rivals, overturn)
    search = Search(
        profile=profile,
        count=lambda other: rank(other, rule, **parameters),
        leading=leading,
        overturn=overturn,
        moves=found,
    )
    ballots: Ballots | None = None
    for rival, floor in sorted(floors.items(), key=lambda one: (one[1], one[0])):
        limit = len(profile.voters) if ballots is None else changing(ballots) - 1
        if limit < floor:
            break
        ballots = search.fewest(rival, floor, limit) or ballots
    if not floors:
        return None
    return Margin(
        rule=rule,
        leaders=leading,
        overturned=overturn,
        lower=min(floors.values()),
        upper=None if ballots is None else changing(ballots),
        ballots=ballots or {},
        after=frozenset() if ballots is None else search.leaders(ballots),
    )


def _floors(
    least: Bound, leading: Iterable[str], rivals: Iterable[str], overturn: bool
) -> dict[str, int]:
    """Return rival -> the fewest voters who could help it; without those whom nobody can help.

    A rival must catch up with every leader; one that leads already need only leave another behind.
    """
    leading, found = list(leading), {}
    for rival in rivals:
        parted = rival in leading
        each = [least(one, rival, parted or overturn) for one in leading if one != rival]
        known = [n for n in each if n is not None]
        if parted and known:
            found[rival] = max(1, min(known))
        elif len(known) == len(each):
            found[rival] = max(1, *known)
    return found
