"""The laws of choosing several options within a budget, and the rules beside their definitions.

A count is checked against the definition of its rule, not against another way to compute it: that
each price is the exact one, and that nothing else was cheaper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import (
    RULES,
    Profile,
    Ranking,
    Selection,
    by_lot,
    by_order,
    equal_shares,
    find_ejr_violation,
    find_jr_violation,
    greedy_budget,
    proportional_approval,
    rank,
    sequential_phragmen,
    underserved,
)
from collectif.counting.choosing import choice_laws, representation
from collectif.errors import InvalidInput, InvalidProfile
from collectif.testing.profiles import approvals, patchy_profiles, recast

LAW = settings(max_examples=30, deadline=None)
FEW = settings(max_examples=15, deadline=None)

Choice = Callable[..., Selection]
Costs = Mapping[str, int]

WITH_COSTS: dict[str, Choice] = {
    "by votes": greedy_budget,
    "by votes per cost": partial(greedy_budget, by="votes_per_cost"),
    "by votes, stop": partial(greedy_budget, misfit="stop"),
    "shares of cost": equal_shares,
    "shares of number": partial(equal_shares, utility="cardinality"),
    "shares, then votes": partial(equal_shares, completion="votes"),
    "phragmen": sequential_phragmen,
    "phragmen, skip": partial(sequential_phragmen, misfit="skip"),
}
RAISED: dict[str, Choice] = {
    name: partial(equal_shares, completion=name, increment="1/3")
    for name in ("add_one_until_exhaustive", "add_one_until_overspend")
}
SEATS: dict[str, Choice] = {
    **{name: WITH_COSTS[name] for name in ("by votes", "shares of cost", "phragmen")},
    "pav": proportional_approval,
}
LAWS = {
    "within-budget": choice_laws.within_budget,
    "committee-monotonicity": choice_laws.committee_monotonicity,
    "justified-representation": choice_laws.justified_representation,
    "extended-justified-representation": choice_laws.extended_justified_representation,
    "ledger": choice_laws.ledger,
    "no-overpayment": choice_laws.no_overpayment,
}
NAMES = ("greedy-budget", "equal-shares", "sequential-phragmen", "proportional-approval")

with_costs = st.sampled_from(sorted(WITH_COSTS)).map(WITH_COSTS.__getitem__)
raised = st.sampled_from(sorted(RAISED)).map(RAISED.__getitem__)
seats_only = st.sampled_from(sorted(SEATS)).map(SEATS.__getitem__)


@st.composite
def tasks(draw: st.DrawFn, *, most: int = 4) -> tuple[Profile, dict[str, int], int]:
    """Return approvals with voices, the costs of the options and a budget."""
    options = ("a", "b", "c", "d", "e")[: draw(st.integers(1, most))]
    voters = [f"v{i}" for i in range(draw(st.integers(1, 6)))]
    room = Profile.from_approvals(
        {voter: draw(st.sets(st.sampled_from(options))) for voter in voters},
        options=options,
        voices={voter: draw(st.sampled_from([1, 1, 1, 2, 3])) for voter in voters},
    )
    cost = draw(st.sampled_from([1, 2, 6]))
    costs = {option: draw(st.integers(1, cost)) for option in options}
    return room, costs, draw(st.integers(0, 2 * cost + 1))


def supporters(profile: Profile, option: str) -> list[str]:
    return [voter for voter in profile.voters if profile.cells.get((voter, option, "overall"))]


def outcomes(found: Ranking) -> set[frozenset[str]]:
    assert isinstance(found, Selection)
    assert found.outcomes is not None
    return {frozenset(one) for one in found.outcomes or (found.chosen,)}


def copies(profile: Profile, times: int) -> Profile:
    """Return the profile with every ballot cast so many times more, by voters of their own."""
    cells = {
        (f"{voter}.{copy}", option, criterion): value
        for copy in range(times)
        for (voter, option, criterion), value in profile.cells.items()
    }
    return Profile.from_grades(
        cells,
        scale=profile.scale,
        options=profile.options,
        criteria=profile.criteria,
        weights=profile.weights,
        lower_is_better=profile.lower_is_better,
        voters=[f"{voter}.{copy}" for copy in range(times) for voter in profile.voters],
        voices={
            f"{voter}.{copy}": profile.voice(voter)
            for copy in range(times)
            for voter in profile.voters
        },
    )


class TestDefinitions:
    @LAW
    @given(tasks(), st.sampled_from(["cost", "cardinality"]), st.permutations("abcde"))
    def test_equal_shares(
        self, task: tuple[Profile, Costs, int], utility: str, order: list[str]
    ) -> None:
        """Each price is the exact rate, nothing was cheaper, and at the end nothing is for sale.

        Definition: Peters, Pierczyński, Skowron 2021, section 3.
        """
        room, costs, budget = task
        found = equal_shares(room, budget=budget, costs=costs, utility=utility, order=order)  # type: ignore[arg-type]
        purse = {v: Fraction(budget, room.total_voices) for v in room.voters}
        rest = set(room.options)

        def raises(option: str, rate: Fraction) -> Fraction:
            worth = costs[option] if utility == "cost" else 1
            each = (min(purse[v], rate * worth) * room.voice(v) for v in supporters(room, option))
            return sum(each, Fraction(0))

        for step in found.steps:
            assert raises(step.option, step.price) == costs[step.option]
            level = {option for option in rest if raises(option, step.price) >= costs[option]}
            assert level == set(step.tied)
            assert step.option == min(level, key=order.index)
            worth = costs[step.option] if utility == "cost" else 1
            for voter in supporters(room, step.option):
                part = min(purse[voter], step.price * worth)
                paid = found.payments.get(voter, {}).get(step.option, Fraction(0))
                assert part * room.voice(voter) == paid
                purse[voter] -= part
            rest.remove(step.option)
        rich = Fraction(10**9)
        assert all(raises(option, rich) < costs[option] for option in rest)

    @LAW
    @given(tasks(), st.permutations("abcde"))
    def test_sequential_phragmen(self, task: tuple[Profile, Costs, int], order: list[str]) -> None:
        """At each purchase its supporters have exactly the cost, and no others had theirs before.

        Definition: Brill et al. 2017, section 3; Los, Christoff, Grossi 2022, section 2.
        """
        room, costs, budget = task
        found = sequential_phragmen(room, budget=budget, costs=costs, order=order)
        since, rest, left = dict.fromkeys(room.voters, Fraction(0)), set(room.options), budget

        def saved(option: str, time: Fraction) -> Fraction:
            each = ((time - since[v]) * room.voice(v) for v in supporters(room, option))
            return sum(each, Fraction(0))

        for step in found.steps:
            assert saved(step.option, step.price) == costs[step.option] <= left
            level = {option for option in rest if saved(option, step.price) >= costs[option]}
            assert level == set(step.tied)
            since |= dict.fromkeys(supporters(room, step.option), step.price)
            rest.remove(step.option)
            left -= step.cost
        soon = {}
        for option in rest:
            voices = sum(map(room.voice, supporters(room, option)))
            if voices:
                soon[option] = (costs[option] - saved(option, Fraction(0))) / voices
        level = {option for option in soon if soon[option] == min(soon.values())}
        assert not level or any(costs[option] > left for option in level)

    @LAW
    @given(tasks(), st.sampled_from(["votes", "votes_per_cost"]), st.permutations("abcde"))
    def test_greedy(self, task: tuple[Profile, Costs, int], by: str, order: list[str]) -> None:
        """Options in falling order of votes, each bought if it fits (Talmon, Faliszewski 2019)."""
        room, costs, budget = task
        votes = {o: Fraction(sum(map(room.voice, supporters(room, o)))) for o in room.options}
        figure = {o: votes[o] / (costs[o] if by == "votes_per_cost" else 1) for o in room.options}
        falling = sorted(room.options, key=lambda o: (-figure[o], order.index(o)))
        bought: list[str] = []
        for option in falling:
            spent = sum(costs[one] for one in bought)
            if votes[option] and spent + costs[option] <= budget:
                bought.append(option)
        found = greedy_budget(room, budget=budget, costs=costs, by=by, order=order)  # type: ignore[arg-type]
        assert set(bought) == set(found.chosen)
        assert figure == found.scores

    @LAW
    @given(tasks(most=5), st.integers(0, 5))
    def test_proportional_approval(self, task: tuple[Profile, Costs, int], seats: int) -> None:
        """All sets with the highest harmonic score, found by trying all (Thiele 1895)."""
        room = task[0]
        wanted = [option for option in room.options if supporters(room, option)]
        sets = list(combinations(wanted, min(seats, len(wanted))))

        def score(chosen: tuple[str, ...]) -> Fraction:
            total = Fraction(0)
            for voter in room.voters:
                seated = sum(voter in supporters(room, option) for option in chosen)
                total += room.voice(voter) * sum(Fraction(1, j) for j in range(1, seated + 1))
            return total

        best = max(map(score, sets))
        found = proportional_approval(room, budget=seats)
        assert {frozenset(one) for one in sets if score(one) == best} == outcomes(found)
        assert best == found.behind["score"]

    @FEW
    @given(patchy_profiles, st.integers(0, 30))
    def test_shares_by_grades(self, room: Profile, budget: int) -> None:
        """With grades as utilities each pays the rate times its grade, or all that it has."""
        costs = {option: 3 + place for place, option in enumerate(room.options)}
        order = room.options
        found = equal_shares(room, budget=budget, costs=costs, utility="grades", order=order)
        purse = {v: Fraction(budget, room.total_voices) for v in room.voters}
        low = room.scale.min

        def utility(voter: str, option: str) -> int:
            worths = {c: room.worth(voter, option, c) for c in room.criteria}
            return sum(room.weights[c] * (x - low) for c, x in worths.items() if x is not None)

        def raises(option: str, rate: Fraction) -> Fraction:
            each = (min(purse[v], rate * utility(v, option)) for v in room.voters)
            return sum(each, Fraction(0))

        rest = set(room.options)
        for step in found.steps:
            assert raises(step.option, step.price) == costs[step.option]
            level = {option for option in rest if raises(option, step.price) >= costs[option]}
            assert level == set(step.tied)
            for voter in room.voters:
                purse[voter] -= min(purse[voter], step.price * utility(voter, step.option))
            rest.remove(step.option)
        assert all(raises(option, Fraction(10**9)) < costs[option] for option in rest)


class TestTies:
    @LAW
    @given(tasks(), with_costs)
    def test_outcomes_are_those_of_all_orders(
        self, task: tuple[Profile, Costs, int], count: Choice
    ) -> None:
        """Without a declared order, exactly the sets that some order would choose are outcomes."""
        room, costs, budget = task
        found = count(room, budget=budget, costs=costs)
        parted = [
            count(room, budget=budget, costs=costs, order=order)
            for order in permutations(room.options)
        ]
        assert {frozenset(one.chosen) for one in parted} == outcomes(found)
        assert all(not one.undecided for one in parted)

    @LAW
    @given(tasks(), st.integers(0, 4))
    def test_orders_lead_to_best_sets(self, task: tuple[Profile, Costs, int], seats: int) -> None:
        """A declared order picks one of the best sets of proportional approval."""
        room = task[0]
        best = outcomes(proportional_approval(room, budget=seats))
        for order in permutations(room.options):
            found = proportional_approval(room, budget=seats, order=order)
            assert frozenset(found.chosen) in best
            assert not found.undecided

    @LAW
    @given(tasks(), with_costs)
    def test_tiers(self, task: tuple[Profile, Costs, int], count: Choice) -> None:
        """Chosen is what all outcomes share, undecided what only some have; each stands once."""
        room, costs, budget = task
        found = count(room, budget=budget, costs=costs)
        sets = outcomes(found)
        assert frozenset.intersection(*sets) == set(found.chosen)
        assert frozenset.union(*sets) - frozenset(found.chosen) == set(found.undecided)
        assert sorted(room.options) == sorted(o for tier in found.tiers for o in tier)
        assert found.leaders == found.chosen
        assert found.spent == sum(costs[o] for o in found.chosen)
        assert [step.option for step in found.steps] == list(found.chosen[: len(found.steps)])
        assert (len(found.outcomes or ()) > 1) == bool(found.undecided)

    def test_tie_that_decides_is_not_broken(self) -> None:
        room = Profile.from_approvals([["roof", "bus"], ["roof", "pool"]])
        found = greedy_budget(room, budget=2)
        assert (("roof",), ("bus", "pool")) == found.tiers
        assert (("bus", "roof"), ("roof", "pool")) == found.outcomes
        assert (("bus", "pool"),) == found.tied
        assert (1, None, None) == (found.spent, found.tie_break, found.unbroken)

    def test_declared_order_is_repeated_with_the_tiers_before(self) -> None:
        room = Profile.from_approvals([["roof", "bus"], ["roof", "pool"]])
        found = greedy_budget(room, budget=2, order=["pool", "bus", "roof"])
        assert ("roof", "pool") == found.chosen
        assert (("roof",), ("bus", "pool")) == found.unbroken
        assert "declared-order" == found.tie_break
        told = {"name": "declared-order", "order": ("pool", "bus", "roof")}
        assert told == found.parameters["tie_break"]

    def test_lot_parts_ties_as_everywhere(self) -> None:
        room = Profile.from_approvals([["a"], ["b"], ["c"]])
        lot = by_lot("noon", room.options)
        found = greedy_budget(room, budget=1, order=lot)
        assert ("lot", (max(room.options, key=lot.figures[0].__getitem__),)) == (  # type: ignore[arg-type]
            found.tie_break,
            found.chosen,
        )

    def test_step_that_knows_no_option_breaks_nothing(self) -> None:
        room = Profile.from_approvals([["a"], ["b"]])
        found = greedy_budget(room, budget=1, order=by_order(["a"]))
        assert ("a", "b") == found.undecided

    def test_ties_that_do_not_matter_are_no_ties(self) -> None:
        """Options that nobody pays for twice, and that all fit, may come in any order."""
        room = Profile.from_approvals([["a"], ["b"], ["c"]])
        for count in SEATS.values():
            found = count(room, budget=3)
            assert (("a", "b", "c"),) == found.tiers
            assert () == found.tied
        assert [("a", "b", "c"), ("b", "c"), ("c",)] == [
            step.tied for step in equal_shares(room, budget=3).steps
        ]

    def test_too_many_outcomes_are_left_open(self) -> None:
        """Of 12 level options for 5 seats there are 792 sets: it says that it does not know."""
        options = [f"o{i:02}" for i in range(12)]
        room = Profile.from_approvals([["top", *options]] * 2 + [["top"]])
        for count in (greedy_budget, sequential_phragmen):
            found = count(room, budget=6)
            assert found.outcomes is None
            assert (("top",), tuple(options)) == found.tiers
            assert {"top", *options[:5]} == set(
                count(room, budget=6, order=[*options, "top"]).chosen
            )

    def test_raised_shares_stop_where_a_tie_decides_whether_to_go_on(self) -> None:
        """One voter with 4 buys a and b, or c; with 5, c and another, too much, or a and b again.

        Nothing fits beside what 4 buys, so the way that stops there knows both outcomes.
        """
        room = Profile.from_approvals([["a", "b", "c"]], options=["a", "b", "c"])
        costs = {"a": 2, "b": 2, "c": 3}
        stops, goes_on = (
            equal_shares(room, budget=4, costs=costs, completion=way)
            for way in ("add_one_until_exhaustive", "add_one_until_overspend")
        )
        assert (("a", "b"), ("c",)) == stops.outcomes
        assert goes_on.outcomes is None
        assert (("a", "b", "c"),) == stops.tiers == goes_on.tiers
        assert (("a", "b", "c"),) == goes_on.tied


class TestLaws:
    @pytest.mark.parametrize("name", sorted(WITH_COSTS))
    @FEW
    @given(task=tasks())
    def test_money(self, name: str, task: tuple[Profile, Costs, int]) -> None:
        """Within the budget; payments sum to the cost; supporters alone pay, within their share."""
        room, costs, budget = task
        for order in (None, room.options):
            count = partial(WITH_COSTS[name], budget=budget, costs=costs, order=order)
            for law in ("within-budget", "ledger", "no-overpayment"):
                assert [] == list(LAWS[law](count, room))

    @FEW
    @given(tasks(), raised)
    def test_money_with_raised_shares(
        self, task: tuple[Profile, Costs, int], count: Choice
    ) -> None:
        room, costs, budget = task
        chosen = partial(count, budget=budget, costs=costs, order=room.options)
        for law in ("within-budget", "ledger", "no-overpayment"):
            assert [] == list(LAWS[law](chosen, room))

    @pytest.mark.parametrize("name", NAMES)
    @FEW
    @given(room=approvals(), budget=st.integers(0, 4))
    def test_claims(self, name: str, room: Profile, budget: int) -> None:
        """Every law of choosing that a rule claims to keep."""
        count = partial(RULES[name].count, budget=budget)
        for law in RULES[name].keeps:
            if law in LAWS:
                assert [] == list(LAWS[law](count, room))

    @pytest.mark.parametrize(
        ("name", "law", "witness"),
        [(n, law, text) for n in NAMES for law, text in RULES[n].breaks.items() if text],
    )
    def test_broken_laws_have_witnesses(self, name: str, law: str, witness: str) -> None:
        rule = RULES[name]
        room = Profile.from_text(witness, scale=rule.scale)
        assert [] != list(LAWS[law](partial(rule.count, **rule.trial), room))

    @pytest.mark.parametrize("name", NAMES)
    @FEW
    @given(room=patchy_profiles, data=st.data())
    def test_anonymity_and_neutrality(self, name: str, room: Profile, data: st.DataObject) -> None:
        """Neither the names of voters nor of options decide (May 1952)."""
        count = partial(RULES[name].count, budget=data.draw(st.integers(0, 3)))
        voters = dict(zip(room.voters, data.draw(st.permutations(room.voters)), strict=True))
        options = dict(zip(room.options, data.draw(st.permutations(room.options)), strict=True))
        cells = [((voters[v], options[o], c), x) for (v, o, c), x in room.cells.items()]
        found, after = count(room), count(recast(room, dict(data.draw(st.permutations(cells)))))
        renamed = [{options[o] for o in tier} for tier in found.tiers]
        assert renamed == [set(tier) for tier in after.tiers]
        assert {frozenset(options[o] for o in one) for one in outcomes(found)} == outcomes(after)

    @pytest.mark.parametrize("name", NAMES)
    @FEW
    @given(room=patchy_profiles, budget=st.integers(0, 3), times=st.integers(2, 4))
    def test_homogeneity(self, name: str, room: Profile, budget: int, times: int) -> None:
        """As many copies of every ballot change nothing (Smith 1973); voices count as copies."""
        count = partial(RULES[name].count, budget=budget)
        found = count(room)
        assert found.tiers == count(copies(room, times)).tiers
        assert found.tiers == count(room.speaking(dict.fromkeys(room.voters, times))).tiers

    @FEW
    @given(tasks(), with_costs)
    def test_voices_pay_as_copies_do(self, task: tuple[Profile, Costs, int], count: Choice) -> None:
        """A voter with three voices pays what three voters with the same ballot pay."""
        room, costs, budget = task
        apart: dict[str, list[str]] = {}
        for voter in room.voters:
            for copy in range(room.voice(voter)):
                apart[f"{voter}.{copy}"] = [o for o in room.options if voter in supporters(room, o)]
        several = Profile.from_approvals(apart, options=room.options)
        found, same = (count(p, budget=budget, costs=costs) for p in (room, several))
        assert (found.tiers, found.steps, found.outcomes) == (same.tiers, same.steps, same.outcomes)
        summed: dict[str, dict[str, Fraction]] = {}
        for voter, paid in same.payments.items():
            row = summed.setdefault(voter.split(".")[0], {})
            for option, amount in paid.items():
                row[option] = row.get(option, Fraction(0)) + amount
        assert summed == found.payments


class TestCompletions:
    ROOM = Profile.from_approvals([["a", "b"], ["a"], ["b", "c"], ["d"]])

    def test_plain_shares_leave_money(self) -> None:
        """Equal shares are not exhaustive (Peters, Skowron 2020): each voter has 1/2 here."""
        found = equal_shares(self.ROOM, budget=2)
        assert (("a", "b"), ()) == (found.undecided, found.chosen)
        lone = Profile.from_approvals([["a"], ["b"], ["c"]])
        assert () == equal_shares(lone, budget=2).chosen

    def test_votes_complete_without_payments(self) -> None:
        room = Profile.from_approvals([["a"], ["a"], ["b"]])
        found = equal_shares(room, budget=3, costs={"a": 1, "b": 2}, completion="votes")
        assert ("a", "b") == found.chosen
        assert ["equal-shares", "greedy-budget"] == [step.rule for step in found.steps]
        assert {"v1": {"a": Fraction(1, 2)}, "v2": {"a": Fraction(1, 2)}} == found.payments

    def test_exhaustive_stops_where_overspend_goes_on(self) -> None:
        """With 4/3 each, c is bought, and nothing more fits: there the first way stops.

        Raised by 1, the two who support a have its cost, and c is not affordable any more.
        """
        room = Profile.from_approvals([["b"], ["a", "c"], ["a", "b"]])
        count = partial(equal_shares, room, budget=4, costs={"a": 4, "b": 5, "c": 1})
        stops = count(completion="add_one_until_exhaustive")
        goes_on = count(completion="add_one_until_overspend")
        assert (("c",), Fraction(4, 3)) == (stops.chosen, stops.behind["endowment"])
        assert (("a",), Fraction(7, 3)) == (goes_on.chosen, goes_on.behind["endowment"])
        assert Fraction(4, 3) == goes_on.behind["share"]
        assert "1" == goes_on.parameters["increment"]

    @FEW
    @given(tasks(), st.permutations("abcde"))
    def test_raising(self, task: tuple[Profile, Costs, int], order: list[str]) -> None:
        """The share found is feasible, and the next one overspends or nothing is left to buy.

        Found anew by counting equal shares with larger budgets, one after the other; costs and
        budgets are multiplied so that every share is that of a whole budget.
        """
        room, costs, budget = task
        n, raise_by = room.total_voices, Fraction(1, 3)
        found = equal_shares(
            room,
            budget=budget,
            costs=costs,
            completion="add_one_until_overspend",
            increment=raise_by,
            order=order,
        )
        fine = {option: 3 * n * cost for option, cost in costs.items()}

        def at(share: Fraction) -> set[str]:
            whole = int(share * n * 3 * n)
            return set(equal_shares(room, costs=fine, budget=whole, order=order).chosen)

        wanted = {option for option in room.options if supporters(room, option)}
        share = Fraction(budget, n)
        while wanted - at(share) and sum(costs[o] for o in at(share + raise_by)) <= budget:
            share += raise_by
        assert share == found.behind["endowment"]
        assert at(share) == {s.option for s in found.steps if s.rule == "equal-shares"}

    def test_raise_without_end_is_refused(self) -> None:
        room = Profile.from_approvals([["a"], ["b"]])
        costs = {"a": 2**70, "b": 2**70}
        with pytest.raises(InvalidInput, match="raised 10000 times by 1"):
            equal_shares(room, budget=2**70, costs=costs, completion="add_one_until_overspend")
        far = partial(equal_shares, room, budget=2**70, costs=costs, increment=2**65)
        assert ("a", "b") == far(completion="add_one_until_overspend").undecided


class TestRepresentation:
    @LAW
    @given(approvals(), st.integers(1, 4), st.data())
    def test_claims_are_those_of_the_definition(
        self, room: Profile, seats: int, data: st.DataObject
    ) -> None:
        """Aziz et al. 2017, definitions 1 and 2, by trying every group of voters."""
        chosen = data.draw(st.sets(st.sampled_from(room.options), max_size=seats))

        def violated(most: int) -> Iterator[tuple[str, ...]]:
            for size in range(1, len(room.voters) + 1):
                for group in combinations(room.voters, size):
                    own = [
                        {o for o in room.options if voter in supporters(room, o)} for voter in group
                    ]
                    for deserved in range(1, most + 1):
                        if (
                            size * seats >= deserved * len(room.voters)
                            and len(set.intersection(*own)) >= deserved
                            and all(len(ballot & chosen) < deserved for ballot in own)
                        ):
                            yield group

        for most in (1, seats):
            claim = underserved(room, chosen, seats=seats, most=most)
            groups = list(violated(most))
            assert (claim is not None) == bool(groups)
            assert claim is None or any(set(claim.voters) >= set(group) for group in groups)

    def test_what_it_does_not_look_at(self) -> None:
        room = Profile.from_approvals([["a"], ["b"]])
        dear = greedy_budget(room, budget=2, costs={"a": 1, "b": 2})
        for find in (find_jr_violation, find_ejr_violation):
            assert find(room, greedy_budget(room, budget=0)) is None
            with pytest.raises(InvalidInput, match="differ in cost"):
                find(room, dear)

    def test_too_many_groups_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The bound on the search is lowered here, so that the test is quick."""
        monkeypatch.setattr(representation, "MOST_GROUPS", 0)
        room = Profile.from_approvals([["a", "b"], ["b", "c"], ["a", "c"], ["c", "d"]])
        with pytest.raises(InvalidInput, match="More than 0 sets"):
            underserved(room, ["a", "c"], seats=3)


class TestHostileInput:
    @pytest.mark.parametrize("name", NAMES)
    def test_nothing_to_choose_from(self, name: str) -> None:
        nobody = Profile.from_approvals({}, options=["a", "b"])
        for room, budget in (
            (nobody, 2),
            (Profile.from_approvals([]), 2),
            (Profile.from_approvals([[], []], options=["a", "b"]), 2),
            (Profile.from_approvals([["a", "b"]]), 0),
        ):
            found = RULES[name].count(room, budget=budget)
            assert isinstance(found, Selection)
            assert ((), (), {}, 0) == (found.chosen, found.leaders, found.payments, found.spent)
            assert ((room.options,) if room.options else ()) == found.tiers

    @pytest.mark.parametrize("name", NAMES)
    def test_silent_voters(self, name: str) -> None:
        room = Profile.from_text("a ABSTAIN, b -; a CANNOT_JUDGE; b NOT_ENTITLED", scale=(0, 1))
        assert () == RULES[name].count(room, budget=2).leaders

    @pytest.mark.parametrize("name", sorted(WITH_COSTS))
    def test_costs_above_the_budget_and_beyond_64_bits(self, name: str) -> None:
        room = Profile.from_approvals([["a", "b"], ["a"], ["c"]])
        big = 2**70
        costs = {"a": 2 * big, "b": big + 1, "c": 3 * big + 1}
        found = WITH_COSTS[name](room, budget=3 * big, costs=costs)
        assert found.spent <= 3 * big
        assert "c" not in found.chosen

    def test_voices_beyond_64_bits(self) -> None:
        room = Profile.from_approvals({"x": ["a"], "y": ["b"]}, voices={"x": 2**80, "y": 2**80 + 1})
        assert ("b",) == greedy_budget(room, budget=1).chosen
        assert ("b",) == sequential_phragmen(room, budget=1).chosen
        assert ("b",) == proportional_approval(room, budget=1).chosen
        assert () == equal_shares(room, budget=1).chosen
        assert ("b",) == equal_shares(room, budget=1, completion="votes").chosen

    def test_ten_thousand_options(self) -> None:
        """Ten voters, 10,000 options of different costs: an answer, soon."""
        options = [f"o{i}" for i in range(10_000)]
        ballots = [
            [o for i, o in enumerate(options) if (i * 7 + v * 3) % 11 < 4] for v in range(10)
        ]
        room = Profile.from_approvals(ballots, options=options)
        costs = {option: 1000 + (i * 7919) % 5003 for i, option in enumerate(options)}
        for count in (greedy_budget, equal_shares, sequential_phragmen):
            found = count(room, budget=20_000, costs=costs, order=options)
            assert 0 < found.spent <= 20_000
            assert not found.undecided
            open_ended = count(room, budget=20_000, costs=costs)
            assert open_ended.spent <= 20_000

    def test_search_that_would_not_end_is_refused(self) -> None:
        room = Profile.from_approvals([[f"o{i}"] for i in range(60)])
        with pytest.raises(InvalidInput, match=r"best 30 of 60 .* NP-hard"):
            proportional_approval(room, budget=30)

    @pytest.mark.parametrize(
        ("parameters", "why"),
        [
            ({"budget": -1}, "budget is -1"),
            ({"budget": 1.5}, r"budget is 1\.5"),
            ({"budget": True}, "budget is True"),
            ({"costs": {"a": 1}}, "'b' costs None"),
            ({"costs": {"a": 0, "b": 1}}, "'a' costs 0"),
            ({"costs": {"a": 1.5, "b": 1}}, r"'a' costs 1\.5"),
            ({"order": ["a"]}, "leaves out 'b'"),
            ({"utility": "joy"}, "counted by 'joy'"),
        ],
    )
    def test_what_cannot_be_used(self, parameters: dict[str, object], why: str) -> None:
        room = Profile.from_approvals([["a"], ["b"]])
        for count in (greedy_budget, equal_shares):
            with pytest.raises(InvalidInput, match=why):
                count(room, **{"budget": 1, **parameters})  # type: ignore[arg-type]

    def test_other_parameters_that_cannot_be_used(self) -> None:
        room = Profile.from_approvals([["a"], ["b"]])
        with pytest.raises(InvalidInput, match="bought by 'luck'"):
            greedy_budget(room, budget=1, by="luck")  # type: ignore[arg-type]
        with pytest.raises(InvalidInput, match="'wait' was to be done"):
            sequential_phragmen(room, budget=1, misfit="wait")  # type: ignore[arg-type]
        with pytest.raises(InvalidInput, match="completed by 'more'"):
            equal_shares(room, budget=1, completion="more")  # type: ignore[arg-type]
        for increment in (0, -1, 0.5, "x", "1/0", None):
            with pytest.raises(InvalidInput, match="raised by"):
                equal_shares(room, budget=1, increment=increment)  # type: ignore[arg-type]
        with pytest.raises(InvalidProfile, match="ballots are orders"):
            equal_shares(Profile.from_text("a > b"), budget=1)
        with pytest.raises(TypeError, match="does not choose"):
            list(choice_laws.ledger(partial(rank, rule="borda"), room))


def test_by_name_with_coverage() -> None:
    """`rank` gives all that it gives to every rule: silences filled, thin options left out."""
    room = Profile.from_text("a 1, b 1; a 1, c 1; a 1, b 0", scale=(0, 1))
    found = rank(
        room, "greedy-budget", budget=2, min_coverage="1/2", costs={"a": 1, "b": 1, "c": 1}
    )
    assert isinstance(found, Selection)
    assert (("a", "b"), ("c",)) == (found.chosen, found.incomplete)
    assert 2 == found.parameters["budget"]
