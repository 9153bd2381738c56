"""This module is about handles: what people hold to act, and how a verb becomes a method of one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from inspect import Signature, signature
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Self, TypeVar, overload

from attrs import evolve

from collectif.acts import Known
from collectif.errors import InvalidInput
from collectif.ids import AssemblyId
from collectif.log.log import Events
from collectif.record.envelope import Recorded
from collectif.recording import Core, Note

if TYPE_CHECKING:
    from collectif.collective import Assembly

P = ParamSpec("P")
T = TypeVar("T")


class Handle:
    """What a collective and its assemblies have in common: noting, and recording."""

    def __init__(self, core: Core, note: Note) -> None:
        self._core = core
        self._note = note

    def noting(self, **said: Any) -> Self:
        """Return the same handle, whose acts also say this.

        Args:
            said: Any of `id` (the caller's name for the next act: doing it again with the same id
                records nothing and returns the first record), `occurred` (when it happened; of an
                act that is told as it happens, now, as clocks in the collective's time zone show
                it), `precision`, `actor` (an `Actor`), `recorder` (the role that types), `source`,
                `provenance`, `cause`, `subject` (the person whose words these are, for the
                private store alone), `allow_future`.
        """
        sayable = {name for name in Note.__annotations__ if name != "assembly"}
        if not sayable.issuperset(said):
            raise InvalidInput.of(
                "handles.act-cannot-be-noted",
                said=", ".join(sorted(said.keys() - sayable)),
                sayable=", ".join(sorted(sayable)),
            )
        occurred = said.get("occurred")
        told = isinstance(occurred, datetime) and occurred.utcoffset() is not None
        if occurred is not None and not told:
            raise InvalidInput.of("handles.act-cannot-be-noted-2", occurred=occurred)
        return type(self)(self._core, evolve(self._note, **said))

    def record(self, verb: Callable[..., Any], /, **arguments: Any) -> Any:
        """Judge an act by a verb of one's own, and record what it returns.

        The verb is kept to the same laws as those of collectif: it is judged under the log's one
        lock, what it refers to must be there, and a refusal records nothing.

        Args:
            verb: Takes what is known, and keyword arguments; returns an event, or a tuple of events
                to record together.
            arguments: What it is told.

        Returns:
            The recorded event, or all of them where the verb returns a tuple.
        """
        several = False

        def decide(known: Known) -> Any:
            nonlocal several
            decided = verb(known, **arguments)
            several = isinstance(decided, tuple)
            return decided

        recorded = self._record(decide)
        return recorded if several else recorded[0]

    def _record(self, decide: Callable[[Known], Any]) -> Events:
        return self._core.record(decide, self._note)


class act(Generic[P]):
    """A verb as a method of a handle: same keyword arguments, returns the recorded event."""

    def __init__(self, verb: Callable[Concatenate[Known, P], object]) -> None:
        self.verb = verb
        self.__doc__ = verb.__doc__

    @overload
    def __get__(self, handle: None, owner: type) -> Self: ...
    @overload
    def __get__(self, handle: Handle, owner: type) -> Callable[P, Recorded[Any]]: ...
    def __get__(self, handle: Handle | None, owner: type) -> Any:
        """Return the bound verb; the class itself gives the verb for documentation."""
        if handle is None:
            return self

        def method(*args: P.args, **kwargs: P.kwargs) -> Recorded[Any]:
            return handle._record(lambda known: self.verb(known, *args, **kwargs))[0]

        return _like(method, self.verb, 1)


class acts(Generic[P]):
    """A verb that records several events together, all or none."""

    def __init__(self, verb: Callable[Concatenate[Known, P], tuple[object, ...]]) -> None:
        self.verb = verb
        self.__doc__ = verb.__doc__

    @overload
    def __get__(self, handle: None, owner: type) -> Self: ...
    @overload
    def __get__(self, handle: Handle, owner: type) -> Callable[P, Events]: ...
    def __get__(self, handle: Handle | None, owner: type) -> Any:
        """Return the bound verb; the class itself gives the verb for documentation."""
        if handle is None:
            return self

        def method(*args: P.args, **kwargs: P.kwargs) -> Events:
            return handle._record(lambda known: self.verb(known, *args, **kwargs))

        return _like(method, self.verb, 1)


class act_here(Generic[P]):
    """A verb as a method of an assembly, which is filled in."""

    def __init__(self, verb: Callable[Concatenate[Known, AssemblyId, P], object]) -> None:
        self.verb = verb
        self.__doc__ = verb.__doc__

    @overload
    def __get__(self, handle: None, owner: type) -> Self: ...
    @overload
    def __get__(self, handle: Assembly, owner: type) -> Callable[P, Recorded[Any]]: ...
    def __get__(self, handle: Assembly | None, owner: type) -> Any:
        """Return the bound verb; the class itself gives the verb for documentation."""
        if handle is None:
            return self

        def method(*args: P.args, **kwargs: P.kwargs) -> Recorded[Any]:
            return handle._record(lambda known: self.verb(known, handle.id, *args, **kwargs))[0]

        return _like(method, self.verb, 2)


def judges(verb: Callable[..., object]) -> Callable[[T], T]:
    """Say of a method of a handle which verb judges what it records."""

    def marked(method: T) -> T:
        method.verb = verb  # type: ignore[attr-defined]
        return method

    return marked


def verbs_of(handle: type[Handle]) -> dict[str, Callable[..., object]]:
    """Return method -> the verb that judges what it records, in the order of declaration."""
    declared = {name: it for cls in reversed(handle.__mro__) for name, it in vars(cls).items()}
    return {name: it.verb for name, it in declared.items() if hasattr(it, "verb")}


def _like(
    method: Callable[..., Any], verb: Callable[..., Any], leaving_out: int
) -> Callable[..., Any]:
    """Let a method look like its verb without the first arguments, also to tools that complete."""
    method.__name__ = method.__qualname__ = verb.__name__
    method.__doc__ = verb.__doc__
    method.__signature__ = _signature_after(verb, leaving_out)  # type: ignore[attr-defined]
    return method


@cache
def _signature_after(verb: Callable[..., Any], leaving_out: int) -> Signature:
    told = signature(verb)
    rest = list(told.parameters.values())[leaving_out:]
    return told.replace(parameters=rest, return_annotation=Signature.empty)
