"""This module is about the chronicle: `collectif log` as people read it, day by day."""

from __future__ import annotations

import re
import shutil
import string

import attrs
import pytest

import collectif
from collectif import event, personal
from collectif.demo import record_scenario
from collectif.errors import InvalidInput, UnknownName
from collectif.ids import MemberId
from collectif.record.event import EVENTS, Withheld
from collectif.reports.catalogue import catalogue, fields_of, tells, template_of
from collectif.reports.chronicle import Chronicler
from collectif.reports.telling import log_text
from collectif.reports.words import LANGUAGES, columns
from collectif.values import Text

OWN = [
    name for name, kind in EVENTS._types.items() if kind.cls.__module__.startswith("collectif.acts")
]
ENVELOPE = {"actor", "count", "now", "target"}

GOLDEN = {
    "en": """\
22 November 2016

    49 10:00 b alim amends s1, now version 2: “Intègre la cuisine collective
             mobile.”
    50 10:10 b fam withdraws s6 and merges it into s1: “Complémentaire plutôt
             que concurrent : on fusionne.”

23 November 2016

    51 10:00 b The rules of the game of a1 are adopted: “Adoptée par le comité
             de préparation, relue à l'ouverture.”
""",
    "fr": """\
22 novembre 2016

    49 10:00 b alim amende s1, désormais en version 2 : « Intègre la cuisine
             collective mobile. »
    50 10:10 b fam retire s6 et le fusionne dans s1 : « Complémentaire plutôt
             que concurrent : on fusionne. »

23 novembre 2016

    51 10:00 b Les règles du jeu de l'assemblée a1 sont adoptées : « Adoptée par
             le comité de préparation, relue à l'ouverture. »
""",
}
LATER = {
    "en": """\
2 December 2016

   930 10:00 b The secretary removes words from no. 512 of 30 November 2016 (The
             public on s1, information: [words withheld]), for privacy:
             “Renseignement de santé; retiré à la demande de la personne.”

6 December 2016

   931 10:00 b The secretary corrects no. 702 of 30 November 2016 (emploi scores
             s2 on rsi in r2: 5), which should read: emploi scores s2 on rsi in
             r2: 3. “Relecture des grilles : 3 sur papier, 5 à la saisie.”
""",
    "fr": """\
2 décembre 2016

   930 10:00 b Le secrétariat retire des mots : le n° 512 du 30 novembre 2016
             (Le public sur s1, information : [mots masqués]), vie privée,
             « Renseignement de santé; retiré à la demande de la personne. »

6 décembre 2016

   931 10:00 b Le secrétariat rectifie : le n° 702 du 30 novembre 2016 (emploi
             cote s2 selon rsi en r2 : 5) doit se lire : emploi cote s2 selon
             rsi en r2 : 3. « Relecture des grilles : 3 sur papier, 5 à la
             saisie. »
""",
}


def days(said):
    """Return what a chronicle says after its preamble, with spaces as people see them."""
    text = said.out.replace("\xa0", " ")
    return text.split("  b illustrative\n\n")[1]


class TestCatalogue:
    @pytest.mark.parametrize("lang", LANGUAGES)
    @pytest.mark.parametrize("name", OWN)
    def test_every_event_has_a_sentence_of_its_own_fields(self, name, lang):
        template = template_of(name, lang)
        assert template is not None
        fields = {one.name for one in attrs.fields(EVENTS.of(name).cls)} | ENVELOPE
        assert fields_of(template) <= fields

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_no_sentence_is_of_an_event_that_is_not_there(self, lang):
        assert set(catalogue(lang).events) == set(OWN)
        assert set(catalogue(lang).batches) <= set(OWN)

    def test_both_languages_say_the_same_words(self):
        en, fr = catalogue("en"), catalogue("fr")
        assert en.words.keys() == fr.words.keys()
        plain = [{name for name in one.values if "." not in name} for one in (en, fr)]
        assert plain[0] == plain[1]

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_nothing_is_left_of_the_templates(self, cli, years, lang):
        text = days(cli("log", years, "--lang", lang))
        assert not re.search(r"[{}]", text)
        assert not re.search(r"\b[A-Z]+_[A-Z_]+\b", text)
        assert set(re.findall(r"\[([^]]*)\]", text)) <= {"words withheld", "mots masqués"}


class TestDays:
    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_golden_days(self, cli, years, lang):
        for golden, first, last in (
            (GOLDEN, "2016-11-22", "2016-11-23"),
            (LATER, "2016-12-02", "2016-12-06"),
        ):
            said = cli("log", years, "--since", first, "--until", last, "--lang", lang)
            assert days(said) == golden[lang]

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_every_event_has_its_place(self, cli, years, lang):
        """Each position stands before a sentence, or within the ends of a sheet; all fits."""
        said = cli("log", years, "--lang", lang)
        told = []
        for number, rest in re.findall(r"^ *(\d+) \d\d:\d\d b?a? ?(.*)$", said.out, re.MULTILINE):
            sheet = re.search(r"\((\d+) (?:to|à) (\d+)\)$", rest)
            last = int(sheet[2]) if sheet else int(number)
            told += range(int(number), last + 1)
        assert told == list(range(1030))
        assert all(columns(line) <= 80 for line in said.lines)

    def test_first_of_a_month_in_french(self, cli, years):
        said = cli("log", years, "--since", "2018-02-01", "--until", "2018-02-01", "--lang", "fr")
        assert "1er février 2018" in said.lines

    def test_a_late_record_says_when_it_came(self, cli, years):
        for lang, told in (("en", "(recorded on 9 October)"), ("fr", "(inscrit le 9 octobre)")):
            day = ("--since", "2018-10-02", "--until", "2018-10-02", "--lang", lang)
            assert told in cli("log", years, *day).out

    def test_a_sheet_is_one_sentence_unless_single_scores_are_asked_for(self, cli, years):
        whole = cli("log", years, "--member", "alim", "--since", "2016-11-30T19:35",
                    "--until", "2016-11-30T19:35")  # fmt: skip
        assert "alim hands in a sheet of 32 scores in r1 (80 to 111)" in whole.out
        single = cli("log", years, "--member", "alim", "--type", "score-cast")
        assert single.out.count("alim scores s2 on") == 16

    def test_what_the_log_learned_later_can_be_left_out(self, cli, years):
        for options in (("--known-at", 930), ("--known-at-time", "2016-12-01")):
            rows = cli("log", years, *options, "--format", "json").json
            assert len(rows) == 930
        both = cli("log", years, "--known-at", 1, "--known-at-time", "2016-12-01")
        assert both.status == 2

    def test_scores_of_a_round_that_is_open_are_not_told(self, cli, years):
        """Nor what a correction makes of one."""
        told = cli("log", years, "--known-at", 300, "--type", "score-cast").out
        assert "loge scores s1 on levier in r1: [words withheld]" in told
        assert not re.search(r"in r1: \d", told)
        with record_scenario("memory:") as scenario:
            view = scenario.view(known_at=300)
            correction = scenario.log.find("e-rect1")
            sealed = Chronicler.of(view, "en").sentence(correction)
        assert "aines scores s3 on levier in r1: [words withheld]" in sealed
        assert not re.search(r"in r1: \d", sealed)

    def test_withheld_words_read_as_such(self, cli, years, tmp_path):
        shutil.copy(years, tmp_path / "bare.db")
        told = cli("log", tmp_path / "bare.db", "--type", "wish-posted", "--lang", "fr").out
        assert "Au mur, w1\xa0: [mots masqués]" in told


@event("chronicle-test/sung")
class Sung:
    """Somebody sang."""

    member_id: MemberId
    song: str
    remark: Text | Withheld | None = personal(default=None)


class TestOwnEvents:
    @pytest.fixture
    def choir(self):
        with collectif.open("memory:") as choir:
            choir.found(name="The choir", territory="Here", languages=("en",))
            choir.welcome_member(member="ana", name="Ana", kind="CITIZEN")
            choir.log.append([Sung(member_id="ana", song="Canon")])
            yield choir

    @pytest.fixture(autouse=True)
    def forgotten(self, monkeypatch):
        monkeypatch.setattr("collectif.reports.catalogue._GIVEN", {})

    def last(self, choir, lang="en"):
        *_, line = log_text(choir.view(), choir.log.read(), lang)
        return line[13:] if not line.strip() else line.split(maxsplit=2)[2]

    def test_without_a_template_they_read_plainly(self, choir):
        assert self.last(choir) == "chronicle-test/sung - ana Canon"

    def test_a_template_tells_them(self, choir):
        tells("chronicle-test/sung", en="{member_id} sings {song:q}[, saying {remark:q}]")
        assert self.last(choir) == "ana sings “Canon”"
        assert self.last(choir, "fr") == "chronicle-test/sung - ana Canon"

    def test_a_template_names_fields_of_its_event_only(self):
        with pytest.raises(InvalidInput, match="cannot tell"):
            tells("chronicle-test/sung", en="{tune}")
        with pytest.raises(InvalidInput, match="cannot tell"):
            tells("chronicle-test/sung", de="{song}")
        with pytest.raises(UnknownName):
            tells("chronicle-test/hummed", en="{song}")

    def test_types_that_nobody_knows_read_plainly(self, choir, monkeypatch):
        from collectif.record.codec import Codec
        from collectif.record.event import Registry

        registry = Registry()
        registry._types = {k: v for k, v in EVENTS._types.items() if k != "chronicle-test/sung"}
        registry._by_class = {v.cls: v for v in registry._types.values()}
        codec = Codec(registry)
        (row,) = choir.log.store.rows(2, 3)
        unknown = codec.decode("chronicle-test/sung", row.body, {})
        *_, line = log_text(choir.view(), [unknown], "en")
        assert line.endswith("chronicle-test/sung - ana Canon")


def test_hostile_and_long_words_keep_within_six_lines():
    with collectif.open("memory:") as street:
        street.found(name="面包" * 300, territory=string.ascii_lowercase * 40, languages=("en",))
        told = list(log_text(street.view(), street.log.read(), "en"))
    assert len(told) == 8
    assert told[-1].endswith("…")
    assert all(columns(line) <= 80 for line in told)
