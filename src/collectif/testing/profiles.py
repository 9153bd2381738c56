"""This module is about profiles to test counting with: of all kinds, and valid by construction.

A *full panel* is a profile where every voter graded every cell; in a *patchy* one a cell may also
hold a silence, or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from collectif.counting import Profile

NAMES = ("a", "b", "c", "d")
QUESTIONS = ("cost", "care", "reach")
SILENCES = st.sampled_from(["ABSTAIN", "CANNOT_JUDGE"])

Cells = Mapping[tuple[str, str, str], int | str]


@st.composite
def profiles(draw: st.DrawFn, *, full: bool) -> Profile:
    """Return two to six voters on up to four options and three criteria, on any small scale."""
    low = draw(st.integers(-2, 2))
    high = low + draw(st.integers(1, 9))
    voters = [f"v{i}" for i in range(draw(st.integers(2, 6)))]
    options = NAMES[: draw(st.integers(1, 4))]
    criteria = QUESTIONS[: draw(st.integers(1, 3))]
    grades = st.integers(low, high)
    answer = grades if full else st.one_of(grades, grades, grades, SILENCES, st.none())
    cells = [(v, o, c) for v in voters for o in options for c in criteria]
    answers = draw(st.lists(answer, min_size=len(cells), max_size=len(cells)))
    return Profile.from_grades(
        {cell: value for cell, value in zip(cells, answers, strict=True) if value is not None},
        scale=(low, high),
        voters=voters,
        options=options,
        criteria=criteria,
        weights={c: draw(st.integers(1, 30)) for c in criteria},
        lower_is_better=draw(st.sets(st.sampled_from(criteria))),
    )


full_panels = profiles(full=True)
"""Every voter graded every cell."""

patchy_profiles = profiles(full=False)
"""Some cells hold a silence, or nothing."""


@st.composite
def rankings(draw: st.DrawFn, *, full: bool = False, strict: bool = False) -> Profile:
    """Return one to six voters who rank up to four options, with ties and gaps unless told not."""
    options = NAMES[: draw(st.integers(1, 4))]
    voters = [f"v{i}" for i in range(draw(st.integers(1, 6)))]
    ballots: dict[str, list[list[str]]] = {}
    for voter in voters:
        order = draw(st.permutations(options))
        listed = order if full else order[: draw(st.integers(0, len(order)))]
        ballots[voter] = []
        for option in listed:
            if strict or not ballots[voter] or draw(st.booleans()):
                ballots[voter].append([option])
            else:
                ballots[voter][-1].append(option)
    return Profile.from_rankings(ballots, options=options)


@st.composite
def approvals(draw: st.DrawFn) -> Profile:
    """Return one to seven voters who approve some of up to five options."""
    options = ("a", "b", "c", "d", "e")[: draw(st.integers(1, 5))]
    voters = [f"v{i}" for i in range(draw(st.integers(1, 7)))]
    lists = {voter: draw(st.sets(st.sampled_from(options))) for voter in voters}
    return Profile.from_approvals(lists, options=options)


@st.composite
def crowds(draw: st.DrawFn, *, graded: bool, strict: bool = False) -> Profile:
    """Return two to five ballots on three or four options, each cast with up to nine voices.

    Most paradoxes need many voters and few kinds of ballots.
    """
    options = NAMES[: draw(st.integers(3, 4))]
    voters = [f"v{i}" for i in range(draw(st.integers(2, 5)))]
    voices = {voter: draw(st.integers(1, 9)) for voter in voters}
    if graded:
        top = draw(st.integers(1, 5))
        free = st.lists(st.integers(0, top), min_size=len(options), max_size=len(options))
        grades = st.permutations(range(len(options))) if strict else free
        rows = [(v, o, x) for v in voters for o, x in zip(options, draw(grades), strict=True)]
        scale = (0, max(top, len(options)))
        return Profile.from_grades(rows, scale=scale, voices=voices, voters=voters)
    ballots: dict[str, list[str | list[str]]] = {}
    for voter in voters:
        order = draw(st.permutations(options))
        level = 0 if strict else draw(st.sampled_from([0, 0, 2, 3]))
        ballots[voter] = [order[:level], *order[level:]] if level else [*order]
    return Profile.from_rankings(ballots, options=options, voters=voters, voices=voices)


@st.composite
def circles(draw: st.DrawFn) -> Profile:
    """Return strict ballots on which a, b and c go round in circles, and d is first or last.

    Here the rules that look at duels part company: whom everybody beats narrowly may still lead.
    """
    orders = [order for order in ("abc", "bca", "cab") for _ in range(2)]
    ballots, voices = {}, {}
    for number, order in enumerate(orders):
        place = draw(st.sampled_from([0, 3]))
        ballots[f"v{number}"] = [*order[:place], "d", *order[place:]]
        voices[f"v{number}"] = draw(st.integers(1, 2))
    return Profile.from_rankings(ballots, options=NAMES, voices=voices)


@st.composite
def histograms(draw: st.DrawFn, *, grades: int = 2, even: bool = False) -> list[int]:
    """Return the number of voters at each grade: two voters or more, on `grades` grades or more."""
    width = draw(st.integers(grades, 10))
    given = draw(st.lists(st.integers(0, width - 1), min_size=2, max_size=15))
    return [(1 + even) * given.count(grade) for grade in range(width)]


def recast(profile: Profile, cells: Cells, **changes: object) -> Profile:
    """Return a profile with other cells, and whatever else is to change."""
    kept = {
        "scale": profile.scale,
        "voters": profile.voters,
        "options": profile.options,
        "criteria": profile.criteria,
        "weights": profile.weights,
        "lower_is_better": profile.lower_is_better,
        "voices": profile.voices,
    }
    return Profile.from_grades(cells, **(kept | changes))  # type: ignore[arg-type]


def worth(profile: Profile, criterion: str, grade: int | str) -> int:
    """Return what a grade counts on a criterion: itself, or reversed where lower is better."""
    assert isinstance(grade, int)
    reverse = criterion in profile.lower_is_better
    return profile.scale.min + profile.scale.max - grade if reverse else grade
