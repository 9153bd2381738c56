"""Acts that no verb would have allowed, put in by hand under hashes that are all right."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

import pytest

import collectif
from collectif.auditing.audit import audited
from collectif.testing.given import given
from collectif.testing.rewriting import rewritten, saying, without
from collectif.testing.room import (
    OPENED,
    RULED,
    balloted,
    chartered,
    closed,
    moved,
    round_opened,
    weighted,
)
from collectif.values import Charter, DecisionRule
from examined import found_in


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (saying("decision-taken", tally={"CONSENT": 2, "RESERVATION": 1, "STAND_ASIDE": 0,
                                         "OBJECT": 0}), ("decision-taken", "tally")),
        (saying("decision-taken", method="SUPERMAJORITY", outcome="ADOPTED", ballot_round=None,
                tally={"FOR": 1, "AGAINST": 2}), ("decision-taken", "threshold")),
        (saying("decision-taken", dissents=[{"member_id": "nobody"}]), ("decision-taken", "act")),
        (saying("decision-proposed", mover="table"), ("decision-proposed", "act")),
        (saying("proposal-amended", version=5), ("proposal-amended", "act")),
        (saying("indicator-measured", 1, kind="BASELINE"), ("indicator-measured", "act")),
        (saying("funds-allocated", decision_id="d9"), ("funds-allocated", "act")),
        (saying("spending-reported", money={"amount_cents": 9999, "currency": "CAD"}),
         ("spending-reported", "act")),
        (saying("score-cast", 0, member_id="bailleur", mandate_id="m-bailleur"),
         ("score-cast", "act")),
        (without("round-closed"), ("results-published", "act")),
        (without("assembly-opened"), ("round-opened", "act")),
        (without("collective-founded"), ("member-joined", "act")),
        (saying("event-rectified", 0, target="nothing"), ("event-rectified", "act")),
        (saying("event-retracted", 0, target="p-r1"), ("event-retracted", "act")),
        (saying("assembly-opened", resumed=True), ("assembly-opened", "act")),
    ],
)  # fmt: skip
def test_acts_that_no_verb_would_have_allowed_are_named(everything, change, named):
    told = found_in(rewritten(everything, change))
    assert named in told
    assert named[1] in {code for _, code in told[:2]}


class TestQuorumLotsUrns:
    def test_a_decision_without_quorum(self):
        before = given(*RULED, moved(), *balloted(jeune="CONSENT", loge="CONSENT", alim="CONSENT"))
        log = before.collective.log
        before.collective.assembly("a1").sign_out(mandates=("m-alim", "m-jeune"))
        gone = [event.data for event in log.read()][-1]
        before.collective.assembly("a1").sign_in(mandates=gone.mandate_ids)
        before.collective.take_decision(decision="d1", outcome="ADOPTED", ballot_round="rc")
        assert [] == collectif.audit(log)
        assert [("decision-taken", "quorum")] == found_in(
            rewritten(log, without("attendance-recorded", -1))
        )

    def test_a_lot_that_the_seed_did_not_draw(self):
        collective = given(*RULED).collective
        lot = collective.draw_lot(
            lot="t1", purpose="Qui commence", among=("s1", "s2", "s3"), seed="44", source="Loto"
        )
        other = next(id for id in ("s1", "s2", "s3") if id not in lot.data.drawn)
        false = rewritten(collective.log, saying("lot-drawn", drawn=[other]))
        (wrong,) = collectif.audit(false)
        assert ("lot", list(lot.data.drawn), [other]) == (wrong.code, wrong.expected, wrong.found)

    def test_a_key_that_takes_over_from_none_that_held(self):
        collective = given(*RULED).collective
        collective.rotate_key(key=_vkey(b"one"))
        collective.rotate_key(key=_vkey(b"two"), replaces=_vkey(b"one"))
        assert [] == collectif.audit(collective)
        false = rewritten(collective.log, without("key-rotated", 0))
        assert [("key-rotated", "key")] == found_in(false)

    @pytest.mark.parametrize("kind", ["APPROVAL", "SCORING"])
    def test_what_comes_out_of_an_urn_went_in(self, kind):
        collective = _secret(kind)
        log = collective.log
        assert [] == collectif.audit(log)
        came = "ballot-cast" if kind == "APPROVAL" else "score-cast"
        other = {"ballot": {"s3": 0}} if kind == "APPROVAL" else {"value": 1}
        assert [("round-closed", "ballots")] == found_in(rewritten(log, saying(came, **other)))
        assert [("round-closed", "urn")] == found_in(rewritten(log, without(came)))
        wordless = rewritten(log, without(came), words=False)
        assert [("round-closed", "urn")] == found_in(wordless)

    def test_ballots_that_are_not_at_hand_are_counted_and_said_to_be(self):
        log = rewritten(_secret("APPROVAL").log, lambda events: None, words=False)
        found = audited(log)
        assert found.sound
        assert "ballots" in {note.code for note in found.notes}

    def test_votes_of_members_that_could_not_hand_in(self):
        false = rewritten(
            _secret("APPROVAL").log, saying("ballot-received", member_id="bailleur"), words=False
        )
        assert ("ballot-received", "act") in found_in(false)


def test_a_threshold_of_the_charter_is_kept():
    """An override by another method would be legal; a tally under its threshold is not."""
    charter = Charter(decision=DecisionRule(method="SUPERMAJORITY", threshold="3/4"))
    collective = given(*OPENED, chartered(charter), weighted, moved()).collective
    collective.take_decision(
        decision="d1", outcome="REJECTED", tally={"FOR": 2, "AGAINST": 1, "ABSTAIN": 0}
    )
    assert [] == collectif.audit(collective)
    adopted = saying("decision-taken", outcome="ADOPTED")
    assert [("decision-taken", "threshold")] == found_in(rewritten(collective.log, adopted))


def _secret(kind):
    how = {"kind": kind, "visibility": "SECRET"}
    if kind == "APPROVAL":
        how |= {"subjects": ("s3",), "criteria_set": None}
    collective = given(*RULED, round_opened("rx", **how)).collective
    for member in ("alim", "loge", "jeune"):
        if kind == "APPROVAL":
            collective.cast(round="rx", member=member, ballot={"s3": 1})
        else:
            collective.score(round="rx", member=member, proposal="s3", criterion="levier", value=3)
    closed("rx")(collective)
    return collective


def _vkey(seed):
    raw = b"\x01" + sha256(seed).digest()
    hashed = sha256(b"collectif.example/test\n" + raw).hexdigest()[:8]
    return f"collectif.example/test+{hashed}+{b64encode(raw).decode()}"
