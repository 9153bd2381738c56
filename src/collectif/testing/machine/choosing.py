"""This module is about choosing what is tried: from what is there mostly, and wrongly at times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from attrs import field, frozen

from collectif.acts import Known
from collectif.acts.things import Room, Round
from collectif.collective import Collective
from collectif.handles import act
from collectif.ids import AssemblyId
from collectif.record.envelope import Recorded
from collectif.values import Money

T = TypeVar("T")
Below = Callable[[int], int]
"""What draws: a limit -> a whole number from 0 up to the limit, which is left out."""


@frozen(repr=False)
class Call:
    """A verb with what is said: what a command tries.

    Attributes:
        verb: The name of the verb: a method of the collective or of an assembly.
        said: The arguments.
        room: The assembly in which it is tried; None for the collective.
        noted: What is noted of it besides; see `Handle.noting`.
        own: The verb itself, where it is no method of a handle: an embedder's own.
    """

    verb: str
    said: Mapping[str, Any]
    room: str | None = None
    noted: Mapping[str, Any] = field(factory=dict)
    own: Callable[..., object] | None = None

    def __call__(self, collective: Collective) -> object:
        """Try it."""
        noting = collective.noting(**self.noted) if self.noted else collective
        handle = noting if self.room is None else noting.assembly(self.room)
        if self.own is not None:
            return act(self.own).__get__(handle, type(handle))(**self.said)
        return getattr(handle, self.verb)(**self.said)

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        """Let Hypothesis show it as a script does."""
        printer.text(repr(self))

    def __repr__(self) -> str:
        """Read as a line of a script."""
        said = ", ".join(f"{name}={value!r}" for name, value in self.said.items())
        noted = ", ".join(f"{name}={value!r}" for name, value in self.noted.items())
        handle = f"c.noting({noted})" if noted else "c"
        handle += "" if self.room is None else f".assembly({self.room!r})"
        return f"{handle}.{self.verb}({said})"


class Choose:
    """What one command is made from; one in four commands is made carelessly.

    Attributes:
        known: What the log says.
        told: The events of the log, as last recorded.
        people: Those whose words the private store ties to a person.
        number: The number of the command in its sequence; it makes names and words its own.
    """

    def __init__(
        self,
        draw: Below,
        known: Known,
        told: list[Recorded[Any]],
        people: Iterable[str],
        number: int,
    ) -> None:
        self.known, self.told, self.people, self.number = known, told, tuple(people), number
        self._draw, self._spoken = draw, 0
        self._careless = self.below(4) == 3

    def below(self, limit: int) -> int:
        """Return a whole number from 0 up to `limit`, which is left out."""
        return self._draw(limit) if limit > 1 else 0

    def wrongly(self) -> bool:
        """Whether a careless command is wrong here."""
        return self._careless and self.below(3) == 2

    def rarely(self, odds: int = 3) -> bool:
        """Whether something happens that happens once in a while."""
        return self.below(odds) == odds - 1

    def one(self, right: Iterable[T], *wrong: Any) -> T:
        """Return one of what is right, or of what is wrong: carelessly, or for want of better."""
        pool: list[Any] = list(right)
        if wrong and (not pool or self.wrongly()):
            pool = list(wrong)
        return cast(T, pool[self.below(len(pool))] if pool else "nothing")

    def some(self, right: Iterable[T], *wrong: Any, least: int = 1, most: int = 3) -> tuple[T, ...]:
        """Return several different ones, in any order."""
        pool = list(right)
        wanted = min(least + self.below(most - least + 1), len(pool))
        if wrong and (wanted < least or self.wrongly()):
            return (wrong[self.below(len(wrong))],)
        return tuple(pool.pop(self.below(len(pool))) for _ in range(wanted))

    def maybe(self, right: Iterable[T], *wrong: Any) -> T | None:
        """Return one of them, or nothing."""
        pool = list(right)
        return self.one(pool, *wrong) if pool and self.rarely(2) else None

    def new(self, kind: str) -> str:
        """Return a name that nothing has; at times one that is taken, or is none."""
        if self.wrongly():
            return self.one([*self.known.names, *self.known.retired], "no name")
        return f"{kind}{self.number}"

    def words(self) -> str:
        """Return words that nobody said before, so that they can be found again."""
        if self.wrongly():
            return ""
        self._spoken += 1
        return f"mot{self.number}x{self._spoken}x"

    def day(self, *, ahead: int = 400) -> date:
        """Return a day from today on."""
        return self.known.today + timedelta(days=self.below(ahead))

    def money(self, most: int = 1000) -> Money:
        """Return an amount; at times of nothing, or in another currency."""
        if self.wrongly():
            return self.one([Money(amount_cents=0, currency="CAD")], *_ODD_MONEY)
        return Money(amount_cents=1 + self.below(max(most, 1)), currency="CAD")

    def member(self) -> str:
        """Return a member that is there; at times one that left, or never came."""
        return self.one(self.known.members, *self.known.former, "nobody", "COLLECTIVE")

    def members(self, *, least: int = 1, most: int = 3) -> tuple[str, ...]:
        """Return several members."""
        return self.some(self.known.members, *self.known.former, "nobody", least=least, most=most)

    def room(self, *statuses: str) -> Room:
        """Return an assembly, in one of some states if there is one."""
        rooms = list(self.known.rooms.values())
        fit = [room for room in rooms if room.status in statuses]
        nowhere = Room(id=AssemblyId("nowhere"), planned_for=self.known.moment, agenda=frozenset())
        return self.one(fit, *rooms, nowhere)

    def present(self, room: Room) -> list[str]:
        """Return the members for which somebody is in the room."""
        mandates = (self.known.mandates.get(id) for id in sorted(room.present))
        return list(dict.fromkeys(m.member for m in mandates if m is not None))

    def round(self, *kinds: str, status: str = "OPEN") -> Round | None:
        """Return a round of some kinds, in a state if there is one; None where no round is."""
        rounds = [round for round in self.known.rounds.values() if round.kind in kinds]
        fit = [round for round in rounds if round.status == status]
        return self.one(fit, *self.known.rounds.values()) if self.known.rounds else None

    def proposals(self) -> list[str]:
        """Return the live proposals."""
        return [p.id for p in self.known.proposals.values() if p.live]

    def decision(self, *statuses: str) -> str:
        """Return a decision, in one of some states if there is one."""
        decisions = self.known.decisions.values()
        fit = [d.id for d in decisions if d.status in statuses]
        return self.one(fit, *self.known.decisions, "nothing")

    def mission(self) -> str:
        """Return a live mission; at times one that was superseded."""
        live = [m.id for m in self.known.missions.values() if not m.superseded]
        return self.one(live, *self.known.missions, "nothing")

    def things(self) -> list[str]:
        """Return the names of all things but those who may stand for everybody."""
        return [id for id in self.known.names if id not in ("COLLECTIVE", "PUBLIC")]

    def within(self, round: Round) -> datetime:
        """Return a moment at which a round was open."""
        last = round.ended or self.known.moment
        return round.began + self.below(4) * (last - round.began) / 4


def needing(
    there: Callable[[Known], object], first: Callable[[Choose], Call]
) -> Callable[[Callable[[Choose], Call]], Callable[[Choose], Call]]:
    """Let a command that needs something first try, mostly, what brings it about.

    Args:
        there: Whether what it needs is there.
        first: What brings it about.
    """

    def made(command: Callable[[Choose], Call]) -> Callable[[Choose], Call]:
        @wraps(command)
        def prepared(choose: Choose) -> Call:
            missing = not there(choose.known) and not choose.rarely(5)
            return first(choose) if missing else command(choose)

        return prepared

    return made


_ODD_MONEY = (Money(amount_cents=-5, currency="CAD"), Money(amount_cents=7, currency="EUR"))
