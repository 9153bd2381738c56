"""Rounds of orders, told by what rules of orders rest on: points, duels, first places."""

import re

import pytest

from collectif.phrasing import words
from collectif.reports.looking import Looking, shown_rounds
from collectif.reports.results import as_json, as_text
from collectif.reports.words import columns
from collectif.testing.given import given
from collectif.testing.room import (
    CONVENED,
    VOTING,
    arrived,
    chartered,
    closed,
    opened,
    round_opened,
)
from collectif.values import Charter

ORDERS = {"alim": ("s1", "s2", "s3"), "loge": ("s1", "s2", "s3"), "jeune": ("s2", "s3", "s1")}
CIRCLE = {"alim": ("s1", "s2", "s3"), "loge": ("s2", "s3", "s1"), "jeune": ("s3", "s1", "s2")}


def shown(ballots, look=None, charter=None, visibility="OPEN"):
    """Return the round rb of orders, as it is to be shown."""
    opening = round_opened("rb", kind="RANKING", criteria_set=None, visibility=visibility)
    casts = [
        lambda c, m=m, b=b: c.cast(
            round="rb", member=m, ballot={one: place for place, one in enumerate(b, 1)}
        )
        for m, b in ballots.items()
    ]
    ruled = chartered(charter or Charter(recusal="NONE"))
    room = (*CONVENED, opened, arrived(*(f"m-{m}" for m in VOTING)), ruled)
    view = given(*room, opening, *casts, closed("rb")).collective.view()
    (one,) = shown_rounds(view, look or Looking())
    return one


def rows(one, lang="en"):
    """Return place, subject, points, duels won and first places of each line of the table."""
    lines = [line.split() for line in as_text(one, lang) if re.match(r" +\d+\. ", line)]
    return [(place, id, score, won, first) for place, id, score, _, won, _, _, first, *_ in lines]


def test_points_duels_and_first_places_are_those_of_hand_counting():
    """Borda (1781): 2, 1 and 0 points of 2; here as shares of all points, as `borda` has them."""
    assert rows(shown(ORDERS)) == [
        ("1.", "s1", "66.67", "2", "2"),
        ("1.", "s2", "66.67", "1", "1"),
        ("3.", "s3", "16.67", "0", "0"),
    ]


def test_another_rule_of_orders_puts_them_in_its_order_and_says_so():
    told = shown(ORDERS, Looking(rule="copeland"))
    assert [place for place, *_ in rows(told)] == ["1.", "2.", "3."]
    assert "copeland" in " ".join(as_text(told, "en"))
    graded = shown(ORDERS, Looking(rule="median"))
    assert rows(graded) == rows(shown(ORDERS))
    assert "median" not in " ".join(as_text(graded, "en"))


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(
    ("ballots", "key"), [(ORDERS, "duels_winner"), (CIRCLE, "no_duels_winner")]
)
def test_it_says_whether_one_wins_every_duel(lang, ballots, key):
    text = list(as_text(shown(ballots), lang))
    assert "  " + words("words", lang)[key].format(option="s1") in text
    assert [line for line in text if columns(line) > 80] == []


def test_subjects_that_too_few_put_in_an_order_have_no_place():
    (line,) = [x for x in as_text(shown({"alim": ("s1", "s2", "s3")}), "en") if " s3 " in x]
    assert line.split()[:3] == ["-", "s3", "-"]


def test_the_json_keeps_its_keys_and_nobody_sees_small_groups_or_nothing():
    """Of a round without ballots no order is told; of small groups, no figure of a subject."""
    assert as_json(shown(ORDERS)).keys() == {"round", "kind", "known_at", "tally", "ballots"}
    assert "points" not in " ".join(as_text(shown({}), "en"))
    few = Charter(recusal="NONE", smallest_group=2)
    for lang in ("en", "fr"):
        text = " ".join(as_text(shown(ORDERS, charter=few, visibility="SECRET"), lang))
        assert "s1" not in text
