"""This module is about variations of a profile: other names, more voters, a ballot turned round.

Laws compare what a rule says of a profile with what it says of these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from attrs import evolve

from collectif.counting.profiles.grades import OVERALL, Cell
from collectif.counting.profiles.notation import written
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import convention, left_off, orders, standings
from collectif.counting.ranking import Ranking, Tiers
from collectif.counting.registry import Count
from collectif.errors import CollectifError
from collectif.values import Scale

Heights = Mapping[str, int | Fraction]
"""Option -> how high one voter puts it."""

_LONGEST = 300


def answer(count: Count, profile: Profile) -> Ranking | None:
    """Return what a variation comes to; None where it cannot be counted so."""
    try:
        return count(profile)
    except CollectifError:
        return None


def remade(profile: Profile, **changes: Any) -> Profile:
    """Return a profile with other cells, voters, options, scale, voices and the like."""
    if profile.ordinal and "options" in changes:
        changes["scale"] = Scale(min=1, max=max(2, len(changes["options"])))
    return evolve(profile, columns=None, **changes)


def with_voters_named(profile: Profile, names: Mapping[str, str]) -> Profile:
    """Return the profile in which voters swap names, and the declared order stays."""
    cells = {(names[v], o, c): x for (v, o, c), x in profile.cells.items()}
    return remade(profile, cells=cells, voices={names[v]: n for v, n in profile.voices.items()})


def with_options_named(profile: Profile, names: Mapping[str, str]) -> Profile:
    """Return the profile in which options swap names, and the declared order stays."""
    return remade(profile, cells={(v, names[o], c): x for (v, o, c), x in profile.cells.items()})


def shuffles(names: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Yield every swap of two neighbours, the reversal, and moving all by one."""
    for first, second in pairwise(names):
        yield dict(zip(names, names, strict=True)) | {first: second, second: first}
    if len(names) > 2:
        yield dict(zip(names, reversed(names), strict=True))
        yield dict(zip(names, (*names[1:], names[0]), strict=True))


def copied(profile: Profile, times: int) -> Profile:
    """Return the profile in which every ballot counts as often as `times` of it."""
    return profile.speaking({v: times * profile.voice(v) for v in profile.voters})


def joined(profile: Profile, voter: str, ballot: Mapping[tuple[str, str], int | str]) -> Profile:
    """Return the profile with one voter more, who answers as said by option and criterion."""
    cells = {(voter, *pair): x for pair, x in ballot.items()}
    return remade(profile, cells={**profile.cells, **cells}, voters=(*profile.voters, voter))


def ballot(profile: Profile, voter: str) -> dict[tuple[str, str], int | str]:
    """Return the answers of one voter, by option and criterion."""
    cells = ((pair, profile.cells.get((voter, *pair))) for pair in profile.pairs)
    return {pair: value for pair, value in cells if value is not None}


def groups(profile: Profile) -> tuple[tuple[str, ...], ...]:
    """Return the voters who cast the same ballot together, by first appearance."""
    found: dict[Any, list[str]] = {}
    for voter in profile.voters:
        key = (*sorted(ballot(profile, voter).items()), profile.voice(voter))
        found.setdefault(key, []).append(voter)
    return tuple(map(tuple, found.values()))


def turned(profile: Profile) -> Profile:
    """Return the profile in which every ballot says the opposite."""
    if profile.ordinal:
        return reordered(profile, {v: tiers[::-1] for v, tiers in ballots(profile).items()})
    rest = frozenset(profile.criteria) - profile.lower_is_better
    return remade(profile, lower_is_better=rest)


def ballots(profile: Profile) -> Mapping[str, Tiers]:
    """Return voter -> the options in tiers, as ballots are usually read."""
    return orders(profile, convention(profile, None))


def reordered(profile: Profile, tiers: Mapping[str, Tiers]) -> Profile:
    """Return a profile of orders in which some voters cast another one."""
    kept = {c: x for c, x in profile.cells.items() if c[0] not in tiers or isinstance(x, str)}
    return remade(profile, cells=kept | dict(_places(tiers)))


def best_and_worst(profile: Profile, criterion: str) -> tuple[int, int]:
    """Return the grade that is best on a criterion, and the worst, as cast."""
    ends = profile.scale.max, profile.scale.min
    return ends[::-1] if criterion in profile.lower_is_better else ends


def praise(profile: Profile, option: str) -> dict[tuple[str, str], int | str]:
    """Return a ballot that puts one option first and the others last, as far as can be."""
    if profile.ordinal:
        rest = [o for o in reversed(profile.options) if o != option]
        return {(o, OVERALL): place for place, o in enumerate((option, *rest), start=1)}
    return {(o, c): best_and_worst(profile, c)[o != option] for o, c in profile.pairs}


def heights(profile: Profile) -> Mapping[str, Heights]:
    """Return voter -> option -> how high it puts the option, what is left off included.

    An option that cannot be compared with others is not there.
    """
    found = {voter: dict(row) for voter, row in standings(profile).items()}
    if profile.ordinal:
        for voter, row in found.items():
            for option in profile.options:
                if option not in row and left_off(profile, voter, option):
                    row[option] = -len(profile.options) - 1
    return found


def ranks_alike(one: Ranking, other: Ranking) -> bool:
    """Whether two rankings of the same options say the same."""
    return (
        set(one.incomplete) == set(other.incomplete)
        and list(map(set, one.shared)) == list(map(set, other.shared))
        and one.scores == other.scores
    )


def tells(profile: Profile) -> str:
    """Return the ballots as they read in a sentence, not longer than a few lines."""
    text = written(profile) or "no ballots"
    return f"[{text if len(text) <= _LONGEST else text[: _LONGEST - 3] + '...'}]"


def lead(options: Sequence[str]) -> str:
    """Return who leads, as it reads in a sentence."""
    named = " and ".join(f"'{option}'" for option in options) or "nothing"
    return f"{named} {'lead' if len(options) > 1 else 'leads'}"


def order(ranking: Ranking) -> str:
    """Return tiers as they read in a sentence."""
    return " > ".join(" = ".join(tier) for tier in ranking.shared) or "no order"


def _places(tiers: Mapping[str, Tiers]) -> Iterator[tuple[Cell, int]]:
    for voter, ballot in tiers.items():
        place = 1
        for tier in ballot:
            yield from (((voter, option, OVERALL), place) for option in tier)
            place += len(tier)
