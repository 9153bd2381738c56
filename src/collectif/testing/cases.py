"""This module is about cases: what each event type records, and what is refused instead, as data.

    scored = records(ScoreCast, "A member grades a proposal.", SCORING, act, value=4, ...)
    CASES = (scored, scored.but("OffScale", "The grade lies beyond the scale.", value=9))

A case is run by `check`, in given/when/then. It can only speak of the event that its act is about:
the act calls one verb, and that verb records that event.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from inspect import Parameter, signature
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from collectif.acts.folding import FREE
from collectif.collective import Assembly, Collective
from collectif.handles import verbs_of
from collectif.record.event import EVENTS, EventType
from collectif.testing.given import Act, given
from collectif.testing.room import Acts

CORRECTING = frozenset({"event-rectified", "event-retracted"})
"""The events whose verbs also refuse for the sake of the event that they correct."""

_OTHERWISE: Mapping[tuple[str, str], str] = {
    ("comment-made", "reply_to"): "UnknownTarget",
    ("objection-raised", "grounds"): "GroundsRequired",
    ("objection-raised", "target"): "UnknownProposal",
    ("objection-resolved", "confirmed_by"): "NotConfirmedByObjector",
    ("score-cast", "criterion"): "NotInRound",
    ("score-cast", "proposal"): "NotInRound",
    ("wish-answered", "explanation"): "ExplanationRequired",
}
"""Type of event and argument -> the code with which it is refused, where that is not the usual."""


@frozen(kw_only=True)
class Case:
    """One act on what was given, and what comes of it.

    Attributes:
        sentence: What is tried, in plain words.
        event: The type of event that the case is about.
        given: What was done before.
        act: What is tried.
        then: The event that is recorded; None where the act is refused.
        refused: The code of the refusal; None where the act is recorded.
        other: Argument of the verb -> what it is told instead of what the act says.
    """

    sentence: str
    event: type
    given: Acts
    act: Act
    then: object | None = None
    refused: str | None = None
    other: Mapping[str, Any] = {}

    @property
    def type(self) -> str:
        """The name of the event type in the log."""
        return EVENTS.of(self.event).name

    def but(self, code: str, sentence: str, /, *before: Act, **other: Any) -> Case:
        """Return the case in which the same act is refused.

        Args:
            code: The code of the refusal.
            sentence: What is tried, in plain words.
            before: What was done besides, just before.
            other: Arguments of the verb that are other ones.
        """
        return evolve(
            self,
            sentence=sentence,
            given=(*self.given, *before),
            then=None,
            refused=code,
            other={**self.other, **other},
        )


def records(event: type, sentence: str, before: Acts, act: Act, /, **fields: Any) -> Case:
    """Return a case in which an act records an event with these fields."""
    return Case(sentence=sentence, event=event, given=before, act=act, then=event(**fields))


def refuses(event: type, code: str, sentence: str, before: Acts, act: Act, /) -> Case:
    """Return a case in which an act that would record an event is refused."""
    return Case(sentence=sentence, event=event, given=before, act=act, refused=code)


def fr(words: str) -> Mapping[str, str]:
    """Return words as a text in French, the first language of the collective of the cases."""
    return {"fr": words}


def check(case: Case) -> None:
    """Run a case: what it says comes of it, by the verb that records its event."""
    heard = Heard()
    when = given(*case.given).when(lambda c: case.act(heard.through(c, case.other)))
    if case.refused is None:
        when.then(case.then)
    else:
        when.refused(case.refused)
    assert len(heard.verbs) == 1, f"one act is tried, not {sorted(heard.verbs)}"
    made = recorded_by(*heard.verbs)
    target = when.given.collective.log.find(str(heard.said.get("target")))
    corrected = None if target is None or not made & CORRECTING else target.type
    assert case.type in {*made, corrected}, f"{heard.verbs} does not record {case.type}"


def with_derived(cases: Iterable[Case]) -> tuple[Case, ...]:
    """Return cases, and those that follow from the first legal one of each event type.

    A name is never used twice, and is visible text; words are said; what is referred to is there.
    """
    told = tuple(cases)
    first: dict[str, Case] = {}
    for case in told:
        if case.then is not None:
            first.setdefault(case.type, case)
    return told + tuple(more for case in first.values() for more in _derived(case))


def cases_in(folder: Path) -> tuple[Case, ...]:
    """Return the cases of all modules of a folder, in order of their names, and what follows."""
    found: list[Case] = []
    for path in sorted(folder.glob("*.py")):
        spec = spec_from_file_location(f"cases_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        found += module.CASES
    return with_derived(found)


@cache
def recorded_by(name: str) -> frozenset[str]:
    """Return the types of event that a method of a handle records by itself."""
    verb = (verbs_of(Assembly) | verbs_of(Collective))[name]
    made = typing.get_type_hints(verb)["return"]
    if typing.get_origin(made) is tuple:
        made = typing.get_args(made)[0]
    classes = typing.get_args(made) or (made,)
    return frozenset(EVENTS.of(cls).name for cls in classes if isinstance(cls, type))


class Heard:
    """What an act said to a handle: the verbs it called, the last method and its arguments."""

    def __init__(self) -> None:
        self.verbs: set[str] = set()
        self.method: Callable[..., object] = Collective
        self.said: dict[str, Any] = {}

    def through(self, handle: Collective, other: Mapping[str, Any]) -> Any:
        """Return a handle like another, whose verbs are heard and told some other arguments."""
        return _Listening(handle, self, other)


class _Listening:
    """A handle that hears which verb is called, and tells it some other arguments."""

    def __init__(self, handle: Any, heard: Heard, other: Mapping[str, Any]) -> None:
        self._handle, self._heard, self._other = handle, heard, other

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._handle, name)
        if name in ("noting", "assembly"):
            return lambda *args, **said: self._heard.through(found(*args, **said), self._other)
        if name not in verbs_of(type(self._handle)):
            return found

        def called(**said: Any) -> object:
            self._heard.verbs.add(name)
            self._heard.method = found
            self._heard.said = said | dict(self._other)
            return found(**self._heard.said)

        return called


def _derived(case: Case) -> Iterator[Case]:
    """Yield what is refused of any event like the one of a legal case."""
    known = EVENTS.of(case.event)
    parameters = _parameters(case)
    if known.names is not None:
        name = known.names.removesuffix("_id")
        yield case.but("DuplicateId", "Its name already names something.", case.act)
        yield case.but("InvalidId", "Its name holds a space.", **{name: "deux mots"})
    for name, argument in parameters.items():
        if argument.annotation == "str | Text" and argument.default is Parameter.empty:
            code = _OTHERWISE.get((case.type, name), "MissingWords")
            yield case.but(code, f"Its `{name}` holds no words.", **{name: ""})
    for name, kind in _references(known):
        if name in parameters:
            yield _dangling(case, name, kind, parameters[name])


def _dangling(case: Case, name: str, kind: str, argument: Parameter) -> Case:
    several = "Iterable" in str(argument.annotation)
    usual = "Unknown" + ("Target" if kind == "ref" else kind.title().replace("_", ""))
    code = _OTHERWISE.get((case.type, name), usual)
    sentence = f"Its `{name}` names nothing that is there."
    return case.but(code, sentence, **{name: ("personne",) if several else "personne"})


def _references(known: EventType) -> Iterator[tuple[str, str]]:
    """Yield argument -> kind of thing, for what an event refers to besides its own name.

    An assembly is where the act is done, and has no argument; what stands deeper is left to cases.
    """
    for (field, *deeper), kind in known.references:
        if field != known.names and kind not in ("assembly", *FREE) and deeper in ([], ["*"]):
            yield field.removesuffix("_id"), kind


def _parameters(case: Case) -> Mapping[str, Parameter]:
    """Return what the method that the act of a legal case calls can be told."""
    heard = Heard()
    case.act(heard.through(given(*case.given).collective, case.other))
    return signature(heard.method).parameters
