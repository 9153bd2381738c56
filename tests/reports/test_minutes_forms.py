"""This module is about the forms of minutes: Markdown, one HTML page, a PDF; files, and commands.

Words of a log are harmless in all of them: read, never run, and never markup.
"""

from __future__ import annotations

import re
import sys
import unicodedata
import zlib
from contextlib import suppress
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from click.testing import CliRunner

from collectif.cli import main
from collectif.demo import record_scenario
from collectif.errors import InvalidInput, StoreUnavailable
from collectif.projections.readers import SECRETARY
from collectif.reports.minutes import Stamp, minutes
from collectif.reports.minutes.delivering import delivered
from collectif.reports.minutes.hypertext import in_hypertext
from collectif.reports.minutes.markdown import in_markdown_text
from collectif.reports.minutes.printing import in_print
from collectif.testing.given import EVENING, given
from collectif.testing.room import RULED, commented, moved, proposed

HOSTILE = [
    "<script>alert(1)</script><img src=http://evil.example/x onerror=alert(1)>",
    "</style></title><link rel=stylesheet href=//evil.example>",
    "# Titre\n\n- liste\n\n| a | b |\n\n```\n[lien](javascript:alert(1)) ![i](http://evil.example)",
    "\u202egnp.exe\u2066\x00\x1b[2J\u200b",
    "long " + "x" * 10_000,
    "{{ 7 * 7 }} {% raw %} {member_id} [facultatif]",
]


class Page(HTMLParser):
    """What stands in a page: its elements with their attributes, and its text."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.elements, self.text = [], ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, name):
        return [attrs for tag, attrs in self.elements if tag == name]


@pytest.fixture(scope="module")
def lachine(tmp_path_factory):
    path = tmp_path_factory.mktemp("lachine") / "lachine.db"
    record_scenario(path).close()
    return path


@pytest.fixture(scope="module")
def evening():
    with record_scenario("memory:") as collective:
        view = collective.view()
        yield minutes(view, "a1", reader=SECRETARY), view


def hostile(words):
    """Return minutes in which somebody wrote words everywhere that they could."""
    room = given(
        *RULED,
        proposed("s9", title=words, summary=words),
        commented("k9", target="s9", text=words, member="loge"),
        moved(motion=words),
        lambda c: c.assembly("a1").close(next_steps=words),
    ).collective
    view = room.view()
    return minutes(view, "a1", reader=SECRETARY), view


def test_what_nobody_carries_is_carried_by_nobody():
    """Nor by somebody: the cell is empty."""
    view = given(
        *RULED, proposed("s9"), lambda c: c.assembly("a1").close(next_steps="Rien")
    ).collective.view()
    told = minutes(view, "a1", reader=SECRETARY)
    for lang in ("en", "fr"):
        shown = in_markdown_text(told, view, lang, Stamp(size=1, root=None))
        assert "(s9) | – | 1 |" in shown


def harmless(shown):
    """Whether nothing in a text is invisible, or turns the direction of what is read."""
    return not any(unicodedata.category(c) in ("Cc", "Cf") and c != "\n" for c in shown)


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
class TestHostile:
    def test_in_markdown(self, words):
        """No line begins with anything of theirs, and no markup of theirs is left."""
        shown = in_markdown_text(*hostile(words), "fr", Stamp(size=1, root=None))
        assert harmless(shown)
        assert not re.search(r"(?<!\\)[<`]", shown)
        assert not re.search(r"(?<!\\)\]\(", shown)
        assert "\n# Titre" not in shown
        assert "\n```" not in shown

    def test_in_hypertext(self, words):
        """The page has the elements of our template alone, and asks for nothing."""
        shown = in_hypertext(*hostile(words), "fr", Stamp(size=1, root="ab" * 32))
        page, plain = Page(shown), Page(in_hypertext(*hostile("mots"), "fr", STAMP))
        for one in (page, plain):
            one.elements = [each for each in one.elements if each[0] != "wbr"]
        assert {tag for tag, _ in page.elements} == {tag for tag, _ in plain.elements}
        assert len(page.elements) == len(plain.elements)
        assert all(one["src"].startswith("data:image/svg+xml") for one in page.all("img"))
        assert not any(name.startswith("on") for _, attrs in page.elements for name in attrs)
        assert harmless(page.text)

    def test_in_print(self, words):
        """It is a PDF, whatever stands in it."""
        pytest.importorskip("weasyprint")
        shown = in_print(in_hypertext(*hostile(words), "fr", STAMP))
        assert shown.startswith(b"%PDF")
        assert b"evil.example" not in shown


STAMP = Stamp(size=1, root="ab" * 32)


class TestPage:
    def test_it_allows_its_own_style_alone(self, evening):
        page = Page(in_hypertext(*evening, "fr", STAMP))
        (policy,) = (one["content"] for one in page.all("meta") if "http-equiv" in one)
        assert "default-src 'none'" in policy
        assert "script-src 'none'" in policy
        assert "style-src 'sha256-" in policy
        assert page.all("script") == page.all("link") == page.all("a") == []

    def test_a_screen_reader_finds_its_way(self, evening):
        """One title, headings without gaps, tables with captions, a picture with words."""
        page = Page(in_hypertext(*evening, "fr", STAMP))
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert len(page.all("caption")) == len(page.all("table")) > 5
        assert {one["scope"] for one in page.all("th")} == {"col", "row"}
        assert all(one["alt"] for one in page.all("img"))
        assert page.all("html") == [{"lang": "fr"}]
        assert page.all("main")

    def test_words_of_another_language_are_marked(self, evening):
        english = in_hypertext(*evening, "en", STAMP)
        assert (
            '<span lang="fr">“On nous invite souvent; on nous revient rarement.”</span>' in english
        )
        assert 'lang="en"' not in in_hypertext(*evening, "fr", STAMP)


def _inflated(shown):
    """Yield what the compressed streams of a PDF hold."""
    for stream in re.findall(rb"stream\n(.*?)\nendstream", shown, re.DOTALL):
        with suppress(zlib.error):
            yield zlib.decompress(stream)


class TestPrint:
    def test_it_is_tagged_and_has_a_title_and_a_language(self, evening):
        """PDF/UA: what a screen reader needs (ISO 14289-1, 7.1 and 7.2)."""
        pytest.importorskip("weasyprint")
        shown = in_print(in_hypertext(*evening, "fr", STAMP))
        shown += b"".join(_inflated(shown))
        for mark in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang", b"pdfuaid"):
            assert mark in shown, mark

    def test_nothing_is_fetched(self):
        """An address in a page of somebody else is refused, a file of this machine too."""
        pytest.importorskip("weasyprint")
        page = '<html lang="fr"><title>t</title><img alt="" src="file:///etc/passwd">'
        assert in_print(page).startswith(b"%PDF")
        from weasyprint.urls import URLFetcher

        own = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
        for address in ("file:///etc/passwd", "http://127.0.0.1:9/x"):
            with pytest.raises(ValueError, match="disallowed"):
                own.fetch(address)

    def test_without_weasyprint_it_is_said_how_to_get_it(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "weasyprint", None)
        with pytest.raises(StoreUnavailable, match=r"collectif\[pdf\]"):
            in_print("<p>")


class TestFiles:
    def test_each_form_has_its_name(self, evening, tmp_path):
        for name, begins in (("pv.md", "# Procès"), ("pv.html", "<!doctype html>")):
            delivered(*evening, "fr", STAMP, tmp_path / name)
            assert (tmp_path / name).read_text("utf-8").startswith(begins)

    def test_nothing_is_written_over_nor_by_half(self, evening, tmp_path, monkeypatch):
        (tmp_path / "pv.md").write_text("à moi", "utf-8")
        with pytest.raises(InvalidInput, match="never replaces"):
            delivered(*evening, "fr", STAMP, tmp_path / "pv.md")
        monkeypatch.setitem(sys.modules, "weasyprint", None)
        with pytest.raises(StoreUnavailable):
            delivered(*evening, "fr", STAMP, tmp_path / "pv.pdf")
        with pytest.raises(InvalidInput, match=r"\.md, \.html or \.pdf"):
            delivered(*evening, "fr", STAMP, tmp_path / "pv.doc")
        assert [one.name for one in tmp_path.iterdir()] == ["pv.md"]
        assert (tmp_path / "pv.md").read_text("utf-8") == "à moi"


def run(*arguments):
    result = CliRunner().invoke(main, ["minutes", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


class TestCommand:
    def test_it_prints_what_it_writes(self, lachine, tmp_path):
        status, shown, _ = run(lachine, "a1", "--lang", "fr")
        assert status == 0
        assert run(lachine, "--lang", "fr", "--to", tmp_path / "pv.md")[0] == 0
        assert (tmp_path / "pv.md").read_text("utf-8") == shown

    def test_it_reads_as_it_did_at_a_size(self, lachine):
        """Before the adoption, nothing of it; after it, what it covers."""
        assert "## Adoption" not in run(lachine, "--known-at", 939)[1]
        assert "## Adoption" in run(lachine, "--known-at", 940)[1]

    def test_an_assembly_that_is_not_there_is_told_in_three_sentences(self, lachine):
        status, _, why = run(lachine, "a7", "--lang", "fr")
        assert status == 2
        assert why.startswith("collectif: Il n'y a pas d'assemblée 'a7'")
        assert "Traceback" not in why

    def test_of_several_assemblies_one_must_be_named(self, tmp_path):
        room = given(*RULED, url=tmp_path / "two.db").collective
        room.convene(assembly="a2", title="Une autre", planned_for=EVENING, convenor="loge",
                     shared_intention="Mieux", objective="Choisir")  # fmt: skip
        room.close()
        status, _, why = run(tmp_path / "two.db")
        assert status == 2
        assert "a1, a2" in why
