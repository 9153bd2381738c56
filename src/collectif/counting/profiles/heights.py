"""This module is about how high each voter puts each option, as tables of small whole numbers.

They say the same as `standings`, for so many voters that each option of each voter is a byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import Unranked

if TYPE_CHECKING:
    from numpy import ndarray

    Ints = ndarray[Any, Any]

_WIDE = 1 << 62
"""What whole numbers of 64 bits must stay below here, so that nothing overflows."""


@frozen(kw_only=True, eq=False)
class Tables:
    """How high voters put options: options x voters, each.

    An option that is not compared exceeds nothing and is exceeded by nothing; that takes two
    tables. Where everybody compares everything they are the same one.

    Attributes:
        high: What an option exceeds with; below everything where it is not compared.
        low: What must be exceeded to stand above it; above everything where it is not compared.
        compared: Whether the voter compares the option.
    """

    high: Ints = field(repr=False)
    low: Ints = field(repr=False)
    compared: Ints = field(repr=False)


def tables(profile: Profile, unranked: Unranked) -> Tables | None:
    """Return the heights of all options for all voters; None where 64 bits would not do."""
    import numpy as np

    wide = max(abs(profile.scale.min), abs(profile.scale.max), profile.total_voices)
    found = None if wide >= _WIDE else _heights(profile)
    if found is None:
        return None
    high, ranked, silent = found
    if ranked.all():
        return Tables(high=high, low=high, compared=ranked)
    floor, top = int(high.min()) - 1, int(high.max()) + 1
    kind = next(t for t in (np.int8, np.int16, np.int32, np.int64) if _fits(t, floor, top))
    high = high.astype(kind, copy=False)
    low = np.where(ranked, high, kind(floor if unranked == "tied_last" else top))
    low[silent] = top
    compared = ~silent if unranked == "tied_last" else ranked
    return Tables(high=np.where(ranked, high, kind(floor)), low=low, compared=compared)


def _heights(profile: Profile) -> tuple[Ints, Ints, Ints] | None:
    """Return how high each voter puts each option, whether it does, and whether it is silent."""
    if profile.ordinal:
        return _places(profile)
    if len(profile.criteria) == 1 and profile.scale.range < 1 << 30:
        return _steps(profile)
    return _totals(profile)


def _places(profile: Profile) -> tuple[Ints, Ints, Ints]:
    """Return the heights of ballots that rank: a place, counted from the bottom."""
    import numpy as np

    shape = (len(profile.options), len(profile.voters))
    kind = np.int8 if len(profile.options) < 1 << 7 else np.int32
    high, ranked, silent = np.zeros(shape, kind), np.zeros(shape, bool), np.zeros(shape, bool)
    rows = {voter: row for row, voter in enumerate(profile.voters)}
    columns = {option: column for column, option in enumerate(profile.options)}
    for (voter, option, _), place in profile.cells.items():
        where = columns[option], rows[voter]
        if isinstance(place, int):
            high[where], ranked[where] = -place, True
        else:
            silent[where] = True
    return high, ranked, silent


def _steps(profile: Profile) -> tuple[Ints, Ints, Ints]:
    """Return the heights of grades on one criterion: steps above the worst grade.

    Voter by voter as the answers come, then turned: memory is read and written in its own order.
    """
    import numpy as np

    voter, pair, grade, said = _codes(profile)
    kind = np.int8 if profile.scale.range < 1 << 7 else np.int32
    size = (len(profile.voters), len(profile.options))
    turned = bool(profile.lower_is_better)
    step = (profile.scale.max - grade if turned else grade - profile.scale.min).astype(kind)
    if _in_order(voter, pair, size):
        by_voter = step.reshape(size)
    else:
        by_voter = np.full(size, -1, kind)
        by_voter.reshape(-1)[voter.astype(np.int64) * size[1] + pair] = step
    high = np.ascontiguousarray(by_voter.T)
    silent = np.zeros(high.shape, bool)
    for voter_code, pair_code in said:
        silent[pair_code, voter_code] = True
    return high, high >= 0, silent


def _in_order(voter: Ints, pair: Ints, size: tuple[int, int]) -> bool:
    """Whether every voter graded every option, and answers come voter by voter, in this order."""
    import numpy as np

    return (
        len(voter) == size[0] * size[1]
        and bool((pair.reshape(size) == np.arange(size[1])).all())
        and bool((voter.reshape(size) == np.arange(size[0])[:, None]).all())
    )


def _totals(profile: Profile) -> tuple[Ints, Ints, Ints] | None:
    """Return the heights of grades on several criteria: totals over those that were graded."""
    import numpy as np

    weights = [profile.weights[c] for c in profile.criteria]
    common = _common_weight(weights)
    if common is None or sum(weights) * profile.scale.range * common >= _WIDE:
        return None
    voter, pair, grade, said = _codes(profile)
    shape = (len(profile.options), len(profile.voters))
    steps, weighed = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for place, criterion in enumerate(profile.criteria):
        here = pair % len(weights) == place
        where = pair[here] // len(weights), voter[here]
        turned = criterion in profile.lower_is_better
        given = grade[here]
        step = profile.scale.max - given if turned else given - profile.scale.min
        steps[where] += weights[place] * step
        weighed[where] += weights[place]
    silent = np.zeros(shape, bool)
    for voter_code, pair_code in said:
        silent[pair_code // len(weights), voter_code] = True
    ranked = weighed > 0
    return steps * (common // np.maximum(weighed, 1)), ranked, silent & ~ranked


def _common_weight(weights: Sequence[int]) -> int | None:
    """Return a number that the weight of every part of the criteria divides; None if too large."""
    if len(weights) == 1:
        return weights[0] if weights[0] < _WIDE else None
    sums = {0}
    for weight in weights:
        sums |= {total + weight for total in sums}
        if len(sums) > 10_000:
            return None
    common = lcm(*(sums - {0}))
    return common if common < _WIDE else None


def _codes(profile: Profile) -> tuple[Ints, Ints, Ints, list[tuple[int, int]]]:
    """Return voter, pair and grade of every answer as columns, and where silences are."""
    import numpy as np

    if profile.columns is not None:
        one = profile.columns
        said = [(v, p) for v, p, _ in one.silent]
        return one.voter, one.pair, one.grade.astype(np.int64, copy=False), said
    rows = {name: row for row, name in enumerate(profile.voters)}
    columns = {name: column for column, name in enumerate(profile.pairs)}
    graded, said = [], []
    for (voter, option, criterion), value in profile.cells.items():
        where = rows[voter], columns[option, criterion]
        if isinstance(value, int):
            graded.append((*where, value))
        else:
            said.append(where)
    table = np.array(graded, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2], said


def _fits(kind: Any, floor: int, top: int) -> bool:
    import numpy as np

    return bool(np.iinfo(kind).min <= floor and top <= np.iinfo(kind).max)
