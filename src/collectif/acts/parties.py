"""This module is about who stands in an act of accountability, and what the act is about."""

from __future__ import annotations

from collections.abc import Iterable

from collectif.acts.promised import Commitment, Request
from collectif.acts.state import Known, several, unknown
from collectif.errors import Refused
from collectif.ids import CommitmentId, ContributionId, MemberId, RequestId


def party(known: Known, id: str, *also: MemberId) -> MemberId:
    """Return a member who has joined and not left, or one of those who may stand beside them."""
    return MemberId(id) if id in also else known.member(id).id


def parties(known: Known, ids: str | Iterable[str], *also: MemberId) -> tuple[MemberId, ...]:
    """Return those who are named, each once, in the order in which they are named."""
    return tuple(dict.fromkeys(party(known, id, *also) for id in several(ids)))


def somebody(kind: str, id: str, *named: tuple[MemberId, ...]) -> None:
    """Refuse an act in which a place is left empty."""
    if not all(named):
        raise Refused("NobodyNamed", kind=kind, id=id)


def commitment_of(known: Known, id: str) -> Commitment:
    """Return a commitment that was made."""
    made = known.commitments.get(CommitmentId(id))
    return made or unknown("commitment", id, known.commitments)


def open_commitment(known: Known, id: str) -> Commitment:
    """Return a commitment that was made and not closed."""
    made = commitment_of(known, id)
    if made.outcome is not None:
        raise Refused("CommitmentClosed", commitment=id, outcome=made.outcome)
    return made


def request_of(known: Known, id: str) -> Request:
    """Return a request for an account that was made."""
    return known.requests.get(RequestId(id)) or unknown("request", id, known.requests)


def authors_of(known: Known, about: str) -> frozenset[MemberId]:
    """Return whose work it is: the members of a contribution, or the debtors of a commitment."""
    members = known.contributions.get(ContributionId(about))
    return commitment_of(known, about).debtors if members is None else members
