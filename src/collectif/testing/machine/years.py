"""This module is about what is tried in the years after: aims, promises, learning, money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from collectif.ids import CommitmentId, ContributionId
from collectif.testing.machine.choosing import Call, Choose, needing


def adopt_mission(choose: Choose) -> Call:
    """Adopt a mission."""
    names = [" ".join(m.name.values()) for m in choose.known.members.values()]
    said = {
        "mission": choose.new("mi"),
        "statement": choose.words(),
        "label": choose.one((choose.words(),), *names),
        "parent": choose.maybe(choose.known.missions, "nothing"),
        "supersedes": choose.one((None,), choose.mission()),
    }
    return Call("adopt_mission", said)


def adopt_objective(choose: Choose) -> Call:
    """Adopt an objective of the neighbourhood plan."""
    goals = [id for id, kind in choose.known.names.items() if kind == "objective"]
    said = {"objective": choose.new("goal"), "statement": choose.words(), "plan": choose.words()}
    return Call("adopt_objective", said | {"parent": choose.maybe(goals, "nothing")})


with_missions = needing(lambda known: known.missions, adopt_mission)


@with_missions
def define_indicator(choose: Choose) -> Call:
    """Define an indicator."""
    said = {
        "indicator": choose.new("ix"),
        "mission": choose.mission(),
        "name": choose.words(),
        "unit": "gestes",
        "direction": choose.one(("UP", "DOWN")),
        "data_source": choose.words(),
        "frequency": "annuelle",
        "steward": choose.member(),
    }
    return Call("define_indicator", said)


with_indicators = needing(lambda known: known.indicators, define_indicator)


@with_indicators
def set_target(choose: Choose) -> Call:
    """Set a target."""
    said = {
        "indicator": choose.one(choose.known.indicators, "nothing"),
        "value": choose.one((100, 50, 200), 60, 0.5),
        "due": choose.day(),
        "rationale": choose.words(),
    }
    return Call("set_target", said)


@with_indicators
def measure(choose: Choose) -> Call:
    """Measure an indicator."""
    known = choose.known
    started = {m.indicator for m in known.measures.values() if m.kind == "BASELINE"}
    indicator = choose.one(known.indicators, "nothing")
    kind = "FOLLOW_UP" if indicator in started and not choose.wrongly() else "BASELINE"
    day = known.today + timedelta(days=3) if choose.wrongly() else known.today
    said = {
        "measure": choose.new("ms"),
        "indicator": indicator,
        "kind": choose.one((kind, "FOLLOW_UP")),
        "value": choose.one((10, 70, 150)),
        "at": day,
        "method": choose.words(),
        "by": choose.members(),
    }
    return Call("measure", said)


@with_missions
def commit(choose: Choose) -> Call:
    """Promise something."""
    known = choose.known
    owing = choose.members(most=2)
    owed = [id for id in known.members if id not in owing]
    aims = [*known.missions, *known.indicators, *known.decisions]
    said = {
        "commitment": choose.new("en"),
        "debtors": owing,
        "creditors": choose.some([*owed, "COLLECTIVE"], *owing, most=2),
        "object": choose.words(),
        "done_when": choose.words(),
        "due": choose.day(),
        "serves": choose.some(aims, *known.proposals, "nothing"),
        "replaces": choose.maybe(known.commitments, "nothing"),
    }
    return Call("commit", said)


with_promises = needing(
    lambda known: any(one.outcome is None for one in known.commitments.values()), commit
)


@with_promises
def accept(choose: Choose) -> Call:
    """Receive a commitment."""
    promise, owing, owed = _commitment(choose)
    return Call("accept", {"commitment": promise, "by": choose.one(owed, *owing, "nobody")})


@with_promises
def revise(choose: Choose) -> Call:
    """Revise a commitment."""
    promise, owing, owed = _commitment(choose)
    said = {
        "commitment": promise,
        "reason": choose.words(),
        "agreed_by": choose.some(owed, *owing, "nobody"),
        "due": choose.day() if choose.rarely(2) else None,
        "object": None if choose.wrongly() else choose.words(),
        "debtors": choose.members(most=2) if choose.rarely() else None,
    }
    return Call("revise", said)


@with_promises
def close_commitment(choose: Choose) -> Call:
    """Close a commitment."""
    promise, owing, owed = _commitment(choose)
    replaced = any(c.replaces == promise for c in choose.known.commitments.values())
    outcomes = ("KEPT", "PARTLY", "NOT_KEPT", "RELEASED") + ("TRANSFERRED",) * replaced
    said = {
        "commitment": promise,
        "outcome": choose.one(outcomes, "TRANSFERRED"),
        "attested_by": choose.some([*owed, "COLLECTIVE"], *owing),
        "note": choose.words(),
    }
    return Call("close_commitment", said)


def _commitment(choose: Choose) -> tuple[str, Sequence[str], Sequence[str]]:
    """Return a commitment, who owes it, and to whom it is owed."""
    known = choose.known
    open = [c.id for c in known.commitments.values() if c.outcome is None]
    promise = choose.one(open, *known.commitments, "nothing")
    made = known.commitments.get(CommitmentId(promise))
    there = {*known.members, "COLLECTIVE"}
    owing = sorted(made.debtors & there) if made else []
    return promise, owing, sorted(made.creditors & there) if made else []


def report(choose: Choose) -> Call:
    """Report a gesture."""
    known = choose.known
    request = choose.maybe(known.requests, "nothing")
    asked = known.requests.get(request) if request else None
    said = {
        "contribution": choose.new("ge"),
        "members": (*([asked.asked] if asked else []), *choose.members()),
        "what": choose.words(),
        "commitment": choose.maybe(known.commitments, "nothing"),
        "answers": request,
        "difficulty": choose.words() if choose.rarely() else None,
    }
    return Call("report", said)


def ask(choose: Choose) -> Call:
    """Ask for an account."""
    said = {
        "request": choose.new("qu"),
        "asker": choose.one((*choose.known.members, "PUBLIC"), "nobody"),
        "asked": choose.member(),
        "about": choose.one(choose.things(), "nothing"),
        "question": choose.words(),
        "due": choose.day(ahead=20),
    }
    return Call("ask", said)


@needing(lambda known: known.contributions, report)
def review(choose: Choose) -> Call:
    """Look at the work of others."""
    known = choose.known
    about: str = choose.one([*known.contributions, *known.commitments], *known.proposals, "nothing")
    made = known.commitments.get(CommitmentId(about))
    authors = made.debtors if made else known.contributions.get(ContributionId(about), frozenset())
    said = {
        "review": choose.new("re"),
        "reviewer": choose.one([id for id in known.members if id not in authors], *sorted(authors)),
        "about": about,
        "strengths": choose.one((choose.words(),), "Je donne 8/10"),
        "questions": choose.words(),
        "offer_of_help": choose.words() if choose.rarely() else None,
    }
    return Call("review", said)


def share_learning(choose: Choose) -> Call:
    """Share a learning."""
    said = {
        "learning": choose.new("le"),
        "by": choose.members(),
        "title": choose.words(),
        "text": choose.words(),
        "kind": choose.one(("PRACTICE", "FAILURE", "SURPRISE")),
        "builds_on": choose.some(choose.things(), "nothing", least=0),
    }
    return Call("share_learning", said)


@needing(lambda known: "learning" in known.names.values(), share_learning)
def reuse(choose: Choose) -> Call:
    """Use a learning."""
    shared = [id for id, kind in choose.known.names.items() if kind == "learning"]
    said = {"learning": choose.one(shared, "nothing"), "context": choose.words()}
    return Call("reuse", said | {"by": choose.one((*choose.known.members, "Une voisine"), " ")})


@needing(lambda known: known.measures, measure)
@needing(lambda known: len(known.contributions) > 1, report)
def celebrate(choose: Choose) -> Call:
    """Celebrate a success."""
    known = choose.known
    measure = choose.one(known.measures, "nothing")
    found = known.measures.get(measure)
    indicator = known.indicators.get(found.indicator) if found else None
    said = {
        "success": choose.new("su"),
        "mission": choose.one([indicator.mission] if indicator else [], *known.missions, "nothing"),
        "statement": choose.words(),
        "measures": (measure,),
        "contributions": choose.some(known.contributions, "nothing", least=0, most=4),
    }
    return Call("celebrate", said)


YEARS = (
    adopt_mission, adopt_objective, define_indicator, set_target, measure, commit, accept, revise,
    close_commitment, close_commitment, report, ask, review, review, share_learning, reuse, reuse,
    celebrate, celebrate,
)  # fmt: skip
"""Commands with aims, promises and what is learned."""
