"""Words that must go, and everything that stays."""

import pytest

import collectif
from collectif.acts.erasure import ContentRedacted, WordsForgotten
from collectif.record.disclosure import Disclosure
from collectif.record.event import WITHHELD
from collectif.testing.given import given
from collectif.testing.room import (
    OPENED,
    SCORING,
    commented,
    moved,
    named,
    rectified,
    retracted,
    scored,
)

TOLD = (*OPENED, named("k", commented(text="Ma maladie")))


def redacted(target, *fields, **how):
    return lambda c: c.redact(target=target, fields=fields or ("text",), note="Santé", **how)


def words_of(case, id="k"):
    return case.collective.log.find(id).data.text


def kept(case):
    return [one.opened[1] for one in case.collective.log.store.private.disclosures()]


class TestRedact:
    def test_words_are_gone_from_every_view_and_facts_stay(self):
        case = given(*TOLD)
        before = case.collective.view()
        case.when(redacted("k")).then(
            ContentRedacted(target="k", fields=("text",), ground="PRIVACY", note={"fr": "Santé"})
        )
        assert words_of(case) is WITHHELD
        for view in (before, case.collective.view(), case.collective.view(corrected=False)):
            (comment,) = view.events(frozenset({"comment-made"}))
            assert (comment.data.text, comment.data.stance) == (WITHHELD, "SUPPORT")
        assert {"fr": "Ma maladie"} not in kept(case)
        assert case.collective.log.verify().sound

    def test_what_corrected_the_words_goes_with_them(self):
        case = given(*TOLD, named("fix", rectified("k", {"text": {"fr": "Ma grande maladie"}})))
        assert {"fr": "Ma grande maladie"} in kept(case)
        redacted("k")(case.collective)
        assert {"fr": "Ma grande maladie"} not in kept(case)
        assert {"fr": "Erreur de saisie"} in kept(case)
        (comment,) = case.collective.view().events(frozenset({"comment-made"}))
        assert comment.data.text is WITHHELD

    def test_one_dissent_among_several_can_go(self):
        acts = (
            *OPENED,
            lambda c: c.assembly("a1").adopt_charter(how="x"),
            moved(),
            named(
                "d",
                lambda c: c.take_decision(
                    decision="d1",
                    outcome="ADOPTED",
                    tally={"CONSENT": 3},
                    dissents={"alim": "Un", "loge": "Deux"},
                ),
            ),
        )
        case = given(*acts, redacted("d", "/dissents/0/text"))
        first, second = case.collective.log.find("d").data.dissents
        assert (first.text, second.text) == (WITHHELD, {"fr": "Deux"})
        redacted("d", "dissents")(case.collective)
        assert all(one.text is WITHHELD for one in case.collective.log.find("d").data.dissents)

    def test_words_of_a_retracted_event_can_go(self):
        case = given(*TOLD, retracted("k"))
        case.when(redacted("k")).recorded()
        assert {"fr": "Ma maladie"} not in kept(case)

    @pytest.mark.parametrize("field", ["stance", "seconds", "nothing", "/text/fr", ""])
    def test_facts_cannot_be_redacted(self, field):
        given(*TOLD).when(redacted("k", field)).refused("NotRedactable")

    def test_only_what_is_there_can_be_redacted(self):
        given(*TOLD).when(redacted("k9")).refused("UnknownEvent")
        given(*TOLD).when(lambda c: c.redact(target="k", fields=(), note="x")).refused(
            "NotRedactable"
        )

    def test_a_redaction_is_for_good(self):
        acts = (*TOLD, named("r", redacted("k")))
        given(*acts).when(retracted("r")).refused("NotRetractable")
        given(*acts).when(rectified("r", {"ground": "LEGAL"})).refused("NotRectifiable")
        given(*acts).when(redacted("k")).recorded()

    def test_a_redaction_does_not_hold_up_a_retraction(self):
        given(*TOLD, redacted("k")).when(retracted("k")).recorded()

    def test_words_cannot_be_brought_back_by_a_rectification(self):
        given(*TOLD, redacted("k")).when(rectified("k", {"stance": "CONCERN"})).recorded()
        assert words_of(given(*TOLD, redacted("k"), rectified("k", {"stance": "CONCERN"}))) is (
            WITHHELD
        )

    def test_wrong_words_do_not_come_back_when_the_right_ones_go(self):
        right = named("r", rectified("k", {"text": "Mon opération"}))
        case = given(*TOLD, right, redacted("r", "payload"))
        (seen,) = [e.data.text for e in case.collective.view().events() if e.id == "k"]
        assert seen is WITHHELD
        assert {"fr": "Ma maladie"} not in kept(case)

    def test_words_that_were_removed_are_not_rectified_into_others(self):
        """What corrects them would go with them, at the next start."""
        given(*TOLD, redacted("k")).when(rectified("k", {"text": "Autre"})).refused(
            "ChangeDoesNotFit"
        )

    def test_words_that_a_backup_brings_back_go_again(self):
        case = given(*TOLD)
        store = case.collective.log.store.private
        backup = [one for one in store.disclosures() if one.event == "k"]
        redacted("k")(case.collective)
        store.keep(backup)
        store.mark_swept(0, b"")  # as the backup says
        assert words_of(case) == {"fr": "Ma maladie"}
        reopened = collectif.collective.Collective(
            collectif.recording.Core(case.collective.log), collectif.recording.Note()
        )
        reopened.post_wish(wish="w", verbatim="Un souhait", medium="CARD")
        assert words_of(case) is WITHHELD

    def test_no_byte_of_the_words_is_left_in_the_files(self, tmp_path):
        case = given(*TOLD, url=tmp_path / "log.db")
        (kept_text,) = (
            one.text for one in case.collective.log.store.private.disclosures() if one.event == "k"
        )
        files = list(tmp_path.iterdir())
        assert any(kept_text.encode() in file.read_bytes() for file in files)
        redacted("k")(case.collective)
        case.collective.close()
        assert not any(kept_text.encode() in file.read_bytes() for file in tmp_path.iterdir())


class TestForget:
    ADA = (
        *SCORING,
        lambda c: c.noting(subject="ada", id="k1").comment(
            comment="k1", target="s1", text="Moi", stance="SUPPORT"
        ),
        named("k2", commented("k2", text="Autre")),
        lambda c: c.noting(subject="ada", id="w1").post_wish(
            wish="w1", verbatim="Un jardin", medium="CARD", signature="Ada"
        ),
    )

    def test_wrong_words_do_not_come_back_when_those_who_corrected_them_are_forgotten(self):
        def right(c):
            rectified("k", {"text": "Mon opération"})(c.noting(subject="eve"))

        case = given(*TOLD, right, lambda c: c.forget(subject="eve"))
        (seen,) = [e.data.text for e in case.collective.view().events() if e.id == "k"]
        assert seen is WITHHELD

    def test_forgotten_words_that_a_later_rectification_repeats_go_too(self):
        def right(c):
            rectified("k", {"text": "Mon opération"})(c.noting(subject="eve"))

        case = given(*TOLD, right, rectified("k", {"stance": "CONCERN"}))
        assert 2 == kept(case).count({"fr": "Mon opération"})
        case.collective.forget(subject="eve")
        assert {"fr": "Mon opération"} not in kept(case)

    def test_all_words_of_one_person_go_and_nobody_is_named(self):
        case = given(*self.ADA)
        (told,) = case.when(lambda c: c.forget(subject="ada")).then(
            WordsForgotten(events=("k1", "w1"), ground="REQUEST")
        )
        assert words_of(case, "k1") is WITHHELD
        assert words_of(case, "k2") == {"fr": "Autre"}
        wish = case.collective.log.find("w1").data
        assert (wish.verbatim, wish.signature, wish.medium) == (WITHHELD, WITHHELD, "CARD")
        (row,) = case.collective.log.store.rows(told.seq, told.seq + 1)
        assert b"ada" not in row.body
        assert case.collective.log.verify().sound

    def test_a_person_without_words_is_not_forgotten(self):
        given(*self.ADA).when(lambda c: c.forget(subject="bob")).refused("NothingToForget")

    def test_forgetting_is_for_good(self):
        acts = (*self.ADA, lambda c: c.noting(id="f").forget(subject="ada"))
        given(*acts).when(retracted("f")).refused("NotRetractable")

    def test_words_of_scores_go_and_the_scores_stay(self):
        scores = (
            *SCORING,
            lambda c: c.noting(subject="ada", id="s").score(
                round="r1", member="jeune", proposal="s1", criterion="levier", value=4, reason="Oui"
            ),
        )
        case = given(*scores, lambda c: c.forget(subject="ada"))
        cast = case.collective.log.find("s").data
        assert (cast.value, cast.reason) == (4, WITHHELD)


def test_a_disclosure_that_cannot_be_read_goes_with_its_event():
    case = given(*TOLD)
    store = case.collective.log.store.private
    store.keep([Disclosure("x" * 43, "k", None, "not base64url")])
    redacted("k")(case.collective)
    assert "x" * 43 not in [one.digest for one in store.disclosures()]


def test_scores_have_no_words_to_redact_by_name_but_reasons():
    acts = (*SCORING, named("s", scored("jeune", "s1", "levier", 4, reason="Oui")))
    given(*acts).when(redacted("s", "value")).refused("NotRedactable")
    given(*acts).when(redacted("s", "reason")).recorded()


def test_a_script_that_erases_leaves_no_words_behind(tmp_path):
    """Also when it is played on a copy first."""
    from collectif.exchange.rehearsal import rehearsing

    case = given(*TOLD)
    with rehearsing(case.collective) as rehearsal:
        redacted("k")(rehearsal)
    assert words_of(case) is WITHHELD
    assert {"fr": "Ma maladie"} not in kept(case)


def test_lines_bring_back_no_words_that_their_log_erased(tmp_path):
    from collectif.exchange.jsonl import export_jsonl, import_jsonl
    from collectif.exchange.registry import Terms

    case = given(*TOLD)
    export_jsonl(case.collective, tmp_path / "old", Terms(with_words=True))
    redacted("k")(case.collective)
    export_jsonl(case.collective, tmp_path / "new", Terms(with_words=True))
    (tmp_path / "new" / "words.jsonl").write_bytes((tmp_path / "old" / "words.jsonl").read_bytes())
    with collectif.open(tmp_path / "again.db") as again:
        import_jsonl(tmp_path / "new", again)
        assert again.log.head() == case.collective.log.head()
        assert again.log.find("k").data.text is WITHHELD
