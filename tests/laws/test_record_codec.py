"""Laws of the way between an event and its bytes, for every registered class and for odd ones.

Identity (what is written reads back), canonicity (there is one spelling), privacy (no personal
word is in the bytes), strictness (nothing is taken for something else), and retries (the same act
told again is recognised, another one never is).
"""

from __future__ import annotations

import enum
import importlib
import itertools
import json
import pkgutil
import secrets
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any, Literal, NewType
from zoneinfo import ZoneInfo

import attrs
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import collectif.acts
from collectif.errors import CollectifError, CorruptLog, InvalidEvent, InvalidEventClass, UnknownName
from collectif.ids import AssemblyId, MemberId, ProposalId, Ref
from collectif.record.canonical import MAX_BYTES, accept, canonical
from collectif.record.codec import Codec, spelled_time
from collectif.record.disclosure import disclose
from collectif.record.envelope import Actor, Draft
from collectif.record.event import EVENTS, WITHHELD, Personal, Registry, Unknown, Withheld, personal
from collectif.testing.events import drafts, free_json, ids, offsets, plain_values, texts, times
from collectif.values import Charter, Json, Money, Score, Share, Text

for module in pkgutil.iter_modules(collectif.acts.__path__):
    importlib.import_module(f"collectif.acts.{module.name}")

REGISTRY = Registry()
NOW = "2026-01-02T03:04:05.000006Z"

Amount = NewType("Amount", int)


@attrs.frozen(kw_only=True)
class Dissent:
    """A value with words of its own."""

    member_id: MemberId
    text: Text | Withheld = personal()
    note: str | Withheld | None = personal(default=None)


@REGISTRY.event("every-shape", version=1)
class EveryShape:
    """One field of each kind that an event may have."""

    text: str
    number: int
    flag: bool
    day: date
    moment: datetime
    exact: Decimal
    score: Score
    share: Share
    word: Literal["YES", "NO"]
    amount: Amount
    code: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
    money: Money
    charter: Charter
    many: tuple[str, ...]
    pair: tuple[int, str]
    some: frozenset[str]
    by_grade: dict_of_texts
    by_member: grades_by_member
    one_or_many: tuple[MemberId, ...] | Literal["PUBLIC"]
    maybe: int | None = None
    maybe_day: date | None = None
    maybe_money: Money | None = None


@REGISTRY.event("worded")
class Worded:
    """Words at every depth."""

    proposal_id: ProposalId
    reason: Text | Withheld = personal()
    comment: str | Withheld | None = personal(default=None)
    names: tuple[str, ...] | Withheld | None = personal(default=None)
    dissents: tuple[Dissent, ...]
    by_member: dissents_by_member
    first: Dissent | None = None


@REGISTRY.event("free")
class Free:
    """Free JSON beside words."""

    payload: Json
    more: Json | None = None
    reason: Text | Withheld | None = personal(default=None)


@REGISTRY.event("small")
class Small:
    """Small enough to be told by hand."""

    member_id: MemberId
    value: Score
    late: bool | None = None


CODEC = Codec(REGISTRY)
ALL_TYPES = [*EVENTS, *REGISTRY]
laws = settings(
    max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
