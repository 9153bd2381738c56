"""This module is about giving account: gestures reported, accounts asked for, reviews of peers.

Anybody may ask any member, and the public too; a review says what is good, asks, offers help, and
gives no mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Literal

from collectif.acts.marks import mark_in
from collectif.acts.parties import (
    authors_of,
    commitment_of,
    parties,
    party,
    request_of,
    somebody,
)
from collectif.acts.promised import Request
from collectif.acts.state import COLLECTIVE, PUBLIC, Known, effect, kept, rule, unknown
from collectif.errors import Refused
from collectif.ids import CommitmentId, ContributionId, MemberId, Ref, RequestId, ReviewId
from collectif.record.envelope import Recorded
from collectif.record.event import Withheld, event, personal
from collectif.values import Link, Text

ContributionState = Literal["UNDERWAY", "DONE", "BLOCKED"]


@event("contribution-reported", names="contribution_id")
class ContributionReported:
    """Geste rapporté: what members did, one or several together.

    Attributes:
        contribution_id: Its name in the log.
        members: Who did it; one gesture, however many they are.
        state: How far it is.
        to: To whom it is told: members, COLLECTIVE or PUBLIC.
        evidence: What shows it.
        what: What they did.
        commitment_id: The commitment that it is for.
        answers: The request for an account that it answers.
        difficulty: What stands in the way.
    """

    contribution_id: ContributionId
    members: tuple[MemberId, ...]
    state: ContributionState
    to: tuple[MemberId, ...]
    evidence: tuple[Link, ...]
    what: Text | Withheld = personal()
    commitment_id: CommitmentId | None = None
    answers: RequestId | None = None
    difficulty: Text | Withheld | None = personal(default=None)


@event("account-requested", names="request_id")
class AccountRequested:
    """Compte demandé: a question to a member, with a date.

    Attributes:
        request_id: Its name in the log.
        asker: Who asks: a member, or PUBLIC.
        asked: The member that is to answer.
        about: What it is about.
        due: The day by which an answer is hoped for.
        question: What is asked.
    """

    request_id: RequestId
    asker: MemberId
    asked: MemberId
    about: Ref
    due: date
    question: Text | Withheld = personal()


@event("peer-review-given", names="review_id")
class PeerReviewGiven:
    """Regard de pair: strengths, questions, an offer of help; never a mark.

    Attributes:
        review_id: Its name in the log.
        reviewer: Who looks; not one of those whose work it is.
        about: The contribution or the commitment that is looked at.
        strengths: What is good.
        questions: What one would like to know.
        suggestion: What one would try.
        offer_of_help: What the reviewer offers to do.
    """

    review_id: ReviewId
    reviewer: MemberId
    about: Ref
    strengths: Text | Withheld = personal()
    questions: Text | Withheld = personal()
    suggestion: Text | Withheld | None = personal(default=None)
    offer_of_help: Text | Withheld | None = personal(default=None)


@effect(ContributionReported)
def gestures_belong_to_their_members(
    known: Known, recorded: Recorded[ContributionReported]
) -> None:
    """A contribution is the work of those who are named in it, together."""
    told = recorded.data
    known.contributions[told.contribution_id] = frozenset(told.members)


@effect(AccountRequested)
def requests_wait_for_whom_they_ask(known: Known, recorded: Recorded[AccountRequested]) -> None:
    """A request is for the member that it asks, and nobody answers in its place."""
    asked = recorded.data
    known.requests[asked.request_id] = Request(
        id=asked.request_id, asker=asked.asker, asked=asked.asked
    )


@rule(PeerReviewGiven)
def reviews_hold_no_mark(known: Known, given: PeerReviewGiven) -> None:
    """A review holds words; what a mark looks like stands in `collectif.acts.marks`."""
    for words in _words_of(given):
        mark = mark_in(words)
        if mark is not None:
            raise Refused("MarksNotAllowed", review=given.review_id, mark=mark)


def report(
    known: Known,
    *,
    contribution: ContributionId | str,
    members: str | Iterable[MemberId | str],
    what: str | Text,
    state: ContributionState = "DONE",
    to: str | Iterable[MemberId | str] | None = None,
    commitment: CommitmentId | str | None = None,
    answers: RequestId | str | None = None,
    difficulty: str | Text | None = None,
    evidence: Iterable[Link] = (),
) -> ContributionReported:
    """Report what members did, for a commitment or without one, also as an answer.

    Args:
        contribution: A new name.
        members: Who did it, together.
        what: What they did.
        state: How far it is.
        to: To whom it is told; unless told otherwise, to the creditors of the commitment and to
            who asked, or else to the community.
        commitment: The commitment that it is for, open or closed.
        answers: The request that it answers; the member that was asked is among `members`.
        difficulty: What stands in the way.
        evidence: What shows it.
    """
    known.new("contribution", contribution)
    promised = None if commitment is None else commitment_of(known, commitment)
    request = None if answers is None else request_of(known, answers)
    doing = parties(known, members)
    if request is not None and request.asked not in doing:
        raise Refused("NotTheAsked", request=request.id, asked=request.asked, given=doing)
    told = () if promised is None else tuple(sorted(promised.creditors))
    told += () if request is None else (request.asker,)
    listening = tuple(dict.fromkeys(told)) or (COLLECTIVE,)
    if to is not None:
        listening = parties(known, to, COLLECTIVE, PUBLIC)
    somebody("contribution", contribution, doing, listening)
    return ContributionReported(
        contribution_id=ContributionId(contribution),
        members=doing,
        what=known.text(what),
        state=state,
        to=listening,
        commitment_id=None if promised is None else promised.id,
        answers=None if request is None else request.id,
        difficulty=known.maybe(difficulty),
        evidence=tuple(evidence),
    )


def ask(
    known: Known,
    *,
    request: RequestId | str,
    asker: MemberId | str = PUBLIC,
    asked: MemberId | str,
    about: str,
    question: str | Text,
    due: date,
) -> AccountRequested:
    """Ask a member for an account of anything in the log, by a date.

    Args:
        request: A new name.
        asker: Who asks: a member, or the public unless told otherwise.
        asked: Another member.
        about: What it is about.
        question: What is asked.
        due: The day by which an answer is hoped for.
    """
    known.new("request", request)
    asking, answering = party(known, asker, PUBLIC), party(known, asked)
    if asking == answering:
        raise Refused("SelfRequest", request=request, member=asking)
    return AccountRequested(
        request_id=RequestId(request),
        asker=asking,
        asked=answering,
        about=Ref(known.thing(about)),
        question=known.text(question),
        due=due,
    )


def review(
    known: Known,
    *,
    review: ReviewId | str,
    reviewer: MemberId | str,
    about: str,
    strengths: str | Text,
    questions: str | Text,
    suggestion: str | Text | None = None,
    offer_of_help: str | Text | None = None,
) -> PeerReviewGiven:
    """Look at the work of others: what is good, what one asks, what one offers; no mark.

    Args:
        review: A new name.
        reviewer: A member that is not one of those whose work it is.
        about: A contribution or a commitment.
        strengths: What is good.
        questions: What one would like to know.
        suggestion: What one would try.
        offer_of_help: What the reviewer offers to do.
    """
    known.new("review", review)
    if known.names.get(about) not in ("contribution", "commitment"):
        unknown("target", about, known.contributions)
    looking = party(known, reviewer)
    if looking in authors_of(known, about):
        raise Refused("SelfReview", review=review, member=looking, about=about)
    given = PeerReviewGiven(
        review_id=ReviewId(review),
        reviewer=looking,
        about=Ref(about),
        strengths=known.text(strengths),
        questions=known.text(questions),
        suggestion=known.maybe(suggestion),
        offer_of_help=known.maybe(offer_of_help),
    )
    return kept(known, given)


def _words_of(given: PeerReviewGiven) -> Iterator[str]:
    for said in (given.strengths, given.questions, given.suggestion, given.offer_of_help):
        if isinstance(said, Mapping):
            yield from said.values()
