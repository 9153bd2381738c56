"""This module is about HTML: whatever a log says, a page shows it and runs nothing of it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader
from markupsafe import Markup

from collectif.reports import hypertext

HOSTILE = [
    "<script>alert(1)</script>",
    "\" onmouseover=alert(1) x='",
    "</style></title></p><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }} {% raw %}",
    "<!--", "]]>", "&lt;script&gt;", "javascript:alert(1)", "\u202egnp.exe", "\x00\x1b[2J",
]  # fmt: skip


class Elements(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, attrs))

    def handle_data(self, data):
        self.text += data


@pytest.fixture
def page(monkeypatch):
    environment = hypertext._environment()
    told = DictLoader({"one.html": '<p title="{{ said }}">{{ said }}</p>'})
    monkeypatch.setattr(environment, "loader", told)
    environment.cache.clear()
    yield lambda said: hypertext.rendered("one.html", lang="en", said=said)
    environment.cache.clear()


@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_words_are_text_and_nothing_else(page, said):
    read = Elements(page(said))
    shown = hypertext.visible(said)
    assert read.found == [("p", [("title", shown)])]
    assert read.text == shown


@given(said=st.text())
def test_any_words_are_text_and_nothing_else(said):
    environment = hypertext._environment()
    told = environment.from_string('<p title="{{ said }}">{{ said }}</p>').render(said=said)
    read = Elements(told)
    assert [tag for tag, _ in read.found] == ["p"]
    assert read.text == hypertext.visible(said)


def test_what_a_template_forgot_is_an_error(page):
    with pytest.raises(Exception, match="undefined"):
        hypertext._environment().from_string("{{ nothing }}").render()


def test_a_policy_allows_what_it_was_given_and_nothing_else():
    told = hypertext.policy(styles=["p{}"], scripts=["one()"])
    assert "default-src 'none'" in told
    assert "script-src 'sha256-" in told
    assert "unsafe" not in told
    assert hypertext.policy().count("'none'") == 5
    assert told != hypertext.policy(styles=["p{}"], scripts=["other()"])


def test_markup_of_a_template_is_kept():
    assert hypertext._shown(Markup("<b>")) == "<b>"
