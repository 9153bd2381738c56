"""This module is about commitments: members promise others something by a date, before everybody.

A commitment is owed to somebody else, serves a shared aim, changes with the agreement of those to
whom it is owed, and is closed by somebody who does not owe it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from collectif.acts.parties import commitment_of, open_commitment, parties, party, somebody
from collectif.acts.promised import Commitment
from collectif.acts.state import COLLECTIVE, Known, effect, several
from collectif.errors import Refused
from collectif.ids import CommitmentId, MemberId, Ref
from collectif.record.envelope import Recorded
from collectif.record.event import Withheld, event, personal
from collectif.values import Text

Outcome = Literal["KEPT", "PARTLY", "NOT_KEPT", "RELEASED", "TRANSFERRED"]

_AIMS = frozenset({"mission", "decision", "indicator"})


@event("commitment-made", names="commitment_id")
class CommitmentMade:
    """Engagement pris: members promise others something by a date.

    Attributes:
        commitment_id: Its name in the log.
        debtors: Who owes it: members, or COLLECTIVE for the community.
        creditors: To whom it is owed: members, or COLLECTIVE for the community.
        object: What is promised.
        done_when: How everybody will see that it is done.
        due: The day by which it is promised.
        serves: The missions, decisions or indicators that it is for.
        replaces: The commitment that it takes over.
    """

    commitment_id: CommitmentId
    debtors: tuple[MemberId, ...]
    creditors: tuple[MemberId, ...]
    object: Text
    done_when: Text
    due: date
    serves: tuple[Ref, ...]
    replaces: CommitmentId | None = None


@event("commitment-accepted")
class CommitmentAccepted:
    """Engagement reçu: one of those to whom it is owed says that this is what they expect.

    Attributes:
        commitment_id: Which one.
        by: The creditor that says so.
    """

    commitment_id: CommitmentId
    by: MemberId


@event("commitment-revised")
class CommitmentRevised:
    """Engagement révisé: other terms, agreed with those to whom it is owed.

    Attributes:
        commitment_id: Which one.
        reason: Why.
        agreed_by: Who agrees; a creditor among them.
        due: The new day.
        object: What is promised now.
        debtors: Who owes it now, all of them.
        done_when: How everybody will see that it is done now.
    """

    commitment_id: CommitmentId
    agreed_by: tuple[MemberId, ...]
    reason: Text | Withheld = personal()
    due: date | None = None
    object: Text | None = None
    debtors: tuple[MemberId, ...] | None = None
    done_when: Text | None = None


@event("commitment-closed")
class CommitmentClosed:
    """Engagement clos: how it ended, as somebody who did not owe it saw it.

    Attributes:
        commitment_id: Which one.
        outcome: How it ended.
        attested_by: Who saw it; not its debtors alone.
        note: What they saw, in words.
    """

    commitment_id: CommitmentId
    outcome: Outcome
    attested_by: tuple[MemberId, ...]
    note: Text | Withheld = personal()


@effect(CommitmentMade)
def commitments_are_open_first(known: Known, recorded: Recorded[CommitmentMade]) -> None:
    """A commitment is open until it is closed."""
    made = recorded.data
    known.commitments[made.commitment_id] = Commitment(
        id=made.commitment_id,
        debtors=frozenset(made.debtors),
        creditors=frozenset(made.creditors),
        replaces=made.replaces,
    )


@effect(CommitmentRevised)
def revised_debtors_owe_from_here_on(known: Known, recorded: Recorded[CommitmentRevised]) -> None:
    """The debtors of a commitment are those of its last revision that names any."""
    commitment = known.commitments.get(recorded.data.commitment_id)
    if commitment is not None and recorded.data.debtors is not None:
        commitment.debtors = frozenset(recorded.data.debtors)


@effect(CommitmentClosed)
def closed_commitments_stay_closed(known: Known, recorded: Recorded[CommitmentClosed]) -> None:
    """A commitment ends once."""
    commitment = known.commitments.get(recorded.data.commitment_id)
    if commitment is not None:
        commitment.outcome = recorded.data.outcome


def commit(
    known: Known,
    *,
    commitment: CommitmentId | str,
    debtors: str | Iterable[MemberId | str],
    creditors: str | Iterable[MemberId | str] = COLLECTIVE,
    object: str | Text,
    done_when: str | Text,
    due: date,
    serves: str | Iterable[str],
    replaces: CommitmentId | str | None = None,
) -> CommitmentMade:
    """Promise something by a date, for a shared aim; to the community unless told otherwise.

    Args:
        commitment: A new name.
        debtors: Who owes it: members, or COLLECTIVE.
        creditors: To whom it is owed; somebody who is not among the debtors.
        object: What is promised.
        done_when: How everybody will see that it is done.
        due: The day by which it is promised.
        serves: At least one mission, decision or indicator, and nothing else.
        replaces: A commitment that this one takes over.
    """
    known.new("commitment", commitment)
    owing, owed = (parties(known, ids, COLLECTIVE) for ids in (debtors, creditors))
    somebody("commitment", commitment, owing, owed)
    _refuse_owing_oneself(commitment, owing, owed)
    return CommitmentMade(
        commitment_id=CommitmentId(commitment),
        debtors=owing,
        creditors=owed,
        object=known.text(object),
        done_when=known.text(done_when),
        due=due,
        serves=_aims(known, commitment, serves),
        replaces=None if replaces is None else commitment_of(known, replaces).id,
    )


def accept(
    known: Known, *, commitment: CommitmentId | str, by: MemberId | str
) -> CommitmentAccepted:
    """Receive a commitment, as one of those to whom it is owed."""
    promised = open_commitment(known, commitment)
    creditor = party(known, by, COLLECTIVE)
    _refuse_unless_a_creditor(promised, (creditor,))
    return CommitmentAccepted(commitment_id=promised.id, by=creditor)


def revise(
    known: Known,
    *,
    commitment: CommitmentId | str,
    reason: str | Text,
    agreed_by: str | Iterable[MemberId | str],
    due: date | None = None,
    object: str | Text | None = None,
    done_when: str | Text | None = None,
    debtors: str | Iterable[MemberId | str] | None = None,
) -> CommitmentRevised:
    """Change an open commitment, with the agreement of a creditor.

    Args:
        commitment: Which one.
        reason: Why.
        agreed_by: Who agrees: at least one creditor, and whoever else does.
        due: The new day.
        object: What is promised now.
        done_when: How everybody will see that it is done now.
        debtors: All who owe it now.
    """
    promised = open_commitment(known, commitment)
    agreeing = parties(known, agreed_by, COLLECTIVE)
    _refuse_unless_a_creditor(promised, agreeing)
    owing = None if debtors is None else parties(known, debtors, COLLECTIVE)
    if owing is not None:
        somebody("commitment", commitment, owing)
        _refuse_owing_oneself(commitment, owing, tuple(promised.creditors))
    if all(said is None for said in (due, object, done_when, owing)):
        raise Refused("NothingRevised", commitment=commitment)
    return CommitmentRevised(
        commitment_id=promised.id,
        reason=known.text(reason),
        agreed_by=agreeing,
        due=due,
        object=known.maybe(object),
        done_when=known.maybe(done_when),
        debtors=owing,
    )


def close_commitment(
    known: Known,
    *,
    commitment: CommitmentId | str,
    outcome: Outcome,
    attested_by: str | Iterable[MemberId | str],
    note: str | Text,
) -> CommitmentClosed:
    """Close a commitment, as somebody who does not owe it saw it end.

    Args:
        commitment: Which one.
        outcome: How it ended; TRANSFERRED needs another commitment that replaces it.
        attested_by: Who saw it: members, or COLLECTIVE; at least one who is not a debtor.
        note: What they saw.
    """
    promised = open_commitment(known, commitment)
    witnesses = parties(known, attested_by, COLLECTIVE)
    if promised.debtors.issuperset(witnesses):
        raise Refused("SelfAttestation", commitment=commitment, debtors=promised.debtors)
    replaced = any(other.replaces == promised.id for other in known.commitments.values())
    if outcome == "TRANSFERRED" and not replaced:
        raise Refused("ReplacementMissing", commitment=commitment)
    return CommitmentClosed(
        commitment_id=promised.id,
        outcome=outcome,
        attested_by=witnesses,
        note=known.text(note),
    )


def _aims(known: Known, commitment: str, serves: str | Iterable[str]) -> tuple[Ref, ...]:
    aims = tuple(Ref(known.thing(id)) for id in several(serves))
    others = [id for id in aims if known.names.get(id) not in _AIMS]
    if others or not aims:
        raise Refused("ServesNothing", commitment=commitment, given=others)
    return aims


def _refuse_owing_oneself(
    commitment: str, debtors: tuple[MemberId, ...], creditors: tuple[MemberId, ...]
) -> None:
    if set(creditors) <= set(debtors):
        raise Refused("SelfCommitment", commitment=commitment, debtors=debtors)


def _refuse_unless_a_creditor(promised: Commitment, named: tuple[MemberId, ...]) -> None:
    if promised.creditors.isdisjoint(named):
        raise Refused(
            "NotACreditor", commitment=promised.id, given=named, creditors=promised.creditors
        )
