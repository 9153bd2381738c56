"""This module is about what follows from a decision, as far as verbs must know it.

Aims and what measures them, money on its way, outcome contracts. Like the things of an assembly
they are mutable inside a fold of the log, and hold nothing that only readers want.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Literal

from attrs import define, field, frozen

from collectif.ids import (
    AllocationId,
    ContractId,
    IndicatorId,
    MeasureId,
    MemberId,
    MissionId,
    PledgeId,
    ReceiptId,
    SpendingId,
    TermId,
)
from collectif.values import Money

Comparison = Literal[">=", "<=", ">", "<"]

_PLACES = 30
"""Digits before and after the point that a value may have: more would be no value of anything."""

_COMPARES = {">=": ge, "<=": le, ">": gt, "<": lt}


@define(kw_only=True)
class Mission:
    """A mission, as verbs see it.

    Attributes:
        parent: The wider mission that it serves.
        superseded: Whether another mission has taken its place: it is not live then.
    """

    id: MissionId
    parent: MissionId | None = None
    superseded: bool = False


@define(kw_only=True)
class Indicator:
    """An indicator, as verbs see it."""

    id: IndicatorId
    mission: MissionId
    direction: str


@define(kw_only=True)
class Measure:
    """A measure, as verbs see it."""

    id: MeasureId
    indicator: IndicatorId
    kind: str
    value: Decimal
    at: date


@define(kw_only=True)
class Pledge:
    """A pledge, as verbs see it.

    Attributes:
        money: What was promised; None for a pledge in kind.
        receipts: Receipt -> what came in; None for what came in kind.
    """

    id: PledgeId
    mission: MissionId
    money: Money | None
    receipts: dict[ReceiptId, Money | None] = field(factory=dict)


@define(kw_only=True)
class Allocation:
    """An allocation, as verbs see it."""

    id: AllocationId
    mission: MissionId
    money: Money
    spent: dict[SpendingId, Money] = field(factory=dict)


@frozen(kw_only=True)
class Term:
    """What an outcome contract pays for: its names and types stand in the log.

    Attributes:
        term_id: Its name within the contract.
        indicator_id: What is measured.
        op: How the measured value is compared with the threshold.
        threshold: The value to compare with, in the unit of the indicator.
        by: The last day of a measure that counts.
        pays: What is due when it is met.
    """

    term_id: TermId
    indicator_id: IndicatorId
    op: Comparison
    threshold: Decimal
    by: date
    pays: Money

    def met(self, value: Decimal, at: date) -> bool:
        """Whether a value that was found on a day meets it."""
        return at <= self.by and bool(_COMPARES[self.op](value, self.threshold))


@define(kw_only=True)
class Verdict:
    """What the evaluator said of a term, and on which measure."""

    term: TermId
    measure: MeasureId
    met: bool


@define(kw_only=True)
class Contract:
    """An outcome contract, as verbs see it.

    Attributes:
        terms: Name of a term -> the term.
        verdicts: Id of the event of a verdict -> the verdict.
    """

    id: ContractId
    evaluator: MemberId
    terms: Mapping[TermId, Term]
    verdicts: dict[str, Verdict] = field(factory=dict)


def exact(value: Decimal | int | str) -> Decimal:
    """Return a number exactly as it was given; a float is not exact, and is none.

    Raises:
        TypeError: For a float, or something that is no number.
        ValueError: For words, infinity, not-a-number, or more than 30 digits on either side of
            the point.
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise TypeError(f"{value!r} is not exact; give a Decimal, a whole number or text")
    try:
        number = Decimal(value)
    except ArithmeticError as error:
        raise ValueError(f"{value!r} is no number") from error
    if not number.is_finite():
        raise ValueError(f"{value!r} is no finite number")
    if number.adjusted() >= _PLACES or int(number.as_tuple().exponent) < -_PLACES:
        raise ValueError(f"{value!r} has more than {_PLACES} digits before or after the point")
    return number
