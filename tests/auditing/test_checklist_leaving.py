"""Leaving each member out in one pass is leaving each out and counting again (domain.md 4.1)."""

from __future__ import annotations

from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.auditing.checklist import leaving
from collectif.auditing.checklist.facts import Facts
from collectif.auditing.checklist.leaving import firmness, without_each
from collectif.counting import Profile, rank, robustness
from collectif.demo import record_evening
from collectif.values import Scale

CELLS = [(v, o, c) for v in "vwxy" for o in "abc" for c in "kl"]


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.sampled_from(CELLS), st.sampled_from([1, 2, 3, "ABSTAIN"]), min_size=1),
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
    st.integers(1, 2),
    st.sampled_from([(), ("k",)]),
)
def test_one_pass_is_counting_again(cells, weights, least, lower):
    profile = Profile.from_grades(
        cells, scale=Scale(min=1, max=3), options=("a", "b", "c"), criteria=("k", "l"),
        weights=dict(zip("kl", weights, strict=True)), lower_is_better=frozenset(lower),
    )  # fmt: skip
    count = partial(rank, min_scores_per_cell=least)
    expected = robustness(profile, count=count, rules=()).without_voter
    assert expected == without_each(profile, least)


def test_lachine_and_rounds_that_are_too_large(monkeypatch):
    """By another rule each is counted again, unless that is too much."""
    with record_evening("memory:") as evening:
        counted = [one.counted for one in Facts.of(evening.view()).results.values()]
    for one in counted:
        expected = robustness(one.profile, count=one.count, rules=())
        found = firmness(one)
        assert (expected.flips, expected.verdict) == (found.flips, found.verdict)
    import attrs

    median = attrs.evolve(counted[0], rule="median")
    assert firmness(median) is not None
    monkeypatch.setattr(leaving, "_MOST", 1)
    assert firmness(median) is None
    assert firmness(counted[0]) is not None
