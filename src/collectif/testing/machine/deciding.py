"""This module is about what is tried with decisions, then and in the years after."""

from __future__ import annotations

from typing import Any

from collectif.acts import Known
from collectif.acts.things import Decision
from collectif.acts.voices import recused
from collectif.testing.machine.choosing import Call, Choose, needing
from collectif.testing.machine.evening import in_open_room


def _decided(known: Known, status: str) -> list[Decision]:
    return [decision for decision in known.decisions.values() if decision.status == status]


@in_open_room
def propose_decision(choose: Choose) -> Call:
    """Propose a decision."""
    room, known = choose.room("OPEN"), choose.known
    mover = choose.one(choose.present(room), *known.members, "nobody")
    fit = [id for id in choose.proposals() if not recused(known, mover, id, "DECISION", None)]
    said = {
        "decision": choose.new("d"),
        "motion": choose.words(),
        "mover": mover,
        "selects": choose.some(fit, *known.proposals, "nothing", least=0, most=2),
        "basis": choose.some(known.publications, "nothing", least=0, most=1),
        "seconder": choose.maybe(known.members, "nobody"),
        "justification": None if choose.wrongly() else choose.words(),
    }
    return Call("propose_decision", said, room.id)


@needing(lambda known: _decided(known, "PROPOSED"), propose_decision)
def take_decision(choose: Choose) -> Call:
    """Take a decision, by ballots or by what was counted in the room."""
    decision = choose.decision("PROPOSED")
    rounds = choose.known.rounds.values()
    on_it = [r for r in rounds if decision in r.subjects and r.status == "CLOSED"]
    fit = [r.id for r in on_it if r.kind in ("CONSENT", "APPROVAL")]
    said: dict[str, Any] = {
        "decision": decision,
        "outcome": choose.one(("ADOPTED", "ADOPTED", "REJECTED", "DEFERRED")),
        "conditions": (choose.words(),) if choose.rarely() else (),
        "dissents": {choose.member(): choose.words()} if choose.rarely() else None,
    }
    if fit and not choose.wrongly():
        method = {"method": "MAJORITY"} if choose.rarely() else {}
        return Call("take_decision", said | {"ballot_round": choose.one(fit)} | method)
    wrong = choose.maybe(choose.known.rounds) if choose.wrongly() else None
    tally = choose.one(({"CONSENT": 3}, {"FOR": 3, "AGAINST": 1}), {"NIET": 1}, {"OBJECT": 2})
    how = choose.one(("ACCLAMATION", None, "MAJORITY"))
    return Call("take_decision", said | {"ballot_round": wrong, "tally": tally, "method": how})


@needing(lambda known: _decided(known, "PROPOSED"), propose_decision)
def adopt(choose: Choose) -> Call:
    """Adopt a decision by acclamation."""
    said = {"decision": choose.decision("PROPOSED"), "outcome": "ADOPTED"}
    return Call("take_decision", said | {"method": "ACCLAMATION"})


@needing(lambda known: _decided(known, "ADOPTED"), adopt)
def review_decision(choose: Choose) -> Call:
    """Look at a decision again."""
    said = {
        "decision": choose.decision("ADOPTED", "UNDER_RECONSIDERATION"),
        "outcome": choose.one(("CONFIRMED", "ADJUSTED", "TO_RECONSIDER")),
        "findings": choose.words(),
        "evidence": choose.some(choose.things(), "nothing", least=0),
    }
    return Call("review_decision", said)


@needing(lambda known: len(_decided(known, "ADOPTED")) > 1, adopt)
def supersede_decision(choose: Choose) -> Call:
    """Replace a decision by another."""
    standing = [d.id for d in choose.known.decisions.values() if d.status == "ADOPTED"]
    said = {
        "decision": choose.decision("ADOPTED", "UNDER_RECONSIDERATION"),
        "by": choose.one(standing[::-1], *choose.known.decisions, "nothing"),
        "reason": choose.words(),
    }
    return Call("supersede_decision", said)


DECIDING = (
    propose_decision,
    take_decision,
    adopt,
    review_decision,
    supersede_decision,
    supersede_decision,
)
"""Commands with decisions."""
