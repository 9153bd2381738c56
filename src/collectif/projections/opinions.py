"""This module is about open conversations: where people stand, and how often they said so.

Two counts of the same events, both right, often confused: *standings* count each participant once
a statement, by the last stance; *utterances* count every stance ever given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from attrs import define, field, frozen

from collectif.acts.conversation import ProposalModerated, StanceGiven
from collectif.acts.proposals import ProposalSubmitted
from collectif.acts.scoring import RoundOpened
from collectif.ids import ParticipantId, ProposalId, RoundId
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection
from collectif.values import Stance, Text


@frozen(kw_only=True)
class Opinions:
    """An open conversation.

    Attributes:
        standing: (participant, statement) -> the last stance; nothing where none was given.
        given: Statement -> stance -> how often it was given, superseded ones included.
        moderated: Statement -> how it was last moderated; nothing where it never was.
        texts: Statement -> its words.
    """

    standing: Mapping[tuple[ParticipantId, ProposalId], Stance]
    given: Mapping[ProposalId, Mapping[Stance, int]]
    moderated: Mapping[ProposalId, str]
    texts: Mapping[ProposalId, Text]

    @property
    def participants(self) -> tuple[ParticipantId, ...]:
        """Those who took at least one stand, in the order in which they first did."""
        return tuple(dict.fromkeys(participant for participant, _ in self.standing))

    def standings(self) -> Mapping[ProposalId, Mapping[Stance, int]]:
        """Return statement -> stance -> how many participants stand so, each counted once."""
        counts: dict[ProposalId, Counter[Stance]] = {id: Counter() for id in self.given}
        for (_, proposal), stance in self.standing.items():
            counts[proposal][stance] += 1
        return counts

    @property
    def superseded(self) -> int:
        """How many stances a later one of the same participant replaced, the same ones too."""
        return sum(sum(counts.values()) for counts in self.given.values()) - len(self.standing)


@define
class _Conversations:
    rounds: dict[RoundId, dict[tuple[ParticipantId, ProposalId], Stance]] = field(factory=dict)
    given: dict[RoundId, dict[ProposalId, Counter[Stance]]] = field(factory=dict)
    moderated: dict[ProposalId, str] = field(factory=dict)
    texts: dict[ProposalId, Text] = field(factory=dict)


def _conversations_open(state: _Conversations, event: Recorded[RoundOpened]) -> None:
    if event.data.kind == "STANCES":
        state.rounds[event.data.round_id] = {}
        state.given[event.data.round_id] = {}


def _statements_join(state: _Conversations, event: Recorded[ProposalSubmitted]) -> None:
    state.texts[event.data.proposal_id] = event.data.summary


def _last_stance_stands(state: _Conversations, event: Recorded[StanceGiven]) -> None:
    given = event.data
    state.rounds[given.round_id][given.participant_id, given.proposal_id] = given.stance
    counts = state.given[given.round_id].setdefault(given.proposal_id, Counter())
    counts[given.stance] += 1


def _last_moderation_holds(state: _Conversations, event: Recorded[ProposalModerated]) -> None:
    state.moderated[event.data.proposal_id] = event.data.outcome


def _by_round(state: _Conversations) -> Mapping[RoundId, Opinions]:
    return {
        id: Opinions(
            standing=standing,
            given=state.given[id],
            moderated=state.moderated,
            texts=state.texts,
        )
        for id, standing in state.rounds.items()
    }


OPINIONS: Projection[Any, Mapping[RoundId, Opinions]] = Projection(
    start=_Conversations,
    clauses={
        RoundOpened: _conversations_open,
        ProposalSubmitted: _statements_join,
        StanceGiven: _last_stance_stands,
        ProposalModerated: _last_moderation_holds,
    },
    show=_by_round,
)
"""Round -> the open conversation that it is, in the order of opening."""
