"""Published answers of rules that read orders, each with where it was published."""

from __future__ import annotations

from typing import Any

import pytest

from collectif.counting import Profile, duels, rank, schwartz_set, smith_set

TENNESSEE = (
    "42: Memphis > Nashville > Chattanooga > Knoxville;"
    "26: Nashville > Chattanooga > Knoxville > Memphis;"
    "15: Chattanooga > Knoxville > Nashville > Memphis;"
    "17: Knoxville > Chattanooga > Nashville > Memphis"
)

FORTY_FIVE = (
    "5: a > c > b > e > d; 5: a > d > e > c > b; 8: b > e > d > a > c; 3: c > a > b > e > d;"
    "7: c > a > e > b > d; 2: c > b > a > d > e; 7: d > c > e > b > a; 8: e > b > a > d > c"
)

FIVE_FRIENDS = (
    "98: Abby > Cora > Erin > Dave > Brad; 64: Brad > Abby > Erin > Cora > Dave;"
    "12: Brad > Abby > Erin > Dave > Cora; 98: Brad > Erin > Abby > Cora > Dave;"
    "13: Brad > Erin > Abby > Dave > Cora; 125: Brad > Erin > Dave > Abby > Cora;"
    "124: Cora > Abby > Erin > Dave > Brad; 76: Cora > Erin > Abby > Dave > Brad;"
    "21: Dave > Abby > Brad > Erin > Cora; 30: Dave > Brad > Abby > Erin > Cora;"
    "98: Dave > Brad > Erin > Cora > Abby; 139: Dave > Cora > Abby > Brad > Erin;"
    "23: Dave > Cora > Brad > Abby > Erin"
)


def tiers(text: str, name: str, **parameters: Any) -> list[str]:
    """Return the tiers, each as the names of its options in a row."""
    found = rank(Profile.from_text(text), name, **parameters)
    return [" ".join(tier) for tier in found.tiers]


class TestTennessee:
    """The capital of Tennessee: 100 voters, as in the articles of Wikipedia on these rules."""

    @pytest.mark.parametrize("name", ["copeland", "schulze", "ranked-pairs", "kemeny"])
    def test_majority_rules(self, name: str) -> None:
        expected = ["Nashville", "Chattanooga", "Knoxville", "Memphis"]
        assert tiers(TENNESSEE, name) == expected

    def test_plurality(self) -> None:
        assert tiers(TENNESSEE, "plurality")[0] == "Memphis"

    def test_borda(self) -> None:
        """194, 173, 126 and 107 points of 300."""
        scores = rank(Profile.from_text(TENNESSEE), "borda").scores
        points = {city: score * 3 for city, score in scores.items()}
        expected = {"Nashville": 194, "Chattanooga": 173, "Memphis": 126, "Knoxville": 107}
        assert points == expected

    def test_instant_runoff(self) -> None:
        """Rounds 42, 26, 15, 17; then 42, 26, 32; then 42, 58: Knoxville."""
        ranking = rank(Profile.from_text(TENNESSEE), "instant-runoff")
        stages: Any = ranking.behind["stages"]
        counts = [sorted(map(int, stage.votes.values())) for stage in stages]
        assert counts == [[15, 17, 26, 42], [26, 32, 42], [42, 58], [100]]
        assert ranking.tiers == (("Knoxville",), ("Memphis",), ("Nashville",), ("Chattanooga",))

    def test_kemeny_score(self) -> None:
        """The best order agrees in 393 of 600 comparisons, so it disagrees in 207."""
        assert rank(Profile.from_text(TENNESSEE), "kemeny").behind["disagreements"] == 600 - 393

    def test_smith_set(self) -> None:
        assert smith_set(duels(Profile.from_text(TENNESSEE))) == ("Nashville",)


class TestSchulze:
    """Schulze 2011, A new monotonic, clone-independent, reversal symmetric, and
    Condorcet-consistent single-winner election method, Social Choice and Welfare 36, 267-303;
    and its long version, The Schulze Method of Voting, arXiv:1804.02973, section 3. The examples
    are numbered as in the test of Condorcet PHP, which takes them from there."""

    def test_forty_five_voters(self) -> None:
        """Order e, a, c, b, d, with the strengths of all paths."""
        ranking = rank(Profile.from_text(FORTY_FIVE), "schulze")
        assert ranking.tiers == (("e",), ("a",), ("c",), ("b",), ("d",))
        assert ranking.behind["paths"] == (
            (0, 28, 28, 30, 24),
            (25, 0, 28, 33, 24),
            (25, 29, 0, 29, 24),
            (25, 28, 28, 0, 24),
            (25, 28, 28, 31, 0),
        )

    def test_forty_five_voters_duel(self) -> None:
        assert duels(Profile.from_text(FORTY_FIVE)).above == (
            (0, 20, 26, 30, 22),
            (25, 0, 16, 33, 18),
            (19, 29, 0, 17, 24),
            (15, 12, 28, 0, 14),
            (23, 27, 21, 31, 0),
        )

    @pytest.mark.parametrize(
        ("text", "leaders"),
        [
            (
                "8: a > c > d > b; 2: b > a > d > c; 4: c > d > b > a; 4: d > b > a > c;"
                "3: d > c > b > a",
                "d",
            ),
            ("3: a > b > c > d; 2: c > b > d > a; 2: d > a > b > c; 2: d > b > c > a", "b d"),
            (
                "12: a > b > c > d; 6: a > d > b > c; 9: b > c > d > a; 15: c > d > a > b;"
                "21: d > b > a > c",
                "d",
            ),
            (
                "6: a > c > d > b; 1: b > a > d > c; 3: c > b > d > a; 3: d > b > a > c;"
                "2: d > c > b > a",
                "a d",
            ),
            (
                "9: a > d > b > e > c; 6: b > c > a > d > e; 5: b > c > d > e > a;"
                "2: c > d > b > e > a; 6: d > e > c > b > a; 14: e > a > c > b > d;"
                "2: e > c > a > b > d; 1: e > d > a > c > b",
                "b",
            ),
            (
                "9: a > d > b > e > c; 1: b > a > c > e > d; 6: c > b > a > d > e;"
                "2: c > d > b > e > a; 5: c > d > e > a > b; 6: d > e > c > a > b;"
                "14: e > b > a > c > d; 2: e > b > c > a > d",
                "e",
            ),
        ],
        ids=["example-1", "example-2", "example-3", "example-4", "example-8", "example-9"],
    )
    def test_examples(self, text: str, leaders: str) -> None:
        assert tiers(text, "schulze")[0] == leaders

    def test_example_5_fails_participation(self) -> None:
        """Two voters join who put a first and d last, and d wins instead of a."""
        room = (
            "3: a > d > e > b > c > f; 3: b > f > e > c > d > a; 4: c > a > b > f > d > e;"
            "1: d > b > c > e > f > a; 4: d > e > f > a > b > c; 2: e > c > b > d > f > a;"
            "2: f > a > c > d > b > e"
        )
        assert tiers(room, "schulze")[0] == "a"
        assert tiers(f"{room}; 2: a > e > f > c > b > d", "schulze")[0] == "d"

    def test_example_6_an_option_that_all_put_below_another_changes_the_winner(self) -> None:
        """Every voter puts e below d, and once e stands b wins instead of a."""
        before = (
            "3: a > b > d > c; 5: a > d > b > c; 1: a > d > c > b; 2: b > a > d > c;"
            "2: b > d > c > a; 4: c > a > b > d; 6: c > b > a > d; 2: d > b > c > a;"
            "5: d > c > a > b"
        )
        after = (
            "3: a > b > d > e > c; 5: a > d > e > b > c; 1: a > d > e > c > b;"
            "2: b > a > d > e > c; 2: b > d > e > c > a; 4: c > a > b > d > e;"
            "6: c > b > a > d > e; 2: d > b > e > c > a; 5: d > e > c > a > b"
        )
        assert tiers(before, "schulze")[0] == "a"
        assert tiers(after, "schulze")[0] == "b"

    def test_example_7_depends_on_what_strength_is(self) -> None:
        """Ballots with ties and gaps: a by margins, d by winning votes."""
        room = (
            "6: a > b > c > d; 8: a = b; 8: a = c; 18: a = c > d; 8: a = c = d; 40: b;"
            "4: c > b > d; 9: c > d > a; 8: c = d; 14: d > a > b; 11: d > b > c; 4: d > c > a"
        )
        assert tiers(room, "schulze", strength="margins")[0] == "a"
        assert tiers(room, "schulze", strength="winning_votes")[0] == "d"


class TestRankedPairs:
    def test_forty_five_voters(self) -> None:
        """Wikipedia (fr), Méthode Condorcet avec rangement des paires: A, C, E, B, D."""
        for strength in ("margins", "winning_votes"):
            assert tiers(FORTY_FIVE, "ranked-pairs", strength=strength) == ["a", "c", "e", "b", "d"]

    def test_forty_five_voters_locked(self) -> None:
        """The seven pairs that the test of Condorcet PHP lists, strongest first."""
        locked = rank(Profile.from_text(FORTY_FIVE), "ranked-pairs").behind["locked"]
        assert locked == tuple(tuple(pair) for pair in ("bd", "ed", "ad", "cb", "eb", "ac", "ce"))

    def test_five_friends(self) -> None:
        """LeGrand, Descriptions of ranked-ballot voting methods: Tideman and Schulze differ."""
        expected = ["Brad", "Abby", "Erin", "Dave", "Cora"]
        assert tiers(FIVE_FRIENDS, "ranked-pairs") == expected
        assert tiers(FIVE_FRIENDS, "schulze") == ["Abby", "Brad", "Erin", "Dave", "Cora"]

    def test_three_wins_in_a_circle(self) -> None:
        """Wikipedia, Ranked pairs: 68 A>B, 72 B>C, 52 C>A; the weakest is left out, A wins."""
        room = "68: A > B; 72: B > C; 52: C > A"
        found = tiers(room, "ranked-pairs", strength="winning_votes", unranked="incomparable")
        assert found == ["A", "B", "C"]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("7: a > b > c; 5: b > a > c; 4: c > a > b; 2: b > c > a", ["a", "b", "c"]),
            ("40: a > b > c; 35: b > c > a; 25: c > a > b", ["a", "b", "c"]),
            ("7: a > b > c; 7: b > a > c; 2: c > a > b; 2: c > b > a", ["a b", "c"]),
        ],
        ids=["example-1", "example-2", "example-3"],
    )
    def test_examples_of_gorr(self, text: str, expected: list[str]) -> None:
        """Gorr, Condorcet voting methods, ranked pairs, examples 1 to 3."""
        assert tiers(text, "ranked-pairs") == expected

    def test_equal_wins_that_close_a_circle(self) -> None:
        """Gorr, example 4: a over c and c over b are equal, and close a circle with b over a; as
        the test of Condorcet PHP has it, neither is locked, and b, a, d, c come out."""
        room = (
            "12: a > d > c > b; 3: b > a > c > d; 25: b > c > a > d; 21: c > b > a > d;"
            "12: d > a > b > c; 21: d > a > c > b; 6: d > b > a > c"
        )
        ranking = rank(Profile.from_text(room), "ranked-pairs")
        assert ranking.tiers == (("b",), ("a",), ("d",), ("c",))
        assert ranking.behind["locked"] == (("a", "d"), ("b", "a"), ("d", "c"))


SIXTY = "23: a > b > c; 17: b > c > a; 2: b > a > c; 10: c > a > b; 8: c > b > a"


class TestCondorcet:
    def test_sixty_voters(self) -> None:
        """Condorcet 1785; Young 1988, Condorcet's theory of voting, American Political Science
        Review 82: a wins against b by 33 to 27, b against c by 42 to 18, c against a by 35 to 25;
        the most likely order is b, c, a, which agrees in 104 of 180 comparisons."""
        found = duels(Profile.from_text(SIXTY))
        assert [found.votes(*pair) for pair in ("ab", "bc", "ca")] == [33, 42, 35]
        ranking = rank(Profile.from_text(SIXTY), "kemeny")
        assert ranking.tiers == (("b",), ("c",), ("a",))
        assert ranking.behind["disagreements"] == 180 - 104
        for name in ("schulze", "ranked-pairs"):
            assert tiers(SIXTY, name) == ["b", "c", "a"]

    def test_eighty_one_voters(self) -> None:
        """Condorcet 1788, against Borda: a wins every duel, and Borda's rule elects b."""
        room = (
            "30: a > b > c; 1: a > c > b; 29: b > a > c; 10: b > c > a; 10: c > a > b; 1: c > b > a"
        )
        assert duels(Profile.from_text(room)).condorcet_winner == "a"
        assert tiers(room, "borda")[0] == "b"
        for name in ("copeland", "schulze", "ranked-pairs", "kemeny"):
            assert tiers(room, name)[0] == "a"

    def test_paradox(self) -> None:
        """Condorcet 1785: three voters in a circle. All are tied, by every rule."""
        room = "a > b > c; b > c > a; c > a > b"
        names = ("copeland", "schulze", "ranked-pairs", "kemeny", "instant-runoff", "plurality")
        for name in names:
            assert tiers(room, name) == ["a b c"]
        found = duels(Profile.from_text(room))
        assert smith_set(found) == schwartz_set(found) == ("a", "b", "c")

    def test_borda_paradox(self) -> None:
        """Borda 1781: 21 voters; a is first for 8, and loses against both others by 8 to 13."""
        room = "1: a > b > c; 7: a > c > b; 7: b > c > a; 6: c > b > a"
        assert tiers(room, "plurality") == ["a", "b", "c"]
        assert duels(Profile.from_text(room)).condorcet_loser == "a"
        assert tiers(room, "copeland") == ["c", "b", "a"]


class TestInstantRunoff:
    def test_monotonicity_fails(self) -> None:
        """Straffin 1980, Topics in the Theory of Voting: 17 voters; two raise a, the winner, and
        c wins instead."""
        assert tiers("6: a > b > c; 2: b > a > c; 4: b > c > a; 5: c > a > b", "instant-runoff")[
            0
        ] == ("a")
        assert tiers("8: a > b > c; 4: b > c > a; 5: c > a > b", "instant-runoff")[0] == "c"

    def test_monotonicity_fails_with_29_voters(self) -> None:
        """Tannenbaum, Excursions in Modern Mathematics: four raise c, the winner, and b wins."""
        before = "7: a > b > c; 8: b > c > a; 10: c > a > b; 4: a > c > b"
        after = "7: a > b > c; 8: b > c > a; 10: c > a > b; 4: c > a > b"
        assert tiers(before, "instant-runoff") == ["c", "a", "b"]
        assert tiers(after, "instant-runoff") == ["b", "c", "a"]

    def test_no_show(self) -> None:
        """Fishburn & Brams 1983, Paradoxes of preferential voting, Mathematics Magazine 56: two who
        put c last had better stay away; b wins without them, and c with them."""
        room = (
            "82: a > c > b; 143: b > a > c; 357: b > c > a; 285: c > a > b; 324: c > b > a;"
            "{}: a > b > c"
        )
        assert tiers(room.format(417), "instant-runoff")[0] == "b"
        assert tiers(room.format(419), "instant-runoff")[0] == "c"

    def test_sue(self) -> None:
        """Wikipedia, Instant-runoff voting: five voters; Bill leaves, and Sue has three."""
        room = "2: Bob > Bill > Sue; 2: Sue > Bob > Bill; Bill > Sue > Bob"
        assert tiers(room, "instant-runoff") == ["Sue", "Bob", "Bill"]

    def test_burlington_2009(self) -> None:
        """The mayor of Burlington, Vermont: the ballots reduced to the last three, as on
        rangevoting.org/Burlington.html. Montroll wins both duels, 4067 to 3477 and 4597 to 3668
        (Electowiki, 2009 Burlington mayoral election); Wright has the most first places; and Kiss
        wins the runoff, 4314 to 4064."""
        profile = Profile.from_rankings(
            {
                "1": ["M", "K", "W"],
                "2": ["M", "W", "K"],
                "3": ["M"],
                "4": ["K", "M", "W"],
                "5": ["K", "W", "M"],
                "6": ["K"],
                "7": ["W", "M", "K"],
                "8": ["W", "K", "M"],
                "9": ["W"],
            },
            voices={
                "1": 1332,
                "2": 767,
                "3": 455,
                "4": 2043,
                "5": 371,
                "6": 568,
                "7": 1513,
                "8": 495,
                "9": 1289,
            },
        )
        found = duels(profile)
        assert [found.votes(*pair) for pair in ("MK", "KM", "MW", "WM", "KW", "WK")] == [
            4067,
            3477,
            4597,
            3668,
            4314,
            4064,
        ]
        assert found.condorcet_winner == "M"
        assert rank(profile, "plurality").leaders == ("W",)
        ranking = rank(profile, "instant-runoff")
        stages: Any = ranking.behind["stages"]
        assert ranking.tiers == (("K",), ("W",), ("M",))
        assert dict(stages[1].votes) == {"K": 4314, "W": 4064}
        for name in ("schulze", "ranked-pairs", "kemeny", "copeland"):
            assert rank(profile, name).leaders == ("M",)
