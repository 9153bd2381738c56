"""Rules over grades beside published answers, each with the place where it was published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest

from collectif.counting import (
    Profile,
    approval,
    duels,
    judgment,
    majority_judgment,
    majority_value,
    score,
    star,
)
from collectif.counting.grading.judgment import Gauge

Tallies = Mapping[str, Sequence[int]]


def room(tallies: Tallies, scale: tuple[int, int]) -> Profile:
    """Return voices at each grade, lowest first, as a profile: one voter for each grade given."""
    rows, voices = [], {}
    for option, counts in tallies.items():
        for grade, n in enumerate(counts, start=scale[0]):
            if n:
                rows.append((f"{option}-{grade}", option, grade))
                voices[f"{option}-{grade}"] = n
    return Profile.from_grades(rows, scale=scale, options=tallies, voices=voices)


def merit(counts: Sequence[int]) -> tuple[tuple[Fraction, int], ...]:
    return tuple((Fraction(grade), n) for grade, n in enumerate(counts) if n)


def order(tallies: Tallies, gauge: Gauge = "removal", low: int = 0) -> tuple[tuple[str, ...], ...]:
    top = max(map(len, tallies.values())) - 1
    return majority_judgment(room(tallies, (low, low + top)), gauge=gauge).tiers


ORSAY = {
    "Besancenot": (41, 99, 163, 160, 226, 311),
    "Buffet": (25, 76, 125, 206, 264, 304),
    "Schivardi": (5, 10, 39, 95, 249, 604),
    "Bayrou": (136, 307, 251, 148, 84, 74),
    "Bové": (15, 60, 114, 160, 257, 395),
    "Voynet": (29, 93, 175, 237, 261, 205),
    "Villiers": (24, 64, 87, 113, 158, 555),
    "Royal": (167, 227, 191, 168, 122, 126),
    "Nihous": (3, 18, 53, 110, 267, 550),
    "Le Pen": (30, 46, 62, 65, 54, 744),
    "Laguiller": (21, 53, 102, 166, 259, 401),
    "Sarkozy": (191, 198, 143, 115, 71, 282),
}
"""Tenths of a per cent: excellent, very good, good, acceptable, poor, to reject. Balinski & Laraki,
"Election by Majority Judgement: Experimental Evidence", Cahier 2007-28, École polytechnique, the
table of grades in the three precincts of Orsay."""

LOWEST_FIRST = {name: tuple(reversed(grades)) for name, grades in ORSAY.items()}

ORSAY_RANKING = (
    "Bayrou",
    "Royal",
    "Sarkozy",
    "Voynet",
    "Besancenot",
    "Buffet",
    "Bové",
    "Laguiller",
    "Nihous",
    "Villiers",
    "Schivardi",
    "Le Pen",
)
"""The majority-ranking of the same paper."""


class TestOrsay2007:
    """The twelve candidates of the French presidential election, graded by 1,733 voters."""

    @pytest.mark.parametrize("gauge", ["removal", "majority-gauge"])
    def test_majority_ranking(self, gauge: Gauge) -> None:
        assert tuple((name,) for name in ORSAY_RANKING) == order(LOWEST_FIRST, gauge)

    @pytest.mark.parametrize(
        ("name", "above", "grade", "below"),
        [
            ("Bayrou", "443/1000", 3, "306/1000"),
            ("Royal", "394/1000", 3, "416/1000"),
            ("Sarkozy", "389/1000", 3, "468/1000"),
        ],
    )
    def test_majority_gauges(self, name: str, above: str, grade: int, below: str) -> None:
        """The paper has 44.3 Good+ 30.6; 39.4 Good- 41.5; 38.9 Good- 46.9, each within 0.1.

        The grades are rounded to tenths there, and the gauges were computed before rounding.
        """
        found = judgment(merit(LOWEST_FIRST[name]))
        near = Fraction(2, 1000)
        assert grade == found.grade
        assert abs(Fraction(above) - found.above) <= near
        assert abs(Fraction(below) - found.below) <= near


def test_tennessee_by_majority_judgment() -> None:
    """Nashville is first: electowiki, "Majority Judgment", with grades by nearness (4 to 1).

    Memphis has the middle grade Poor, the three others Fair; taking away Fair leaves Nashville.
    """
    voices = {"m": 42, "n": 26, "c": 15, "k": 17}
    graded = {
        "m": {"Memphis": 4, "Nashville": 3, "Chattanooga": 2, "Knoxville": 1},
        "n": {"Nashville": 4, "Chattanooga": 3, "Knoxville": 2, "Memphis": 1},
        "c": {"Chattanooga": 4, "Knoxville": 3, "Nashville": 2, "Memphis": 1},
        "k": {"Knoxville": 4, "Chattanooga": 3, "Nashville": 2, "Memphis": 1},
    }
    rows = [(v, city, grade) for v, row in graded.items() for city, grade in row.items()]
    profile = Profile.from_grades(rows, scale=(1, 4), voices=voices)
    assert majority_judgment(profile).leaders == ("Nashville",)


FRENCH_WIKIPEDIA = {
    "A": (1484, 1763, 912, 1971, 2128, 1742),
    "B": (2427, 1158, 1342, 1295, 2073, 1705),
    "C": (2500, 2500, 1500, 1500, 1000, 1000),
}
"""Ten-thousandths, lowest grade first: French Wikipedia, "Jugement majoritaire"."""


def test_french_wikipedia() -> None:
    """A and B share the middle grade and A is first; C is below."""
    assert (("A",), ("B",), ("C",)) == order(FRENCH_WIKIPEDIA)
    assert [3, 3, 1] == [judgment(merit(t)).grade for t in FRENCH_WIKIPEDIA.values()]


@pytest.mark.parametrize(
    ("first", "second"),
    [((0, 1, 2, 2), (0, 0, 3, 2)), ((1, 0, 2, 2, 1), (0, 1, 2, 3, 0))],
)
def test_french_wikipedia_step_by_step(first: Sequence[int], second: Sequence[int]) -> None:
    """Two pairs with the same middle grade, of which the second named is first; same page."""
    assert (("F",), ("E",)) == order({"E": first, "F": second})


def test_the_example_of_mieuxvoter_in_java() -> None:
    """B (rank 1) before A (rank 2): README of MieuxVoter/majority-judgment-library-java."""
    tallies = {"A": (4, 5, 2, 1, 3, 1, 2), "B": (3, 6, 2, 1, 3, 1, 2)}
    assert (("B",), ("A",)) == order(tallies)


def test_few_judgments_of_mieuxvoter() -> None:
    """Ranks 3, 1, 5, 4, 2: src/test/resources/assertions.json of the same library."""
    tallies = {"a": (1, 1, 1), "b": (1, 0, 2), "c": (3, 0, 0), "d": (2, 0, 1), "e": (0, 3, 0)}
    assert (("b",), ("e",), ("a",), ("d",), ("c",)) == order(tallies)


def test_the_example_of_mieuxvoter_in_python() -> None:
    """Chips, Pasta, Pizza, Bread: README of MieuxVoter/majority-judgment-library-python.

    Its grades run from 0, the best, to 3; it takes the middle grade from the same end as we do.
    """
    dishes = {
        "Pizza": (3, 2, 2, 3),
        "Chips": (2, 2, 4, 2),
        "Pasta": (2, 3, 2, 3),
        "Bread": (2, 4, 3, 1),
    }
    assert (("Chips",), ("Pasta",), ("Pizza",), ("Bread",)) == order(dishes)


POLL_2011 = {
    "Aubry": (184, 114, 196, 126, 170, 129, 82),
    "Borloo": (185, 159, 196, 223, 153, 62, 22),
    "Villepin": (219, 174, 207, 204, 119, 58, 20),
    "Bayrou": (193, 166, 261, 192, 128, 47, 12),
    "Joly": (309, 190, 203, 145, 74, 47, 32),
    "Sarkozy": (413, 118, 135, 95, 111, 87, 41),
    "Chevènement": (322, 247, 228, 129, 58, 11, 5),
    "Mélenchon": (418, 214, 165, 112, 50, 27, 13),
    "Besancenot": (442, 204, 161, 99, 69, 17, 8),
    "Dupont-Aignan": (467, 277, 139, 70, 27, 14, 5),
    "Arthaud": (480, 261, 137, 77, 34, 9, 1),
    "Le Pen": (556, 93, 78, 72, 70, 65, 68),
}
"""A poll of 2011, in thousandths, lowest grade first: French Wikipedia, the same page."""


def test_poll_of_2011() -> None:
    """The middle grade of each of the twelve, and Aubry first, as published."""
    medians = [judgment(merit(t)).grade for t in POLL_2011.values()]
    assert [3, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 0] == medians
    assert order(POLL_2011)[0] == ("Aubry",)


def test_condorcet_is_not_kept() -> None:
    """B wins every duel and C is elected: Wikipedia, "Condorcet criterion", on majority judgment.

    35 give A excellent, B fair, C poor; 34 give C excellent, B fair, A poor; 31 give B excellent,
    C good, A fair.
    """
    graded = {
        "left": {"A": 4, "B": 2, "C": 1},
        "right": {"C": 4, "B": 2, "A": 1},
        "middle": {"B": 4, "C": 3, "A": 2},
    }
    voices = {"left": 35, "right": 34, "middle": 31}
    rows = [(v, option, grade) for v, row in graded.items() for option, grade in row.items()]
    profile = Profile.from_grades(rows, scale=(1, 4), voices=voices)
    assert duels(profile).condorcet_winner == "B"
    assert majority_judgment(profile).leaders == ("C",)


def test_gauges_part_what_the_middle_grade_does_not() -> None:
    """The formulas of Fabre 2021 on p and q of the two candidates of French Wikipedia."""
    behind = {
        gauge: majority_judgment(room(FRENCH_WIKIPEDIA, (0, 5)), gauge=gauge).behind["gauge"]
        for gauge in ("typical", "usual", "central", "majority-gauge")
    }
    p, q = Fraction(3870, 10_000), Fraction(4159, 10_000)
    assert p - q == behind["typical"]["A"]  # type: ignore[index]
    assert (p - q) / (1 - p - q) == behind["usual"]["A"]  # type: ignore[index]
    assert (p - q) / (p + q) == behind["central"]["A"]  # type: ignore[index]
    assert -q == behind["majority-gauge"]["A"]  # type: ignore[index]


def star_room(ballots: Sequence[Mapping[str, int]]) -> Profile:
    rows = [(f"v{i}", o, g) for i, row in enumerate(ballots) for o, g in row.items()]
    return Profile.from_grades(rows, scale=(0, 5))


BETTERVOTING = ("Allison", "Bill", "Carmen", "Doug")
CONDORCET_WINNER = (
    (5, 2, 1, 4),
    (5, 2, 1, 0),
    (5, 2, 1, 0),
    (5, 2, 1, 0),
    (5, 3, 4, 0),
    (5, 1, 4, 0),
    (5, 1, 4, 0),
    (4, 0, 5, 1),
    (3, 4, 5, 0),
    (3, 5, 5, 5),
)


def test_star_of_bettervoting() -> None:
    """Allison is elected: "Condorcet Winner" in the tests of Equal-Vote/bettervoting (Star)."""
    found = star(star_room([dict(zip(BETTERVOTING, row, strict=True)) for row in CONDORCET_WINNER]))
    assert found.leaders == ("Allison",)
    assert found.behind["finalists"] == (("Allison", "Carmen"),)


TENNESSEE_STARS = {
    "Memphis": {"Memphis": 5, "Nashville": 2, "Chattanooga": 1, "Knoxville": 0},
    "Nashville": {"Memphis": 0, "Nashville": 5, "Chattanooga": 2, "Knoxville": 1},
    "Chattanooga": {"Memphis": 0, "Nashville": 3, "Chattanooga": 5, "Knoxville": 4},
    "Knoxville": {"Memphis": 0, "Nashville": 2, "Chattanooga": 4, "Knoxville": 5},
}


def tennessee() -> Profile:
    voices = {"Memphis": 42, "Nashville": 26, "Chattanooga": 15, "Knoxville": 17}
    rows = [(v, o, g) for v, row in TENNESSEE_STARS.items() for o, g in row.items()]
    return Profile.from_grades(rows, scale=(0, 5), voices=voices)


def test_tennessee_by_star_and_approval() -> None:
    """Nashville wins by STAR, and by approval of the two nearest (Wikipedia, "STAR voting").

    The nearer a city, the more stars; the two nearest cities of each are its two highest.
    """
    assert star(tennessee()).leaders == ("Nashville",)
    nearest = {
        "Memphis": ["Memphis", "Nashville"],
        "Nashville": ["Nashville", "Chattanooga"],
        "Chattanooga": ["Chattanooga", "Knoxville"],
        "Knoxville": ["Knoxville", "Chattanooga"],
    }
    voices = {"Memphis": 42, "Nashville": 26, "Chattanooga": 15, "Knoxville": 17}
    found = approval(Profile.from_approvals(nearest, voices=voices))
    assert found.leaders == ("Nashville",)
    assert found.scores["Nashville"] == 68


def test_top_grades_part_a_runoff() -> None:
    """Chuck wins: starvote 2.1, breakable tie in the automatic runoff, by the most fives.

    Published: scores of 12, 12 and 3; one voice for each finalist and one for neither; Chuck has
    two fives and Brian one. The ballots are made to these figures.
    """
    ballots = [
        {"Amy": 1, "Brian": 5, "Chuck": 5},
        {"Amy": 1, "Brian": 3, "Chuck": 5},
        {"Amy": 1, "Brian": 4, "Chuck": 2},
    ]
    shared, broken = (star(star_room(ballots), ties=how) for how in ("shared", "equal-vote"))
    assert [3, 12, 12] == [shared.scores[name] for name in ("Amy", "Brian", "Chuck")]
    assert shared.leaders == ("Brian", "Chuck")
    assert broken.leaders == ("Chuck",)


def test_a_tie_that_the_protocol_leaves() -> None:
    """Amy and Brian tie for the second place in the runoff, and a lot is needed: starvote 2.0.

    Published: scores of 15, 6 and 6; one voice for each and one for neither, no fives. The
    ballots are made to these figures.
    """
    ballots = [
        {"Amy": 3, "Brian": 2, "Chuck": 5},
        {"Amy": 1, "Brian": 2, "Chuck": 5},
        {"Amy": 2, "Brian": 2, "Chuck": 5},
    ]
    found = star(star_room(ballots), ties="equal-vote")
    assert (("Chuck",), ("Amy", "Brian")) == found.tiers
    assert score(star_room(ballots)).scores["Chuck"] == 15


def test_majority_values_of_french_wikipedia() -> None:
    """The same two pairs through the key alone."""
    assert majority_value(merit((0, 0, 3, 2))) > majority_value(merit((0, 1, 2, 2)))
