"""The drawings of the page: the same ties make the same drawing, and nothing is left out unsaid."""

from __future__ import annotations

import re
from fractions import Fraction

import segno
from hypothesis import given
from hypothesis import strategies as st

from collectif.reports.page.bars import bar_of
from collectif.reports.page.code import code_of
from collectif.reports.page.graph import HEIGHT, MOST_NAMES, WIDTH, drawn

NAMES = st.integers(0, 60).map("m{:02}".format)
TIES = st.dictionaries(
    st.tuples(NAMES, NAMES).filter(lambda pair: pair[0] != pair[1]),
    st.lists(st.just("c"), min_size=1, max_size=3),
    min_size=1,
    max_size=80,
)


def graph(ties):
    ends = {end for pair in ties for end in pair}
    called = {end: end.upper() for end in ends}
    titles = {pair: " ".join(pair) for pair in ties}
    return drawn(ties, called, {end: end for end in ends}, title="t", told="w", titles=titles)


@given(ties=TIES)
def test_every_pair_of_names_that_are_drawn_has_one_arrow_with_its_count(ties):
    found = graph(ties)
    drawn_names = {node.id for node in found.nodes}
    assert {(one.source, one.target): one.count for one in found.arrows} == {
        pair: len(of) for pair, of in ties.items() if drawn_names.issuperset(pair)
    }


@given(ties=TIES)
def test_names_are_alphabetical_and_those_that_are_not_drawn_are_counted(ties):
    """No order of merit; section 0 of the definitions."""
    found, ends = graph(ties), sorted({end for pair in ties for end in pair})
    assert [node.id for node in found.nodes] == ends[:MOST_NAMES]
    assert found.hidden == len(ends) - len(found.nodes)


@given(ties=TIES, order=st.randoms())
def test_the_order_in_which_ties_are_told_changes_nothing(ties, order):
    again = list(ties.items())
    order.shuffle(again)
    assert graph(dict(again)) == graph(ties)


@given(ties=TIES)
def test_coordinates_are_whole_numbers_on_the_paper(ties):
    for arrow in graph(ties).arrows:
        assert re.fullmatch(r"M\d+,\d+ Q-?\d+,-?\d+ \d+,\d+", arrow.line)
        assert re.fullmatch(r"\d+,\d+ \d+,\d+ \d+,\d+", arrow.head)
    for node in graph(ties).nodes:
        assert 0 < node.at[0] < WIDTH
        assert 0 < node.at[1] < HEIGHT
        assert 0 < node.label_at[1] < HEIGHT


def test_both_ways_are_two_lines():
    one, other = graph({("a", "b"): ["c"], ("b", "a"): ["c"]}).arrows
    assert one.line != other.line
    assert one.count_at != other.count_at


@given(
    progress=st.fractions(-3, 3), expected=st.none() | st.fractions(0, 2)
)  # fmt: skip
def test_bars_are_on_the_paper_and_in_the_order_of_their_shares(progress, expected):
    bar = bar_of(progress, expected, title="t")
    places = {Fraction(0): bar.start, Fraction(1): bar.end, progress: bar.reached}
    if expected is not None:
        places[expected] = bar.expected
    assert [places[share] for share in sorted(places)] == sorted(places.values())
    assert all(0 <= place <= 600 for place in places.values())
    assert bar.width >= 0


@given(text=st.text(st.characters(codec="ascii", exclude_categories=("Cc",)), min_size=1,
                    max_size=90))  # fmt: skip
def test_the_drawing_of_a_code_holds_every_dark_module_once(text):
    code = code_of(text, "t")
    dark = [
        (x + step, y)
        for x, y, width, back in (map(int, one) for one in re.findall(
            r"M(\d+),(\d+)h(\d+)v1h-(\d+)z", code.path))
        for step in range(width)
        if width == back
    ]  # fmt: skip
    rows = segno.make_qr(text, error="m").matrix
    expected = {(x + 4, y + 4) for y, row in enumerate(rows) for x, one in enumerate(row) if one}
    assert len(dark) == len(set(dark))
    assert set(dark) == expected
    assert code.size == len(rows) + 8
