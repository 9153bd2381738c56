"""This module is about how high each voter puts each option, as tables of small whole numbers.

They say the same as `standings`, for so many voters that each option of each voter is a byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from collectif.counting.profiles.columns import WIDE, Columns, narrowest
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import Unranked, standings

if TYPE_CHECKING:
    from numpy import ndarray

    Ints = ndarray[Any, Any]


_BLOCK = 2_048
"""Voters whose heights are turned at once, so that they stay near the processor."""


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


def tables(profile: Profile, unranked: Unranked) -> Tables:
    """Return the heights of all options for all voters; the profile remembers them."""
    return profile.remembered(("heights", unranked), lambda: _tables(profile, unranked))


def voices_of(profile: Profile) -> Ints:
    """Return as how many voters each counts.

    In Python's own numbers where 64 bits would not hold them all for options to the power of 3.
    """
    import numpy as np

    most = profile.total_voices * max(1, len(profile.options)) ** 3
    kind = np.int64 if most < WIDE else object
    return np.array([profile.voice(voter) for voter in profile.voters], dtype=kind)


def _tables(profile: Profile, unranked: Unranked) -> Tables:
    import numpy as np

    high, ranked, silent = _heights(profile)
    if ranked.all():
        return Tables(high=high, low=high, compared=ranked)
    floor, top = int(high.min()) - 1, int(high.max()) + 1
    kind = narrowest(floor, top)
    high = high.astype(kind, copy=False)
    low = np.where(ranked, high, kind(floor if unranked == "tied_last" else top))
    low[silent] = top
    compared = ~silent if unranked == "tied_last" else ranked
    return Tables(high=np.where(ranked, high, kind(floor)), low=low, compared=compared)


def _heights(profile: Profile) -> tuple[Ints, Ints, Ints]:
    """Return how high each voter puts each option, whether it does, and whether it is silent."""
    far = 2 + max(abs(profile.scale.min), abs(profile.scale.max))
    common = _common_weight([profile.weights[c] for c in profile.criteria])
    if profile.ordinal or common * profile.total_weight * 2 * far >= WIDE:
        return _one_by_one(profile)
    return _added(profile, far, common)


def _one_by_one(profile: Profile) -> tuple[Ints, Ints, Ints]:
    """Return the heights as how many levels a voter has below, whatever numbers they came from."""
    import numpy as np

    shape = (len(profile.voters), len(profile.options))
    rows = []
    for row in standings(profile).values():
        level = {height: place for place, height in enumerate(sorted(set(row.values())))}
        rows.append([level[row[o]] if o in row else -1 for o in profile.options])
    high = np.array(rows, dtype=narrowest(-1, shape[1])).reshape(shape).T
    silent = np.zeros(high.shape, bool)
    voters = {voter: place for place, voter in enumerate(profile.voters)}
    options = {option: place for place, option in enumerate(profile.options)}
    for (voter, option, _), value in profile.cells.items():
        if isinstance(value, str):
            silent[options[option], voters[voter]] = True
    return np.ascontiguousarray(high), high >= 0, silent & (high < 0)


def _added(profile: Profile, far: int, common: int) -> tuple[Ints, Ints, Ints]:
    """Return the heights of grades: as they are, or as totals over those criteria that are graded.

    Voter by voter as the answers come, then turned: memory is read and written in its own order.

    Args:
        profile: The answers.
        far: How far no grade is from 0.
        common: What the weights of all criteria that a voter may have graded divide.
    """
    import numpy as np

    given, shape = in_columns(profile), (len(profile.voters), len(profile.options))
    table = given.table(narrowest(-far, far)).reshape(*shape, len(profile.criteria))
    silent = np.zeros(shape[::-1], bool)
    for voter, pair, _ in given.silent:
        silent[pair // len(profile.criteria), voter] = True
    if len(profile.criteria) == 1:
        high, graded = table[:, :, 0], table[:, :, 0] != given.empty
        high = -high if profile.lower_is_better else high
    else:
        steps, weighed = added_steps(profile, table, given.empty)
        graded = weighed > 0
        high = steps * (common // np.maximum(weighed, 1))
    ranked = np.ones_like(silent) if graded.all() else _turned(graded)
    return _turned(high), ranked, silent & ~ranked


def added_steps(profile: Profile, table: Ints, empty: int) -> tuple[Ints, Ints]:
    """Return weighted steps above the lowest grade, and the weights of these: voters x options.

    Args:
        profile: What the criteria weigh; their sum x the range of the scale is below `WIDE`.
        table: Grades as cast: voters x options x criteria.
        empty: What stands there for no grade.
    """
    import numpy as np

    steps, weighed = np.zeros((2, *table.shape[:2]), np.int64)
    for place, criterion in enumerate(profile.criteria):
        weight, there = profile.weights[criterion], table[:, :, place] != empty
        turned = -1 if criterion in profile.lower_is_better else 1
        worst = profile.scale.min if turned > 0 else profile.scale.max
        steps += there * (turned * weight * (table[:, :, place] - np.int64(worst)))
        weighed += there * np.int64(weight)
    return steps, weighed


def _turned(rows: Ints) -> Ints:
    """Return a table with rows and columns exchanged, written a part at a time."""
    import numpy as np

    found = np.empty(rows.shape[::-1], dtype=rows.dtype)
    for start in range(0, len(rows), _BLOCK):
        found[:, start : start + _BLOCK] = rows[start : start + _BLOCK].T
    return found


def _common_weight(weights: Sequence[int]) -> int:
    """Return what the weight of every part of the criteria divides; `WIDE` if it is too large."""
    if len(weights) == 1:
        return 1
    sums = {0}
    for weight in weights:
        sums |= {total + weight for total in sums}
        if len(sums) > 10_000:
            return WIDE
    return min(lcm(*(sums - {0})), WIDE)


def in_columns(profile: Profile) -> Columns:
    """Return the answers as columns, however they came."""
    import numpy as np

    if profile.columns is not None:
        return profile.columns
    rows = {name: row for row, name in enumerate(profile.voters)}
    columns = {name: column for column, name in enumerate(profile.pairs)}
    where, grades, silent = [], [], []
    for (voter, option, criterion), value in profile.cells.items():
        row, column = rows[voter], columns[option, criterion]
        if isinstance(value, int):
            where.append((row, column))
            grades.append(value)
        else:
            silent.append((row, column, value))
    places = np.array(where, dtype=np.int64).reshape(-1, 2)
    return Columns(
        shape=(len(rows), len(columns)),
        where=(places[:, 0], places[:, 1]),
        grade=np.array(grades, dtype=np.int64),
        empty=profile.scale.min - 1,
        silent=tuple(silent),
    )
