"""Every refusal is said in both languages: what happened, why, how to mend it."""

import re
import tomllib
from importlib import resources
from pathlib import Path
from string import Formatter

import pytest

from collectif import phrasing, wording
from collectif.errors import Phrase, Refused


def catalogue(name, lang):
    text = (resources.files("collectif") / "locale" / f"{name}.{lang}.toml").read_text("utf-8")
    return tomllib.loads(text)


CODES = sorted(catalogue("refusals", "en"))
PHRASES = sorted(catalogue("phrases", "en")["phrases"])


def placeholders(*texts):
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


def test_every_refusal_that_is_raised_has_its_words():
    source = Path(str(resources.files("collectif")))
    code = "".join(path.read_text("utf-8") for path in source.rglob("*.py"))
    raised = set(re.findall(r'Refused\(\s*"([A-Za-z]+)"', code))
    assert set() == {code for code in raised if not code.startswith("Unknown")} - set(CODES)
    assert set(PHRASES) == set(re.findall(r'Phrase\("([a-z-]+)"', code))


def test_both_languages_have_the_same_refusals_and_phrases():
    assert sorted(catalogue("refusals", "fr")) == CODES
    assert sorted(catalogue("phrases", "fr")["phrases"]) == PHRASES


@pytest.mark.parametrize("code", CODES)
def test_a_refusal_is_three_sentences_in_both_languages(code):
    both = [catalogue("refusals", lang)[code] for lang in ("en", "fr")]
    named = [placeholders(words["what"], words["why"], words["mend"]) for words in both]
    assert named[0] == named[1]
    refusal = Refused(code, **dict.fromkeys(named[0], "x-1"))
    for lang in ("en", "fr"):
        sentences = refusal.in_words(lang)
        assert len(sentences) == 3
        for sentence in sentences:
            assert re.fullmatch(r"[^{}]+[.!?]", sentence), sentence
            assert not sentence.endswith("..")
    assert refusal.in_words("en") != refusal.in_words("fr")
    assert str(refusal) == " ".join(refusal.in_words("en"))


@pytest.mark.parametrize("key", PHRASES)
def test_a_phrase_is_said_in_both_languages(key):
    both = [catalogue("phrases", lang)["phrases"][key] for lang in ("en", "fr")]
    names = placeholders(both[0])
    assert names == placeholders(both[1])
    phrase = Phrase(key, **dict.fromkeys(names, "x-1"))
    english, french = phrase.in_words("en"), phrase.in_words("fr")
    assert english != french
    assert english == str(phrase)
    assert not re.search(r"[{}]", english + french)


def test_kinds_of_things_are_named_in_the_language_of_the_refusal():
    refusal = Refused("DuplicateId", kind="criteria set", id="x", other="proposal")
    assert "grille de critères" in refusal.in_words("fr")[0]
    assert "scénario" in refusal.in_words("fr")[1]


def test_an_unknown_code_is_still_said():
    refusal = Refused("UnknownWish", kind="wish", id="w9", known=("w1",))
    assert refusal.what == "There is no wish 'w9'."
    assert "w1" in refusal.mend


def test_lists_and_tallies_read_as_text():
    refusal = Refused("TallyMismatch", decision="d", said={"FOR": 2, "AGAINST": 1}, counted={})
    assert refusal.why == "It says FOR 2, AGAINST 1; what counts is -."


class TestOwnWords:
    """A program that embeds collectif says refusals its own way."""

    @pytest.fixture(autouse=True)
    def forgotten_afterwards(self, monkeypatch):
        monkeypatch.setattr(phrasing, "_OWN", {})
        phrasing.words.cache_clear()
        yield
        phrasing.words.cache_clear()

    def test_some_sentences_are_replaced_and_the_others_stay(self):
        refusal = Refused("NoQuorum", assembly="a1", present=2, needed=6)
        before = refusal.in_words("fr")
        wording("fr", refusals={"NoQuorum": {"mend": "Attendez {needed} personnes."}})
        assert refusal.in_words("fr") == (*before[:2], "Attendez 6 personnes.")
        assert refusal.in_words("en") == Refused("NoQuorum", **refusal.details).in_words("en")

    def test_a_language_of_its_own_falls_back_on_english(self):
        wording("es", refusals={"NoQuorum": {"what": "No hay quórum en {assembly}."}})
        refusal = Refused("NoQuorum", assembly="a1", present=2, needed=6)
        assert refusal.in_words("es") == ("No hay quórum en a1.", *refusal.in_words("en")[1:])

    def test_a_package_says_the_codes_of_its_own_verbs(self):
        said = {"what": "No {thing}.", "why": "Because.", "mend": "Wait {days} days."}
        wording("en", refusals={"vendor/TooEarly": said})
        assert str(Refused("vendor/TooEarly", thing="reply")) == "No reply. Because. Wait - days."

    def test_phrases_and_kinds_are_replaced_too(self):
        wording("en", phrases={"no-ballot": "nobody answered"}, kinds={"proposal": "idea"})
        assert str(Phrase("no-ballot")) == "nobody answered"
        refusal = Refused("DuplicateId", kind="proposal", id="s1", other="member")
        assert "idea" in refusal.what

    def test_a_code_that_nobody_gave_words_is_still_said(self):
        assert "x1" in str(Refused("vendor/Odd", id="x1", kind="thing"))
