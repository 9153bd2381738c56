"""This module is about single steps on a ballot: one option rises, or gets a copy beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from collectif.counting.laws.variations import ballots, best_and_worst, remade, reordered
from collectif.counting.profiles.profile import Profile
from collectif.counting.ranking import Tiers


def raised(profile: Profile, option: str) -> Iterator[tuple[str, Profile]]:
    """Yield voter, and the profile in which an option rises on the ballot of that voter alone."""
    if profile.ordinal:
        for voter, tiers in ballots(profile).items():
            for higher in _lifted(tiers, option):
                yield voter, reordered(profile, {voter: higher})
        return
    for (voter, one, criterion), grade in profile.cells.items():
        best, worst = best_and_worst(profile, criterion)
        if one == option and isinstance(grade, int) and grade != best:
            step = grade + (1 if best > worst else -1)
            for better in dict.fromkeys((step, best)):
                cells = {**profile.cells, (voter, option, criterion): better}
                yield voter, remade(profile, cells=cells)


def cloned(profile: Profile) -> Iterator[tuple[str, str, Profile]]:
    """Yield option, its copy, and the profile with both side by side on every ballot."""
    for option in profile.options:
        copy = f"{option}'"
        while copy in profile.options:
            copy += "'"
        place = profile.options.index(option) + 1
        options = (*profile.options[:place], copy, *profile.options[place:])
        level = {(v, copy, c): x for (v, o, c), x in profile.cells.items() if o == option} | dict(
            profile.cells
        )
        wider = remade(profile, options=options, cells=level)
        yield option, copy, wider
        if profile.ordinal:
            for split in _SPLITS:
                yield option, copy, reordered(wider, _side_by_side(wider, option, copy, split))


def _lifted(tiers: Tiers, option: str) -> Iterator[Tiers]:
    """Yield the ballot with an option apart from those level with it, level with the next, past
    it, and at the top."""
    at = next((row for row, tier in enumerate(tiers) if option in tier), None)
    if at is None:
        return
    alone, rest = (option,), tuple(o for o in tiers[at] if o != option)
    left = (rest,) if rest else ()
    found = []
    if rest:
        found.append((*tiers[:at], alone, rest, *tiers[at + 1 :]))
    if at:
        above = tiers[at - 1]
        found.append((*tiers[: at - 1], (*above, option), *left, *tiers[at + 1 :]))
        found.append((*tiers[: at - 1], alone, above, *left, *tiers[at + 1 :]))
        found.append((alone, *tiers[:at], *left, *tiers[at + 1 :]))
    yield from dict.fromkeys(found)


_SPLITS: tuple[Callable[[int], bool], ...] = (
    lambda _: True,
    lambda _: False,
    lambda voter: voter % 2 == 0,
    lambda voter: voter == 0,
)
"""For which voters, by their place in the list, an option stands right above its copy; for the
others it stands right below."""


def _side_by_side(
    profile: Profile, option: str, copy: str, above: Callable[[int], bool]
) -> Mapping[str, Tiers]:
    return {
        voter: _parted(tiers, (option, copy) if above(row) else (copy, option))
        for row, (voter, tiers) in enumerate(ballots(profile).items())
    }


def _parted(tiers: Tiers, pair: tuple[str, str]) -> Tiers:
    """Return a ballot in which two options stand one right above the other.

    Where a third one is level with them they stay level: else it would tell them apart.
    """
    found: list[tuple[str, ...]] = []
    for tier in tiers:
        found += [(pair[0],), (pair[1],)] if set(tier) == set(pair) else [tier]
    return tuple(found)
