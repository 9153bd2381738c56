"""This module is about greedy choice: the option with the most votes first, while money lasts."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from typing import Literal, Self, get_args

from attrs import evolve, frozen

from collectif.counting.choosing.asked import Task, task
from collectif.counting.choosing.blocs import Utility, check_utility, support, votes
from collectif.counting.choosing.rounds import Misfit, Rounds, Verdict, check_misfit
from collectif.counting.choosing.selection import Bill, Outcome, Selection
from collectif.counting.profiles.grades import listed, shown
from collectif.counting.profiles.profile import Profile
from collectif.counting.registry import rule
from collectif.counting.ties import TieBreak
from collectif.errors import InvalidInput

By = Literal["votes", "votes_per_cost"]
"""What is highest for the option that is next."""


@rule(
    "greedy-budget",
    source="Talmon & Faliszewski 2019; unit costs, approval voting: Lackner & Skowron 2023",
    keeps=(
        "anonymity",
        "neutrality",
        "homogeneity",
        "within-budget",
        "committee-monotonicity",
        "ledger",
    ),
    breaks={
        "justified-representation": "2: a 1, b 1, c 1; d 1",
        "extended-justified-representation": "2: a 1, b 1, c 1; d 1",
    },
    scale=(0, 1),
    example="3: roof 1, bus 1; 2: park 1; bus 1, park 1",
    trial={"budget": 3},
)
def greedy_budget(
    profile: Profile,
    *,
    budget: int,
    costs: Mapping[str, int] | None = None,
    by: By = "votes",
    misfit: Misfit = "skip",
    utility: Utility = "cardinality",
    order: Iterable[str] | TieBreak | None = None,
) -> Selection:
    """Choose the options with the most votes, one after the other, while they fit the budget.

    The votes of an option are the sum over all voters of voices * utility. The option that is
    highest by votes, or by votes / cost, is bought if its cost is at most what is left; else it is
    passed over, or everything ends there. An option that nobody supports is never bought. With unit
    costs the budget is a number of seats, and this is approval voting.

    For an assembly: the rule most cities know, and quick to check by hand. Its price is that 51 of
    100 voters can take the whole budget, and that by votes a dear option with one vote more goes
    before several cheap ones; 'equal-shares' is fairer to minorities. Going by votes / cost favours
    what is cheap. Committee monotonicity, that more seats never cost anybody a seat, holds with
    unit costs; with other costs a larger budget may drop what a smaller one bought.

    Silence: a silence gives no vote, whatever its name. An option that few could answer for has
    few votes; give `min_coverage` to `rank` where that matters.

    Args:
        profile: Approvals, or grades: an option is supported by a grade above the lowest. On
            several criteria the steps above the lowest are weighted and added up.
        budget: What may be spent; with unit costs the number of seats.
        costs: Option -> cost, from 1 on; None means that each costs 1.
        by: "votes", or "votes_per_cost".
        misfit: "skip" passes over what costs more than is left; "stop" ends with the first such.
        utility: What a voter's vote counts: "cardinality", 1; "cost", the cost of the option;
            "grades", steps above the lowest.
        order: Every option, the one that goes first in a tie first, or a `TieBreak`; None leaves
            undecided what a tie decides.

    Returns:
        A selection whose scores are the votes, or votes / cost; nobody pays. `price` in a step is
        the score below 0, as the lowest price is bought first.

    Raises:
        InvalidInput: A parameter cannot be used.
        InvalidProfile: The ballots are orders, or an order for ties names an option twice.
    """
    check_utility(utility)
    check_misfit(misfit)
    _check_by(by)
    given = task(profile, budget=budget, costs=costs, order=order)
    scores = figures(given, by=by, utility=utility)

    def count(step: TieBreak | None) -> Verdict:
        terms = Rounds(rule="greedy-budget", costs=given.costs, misfit=misfit, order=step)
        return _played(terms, scores, given.options, given.budget)

    return given.answer(
        "greedy-budget",
        count,
        parameters={"by": by, "misfit": misfit, "utility": utility},
        scores=scores,
    )


@frozen(kw_only=True)
class Scores:
    """A market in which the highest figure is bought first, and nobody pays.

    Attributes:
        figures: Option -> its figure; one of 0 is never bought.
    """

    figures: Mapping[str, Fraction]

    @property
    def bills(self) -> tuple[Bill, ...]:
        """Return no bills: nobody pays."""
        return ()

    def price(self, option: str) -> Fraction | None:
        """Return the figure below 0, so that the highest is the lowest; None for a figure of 0."""
        return -self.figures[option] or None

    def buying(self, option: str, price: Fraction) -> Self:
        """Return the market itself: figures stay what they are."""
        return self

    def apart(self, options: tuple[str, ...]) -> bool:
        """Return True: no option changes the figure of another."""
        return True

    def state(self) -> Hashable:
        """Return the same always: nothing ever changes."""
        return ()


def figures(given: Task, *, by: By, utility: Utility) -> dict[str, Fraction]:
    """Return what each option has by votes, or by votes per cost, in declared order."""
    backers = support(given.blocs, given.options, graded=utility == "grades")
    found = {}
    for option in given.options:
        cost = given.costs[option]
        total = votes(backers.get(option, ())) * (cost if utility == "cost" else 1)
        found[option] = Fraction(total, cost if by == "votes_per_cost" else 1)
    return found


def completed(verdict: Verdict, given: Task, *, utility: Utility, step: TieBreak | None) -> Verdict:
    """Return a verdict completed by votes: what still fits, the option with the most votes first.

    Every outcome is completed by itself.
    """
    if verdict.outcomes is None:
        return verdict
    scores = figures(given, by="votes", utility=utility)
    terms = Rounds(rule="greedy-budget", costs=given.costs, order=step)
    outcomes: set[Outcome] = set()
    later = Verdict()
    for outcome in verdict.outcomes:
        rest = tuple(option for option in given.options if option not in outcome)
        left = given.budget - sum(given.costs[option] for option in outcome)
        later = _played(terms, scores, rest, left)
        if later.outcomes is None:
            break
        outcomes |= {outcome | more for more in later.outcomes}
    told = verdict.told
    steps = verdict.steps + (later.steps if told else ())
    wanted = {option for option, score in scores.items() if score}
    unbought = wanted.difference(step.option for step in steps)
    unknown = later.outcomes is None
    return Verdict(
        steps=steps,
        outcomes=None if unknown else frozenset(outcomes),
        open=(later.open if told else frozenset(unbought)) if unknown else frozenset(),
        tied=verdict.tied + (later.tied if told else ()),
        market=verdict.market,
        behind=verdict.behind,
    )


def _played(
    terms: Rounds, figures: Mapping[str, Fraction], options: tuple[str, ...], left: int
) -> Verdict:
    """Return what is bought; of too many outcomes, those options open that the tie leaves room for.

    At the end of the tie less is left than one of its options costs.
    """
    found = terms.played(Scores(figures=figures), options, left)
    if found.outcomes is not None:
        return found
    level = found.tied[-1]
    dearest = max(terms.costs[option] for option in level)
    within = (one for one in found.open if one in level or terms.costs[one] < dearest)
    return evolve(found, open=frozenset(within))


def _check_by(by: By) -> None:
    if by not in get_args(By):
        raise InvalidInput.of(
            "greedy-budget.options-were-to-be-bought", by=shown(by), by2=listed(get_args(By))
        )
