"""This module is about what was promised and asked, as far as verbs must know it."""

from __future__ import annotations

from attrs import define

from collectif.ids import CommitmentId, MemberId, RequestId


@define(kw_only=True)
class Commitment:
    """A commitment, as verbs see it.

    Attributes:
        id: Its name in the log.
        debtors: Who owes it, as last revised.
        creditors: To whom it is owed; the community too, where it is.
        replaces: The commitment that it takes over.
        outcome: How it ended; None while it is open.
    """

    id: CommitmentId
    debtors: frozenset[MemberId]
    creditors: frozenset[MemberId]
    replaces: CommitmentId | None = None
    outcome: str | None = None


@define(kw_only=True)
class Request:
    """A request for an account, as verbs see it."""

    id: RequestId
    asker: MemberId
    asked: MemberId
