"""The indices of agreement beside published figures, and landmarks to check by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from collectif.counting import (
    Profile,
    kendall_w,
    krippendorff_alpha,
    leik,
    pairwise_agreement,
    spread_of_many,
    tastle_wierman,
    van_der_eijk,
)
from collectif.counting.agreeing.reliability import Metric
from collectif.counting.profiles.ladders import ladders

PUBLISHED = (30, 40, 210, 130, 530, 50, 10)
"""The example of van der Eijk 2001, p. 331, and of all functions of the R package agrmt."""


def test_blair_lacy_2000() -> None:
    """The index is l squared of Blair and Lacy; agrmt prints l = 0.7728734 for this vector."""
    level = pairwise_agreement(PUBLISHED)
    assert Fraction(224, 375) == level
    assert f"{float(level):.5f}" == "0.59733"
    assert f"{float(level) ** 0.5:.7f}" == "0.7728734"


def test_van_der_eijk_2001() -> None:
    """agrmt prints A = 0.6113333, and (1 - A) / 2 = 0.1943333 as polarization."""
    level = van_der_eijk(PUBLISHED)
    assert level is not None
    assert f"{float(level):.7f}" == "0.6113333"
    assert f"{float((1 - level) / 2):.7f}" == "0.1943333"


def test_leik_1966() -> None:
    """agrmt prints D = 0.287 for this vector; consensus is 1 - D."""
    level = leik(PUBLISHED)
    assert level is not None
    assert f"{float(1 - level):.3f}" == "0.287"


def test_tastle_wierman_2007() -> None:
    """agrmt prints Cns = 0.7256876 for this vector."""
    assert f"{tastle_wierman(PUBLISHED):.7f}" == "0.7256876"


@pytest.mark.parametrize(
    ("room", "level"),
    [
        pytest.param((4, 0, 0, 0), "1.00", id="Agreement"),
        pytest.param((1, 1, 1, 1), "0.00", id="No Agreement"),
        pytest.param((2, 0, 0, 2), "-1.00", id="Polarization"),
        pytest.param((2, 0, 1, 1), "0.08", id="in between"),
    ],
)
def test_vignette_of_agrmt(room: tuple[int, ...], level: str) -> None:
    """Ruedin, An Introduction to the R Package Agrmt, the figure with four histograms."""
    assert f"{float(van_der_eijk(room) or 0):.2f}" == level


@pytest.mark.parametrize(
    ("room", "level"),
    [
        pytest.param((0, 0, 4, 6, 2), Fraction(23, 36), id="4-6-2 gives about 0.64"),
        pytest.param((0, 0, 0, 9, 3), Fraction(13, 16), id="9-3 gives about 0.81"),
        pytest.param((2, 2, 2, 2, 2), Fraction(1, 5), id="uniform, even"),
        pytest.param((1, 1, 1, 1, 1), Fraction(1, 6), id="uniform, odd"),
        pytest.param((20_000,) * 5, Fraction(1, 5), id="uniform, a crowd"),
        pytest.param((6, 0, 0, 0, 6), Fraction(0), id="two camps"),
        pytest.param((0, 0, 12, 0, 0), Fraction(1), id="all alike"),
    ],
)
def test_landmarks(room: tuple[int, ...], level: Fraction) -> None:
    assert level == pairwise_agreement(room)


def test_many_cells_at_once() -> None:
    """The same figures in one table."""
    found = spread_of_many([PUBLISHED, PUBLISHED[::-1]])
    shown = [
        [f"{float(level or 0):.7f}" for level in index.fractions()]
        for index in (found.agreement, found.leik, found.polarity)
    ]
    assert [["0.5973333"] * 2, ["0.7133333"] * 2, ["0.6113333"] * 2] == shown


def units(*rows: str, grades: str) -> list[list[int]]:
    """Return how often each grade was given to each unit, from a row for each rater."""
    return [[column.count(grade) for grade in grades] for column in zip(*rows, strict=True)]


FOUR_OBSERVERS = units(
    "123321412...",
    "1233224125.3",
    ".3332342251.",
    "12332441251.",
    grades="12345",
)
"""Krippendorff 2011, section D, and Content Analysis 2018, p. 290; a dot where one was silent."""

THREE_CODERS = units(
    ".....34121133.3",
    "1.213343.......",
    "..21344.21133.4",
    grades="1234",
)
"""Wikipedia, "Krippendorff's alpha", A computational example."""

FORTY = """
    112.2 1101. 2333. .00.0 000.0 000.0 102.1 1.20. 222.2 2111. .100. 0000. 1222. 33223
    111.1 111.1 212.2 1233. 1101. 000.0 0011. 00.00 2333. 0000. 12.22 0111. 00010 1212.
    1122. 112.2 110.0 2121. 22.22 3222. 222.2 223.2 222.2 22.12 2222. 111.1
"""
NEWS_STORIES = [[unit.count(grade) for grade in "0123"] for unit in FORTY.split()]
"""Hayes and Krippendorff 2007, table 1: forty units by five observers, unit by unit."""

THREE_YES_OR_NO = units("010110001111", "010100001101", "011001001000", grades="01")
"""Krippendorff 2018, p. 306."""

TWO_LETTERS = units("aacccccbbbbd", "acccccbbbbbd", grades="abcd")
"""Krippendorff 2018, p. 310."""

STRINGS = units("+-=.", "+-=+", "+-++", grades="+-=")
"""tests/test_krippendorff.py of pln-fing-udelar/fast-krippendorff, with words for grades."""


@pytest.mark.parametrize(
    ("rated", "metric", "alpha"),
    [
        pytest.param(FOUR_OBSERVERS, "nominal", "0.743", id="Krippendorff 2011, nominal"),
        pytest.param(FOUR_OBSERVERS, "ordinal", "0.815", id="Krippendorff 2011, ordinal"),
        pytest.param(FOUR_OBSERVERS, "interval", "0.849", id="Krippendorff 2011, interval"),
        pytest.param(THREE_CODERS, "nominal", "0.691", id="Wikipedia, nominal"),
        pytest.param(THREE_CODERS, "interval", "0.811", id="Wikipedia, interval"),
        pytest.param(THREE_CODERS, "interval", "0.810845", id="fast-krippendorff, interval"),
        pytest.param(NEWS_STORIES, "ordinal", "0.7598", id="Hayes & Krippendorff, ordinal"),
        pytest.param(NEWS_STORIES, "nominal", "0.4765", id="Hayes & Krippendorff, nominal"),
        pytest.param(THREE_YES_OR_NO, "nominal", "0.234", id="Krippendorff 2018, p. 306"),
        pytest.param(TWO_LETTERS, "nominal", "0.759", id="Krippendorff 2018, p. 310"),
        pytest.param(STRINGS, "nominal", "0.722222", id="fast-krippendorff, strings"),
    ],
)
def test_krippendorff_alpha(rated: list[list[int]], metric: Metric, alpha: str) -> None:
    """As printed, to as many decimals; the book rounds its .759 on p. 310 to .760."""
    found = krippendorff_alpha(rated, metric=metric)
    assert found is not None
    assert f"{float(found):.{len(alpha) - 2}f}" == alpha


def test_krippendorff_alpha_by_hand() -> None:
    """Three raters, ten units, 1 - 4 / (5 * 25 / 29): issue 96 of gesistsa/oolong."""
    rated = [[2, 1], *[[1, 2]] * 3, *[[0, 3]] * 6]
    assert krippendorff_alpha(rated, metric="nominal") == 1 - 4 / Fraction(5 * 25, 29)


APPLICANTS = ((1, 6, 3, 2, 5, 4), (1, 5, 6, 2, 4, 3), (2, 3, 6, 5, 4, 1))
"""Three raters in the example of DescTools::KendallW that goes with its printed W."""

EXECUTIVES = ((1, 6, 3, 2, 5, 4), (1, 5, 6, 4, 2, 3), (6, 3, 2, 5, 4, 1))
"""Siegel 1956, Nonparametric Statistics, ch. 9: three executives rank six job applicants."""

COMPARISONS = (
    (2, 9, 4, 9, 6, 15, 12, 18, 15, 20),
    (5, 2, 5, 9, 9, 16, 18, 13, 20, 13),
    (4, 2, 9, 9, 9, 9, 16, 16, 16, 20),
)
"""NAG Library, G08DAF, example: three comparisons of ten objects with ties, as twice the ranks."""

ANXIETY = (
    (3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3),
    (3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4),
    (2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2),
)
"""The data set `anxiety` of the R package irr: three raters, twenty subjects."""

SCORECARD = (
    (4, 3, 1, 5, 6, 9, 8, 2, 7, 11, 10, 12),
    (1, 2, 6, 3, 5, 4, 8, 9, 10, 11, 6, 12),
    (1, 2, 6, 3, 4, 5, 8, 7, 10, 9, 11, 12),
    (2, 3, 5, 6, 7, 1, 4, 10, 8, 9, 11, 12),
    (1, 6, 2, 5, 3, 8, 4, 9, 7, 10, 11, 12),
)
"""Kemp 2016, Scorecard Example: five raters, twelve items, counted with the R package irr."""

BIRDS = (
    (104, 108, 111, 102, 103, 102, 107, 105, 108, 112, 106, 114),
    (74, 76, 79, 72, 74, 71, 74, 72, 78, 77, 78, 83),
    (170, 170, 200, 145, 155, 130, 195, 160, 210, 200, 180, 220),
)
"""Zar 2010, Biostatistical Analysis, example 20.5: wing, tail and bill of twelve birds."""


@pytest.mark.parametrize(
    ("rows", "w"),
    [
        pytest.param(APPLICANTS, "0.568254", id="DescTools, no ties"),
        pytest.param(EXECUTIVES, "0.16", id="Siegel 1956, no ties"),
        pytest.param(COMPARISONS, "0.8277", id="NAG G08DAF, ties"),
        pytest.param(ANXIETY, "0.54", id="irr::kendall(anxiety, TRUE), ties"),
        pytest.param(SCORECARD, "0.735", id="Kemp 2016, ties"),
    ],
)
def test_kendall_w(rows: tuple[tuple[int, ...], ...], w: str) -> None:
    """With the correction for ties, as printed, to as many decimals."""
    grades = {
        (f"judge {i}", f"object {k:02}", "overall"): grade
        for i, row in enumerate(rows)
        for k, grade in enumerate(row)
    }
    found = kendall_w(Profile.from_grades(grades, scale=(0, 20))).value
    assert found is not None
    assert f"{float(found):.{len(w) - 2}f}" == w


def test_rank_sums_with_ties() -> None:
    """UNISTAT prints these rank sums for Zar's birds, the smallest ranked first."""
    printed = (14.5, 21.0, 30.5, 6.0, 11.0, 3.5, 20.0, 11.5, 29.0, 28.5, 22.5, 36.0)
    names = [f"{size:02}" for size, _ in enumerate(printed)]
    birds = [
        (f"judge {i}", option, size)
        for i, row in enumerate(BIRDS)
        for option, size in zip(names, row, strict=True)
    ]
    ends = (min(map(min, BIRDS)), max(map(max, BIRDS)))
    room = Profile.from_grades(birds, scale=ends, lower_is_better=["overall"], options=names)
    (ladder,) = ladders(room, "incomparable").values()
    everywhere = len(BIRDS) * (len(names) + 1)
    assert printed == tuple((everywhere - over) / 2 for over in ladder.over)
