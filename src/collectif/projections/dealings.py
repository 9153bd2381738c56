"""This module is about what a reader sees of commitments, gestures, requests and reviews."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from collectif.acts.accounts import ContributionState
from collectif.acts.commitments import Outcome
from collectif.ids import CommitmentId, ContributionId, MemberId, Ref, RequestId, ReviewId
from collectif.record.event import Withheld
from collectif.tabled import Tabled
from collectif.values import Text


@frozen(kw_only=True)
class Promise:
    """A commitment as it stands: its first terms, with what its revisions changed.

    Attributes:
        id: Its name in the log.
        debtors: Who owes it now.
        creditors: To whom it is owed; COLLECTIVE is the community.
        object: What is promised.
        done_when: How everybody will see that it is done.
        due: The day by which it is promised.
        serves: The missions, decisions or indicators that it is for.
        replaces: The commitment that it takes over.
        made: The day on which it was made.
        accepted_by: The creditors that received it, in that order.
        revised: The days on which it was revised.
        outcome: How it ended; None while it is open.
        closed: The day on which it was closed; None while it is open.
        attested_by: Who saw how it ended.
    """

    id: CommitmentId
    debtors: tuple[MemberId, ...]
    creditors: tuple[MemberId, ...]
    object: Text
    done_when: Text
    due: date
    serves: tuple[Ref, ...]
    replaces: CommitmentId | None
    made: date
    accepted_by: tuple[MemberId, ...] = ()
    revised: tuple[date, ...] = ()
    outcome: Outcome | None = None
    closed: date | None = None
    attested_by: tuple[MemberId, ...] = ()


@frozen(kw_only=True)
class Gesture:
    """A contribution: what members did, one gesture however many they are.

    Attributes:
        id: Its name in the log.
        members: Who did it.
        what: What they did.
        state: How far it was.
        commitment: The commitment that it is for, if any.
        answers: The request for an account that it answers, if any.
        on: The day on which it was reported.
    """

    id: ContributionId
    members: tuple[MemberId, ...]
    what: Text | Withheld
    state: ContributionState
    commitment: CommitmentId | None
    answers: RequestId | None
    on: date

    @property
    def joint(self) -> bool:
        """Whether two members or more did it together."""
        return len(set(self.members)) > 1


@frozen(kw_only=True)
class Question:
    """A request for an account, and the earliest answer of the member that was asked.

    Attributes:
        id: Its name in the log.
        asker: Who asks: a member, or PUBLIC.
        asked: Who is to answer.
        about: What it is about.
        words: The question.
        on: The day on which it was asked.
        due: The day by which an answer was hoped for.
        answer: The contribution that answers it; None while nobody has.
        answered: The day of that answer.
    """

    id: RequestId
    asker: MemberId
    asked: MemberId
    about: Ref
    words: Text | Withheld
    on: date
    due: date
    answer: ContributionId | None = None
    answered: date | None = None

    @property
    def on_time(self) -> bool:
        """Whether it was answered on the day it was due, or before."""
        return self.answered is not None and self.answered <= self.due


@frozen(kw_only=True)
class Review:
    """A review by a peer; its words are in the event.

    Attributes:
        id: Its name in the log.
        reviewer: Who looked.
        about: The contribution or commitment that was looked at.
        on: The day on which it was given.
        offers_help: Whether the reviewer offers to do something.
    """

    id: ReviewId
    reviewer: MemberId
    about: Ref
    on: date
    offers_help: bool


@frozen(kw_only=True)
class Dealings(Tabled):
    """What members promised, did, asked and reviewed; all in the order of the log.

    Attributes:
        kinds: Member -> its kind, such as FUNDER; those who left too.
        departed: The members who left.
        promises: Commitment -> how it stands.
        gestures: Contribution -> what was done.
        questions: Request for an account -> how it stands.
        reviews: Review -> who looked at what.
        built_on: What a learning builds on: reviews, contributions, other learnings.
    """

    kinds: Mapping[MemberId, str]
    departed: frozenset[MemberId]
    promises: Mapping[CommitmentId, Promise]
    gestures: Mapping[ContributionId, Gesture]
    questions: Mapping[RequestId, Question]
    reviews: Mapping[ReviewId, Review]
    built_on: frozenset[str]
