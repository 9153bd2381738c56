"""This module is about the page in a browser: it opens, moves, can be reached, and does no harm.

It needs Chromium, Playwright for Python, and axe-core: `npm install` in this folder.
"""

from __future__ import annotations

import re
import shutil
from datetime import date
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest

import collectif
from collectif.demo import record_scenario
from collectif.exchange.polis import import_polis
from collectif.projections.readers import SECRETARY
from collectif.reports.page import report
from collectif.testing.given import given
from collectif.testing.room import (
    CONVENED,
    arrived,
    chartered,
    mandated,
    opened,
    proposed,
    round_opened,
    weighted,
)
from collectif.values import Charter

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
SEATTLE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "polis_seattle15"
EVIL = "</script><script>alert(1)</script>\u202e<img src=x onerror=alert(2)>\"'`{{7*7}}${7*7}"
MANY = [f"p{n}" for n in range(300)]


def hostile():
    """Return a log whose names are attacks, one very long, with 300 scenarios that are scored."""
    acts = [
        *CONVENED, opened,
        lambda c: c.welcome_member(member="evil", name=EVIL, kind="CITIZEN"),
        mandated("m-evil", "evil"),
        arrived("m-alim", "m-loge", "m-evil"),
        chartered(Charter(recusal="NONE", min_scores_per_cell=1)), weighted,
        *(proposed(p, "evil", title=EVIL + "x" * (10_000 if p == "p0" else 0)) for p in MANY),
        round_opened("r1", subjects=tuple(MANY), visibility="OPEN"),
        *(lambda c, m=m, k=k: c.submit_sheet(round="r1", member=m, scores={
            p: {"priorite": 1 + (n * k) % 5, "levier": 1 + (n + k) % 5}
            for n, p in enumerate(MANY)}) for k, m in enumerate(("alim", "loge"), 1)),
    ]  # fmt: skip
    return given(*acts).collective.view()


def replayed(folder):
    """Return the log of an open conversation of 1,192 people and 15 statements."""
    collective = collectif.open("memory:")
    import_polis(folder, collective)
    return collective.view()


class Tags(HTMLParser):
    """The names of the tags of a page."""

    def __init__(self, text):
        super().__init__()
        self.names = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The two pages as files: an ordinary one, and one whose every name is an attack."""
    folder = tmp_path_factory.mktemp("pages")
    views = {"lachine": record_scenario("memory:").view(), "hostile": hostile()}
    if SEATTLE.is_dir():
        views["seattle"] = replayed(SEATTLE)
    for name, view in views.items():
        text = report(view, on=date(2018, 12, 31), reader=SECRETARY)
        (folder / f"{name}.html").write_text(text, "utf-8")
    return folder


class TestHostile:
    def test_names_are_text(self, pages):
        """No tag of theirs is one, and none turns the line around."""
        page = (pages / "hostile.html").read_text("utf-8")
        names = Tags(page).names
        assert "img" not in names
        assert "\u202e" not in page
        assert names.count("script") == len(re.findall(r"<script", page)) == 3

    def test_many_scenarios_make_no_heap(self, pages):
        """300 scenarios with names that long, in both languages: tables are cut, and say so."""
        page = (pages / "hostile.html").read_text("utf-8")
        assert len(page) < 8_000_000
        assert "Et 240 autres." in page


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="there is no Playwright")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


class Opened:
    """A page in the browser, and what it said and asked while it was open."""

    def __init__(self, browser, file, **how):
        self.context = browser.new_context(reduced_motion="reduce", **how)
        self.page = self.context.new_page()
        self.said, self.asked = [], []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(file.as_uri())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()

    def quiet(self):
        """Whether nothing went wrong, and nothing but the file itself was asked for."""
        return self.said == [] and len(self.asked) == 1


@pytest.mark.parametrize("name", ["lachine", "hostile"])
def test_it_opens_without_an_error_or_a_request(browser, pages, name):
    """In both languages; the title and the language follow the choice."""
    with Opened(browser, pages / f"{name}.html") as it:
        assert it.page.evaluate("document.documentElement.lang") == "fr"
        it.page.check("#lang-en")
        assert it.page.evaluate("document.documentElement.lang") == "en"
        assert it.page.title().endswith("what the log says")
        assert it.quiet()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "lang", "scheme", "width"),
    [
        *product(["lachine"], ["fr", "en"], ["light", "dark"], [320, 1100]),
        ("hostile", "fr", "light", 320),
        ("seattle", "fr", "dark", 320),
        ("seattle", "en", "light", 1100),
    ],
)
def test_everybody_can_reach_it(browser, pages, name, lang, scheme, width):
    """axe-core finds nothing serious, on a phone of 320 pixels and on a screen."""
    if not AXE.is_file():
        pytest.skip("there is no axe-core: run npm install in tests/browser")
    if not (pages / f"{name}.html").is_file():
        pytest.skip("needs ../shared/data/polis_seattle15")
    size = {"width": width, "height": 900}
    with Opened(browser, pages / f"{name}.html", viewport=size, color_scheme=scheme) as it:
        it.page.check(f"#lang-{lang}")
        it.page.evaluate(AXE.read_text("utf-8"))
        found = it.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        grave = [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]
                 if one["impact"] in ("serious", "critical")]  # fmt: skip
        assert grave == []
        assert it.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["lachine", "hostile"])
def test_it_fits_the_paper(browser, pages, name):
    """Printed, nothing hangs over the edge, and the controls are gone."""
    with Opened(browser, pages / f"{name}.html", viewport={"width": 760, "height": 900}) as it:
        it.page.emulate_media(media="print")
        assert it.page.evaluate("document.documentElement.scrollWidth") <= 760
        assert it.page.locator(".switches:visible").count() == 0


@pytest.mark.slow
def test_the_checker_finds_what_is_wrong(browser, pages, tmp_path):
    """A page whose slider has lost its label is found out: the check can fail."""
    if not AXE.is_file():
        pytest.skip("there is no axe-core: run npm install in tests/browser")
    text = (pages / "lachine.html").read_text("utf-8")
    (tmp_path / "bad.html").write_text(text.replace('<label for="moment-fr"', "<p"), "utf-8")
    with Opened(browser, tmp_path / "bad.html") as it:
        it.page.evaluate(AXE.read_text("utf-8"))
        found = it.page.evaluate("axe.run('#history-fr')")["violations"]
        assert "critical" in {one["impact"] for one in found}


def test_the_history_moves_by_keyboard(browser, pages):
    """One moment is seen at a time; the slider says which in words; all can be seen as a list."""
    with Opened(browser, pages / "lachine.html") as it:
        slider = it.page.locator("#moment-fr")
        shown = it.page.locator(".in-fr .moments > li:visible")
        assert shown.count() == 1
        last = shown.inner_text()
        slider.focus()
        slider.press("Home")
        assert shown.count() == 1
        assert shown.inner_text() != last
        assert "ferme" in slider.get_attribute("aria-valuetext")
        slider.press("ArrowRight")
        assert "correction" in slider.get_attribute("aria-valuetext")
        it.page.locator(".in-fr .check input").press("Space")
        assert shown.count() == 6
        assert it.quiet()


def test_the_weights_move_by_keyboard(browser, pages):
    """Both languages follow; the leader changes when it should, and comes back."""
    with Opened(browser, pages / "lachine.html") as it:
        verdict = it.page.locator(".in-fr .verdict")
        first = it.page.locator(".in-fr .weights tbody th").first
        assert verdict.inner_text().startswith("La première place reste")
        for slider in it.page.locator(".in-fr .weights input").all():
            slider.focus()
            slider.press("Home")
        assert "rien n'est pesé" in verdict.inner_text()
        poverty = it.page.locator("#weight-4-fr")
        poverty.press("ArrowRight")
        assert verdict.inner_text().startswith("La première place change")
        assert "Logement" in first.inner_text()
        it.page.check("#lang-en")
        assert it.page.locator("#weight-4-en").input_value() == "1"
        it.page.check("#lang-fr")
        it.page.locator(".in-fr .weights button").press("Enter")
        assert "Système alimentaire" in first.inner_text()
        assert it.quiet()


def test_it_is_read_without_its_script(browser, pages):
    """Every moment is there; only what would not move is hidden."""
    with Opened(browser, pages / "lachine.html", java_script_enabled=False) as it:
        assert it.page.locator(".in-fr .moments > li:visible").count() == 6
        assert it.page.locator(".controls:visible").count() == 0
        it.page.check("#lang-en")
        assert it.page.locator(".in-fr:visible").count() == 0
