"""This module is about what is tried with criteria, proposals and what is said of them."""

from __future__ import annotations

from collectif.acts.criteria import CriterionTemplate
from collectif.ids import CriterionId, ProposalId
from collectif.testing.machine.choosing import Call, Choose, needing


def propose_criterion(choose: Choose) -> Call:
    """Propose a criterion."""
    goals = [id for id, kind in choose.known.names.items() if kind == "objective"]
    said = {
        "criterion": choose.new("cr"),
        "label": choose.words(),
        "polarity": choose.one(("HIGHER_IS_BETTER", "LOWER_IS_BETTER")),
        "supersedes": choose.maybe(choose.known.criteria, "nothing"),
        "objectives": choose.some(goals) if goals else None,
    }
    return Call("propose_criterion", said)


def propose_criteria(choose: Choose) -> Call:
    """Propose two criteria at once; now and then the same one twice."""
    first = choose.new("cr")
    second = first if choose.wrongly() else f"{first}-too"
    templates = [
        CriterionTemplate(criterion=CriterionId(id), label={"fr": id}, questions=())
        for id in (first, second)
    ]
    return Call("propose_criteria", {"criteria": templates})


def adopt_criteria(choose: Choose) -> Call:
    """Adopt criteria and weights."""
    some = choose.some(choose.known.criteria, "nothing")
    weights = {id: 0 if choose.wrongly() else 1 + choose.below(3) for id in some}
    said = {"criteria_set": choose.new("cs"), "weights": weights, "how": choose.words()}
    return Call("adopt_criteria", said, choose.room("CONVENED", "OPEN").id)


def submit_proposal(choose: Choose) -> Call:
    """Submit a proposal."""
    said = {
        "proposal": choose.new("pr"),
        "title": choose.words(),
        "summary": choose.words(),
        "carriers": choose.members(least=0, most=2),
        "answers": {id: choose.words() for id in choose.some(choose.known.criteria, least=0)},
        "assembly": choose.maybe([choose.room("CONVENED", "OPEN").id]),
    }
    return Call("submit_proposal", said)


with_proposals = needing(
    lambda known: any(one.live for one in known.proposals.values()), submit_proposal
)


@with_proposals
def amend(choose: Choose) -> Call:
    """Amend a proposal."""
    proposal = _outside_rounds(choose)
    last = choose.known.proposals.get(ProposalId(proposal))
    said = {
        "proposal": proposal,
        "changes": choose.words(),
        "because": choose.some(choose.known.threads, "nothing", least=0),
        "title": choose.words() if choose.rarely() else None,
        "carriers": choose.members(least=0, most=2) if choose.rarely() else None,
        "version": last.version if last is not None and choose.wrongly() else None,
    }
    return Call("amend", said)


@with_proposals
def withdraw(choose: Choose) -> Call:
    """Withdraw a proposal, or merge it into another."""
    proposal = _outside_rounds(choose)
    merged = choose.maybe(choose.proposals(), "nothing")
    return Call("withdraw", {"proposal": proposal, "reason": choose.words(), "merged_into": merged})


def _outside_rounds(choose: Choose) -> str:
    rounds = [r for r in choose.known.rounds.values() if r.status == "OPEN"]
    busy = {str(id) for round in rounds for id in round.subjects}
    free = [id for id in choose.proposals() if id not in busy]
    return choose.one(free, *choose.known.proposals, "nothing")


def comment(choose: Choose) -> Call:
    """Say something."""
    targets = [*choose.proposals(), *choose.known.decisions] or choose.things()
    target = choose.one(targets, "nothing")
    thread = [id for id, about in choose.known.threads.items() if about == target]
    said = {
        "comment": choose.new("co"),
        "target": target,
        "text": choose.words(),
        "stance": choose.one(("SUPPORT", "CONCERN", "QUESTION")),
        "member": choose.maybe(choose.known.members, "nobody"),
        "reply_to": choose.maybe(thread, *choose.known.threads),
    }
    return Call("comment", said)


@with_proposals
def declare_interest(choose: Choose) -> Call:
    """Declare an interest."""
    kept_out = choose.some(("SCORING", "DELIBERATION", "DECISION"))
    said = {
        "declaration": choose.new("de"),
        "member": choose.member(),
        "proposal": choose.one(choose.proposals(), *choose.known.proposals, "nothing"),
        "nature": "FUNDING",
        "description": choose.words(),
        "recuses_from": kept_out,
    }
    return Call("declare_interest", said)


@with_proposals
def object(choose: Choose) -> Call:
    """Raise an objection."""
    known = choose.known
    severity = choose.one(("OBJECTION", "CONCERN", "BLOCK"))
    at_stake = [*known.criteria, *known.missions, *known.indicators]
    open_to = [d.id for d in known.decisions.values() if d.status == "PROPOSED"]
    said = {
        "objection": choose.new("ob"),
        "target": choose.one([*choose.proposals(), *open_to * 2], *known.decisions, "nothing"),
        "member": choose.member(),
        "severity": severity,
        "harms": choose.some(at_stake, "nothing", least=0 if severity == "CONCERN" else 1),
        "grounds": choose.words(),
    }
    return Call("object", said)


@needing(lambda known: any(o.open for o in known.objections.values()), object)
def resolve(choose: Choose) -> Call:
    """Resolve an objection."""
    known = choose.known
    standing = [o.id for o in known.objections.values() if o.open]
    objection = choose.one(standing, *known.objections, "nothing")
    raised = known.objections.get(objection)
    outcome = choose.one(("WITHDRAWN", "INTEGRATED", "STOOD_ASIDE", "OVERRULED"))
    objector = "COLLECTIVE" if outcome == "OVERRULED" or raised is None else raised.member
    integrated = outcome == "INTEGRATED"
    said = {
        "objection": objection,
        "outcome": outcome,
        "how": choose.words(),
        "through": choose.some(known.amendments, *known.threads, least=1 if integrated else 0),
        "confirmed_by": choose.one((objector,), *known.members),
    }
    return Call("resolve", said)


PROPOSING = (
    propose_criterion, propose_criteria, adopt_criteria, submit_proposal, amend, withdraw, comment,
    declare_interest, object, resolve, resolve,
)  # fmt: skip
"""Commands with criteria, proposals and what is said of them."""
