"""This module is about open conversations: many people, many short statements, no mandate.

Statements are proposals without carriers. They may join while the round is open; a participant has
one standing on each, and the last one counts.
"""

from __future__ import annotations

from typing import Literal

from collectif.acts.state import Known, is_name
from collectif.errors import Refused
from collectif.ids import ImportId, ParticipantId, ProposalId, RoundId
from collectif.record.event import Withheld, event, personal
from collectif.values import Json, Stance, Text

Moderation = Literal["ACCEPTED", "REJECTED", "UNMODERATED"]


@event("stance-given", key=("participant_id", "proposal_id"))
class StanceGiven:
    """Position donnée: a participant agrees with a statement, disagrees, or passes.

    Attributes:
        round_id: In which conversation.
        participant_id: Who, as a pseudonym.
        proposal_id: On which statement.
        stance: Which way; PASS is an answer, not a missing one.
    """

    round_id: RoundId
    participant_id: ParticipantId
    proposal_id: ProposalId
    stance: Stance


@event("proposal-moderated")
class ProposalModerated:
    """Énoncé modéré: somebody in charge let a statement be seen, or not; an act like any other.

    Attributes:
        proposal_id: Which statement.
        outcome: Accepted, rejected, or set back to unmoderated.
        reason: Why, in words.
    """

    proposal_id: ProposalId
    outcome: Moderation
    reason: Text | Withheld | None = personal(default=None)


@event("import-reported", names="import_id")
class ImportReported:
    """Importation consignée: what came from elsewhere, and what was lost on the way.

    Attributes:
        import_id: The name of the import.
        format: The format of the source, such as `"polis"`.
        files: Name of each file read -> its SHA-256 in hex.
        counts: What was read and written -> how many.
        lost: What the source does not say, or collectif does not keep.
        inferred: What was worked out rather than read.
        contradictory: Where the source disagrees with itself.
    """

    import_id: ImportId
    format: str
    files: Json
    counts: Json
    lost: tuple[Text, ...]
    inferred: tuple[Text, ...]
    contradictory: tuple[Text, ...]


def give_stance(
    known: Known,
    *,
    round: RoundId | str,
    participant: ParticipantId | str,
    proposal: ProposalId | str,
    stance: Stance,
) -> StanceGiven:
    """Take a stand on a live statement in an open conversation."""
    opened = known.open_round(round, "STANCES")
    statement = known.live_proposal(proposal)
    if not is_name(participant):
        raise Refused("InvalidId", kind="participant", id=participant)
    return StanceGiven(
        round_id=opened.id,
        participant_id=ParticipantId(participant),
        proposal_id=statement.id,
        stance=stance,
    )


def moderate(
    known: Known,
    *,
    proposal: ProposalId | str,
    outcome: Moderation,
    reason: str | Text | None = None,
) -> ProposalModerated:
    """Moderate a statement; what was given on it before stays recorded."""
    statement = known.live_proposal(proposal)
    return ProposalModerated(proposal_id=statement.id, outcome=outcome, reason=known.maybe(reason))
