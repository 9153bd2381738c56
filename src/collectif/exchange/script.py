"""This module is about scripts: acts written down as data, played through the public verbs.

A script is a list of steps in the order in which they were recorded. A step of kind `event` holds
the fields of one event; `submit_sheet` holds a whole grid. Steps are judged like any other act: a
script cannot record what a person could not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from collectif.acts.decision import DecisionTaken
from collectif.collective import Collective, act_here
from collectif.errors import InvalidInput
from collectif.log.log import Events
from collectif.record.envelope import Actor
from collectif.record.event import EVENTS

Step = Mapping[str, Any]

_VERBS = {
    "AgendaItemStarted": "start_item",
    "AssemblyClosed": "close",
    "AssemblyConvened": "convene",
    "AssemblyOpened": "open",
    "AttendanceRecorded": "sign_in",
    "BallotCast": "cast",
    "CharterAdopted": "adopt_charter",
    "CollectiveFounded": "found",
    "CommentMade": "comment",
    "CriteriaAdopted": "adopt_criteria",
    "CriterionProposed": "propose_criterion",
    "DecisionProposed": "propose_decision",
    "DecisionTaken": "take_decision",
    "EventRectified": "rectify",
    "EventRetracted": "retract",
    "InterestDeclared": "declare_interest",
    "InvitationSent": "invite",
    "MandateEnded": "end_mandate",
    "MandateGiven": "give_mandate",
    "MemberJoined": "welcome_member",
    "MissionAdopted": "adopt_mission",
    "ObjectionRaised": "object",
    "ObjectionResolved": "resolve",
    "ProposalAmended": "amend",
    "ProposalSubmitted": "submit_proposal",
    "ProposalWithdrawn": "withdraw",
    "ResultsPublished": "publish_results",
    "RoundClosed": "close_round",
    "RoundOpened": "open_round",
    "ScoreCast": "score",
    "WishPosted": "post_wish",
    "submit_sheet": "submit_sheet",
}

_RENAMED = {"mandate_ids": "mandates", "payload": "changes"}


class ScriptClock:
    """A clock that says when each step was recorded."""

    def __init__(self) -> None:
        self.now = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

    def __call__(self) -> datetime:
        """Return when the step at hand was recorded."""
        return self.now


def play(collective: Collective, steps: Iterable[Step], clock: ScriptClock) -> Iterator[Events]:
    """Record a script, one step at a time, and yield what each one recorded.

    Args:
        collective: Where it is recorded; it must have been opened with `clock`.
        steps: The acts, in the order in which they were recorded.
        clock: What says when each was recorded.

    Raises:
        InvalidInput: If a step is not one that this version can play.
        Refused: If the rules do not allow a step; those before it stay recorded.
    """
    for step in steps:
        clock.now = datetime.fromisoformat(step["recorded_at"])
        yield _played(collective, step)


def _played(collective: Collective, step: Step) -> Events:
    verb = _VERBS.get(step["type"])
    if verb is None:
        raise InvalidInput(
            f"The step {step.get('id')!r} cannot be played.",
            f"No verb records a {step['type']}.",
            "Leave the step out, or use a version of collectif that knows it.",
        )
    arguments = dict(_arguments(step))
    told = {
        "id": step["id"],
        "occurred": datetime.fromisoformat(step["occurred_at"]),
        "source": "RECONSTRUCTION",
        "provenance": step.get("provenance"),
        "actor": Actor(role=step["actor"]["role"], member=step["actor"].get("member_id")),
    }
    handle: Any = collective
    if step["assembly_id"] is not None and step["type"] != "AssemblyConvened":
        handle = collective.assembly(step["assembly_id"])
        if isinstance(getattr(type(handle), verb), act_here) or verb == "propose_decision":
            arguments.pop("assembly", None)
    recorded = getattr(handle.noting(**told), verb)(**arguments)
    return recorded if isinstance(recorded, tuple) else (recorded,)


def _arguments(step: Step) -> Iterator[tuple[str, Any]]:
    """Yield the keyword arguments of the verb that records a step."""
    payload = step["payload"]
    if step["type"] == "submit_sheet":
        for name in payload:
            yield name.removesuffix("_id"), payload[name]
        return
    event = _structured(step)
    for name in payload:
        value = getattr(event, name)
        if isinstance(event, DecisionTaken) and name == "dissents":
            value = {dissent.member_id: dissent.text for dissent in event.dissents}
        yield _RENAMED.get(name, name.removesuffix("_id")), value


def _structured(step: Step) -> Any:
    """Return the payload of a step as the event that it stands for."""
    cls = next((known.cls for known in EVENTS if known.cls.__name__ == step["type"]), None)
    try:
        return msgspec.convert(step["payload"], cls, str_keys=True)
    except msgspec.ValidationError as error:
        raise InvalidInput(
            f"The step {step.get('id')!r} is not a {step['type']}.",
            f"{error}.",
            "Correct the step in the script; the steps before it stay recorded.",
        ) from error
