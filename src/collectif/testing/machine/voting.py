"""This module is about what is tried with rounds, ballots and decisions."""

from __future__ import annotations

from typing import Any

from collectif.acts import Known
from collectif.acts.rounds import BallotTerms
from collectif.acts.sheets import cells_due
from collectif.acts.things import Round
from collectif.ids import MemberId
from collectif.testing.machine.choosing import Call, Choose, needing
from collectif.testing.machine.evening import adopt_charter, in_open_room
from collectif.testing.machine.proposing import adopt_criteria, with_proposals

BALLOTS = ("CONSENT", "GRADIENT", "DOTS", "RANKING", "APPROVAL")
_GRADES = (1, 2, 3, 4, 5, "ABSTAIN", "CANNOT_JUDGE")
_WORDS = ("CONSENT", "CONSENT", "CONSENT", "RESERVATION", "STAND_ASIDE", "OBJECT")


def _open(known: Known, *kinds: str) -> list[Round]:
    return [r for r in known.rounds.values() if r.status == "OPEN" and r.kind in kinds]


def _has_rules(known: Known) -> bool:
    return any(room.charter for room in known.rooms.values() if room.status == "OPEN")


@in_open_room
@with_proposals
@needing(lambda known: known.criteria_sets, adopt_criteria)
@needing(_has_rules, adopt_charter)
def open_round(choose: Choose) -> Call:
    """Open a round of any kind and visibility."""
    known, kind = choose.known, choose.one(("SCORING", "SCORING", *BALLOTS, "STANCES"))
    open_to = [d.id for d in known.decisions.values() if d.status == "PROPOSED"]
    about = open_to if open_to and kind in ("CONSENT", "APPROVAL") else choose.proposals()
    scoring = kind == "SCORING"
    said: dict[str, Any] = {
        "round": choose.new("ro"),
        "kind": kind,
        "subjects": choose.some(about, *known.proposals, *known.decisions, "nothing"),
        "criteria_set": choose.one(known.criteria_sets, "nothing") if scoring else None,
        "visibility": choose.one((None, "OPEN", "SEALED", "SECRET", "SECRET")),
        "follows": choose.maybe(known.rounds, "nothing"),
        "number": 7 if choose.wrongly() else None,
        "terms": _terms(choose, kind),
    }
    return Call("open_round", said, choose.room("OPEN").id)


def _terms(choose: Choose, kind: str) -> BallotTerms | None:
    if kind not in ("DOTS", "RANKING") or choose.wrongly():
        return None
    return BallotTerms(budget=1 + choose.below(5), ties=choose.rarely(2), truncated=True)


@needing(lambda known: _open(known, "SCORING"), open_round)
def score(choose: Choose) -> Call:
    """Give one score."""
    round = choose.round("SCORING")
    member = _voter(choose, round)
    subjects, criteria = _asked(choose, round, member)
    said: dict[str, Any] = {
        "round": round.id if round else "nothing",
        "member": member,
        "proposal": choose.one(subjects, *choose.known.proposals, "nothing"),
        "criterion": choose.one(criteria, "nothing"),
        "value": choose.one(_GRADES, 0, 6, "5"),
    }
    return Call("score", said | _why(choose, round), noted=_then(choose, round))


@needing(lambda known: _open(known, "SCORING"), open_round)
def submit_sheet(choose: Choose) -> Call:
    """Hand in a sheet, whole or with holes."""
    round = choose.round("SCORING")
    member = _voter(choose, round)
    subjects, criteria = _asked(choose, round, member)
    whole = choose.rarely(2) and round is not None
    rows = subjects if whole else choose.some(subjects, *choose.known.proposals)
    columns = criteria if whole else choose.some(criteria)
    scores = {p: {c: choose.one(_GRADES, 0, 6) for c in columns} for p in rows}
    said: dict[str, Any] = {"round": round.id if round else "nothing", "member": member}
    late = {name: why for name, why in _why(choose, round).items() if name == "late"}
    return Call("submit_sheet", said | {"scores": scores} | late, noted=_then(choose, round))


@needing(lambda known: _open(known, *BALLOTS), open_round)
def cast(choose: Choose) -> Call:
    """Cast a ballot of any kind."""
    round = choose.round(*BALLOTS)
    member = _voter(choose, round)
    subjects = [] if round is None else [str(id) for id in round.subjects]
    chosen = choose.some(subjects, *choose.known.proposals, "nothing")
    said: dict[str, Any] = {
        "round": round.id if round else "nothing",
        "member": member,
        "ballot": {id: _answer(choose, round, n) for n, id in enumerate(chosen)},
    }
    return Call("cast", said | _why(choose, round), noted=_then(choose, round))


def _answer(choose: Choose, round: Round | None, place: int) -> int | str:
    match round.kind if round else "":
        case "CONSENT":
            return choose.one(_WORDS, "NIET", 3)
        case "RANKING":
            return choose.one((place + 1,), 0, 1)
        case "APPROVAL":
            return choose.one((0, 1), 2)
        case _:
            return choose.one((1, 2, 3), -1, 9)


def _voter(choose: Choose, round: Round | None) -> str:
    """Return a member that may answer: one that votes and is in the room."""
    known = choose.known
    room = known.rooms.get(round.assembly) if round else None
    voting = [id for id in known.members if known.members[id].voting]
    there = [] if room is None else choose.present(room)
    return choose.one([id for id in there if id in voting], *known.members, "nobody")


def _asked(choose: Choose, round: Round | None, member: str) -> tuple[list[str], list[str]]:
    """Return the proposals and the criteria on which a round asks a member."""
    known = choose.known
    room = known.rooms.get(round.assembly) if round else None
    if round is None or room is None or room.charter is None:
        return [], []
    due = cells_due(known, round, room.charter, MemberId(member))
    rows = [str(id) for id in round.subjects if id in {str(p) for p, _ in due}]
    return rows, sorted(round.criteria)


def _why(choose: Choose, round: Round | None) -> dict[str, Any]:
    """Say why: rarely, but for what comes late; never in secret, unless by mistake."""
    if round is not None and round.status != "OPEN":
        return {} if choose.wrongly() else {"late": choose.words()}
    if round is not None and round.visibility == "SECRET" and not choose.wrongly():
        return {}
    return {"reason": choose.words()} if choose.rarely() else {}


def _then(choose: Choose, round: Round | None) -> dict[str, Any]:
    """Note that an answer was given while its round was open, where it is told later."""
    late = round is not None and round.status != "OPEN" and not choose.wrongly()
    return {"occurred": choose.within(round)} if late and round else {}


def late_entry(choose: Choose) -> Call:
    """Hand in what was filled in while its round was open."""
    known = choose.known
    over = [r for r in known.rounds.values() if r.status == "CLOSED" and r.visibility != "SECRET"]
    over = [r for r in over if r.kind != "STANCES"]
    if not over:
        return score(choose)
    round = choose.one(over)
    held = (known.mandates.get(id) for id in sorted(round.attended))
    voting = [m.member for m in held if m and m.member in known.members]
    member = choose.one(voting, "nobody")
    said: dict[str, Any] = {"round": round.id, "member": member} | _why(choose, round)
    if round.kind != "SCORING":
        chosen = choose.some([str(id) for id in round.subjects])
        said["ballot"] = {id: _answer(choose, round, n) for n, id in enumerate(chosen)}
        return Call("cast", said, noted=_then(choose, round))
    rows, columns = _asked(choose, round, member)
    said["scores"] = {p: {c: choose.one(_GRADES, 6) for c in columns} for p in rows}
    return Call("submit_sheet", said, noted=_then(choose, round))


@needing(lambda known: _open(known, "SCORING", *BALLOTS), open_round)
def close_round(choose: Choose) -> Call:
    """Close a round."""
    rounds = [r.id for r in choose.known.rounds.values() if r.status == "OPEN"]
    round = choose.one(rounds, *choose.known.rounds, "nothing")
    reason = choose.words() if choose.rarely() else None
    return Call("close_round", {"round": round, "reason": reason})


@needing(lambda known: any(r.closed for r in known.rounds.values()), close_round)
def publish_results(choose: Choose) -> Call:
    """Publish the results of a round."""
    over = [r for r in choose.known.rounds.values() if r.status == "CLOSED"]
    round = choose.one([r.id for r in over], *choose.known.rounds, "nothing")
    up_to = choose.one([*choose.known.events][-1:], *[*choose.known.events][:3], "nothing")
    return Call("publish_results", {"round": round, "up_to": up_to})


@in_open_room
def open_conversation(choose: Choose) -> Call:
    """Open a conversation."""
    said = {"round": choose.new("ro"), "kind": "STANCES", "subjects": (), "visibility": "OPEN"}
    return Call("open_round", said, choose.room("OPEN").id)


@needing(lambda known: _open(known, "STANCES"), open_conversation)
def give_stance(choose: Choose) -> Call:
    """Take a stand in an open conversation."""
    round = choose.round("STANCES")
    said = {
        "round": round.id if round else "nothing",
        "participant": choose.one(("u1", "u2", "u3"), "no name"),
        "proposal": choose.one(choose.proposals(), *choose.known.proposals, "nothing"),
        "stance": choose.one(("AGREE", "DISAGREE", "PASS")),
    }
    return Call("give_stance", said)


@with_proposals
def moderate(choose: Choose) -> Call:
    """Moderate a statement."""
    proposal = choose.one(choose.proposals(), *choose.known.proposals, "nothing")
    outcome = choose.one(("ACCEPTED", "REJECTED", "UNMODERATED"))
    return Call("moderate", {"proposal": proposal, "outcome": outcome, "reason": choose.words()})


VOTING = (
    open_round, score, score, submit_sheet, submit_sheet, cast, cast, cast, late_entry, close_round,
    publish_results, open_conversation, give_stance, moderate,
)  # fmt: skip
"""Commands with rounds and ballots; what is done most is tried most."""
