"""This module is about equal shares: every voter decides on the same part of the budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Literal, get_args

from attrs import evolve, frozen

from collectif.counting.choosing.asked import Task, task
from collectif.counting.choosing.blocs import Utility, check_utility
from collectif.counting.choosing.greedy_budget import completed
from collectif.counting.choosing.purses import Purses
from collectif.counting.choosing.rounds import Rounds, Verdict
from collectif.counting.choosing.selection import Outcome, Selection
from collectif.counting.profiles.grades import listed, shown
from collectif.counting.profiles.profile import Profile
from collectif.counting.registry import rule
from collectif.counting.ties import TieBreak
from collectif.errors import InvalidInput

Completion = Literal["votes", "add_one_until_exhaustive", "add_one_until_overspend"]
"""What is done with money that equal shares leave over: options are bought by votes; or shares are
raised until nothing more fits; or until the next raise would overspend, and then by votes."""

MOST_RAISES = 10_000
"""Raises of the share up to which a completion is followed."""


@rule(
    "equal-shares",
    source="Peters, Pierczyński & Skowron 2021; seats: Peters & Skowron 2020",
    keeps=(
        "anonymity",
        "neutrality",
        "homogeneity",
        "within-budget",
        "justified-representation",
        "extended-justified-representation",
        "ledger",
        "no-overpayment",
    ),
    breaks={"committee-monotonicity": "a 1, b 1; c 1, d 1; a 1, b 1, c 1"},
    scale=(0, 1),
    example="3: roof 1, bus 1; 2: park 1; bus 1, park 1",
    trial={"budget": 3},
)
def equal_shares(
    profile: Profile,
    *,
    budget: int,
    costs: Mapping[str, int] | None = None,
    utility: Utility = "cost",
    completion: Completion | None = None,
    increment: Fraction | int | str = 1,
    order: Iterable[str] | TieBreak | None = None,
) -> Selection:
    """Choose options that their supporters can pay for, each voter with the same share of budget.

    Each of n voters has budget / n. An option is for sale at the rate r when
    sum over voters of min(what is left to the voter, r * utility) = cost. The option with the
    lowest rate is bought, and its supporters pay so, until no option can be paid for by those who
    support it.

    For an assembly: a group that is a third of the voters and agrees decides on about a third of
    the money, and every coin can be traced to those who wanted it spent so. Its price is that the
    supporters of an option may not have its cost even where money is left, so that it often spends
    less than all; a completion spends more, and gives up some of the fairness. The usual one, of
    Wieliczka 2023, is "add_one_until_overspend" with utility "cost". More seats may cost somebody
    a seat, and which option is bought may hang on the last coin.

    Silence: a silence supports nothing, whatever its name. Who is in the profile has a share, also
    who answered nothing: that share stays unspent without a completion. Leave such voters out with
    `Profile.without_voters` if only those who voted are to have one.

    Args:
        profile: Approvals, or grades: an option is supported by a grade above the lowest. On
            several criteria the steps above the lowest are weighted and added up.
        budget: What may be spent; with unit costs the number of seats.
        costs: Option -> cost, from 1 on; None means that each costs 1.
        utility: What a voter has of an option that it supports: "cost", its cost, so that as many
            votes count as much whatever is bought with them; "cardinality", 1, so that cheap
            options go first; "grades", steps above the lowest, so that who wants it more pays more.
        completion: None buys nothing more. "votes": what still fits, by votes, and nobody pays.
            "add_one_until_exhaustive": the share is raised by the increment, and all is counted
            anew, until nothing more fits or the next raise would spend more than the budget.
            "add_one_until_overspend": until the next raise would spend more than the budget, the
            last outcome within it counts, and is completed by votes.
        increment: By how much the share of each voter is raised at a time; above 0.
        order: Every option, the one that goes first in a tie first, or a `TieBreak`; None leaves
            undecided what a tie decides.

    Returns:
        A selection without scores, whose `payments` say who paid what. `price` in a step is the
        rate, or what 'greedy-budget' says where options were bought by votes. `behind` holds the
        "share" of each voter at the start, and the "endowment", to which a completion raised it.

    Raises:
        InvalidInput: A parameter cannot be used, or the increment is so small that the shares
            would be raised more than 10,000 times.
        InvalidProfile: The ballots are orders, or an order for ties names an option twice.
    """
    check_utility(utility)
    raised = _read_increment(increment)
    if completion is not None and completion not in get_args(Completion):
        raise InvalidInput.of(
            "equal-shares.equal-shares",
            completion=shown(completion),
            completion2=listed(get_args(Completion)),
        )
    given = task(profile, budget=budget, costs=costs, order=order)
    count = _Count(given=given, utility=utility, completion=completion, increment=raised)
    said: dict[str, object] = {"utility": utility, "completion": completion}
    if completion not in (None, "votes"):
        said["increment"] = str(raised)
    return given.answer("equal-shares", count.verdict, parameters=said)


@frozen(kw_only=True)
class _Count:
    """A count by equal shares, with its completion."""

    given: Task
    utility: Utility
    completion: Completion | None
    increment: Fraction

    def verdict(self, step: TieBreak | None) -> Verdict:
        voices = self.given.voices
        share = Fraction(self.given.budget, voices) if voices else Fraction(0)
        purses = Purses.empty(self.given, self.utility)
        found, endowment = self._at(purses, share, step), share
        if self.completion in ("add_one_until_exhaustive", "add_one_until_overspend"):
            found, endowment = self._raised(purses, found, share, step)
        if self.completion in ("votes", "add_one_until_overspend"):
            votes: Utility = "grades" if self.utility == "grades" else "cardinality"
            found = completed(found, self.given, utility=votes, step=step)
        return evolve(found, behind={"share": share, "endowment": endowment})

    def _at(self, purses: Purses, share: Fraction, step: TieBreak | None) -> Verdict:
        terms = Rounds(rule="equal-shares", costs=self.given.costs, order=step)
        return terms.played(purses.with_each(share), tuple(purses.backers))

    def _raised(
        self, purses: Purses, found: Verdict, share: Fraction, step: TieBreak | None
    ) -> tuple[Verdict, Fraction]:
        """Return the last verdict within the budget, and the share that gave it.

        Where only some outcomes of a tie go on, what follows is not known.
        """
        wanted = frozenset(purses.backers)
        for _ in range(MOST_RAISES):
            ends = self._agreed(found, lambda outcome: self._done(wanted, outcome))
            if ends:
                return found, share
            higher = self._at(purses, share + self.increment, step)
            over = self._agreed(higher, lambda outcome: self._cost(outcome) > self.given.budget)
            if over:
                return found, share
            if ends is None or over is None:
                return Verdict(outcomes=None, open=wanted, tied=higher.tied or found.tied), share
            found, share = higher, share + self.increment
        raise InvalidInput.of(
            "equal-shares.share-each-voter-was-raised",
            most_raises=MOST_RAISES,
            increment=self.increment,
        )

    def _agreed(self, verdict: Verdict, test: Callable[[Outcome], bool]) -> bool | None:
        """Return what a test says of all outcomes; None when they differ or are not known."""
        said = {test(outcome) for outcome in verdict.outcomes or ()}
        return said.pop() if len(said) == 1 else None

    def _done(self, wanted: Outcome, outcome: Outcome) -> bool:
        """Whether no raise is to follow: all is bought, or, where that counts, nothing fits."""
        rest = wanted - outcome
        left = self.given.budget - self._cost(outcome)
        exhaustive = all(self.given.costs[option] > left for option in rest)
        return not rest or (self.completion == "add_one_until_exhaustive" and exhaustive)

    def _cost(self, outcome: Outcome) -> int:
        return sum(self.given.costs[option] for option in outcome)


def _read_increment(increment: Fraction | int | str) -> Fraction:
    try:
        read = Fraction(increment) if not isinstance(increment, float) else Fraction(0)
    except (ValueError, TypeError, ZeroDivisionError):
        read = Fraction(0)
    if read <= 0:
        raise InvalidInput.of("equal-shares.shares-were-to-be-raised", increment=shown(increment))
    return read
