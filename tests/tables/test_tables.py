"""This module is about answers as tables: exact, the same in every form, and shown harmlessly."""

from __future__ import annotations

import json
import sys
from datetime import date
from fractions import Fraction
from html.parser import HTMLParser

import pytest

from collectif.demo import record_scenario, scenario
from collectif.errors import InvalidInput, UnknownName
from collectif.phrasing import words
from collectif.projections.accountability import accountability
from collectif.projections.beside import beside, groups_of
from collectif.projections.change import change_as_published
from collectif.projections.funding import funding
from collectif.projections.knowledge import learnings
from collectif.projections.mission import missions, progress
from collectif.projections.opinions import OPINIONS
from collectif.projections.participation import funnel, turnout
from collectif.projections.ranking import as_published, publications, results
from collectif.projections.registers import REGISTERS
from collectif.projections.voice import uptake, voice_of
from collectif.projections.wall import WALL
from collectif.tabled import Tabled
from collectif.tables import Table, table_of, tables_of
from collectif.tables.shown import MOST_ROWS
from collectif.testing.given import given
from collectif.testing.histories import EVERYTHING
from collectif.testing.room import CONVENED, joined

YEAR = date(2017, 12, 31)
END = date(2018, 12, 31)


@pytest.fixture(scope="module")
def view():
    return record_scenario("memory:").view()


@pytest.fixture(scope="module")
def answers(view):
    found = results(view)
    told = accountability(view, on=YEAR)
    small = given(*EVERYTHING).collective.view()
    return {
        "results": found,
        "result": found["r2"],
        "beside": beside(found["r2"], view),
        "groups": groups_of(found["r2"], proposal="s4"),
        "change": change_as_published(view, "r1", "r2"),
        "accountability": told,
        "account": told.of("alim"),
        "dealings": told.dealings,
        "progress": progress(view, at=END),
        "missions": missions(view, at=END),
        "funding": funding(view, at=END),
        "funnel": funnel(view, "a1"),
        "turnout": turnout(found["r1"]),
        "voice": voice_of(view, "a1"),
        "uptake": uptake(view),
        "wall": WALL.replay(view),
        "registers": REGISTERS.replay(view),
        "learnings": learnings(view, at=END),
        "opinions": OPINIONS.replay(small),
        "view": view,
    }


@pytest.fixture(scope="module")
def tables(answers):
    return [table for answer in answers.values() for table in tables_of(answer)]


class _Seen(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text.append(data)


def seen(page):
    parser = _Seen()
    parser.feed(page)
    return parser


class TestLachine:
    """Every figure in a table is one of the expected values of the scenario."""

    def test_rankings(self, view):
        """As published, and as corrected since."""
        published = {one.round_id: one for one in publications(view)}
        told = {
            "r1_as_published": as_published(view, published["r1"]),
            "r2_as_published": as_published(view, published["r2"]),
            "r2_as_corrected": results(view)["r2"],
        }
        for name, result in told.items():
            expected = [
                (one["rank"], one["proposal"], one["score_0_100"]["exact"])
                for one in scenario()["expected"][name]["ranking"]
            ]
            rows = result.to_dicts(plain=True)
            assert [(row["place"], row["proposal"], row["score"]) for row in rows] == expected

    def test_progress(self, view):
        rows = {one["indicator"]: one for one in table_of(progress(view, at=END)).to_dicts()}
        assert rows["i-menages"]["progress"] == Fraction(38, 35)
        assert rows["i-menages"]["expected"] == Fraction(213, 223)
        assert rows["i-acces"]["on_track"] is False

    def test_accountability(self, view):
        told = accountability(view, on=YEAR)
        states = [row["state"] for row in told.to_dicts()]
        assert (states.count("KEPT"), states.count("OPEN"), len(states)) == (3, 7, 10)
        rates = {row["name"]: row["share"] for row in told.to_dicts("rates")}
        assert rates["reciprocity"] == Fraction(4, 15)

    def test_money(self, view):
        (row,) = funding(view, at=END).to_dicts()
        assert (row["pledged"], row["spent"], row["outcome_due"]) == (
            24_000_000, 12_795_000, 3_000_000,
        )  # fmt: skip


class TestForms:
    def test_every_answer_is_a_table(self, answers):
        """The answers that stand alone also say so themselves."""
        for answer in answers.values():
            assert table_of(answer).rows is not None
            if not isinstance(answer, dict):
                assert isinstance(answer, Tabled)
                assert answer.to_dicts() == table_of(answer).to_dicts()

    def test_rows_are_json(self, tables):
        """Plain rows go through JSON and back unchanged."""
        for table in tables:
            rows = table.to_dicts(plain=True)
            assert json.loads(json.dumps(rows)) == rows

    def test_figures_stay_exact(self, answers):
        frame = answers["result"].to_pandas()
        assert next(iter(frame["score"])) == Fraction(1235, 16)
        assert answers["result"].to_pandas(exact=False)["score"][0] == 77.1875

    def test_pandas_says_what_rows_say(self, tables):
        """Nothing is lost on the way but the form: whole numbers, days, moments in UTC."""
        for table in tables:
            frame = table.to_pandas()
            assert list(frame.columns) == [column.name for column in table.columns]
            for place, column in enumerate(table.columns):
                told = [row[place] for row in table.rows]
                if column.kind in ("int", "exact", "text", "code", "truth"):
                    there = [None if one is None else one for one in told]
                    seen_ = [
                        None if x is not x or str(x) == "<NA>" else x for x in frame[column.name]
                    ]
                    assert seen_ == there, column
                if column.kind == "moment":
                    assert [x.to_pydatetime() for x in frame[column.name]] == told

    def test_arrow_says_what_rows_say(self, answers):
        told = answers["result"].to_arrow().to_pylist()
        assert told[0]["score"] == "1235/16"
        assert told[0]["score_decimal"] == 77.1875

    def test_arrow_takes_every_table(self, tables):
        for table in tables:
            assert table.to_arrow().num_rows == len(table)

    @pytest.mark.parametrize(("name", "form"), [("pandas", "to_pandas"), ("pyarrow", "to_arrow")])
    def test_without_the_library(self, answers, monkeypatch, name, form):
        """Three sentences, and no traceback of somebody else."""
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(InvalidInput, match=r"collectif\[tables\]"):
            getattr(answers["result"], form)()

    def test_unknown_table(self, answers):
        with pytest.raises(UnknownName, match="Its tables are ranking, agreement, scores"):
            answers["result"].to_dicts("no-such")
        with pytest.raises(UnknownName, match="No table is made of int"):
            table_of(5)

    def test_no_table_ranks_members(self, tables):
        """A place is that of a proposal; members stand by name, by date or in order of joining."""
        for table in tables:
            names = [column.name for column in table.columns]
            assert "place" not in names or ("proposal" in names and "member" not in names)


class TestShown:
    def test_every_column_and_table_has_words(self, tables):
        for lang in ("en", "fr"):
            told = words("tables", lang)
            for table in tables:
                assert table.name in told["names"], table.name
                for column in table.columns:
                    assert column.name in told["columns"], column.name

    def test_words_are_the_same_keys(self):
        en, fr = words("tables", "en"), words("tables", "fr")
        assert en.keys() == fr.keys()
        for section in ("columns", "forms", "names", "views"):
            assert en[section].keys() == fr[section].keys()
            assert list(en[section]) == sorted(en[section])

    def test_objects_show_themselves(self, answers):
        """What a notebook asks of an object: HTML, and Markdown."""
        page = answers["result"]._repr_html_()
        assert "77.19 (1235/16)" in page
        assert "| r2 | 1 | s1 | 77.19 (1235/16) | 0.77 (493/640) |" in (
            answers["result"]._repr_markdown_()
        )
        assert "77,19 (1235/16)" in answers["result"].table(lang="fr")._repr_html_()

    def test_long_tables_are_cut(self, answers):
        table = answers["result"].table("scores")
        assert len(table) > MOST_ROWS
        assert seen(table._repr_html_()).tags.count("tr") == MOST_ROWS + 1
        rest = f"and {len(table) - MOST_ROWS} more, of {len(table)} rows"
        assert rest in table._repr_html_()
        assert rest in table._repr_markdown_()

    def test_hostile_names_are_text(self):
        """Markup, scripts and characters that turn writing around do nothing."""
        bad = "<script>alert(1)</script>|\"'&\u202e`"
        table = Table.of("<img src=x onerror=1>", "name label:words", [(bad, {"fr": bad})])
        found = seen(table._repr_html_())
        assert not {"script", "img"} & set(found.tags)
        assert "".join(found.text).count("⟨U+202E⟩") == 2
        markdown = table._repr_markdown_()
        assert "\\<script\\>" in markdown
        assert "<" not in markdown.replace("\\<", "")

    def test_withheld_words_say_so(self, view):
        wishes = WALL.replay(given(*CONVENED, joined("x")).collective.view())
        assert wishes.to_dicts() == []
        table = Table.of("wishes", "words:words", [(None,)])
        assert table.to_dicts() == [{"words": None}]
