"""This module is about testing verbs: given what was done, when something is done, then what.

    given(founded, alim_joined).when(lambda c: c.convene(...)).then(AssemblyConvened(...))
    given(founded).when(lambda c: c.assembly("a1")).refused("UnknownAssembly")

An act is a function of a collective. Every outcome also checks the laws that all verbs keep: a
refusal records nothing, byte for byte; what is recorded, the state accepts, at once or refolded;
the same act told again with the same id records nothing; another act under that id is a conflict.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import shake_128
from typing import Any

import attrs
from attrs import define, frozen

from collectif.acts import Known, known_from
from collectif.collective import Collective
from collectif.collective import open as open_collective
from collectif.errors import Conflict, Refused
from collectif.record.envelope import Recorded
from collectif.record.view import View

Act = Callable[[Collective], object]
"""Something that is done through the handle of a collective."""

EVENING = datetime(2016, 11, 30, 18, tzinfo=UTC)
"""When the clock of these tests starts."""


@define
class TestClock:
    """A clock that goes on by one minute each time it is read.

    Attributes:
        now: What it says next; a test may set it.
    """

    __test__ = False

    now: datetime = EVENING

    def __call__(self) -> datetime:
        """Return the time, and go on."""
        self.now += timedelta(minutes=1)
        return self.now


def given(*acts: Act, url: str = "memory:") -> Given:
    """Return a new collective in which some acts were done, in order."""
    clock = TestClock()
    collective = open_collective(url, clock=clock, entropy=repeatable())
    for act in acts:
        act(collective)
    return Given(collective=collective, clock=clock)


@frozen(kw_only=True)
class Given:
    """What was done before.

    Attributes:
        collective: Where.
        clock: What its log takes for the time.
    """

    collective: Collective
    clock: TestClock

    def when(self, act: Act) -> When:
        """Return the act that is tried, not done yet."""
        return When(given=self, act=act)


@frozen(kw_only=True)
class When:
    """An act that is tried on what was given."""

    given: Given
    act: Act

    def then(self, *events: object) -> tuple[Recorded[Any], ...]:
        """Check that the act records these events and no others, and the laws; return them."""
        recorded = self.recorded()
        said = tuple(event.data for event in recorded)
        assert events == said, f"recorded {said}, not {events}"
        return recorded

    def recorded(self) -> tuple[Recorded[Any], ...]:
        """Check that the act records something, and the laws; return what it recorded."""
        collective = self.given.collective
        size = collective.log.size
        self.act(collective.noting(id="the-act"))
        recorded = tuple(collective.log.read(after=size))
        assert recorded, "the act recorded nothing"
        _state_accepts(collective)
        self._retry_records_nothing()
        self._other_act_conflicts()
        return recorded

    def refused(self, code: str) -> Refused:
        """Check that the act is refused for this reason and records nothing; return the refusal."""
        collective = self.given.collective
        before = bytes_of(collective)
        refusal = _refusal_of(lambda: self.act(collective))
        assert refusal is not None, f"the act was not refused as {code}"
        assert code == refusal.code, f"refused as {refusal.code}: {refusal}"
        assert before == bytes_of(collective), "a refusal changed the log"
        _state_accepts(collective)
        return refusal

    def _retry_records_nothing(self) -> None:
        collective = self.given.collective
        before = bytes_of(collective)
        self.act(collective.noting(id="the-act"))
        assert before == bytes_of(collective), "telling the act again changed the log"

    def _other_act_conflicts(self) -> None:
        collective = self.given.collective
        before = bytes_of(collective)
        other = collective.noting(id="the-act")
        try:
            other.post_wish(wish="other-wish", verbatim="Autre chose", medium="CARD")
        except Conflict:
            taken = True
        else:
            taken = False
        assert taken, "another act took the id"
        assert before == bytes_of(collective), "a conflict changed the log"


def bytes_of(collective: Collective) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
    """Return all that a log and its private store hold."""
    store = collective.log.store
    words = store.private.disclosures() if store.private is not None else iter(())
    rows = store.rows(0, collective.log.size)
    return tuple(row.body for row in rows), tuple(one.digest for one in words)


def state_of(known: Known) -> dict[str, Any]:
    """Return what is known, but for the view it was folded from and the act being judged."""
    said = attrs.asdict(known, recurse=False)
    return {name: value for name, value in said.items() if name not in ("view", "moment")}


def _refusal_of(act: Callable[[], object]) -> Refused | None:
    try:
        act()
    except Refused as refusal:
        return refusal
    return None


def _state_accepts(collective: Collective) -> None:
    """Check that what is known step by step is what folding the log anew says."""
    anew = known_from(View(source=collective.log.at(collective.log.size)))
    assert state_of(anew) == state_of(collective._core.known()), "refolding says otherwise"


def repeatable(name: str = "given") -> Callable[[int], bytes]:
    """Return random bytes that are the same in every run, and others under another name."""
    count = iter(range(10**9))
    return lambda length: shake_128(f"{name} {next(count)}".encode()).digest(length)
