"""Each way of counting that a charter can ask for is kept, and says what it did to the scores."""

from fractions import Fraction

import pytest

from collectif.acts.scoring import ScoreCast
from collectif.ids import CriterionId
from collectif.projections.ranking import results
from collectif.testing.given import given
from collectif.testing.room import (
    CONVENED,
    OPENED,
    arrived,
    chartered,
    closed,
    joined,
    mandated,
    moved,
    named,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter, Scale

PRIORITY, LEVER = CriterionId("priorite"), CriterionId("levier")
COLLEGES = {"COMMUNITY_ORG": "1/2", "CITIZEN": "1/2"}
BY_COLLEGES = Charter(voice_rule="COLLEGES", colleges=COLLEGES)


def ruled(charter, *before):
    """Return an open round under a charter; criteria weigh 3 (priorite) and 1 (levier)."""
    return (*OPENED, *before, chartered(charter), weighted, round_opened())


def sheet(member, **rows):
    """Return a sheet: proposal -> its scores on priorite and levier."""
    scores = {
        proposal: dict(zip(("priorite", "levier"), row, strict=False))
        for proposal, row in rows.items()
    }
    return lambda c: c.submit_sheet(round="r1", member=member, scores=scores)


def somebody(member, kind):
    """Return the welcome of a member whose delegate is in the room."""
    return (joined(member, kind), mandated(f"m-{member}", member), arrived(f"m-{member}"))


def result(*acts):
    """Return the result of the round r1, which is closed after the acts if it was not before."""
    collective = given(*acts).collective
    if "r1" not in results(collective.view()):
        closed()(collective)
    return results(collective.view())["r1"]


def published(charter, *sheets):
    """Return a closed round whose results `p1` can be the basis of a decision."""
    return (
        *ruled(charter),
        *sheets,
        named("end", closed()),
        named("p1", lambda c: c.publish_results(round="r1", up_to="end")),
    )


SHEETS = (
    sheet("alim", s2=(1, 3), s3=(5, 4)),
    sheet("loge", s1=(2, 2), s3=(5, 4)),
    sheet("jeune", s1=(4, 4), s2=(2, 5), s3=(1, 4)),
)


class TestAggregation:
    def test_medians_by_criterion_come_before_weights(self):
        """An even number of grades has the mean of the two middle ones for median."""
        counted = result(*ruled(Charter(aggregation="MEDIAN_BY_CRITERION_THEN_WEIGHTS")), *SHEETS)
        assert counted.ranking.rule == "median"
        assert counted.ranking.scores == {
            "s1": 100 * (Fraction(3 * 3 + 3, 4) - 1) / 4,
            "s2": 100 * (Fraction(3, 4) * Fraction(3, 2) + Fraction(4, 4) - 1) / 4,
            "s3": 100 * (Fraction(3 * 5 + 4, 4) - 1) / 4,
        }

    def test_borda_ranks_by_what_each_member_puts_above(self):
        """Who kept out of a proposal ranks the others: an option not judged is not its last."""
        counted = result(*ruled(Charter(aggregation="BORDA")), *SHEETS)
        assert counted.ranking.rule == "borda"
        assert counted.ranking.scores == {"s1": 50, "s2": 25, "s3": Fraction(200, 3)}

    def test_another_rule_can_still_be_asked_for(self):
        view = given(*ruled(Charter(aggregation="BORDA")), *SHEETS, closed()).collective.view()
        assert results(view, rule="weighted-mean")["r1"].ranking.rule == "weighted-mean"
        assert results(view, rule="median")["r1"].ranking.rule == "median"

    @pytest.mark.parametrize("aggregation", ["COPELAND", "", None])
    def test_an_aggregation_that_nobody_knows_is_refused(self, aggregation):
        charter = Charter(aggregation=aggregation)
        given(*CONVENED).when(chartered(charter)).refused("CharterInvalid")


class TestMissing:
    def test_a_cell_without_score_is_left_out_alone(self):
        counted = result(*ruled(Charter(min_scores_per_cell=1)), sheet("alim", s2=(1,), s3=(5, 4)))
        assert counted.counted.left_out == ()
        assert counted.counted.profile.n("s2", "priorite") == 1

    def test_a_member_that_left_a_hole_is_left_out(self):
        """Missing or silent, a cell that was due; its own scenario was not due."""
        charter = Charter(missing="EXCLUDE_MEMBER", min_scores_per_cell=1)
        silent = sheet("loge", s1=(2, "ABSTAIN"), s3=(5, 4))
        short = sheet("jeune", s1=(4, 4), s2=(2, 5), s3=(1,))
        counted = result(*ruled(charter), SHEETS[0], silent, short)
        assert counted.counted.left_out == ("loge", "jeune")
        assert counted.counted.profile.voters == ("alim",)
        assert counted.ranking.incomplete == ("s1",)
        assert counted.voters == 3

    def test_who_declares_an_interest_owes_no_answer_there(self):
        def tied(c):
            c.declare_interest(
                declaration="i1",
                member="jeune",
                proposal="s3",
                nature="FUNDING",
                description="Un prêt",
                recuses_from=("SCORING",),
            )

        charter = Charter(missing="EXCLUDE_MEMBER", min_scores_per_cell=1)
        acts = (*OPENED, tied, chartered(charter), weighted, round_opened())
        counted = result(*acts, sheet("jeune", s1=(4, 4), s2=(2, 5)))
        assert counted.counted.left_out == ()

    def test_a_sheet_with_holes_is_refused(self):
        charter = Charter(missing="REFUSE")
        short = sheet("jeune", s1=(4, 4), s2=(2, 5))
        refusal = given(*ruled(charter)).when(short).refused("MissingScores")
        assert set(refusal.details["missing"]) == {"s3/levier", "s3/priorite"}
        given(*ruled(charter)).when(scored("jeune", "s1", "levier", 3)).refused("MissingScores")

    def test_a_whole_sheet_is_accepted_and_may_then_be_changed(self):
        """To abstain is an answer; a member's own scenario is not due."""
        charter = Charter(missing="REFUSE")
        whole = sheet("alim", s2=("ABSTAIN", 3), s3=("CANNOT_JUDGE", 4))
        given(*ruled(charter)).when(whole).recorded()
        given(*ruled(charter), whole).when(scored("alim", "s2", "levier", 5)).then(
            ScoreCast(
                round_id="r1",
                member_id="alim",
                mandate_id="m-alim",
                proposal_id="s2",
                criterion_id="levier",
                value=5,
                sheet_id="r1-alim",
            )
        )


class TestVoices:
    def test_with_one_person_one_voice_organisations_have_none(self):
        charter = Charter(voice_rule="ONE_PERSON_ONE_VOICE")
        acts = ruled(charter, *somebody("ada", "CITIZEN"), *somebody("maire", "ELECTED"))
        given(*acts).when(scored("alim", "s2", "levier", 3)).refused("NoVoice")
        given(*acts).when(scored("ada", "s2", "levier", 3)).recorded()
        given(*acts).when(scored("maire", "s2", "levier", 3)).recorded()

    def test_without_a_voice_there_is_no_ballot_and_no_part_in_the_quorum(self):
        charter = Charter(voice_rule="ONE_PERSON_ONE_VOICE")
        asked = round_opened("rc", kind="CONSENT", subjects=("d1",), criteria_set=None)
        acts = (*OPENED, *somebody("ada", "CITIZEN"), chartered(charter), moved(), asked)
        given(*acts).when(
            lambda c: c.cast(round="rc", member="jeune", ballot={"d1": "CONSENT"})
        ).refused("NoVoice")
        decided = (
            *acts,
            lambda c: c.cast(round="rc", member="ada", ballot={"d1": "CONSENT"}),
            closed("rc"),
        )
        adopt = {"decision": "d1", "outcome": "ADOPTED", "ballot_round": "rc"}
        given(*decided).when(lambda c: c.take_decision(**adopt)).recorded()
        gone = lambda c: c.assembly("a1").sign_out(mandates=("m-ada",))  # noqa: E731
        given(*decided, gone).when(lambda c: c.take_decision(**adopt)).refused("NoQuorum")

    def test_colleges_share_the_voice_however_many_they_are(self):
        """Two organisations and one citizen, half of the voice each college."""
        acts = ruled(BY_COLLEGES, *somebody("ada", "CITIZEN"))
        counted = result(*acts, *SHEETS[:2], sheet("ada", s3=(1, 1)))
        assert counted.ranking.rule == "college-mean"
        assert counted.ranking.scores["s3"] == 100 * (Fraction(3 * 3 + Fraction(5, 2), 4) - 1) / 4
        assert counted.ranking.parameters["colleges"] == COLLEGES

    def test_a_college_without_scores_is_named_and_the_others_share_its_voice(self):
        acts = ruled(BY_COLLEGES, *somebody("ada", "CITIZEN"))
        counted = result(*acts, SHEETS[0], SHEETS[2], sheet("ada", s3=(1, 1)))
        assert counted.counted.unheard()["s2", "levier"] == ("CITIZEN",)
        assert ("s3", "levier") not in counted.counted.unheard()
        assert counted.ranking.scores["s2"] == 100 * (Fraction(3 * Fraction(3, 2) + 4, 4) - 1) / 4

    def test_a_kind_without_a_college_has_no_voice(self):
        acts = ruled(BY_COLLEGES, *somebody("ecole", "INSTITUTION"))
        given(*acts).when(scored("ecole", "s2", "levier", 3)).refused("NoVoice")
        given(*acts).when(scored("alim", "s2", "levier", 3)).recorded()

    def test_a_member_of_no_college_in_the_view_is_left_out_and_named(self):
        """A rectification of what a member is may take its college away."""
        ada = (
            named("welcome", joined("ada", "CITIZEN")),
            mandated("m-ada", "ada"),
            arrived("m-ada"),
        )
        changed = {"target": "welcome", "changes": {"kind": "BUSINESS"}, "reason": "Saisie"}
        counted = result(
            *ruled(BY_COLLEGES, *ada),
            *SHEETS,
            sheet("ada", s3=(1, 1)),
            lambda c: c.rectify(**changed),
        )
        assert counted.counted.left_out == ("ada",)
        assert counted.counted.unheard()["s3", "levier"] == ("CITIZEN",)

    @pytest.mark.parametrize(
        "charter",
        [
            Charter(voice_rule="COLLEGES"),
            Charter(colleges=COLLEGES),
            Charter(voice_rule="COLLEGES", colleges={"COMMUNITY_ORG": "1/2", "CITIZEN": "1/3"}),
            Charter(voice_rule="COLLEGES", colleges={"COMMUNITY_ORG": "1/1", "CITIZEN": "0/1"}),
            Charter(voice_rule="COLLEGES", colleges={"BISHOPS": "1/1"}),
            Charter(voice_rule="COLLEGES", colleges=COLLEGES, aggregation="BORDA"),
            Charter(voice_rule="WHOEVER_SHOUTS"),
        ],
    )
    def test_colleges_that_cannot_be_kept_are_refused(self, charter):
        given(*CONVENED).when(chartered(charter)).refused("CharterInvalid")


class TestGate:
    CHARTER = Charter(gate={PRIORITY: "3/1"})

    def test_a_proposal_below_a_gate_is_marked(self):
        """It keeps its place; the means are 3, 3/2 and 11/3."""
        counted = result(*ruled(self.CHARTER), *SHEETS)
        assert counted.below_gate == {"s2": ("priorite",)}
        assert counted.ranking.incomplete == ()

    def test_an_undefined_mean_passes_no_gate(self):
        counted = result(*ruled(self.CHARTER), SHEETS[0])
        assert set(counted.below_gate) == {"s1", "s2", "s3"}

    def test_a_decision_cannot_select_what_its_basis_puts_below_a_gate(self):
        acts = published(self.CHARTER, *SHEETS)
        why = {"basis": ("p1",), "justification": "Elle est prête"}
        given(*acts).when(moved(selects=("s2",), **why)).refused("GateNotPassed")
        given(*acts).when(moved(selects=("s3", "s2"), **why)).refused("GateNotPassed")
        given(*acts).when(moved(selects=("s1",), **why)).recorded()
        given(*acts).when(moved(selects=("s2",))).recorded()

    @pytest.mark.parametrize("lowest", ["11/2", "1/2", "6/1"])
    def test_a_gate_off_the_scale_is_refused(self, lowest):
        given(*CONVENED).when(chartered(Charter(gate={PRIORITY: lowest}))).refused("CharterInvalid")

    def test_a_gate_on_an_unknown_criterion_is_refused(self):
        charter = Charter(gate={CriterionId("beauté"): "3/1"})
        given(*CONVENED).when(chartered(charter)).refused("UnknownCriterion")


TIED = (sheet("jeune", s1=(2, 5), s2=(3, 2)), sheet("alim", s2=(3, 2)), sheet("loge", s1=(3, 2)))
"""s1 and s2 tie: 5/2 and 7/2 against 3 and 2, weighed 3 to 1; s2 agrees more."""


class TestTieBreak:
    def test_shared_ranks_are_broken_by_nothing(self):
        counted = result(*ruled(Charter()), *TIED)
        assert counted.ranking.leaders == ("s1", "s2")
        assert counted.broken is None
        assert counted.places() == {"s1": 1, "s2": 1}

    def test_agreement_may_break_a_tie(self):
        """Both orders are there, and the broken one says what broke it."""
        counted = result(*ruled(Charter(tie_break="CONSENSUS")), *TIED)
        assert counted.ranking.leaders == ("s1", "s2")
        assert counted.ranking.tie_break is None
        assert counted.broken.tiers == (("s2",), ("s1",))
        assert counted.broken.tie_break == "consensus"
        assert counted.broken.scores == counted.ranking.scores
        assert counted.places() == {"s2": 1, "s1": 2}

    def test_criteria_may_break_a_tie_in_their_order(self):
        for order, leader in (((LEVER, PRIORITY), "s1"), ((PRIORITY, LEVER), "s2")):
            counted = result(*ruled(Charter(tie_break=order)), *TIED)
            assert counted.broken.leaders == (leader,)
            assert counted.broken.tie_break == ", ".join(order)

    def test_a_decision_departs_from_the_order_in_which_ties_were_broken(self):
        acts = published(Charter(tie_break="CONSENSUS"), *TIED)
        given(*acts).when(moved(selects=("s1",), basis=("p1",))).refused("JustificationRequired")
        given(*acts).when(moved(selects=("s2",), basis=("p1",))).recorded()
        shared = published(Charter(), *TIED)
        given(*shared).when(moved(selects=("s1",), basis=("p1",))).recorded()

    @pytest.mark.parametrize("asked", ["ALPHABET", (), (LEVER, LEVER)])
    def test_a_tie_break_that_cannot_be_kept_is_refused(self, asked):
        given(*CONVENED).when(chartered(Charter(tie_break=asked))).refused("CharterInvalid")

    def test_a_tie_break_by_an_unknown_criterion_is_refused(self):
        charter = Charter(tie_break=(CriterionId("beauté"),))
        given(*CONVENED).when(chartered(charter)).refused("UnknownCriterion")


def test_every_mode_is_read_back_as_it_was_adopted():
    """Also from the stored bytes; the usual charter is spelled as it always was."""
    charter = Charter(
        voice_rule="COLLEGES",
        colleges=COLLEGES,
        missing="EXCLUDE_MEMBER",
        scale=Scale(min=0, max=10),
        gate={PRIORITY: "5/1"},
        tie_break=(LEVER, PRIORITY),
    )
    collective = given(*CONVENED, chartered(charter)).collective
    (adopted,) = (e for e in collective.log.read() if e.type == "charter-adopted")
    assert charter == adopted.data.charter
    collective = given(*CONVENED, chartered()).collective
    (row,) = (r for r in collective.log.store.rows(0, 99) if b"charter-adopted" in r.body)
    assert b'"tie_break":"SHARED_RANK"' in row.body
