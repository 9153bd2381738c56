"""This module is about scripts: acts written down as data, played through the public verbs.

A script is a list of steps in the order in which they were recorded. A step of kind `event` holds
the fields of one event; `submit_sheet` holds a whole grid. Steps are judged like any other act: a
script cannot record what a person could not.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from attrs import frozen

from collectif.acts.decision import DecisionTaken
from collectif.collective import Assembly, Collective, act_here
from collectif.errors import CollectifError, InvalidInput, Phrase, Reason, Refused, shortened
from collectif.handles import verbs_of
from collectif.log.log import Clock, Events, system_clock
from collectif.record.envelope import Actor
from collectif.record.event import EVENTS

Step = Mapping[str, Any]

_FIELDS = {"from": "giver"}
"""Fields of the catalogue that Python has another word for."""

_ARGUMENTS = {"mandate_ids": "mandates", "payload": "changes"}
"""Fields that a verb takes under another name than their own without `_id`."""


@frozen
class Verb:
    """What records a step.

    Attributes:
        name: The method of a handle.
        makes: The event class; None for a verb of several events.
    """

    name: str
    makes: type | None


class ScriptClock:
    """A clock that says when each step was recorded.

    Args:
        otherwise: What time it is for a step that does not say.
    """

    def __init__(self, otherwise: Clock = system_clock) -> None:
        self.otherwise = otherwise
        self.told: datetime | None = None

    def __call__(self) -> datetime:
        """Return when the step at hand was recorded."""
        return self.otherwise() if self.told is None else self.told


class StepRefused(Refused):
    """A step that the rules do not allow; the words and the code are those of the refusal.

    Attributes:
        number: Which step of the script, from 1.
        step: Its id.
        refusal: Why.
    """

    def __init__(self, number: int, step: object, refusal: Refused) -> None:
        self.number = number
        self.step = step
        self.refusal = refusal
        super().__init__(refusal.code, **refusal.details)

    def in_words(self, lang: str) -> tuple[str, str, str]:
        """Return what, why and mend in `lang`; the first sentence names the step."""
        what, why, mend = self.refusal.in_words(lang)
        step = Phrase("script-step", number=self.number, id=self.step, what=what)
        return shortened(step.in_words(lang)), why, mend


def play(collective: Collective, steps: Iterable[Step], clock: ScriptClock) -> Iterator[Events]:
    """Record a script, one step at a time, and yield what each one recorded.

    Every error names the step, by its number and its id.

    Args:
        collective: Where it is recorded; it must have been opened with `clock`.
        steps: The acts, in the order in which they were recorded.
        clock: What says when each was recorded.

    Raises:
        InvalidInput: If a step is not one that this version can play.
        Refused: If the rules do not allow a step; those before it stay recorded.
    """
    for number, step in enumerate(steps, 1):
        try:
            clock.told = _maybe_time(step, "recorded_at")
            events = _played(collective, step)
        except Refused as refusal:
            raise StepRefused(number, step.get("id"), refusal) from refusal
        except CollectifError as error:
            error.place = Reason("script.at", number=number)
            raise
        yield events


@cache
def verbs() -> Mapping[str, Verb]:
    """Return what a step may be called -> the verb that records it.

    It is called like the class of the event, or like the event on disk, or like the verb.
    """
    found: dict[str, Verb] = {}
    for name, verb in (verbs_of(Assembly) | verbs_of(Collective)).items():
        made = typing.get_type_hints(verb)["return"]
        first = next(iter(typing.get_args(made)), made)
        makes = first if isinstance(first, type) else None
        other_names = () if makes is None else (makes.__name__, EVENTS.of(makes).name)
        for called in (name, *other_names):
            found.setdefault(called, Verb(name, makes))
    return found


def _played(collective: Collective, step: Step) -> Events:
    verb = verbs().get(str(_said(step, "type")))
    if verb is None:
        raise InvalidInput.of(
            "script.step-cannot-be-played", step=step.get("id"), step2=step["type"]
        )
    arguments = dict(_arguments(step, verb))
    handle: Any = collective
    try:
        if step.get("assembly_id") is not None and verb.name != "convene":
            handle = collective.assembly(step["assembly_id"])
            here = isinstance(getattr(Assembly, verb.name, None), act_here)
            if here or verb.name == "propose_decision":
                arguments.pop("assembly", None)
        recorded = getattr(handle.noting(**_told(step)), verb.name)(**arguments)
    except (TypeError, AttributeError) as error:
        raise unplayable(step, str(error)) from error
    return recorded if isinstance(recorded, tuple) else (recorded,)


def _told(step: Step) -> Mapping[str, Any]:
    """Return what a step says of its act besides the act itself."""
    actor = _said(step, "actor")
    return {
        "id": _said(step, "id"),
        "occurred": _time(step, "occurred_at"),
        "source": "RECONSTRUCTION",
        "provenance": step.get("provenance"),
        "actor": Actor(role=_said(actor, "role", of=step), member=actor.get("member_id")),
    }


def _arguments(step: Step, verb: Verb) -> Iterator[tuple[str, Any]]:
    """Yield the keyword arguments of the verb that records a step."""
    payload = _said(step, "payload")
    if not isinstance(payload, Mapping):
        raise unplayable(step, Reason("script.payload-is-not-table-fields"))
    told = {_FIELDS.get(str(field), str(field)): value for field, value in payload.items()}
    if verb.makes is None:
        for name, value in told.items():
            yield name.removesuffix("_id"), value
        return
    event = structured(step, told, verb.makes)
    for name in told:
        if not hasattr(event, name):
            raise unplayable(step, Reason("script.no-field", name=name))
        value = getattr(event, name)
        if isinstance(event, DecisionTaken) and name == "dissents":
            value = {dissent.member_id: dissent.text for dissent in event.dissents}
        yield _ARGUMENTS.get(name, name.removesuffix("_id")), value


def structured(step: Step, told: Mapping[str, Any], cls: type) -> Any:
    """Return the payload of a step as the event that it stands for; refuse one that is none."""
    try:
        return msgspec.convert(told, cls, str_keys=True)
    except msgspec.ValidationError as error:
        raise unplayable(step, str(error)) from error


def _said(step: Any, name: str, *, of: Any = None) -> Any:
    """Return what a step says under a name."""
    if not isinstance(step, Mapping) or name not in step:
        raise unplayable(step if of is None else of, Reason("script.does-not-say", name=name))
    return step[name]


def _maybe_time(step: Step, name: str) -> datetime | None:
    """Return a time that a step may leave out, or give as null."""
    if isinstance(step, Mapping) and step.get(name) is None:
        return None
    return _time(step, name)


def _time(step: Step, name: str) -> datetime:
    said = _said(step, name)
    try:
        moment = datetime.fromisoformat(said)
    except (TypeError, ValueError) as error:
        raise unplayable(step, Reason("script.not-time", name=name, said=said)) from error
    if moment.tzinfo is None:
        raise unplayable(step, Reason("script.time-without-offset-from-utc", name=name, said=said))
    return moment


def unplayable(step: Any, problem: Reason | str) -> InvalidInput:
    """Return the error of a step that is none, or not one that can be played."""
    known = isinstance(step, Mapping)
    name = repr(step.get("id")) if known else Reason("script.no-table")
    kind = step.get("type", Reason("script.step")) if known else Reason("script.step")
    return InvalidInput.of("script.step-is-not-can", name=name, kind=kind, problem=problem)
