"""Ladders: how many options stand below and above; one by one, by counting and by sorting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import Profile, borda, kendall_w, order_agreement, orders, standings
from collectif.counting.profiles.standings import Unranked
from collectif.testing.profiles import patchy_profiles, rankings

LAW = settings(max_examples=60, deadline=None)
module = import_module("collectif.counting.profiles.ladders")
duels_module = import_module("collectif.counting.ordering.pairwise")
rooms = st.one_of(rankings(), patchy_profiles)
readings = st.sampled_from(["tied_last", "incomparable"])


@pytest.fixture(scope="module", params=["counting", "sorting", "blocks"], autouse=True)
def at_once(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever the size, climb with NumPy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_FEW", -1)
        patch.setattr(duels_module, "_FEW", -1)
        patch.setattr(module, "_NARROW", 0 if request.param == "sorting" else 1 << 20)
        patch.setattr(module, "_BLOCK", 2 if request.param == "blocks" else 1 << 15)
        yield


def with_voices(profile: Profile, data: st.DataObject) -> Profile:
    """Return the profile, with voices or without; also with more than 64 bits hold."""
    some = st.one_of(st.integers(1, 9), st.sampled_from([1 << 61, 1 << 80]))
    return profile.speaking(data.draw(st.dictionaries(st.sampled_from(profile.voters), some)))


@LAW
@given(rooms, readings, st.data())
def test_ladders_are_those_of_the_definition(
    profile: Profile, unranked: Unranked, data: st.DataObject
) -> None:
    """Each option of each voter against all others that the voter compares."""
    profile = with_voices(profile, data)
    over: Counter[tuple[int, str]] = Counter()
    voices: Counter[tuple[int, str]] = Counter()
    ties: Counter[int] = Counter()
    for voter, tiers in orders(profile, unranked).items():
        n, voice = sum(map(len, tiers)), profile.voice(voter)
        for place, tier in enumerate(tiers):
            ties[n] += voice * (len(tier) ** 3 - len(tier))
            for option in tier:
                above = sum(map(len, tiers[:place]))
                below = sum(map(len, tiers[place + 1 :]))
                over[n, option] += voice * (below - above)
                voices[n, option] += voice
    found = module.ladders(profile, unranked)
    assert list(found) == sorted({n for n, _ in voices})
    for n, ladder in found.items():
        assert list(ladder.over) == [over[n, option] for option in profile.options]
        assert list(ladder.voices) == [voices[n, option] for option in profile.options]
        assert ladder.ties == ties[n]
    assert found == module._one_by_one(profile, unranked)


@LAW
@given(rooms, readings, st.data())
def test_borda_is_that_of_the_definition(
    profile: Profile, unranked: Unranked, data: st.DataObject
) -> None:
    """A point for each option put lower, half for each put level, as a share (Black 1976)."""
    profile = with_voices(profile, data)
    points: dict[str, list[tuple[Fraction, int]]] = {option: [] for option in profile.options}
    for voter, tiers in orders(profile, unranked).items():
        below = n = sum(map(len, tiers))
        for tier in tiers if n > 1 else ():
            below -= len(tier)
            share = 100 * (below + Fraction(len(tier) - 1, 2)) / (n - 1)
            for option in tier:
                points[option].append((share, profile.voice(voter)))
    expected = {
        option: sum(share * n for share, n in given) / sum(n for _, n in given)
        for option, given in points.items()
        if given
    }
    assert borda(profile, min_scores_per_cell=1, unranked=unranked).scores == expected


def mean_ranks(row: list[int]) -> list[Fraction]:
    """Return the rank of each value, 1 for the highest; equal values share their mean rank."""
    return [1 + sum(y > x for y in row) + Fraction(row.count(x) - 1, 2) for x in row]


@LAW
@given(rooms, st.data())
def test_concordance_is_that_of_the_definition(profile: Profile, data: st.DataObject) -> None:
    """W = 12 S / (k^2 (m^3 - m) - k sum T), from mean ranks (Kendall 1948, ch. 6)."""
    profile = profile.speaking({voter: data.draw(st.integers(1, 3)) for voter in profile.voters})
    found, m = kendall_w(profile), len(profile.options)
    rows = [
        list(row.values())
        for voter, row in standings(profile).items()
        for _ in range(profile.voice(voter))
        if len(row) == m
    ]
    assert found.judges == tuple(sorted(v for v, r in standings(profile).items() if len(r) == m))
    k = len(rows)
    sums = [sum(ranks) for ranks in zip(*map(mean_ranks, rows), strict=True)]
    squares = sum((total - Fraction(k * (m + 1), 2)) ** 2 for total in sums)
    ties = sum(t**3 - t for row in rows for t in Counter(row).values())
    most = k * k * (m**3 - m) - k * ties
    assert found.value == (12 * squares / most if k > 1 and most else None)


@LAW
@given(rooms, st.data())
def test_order_agreement_at_once_is_that_of_one_by_one(
    profile: Profile, data: st.DataObject
) -> None:
    """Also where voters have several voices."""
    voices = {voter: data.draw(st.integers(1, 3)) for voter in profile.voters}
    profile = profile.speaking(voices)
    found, compared = order_agreement(profile), duels_module.comparisons(profile)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duels_module, "_FEW", 1 << 60)
        assert order_agreement(profile.speaking(voices)) == found
    assert compared == tuple(
        tuple(
            sum(
                profile.voice(voter)
                for voter, row in standings(profile).items()
                if a in row and b in row
            )
            for b in profile.options
        )
        for a in profile.options
    )
