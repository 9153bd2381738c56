"""Choosing several options: rules and checks beside examples of the literature.

The examples of the book are those of Lackner, Skowron, *Multi-Winner Voting with Approval
Preferences*, Springer 2023 (arXiv 2007.01795), as computed by abcvoting (Lackner, Regner, Krenn,
JOSS 2023) in its directory `examples/abcbook`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

from collectif.counting import (
    Profile,
    Selection,
    equal_shares,
    find_ejr_violation,
    greedy_budget,
    proportional_approval,
    sequential_phragmen,
    underserved,
)


def room(ballots: str, options: str) -> Profile:
    """Return the profile of ballots such as "3: ab; cd", an option for each letter."""
    voters: dict[str, list[str]] = {}
    voices: dict[str, int] = {}
    for number, line in enumerate(ballots.split(";"), start=1):
        times, _, ballot = line.rpartition(":")
        voters[f"v{number}"] = list(ballot.strip())
        voices[f"v{number}"] = int(times or 1)
    return Profile.from_approvals(voters, voices=voices, options=list(options))


def left(profile: Profile, found: Selection) -> list[Fraction]:
    """Return what each voice has left of its share, voter by voter."""
    share = Fraction(found.budget, profile.total_voices)
    paid = {v: sum(found.payments.get(v, {}).values(), Fraction(0)) for v in profile.voters}
    return [share - paid[v] / profile.voice(v) for v in profile.voters]


def sets(found: Selection) -> set[str]:
    return {"".join(one) for one in found.outcomes or [tuple(sorted(found.chosen))]}


BOOK = room("3: ab; 3: ac; 2: ad; bcf; e; f; g", "abcdefgh")
"""Example 2.1, 12 voters; 4 seats."""


class TestBook:
    def test_approval_voting(self) -> None:
        """Example 2.2: a, b, c, and one of d and f."""
        found = greedy_budget(BOOK, budget=4)
        assert [8, 4, 4, 2, 1, 2, 1, 0] == list(found.scores.values())
        assert {"abcd", "abcf"} == sets(found)
        assert ({"a", "b", "c"}, ("d", "f")) == (set(found.chosen), found.undecided)

    def test_proportional_approval(self) -> None:
        """Example 2.4: the score of {a, b, c, f} is 83/6."""
        found = proportional_approval(BOOK, budget=4)
        assert ({"abcf"}, Fraction(83, 6)) == (sets(found), found.behind["score"])

    def test_proportional_approval_is_not_sequential(self) -> None:
        """Example 2.5: {a, c} with 19, where one seat after the other gives {c, d} with 37/2."""
        profile = room("3: ab; 6: ad; 4: b; 5: c; 5: cd", "abcd")
        found = proportional_approval(profile, budget=2)
        assert ({"ac"}, 19) == (sets(found), found.behind["score"])

    def test_thiele_1895(self) -> None:
        """Janson 2016 (arXiv 1611.08826), example 13.3: {a, b} with 9651."""
        profile = room(
            "960: acd; 3000: bcd; 520: bc; 1620: ab; 1081: ad; 1240: ac; 360: bd; 360: d; 120: c;"
            "60: b",
            "abcd",
        )
        found = proportional_approval(profile, budget=2)
        assert ({"ab"}, 9651) == (sets(found), found.behind["score"])

    def test_sequential_phragmen(self) -> None:
        """Example 2.9: loads 1/8, 11/32, 55/128, 5/8, where b goes before c."""
        assert {"abcd"} == sets(sequential_phragmen(BOOK, budget=4))
        found = sequential_phragmen(BOOK, budget=4, order=BOOK.options)
        assert ("a", "b", "c", "d") == found.chosen
        loads = [Fraction(1, 8), Fraction(11, 32), Fraction(55, 128), Fraction(5, 8)]
        assert loads == [step.price for step in found.steps]
        assert (("b", "c"),) == found.tied

    def test_equal_shares_first_phase(self) -> None:
        """Example 2.11: a alone at 1/8; its eight voters keep 5/24, the others 1/3."""
        found = equal_shares(BOOK, budget=4)
        assert [("a", Fraction(1, 8))] == [(step.option, step.price) for step in found.steps]
        assert [Fraction(5, 24)] * 3 + [Fraction(1, 3)] * 4 == left(BOOK, found)

    def test_equal_shares_and_phragmen_differ(self) -> None:
        """Example 2.12: {a, c} at 1/5 and 13/40 before completion, and {b, c, d}."""
        profile = room("3: cd; 2: ab; 2: ac; bd", "abcd")
        found = equal_shares(profile, budget=3)
        prices = [("c", Fraction(1, 5)), ("a", Fraction(13, 40))]
        assert prices == [(step.option, step.price) for step in found.steps]
        purses = [Fraction(7, 40), Fraction(1, 20), Fraction(0), Fraction(3, 8)]
        assert purses == left(profile, found)
        other = sequential_phragmen(profile, budget=3)
        loads = [("c", Fraction(1, 5)), ("b", Fraction(1, 3)), ("d", Fraction(29, 60))]
        assert loads == [(step.option, step.price) for step in other.steps]

    def test_proportional_approval_is_not_committee_monotone(self) -> None:
        """Proposition A.2: {c} with 6 for one seat, {a, b} with 10 for two."""
        profile = room("2: a; 3: ac; 3: bc; 2: b", "abc")
        one, two = (proportional_approval(profile, budget=seats) for seats in (1, 2))
        assert [({"c"}, 6), ({"ab"}, 10)] == [(sets(f), f.behind["score"]) for f in (one, two)]

    def test_equal_shares_are_not_committee_monotone(self) -> None:
        """Proposition A.2: with ties by letter {a, c, e}, then {a, b, c, d}."""
        profile = room("ade; ac; be; cdf", "abcdef")
        three, four = (equal_shares(profile, budget=n, order=profile.options) for n in (3, 4))
        assert ("a", "c", "e") == three.chosen
        assert [Fraction(1, 2), Fraction(3, 4), Fraction(3, 4)] == [s.price for s in three.steps]
        assert ("a", "c", "d", "b") == four.chosen
        half = Fraction(1, 2)
        assert [half, half, half, Fraction(1)] == [step.price for step in four.steps]
        assert ("a", "c", "d", "e") == three.steps[0].tied == four.steps[0].tied

    def test_phragmen_fails_support_monotonicity(self) -> None:
        """Proposition A.3: one more ballot for {a, b}, and one of them loses its seat."""
        ballots = "10: ab; 3: c; 12: d; 21: abc; 6: cd"
        assert {"abd"} == sets(sequential_phragmen(room(ballots, "abcdefgh"), budget=3))
        after = sequential_phragmen(room(f"{ballots}; ab", "abcdefgh"), budget=3)
        assert {"acd", "bcd"} == sets(after)

    @pytest.mark.parametrize(
        ("count", "honest", "rest", "told", "before", "after", "seats"),
        [
            pytest.param(
                proportional_approval,
                "cde",
                "ab; bf; acd; bcf; cef",
                "e",
                "bcf",
                "bce",
                3,
                id="pav",
            ),
            pytest.param(
                sequential_phragmen,
                "abc",
                "ab; bf; ce; bef; bdf",
                "c",
                "bf",
                "bc",
                2,
                id="phragmen",
            ),
        ],
    )
    def test_manipulation(
        self, count: object, honest: str, rest: str, told: str, before: str, after: str, seats: int
    ) -> None:
        """Proposition A.4: a voter who names one option alone gets more (ties by letter)."""
        assert callable(count)
        for ballot, seated in ((honest, before), (told, after)):
            profile = room(f"{ballot}; {rest}", "abcdef")
            found = count(profile, budget=seats, order=profile.options)
            assert set(seated) == set(found.chosen)


@pytest.mark.parametrize("last", [90, 47])
def test_janson_2016(last: int) -> None:
    """{A, B, Q} both by Phragmén's rule and by Thiele's.

    Janson 2016 (arXiv 1611.08826), examples 3.7 and 18.1, with the numbers of the test of
    abcvoting that cites them: 90 ballots of the last kind. With 47 of them it is the same.
    """
    profile = room(f"1034: abc; 519: pqr; 90: abq; {last}: apq", "abcpqr")
    assert {"abq"} == sets(sequential_phragmen(profile, budget=3))
    assert {"abq"} == sets(proportional_approval(profile, budget=3))


BRILL = room("2: abc; 2: abd; 6: cdefghijklmn; 5: defghijklmn; 9: efghijklmn", "abcdefghijklmn")
"""Brill, Freeman, Janson, Lackner 2017 (arXiv 2102.12305), as the tests of abcvoting have it; 12
seats."""


def test_phragmen_fails_extended_justified_representation() -> None:
    """The four voters who agree on a and b deserve two seats, and have one each."""
    found = sequential_phragmen(BRILL, budget=12, order=BRILL.options)
    assert {"cdefghijklmn"} == sets(found)
    claim = find_ejr_violation(BRILL, found)
    assert claim is not None
    assert (("a", "b"), 4, 2, 1) == (claim.options, claim.voices, claim.deserves, claim.has)
    assert underserved(BRILL, list("cdefghijklmn"), seats=12, most=1) is None
    assert find_ejr_violation(BRILL, equal_shares(BRILL, budget=12, order=BRILL.options)) is None


@pytest.mark.parametrize(
    ("ballots", "options", "seated", "seats", "fair"),
    [
        pytest.param("a; b; c; d; aef; bef; cef; def", "abcdef", "abcd", 4, False, id="Aziz 4"),
        pytest.param("2: a; 2: abc; 2: bcd; de; df", "abcdef", "adef", 4, False, id="Aziz 5"),
        pytest.param(
            "3: ak; 3: al; 14: bcdefghij", "abcdefghijkl", "abcdefghij", 10, True, id="Aziz 6"
        ),
        pytest.param("2: ab; c; de", "abcde", "acde", 4, False, id="Aziz 8"),
        pytest.param(
            "ad; ab; bc; cd; 2: a; 2: b; 2: c; 2: d", "abcd", "abc", 3, True, id="Lackner 20"
        ),
    ],
)
def test_extended_justified_representation(
    ballots: str, options: str, seated: str, seats: int, *, fair: bool
) -> None:
    """Aziz et al., *Justified Representation in Approval-Based Committee Voting*, 2016; Lackner,
    Skowron 2021, example 20; each as the tests of abcvoting have it."""
    claim = underserved(room(ballots, options), list(seated), seats=seats)
    assert fair == (claim is None)


def test_justified_representation() -> None:
    """Two voters for three options, one for another: three seats leave the one without."""
    claim = underserved(room("2: abc; d", "abcd"), list("abc"), seats=3, most=1)
    assert claim is not None
    assert (("d",), 1, 1, 0) == (claim.options, claim.voices, claim.deserves, claim.has)


COSTS: Mapping[str, int] = {"bike": 700, "gym": 400, "park": 250, "play": 200, "books": 100}
SHEETS = [
    ["bike", "gym"],
    ["bike", "gym", "park"],
    ["bike", "gym"],
    ["bike", "gym", "park"],
    ["bike", "gym", "park"],
    ["bike", "gym"],
    ["park", "play", "books"],
    ["play"],
    ["play", "books"],
    ["park", "play", "books"],
]


class TestEqualSharesNet:
    """The worked examples of equalshares.net/explanation: 11 voters, a budget of 1100."""

    def test_first(self) -> None:
        """Bike path, playground, library; by votes it would be bike path and gym."""
        profile = Profile.from_approvals([*SHEETS, ["bike"]], options=COSTS)
        found = equal_shares(profile, budget=1100, costs=COSTS)
        assert ("bike", "play", "books") == found.chosen
        assert ("bike", "gym") == greedy_budget(profile, budget=1100, costs=COSTS).chosen
        assert {"bike": 100} == found.payments["v11"]
        assert {"play": 50, "books": Fraction(100, 3)} == found.payments["v7"]
        third = Fraction(50, 3)
        assert [0] * 6 + [third, 50, third, third, 0] == left(profile, found)

    def test_second(self) -> None:
        """Gym with 7 votes, park with 4.1 effective ones, playground with 56/17; not the
        library."""
        profile = Profile.from_approvals([*SHEETS, ["gym"]], options=COSTS)
        found = equal_shares(profile, budget=1100, costs=COSTS)
        assert ("gym", "park", "play") == found.chosen
        votes = [f"{float(1 / step.price):.1f}" for step in found.steps]
        assert ["7.0", "4.1", "3.3"] == votes
        assert Fraction(400, 7) == found.payments["v1"]["gym"]
        assert Fraction(300, 7) == found.payments["v2"]["park"]
        assert Fraction(425, 7) == found.payments["v7"]["park"]
