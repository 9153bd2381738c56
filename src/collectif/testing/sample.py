"""This module is about sample events, a clock and randomness for tests of logs.

The events live in a registry of their own, so that they never meet those of an assembly.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any, TypeVar, dataclass_transform

import attrs

from collectif.ids import MemberId, ProposalId
from collectif.log.log import Log
from collectif.log.store import Store
from collectif.record.codec import Codec
from collectif.record.disclosure import Entropy
from collectif.record.envelope import Draft
from collectif.record.event import Registry, Withheld, personal

T = TypeVar("T")

SAMPLES = Registry()
"""The registry of the sample events."""

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
"""When the clocks of these tests start."""


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(attrs.field, personal)
)
def _sample(name: str) -> Callable[[type[T]], type[T]]:
    return SAMPLES.event(name)


@_sample("noted")
class Noted:
    """A member noted a number about a proposal."""

    member_id: MemberId
    number: int
    proposal_id: ProposalId | None = None


@_sample("remarked")
class Remarked:
    """A member made a remark, in personal words."""

    member_id: MemberId
    words: str | Withheld | None = personal(default=None)


@attrs.define
class SteppingClock:
    """A clock that goes forward by a second at each look, and can be set.

    Attributes:
        now: What it will say next.
    """

    now: datetime = NOON

    def __call__(self) -> datetime:
        """Return the time, and step."""
        said, self.now = self.now, self.now + timedelta(seconds=1)
        return said


def counting_entropy() -> Entropy:
    """Return a source of bytes that are the same every time, and never the same twice."""
    numbers = count()

    def draw(size: int) -> bytes:
        blocks = (sha256(b"%d" % next(numbers)).digest() for _ in range(-(-size // 32)))
        return b"".join(blocks)[:size]

    return draw


def sample_log(store: Store, **options: Any) -> Log:
    """Return a log of sample events on a store, the same in every run unless told otherwise."""
    given = {"clock": SteppingClock(), "entropy": counting_entropy(), **options}
    return Log(store, codec=Codec(SAMPLES), **given)


def noted(number: int, *, member: str = "ada", proposal: str | None = None) -> Noted:
    """Return a sample event without words."""
    about = None if proposal is None else ProposalId(proposal)
    return Noted(member_id=MemberId(member), number=number, proposal_id=about)


def remarked(words: str | None, *, member: str = "ada", id: str | None = None) -> Draft:
    """Return a sample event with words, kept as those of the member."""
    return Draft(data=Remarked(member_id=MemberId(member), words=words), id=id, subject=member)
