"""This module is about minutes: that they say what the assembly did, exactly, and nothing more.

What they must contain is from the design of the domain: its sections on minutes and on what each
reader asks. The figures are those of the Lachine scenario, computed apart from this library.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from hashlib import sha256

import pytest

import collectif
from collectif.demo import record_scenario
from collectif.demo.lachine import scenario
from collectif.errors import UnknownName
from collectif.projections.readers import PUBLIC, SECRETARY
from collectif.record.event import WITHHELD
from collectif.reports.minutes import Stamp, Table, minutes
from collectif.reports.minutes.markdown import in_markdown_text
from collectif.reports.words import decimal
from collectif.testing.given import EVENING, given
from collectif.testing.room import (
    CONVENED,
    RULED,
    SCORING,
    VOTING,
    arrived,
    balloted,
    closed,
    commented,
    left,
    moved,
    named,
    opened,
    rectified,
    scored,
)

EXPECTED = scenario()["expected"]
ROUNDS = {"r1": "r1_as_published", "r2": "r2_as_published"}


@pytest.fixture(scope="module")
def lachine():
    with record_scenario("memory:") as collective:
        yield collective


@pytest.fixture(scope="module")
def told(lachine):
    return minutes(lachine.view(), "a1", reader=SECRETARY)


@pytest.fixture(scope="module")
def french(lachine, told):
    view = lachine.view()
    return in_markdown_text(told, view, "fr", Stamp.of(view)).replace("\N{NO-BREAK SPACE}", " ")


def found(told, name):
    return [one for one in told.statements() if one.name == name]


def tables(told, caption):
    return [
        one
        for section in told.sections
        for one in section.told
        if isinstance(one, Table) and one.caption.name == caption
    ]


def text(collective, assembly="a1", *, view=None, reader=SECRETARY, lang="fr"):
    view = view or collective.view()
    return in_markdown_text(minutes(view, assembly, reader=reader), view, lang, Stamp.of(view))


class TestLachine:
    @pytest.mark.parametrize("round", ROUNDS)
    def test_results_are_those_that_were_published(self, told, round):
        """Rank, exact score, exact agreement: every expected figure, and the same in words."""
        golden = EXPECTED[ROUNDS[round]]
        (table,) = (
            one for one in tables(told, "ranking-table") if one.caption.details["round"] == round
        )
        assert [(row["place"], row["proposal"], str(row["score"])) for row in table.rows] == [
            (one["rank"], one["proposal"], one["score_0_100"]["exact"]) for one in golden["ranking"]
        ]
        assert {row["proposal"]: str(row["agreement"]) for row in table.rows} == {
            id: level["exact"] for id, level in golden["consensus"]["by_proposal"].items()
        }
        overall = {str(one.details["agreement"]) for one in found(told, "overall")}
        assert golden["consensus"]["overall"]["exact"] in overall

    @pytest.mark.parametrize("round", ROUNDS)
    def test_results_are_said_in_words(self, french, round):
        """For a citizen: rank, score out of 100, agreement in words."""
        for one in EXPECTED[ROUNDS[round]]["ranking"]:
            score = decimal(Fraction(one["score_0_100"]["exact"]), 2, "fr")
            assert f"({one['proposal']}), {score} sur 100; accord " in french
        assert "L'accord n'est pas l'appui" in french

    def test_what_was_missing_is_said(self, told):
        """Cells, voters, silences: as many as expected."""
        for n, round in enumerate(ROUNDS.values()):
            golden = EXPECTED[round]
            cells = found(told, "cells")[n].details
            assert (cells["voters"], cells["cells"]) == (
                golden["voters"],
                golden["numeric_cells"],
            )
        silent = [one.details["count"] for one in told.statements() if one.name in SILENT]
        assert sum(silent) == sum(EXPECTED[one]["non_numeric_cells"] for one in ROUNDS.values())

    def test_quorum_and_participation_are_those_expected(self, told):
        golden = EXPECTED["participation"]
        (quorum,) = found(told, "quorum")
        assert quorum.details["present"] == golden["present_voting_at_decision"]
        assert quorum.details["needed"] == golden["quorum_needed"]
        (present,) = found(told, "present")
        assert present.details["entitled"] == golden["eligible_voting_members"]
        (ballots,) = found(told, "ballots")
        assert ballots.details["count"] == golden["consent_ballots"]

    def test_change_between_rounds_is_that_expected(self, told):
        golden = EXPECTED["change_r1_r2"]
        (changed,) = found(told, "changed")
        assert changed.details["matched"] == golden["matched_cells"]
        assert changed.details["unchanged"] == golden["unchanged"]
        assert changed.details["towards"] == golden["moved_toward_r1_median"]
        assert changed.details["away"] == golden["moved_away"]
        assert str(changed.details["rose"]) == golden["delta_overall"]["exact"]

    def test_a_fragile_lead_and_a_solid_one_are_told_apart(self, told):
        """The checks k-fragile and k-solid of the scenario."""
        (fragile,) = found(told, "fragile")
        assert fragile.details["members"] == ["arr", "env", "sante"]
        assert fragile.details["criteria"] == ["contexte", "transv"]
        (solid,) = found(told, "solid")
        assert solid.details["leaders"] == ["s1"]

    @pytest.mark.parametrize(
        "words",
        [
            "Collectif : La communauté des Écluses en démarche",
            "pour le 30 novembre 2016 à 18 h 00; lieu : Lachine.",
            "Table de quartier des Écluses (table) a convoqué l'assemblée le 17 octobre 2016",
            "(sante) | institution | votante | personne déléguée | personne déléguée | 18 h 06 "
            "| 20 h 29 |",
            "(sante) | institution | votante | substitut | personne substitut | 20 h 30 | – |",
            "(femmes) | organisme communautaire | votante | personne déléguée | personne déléguée "
            "| 19 h 12 | – |",
            "Public compté dans la salle : 31 personnes.",
            "Quorum : 1/2 des membres votants.",
            "| « L'effet levier » (levier) | 20 |",
            "(fam) | 3 | en lice |",
            "| « Cuisine collective mobile » (s6) | Maison de la famille (fam) | 1 | fusionné |",
            "se récuse pour coter : « Porteur du scénario. »",
            "## 20 h 02 – Point à l'ordre du jour : Discussion",
            "au sujet de « Système alimentaire de quartier » (s1) : \\[mots masqués\\]",
            "(aines cote s3 selon levier en r1 : 1) doit se lire : aines cote s3 selon levier en "
            "r1 : 4.",
            "(s1) passe à la version 3. « Au moins deux points de vente dans le secteur enclavé",
            "  - **17 h 50** Souhait au mur, w4 : « Des fruits pis des légumes",
            "Objection o1 : intégrée, ce que confirme Comité de citoyennes et citoyens",
            "Décision proposée, d1, par Maison des jeunes (jeune); appui : Organisme de soutien",
            "  - Fondée sur les résultats du tour r2, publiés le 30 novembre 2016 à 20 h 56.",
            "DÉCISION ADOPTÉE, d1, résolution AP-2016-11-30-01, par consentement.",
            "Quorum au moment de décider : 11 membres votants présents, 6 requis.",
            "  - Bulletins, consentement : 9\n  - Bulletins, réserve : 1\n  - Bulletins, à l'écart "
            ": 1\n  - Bulletins, objection : 0",
            "  - Condition : « Ouvrir un chantier logement avant le 30 juin 2017. »",
            "  - Dissidence inscrite, Comité logement (loge) : « À l'écart : le logement demeure "
            "urgent. »",
            "  - À réexaminer le 29 novembre 2017.",
            "| c02 | Organisme d'aide et de sécurité alimentaire (alim) et Groupe écocitoyen (env) "
            "| Comité de citoyennes et citoyens du secteur enclavé (citoy) et le collectif |",
            "Prochains pas : « Compte rendu avant Noël; indicateurs et engagements en janvier. »",
            "## Faits inscrits après la séance\n\n- **2 décembre 2016** Le secrétariat retire des "
            "mots",
            "  - Portée : ce fait change des cotes du tour r2, qui fonde d1; l'ordre reste le "
            "même.\n  - Résultat de « Logement abordable et salubre » (s2) : 66,62 avant, 66,12 "
            "après",
            "Réponse au souhait w3, repris en partie, par le collectif",
            "le procès-verbal couvre le registre jusqu'au fait e-rect2, soit 932 faits.",
            "Relu tel que connu à 932 faits, le registre dit la même chose",
            "commence par c64d 55b2",
        ],
    )
    def test_the_french_minutes_contain_what_a_secretary_needs(self, french, words):
        assert words in french

    def test_every_commitment_of_the_evening_is_there_with_its_terms(self, lachine, told):
        (table,) = tables(told, "commitments-table")
        made = {
            event.data.commitment_id: event.data
            for event in lachine.view().events(frozenset({"commitment-made"}))
            if event.assembly == "a1" and event.occurred.date() == EVENING.date()
        }
        assert [row["commitment"] for row in table.rows] == list(made)
        for row in table.rows:
            terms = made[row["commitment"]]
            for name in ("debtors", "creditors", "object", "done_when", "due"):
                assert row[name] == getattr(terms, name)

    def test_in_english_words_without_translation_stay_french(self, lachine):
        english = text(lachine, lang="en")
        assert "DECISION ADOPTED" in english
        assert "On nous invite souvent; on nous revient rarement." in english

    def test_erased_words_are_nowhere(self, lachine, french):
        """The check k-redact: the mark stands, the words do not."""
        (kept,) = (e for e in lachine.view().events() if e.id == "e-k15")
        assert kept.data.text == WITHHELD
        assert "\\[mots masqués\\]" in french

    def test_a_double_entry_is_told_once(self, told):
        """The check k-dup: e-k13 was retracted that evening."""
        assert not any("e-k13" in one.events for one in told.statements())

    def test_public_minutes_show_no_personal_words(self, lachine):
        public = text(lachine, view=lachine.view(reader=PUBLIC), reader=PUBLIC)
        assert "On nous invite souvent" not in public
        assert "DÉCISION ADOPTÉE" in public

    def test_every_statement_of_an_event_names_it(self, lachine, told):
        ids = {event.id for event in lachine.view().source.events()}
        for one in told.statements():
            assert ids.issuperset(one.events)
        assert all(one.events for one in told.statements() if "at" in one.details)


SILENT = {"abstained", "could-not-judge"}


class TestLaws:
    def test_two_readings_are_one(self, lachine, told):
        """The same log tells the same minutes."""
        assert minutes(lachine.view(), "a1", reader=SECRETARY) == told

    def test_a_file_tells_what_memory_tells(self, tmp_path):
        """Both stores, closed and opened again."""
        acts = (*RULED, commented(), lambda c: c.assembly("a1").close())
        given(*acts, url=tmp_path / "log.db").collective.close()
        here = given(*acts).collective
        with collectif.open(tmp_path / "log.db", read_only=True) as there:
            assert minutes(there.view(), "a1") == minutes(here.view(), "a1")

    def test_later_facts_elsewhere_change_nothing_of_the_session(self, lachine, told):
        """Prefix: the session reads at its end as it reads two years later, but for corrections."""
        end = next(e.seq for e in lachine.view().events() if e.type == "assembly-closed")
        then = minutes(lachine.view(known_at=end + 1), "a1", reader=SECRETARY)
        assert then.session == told.session
        assert then.size < told.size


class TestRounds:
    def test_an_open_sealed_round_shows_no_value(self):
        """Who answered how many is all that `replay` shows, and minutes not even that."""
        room = given(*SCORING, scored("alim", "s2", "levier", 4), scored("loge", "s1", "levier", 2))
        told = minutes(room.collective.view(), "a1", reader=SECRETARY)
        assert found(told, "round-sealed")
        assert tables(told, "ranking-table") == []
        assert found(told, "cells") == []
        stamp = Stamp.of(room.collective.view())
        assert stamp.root is None
        assert [one.name for one in stamp.statements()] == ["stamp-sealed"]

    def test_results_that_nobody_published_are_not_told(self):
        room = given(*SCORING, scored("alim", "s2", "levier", 4), closed())
        told = minutes(room.collective.view(), "a1")
        assert found(told, "not-published")
        assert tables(told, "ranking-table") == []

    def test_each_publication_is_told_as_it_was(self):
        """Publishing again adds one, and the first stays."""
        grades = [(m, s, c) for m in VOTING for s in ("s3",) for c in ("priorite", "levier")]
        room = given(
            *SCORING,
            *(named(f"g-{m}-{c}", scored(m, s, c, 2)) for m, s, c in grades),
            named("end", closed()),
            lambda c: c.publish_results(round="r1", up_to="end"),
            named("fix", rectified("g-loge-levier", {"value": 5})),
            lambda c: c.publish_results(round="r1", up_to="fix"),
        )
        first, second = tables(minutes(room.collective.view(), "a1"), "ranking-table")
        scores = [one.rows[0]["score"] for one in (first, second)]
        assert scores[0] == Fraction(25)
        assert scores[1] > scores[0]

    def test_a_ballot_is_told_answer_by_answer(self):
        room = given(*RULED, moved(), *balloted(alim="CONSENT", loge="RESERVATION"))
        (table,) = tables(minutes(room.collective.view(), "a1"), "tally-table")
        assert {row["answer"]: row["ballots"] for row in table.rows} == {
            "CONSENT": 1, "RESERVATION": 1, "STAND_ASIDE": 0, "OBJECT": 0,
        }  # fmt: skip


def here(act):
    """Return an act that says in which assembly it was done."""
    return lambda c: act(c.assembly("a1"))


class TestAssemblies:
    def test_one_without_round_nor_decision(self):
        room = given(*CONVENED, opened, arrived("m-alim"), lambda c: c.assembly("a1").close())
        said = text(room.collective)
        assert "Aucune règle du jeu n'a été adoptée." in said
        assert "Aucun engagement n'a été pris" in said
        assert "Attendus et absents : JEUNE (jeune) et LOGE (loge)." in said.replace("\xa0", " ")

    def test_one_that_never_opened(self):
        told = minutes(given(*CONVENED).collective.view(), "a1")
        assert found(told, "opened") == []
        assert "convened" in {one.name for one in told.statements()}

    def test_one_that_was_adjourned_and_resumed(self):
        """Two sessions, with what was recorded between them; who stayed away the second time."""
        room = given(
            *CONVENED,
            opened,
            arrived("m-alim", "m-loge"),
            left("m-loge"),
            lambda c: c.assembly("a1").close(resumes_on=EVENING + timedelta(days=7)),
            here(commented("k1")),
            opened,
            arrived("m-alim"),
            lambda c: c.assembly("a1").close(),
        )
        told = minutes(room.collective.view(), "a1")
        titles = [one.title.name for one in told.session]
        expected = ["opening", "adjournment", "between", "resumption", "closing"]
        assert [one for one in titles if one in expected] == expected
        (table,) = tables(told, "presence-table")
        assert [row["member"] for row in table.rows] == ["alim", "loge", "alim"]

    def test_one_that_is_adjourned_still(self):
        room = given(
            *CONVENED,
            opened,
            lambda c: c.assembly("a1").close(resumes_on=EVENING),
            here(commented()),
        )
        told = minutes(room.collective.view(), "a1")
        assert [one.title.name for one in told.afterwards] == ["afterwards", "withheld"]

    def test_of_several_each_has_its_own(self):
        """Nothing of one assembly stands in the minutes of another."""
        room = given(*CONVENED, opened, commented("k1", member="loge"))
        room.collective.convene(
            assembly="a2", title="Une autre", planned_for=EVENING, convenor="loge",
            shared_intention="Autre chose", objective="Autre chose",
        )  # fmt: skip
        one, other = (minutes(room.collective.view(), id) for id in ("a1", "a2"))
        assert found(one, "said")
        assert not found(other, "said")

    def test_one_that_is_not_there(self):
        with pytest.raises(UnknownName, match="The assemblies are a1"):
            minutes(given(*CONVENED).collective.view(), "a9")

    def test_parts_of_the_agenda_that_were_not_reached_are_named(self):
        room = given(*CONVENED, opened, lambda c: c.assembly("a1").close())
        (missed,) = found(minutes(room.collective.view(), "a1"), "item-missed")
        assert missed.details["title"] == {"fr": "Début"}

    def test_a_fact_that_was_learned_late_says_so(self):
        """Recorded after the end, and a day after it happened."""
        room = given(*CONVENED, opened, lambda c: c.assembly("a1").close())
        before = room.collective.assembly("a1").noting(occurred=EVENING - timedelta(days=3))
        before.comment(comment="late", target="s2", text="Trop tard", stance="CONCERN")
        told = minutes(room.collective.view(), "a1")
        assert next(one.title.name for one in told.afterwards) == "afterwards"
        assert found(told, "late")


def adopted(*later, digest=None):
    """Return a small assembly whose minutes were adopted, with what was recorded since."""
    room = given(
        *RULED,
        named("said", commented("k1", member="loge", text="Des mots")),
        named("end", lambda c: c.assembly("a1").close(next_steps="La suite")),
    ).collective
    if digest is not None:
        digest = digest(room)
    room.assembly("a1").adopt_minutes(up_to="end", adopted_by="Tout le monde", digest=digest)
    for act in later:
        act(room)
    return room


def of_the_text(lang, reader=SECRETARY):
    def digest(room):
        said = text(room, view=room.view(reader=reader), reader=reader, lang=lang)
        return sha256(said.encode()).hexdigest()

    return digest


def names(room, **how):
    return {one.name for one in minutes(room.view(), "a1", reader=SECRETARY, **how).statements()}


def readings(room):
    return [(reader, room.view(reader=reader)) for reader in (SECRETARY, PUBLIC)]


class TestAdoption:
    def test_untouched_minutes_hold(self):
        room = adopted()
        assert {"covers", "still-so", "since-nothing", "digest-unsaid"} <= names(room)

    def test_a_correction_since_is_told(self):
        """The session no longer reads as it did; both are said, and which fact did it."""
        room = adopted(named("fix", rectified("end", {"next_steps": {"fr": "Autre chose"}})))
        told = minutes(room.view(), "a1", reader=SECRETARY)
        assert found(told, "no-longer-so")
        (since,) = found(told, "since")
        assert since.events == ("fix",)

    @pytest.mark.parametrize("lang", ["en", "fr"])
    @pytest.mark.parametrize("reader", [SECRETARY, PUBLIC], ids=lambda one: one.role)
    def test_the_digest_of_the_text_is_known_again(self, lang, reader):
        """Whichever language and reading was adopted, also after facts since."""
        room = adopted(commented("k2"), digest=of_the_text(lang, reader))
        assert "digest-same" in names(room, readings=readings(room))

    def test_another_digest_is_a_warning(self):
        """Nothing says more plainly that the past is not what was adopted."""
        assert "digest-other" in names(adopted(digest=lambda room: "ab" * 32))

    def test_a_log_rewritten_before_that_point_is_found_out(self):
        """The same adoption over another past: the root in the text is not the same."""
        wanted = of_the_text("fr")(_until_end("Des mots"))
        rewritten = _until_end("D'autres mots")
        rewritten.assembly("a1").adopt_minutes(up_to="end", adopted_by="Tous", digest=wanted)
        assert "digest-other" in names(rewritten)

    def test_words_erased_since_leave_the_digest_untold(self):
        room = adopted(
            lambda c: c.redact(target="said", fields=("text",), note="Vie privée"),
            digest=of_the_text("fr"),
        )
        told = names(room)
        assert {"digest-erased", "still-so", "since"} <= told

    def test_words_erased_before_do_not_excuse_another_digest(self):
        """They stood in no adopted text."""
        room = _until_end("Des mots", lambda c: c.redact(
            target="said", fields=("text",), note="Vie privée"))  # fmt: skip
        room.assembly("a1").adopt_minutes(up_to="end", adopted_by="Tous", digest="ab" * 32)
        assert "digest-other" in names(room)


def _until_end(words, *before):
    return given(
        *RULED,
        named("said", commented("k1", member="loge", text=words)),
        *before,
        named("end", lambda c: c.assembly("a1").close()),
    ).collective
