"""This module is about what is tried before and during an evening, up to the vote."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from collectif.acts import Known
from collectif.acts.things import Room
from collectif.ids import CriterionId
from collectif.testing.machine.choosing import Call, Choose, needing
from collectif.values import AgendaItem, Charter, DecisionRule, Quorum

_KINDS = ("COMMUNITY_ORG", "CITIZEN", "INSTITUTION", "FUNDER", "ELECTED", "BACKBONE")
_CHARTERS = (
    Charter(),
    Charter(visibility="OPEN", recusal="NONE"),
    Charter(visibility="SECRET", quorum=Quorum(kind="COUNT", value=1)),
    Charter(missing="REFUSE", recusal="CARRIERS_LEAVE"),
    Charter(voice_rule="ONE_PERSON_ONE_VOICE", late_entries="REFUSE"),
    Charter(voice_rule="COLLEGES", colleges={"COMMUNITY_ORG": "2/3", "CITIZEN": "1/3"}),
    Charter(quorum=Quorum(fallback="PRESENT_ARE_QUORUM", value="3/4"), aggregation="BORDA"),
    Charter(gate={CriterionId("priorite"): "3/1"}, missing="EXCLUDE_MEMBER"),
    Charter(decision=DecisionRule(method="MAJORITY", allow_override=True), tie_break="CONSENSUS"),
)
_NO_CHARTERS = (
    Charter(quorum=Quorum(value="3/2")),
    Charter(min_scores_per_cell=0),
    Charter(voice_rule="COLLEGES"),
    Charter(tie_break=()),
)


def found(choose: Choose) -> Call:
    """Found the collective."""
    said = {"name": choose.words(), "territory": choose.words(), "timezone": "America/Toronto"}
    return Call("found", said)


@needing(lambda known: known.founded, found)
def welcome_member(choose: Choose) -> Call:
    """Welcome a member."""
    said = {"member": choose.new("me"), "name": choose.words(), "kind": choose.one(_KINDS)}
    return Call("welcome_member", said)


@needing(lambda known: len(known.members) > 4, welcome_member)
def record_departure(choose: Choose) -> Call:
    """Let a member leave, where others stay."""
    funders = [m.id for m in choose.known.members.values() if not m.voting]
    said = {"member": choose.one(funders if choose.rarely(2) else choose.known.members, "nobody")}
    more = {"reason": choose.words(), "successor": choose.maybe(choose.known.members)}
    return Call("record_departure", said | more)


_WITH_MEMBERS = needing(lambda known: len(known.members) > 2, welcome_member)


@_WITH_MEMBERS
def give_mandate(choose: Choose) -> Call:
    """Let a person act for a member."""
    role = choose.one(("DELEGATE", "ALTERNATE", "OBSERVER"))
    held = {m.member for m in choose.known.mandates.values() if not m.ended}
    free = [id for id in choose.known.members if id not in held]
    today = choose.known.today
    said: dict[str, Any] = {
        "mandate": choose.new("ma"),
        "member": choose.one(free, *choose.known.members, "nobody"),
        "bearer": choose.words(),
        "role": role,
        "powers": ("SPEAK", "SCORE") if choose.wrongly() else None,
        "assembly": choose.maybe(choose.known.rooms, "nowhere"),
        "valid_from": today - timedelta(days=choose.below(9)),
        "valid_until": today - timedelta(days=20) if choose.wrongly() else None,
    }
    return Call("give_mandate", said)


@needing(lambda known: known.mandates, give_mandate)
def end_mandate(choose: Choose) -> Call:
    """End a mandate."""
    held = [m.id for m in choose.known.mandates.values() if not m.ended]
    mandate = choose.one(held, *choose.known.mandates, "nothing")
    return Call("end_mandate", {"mandate": mandate, "reason": choose.words()})


@_WITH_MEMBERS
def convene(choose: Choose) -> Call:
    """Convene an assembly."""
    items = ["debut", "debut" if choose.wrongly() else "fin"]
    agenda = tuple(AgendaItem(item_id=id, title={"fr": id}, kind="WELCOME") for id in items)
    said = {
        "assembly": choose.new("as"),
        "title": choose.words(),
        "planned_for": choose.known.moment,
        "convenor": choose.member(),
        "shared_intention": choose.words(),
        "objective": choose.words(),
        "agenda": agenda,
    }
    return Call("convene", said)


@needing(lambda known: _rooms(known, "CONVENED"), convene)
def invite(choose: Choose) -> Call:
    """Invite to an assembly."""
    to = "PUBLIC" if choose.rarely() else choose.members()
    said = {"invitation": choose.new("in"), "to": to, "channel": "courriel"}
    said |= {"challenge": choose.words(), "message": choose.words()}
    return Call("invite", said, choose.room("CONVENED").id)


@needing(lambda known: _rooms(known, "CONVENED", "OPEN"), convene)
def adopt_charter(choose: Choose) -> Call:
    """Adopt the rules of the game."""
    rooms = choose.known.rooms.values()
    fit = [r.id for r in rooms if not r.rounds and r.status in ("CONVENED", "OPEN")]
    said = {"charter": choose.one(_CHARTERS, *_NO_CHARTERS), "how": choose.words()}
    return Call("adopt_charter", said, choose.one(fit, *choose.known.rooms, "nowhere"))


@needing(lambda known: _rooms(known, "CONVENED", "ADJOURNED"), convene)
def open(choose: Choose) -> Call:
    """Open an assembly, or resume it."""
    said = {"facilitators": (choose.words(),), "secretary": choose.words()}
    return Call("open", said, choose.room("CONVENED", "ADJOURNED").id)


in_open_room = needing(lambda known: _rooms(known, "OPEN"), open)


def _rooms(known: Known, *statuses: str) -> list[Room]:
    return [room for room in known.rooms.values() if room.status in statuses]


@in_open_room
def sign_in(choose: Choose) -> Call:
    """Let some come in."""
    room = choose.room("OPEN")
    fit = [m.id for m in choose.known.mandates.values() if not m.ended and m.id not in room.present]
    said = {"mandates": choose.some(fit, *choose.known.mandates, "nothing", most=4)}
    return Call("sign_in", said, room.id)


@in_open_room
def sign_out(choose: Choose) -> Call:
    """Let somebody go."""
    room = choose.room("OPEN")
    gone = choose.some(sorted(room.present), *choose.known.mandates, "nothing", most=1)
    return Call("sign_out", {"mandates": gone}, room.id)


@in_open_room
def start_item(choose: Choose) -> Call:
    """Go on to a part of the agenda."""
    room = choose.room("OPEN")
    said = {"item": choose.one(sorted(room.agenda), "autre"), "note": choose.words()}
    return Call("start_item", said, room.id)


@in_open_room
def close(choose: Choose) -> Call:
    """Close or adjourn an assembly."""
    later = choose.known.moment + timedelta(days=7) if choose.rarely(2) else None
    said = {"next_steps": choose.words(), "resumes_on": later}
    return Call("close", said, choose.room("OPEN").id)


@in_open_room
def close_for_good(choose: Choose) -> Call:
    """Close an assembly."""
    return Call("close", {"next_steps": choose.words()}, choose.room("OPEN").id)


EVENING = (
    found, welcome_member, record_departure, give_mandate, end_mandate, convene, invite,
    adopt_charter, open, sign_in, sign_out, start_item, close, close_for_good,
)  # fmt: skip
"""Commands of the community and of its assemblies."""
