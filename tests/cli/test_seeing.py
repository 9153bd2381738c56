"""What follows from a log, in 80 columns and as JSON; charts; the same figures for many logs."""

from __future__ import annotations

import csv
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectif.demo.lachine import scenario
from collectif.phrasing import words
from collectif.reports.charts import bar, coloured, drawable, shape, tinted
from collectif.reports.seeing.sights import SIGHTS
from collectif.reports.words import columns

EXPECTED = scenario()["expected"]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("what", SIGHTS)
def test_every_sight_fits_a_terminal(cli, years, what, lang):
    said = cli("show", years, what, "--lang", lang)
    assert said.status == 0
    assert [line for line in said.lines if columns(line) > 80] == []
    assert words("seeing", lang)[f"what-{what}"] in said.out


@pytest.mark.parametrize("what", SIGHTS)
def test_every_row_rests_on_events_of_the_log(cli, years, what):
    ids = {event["id"] for event in cli("log", years, "--format", "json").json}
    tables = cli("show", years, what, "--format", "json").json["tables"]
    rows = [row for table in tables for row in table["rows"]]
    assert rows
    assert {event for row in rows for event in row["events"]} <= ids
    assert [row for row in rows if not row["events"] and table_counts(row)] == []


def table_counts(row):
    """Whether a row counts anything; a quarter in which nothing happened has no events."""
    return row["cells"].get("contributions", 1) != 0


def test_mission_progress_is_the_expected_one(cli, years):
    for on, golden in EXPECTED["indicators"].items():
        tables = cli("show", years, "mission", "--on", on, "--format", "json").json["tables"]
        told = {row["cells"]["indicator"]: row["cells"] for t in tables for row in t["rows"]}
        for id, one in golden.items():
            assert told[id]["progress"]["exact"] == one["progress"]["exact"]


@pytest.mark.parametrize("options", [("--matrix",), ("--history",), ("--between", "arr,citoy")])
def test_accountability_as_tables_fits_a_terminal(cli, years, options):
    for lang in ("en", "fr"):
        said = cli("accountability", years, *options, "--lang", lang)
        assert said.status == 0
        assert [line for line in said.lines if columns(line) > 80] == []


def test_history_ends_with_the_day_that_is_asked(cli, years):
    told = cli("accountability", years, "--history", "--on", "2017-12-31", "--format", "json").json
    (table,) = told["tables"]
    last = table["rows"][-1]["cells"]
    golden = EXPECTED["accountability"]["2017-12-31"]
    assert last["reciprocity"]["exact"] == golden["reciprocity"]["exact"]
    assert last["open"] == golden["states"]["OPEN"]


def test_a_look_is_asked_once_and_between_names_two(cli, years):
    for options in (("--matrix", "--history"), ("--between", "alim"), ("--between", "alim,nobody")):
        said = cli("accountability", years, *options)
        assert (said.status, said.out) == (2, "")
        assert said.err.count(".") >= 3


def test_figures_of_many_logs_are_sorted_by_date_and_exact(cli, years, lachine):
    said = cli("compare", years, lachine, "--csv")
    rows = list(csv.DictReader(said.out.splitlines()))
    assert [row["held"] for row in rows] == ["2016-11-30"] * 2
    assert {row["unchanged"] for row in rows} == {"55/76"}
    assert {row["gini_turns"] for row in rows} == {str(Fraction(35, 66))}
    assert all(row["events"] for row in rows)


def test_charts_repeat_the_ranking(cli, lachine):
    plain, drawn = cli("replay", lachine), cli("replay", lachine, "--charts")
    assert set(plain.lines) < set(drawn.lines)
    assert [line for line in drawn.lines if columns(line) > 80] == []


class TestCharts:
    @given(st.fractions(0, 100), st.integers(1, 40), st.booleans())
    def test_a_bar_is_as_long_as_its_value(self, value, width, plain):
        drawn = bar(value, 100, width, plain=plain)
        assert columns(drawn) <= width
        assert bool(drawn) == (value > 0)
        assert bar(100, 100, width, plain=plain) == ("#" if plain else "█") * width

    @given(st.lists(st.integers(0, 50)), st.booleans())
    def test_a_shape_has_one_column_for_each_count(self, counts, plain):
        drawn = shape(counts, plain=plain)
        assert len(drawn) == len(counts)
        assert [mark == "_" for mark in drawn] == [count == 0 for count in counts]
        assert not plain or drawn.isascii()

    def test_colours_are_for_a_terminal_that_wants_them(self, monkeypatch):
        class Terminal:
            encoding = "utf-8"

            def isatty(self):
                return True

        monkeypatch.delenv("NO_COLOR", raising=False)
        monkeypatch.setenv("TERM", "xterm")
        assert coloured(Terminal())
        assert tinted("s1 ███", Terminal()) != "s1 ███"
        monkeypatch.setenv("NO_COLOR", "1")
        assert tinted("s1 ███", Terminal()) == "s1 ███"
        assert not coloured(object())

    def test_a_terminal_without_blocks_gets_ascii(self):
        class Plain:
            encoding = "ascii"

        assert not drawable(Plain())
