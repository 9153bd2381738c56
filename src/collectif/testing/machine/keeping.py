"""This module is about what is tried with the wall and with the record itself."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

import attrs

from collectif.acts import Known
from collectif.acts.dependents import dependents
from collectif.record.envelope import Recorded
from collectif.record.event import EVENTS
from collectif.record.words import present
from collectif.testing.machine.choosing import Call, Choose, needing
from collectif.testing.machine.evening import close_for_good


def post_wish(choose: Choose) -> Call:
    """Put a wish on the wall."""
    said = {"wish": choose.new("wi"), "verbatim": choose.words(), "medium": "STICKY"}
    return Call("post_wish", said | {"signature": choose.words() if choose.rarely() else None})


@needing(lambda known: "wish" in known.names.values(), post_wish)
def answer_wish(choose: Choose) -> Call:
    """Answer a wish."""
    wishes = [id for id, kind in choose.known.names.items() if kind == "wish"]
    answer = choose.one(("TAKEN_UP", "PARTLY", "REFERRED", "NOT_NOW"))
    said = {
        "wish": choose.one(wishes, "nothing"),
        "answer": answer,
        "explanation": choose.words(),
        "links": () if choose.wrongly() else choose.some(choose.things()),
        "by": choose.one(("COLLECTIVE", *choose.known.members), "nobody"),
    }
    return Call("answer_wish", said)


_Change = Callable[[Choose], Any]
_CHANGES: Mapping[str, Mapping[str, _Change]] = {
    "score-cast": {
        "value": lambda choose: choose.one((1, 2, 3, 4, 5, "ABSTAIN"), 0, 9),
        "reason": Choose.words,
    },
    "ballot-cast": {"ballot": lambda choose: {choose.one(choose.things()): choose.below(5)}},
    "comment-made": {"text": Choose.words, "stance": lambda choose: "QUESTION"},
    "wish-posted": {"verbatim": Choose.words, "readings": lambda choose: (choose.words(),)},
    "mandate-given": {
        "bearer": Choose.words,
        "valid_from": lambda choose: choose.day(ahead=3),
        "role": lambda choose: choose.one(("DELEGATE", "OBSERVER")),
    },
    "commitment-made": {"due": Choose.day, "object": Choose.words},
    "commitment-closed": {
        "note": Choose.words,
        "outcome": lambda choose: "KEPT",
        "attested_by": Choose.members,
    },
    "peer-review-given": {"strengths": lambda choose: choose.one((choose.words(),), "9/10")},
    "resource-received": {"money": Choose.money},
    "resource-pledged": {"money": Choose.money},
    "funds-allocated": {"money": Choose.money, "purpose": Choose.words},
    "spending-reported": {"money": Choose.money},
    "indicator-measured": {
        "value": lambda choose: choose.one(("10", "70", "150")),
        "kind": lambda choose: "FINAL",
    },
    "success-celebrated": {"statement": Choose.words},
    "decision-taken": {
        "outcome": lambda choose: "ADOPTED",
        "conditions": lambda choose: (choose.words(),),
    },
    "proposal-submitted": {"title": Choose.words},
    "round-opened": {"question": Choose.words, "visibility": lambda choose: "OPEN"},
}
"""Type of event -> field -> what it could have said instead."""


def rectify(choose: Choose) -> Call:
    """Rectify a field of an event; at times one that makes it another act."""
    live = [event for event in choose.told if event.id in choose.known.events]
    fit = [event for event in live if event.type in _CHANGES]
    event: Any = choose.one(fit[-12:] or live, *choose.told, "nothing")
    if not isinstance(event, Recorded):
        return Call("rectify", {"target": "nothing", "changes": {}, "reason": choose.words()})
    made = _CHANGES.get(event.type, {})
    names = attrs.fields_dict(type(event.data)) if attrs.has(type(event.data)) else {}
    name = choose.one(made, *[f for f in names if f not in made], "nothing")
    changes = {name: made[name](choose) if name in made else "x"}
    said: dict[str, Any] = {"target": event.id, "changes": changes, "reason": choose.words()}
    return Call("rectify", said)


def retract(choose: Choose) -> Call:
    """Retract an event: of late, anything, or a correction."""
    told = choose.told
    corrections = [event.id for event in told if event.type.startswith("event-")]
    last = [event.id for event in told[-6:]]
    target = choose.one(corrections or last) if choose.rarely() else choose.one(last, *_ids(told))
    return Call("retract", {"target": target, "reason": choose.words()})


def retract_together(choose: Choose) -> Call:
    """Retract an event with what leans on it, those that lean first."""
    known = choose.known
    live = [event for event in choose.told if event.id in known.events]
    event: Any = choose.one(live[-20:], "nothing")
    if not isinstance(event, Recorded):
        return Call("retract_together", {"targets": ("nothing",), "reason": choose.words()})
    leaning = [id for id in dependents(known, event) if id in known.events]
    targets = (*reversed(leaning), event.id) if not choose.wrongly() else (event.id, *leaning)
    return Call("retract_together", {"targets": targets, "reason": choose.words()})


def redact(choose: Choose) -> Call:
    """Remove words of an event."""
    spoken = [event for event in choose.told if words_of(choose, event)]
    event: Any = choose.one(spoken, *choose.told, "nothing")
    fields: list[str] = words_of(choose, event) if isinstance(event, Recorded) else []
    target = event.id if isinstance(event, Recorded) else event
    said = {"target": target, "fields": choose.some(fields, "round_id"), "note": choose.words()}
    return Call("redact", said)


def words_of(choose: Choose, event: Recorded[Any]) -> list[str]:
    """Return the fields of an event that hold words, or held them."""
    named = EVENTS.get(event.type, event.version)
    if named is None or choose.known.view is None:
        return []
    plain = choose.known.view.codec.plain(event)["data"]
    return sorted({where.split("/")[1] for where in present(named.personal, plain)})


def forget(choose: Choose) -> Call:
    """Remove all words of a person."""
    note = choose.words() if choose.rarely() else None
    return Call("forget", {"subject": choose.one(choose.people, "a stranger"), "note": note})


def assess_anonymisation(choose: Choose) -> Call:
    """Record whether people can be told from what is left."""
    said = {
        "scope": choose.words(),
        "size": len(choose.known.events),
        "purposes": choose.words(),
        "techniques": choose.words(),
        "individualisation": "PARTLY",
        "correlation": "MET",
        "inference": "MET",
        "residual_risk": "LOW",
        "by": choose.words(),
        "next_assessment": date(1900 if choose.wrongly() else 2900, 1, 1),
    }
    return Call("assess_anonymisation", said)


def publish_dataset(choose: Choose) -> Call:
    """Publish a copy of the log."""
    secret = any(r.visibility == "SECRET" for r in choose.known.rounds.values())
    said = {
        "dataset": choose.new("da"),
        "scope": choose.words(),
        "up_to": choose.one([*choose.known.events][-4:], "nothing"),
        "pseudonymised": secret != choose.wrongly(),
    }
    return Call("publish_dataset", said)


def rotate_key(choose: Choose) -> Call:
    """Sign with another key from here on."""
    raw = b"\1" + bytes([choose.below(3)]) * 32
    own = sha256(b"table\n" + raw).hexdigest()[:8]
    spelled = f"table+{own}+{b64encode(raw).decode()}"
    said = {"key": choose.one((spelled,), "no key"), "reason": choose.words()}
    return Call("rotate_key", said | {"replaces": choose.one((choose.known.key,), "other")})


def _has_ended(known: Known) -> bool:
    return any(room.status in ("CLOSED", "MINUTED") for room in known.rooms.values())


@needing(_has_ended, close_for_good)
def adopt_minutes(choose: Choose) -> Call:
    """Adopt the minutes of an assembly."""
    room = choose.room("CLOSED", "MINUTED")
    up_to = choose.one([*choose.known.events][-1:], *[*choose.known.events][:2], "nothing")
    return Call("adopt_minutes", {"up_to": up_to, "adopted_by": choose.words()}, room.id)


def draw_lot(choose: Choose) -> Call:
    """Draw a lot."""
    said = {
        "lot": choose.new("lo"),
        "purpose": choose.words(),
        "among": choose.some(choose.things(), "nothing", least=2, most=4),
        "seed": "" if choose.wrongly() else f"loto {choose.number}",
        "source": choose.words(),
    }
    return Call("draw_lot", said)


def _ids(told: list[Recorded[Any]]) -> list[str]:
    return [event.id for event in told] or ["nothing"]


KEEPING = (
    post_wish, answer_wish, rectify, rectify, retract, retract_together, redact, forget,
    assess_anonymisation, assess_anonymisation, publish_dataset, rotate_key, adopt_minutes,
    adopt_minutes, draw_lot,
)  # fmt: skip
"""Commands of the wall and of the record itself."""
