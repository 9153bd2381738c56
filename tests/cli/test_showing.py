"""This module is about what strangers wrote: shown on a terminal and on pages, and never acting."""

from __future__ import annotations

import re
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import collectif
from collectif.acts.community import CollectiveFounded
from collectif.exchange.csv_folder import export_csv
from collectif.exchange.registry import Terms
from collectif.showing import in_markdown, visible
from collectif.testing.room import SCORING, joined

HOSTILE = [
    "\x1b[2J\x1b]0;title\x07", "a\u202eb", "x\u200by", "\u2066\u2069", "\ufeff", "\U000e0041",
    "\x00", "\x9b31m", "line\nline", "a\r\x1b[1A", "\u061c", "\ufdd0", "\uffff",
]  # fmt: skip

MARKUP = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))", "![x](http://e/x.png)", "<http://e/>", "`code`", "**b**", "_i_",
    "<!-- x -->", "&lt;script&gt;", "a | b", "~~x~~", "\\<b>", "</td></table><iframe>",
    "<a href=\"j&#x61;vascript:alert(1)\">", "<style>@import 'x'</style>", "&#60;b&#62;",
]  # fmt: skip


class TestVisible:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_what_is_invisible_is_shown(self, text):
        """Controls, directions, zero width, tags, code points that are no characters."""
        assert not any(category(c) in ("Cc", "Cf", "Cs") for c in visible(text))

    @given(st.text())
    @settings(max_examples=300, deadline=None)
    def test_nothing_else_changes(self, text):
        """And what is shown once stays as it is."""
        shown = visible(text)
        assert visible(shown) == shown
        assert [c for c in text if c.isalnum()] == [
            c for c in re.sub("⟨U\\+[0-9A-F]+⟩", "", shown) if c.isalnum()
        ] or "⟨U+" in text

    def test_no_command_lets_one_through(self, cli, tmp_path):
        """Text, in every command that shows a log; the JSON has the words as they are, escaped."""
        name = "".join(HOSTILE)
        with collectif.open(tmp_path / "x.db") as room:
            for act in (*SCORING, joined("zz", "CITIZEN_GROUP")):
                act(room)
            room.welcome_member(member="evil", name=name, kind="CITIZEN_GROUP")
            room.assembly("a1").submit_proposal(
                proposal="s9", title=name, summary=name, carriers=("evil",)
            )
        for command in ("log", "replay", "accountability", "verify"):
            said = cli(command, tmp_path / "x.db")
            assert said.status == 0
            for line in said.lines:
                assert not any(category(c) in ("Cc", "Cf", "Cs") for c in line), command

    def test_names_that_look_alike_are_pointed_out(self, cli, tmp_path):
        """In both languages and in the JSON; nothing is refused."""
        with collectif.open(tmp_path / "x.db") as room:
            room.found(name="Écluses", territory="Ici")
            for id, name in (("a", "Alim"), ("b", "\u0410lim"), ("c", "Logement")):
                room.welcome_member(member=id, name=name, kind="CITIZEN_GROUP")
        for lang, word in (("en", "Names that look alike"), ("fr", "Des noms qui se ressemblent")):
            said = cli("log", tmp_path / "x.db", "--lang", lang)
            assert word in said.out
        told = cli("replay", tmp_path / "x.db", "--format", "json").json["lookalikes"]
        assert [(one["kind"], [name["id"] for name in one["names"]]) for one in told] == [
            ("MIXED", ["b"]), ("ALIKE", ["a", "b"]),
        ]  # fmt: skip


class TestMarkdown:
    @pytest.mark.parametrize("text", MARKUP)
    def test_no_markup_acts(self, text):
        """What could begin any is escaped, as CommonMark lets any punctuation be."""
        shown = in_markdown(text)
        assert not re.search(r"(?<!\\)(\\\\)*[`*_~\[\]<>&|]", shown)
        assert re.sub(r"\\([\\`*_~\[\]<>&|])", r"\1", shown) == " ".join(text.split())

    @pytest.mark.parametrize("text", MARKUP)
    def test_a_renderer_makes_no_element_of_it(self, text):
        """One heading and nothing in it, where a renderer is at hand."""
        renderer = pytest.importorskip("markdown_it").MarkdownIt("commonmark", {"html": True})
        page = renderer.render(f"# {in_markdown(text)}")
        assert re.findall(r"<[^>]*>", page) == ["<h1>", "</h1>"]

    def test_the_page_of_open_data_is_one(self, tmp_path):
        """A title is what a collective calls itself."""
        with collectif.open("memory:") as log:
            title = {"fr": "".join(MARKUP), "en": "\u202e<b>x</b>"}
            log.log.append([CollectiveFounded(name=title, territory={"fr": "x"},
                                              languages=("fr",), timezone="UTC")])  # fmt: skip
            export_csv(log, tmp_path / "out", Terms())
        page = (tmp_path / "out" / "README.md").read_text("utf-8")
        assert not re.search(r"(?<!\\)<(script|img|svg|b|iframe)", page)
        assert "⟨U+202E⟩\\<b\\>" in page
