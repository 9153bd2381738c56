"""This module is about ladders: how many options each voter puts below and above every other one.

Borda's points and the ranks of Kendall are made of nothing else. Voters who compare the same number
of options are counted together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import compress
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from collectif.counting.profiles.heights import tables, voices_of
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import Unranked, orders, standings

if TYPE_CHECKING:
    from numpy import ndarray

    Ints = ndarray[Any, Any]

_FEW = 2_000
"""Voters x options up to which climbing one by one is quicker than starting NumPy."""

_NARROW = 4
"""Counters for each height up to which counting is quicker than sorting."""

_BLOCK = 32_768
"""Voters that are climbed at once, so that the memory this takes does not grow with them."""


@frozen(kw_only=True)
class Ladder:
    """What voters who compare the same number of options say together.

    Attributes:
        over: For each option how many it stands above minus how many it stands below, added over
            the voices that compare it.
        voices: For each option how many voices compare it.
        ties: The sum of t^3 - t over the options that a voter puts level, t of them each time,
            added over all voices.
    """

    over: Sequence[int] = field(repr=False)
    voices: Sequence[int] = field(repr=False)
    ties: int


def ladders(profile: Profile, unranked: Unranked) -> Mapping[int, Ladder]:
    """Return number of options that a voter compares -> what these voters say together; rising.

    Voters who compare nothing are not there.
    """
    few = len(profile.voters) * len(profile.options) <= _FEW
    return _one_by_one(profile, unranked) if few else _at_once(profile, unranked)


def _one_by_one(profile: Profile, unranked: Unranked) -> Mapping[int, Ladder]:
    places = {option: place for place, option in enumerate(profile.options)}
    over: dict[int, list[int]] = {}
    voices: dict[int, list[int]] = {}
    ties: dict[int, int] = {}
    for voter, tiers in orders(profile, unranked).items():
        compared, voice = sum(map(len, tiers)), profile.voice(voter)
        steps = over.setdefault(compared, [0] * len(places))
        heard = voices.setdefault(compared, [0] * len(places))
        below = compared
        for tier in tiers:
            level = len(tier)
            below -= level
            ties[compared] = ties.get(compared, 0) + voice * (level**3 - level)
            for option in tier:
                steps[places[option]] += voice * (2 * below + level - compared)
                heard[places[option]] += voice
    return {n: Ladder(over=over[n], voices=voices[n], ties=ties[n]) for n in sorted(over) if n}


def _at_once(profile: Profile, unranked: Unranked) -> Mapping[int, Ladder]:
    """Return the same from the heights of each voter, those not compared above all others."""
    import numpy as np

    found, voices = tables(profile, unranked), voices_of(profile)
    size = len(profile.options)
    total: Ints = np.zeros((3, size + 1, size), dtype=voices.dtype)
    for start in range(0, len(voices), _BLOCK):
        some = slice(start, start + _BLOCK)
        below, level = _climbed(np.ascontiguousarray(found.low[:, some].T))
        compared = np.ascontiguousarray(found.compared[:, some].T)
        rungs = np.count_nonzero(compared, axis=1)
        over = (2 * below + level - rungs[:, None]) * compared
        alike = (level * level - 1) * compared
        for n in np.flatnonzero(np.bincount(rungs)).tolist():
            heard = voices[some] * (rungs == n)
            for kind, table in enumerate((over, compared, alike)):
                total[kind, n] += heard @ table.astype(voices.dtype, copy=False)
    steps, heard_by, ties = total.tolist()
    return {
        n: Ladder(over=steps[n], voices=heard_by[n], ties=sum(ties[n]))
        for n in range(1, size + 1)
        if any(heard_by[n])
    }


def judges(profile: Profile) -> tuple[str, ...]:
    """Return the voters who put every option in order, in declared order."""
    if len(profile.voters) * len(profile.options) <= _FEW:
        whole = len(profile.options)
        return tuple(voter for voter, row in standings(profile).items() if len(row) == whole)
    import numpy as np

    compared = tables(profile, "incomparable").compared
    return tuple(compress(profile.voters, np.all(compared, axis=0).tolist()))


def _climbed(rows: Ints) -> tuple[Ints, Ints]:
    """Return for each height how many of its row are lower, and how many are the same."""
    low = int(rows.min())
    width = int(rows.max()) - low + 1
    narrow = width <= _NARROW * rows.shape[1]
    return _by_counting(rows, low, width) if narrow else _by_sorting(rows)


def _by_counting(rows: Ints, low: int, width: int) -> tuple[Ints, Ints]:
    import numpy as np

    spots = rows.astype(np.int64) - low
    spots += width * np.arange(len(rows))[:, None]
    counts = np.bincount(spots.reshape(-1), minlength=width * len(rows))
    level = counts[spots]
    return counts.reshape(-1, width).cumsum(axis=1).reshape(-1)[spots] - level, level


def _by_sorting(rows: Ints) -> tuple[Ints, Ints]:
    import numpy as np

    order = np.argsort(rows, axis=1, kind="stable")
    rising = np.take_along_axis(rows, order, axis=1)
    places, edge = np.arange(rows.shape[1]), np.ones((len(rows), 1), dtype=bool)
    new = rising[:, 1:] != rising[:, :-1]
    first = np.where(np.hstack([edge, new]), places, 0)
    last = np.where(np.hstack([new, edge]), places, rows.shape[1])
    np.maximum.accumulate(first, axis=1, out=first)
    last = np.minimum.accumulate(last[:, ::-1], axis=1)[:, ::-1]
    below, level = np.empty_like(order), np.empty_like(order)
    np.put_along_axis(below, order, first, axis=1)
    np.put_along_axis(level, order, last - first + 1, axis=1)
    return below, level
