"""This module is about folding what was promised, done, asked and reviewed, as it stands."""

from __future__ import annotations

from typing import Any

from attrs import define, evolve, field

from collectif.acts.accounts import AccountRequested, ContributionReported, PeerReviewGiven
from collectif.acts.commitments import (
    CommitmentAccepted,
    CommitmentClosed,
    CommitmentMade,
    CommitmentRevised,
)
from collectif.acts.community import MemberJoined, MemberLeft
from collectif.acts.knowledge import LearningShared
from collectif.ids import CommitmentId, ContributionId, MemberId, RequestId, ReviewId
from collectif.projections.dealings import Dealings, Gesture, Promise, Question, Review
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection


@define
class _Dealings:
    kinds: dict[MemberId, str] = field(factory=dict)
    departed: set[MemberId] = field(factory=set)
    promises: dict[CommitmentId, Promise] = field(factory=dict)
    gestures: dict[ContributionId, Gesture] = field(factory=dict)
    questions: dict[RequestId, Question] = field(factory=dict)
    reviews: dict[ReviewId, Review] = field(factory=dict)
    built_on: set[str] = field(factory=set)


def _members_have_a_kind(state: _Dealings, event: Recorded[MemberJoined]) -> None:
    state.kinds[event.data.member_id] = event.data.kind


def _those_who_left_act_no_more(state: _Dealings, event: Recorded[MemberLeft]) -> None:
    state.departed.add(event.data.member_id)


def _commitments_begin_open(state: _Dealings, event: Recorded[CommitmentMade]) -> None:
    made = event.data
    state.promises[made.commitment_id] = Promise(
        id=made.commitment_id,
        debtors=made.debtors,
        creditors=made.creditors,
        object=made.object,
        done_when=made.done_when,
        due=made.due,
        serves=made.serves,
        replaces=made.replaces,
        made=event.occurred.date(),
    )


def _creditors_receive(state: _Dealings, event: Recorded[CommitmentAccepted]) -> None:
    promise = state.promises.get(event.data.commitment_id)
    if promise is not None and event.data.by not in promise.accepted_by:
        state.promises[promise.id] = evolve(
            promise, accepted_by=(*promise.accepted_by, event.data.by)
        )


def _last_terms_hold(state: _Dealings, event: Recorded[CommitmentRevised]) -> None:
    promise = state.promises.get(event.data.commitment_id)
    if promise is None:  # in a view by time, the commitment may not have been made yet
        return
    terms = {name: getattr(event.data, name) for name in ("due", "object", "done_when", "debtors")}
    changed: dict[str, Any] = {name: value for name, value in terms.items() if value is not None}
    revised = (*promise.revised, event.occurred.date())
    state.promises[promise.id] = evolve(promise, revised=revised, **changed)


def _commitments_end_once(state: _Dealings, event: Recorded[CommitmentClosed]) -> None:
    promise = state.promises.get(event.data.commitment_id)
    if promise is not None:
        state.promises[promise.id] = evolve(
            promise,
            outcome=event.data.outcome,
            closed=event.occurred.date(),
            attested_by=event.data.attested_by,
        )


def _earliest_answer_answers(state: _Dealings, event: Recorded[ContributionReported]) -> None:
    told, day = event.data, event.occurred.date()
    state.gestures[told.contribution_id] = Gesture(
        id=told.contribution_id,
        members=told.members,
        what=told.what,
        state=told.state,
        commitment=told.commitment_id,
        answers=told.answers,
        on=day,
    )
    question = None if told.answers is None else state.questions.get(told.answers)
    if question is not None and (question.answered is None or day < question.answered):
        state.questions[question.id] = evolve(question, answer=told.contribution_id, answered=day)


def _requests_wait(state: _Dealings, event: Recorded[AccountRequested]) -> None:
    asked = event.data
    state.questions[asked.request_id] = Question(
        id=asked.request_id,
        asker=asked.asker,
        asked=asked.asked,
        about=asked.about,
        words=asked.question,
        on=event.occurred.date(),
        due=asked.due,
    )


def _reviews_are_of_others(state: _Dealings, event: Recorded[PeerReviewGiven]) -> None:
    given = event.data
    state.reviews[given.review_id] = Review(
        id=given.review_id,
        reviewer=given.reviewer,
        about=given.about,
        on=event.occurred.date(),
        offers_help=given.offer_of_help is not None,
    )


def _learnings_build_on_others(state: _Dealings, event: Recorded[LearningShared]) -> None:
    state.built_on.update(event.data.builds_on)


def _shown(state: _Dealings) -> Dealings:
    return Dealings(
        kinds=state.kinds,
        departed=frozenset(state.departed),
        promises=state.promises,
        gestures=state.gestures,
        questions=state.questions,
        reviews=state.reviews,
        built_on=frozenset(state.built_on),
    )


PROMISES: Projection[Any, Dealings] = Projection(
    start=_Dealings,
    clauses={
        MemberJoined: _members_have_a_kind,
        CommitmentMade: _commitments_begin_open,
        CommitmentAccepted: _creditors_receive,
        CommitmentRevised: _last_terms_hold,
        CommitmentClosed: _commitments_end_once,
        ContributionReported: _earliest_answer_answers,
        AccountRequested: _requests_wait,
        PeerReviewGiven: _reviews_are_of_others,
        MemberLeft: _those_who_left_act_no_more,
        LearningShared: _learnings_build_on_others,
    },
    show=_shown,
)
"""What was promised, done, asked and reviewed."""
