"""This module is about colleges: kinds of voters that each hold a share of the voice.

With colleges, twenty citizens and three institutions may weigh the same; which shares are fair is
for the rules of the game to say, not for counting.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from collectif.counting.profiles.exact import exact
from collectif.counting.profiles.grades import listed, read_mapping
from collectif.counting.profiles.profile import Pair, Profile
from collectif.counting.ranking import Ranking
from collectif.counting.registry import rule
from collectif.counting.scored import check_floor, parameters_of, ranked, weighed
from collectif.errors import InvalidProfile, Reason


@rule(
    "college-mean",
    source="weighted voting by estates; post-stratification, Holt & Smith 1979",
    keeps=(
        "anonymity-within-colleges",
        "neutrality",
        "weight-scaling",
        "affine",
        "unanimity",
        "bounds",
        "monotonicity",
        "dominance",
        "weak-dominance",
        "dominance-by-college-means",
        "pareto-on-full-panels",
        "irrelevant-options",
        "clones",
        "homogeneity",
        "reversal",
        "reversal-of-every-criterion",
        "reversal-symmetry",
        "silence",
    ),
    breaks={
        "anonymity": "a 5; a 1",
        "reinforcement": "2: a 1, b 2; a 2, b 1; a 2, b 2",
        "participation": "a 1, b 3; 2: a 2, b 1; a 2, b 3; a 3, b 3",
        "majority": "2: a 1, b 2; a 2, b 1",
        "condorcet": "2: a 1, b 2; a 2, b 1",
        "condorcet-loser": "2: a 1, b 2; a 2, b 1",
        "smith": "2: a 1, b 2; a 2, b 1",
        "small-influence": "a 1; a 5; a 1",
    },
    scale=(1, 5),
    example="a 5, b 2; a 2, b 4; a 1, b 4; a 4, b 3",
    trial={
        "colleges": {"citizens": "1/2", "institutions": "1/3", "groups": "1/6"},
        "college_of": {
            f"v{number}": ("citizens", "institutions", "groups")[number % 3]
            for number in range(100)
        },
        "min_scores_per_cell": 1,
    },
)
def college_mean(
    profile: Profile,
    *,
    colleges: Mapping[str, Fraction | str],
    college_of: Mapping[str, str],
    min_scores_per_cell: int = 2,
) -> Ranking:
    """Rank options by the weighted mean of criterion means in which each college has its share.

    The mean of a cell is the mean of the means of the colleges, weighted by their shares. A
    college from which nobody graded a cell has no mean there, and the shares of the others are
    scaled up; `unheard` says where that happened. Shares times a number change nothing, and with
    a single college this is the weighted mean:
    100 * (sum of weight * mean of a cell / sum of weights - min) / (max - min).

    For an assembly: it suits a room whose groups are of unequal size and were promised an equal or
    another fixed voice, as twenty citizens and three institutions. Its price: one voter of a small
    college counts as much as many of a large one, and may move a score by the whole share of the
    college; and who belongs where decides much, so it is settled before.

    Silence: it enters no mean, whatever its name. Those who speak stand for the silent of their
    college; where a whole college is silent on a cell, the others speak for it. An option that too
    few graded on some criterion is incomplete.

    Args:
        profile: The answers, as grades.
        colleges: College -> its share of the voice, more than 0; only their ratios matter.
        college_of: Voter -> its college. A voter without a college holds no voice and cannot have
            answered.
        min_scores_per_cell: Grades, of all colleges together, below which an option has no mean on
            a criterion, and so no score; at least 1.

    Returns:
        A ranking whose scores are exact, 0 <= score <= 100. Behind it: `means`, (option,
        criterion) -> the mean of the college means by shares, on the scale, None for none.

    Raises:
        InvalidProfile: A voter is in no college with a share, a share is not above 0, or the
            ballots are orders.
        InvalidInput: `min_scores_per_cell` is no whole number from 1 on.
    """
    check_floor(min_scores_per_cell)
    means = college_cells(profile, colleges=colleges, college_of=college_of)
    found = {
        option: weighed(
            profile,
            {
                criterion: means[option, criterion]
                for criterion in profile.criteria
                if profile.n(option, criterion) >= min_scores_per_cell
            },
        )
        for option in profile.options
    }
    used: dict[str, object] = {
        "colleges": {name: str(Fraction(share)) for name, share in colleges.items()},
        "college_of": {voter: college_of[voter] for voter in profile.voters},
    }
    said = parameters_of(profile, min_scores_per_cell) | used
    return ranked("college-mean", found, said, behind={"means": means})


def college_cells(
    profile: Profile, *, colleges: Mapping[str, Fraction | str], college_of: Mapping[str, str]
) -> Mapping[Pair, Fraction | None]:
    """Return (option, criterion) -> mean of the college means by shares; None without any grade.

    Raises:
        InvalidProfile: A voter is in no college with a share, or a share is not above 0.
    """
    rooms = _rooms(profile, colleges, college_of)
    return {pair: _mean(pair, rooms, colleges) for pair in profile.pairs}


def unheard(
    profile: Profile, *, colleges: Mapping[str, Fraction | str], college_of: Mapping[str, str]
) -> Mapping[Pair, tuple[str, ...]]:
    """Return (option, criterion) -> the colleges that gave no grade; only where there are any.

    Raises:
        InvalidProfile: A voter is in no college with a share, or a share is not above 0.
    """
    rooms = _rooms(profile, colleges, college_of)
    silent = {
        pair: tuple(name for name, room in rooms.items() if not room.n(*pair))
        for pair in profile.pairs
    }
    return {pair: names for pair, names in silent.items() if names}


def _rooms(
    profile: Profile, colleges: Mapping[str, Fraction | str], college_of: Mapping[str, str]
) -> dict[str, Profile]:
    """Return college -> the answers of its voters."""
    read_mapping("colleges", colleges)
    read_mapping("college_of", college_of)
    shares = [exact(share, Reason("colleges.share-college")) for share in colleges.values()]
    strangers = [voter for voter in profile.voters if college_of.get(voter) not in colleges]
    if strangers or any(share <= 0 for share in shares):
        raise InvalidProfile.of(
            "colleges.voice-cannot-be-counted",
            strangers=listed(strangers or colleges),
            colleges=listed(colleges),
        )
    return {
        name: profile.without_voters(*(v for v in profile.voters if college_of[v] != name))
        for name in colleges
    }


def _mean(
    pair: Pair, rooms: Mapping[str, Profile], colleges: Mapping[str, Fraction | str]
) -> Fraction | None:
    total, shares = Fraction(0), Fraction(0)
    for name, room in rooms.items():
        mean = room.mean(*pair)
        if mean is not None:
            total += Fraction(colleges[name]) * mean
            shares += Fraction(colleges[name])
    return total / shares if shares else None
