"""This module is about the calendar: every day that somebody promised, and what came of it.

A date that nobody looks up is soon nobody's; here each one stands beside the event that promised it
and the event that met it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Any, Literal

from attrs import define, field, frozen

from collectif.acts.accounts import AccountRequested, ContributionReported
from collectif.acts.assembly import InvitationSent
from collectif.acts.charter import CharterAdopted
from collectif.acts.commitments import CommitmentClosed, CommitmentMade, CommitmentRevised
from collectif.acts.decision import DecisionProposed, DecisionTaken
from collectif.acts.indicators import IndicatorDefined, IndicatorMeasured, TargetSet, lies_beyond
from collectif.acts.outcomes import OutcomeContractSigned, OutcomeVerified
from collectif.acts.reviews import DecisionReviewed, DecisionSuperseded
from collectif.acts.state import PUBLIC
from collectif.ids import AssemblyId, DecisionId, EventId, IndicatorId
from collectif.projections.dates import happened_by
from collectif.record.envelope import Recorded
from collectif.record.event import Withheld
from collectif.record.fold import Clause, Projection
from collectif.record.view import View
from collectif.values import Charter, Text

Kind = Literal["REPLY", "DUE", "ANSWER", "REVIEW", "TARGET", "MEASURE", "TERM"]
"""What is promised by a day: to reply to an invitation, to keep a commitment, to answer a request
for an account, to look at a decision again, to reach a target, to measure, to meet a term."""

State = Literal["OPEN", "LATE", "KEPT", "DONE"]
"""How a promised day stands: still to come; past, and nothing has met it; met as promised; over in
another way, such as late or released."""

MONTHS: Mapping[str, int] = {
    **dict.fromkeys(("annuelle", "annuel", "annual", "yearly"), 12),
    **dict.fromkeys(("semestrielle", "semestriel", "half-yearly"), 6),
    **dict.fromkeys(("trimestrielle", "trimestriel", "quarterly"), 3),
    **dict.fromkeys(("mensuelle", "mensuel", "monthly"), 1),
}
"""How often an indicator is measured, in words -> months; other words promise no day."""


@frozen(kw_only=True)
class Promised:
    """A day that was promised, as it stands at the end of another.

    Attributes:
        day: The day, as last revised.
        kind: What is promised by then.
        about: The invitation, commitment, request, decision or indicator; of a term
            `contract/term`.
        by: Who promised it, or is to do it: members, COLLECTIVE or PUBLIC; nobody for a decision.
        to: To whom, where somebody is named.
        what: What it is about, in words; None where the log does not say.
        promised_by: The event that set the day; the charter where it alone promises a review.
        met_by: The event that met or ended it; None while nothing has.
        met: The day of that event, or for which it measures.
        state: How it stands.
    """

    day: date
    kind: Kind
    about: str
    by: tuple[str, ...]
    to: tuple[str, ...]
    what: Text | Withheld | None
    promised_by: EventId
    met_by: EventId | None
    met: date | None
    state: State


@define(kw_only=True)
class _Day:
    day: date
    kind: Kind
    about: str
    by: tuple[str, ...]
    to: tuple[str, ...] = ()
    what: Text | Withheld | None = None
    promised_by: str
    met_by: str | None = None
    met: date | None = None
    kept: bool = False

    def end(
        self, event: Recorded[Any], *, kept: bool | None = None, on: date | None = None
    ) -> None:
        """Take in what met it: kept if that came in time, unless told otherwise."""
        self.met_by, self.met = event.id, on or event.occurred.date()
        self.kept = self.met <= self.day if kept is None else kept


@define
class _Calendar:
    days: dict[tuple[Kind, str], _Day] = field(factory=dict)
    looked: list[_Day] = field(factory=list)
    charters: dict[AssemblyId, Recorded[CharterAdopted]] = field(factory=dict)
    motions: dict[DecisionId, DecisionProposed] = field(factory=dict)
    indicators: dict[IndicatorId, IndicatorDefined] = field(factory=dict)
    targets: dict[IndicatorId, Recorded[TargetSet]] = field(factory=dict)
    measures: dict[IndicatorId, list[Recorded[IndicatorMeasured]]] = field(factory=dict)

    def add(self, event: Recorded[Any], **said: Any) -> None:
        """Note a day, set by an event; one of its kind about the same thing takes its place."""
        one = _Day(promised_by=event.id, **said)
        self.days[one.kind, one.about] = one


def calendar(view: View, *, on: date) -> tuple[Promised, ...]:
    """Return the days that were promised by the end of a day, and how each stands then.

    They are in the order of the days, then of kind and name. Measures are selected by the day for
    which they were found, everything else by when it happened.

    Args:
        view: The log, as it is to be seen.
        on: The day.
    """
    clauses: dict[type, Clause[_Calendar]] = {
        InvitationSent: _replies_are_due,
        CommitmentMade: _commitments_are_due,
        CommitmentRevised: _last_terms_hold,
        CommitmentClosed: _commitments_end_once,
        AccountRequested: _answers_are_due,
        ContributionReported: _earliest_answer_answers,
        CharterAdopted: _last_charter_holds,
        DecisionProposed: _motions_by_name,
        DecisionTaken: _decisions_are_looked_at_again,
        DecisionReviewed: _reviews_look_again,
        DecisionSuperseded: _what_is_replaced_is_over,
        IndicatorDefined: _indicators_by_name,
        TargetSet: _newest_target_holds,
        OutcomeContractSigned: _terms_are_due,
        OutcomeVerified: _last_verdict_counts,
    }
    found = {IndicatorMeasured: partial(_measures_by_indicator, on)}
    projection: Projection[Any, tuple[Promised, ...]] = Projection(
        start=_Calendar, clauses=happened_by(on, clauses) | found, show=partial(_shown, on)
    )
    return projection.replay(view)


def review_day(taken: Recorded[DecisionTaken], charter: Charter | None) -> date | None:
    """Return the day on which an adopted decision is looked at again; None where none is promised.

    The decision says so itself, or else the charter of its assembly does, and does so once: after a
    review that names no other day, the charter promises none.
    """
    if taken.data.review_on is not None:
        return taken.data.review_on
    day, days = taken.occurred.date(), 0 if charter is None else charter.review_after_days
    known = 0 < days <= (date.max - day).days  # beyond the year 9999, no day has a name
    return day + timedelta(days=days) if known else None


def _replies_are_due(state: _Calendar, event: Recorded[InvitationSent]) -> None:
    sent = event.data
    if sent.reply_by is not None:
        by = (PUBLIC,) if sent.to == "PUBLIC" else sent.to
        state.add(
            event,
            kind="REPLY",
            about=sent.invitation_id,
            day=sent.reply_by,
            by=by,
            what=sent.challenge,
        )


def _commitments_are_due(state: _Calendar, event: Recorded[CommitmentMade]) -> None:
    made = event.data
    state.add(
        event,
        kind="DUE",
        about=made.commitment_id,
        day=made.due,
        by=made.debtors,
        to=made.creditors,
        what=made.object,
    )


def _last_terms_hold(state: _Calendar, event: Recorded[CommitmentRevised]) -> None:
    due = state.days.get(("DUE", event.data.commitment_id))
    if due is None:  # in a view by time, the commitment may not have been made yet
        return
    due.by = event.data.debtors or due.by
    due.what = event.data.object or due.what
    if event.data.due is not None:
        due.day, due.promised_by = event.data.due, event.id


def _commitments_end_once(state: _Calendar, event: Recorded[CommitmentClosed]) -> None:
    due = state.days.get(("DUE", event.data.commitment_id))
    if due is not None:
        due.end(event, kept=event.data.outcome == "KEPT")


def _answers_are_due(state: _Calendar, event: Recorded[AccountRequested]) -> None:
    asked = event.data
    state.add(
        event,
        kind="ANSWER",
        about=asked.request_id,
        day=asked.due,
        by=(asked.asked,),
        to=(asked.asker,),
        what=asked.question,
    )


def _earliest_answer_answers(state: _Calendar, event: Recorded[ContributionReported]) -> None:
    due = state.days.get(("ANSWER", event.data.answers or ""))
    if due is not None and (due.met is None or event.occurred.date() < due.met):
        due.end(event)


def _last_charter_holds(state: _Calendar, event: Recorded[CharterAdopted]) -> None:
    state.charters[event.data.assembly_id] = event


def _motions_by_name(state: _Calendar, event: Recorded[DecisionProposed]) -> None:
    state.motions[event.data.decision_id] = event.data


def _look_again(
    state: _Calendar, decision: DecisionId, day: date | None, promised_by: Recorded[Any]
) -> None:
    """Note the day on which a decision is looked at again; the days before it stay."""
    before = state.days.pop(("REVIEW", decision), None)
    state.looked += [before] if before is not None else []
    moved = state.motions.get(decision)
    what = None if moved is None else moved.motion
    if day is not None:
        state.add(promised_by, kind="REVIEW", about=decision, day=day, by=(), what=what)


def _decisions_are_looked_at_again(state: _Calendar, event: Recorded[DecisionTaken]) -> None:
    if event.data.outcome != "ADOPTED":
        return
    moved = state.motions.get(event.data.decision_id)
    adopted = None if moved is None else state.charters.get(moved.assembly_id)
    day = review_day(event, None if adopted is None else adopted.data.charter)
    said_so = event if adopted is None or event.data.review_on is not None else adopted
    _look_again(state, event.data.decision_id, day, said_so)


def _reviews_look_again(state: _Calendar, event: Recorded[DecisionReviewed]) -> None:
    due = state.days.get(("REVIEW", event.data.decision_id))
    if due is not None:
        due.end(event)
    _look_again(state, event.data.decision_id, event.data.next_review, event)


def _what_is_replaced_is_over(state: _Calendar, event: Recorded[DecisionSuperseded]) -> None:
    due = state.days.get(("REVIEW", event.data.decision_id))
    if due is not None:
        due.end(event, kept=False)


def _indicators_by_name(state: _Calendar, event: Recorded[IndicatorDefined]) -> None:
    state.indicators[event.data.indicator_id] = event.data


def _newest_target_holds(state: _Calendar, event: Recorded[TargetSet]) -> None:
    state.targets[event.data.indicator_id] = event


def _measures_by_indicator(on: date, state: _Calendar, event: Recorded[IndicatorMeasured]) -> None:
    if event.data.at <= on:
        state.measures.setdefault(event.data.indicator_id, []).append(event)


def _terms_are_due(state: _Calendar, event: Recorded[OutcomeContractSigned]) -> None:
    signed = event.data
    for term in signed.terms:
        measured = state.indicators.get(term.indicator_id)
        state.add(
            event,
            kind="TERM",
            about=f"{signed.contract_id}/{term.term_id}",
            day=term.by,
            by=signed.providers,
            to=signed.payers,
            what=None if measured is None else measured.name,
        )


def _last_verdict_counts(state: _Calendar, event: Recorded[OutcomeVerified]) -> None:
    due = state.days.get(("TERM", f"{event.data.contract_id}/{event.data.term_id}"))
    if due is not None:
        due.end(event, kept=event.data.met)


def _shown(on: date, state: _Calendar) -> tuple[Promised, ...]:
    days = [*state.days.values(), *state.looked]
    for defined in state.indicators.values():
        measures = state.measures.get(defined.indicator_id, [])
        measures = sorted(measures, key=lambda event: event.data.at)
        days += _target(defined, state.targets.get(defined.indicator_id), measures)
        days += _measures(defined, measures)
    shown = (_standing(one, on) for one in days)
    return tuple(sorted(shown, key=lambda one: (one.day, one.kind, one.about, one.promised_by)))


def _target(
    defined: IndicatorDefined,
    target: Recorded[TargetSet] | None,
    measures: list[Recorded[IndicatorMeasured]],
) -> Iterator[_Day]:
    """Yield the day by which a target is to be reached; the first measure there reaches it."""
    if target is None:
        return
    due = _of_indicator(defined, "TARGET", target, target.data.due)
    aim = target.data.value
    for event in measures:
        reached = not lies_beyond(aim, event.data.value, defined.direction)
        if reached and event.data.kind != "BASELINE":
            due.end(event, on=event.data.at)
            break
    yield due


def _measures(
    defined: IndicatorDefined, measures: list[Recorded[IndicatorMeasured]]
) -> Iterator[_Day]:
    """Yield the day that follows each measure by the frequency; a final one asks for no other."""
    months = MONTHS.get(defined.frequency.strip().casefold())
    if months is None or not measures:
        return
    for event, following in pairwise([*measures, None]):
        if event is None or event.data.kind == "FINAL":
            continue
        due = _of_indicator(defined, "MEASURE", event, _months_later(event.data.at, months))
        if following is not None:
            due.end(following, on=following.data.at)
        yield due


def _of_indicator(defined: IndicatorDefined, kind: Kind, event: Recorded[Any], day: date) -> _Day:
    return _Day(
        kind=kind,
        about=defined.indicator_id,
        day=day,
        by=(defined.steward,),
        what=defined.name,
        promised_by=event.id,
    )


def _months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _standing(one: _Day, on: date) -> Promised:
    past = one.day < on
    open: State = "DONE" if past and one.kind == "REPLY" else "LATE" if past else "OPEN"
    ended: State = "KEPT" if one.kept else "DONE"
    return Promised(
        day=one.day,
        kind=one.kind,
        about=one.about,
        by=one.by,
        to=one.to,
        what=one.what,
        promised_by=EventId(one.promised_by),
        met_by=None if one.met_by is None else EventId(one.met_by),
        met=one.met,
        state=open if one.met_by is None else ended,
    )
