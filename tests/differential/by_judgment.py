"""This module is about comparing STAR, majority judgment, and scores and approvals as sums."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations

from answers import Answer, by_rule, graded, winners_by_rule
from comparing import Comparison, Difference
from questions import Question, five_stars, full_grades, patchy_stars, star_grades, yes_or_no

Key = Callable[[int, list[int]], int]

FLOOR = {"min_scores_per_cell": 1}

GAUGES = {
    "majority-gauge": lambda p, q: p if p > q else -q,
    "typical": lambda p, q: p - q,
    "usual": lambda p, q: (p - q) / (1 - p - q),
    "central": lambda p, q: (p - q) / (p + q) if p + q else Fraction(0),
}
"""Gauge -> what it gives for the shares of grades above and below the middle one."""


def by_rounded_gauge(asked: Question, ours: Answer, theirs: Answer) -> bool:
    """Whether theirs are some of the options that tie exactly, under one of the gauges."""
    tied = [_leaders(asked, gauge) for gauge in GAUGES.values()]
    theirs_too = set(theirs.get("winners", ()))
    return ours["winners"] in tied and bool(theirs_too) and theirs_too < set(ours["winners"])


def divided_by_nothing(asked: Question, ours: Answer, theirs: Answer) -> bool:
    """Whether some option has all grades at its middle, and ours are the leaders with 0 there."""
    unanimous = any(len(set(column)) == 1 for column in _columns(asked))
    return unanimous and ours == {"winners": _leaders(asked, GAUGES["central"])}


def refuses_ties(asked: Question, ours: Answer, theirs: Answer) -> bool:
    """Whether it declines to answer where ours tie."""
    return "cannot determine" in str(theirs.get("failed")) and len(ours["winners"]) > 1


def several_at_a_time(asked: Question, ours: Answer, theirs: Answer) -> bool:
    """Whether middle grades tie, and ours lead by taking them away one by one, as defined."""
    values = [_majority_value(column) for column in _columns(asked)]
    leaders = [option for option, value in enumerate(values) if value == max(values)]
    tied = [value[0] for value in values].count(max(values)[0]) > 1
    return tied and ours == {"winners": leaders}


def by_pairs_first(asked: Question, ours: Answer, theirs: Answer) -> bool:
    """Whether three or more tie for the runoff, and theirs are those who win when the votes of
    their pairs are asked before the top grades.
    """
    rows = [[grade or 0 for grade in row] for row in asked["ballots"]]
    totals, options = list(map(sum, zip(*rows, strict=True))), range(asked["options"])
    cut = sorted(totals, reverse=True)[1]
    tied = [o for o in options if totals[o] == cut]

    def preferred(one: int, others: list[int]) -> int:
        return sum(row[one] > row[other] for row in rows for other in others)

    def top(one: int) -> int:
        return sum(row[one] == asked["scale"][1] for row in rows)

    pairs = _advancing(list(options), 2, [lambda o, _: totals[o], preferred, lambda o, _: top(o)])
    winners: set[int] = set()
    for a, b in pairs:
        ends = [(preferred(a, [b]), totals[a], top(a)), (preferred(b, [a]), totals[b], top(b))]
        winners |= {o for o, end in zip((a, b), ends, strict=True) if end == max(ends)}
    return len(tied) > 2 and theirs == {"winners": sorted(winners)}


ROUNDED_GAUGE = Difference(
    reason="its shares are floats, so that equal gauges may differ in their last bit",
    supported="ours",
    source="Fabre 2021 defines the gauges on shares, which are fractions",
    explains=by_rounded_gauge,
)
ZERO_SHARE = Difference(
    reason="where nobody is above or below the middle it divides by 0; ours takes 0",
    supported="both",
    source="Fabre 2021: the central gauge is (p - q) / (p + q), which is 0/0 there",
    explains=divided_by_nothing,
)
NO_TIES = Difference(
    reason="it raises an error where options tie to the last grade",
    supported="ours",
    source="Balinski and Laraki 2011: options with the same grades are level",
    explains=refuses_ties,
)

ONE_BY_ONE = Difference(
    reason="it takes several middle grades away at a time, and may pass the step that decides",
    supported="ours",
    source="Balinski and Laraki 2007: one majority grade is taken away, then the next",
    explains=several_at_a_time,
)
PAIRS_FIRST = Difference(
    reason="a tie of three or more for the runoff is parted by the votes of their pairs before the "
    "top grades; ours asks the top grades at once",
    supported="both",
    source="starvoting.org/ties drops those that lose the most pairs, which neither does exactly; "
    "BetterVoting's help goes on to the top grades",
    explains=by_pairs_first,
)

COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        peer="pref_voting",
        work="star",
        what="STAR, every way to part a tie",
        question=star_grades,
        ours=winners_by_rule("star", graded, ties="shared"),
    ),
    Comparison(
        peer="starvote",
        work="star",
        what="STAR by its official protocol, full grades",
        question=five_stars,
        one_in=2,
        ours=winners_by_rule("star", graded, ties="equal-vote"),
        differences=(PAIRS_FIRST,),
    ),
    Comparison(
        peer="starvote",
        work="star",
        what="STAR by its official protocol, with blanks",
        question=patchy_stars,
        one_in=2,
        ours=winners_by_rule("star", graded, ties="equal-vote"),
        differences=(PAIRS_FIRST,),
    ),
    Comparison(
        peer="votelib",
        work="majority_judgment",
        what="majority judgment by taking grades away",
        question=full_grades,
        ours=winners_by_rule("majority-judgment", graded, gauge="removal", **FLOOR),
        differences=(NO_TIES, ONE_BY_ONE),
    ),
    *(
        Comparison(
            peer="pref_voting",
            work=work,
            what=f"majority judgment, {gauge}",
            question=full_grades,
            ours=winners_by_rule("majority-judgment", graded, gauge=gauge, **FLOOR),
            differences=(ROUNDED_GAUGE, ZERO_SHARE) if gauge == "central" else (ROUNDED_GAUGE,),
        )
        for work, gauge in {
            "majority_judgement": "majority-gauge",
            "typical": "typical",
            "usual": "usual",
            "central": "central",
        }.items()
    ),
    Comparison(
        peer="pref_voting",
        work="approval",
        what="approval by the rule of that name",
        question=yes_or_no,
        ours=winners_by_rule("approval", graded),
    ),
    Comparison(
        peer="votelib",
        work="sum",
        what="scores added up, full grades",
        question=full_grades,
        ours=by_rule("score", graded, by="total"),
    ),
)


def _columns(asked: Question) -> list[list[int]]:
    return [[row[o] for row in asked["ballots"]] for o in range(asked["options"])]


def _majority_value(column: list[int]) -> list[int]:
    """Return the lower middle grade, that of the rest once it is taken away, and so on."""
    left, value = sorted(column), []
    while left:
        value.append(left.pop((len(left) - 1) // 2))
    return value


def _advancing(tied: list[int], seats: int, keys: list[Key]) -> list[tuple[int, ...]]:
    """Return every set that may take the seats when keys part the options that tie, in turn."""
    if not keys:
        return list(combinations(tied, seats))
    heights = {option: keys[0](option, [o for o in tied if o != option]) for option in tied}
    cut = sorted(heights.values(), reverse=True)[seats - 1]
    safe = tuple(o for o in tied if heights[o] > cut)
    level = [o for o in tied if heights[o] == cut]
    more = (
        _advancing(level, seats - len(safe), keys[1:])
        if len(level) > seats - len(safe)
        else [tuple(level)]
    )
    return [safe + one for one in more]


def _leaders(asked: Question, gauge: object) -> list[int]:
    """Return who leads by the lower middle grade and a gauge, all exact."""
    heights = []
    for column in map(sorted, _columns(asked)):
        middle, n = column[(len(column) - 1) // 2], len(column)
        above = Fraction(sum(grade > middle for grade in column), n)
        below = Fraction(sum(grade < middle for grade in column), n)
        heights.append((middle, gauge(above, below)))
    return [option for option, height in enumerate(heights) if height == max(heights)]
