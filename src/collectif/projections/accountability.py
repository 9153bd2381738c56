"""This module is about accountability of many to many: who owes what to whom, and what came of it.

It is read for the whole community first, and for one member on request; a member sees what it owes
and what is owed to it, with dates, and never a rank. Shares are exact, and None where there is
nothing to share.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from statistics import median
from typing import TypeVar

from attrs import frozen

from collectif.acts.state import COLLECTIVE, PUBLIC
from collectif.errors import UnknownName
from collectif.ids import MemberId
from collectif.projections.dealings import Dealings, Gesture, Promise, Question, Review
from collectif.projections.edges import EDGES, Edge
from collectif.projections.promises import PROMISES
from collectif.projections.ties import Counted, Ties, share, ties_of
from collectif.record.view import View
from collectif.tabled import Tabled

T = TypeVar("T", Promise, Question)


@frozen(kw_only=True)
class Account(Tabled):
    """What one member owes and is owed; dates, and no figures to compare it by.

    Attributes:
        member: Whose it is; COLLECTIVE for the community.
        owes: The open commitments that it owes, the first one due first.
        owed: The open commitments that are owed to it, in the same order.
        to_answer: The requests that wait for its answer, in the same order.
        waiting_for: The requests that it made and that wait for an answer.
        past: The closed commitments that it owed, in the order of closing.
    """

    member: MemberId
    owes: tuple[Promise, ...]
    owed: tuple[Promise, ...]
    to_answer: tuple[Question, ...]
    waiting_for: tuple[Question, ...]
    past: tuple[Promise, ...]


@frozen(kw_only=True)
class Accountability(Tabled):
    """Who is answerable to whom for what, at the end of a day.

    Attributes:
        on: The day.
        silent_after: Days without a contribution after which an open commitment is silent.
        dealings: What was promised, done, asked and reviewed by then.
        edges: The ties between members by then, in the order of the log.
        ties: Who owes whom.
    """

    on: date
    silent_after: int
    dealings: Dealings
    edges: tuple[Edge, ...]
    ties: Ties

    @property
    def commitments(self) -> tuple[Promise, ...]:
        """Every commitment made so far, in the order of the log."""
        return tuple(self.dealings.promises.values())

    @property
    def states(self) -> Mapping[str, int]:
        """How many commitments stand how: OPEN, or their outcome; in alphabetical order."""
        return dict(sorted(Counter(p.outcome or "OPEN" for p in self.commitments).items()))

    @property
    def open(self) -> tuple[Promise, ...]:
        """The commitments that are not closed, the first one due first."""
        return _by_due(p for p in self.commitments if p.outcome is None)

    @property
    def late(self) -> tuple[Promise, ...]:
        """The open commitments whose day is past."""
        return tuple(promise for promise in self.open if promise.due < self.on)

    @property
    def orphaned(self) -> tuple[Promise, ...]:
        """The open commitments whose debtors have all left."""
        departed = self.dealings.departed
        return tuple(promise for promise in self.open if departed.issuperset(promise.debtors))

    @property
    def silent(self) -> tuple[Promise, ...]:
        """The open commitments for which nobody has reported anything for `silent_after` days."""
        last = {promise.id: promise.made for promise in self.open}
        for gesture in self.contributions:
            if gesture.commitment in last:
                last[gesture.commitment] = max(last[gesture.commitment], gesture.on)
        return tuple(p for p in self.open if (self.on - last[p.id]).days >= self.silent_after)

    @property
    def matrix(self) -> Mapping[MemberId, Mapping[MemberId, tuple[Promise, ...]]]:
        """Debtor -> creditor -> the open commitments owed, debtors and creditors by name."""
        ties = {
            (debtor, creditor)
            for promise in self.open
            for debtor in promise.debtors
            for creditor in promise.creditors
            if debtor != creditor
        }
        rows: dict[MemberId, dict[MemberId, tuple[Promise, ...]]] = {}
        for debtor, creditor in sorted(ties):
            owed = (p for p in self.open if debtor in p.debtors and creditor in p.creditors)
            rows.setdefault(debtor, {})[creditor] = tuple(owed)
        return rows

    @property
    def kept_rate(self) -> Fraction | None:
        """The share of KEPT among KEPT, PARTLY and NOT_KEPT; RELEASED and TRANSFERRED apart."""
        ended = Counter(promise.outcome for promise in self.commitments)
        return share(ended["KEPT"], ended["KEPT"] + ended["PARTLY"] + ended["NOT_KEPT"])

    @property
    def requests(self) -> tuple[Question, ...]:
        """Every request for an account made so far, in the order of the log."""
        return tuple(self.dealings.questions.values())

    @property
    def due(self) -> tuple[Question, ...]:
        """The requests that were to be answered by this day, the first one due first."""
        return _by_due(question for question in self.requests if question.due <= self.on)

    @property
    def answered(self) -> tuple[Question, ...]:
        """The requests that were due and are answered, in time or later."""
        return tuple(question for question in self.due if question.answered is not None)

    @property
    def answered_on_time(self) -> tuple[Question, ...]:
        """The requests that were due and were answered in time."""
        return tuple(question for question in self.due if question.on_time)

    @property
    def unanswered(self) -> tuple[Question, ...]:
        """The requests that were due and are not answered."""
        return tuple(question for question in self.due if question.answered is None)

    @property
    def response_rate(self) -> Fraction | None:
        """The share of the requests due that are answered."""
        return share(len(self.answered), len(self.due))

    @property
    def on_time_rate(self) -> Fraction | None:
        """The share of the requests due that were answered in time."""
        return share(len(self.answered_on_time), len(self.due))

    @property
    def median_days(self) -> Fraction | None:
        """The median of the days from a request to its answer, due or not; None without any."""
        days = [Fraction((q.answered - q.on).days) for q in self.requests if q.answered is not None]
        return median(days) if days else None

    @property
    def contributions(self) -> tuple[Gesture, ...]:
        """Everything that was reported so far, in the order of the log."""
        return tuple(self.dealings.gestures.values())

    @property
    def joint(self) -> tuple[Gesture, ...]:
        """The contributions of two members or more."""
        return tuple(gesture for gesture in self.contributions if gesture.joint)

    @property
    def joint_share(self) -> Fraction | None:
        """The share of contributions that two members or more made together."""
        return share(len(self.joint), len(self.contributions))

    @property
    def reviews(self) -> tuple[Review, ...]:
        """Every review by a peer so far, in the order of the log."""
        return tuple(self.dealings.reviews.values())

    @property
    def reviewed(self) -> tuple[Gesture, ...]:
        """The contributions that somebody else looked at."""
        peers: dict[str, set[MemberId]] = {}
        for review in self.reviews:
            peers.setdefault(review.about, set()).add(review.reviewer)
        return tuple(g for g in self.contributions if peers.get(g.id, set()) - {*g.members})

    @property
    def review_coverage(self) -> Fraction | None:
        """The share of contributions that somebody else looked at."""
        return share(len(self.reviewed), len(self.contributions))

    @property
    def offers_of_help(self) -> tuple[Review, ...]:
        """The reviews in which a peer offers to do something."""
        return tuple(review for review in self.reviews if review.offers_help)

    @property
    def learned_from(self) -> tuple[Review, ...]:
        """The reviews on which somebody built a learning."""
        return tuple(review for review in self.reviews if review.id in self.dealings.built_on)

    def of(self, member: MemberId | str) -> Account:
        """Return what one member owes and is owed; COLLECTIVE and PUBLIC are ends too.

        Raises:
            UnknownName: If no such member had joined by then.
        """
        self._check(member)
        waiting = _by_due(q for q in self.requests if q.answered is None)
        past = (p for p in self.commitments if p.closed is not None and member in p.debtors)
        return Account(
            member=MemberId(member),
            owes=tuple(promise for promise in self.open if member in promise.debtors),
            owed=tuple(promise for promise in self.open if member in promise.creditors),
            to_answer=tuple(question for question in waiting if question.asked == member),
            waiting_for=tuple(question for question in waiting if question.asker == member),
            past=tuple(sorted(past, key=lambda promise: promise.closed or date.max)),
        )

    def thread(self, one: MemberId | str, other: MemberId | str) -> tuple[Edge, ...]:
        """Return everything between two members, either way, in the order in which it happened.

        Raises:
            UnknownName: If one of them had not joined by then.
        """
        self._check(one, other)
        ends = {one, other}
        between = (edge for edge in self.edges if {edge.source, edge.target} == ends)
        return tuple(sorted(between, key=lambda edge: (edge.occurred, edge.seq)))

    def _check(self, *members: str) -> None:
        there = {*self.dealings.kinds, COLLECTIVE, PUBLIC}
        for member in members:
            if member not in there:
                raise UnknownName.of(
                    "accountability.no-member",
                    member=member,
                    on=self.on,
                    there=", ".join(sorted(there)),
                )


def accountability(
    view: View, *, on: date, counted: Counted = "MADE", silent_after: int = 90
) -> Accountability:
    """Return who is answerable to whom for what at the end of a day.

    Args:
        view: The log, as it is to be seen; what happened after the day is left out.
        on: The day.
        counted: Which commitments make the ties: all made so far, or only the open ones.
        silent_after: Days without a contribution after which an open commitment is silent.
    """
    seen = up_to(view, on)
    dealings, edges = PROMISES.replay(seen), EDGES.replay(seen)
    return Accountability(
        on=on,
        silent_after=silent_after,
        dealings=dealings,
        edges=edges,
        ties=ties_of(edges, dealings.kinds, counted),
    )


def up_to(view: View, day: date) -> View:
    """Return the same look at a log, without what happened after a day."""
    limit = view.happened_by
    last = limit.date() if isinstance(limit, datetime) else limit
    if last is not None and last <= day:
        return view
    return View(source=view.source, happened_by=day, corrected=view.corrected)


def _by_due(promised: Iterable[T]) -> tuple[T, ...]:
    return tuple(sorted(promised, key=lambda one: (one.due, one.id)))
