"""This module is about how a community works together as time goes by, quarter after quarter.

The assembly looks back before it looks ahead: are we better at working together? Each figure is
exact and dated, and none is a mark: shares of joint contributions, of commitments that go both ways
and of answered requests, and how much is owed to others than funders. There is no composite.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from attrs import frozen

from collectif.acts.state import COLLECTIVE
from collectif.projections.accountability import Accountability, accountability
from collectif.projections.dealings import Promise
from collectif.projections.ties import share
from collectif.record.view import View


@frozen(kw_only=True)
class Quarter:
    """Three months of working together, as known at their end.

    Attributes:
        first: Its first day.
        last: Its last day, or the day that was asked for, if that comes before.
        contributions: How many contributions were reported in it.
        joint: How many of them two members or more made together.
        reciprocity: The share of pairs that go both ways, among all commitments made so far.
        due: How many requests for an account were due in it.
        answered: How many of them were answered by its end.
        commitments: How many commitments had been made by its end.
        beyond_funders: How many of them are owed to somebody other than a funder.
    """

    first: date
    last: date
    contributions: int
    joint: int
    reciprocity: Fraction | None
    due: int
    answered: int
    commitments: int
    beyond_funders: int

    @property
    def name(self) -> str:
        """The year and the quarter, such as `2017-Q1`."""
        return f"{self.first.year}-Q{self.first.month // 3 + 1}"

    @property
    def joint_share(self) -> Fraction | None:
        """The share of its contributions that were joint; None if there were none."""
        return share(self.joint, self.contributions)

    @property
    def response_rate(self) -> Fraction | None:
        """The share of the requests due in it that were answered by its end."""
        return share(self.answered, self.due)

    @property
    def beyond_funders_share(self) -> Fraction | None:
        """The share of commitments that are owed to somebody other than a funder."""
        return share(self.beyond_funders, self.commitments)


def together(view: View, *, on: date) -> tuple[Quarter, ...]:
    """Return each quarter from the first promise, gesture or request to the one of a day.

    Args:
        view: The log, as it is to be seen.
        on: The last day that counts.
    """
    return tuple(_quarter(first, then) for first, then in _through(view, on))


def history(view: View, *, on: date) -> tuple[Accountability, ...]:
    """Return who was answerable to whom at the end of each quarter, and on the day that is asked.

    Args:
        view: The log, as it is to be seen.
        on: The last day that counts.
    """
    return tuple(then for _, then in _through(view, on))


def _through(view: View, on: date) -> Iterator[tuple[date, Accountability]]:
    """Yield the first day of each quarter, and how things stood at its end."""
    now = accountability(view, on=on)
    began = [
        *(promise.made for promise in now.commitments),
        *(gesture.on for gesture in now.contributions),
        *(question.on for question in now.requests),
    ]
    first = _quarter_of(min(began)) if began else None
    while first is not None and first <= on:
        following = _quarter_of(first + timedelta(days=95))
        last = min(following - timedelta(days=1), on)
        yield first, now if last == on else accountability(view, on=last)
        first = following


def _quarter(first: date, then: Accountability) -> Quarter:
    told = [gesture for gesture in then.contributions if first <= gesture.on]
    due = [question for question in then.due if first <= question.due]
    return Quarter(
        first=first,
        last=then.on,
        contributions=len(told),
        joint=sum(gesture.joint for gesture in told),
        reciprocity=then.ties.reciprocity,
        due=len(due),
        answered=sum(question.answered is not None for question in due),
        commitments=len(then.commitments),
        beyond_funders=sum(owed_beyond_funders(promise, then) for promise in then.commitments),
    )


def owed_beyond_funders(promise: Promise, then: Accountability) -> bool:
    """Whether a commitment is owed to somebody other than a funder: a member, or everybody."""
    kinds = then.dealings.kinds
    return any(id == COLLECTIVE or kinds.get(id) != "FUNDER" for id in promise.creditors)


def _quarter_of(day: date) -> date:
    """Return the first day of the quarter in which a day falls."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)
