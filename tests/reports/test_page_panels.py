"""The sections of the page: harmless whatever a log says, and silent about what nobody may see."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from html.parser import HTMLParser
from string import Formatter

import pytest

from collectif.demo import record_scenario
from collectif.phrasing import shipping
from collectif.projections.readers import AUDITOR, PUBLIC, SECRETARY
from collectif.reports.hypertext import rendered
from collectif.reports.page.context import Context
from collectif.reports.page.panels import PANELS
from collectif.reports.stating import Teller
from collectif.testing.given import given
from collectif.testing.room import (
    CONVENED,
    VOTING,
    arrived,
    chartered,
    closed,
    founded,
    named,
    opened,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter, Money

DAY = date(2016, 12, 31)
HOSTILE = (
    "<script>alert(1)</script>",
    "\" onmouseover=alert(1) x='",
    "</style></title></svg><img src=x onerror=alert(1)>",
    "\u202egnp.exe\u0000",
    "É" * 10_000,
)


@cache
def lachine():
    return record_scenario("memory:")


class Page(HTMLParser):
    """The elements, the attributes and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data):
        self.text += data


def page(view, *, reader=SECRETARY, lang="fr", on=DAY, only=tuple(PANELS)):
    """Return the sections of a page, as one text."""
    context = Context(view=view, reader=reader, on=on, lang=lang, teller=Teller.of(view, lang))
    shown = {name: PANELS[name](context) for name in only}
    return "".join(
        rendered("section_blocks.html", lang=lang, tell=context.tell, **data)
        for data in shown.values()
        if data is not None
    )


def hostile(words):
    """Return acts that put the same words wherever a log takes words."""
    say = {"fr": words}
    return [
        *CONVENED,
        opened,
        lambda c: c.adopt_mission(mission="mis", statement=say, label=say),
        lambda c: c.define_indicator(
            indicator="i1", mission="mis", name=say, unit=words[:500], direction="UP",
            data_source=say, frequency=words[:500], steward="alim"),
        lambda c: c.measure(measure="x1", indicator="i1", kind="BASELINE", value="1",
                            at=date(2016, 11, 1), method=say, by=("alim",)),
        lambda c: c.set_target(indicator="i1", value="5", due=date(2017, 11, 1), rationale=say),
        lambda c: c.measure(measure="x2", indicator="i1", kind="FOLLOW_UP", value="-3",
                            at=date(2016, 11, 29), method=say, by=("alim",)),
        lambda c: c.post_wish(wish="w1", verbatim=words, readings=(words,), medium="CARD",
                              themes=(words[:500],), signature=words),
        lambda c: c.commit(commitment="c1", debtors=("alim",), creditors=("loge",), object=say,
                           done_when=say, due=date(2016, 12, 24), serves=("mis",)),
        lambda c: c.report(contribution="g1", members=("alim",), state="DONE", what=say,
                           commitment="c1", to=("loge",)),
        lambda c: c.ask(request="q1", asker="PUBLIC", asked="alim", about="c1", question=say,
                        due=date(2016, 12, 1)),
        lambda c: c.share_learning(learning="l1", by=("alim",), title=say, kind="FAILURE",
                                   builds_on=("g1",), licence="CC0-1.0", text=say),
        lambda c: c.reuse(learning="l1", by="loge", context=say),
        lambda c: c.pledge(pledge="p1", giver="alim", mission="mis", kind="SPACE",
                           quantity=words[:500], conditions=(say,)),
        lambda c: c.pledge(pledge="p2", giver="alim", mission="mis", kind="MONEY",
                           money=Money(amount_cents=100, currency="CAD")),
        lambda c: c.receive(receipt="rc1", pledge="p2",
                            money=Money(amount_cents=100, currency="CAD")),
        named("k", lambda c: c.comment(comment="k1", target="s1", text=say, stance="SUPPORT")),
        lambda c: c.retract(target="k", reason=say),
    ]  # fmt: skip


@cache
def harmless():
    return Page(page(given(*hostile("mot")).collective.view()))


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_text_and_nothing_else(words):
    read = Page(page(given(*hostile(words)).collective.view()))
    assert read.elements == harmless().elements
    assert read.attributes == harmless().attributes
    assert not {"script", "style", "img", "a"} & read.elements
    assert not [name for name in read.attributes if name.startswith("on") or name == "style"]
    assert "\u202e" not in read.text


def test_progress_that_went_back_is_shown_so():
    view = given(*hostile("mot")).collective.view()
    assert "-100,0\N{NO-BREAK SPACE}%" in page(view, only=("mission",))


def test_three_hundred_members_are_cut_and_counted():
    members = [f"m{n:03}" for n in range(300)]
    acts = [
        *CONVENED,
        lambda c: c.adopt_mission(mission="mis", statement="But", label="But"),
        *(lambda c, m=m: c.welcome_member(member=m, name=m, kind="CITIZEN") for m in members),
        *(
            lambda c, n=n, m=m: c.commit(
                commitment=f"c{n}", debtors=(m,), creditors=(members[n - 1],), object="Aider",
                done_when="Fait", due=DAY, serves=("mis",))
            for n, m in enumerate(members)
        ),
    ]  # fmt: skip
    view = given(*acts).collective.view()
    shown = page(view, lang="en", only=("accountability", "commitments"))
    assert "260 names are not drawn." in shown
    assert "520 more are not shown here" in shown  # rows and columns of the matrix
    assert "100 more are not shown here" in shown  # commitments
    assert len(shown) < 1_000_000


def test_no_personal_word_is_shown_to_whoever_may_not_read_it():
    collective = lachine()
    wordy = ("commitments", "mission", "wall", "commons", "corrections")
    words = ("Moins de meurtres", "Trois résidentes", "en bonne voie", "Kiosques du soir")
    for reader in (PUBLIC, AUDITOR):
        view = collective.view(reader=reader)
        shown = page(view, reader=reader, on=date(2018, 12, 31), only=wordy)
        assert [one for one in words if one in shown] == []
        assert "Les mots personnels ne sont pas montrés" in shown
    shown = page(collective.view(reader=SECRETARY), on=date(2018, 12, 31), only=wordy)
    assert [one for one in words if one in shown] == list(words)


def test_an_erased_word_is_never_shown():
    """k-redact: what was redacted stands in no report."""
    collective = lachine()
    shown = page(collective.view(), on=date(2018, 12, 31), only=("corrections",))
    assert "paroles de e-k15 caviardées" in shown
    assert "vie privée" in shown


SEALED = [
    *CONVENED, opened, arrived(*(f"m-{member}" for member in VOTING)),
    chartered(Charter(recusal="NONE")), weighted,
    round_opened("r1", visibility="SEALED"),
    *(scored(member, "s1", "priorite", 5) for member in VOTING),
]  # fmt: skip


def test_an_open_sealed_round_shows_neither_values_nor_root():
    view = given(*SEALED).collective.view()
    shown = page(view, lang="en", reader=PUBLIC)
    assert "Round r1 is open and not for all to see" in shown
    assert "The root is not shown while a sealed round is open" in shown
    assert view.source.head().root.hex() not in shown
    assert "Group 1" not in shown
    assert page(view, reader=PUBLIC, only=("groups",)) == ""


def test_words_that_lean_on_an_open_sealed_round_are_not_shown():
    said = "Tout le monde met cinq à s1"
    leaning = [
        lambda c: c.post_wish(wish="w1", verbatim="Un parc", medium="CARD"),
        lambda c: c.answer_wish(wish="w1", answer="NOT_NOW", explanation=said, links=("r1",)),
    ]
    view = given(*SEALED, *leaning).collective.view()
    assert said not in page(view)
    over = given(*SEALED, *leaning, closed("r1")).collective.view()
    assert said in page(over)


def test_of_a_secret_round_no_group_is_told():
    acts = [*SEALED[:-4], round_opened("r1", visibility="SECRET"), *SEALED[-3:], closed("r1")]
    view = given(*acts).collective.view()
    for reader in (PUBLIC, SECRETARY, AUDITOR):
        shown = page(view, reader=reader, lang="en")
        assert "Round r1 was secret" in shown
        assert "Group 1" not in shown
        assert "voice-" not in shown


def test_a_log_that_says_nothing_has_no_section_and_a_founded_one_what_checks_it():
    assert page(given().collective.view()) == ""
    assert "collectif verify LOG" in page(given(founded).collective.view())


def test_the_sentences_of_both_languages_have_the_same_slots():
    french, english = shipping("panels", "fr"), shipping("panels", "en")
    assert french.keys() == english.keys()

    def slots(sentence):
        many = [sentence] if isinstance(sentence, str) else sentence.values()
        return {name.partition(":")[0] for one in many for _, name, _, _ in Formatter().parse(one)
                if name}  # fmt: skip

    assert {k: slots(v) for k, v in french.items()} == {k: slots(v) for k, v in english.items()}
    assert list(french) == sorted(french)


def test_no_english_is_said_to_a_french_reader():
    """Whatever the sections say in both languages the same is a name, a figure or a reference."""
    view = lachine().view()
    texts = {lang: re.findall(r">([^<>]+)<", page(view, lang=lang, on=date(2018, 12, 31)))
             for lang in ("fr", "en")}  # fmt: skip
    english = shipping("panels", "en").values()
    fixed = {one for one in english if isinstance(one, str) and "{" not in one and " " in one}
    assert fixed & {one.strip() for one in texts["en"]}
    assert not fixed & {one.strip() for one in texts["fr"]}
