"""This module is about STAR: score, then automatic runoff between the two that score highest."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from itertools import combinations
from typing import Literal, get_args

from collectif.counting.grading.scoring import added, enough
from collectif.counting.ordering.pairwise import Duels, duels
from collectif.counting.profiles.grades import listed, shown
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.silence import filled
from collectif.counting.profiles.totals import tallied_totals
from collectif.counting.ranking import Ranking, Tiers, tiers_of
from collectif.counting.registry import rule
from collectif.counting.scored import check_floor, parameters_of
from collectif.errors import InvalidInput

Ties = Literal["shared", "equal-vote"]
"""What parts options that tie in a round: nothing, or the protocol of the Equal Vote Coalition."""


@rule(
    "star",
    source="Frohnmayer 2014; Equal Vote Coalition (starvoting.org; ties: BetterVoting help)",
    keeps=(
        "anonymity",
        "neutrality",
        "homogeneity",
        "weight-scaling",
        "monotonicity",
        "pareto-on-full-panels",
        "condorcet-loser-on-full-panels",
        "affine",
        "reversal",
    ),
    breaks={
        "majority": "3: a 5, b 4, c 4; 2: a 0, b 5, c 5",
        "condorcet": "3: a 5, b 4, c 4; 2: a 0, b 5, c 5",
        "clones": "a 0, b 3; a 4, b 0",
        "irrelevant-options": "a 2, b 3, c 2; a 4, b 2, c 4",
        "reversal-symmetry": "a 4, b 2, c 1; a 0, b 4, c 0; a 3, b 2, c 5",
        "increasing-map": "a 0, b 4, c 2; a 3, b 2, c 2",
    },
    scale=(0, 5),
    example="3: a 5, b 4, c 0; 2: a 0, b 4, c 5",
)
def star(profile: Profile, *, ties: Ties = "shared", min_scores_per_cell: int = 1) -> Ranking:
    """Rank options by score, and let the voters choose between the first two by majority.

    In the scoring round grades are added up as in `score`. In the runoff each voice counts for the
    finalist that it grades higher, and for none where it grades them the same; the winner stands
    first, the other finalist second, and the rest follow by score.

    With `ties="shared"` no tie is broken. Where a tie leaves open who the finalists are, every
    pair that breaking it could give has its runoff: whoever wins one, or ties in one, is a leader,
    and whoever else could be a finalist stands in the second tier. With `"equal-vote"` the protocol
    of the Equal Vote Coalition is followed: a tie of two in the scoring round goes to the one that
    more voices prefer; a tie of more, or one that is left, to those with the most top grades; a tie
    in the runoff to the higher score, then to the most top grades. What is left after that, where
    the protocol draws a lot, stays a tie as above.

    For an assembly: it elects one option with much support that also wins the last comparison. Its
    price: it can pass over an option that beats every other one, and one more voter may hurt the
    option that it grades best. Only the first place was designed; the others are by score.

    Silence: as on its ballots, a cell without an answer is no star: the lowest grade, in both
    rounds. Who abstains, cannot judge or is not entitled adds nothing to the score and does not
    compare in the runoff. An option without any grade is incomplete.

    Args:
        profile: The answers; where there are several criteria, each voter's weighted totals count.
        ties: `"shared"` or `"equal-vote"`.
        min_scores_per_cell: Grades on each criterion below which an option is left out; at least 1.

    Returns:
        A ranking whose scores are those of the scoring round, in steps above the lowest grade; the
        finalists may stand in another order than their scores. Behind it: `finalists`, the pairs
        that met; `runoff`, (one, other) of each pair -> voices for the one and for the other;
        `top_grades`, option -> voices with the best grade, None where they were not asked.

    Raises:
        InvalidInput: There is no such treatment of ties, or `min_scores_per_cell` is no whole
            number from 1 on.
        InvalidProfile: The ballots are orders.
    """
    check_floor(min_scores_per_cell)
    if ties not in get_args(Ties):
        raise InvalidInput.of(
            "star.ties-were-to-be-treated", ties=shown(ties), ties2=listed(get_args(Ties))
        )
    graded = enough(profile, min_scores_per_cell)
    out = tuple(option for option in profile.options if option not in graded)
    seen = _blank_is_lowest(_only(profile, graded))
    scores = added(seen)
    tops = _top_grades(seen) if ties == "equal-vote" else None
    likely = _finalists(seen, scores, tops)
    open_to = [option for tier in likely for option in tier]
    met = duels(_only(seen, open_to))
    pairs = _pairs(likely)
    won = {option for pair in pairs for option in _winners(pair, met, scores, tops)}
    rest = {option: value for option, value in scores.items() if option not in open_to}
    first = tuple(o for o in open_to if o in won or not pairs)
    second = tuple(o for o in open_to if o not in first)
    return Ranking(
        rule="star",
        version=1,
        parameters=parameters_of(profile, min_scores_per_cell) | {"ties": ties},
        scores=scores,
        tiers=_declared(seen, (*filter(None, (first, second)), *tiers_of(rest))),
        incomplete=out,
        behind={
            "finalists": pairs,
            "runoff": {(a, b): (met.votes(a, b), met.votes(b, a)) for a, b in pairs},
            "top_grades": tops,
        },
    )


def _only(profile: Profile, options: Collection[str]) -> Profile:
    """Return the profile with some of its options alone."""
    others = tuple(option for option in profile.options if option not in options)
    return profile.without_options(*others) if others else profile


def _blank_is_lowest(profile: Profile) -> Profile:
    """Return the profile with the lowest grade where nothing was answered."""
    blanks = any(kept["MISSING"] for kept in profile.silences.values())
    return filled(profile, "lowest") if blanks else profile


def _finalists(
    profile: Profile, scores: Mapping[str, Fraction], tops: Mapping[str, int] | None
) -> Tiers:
    """Return the tiers that two finalists come from: one tier, or a lone first and a second."""
    first, *others = tiers_of(scores) or ((),)
    if len(first) > 2:
        first, *others = _parted(profile, first, tops)
    if len(first) >= 2 or not others:
        return (first,) if first else ()
    second = others[0]
    if len(second) > 1:
        second = _parted(profile, second, tops)[0]
    return first, second


def _parted(profile: Profile, tied: tuple[str, ...], tops: Mapping[str, int] | None) -> Tiers:
    """Return options that tie for a place in the runoff in tiers, as the protocol parts them."""
    if tops is None:
        return (tied,)
    if len(tied) == 2:
        margin = duels(_only(profile, tied)).margin(*tied)
        if margin:
            return ((tied[0],), (tied[1],)) if margin > 0 else ((tied[1],), (tied[0],))
    return tiers_of({option: Fraction(tops[option]) for option in tied})


def _pairs(likely: Tiers) -> tuple[tuple[str, str], ...]:
    """Return every pair that could meet in the runoff."""
    if len(likely) == 2:
        return tuple((likely[0][0], other) for other in likely[1])
    return tuple(combinations(likely[0], 2)) if likely else ()


def _winners(
    pair: tuple[str, str],
    met: Duels,
    scores: Mapping[str, Fraction],
    tops: Mapping[str, int] | None,
) -> tuple[str, ...]:
    """Return who wins a runoff, or both where they tie."""
    one, other = pair
    margins: list[Fraction | int] = [met.margin(one, other)]
    if tops is not None:
        margins += [scores[one] - scores[other], tops[one] - tops[other]]
    margin = next((m for m in margins if m), 0)
    return pair if not margin else (one,) if margin > 0 else (other,)


def _top_grades(profile: Profile) -> Mapping[str, int]:
    """Return option -> voices that give it the best there is."""
    return {o: sum(n for t, n in rows if t == 100) for o, rows in tallied_totals(profile).items()}


def _declared(profile: Profile, tiers: Tiers) -> Tiers:
    """Return tiers with the options of each in declared order."""
    place = {option: number for number, option in enumerate(profile.options)}
    return tuple(tuple(sorted(tier, key=place.__getitem__)) for tier in tiers)
