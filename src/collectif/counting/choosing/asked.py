"""This module is about choosing several options: what all rules do with the end of their count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from attrs import frozen

from collectif.counting.choosing.blocs import Bloc, blocs_in
from collectif.counting.choosing.means import read_budget, read_costs, read_order
from collectif.counting.choosing.rounds import Verdict
from collectif.counting.choosing.selection import Selection
from collectif.counting.profiles.profile import Profile
from collectif.counting.ranking import Tiers
from collectif.counting.ties import TieBreak


@frozen(kw_only=True)
class Task:
    """What is to be chosen from, by whom, and with what.

    Attributes:
        options: The options, in declared order.
        blocs: The voters.
        costs: Option -> its cost.
        budget: What may be spent.
        order: The declared step for ties; None for none.
    """

    options: tuple[str, ...]
    blocs: tuple[Bloc, ...]
    costs: Mapping[str, int]
    budget: int
    order: TieBreak | None

    @property
    def voices(self) -> int:
        """As how many voters all count together."""
        return sum(bloc.voices for bloc in self.blocs)

    def answer(
        self,
        rule: str,
        count: Callable[[TieBreak | None], Verdict],
        *,
        parameters: Mapping[str, object],
        scores: Mapping[str, Fraction] | None = None,
    ) -> Selection:
        """Return what a rule answers.

        Args:
            rule: Its name.
            count: The count with a declared step for ties, or with none.
            parameters: What the rule used besides the answers, the costs and the budget.
            scores: Option -> score, where the rule gives any.
        """
        verdict = count(self.order)
        broken = self.order is not None and bool(verdict.tied)
        chosen, undecided = self._parts(verdict)
        return Selection(
            rule=rule,
            version=1,
            parameters={
                "budget": self.budget,
                "costs": dict(self.costs),
                **parameters,
                **(_told(self.order) if self.order and broken else {}),
            },
            scores=scores or {},
            tiers=self._tiers(chosen, undecided),
            behind=verdict.behind,
            tie_break=self.order.name if self.order and broken else None,
            unbroken=self._tiers(*self._parts(count(None))) if broken else None,
            chosen=chosen,
            undecided=undecided,
            outcomes=self._outcomes(verdict),
            costs=self.costs,
            budget=self.budget,
            steps=verdict.steps,
            tied=verdict.tied,
            blocs=self.blocs,
            bills=verdict.market.bills if verdict.market else (),
        )

    def _parts(self, verdict: Verdict) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what is chosen and what is undecided."""
        bought = tuple(step.option for step in verdict.steps)
        if verdict.outcomes is None:
            return bought, tuple(option for option in self.options if option in verdict.open)
        shared = frozenset.intersection(*verdict.outcomes)
        some = frozenset.union(*verdict.outcomes) - shared
        rest = (option for option in self.options if option in shared and option not in bought)
        return (*bought, *rest), tuple(option for option in self.options if option in some)

    def _tiers(self, chosen: tuple[str, ...], undecided: tuple[str, ...]) -> Tiers:
        named = {*chosen, *undecided}
        rest = tuple(option for option in self.options if option not in named)
        return tuple(tier for tier in (self._declared(chosen), undecided, rest) if tier)

    def _declared(self, names: Iterable[str]) -> tuple[str, ...]:
        there = set(names)
        return tuple(option for option in self.options if option in there)

    def _outcomes(self, verdict: Verdict) -> tuple[tuple[str, ...], ...] | None:
        if verdict.outcomes is None:
            return None
        places = {option: place for place, option in enumerate(self.options)}
        sets = [tuple(sorted(one, key=places.__getitem__)) for one in verdict.outcomes]
        return tuple(sorted(sets, key=lambda one: [places[option] for option in one]))


def task(
    profile: Profile,
    *,
    budget: int,
    costs: Mapping[str, int] | None = None,
    order: Iterable[str] | TieBreak | None = None,
) -> Task:
    """Return what is to be chosen from a profile.

    Raises:
        InvalidProfile: The ballots are orders, or an order for ties names an option twice.
        InvalidInput: The budget, a cost or the order for ties cannot be used.
    """
    return Task(
        options=profile.options,
        blocs=blocs_in(profile),
        costs=read_costs(costs, profile.options),
        budget=read_budget(budget),
        order=read_order(order, profile.options),
    )


def _told(step: TieBreak) -> dict[str, object]:
    return {"tie_break": {"name": step.name, **step.parameters}}
