"""Small groups: what is not told of a secret round cannot be worked out from what is.

The threshold and complementary suppression are those of statistical disclosure control for tables
(Hundepool et al., Statistical Disclosure Control, 2012, chapter 4): a hidden cell must not follow
from the margins and the cells that are shown. The attacker here also knows the method.
"""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.projections.small_groups import untold


def parts_of(counts):
    """Return an exclusive division of voices into parts of some sizes."""
    return {f"p{n}": {f"{n}/{i}" for i in range(count)} for n, count in enumerate(counts)}


def shown(counts, smallest, hide=untold):
    """Return what anybody reads: the whole, and each part or None."""
    hidden = hide(parts_of(counts), smallest)
    told = (None if f"p{n}" in hidden else count for n, count in enumerate(counts))
    return sum(counts), tuple(told)


def worked_out(size, smallest, whole, hide=untold):
    """Return the divisions of a whole in which an attacker works out a hidden part."""
    alike = {}
    for counts in product(range(whole + 1), repeat=size):
        if sum(counts) == whole:
            alike.setdefault(shown(counts, smallest, hide), []).append(counts)
    return [
        many[0]
        for (_, told), many in alike.items()
        for n, count in enumerate(told)
        if count is None and len({one[n] for one in many}) < 2
    ]


@pytest.mark.parametrize("smallest", [2, 3, 4, 5])
@pytest.mark.parametrize("size", [2, 3, 4])
def test_no_hidden_part_can_be_worked_out(size, smallest):
    """Over all divisions of all wholes large enough, even knowing how parts are chosen."""
    for whole in range(smallest, 2 * smallest + 4):
        assert worked_out(size, smallest, whole) == [], whole


def test_the_search_finds_what_can_be_worked_out():
    """Planted: hiding the small parts alone leaves one to be had by subtraction."""

    def naive(parts, smallest):
        return frozenset(p for p, voices in parts.items() if 0 < len(voices) < smallest)

    assert (1, 5, 0) in worked_out(3, 3, 6, naive)


voices = st.frozensets(st.integers(0, 11).map(str), max_size=12)
overlapping = st.dictionaries(st.sampled_from("abcdef"), voices, min_size=1)


@settings(deadline=None, max_examples=200)
@given(parts=overlapping, smallest=st.integers(1, 6))
def test_nothing_that_is_told_rests_on_too_few(parts, smallest):
    """Parts may overlap: a voice that answered twice counts once among those behind a figure."""
    hidden = untold(parts, smallest)
    for part in parts.keys() - hidden:
        assert not 0 < len(parts[part]) < smallest
    everybody = frozenset().union(*parts.values())
    if hidden and len(everybody) > smallest:
        behind = frozenset().union(*(parts[part] for part in hidden))
        assert hidden == parts.keys() or (len(hidden) > 1 and len(behind) >= smallest)


@settings(deadline=None, max_examples=50)
@given(parts=overlapping)
def test_without_a_threshold_everything_is_told(parts):
    """As every log before it did."""
    assert untold(parts, 1) == frozenset()
