"""The laws of group-informed consensus (Small et al. 2021), with its groups given or found."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import (
    GeometricMean,
    GroupInformedConsensus,
    Profile,
    Votes,
    group_informed_consensus,
    stance_groups,
    tiers_of,
)
from collectif.errors import InvalidInput, InvalidScale, UnknownName
from collectif.testing.profiles import patchy_profiles, recast

LAW = settings(max_examples=50, deadline=None)

OPTIONS = ("a", "b", "c")

Split = dict[str, tuple[str, ...]]


@st.composite
def conversations(draw: st.DrawFn) -> tuple[Profile, Split]:
    """Return votes of -1, 0 and 1, or none, by voters in one to four groups, or in none."""
    voters = [f"v{i}" for i in range(draw(st.integers(4, 9)))]
    vote = st.one_of(st.integers(-1, 1), st.integers(-1, 1), st.just("ABSTAIN"), st.none())
    said = {(v, o, "overall"): draw(vote) for v in voters for o in OPTIONS}
    room = Profile.from_grades(
        {cell: x for cell, x in said.items() if x is not None},
        scale=(-1, 1),
        options=OPTIONS,
        voters=voters,
    )
    k = draw(st.integers(1, 4))
    seats = [*range(k), *(draw(st.integers(0, k)) for _ in voters[k:])]
    split = {
        f"g{i}": tuple(v for v, seat in zip(voters, seats, strict=True) if seat == i)
        for i in range(k)
    }
    return room, split


def polis(room: Profile, split: Split) -> GroupInformedConsensus:
    return group_informed_consensus(room, at_least=1, groups=split)


class TestGroupInformedConsensus:
    @LAW
    @given(conversations())
    def test_definition(self, conversation: tuple[Profile, Split]) -> None:
        """The product over groups of (A + 1) / (S + 2), S counting passes too."""
        room, split = conversation
        found = polis(room, split)
        for option in OPTIONS:
            expected = Fraction(1)
            for voters in split.values():
                votes = [room.cells.get((v, option, "overall")) for v in voters]
                seen = [vote for vote in votes if isinstance(vote, int)]
                expected *= Fraction(seen.count(1) + 1, len(seen) + 2)
            assert expected == found.products[option]

    @LAW
    @given(conversations())
    def test_bounds(self, conversation: tuple[Profile, Split]) -> None:
        """0 < product <= the least probability of a group <= mean <= the greatest < 1."""
        found = polis(*conversation)
        for option, votes in found.votes.items():
            each = [said.probability for said in votes.values()]
            assert 0 < found.products[option] <= min(each)
            mean = found.means[option]
            assert GeometricMean(product=min(each), k=1) <= mean
            assert mean <= GeometricMean(product=max(each), k=1)
            assert max(each) < 1

    @LAW
    @given(conversations(), st.data())
    def test_groups_in_any_order(
        self, conversation: tuple[Profile, Split], data: st.DataObject
    ) -> None:
        """The same whatever the groups are called, and in whatever order they come."""
        room, split = conversation
        names = data.draw(st.permutations(list(split)))
        other = {f"x{i}": split[name] for i, name in enumerate(names)}
        assert polis(room, split).products == polis(room, other).products

    @LAW
    @given(conversations(), st.data())
    def test_agreement_raises(
        self, conversation: tuple[Profile, Split], data: st.DataObject
    ) -> None:
        """One voter of a group comes to agree, or agrees in place of silence: the option rises."""
        room, split = conversation
        voter = data.draw(st.sampled_from([v for voters in split.values() for v in voters]))
        cell = (voter, "a", "overall")
        raised = polis(recast(room, {**room.cells, cell: 1}), split)
        if room.cells.get(cell) == 1:
            assert polis(room, split) == raised
        else:
            assert polis(room, split).products["a"] < raised.products["a"]
        assert polis(room, split).products["b"] == raised.products["b"]

    @LAW
    @given(conversations())
    def test_falls_with_the_number_of_groups(self, conversation: tuple[Profile, Split]) -> None:
        """Each further group lowers every product; that is what the geometric mean is for."""
        room, split = conversation
        fewer = dict(list(split.items())[1:])
        if fewer:
            more = polis(room, split).products
            assert all(more[o] < p for o, p in polis(room, fewer).products.items())

    @LAW
    @given(conversations())
    def test_means_keep_the_order(self, conversation: tuple[Profile, Split]) -> None:
        """Within one room the geometric mean ranks as the product does."""
        found = polis(*conversation)
        products, means = found.products, found.means
        for a in OPTIONS:
            for b in OPTIONS:
                assert (products[a] < products[b]) == (means[a] < means[b])
        assert tiers_of(products) == found.tiers

    @LAW
    @given(conversations())
    def test_silence_is_no_vote(self, conversation: tuple[Profile, Split]) -> None:
        """To abstain counts as saying nothing; the groups where nobody voted are named."""
        room, split = conversation
        said = {cell: x for cell, x in room.cells.items() if isinstance(x, int)}
        found = polis(room, split)
        assert found == polis(recast(room, said), split)
        assert {
            option: tuple(
                name
                for name, voters in split.items()
                if not any((v, option, "overall") in said for v in voters)
            )
            for option in OPTIONS
        } == {option: found.unheard.get(option, ()) for option in OPTIONS}

    @LAW
    @given(conversations(), st.integers(-5, 5))
    def test_scale_may_be_any(self, conversation: tuple[Profile, Split], shift: int) -> None:
        """Grades moved together with the one that is agreement change nothing."""
        room, split = conversation
        cells = {c: x + shift if isinstance(x, int) else x for c, x in room.cells.items()}
        moved = recast(room, cells, scale=(shift - 1, shift + 1))
        other = group_informed_consensus(moved, at_least=shift + 1, groups=split)
        assert polis(room, split).votes == other.votes

    @LAW
    @given(conversations())
    def test_lower_is_better(self, conversation: tuple[Profile, Split]) -> None:
        """Where a low grade is good, low grades agree."""
        room, split = conversation
        cells = {c: -x if isinstance(x, int) else x for c, x in room.cells.items()}
        turned = recast(room, cells, lower_is_better=["overall"])
        assert polis(room, split).votes == polis(turned, split).votes

    @LAW
    @given(patchy_profiles, st.data())
    def test_groups_found(self, profile: Profile, data: st.DataObject) -> None:
        """Without groups they are the stance groups, named by their first voters."""
        criterion = data.draw(st.sampled_from(profile.criteria))
        grade = data.draw(st.integers(profile.scale.min, profile.scale.max))
        tau = data.draw(st.fractions(0, 1))
        found = group_informed_consensus(profile, at_least=grade, criterion=criterion, tau=tau)
        groups = stance_groups(profile, tau=tau).groups
        assert {group[0]: group for group in groups} == found.groups
        assert found == group_informed_consensus(
            profile, at_least=grade, criterion=criterion, groups=found.groups
        )
        assert set(profile.voters) - {v for group in groups for v in group} == set(found.ungrouped)

    @LAW
    @given(st.integers(1, 6))
    def test_option_that_nobody_saw(self, k: int) -> None:
        """(1/2)^k as published, 1/2 as a mean; it says in how many groups nobody voted."""
        voters = [f"v{i}" for i in range(k)]
        room = Profile.from_grades([], scale=(-1, 1), options=["new"], voters=voters)
        found = polis(room, {v: (v,) for v in voters})
        assert {"new": Fraction(1, 2**k)} == found.products
        assert found.means["new"] == GeometricMean(product=Fraction(1, 2), k=1)
        assert {"new": tuple(voters)} == found.unheard

    def test_without_groups_there_is_no_figure(self) -> None:
        room = Profile.from_grades([], scale=(-1, 1), options=["new"], voters=["ada"])
        found = group_informed_consensus(room, at_least=1)
        assert ({}, {}, ()) == (found.products, found.means, found.tiers)
        assert ("ada",) == found.ungrouped

    def test_thousands_of_options(self) -> None:
        """Sparse votes on many options cost one look each."""
        rows = [(f"v{i % 50}", f"o{i}", i % 3 - 1) for i in range(5000)]
        room = Profile.from_grades(rows, scale=(-1, 1))
        found = polis(room, {"even": room.voters[::2], "odd": room.voters[1::2]})
        assert {Fraction(1, 6), Fraction(1, 3)} == set(found.products.values())

    @pytest.mark.parametrize(
        ("asked", "error", "why"),
        [
            ({"at_least": 2}, InvalidScale, "The scale runs from -1 to 1"),
            ({"at_least": True}, InvalidScale, "The scale runs from -1 to 1"),
            ({"groups": {"g": ("ada", "bo"), "h": ("ada",)}}, InvalidInput, "speaks once"),
            ({"groups": {"g": ("ada", "ada")}}, InvalidInput, "speaks once"),
            ({"groups": {"g": ()}}, InvalidInput, "Nobody is in the group"),
            ({"groups": {"g": ("zoe",)}}, UnknownName, "cannot be in a group"),
            ({"criterion": "beauty"}, UnknownName, "no criterion 'beauty'"),
        ],
    )
    def test_refusals(self, asked: dict[str, object], error: type[Exception], why: str) -> None:
        room = Profile.from_grades([("ada", "a", 1), ("bo", "a", -1)], scale=(-1, 1))
        with pytest.raises(error, match=why):
            group_informed_consensus(room, **({"at_least": 1} | asked))  # type: ignore[arg-type]

    def test_several_criteria_want_a_name(self) -> None:
        rows = [("ada", "a", "cost", 1), ("ada", "a", "care", 1)]
        room = Profile.from_grades(rows, scale=(-1, 1))
        with pytest.raises(InvalidInput, match="Name the criterion"):
            group_informed_consensus(room, at_least=1)


class TestGeometricMean:
    @LAW
    @given(st.fractions(0, 1), st.integers(1, 9), st.integers(1, 9))
    def test_equal_factors(self, p: Fraction, j: int, k: int) -> None:
        """The mean of equal fractions is that fraction, however many they are."""
        assert GeometricMean(product=p**j, k=j) == GeometricMean(product=p**k, k=k)
        assert float(GeometricMean(product=p**k, k=k)) == pytest.approx(float(p))

    @LAW
    @given(
        st.lists(st.fractions(Fraction(1, 99), 1), min_size=1, max_size=4),
        st.lists(st.fractions(Fraction(1, 99), 1), min_size=1, max_size=4),
    )
    def test_order(self, one: list[Fraction], other: list[Fraction]) -> None:
        """Exact comparison goes with the roots that a float shows, of any two numbers of groups."""
        a, b = (GeometricMean(product=prod(each), k=len(each)) for each in (one, other))
        assert (a < b) + (a == b) + (a > b) == 1
        if abs(float(a) - float(b)) > 1e-9:
            assert (float(a) < float(b)) == (a < b)

    def test_thousands_of_groups(self) -> None:
        """A product far below what a float can hold still has its root."""
        assert float(GeometricMean(product=Fraction(1, 2**5000), k=5000)) == pytest.approx(0.5)

    def test_other_things_are_other(self) -> None:
        assert GeometricMean(product=Fraction(1, 2), k=1) != Fraction(1, 2)
        with pytest.raises(TypeError):
            hash(GeometricMean(product=Fraction(1, 2), k=1))

    def test_votes(self) -> None:
        assert Votes(agrees=0, n=0).probability == Fraction(1, 2)
