"""This module is about whole sheets: which cells a member owes, where the rules refuse holes.

A member owes an answer on every criterion for every proposal of the round, but for the proposals
that it keeps out of. To abstain, or to say that one cannot judge, is an answer.
"""

from __future__ import annotations

from collections.abc import Collection

from collectif.acts.state import Known
from collectif.acts.things import Round
from collectif.acts.voices import recused
from collectif.errors import Refused
from collectif.ids import CriterionId, MemberId, ProposalId
from collectif.values import Charter

Cells = frozenset[tuple[ProposalId, CriterionId]]


def holes_are_refused(known: Known, round: Round) -> bool:
    """Whether a round is held under rules that refuse missing scores."""
    room = known.rooms.get(round.assembly)
    return room is not None and room.charter is not None and room.charter.missing == "REFUSE"


def cells_due(known: Known, round: Round, charter: Charter, member: MemberId) -> Cells:
    """Return the cells on which a member owes an answer; none where it keeps out."""
    return frozenset(
        (ProposalId(proposal), criterion)
        for proposal in round.subjects
        if not recused(known, member, proposal, "SCORING", charter)
        for criterion in round.criteria
    )


def refuse_holes(
    known: Known,
    round: Round,
    charter: Charter,
    member: MemberId,
    given: Collection[tuple[ProposalId, CriterionId]],
) -> None:
    """Refuse a sheet after which a member would still owe answers; earlier ones count."""
    earlier = round.answered.get(member, set()).union(round.urn.get(member) or ())
    owed = cells_due(known, round, charter, member) - earlier
    missing = tuple(f"{proposal}/{criterion}" for proposal, criterion in owed - set(given))
    if missing:
        raise Refused("MissingScores", round=round.id, member=member, missing=missing)
