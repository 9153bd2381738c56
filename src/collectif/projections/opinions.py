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
from collectif.acts.proposals import ProposalAmended, ProposalSubmitted
from collectif.acts.rounds import RoundClosed, RoundOpened
from collectif.ids import AssemblyId, ParticipantId, ProposalId, RoundId
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection
from collectif.tabled import Tabled
from collectif.values import Stance, Text


@frozen(kw_only=True)
class Opinions(Tabled):
    """An open conversation.

    Attributes:
        standing: (participant, statement) -> the last stance; nothing where none was given, and
            nothing before it is visible.
        given: Statement -> stance -> how often it was given, superseded ones included; no stance
            before it is visible.
        moderated: Statement -> how it was last moderated; nothing where it never was.
        texts: Statement -> its words.
        visible: Whether people can be shown where others stand: a conversation that is not OPEN
            hides it until it closes.
    """

    standing: Mapping[tuple[ParticipantId, ProposalId], Stance]
    given: Mapping[ProposalId, Mapping[Stance, int]]
    moderated: Mapping[ProposalId, str]
    texts: Mapping[ProposalId, Text]
    visible: bool

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
    rounds: dict[RoundId, RoundOpened] = field(factory=dict)
    standing: dict[RoundId, dict[tuple[ParticipantId, ProposalId], Stance]] = field(factory=dict)
    given: dict[RoundId, dict[ProposalId, Counter[Stance]]] = field(factory=dict)
    moderated: dict[ProposalId, str] = field(factory=dict)
    texts: dict[ProposalId, Text] = field(factory=dict)
    statements: dict[AssemblyId | None, list[ProposalId]] = field(factory=dict)
    closed: set[RoundId] = field(factory=set)


def _conversations_open(state: _Conversations, event: Recorded[RoundOpened]) -> None:
    opened = event.data
    if opened.kind == "STANCES":
        state.rounds[opened.round_id] = opened
        state.standing[opened.round_id] = {}
        state.given[opened.round_id] = {ProposalId(id): Counter() for id in opened.subjects}


def _statements_have_no_carriers(state: _Conversations, event: Recorded[ProposalSubmitted]) -> None:
    submitted = event.data
    state.texts[submitted.proposal_id] = submitted.summary
    if not submitted.carriers:
        state.statements.setdefault(submitted.assembly_id, []).append(submitted.proposal_id)


def _newest_words_are_shown(state: _Conversations, event: Recorded[ProposalAmended]) -> None:
    if event.data.summary is not None:
        state.texts[event.data.proposal_id] = event.data.summary


def _last_stance_stands(state: _Conversations, event: Recorded[StanceGiven]) -> None:
    given = event.data
    standing = state.standing.get(given.round_id)
    if standing is None:  # in a view by time, the conversation may not have been opened yet
        return
    standing[given.participant_id, given.proposal_id] = given.stance
    counts = state.given[given.round_id].setdefault(given.proposal_id, Counter())
    counts[given.stance] += 1


def _last_moderation_holds(state: _Conversations, event: Recorded[ProposalModerated]) -> None:
    state.moderated[event.data.proposal_id] = event.data.outcome


def _by_round(state: _Conversations) -> Mapping[RoundId, Opinions]:
    return {id: _opinions(state, opened) for id, opened in state.rounds.items()}


def _opinions(state: _Conversations, opened: RoundOpened) -> Opinions:
    """Return one conversation, with the statements that nobody took a stand on, and no others'."""
    visible = opened.visibility == "OPEN" or opened.round_id in state.closed
    given: dict[ProposalId, Mapping[Stance, int]] = {
        statement: counts if visible else Counter()
        for statement, counts in state.given[opened.round_id].items()
    }
    for statement in state.statements.get(opened.assembly_id, ()):
        given.setdefault(statement, Counter())
    return Opinions(
        standing=state.standing[opened.round_id] if visible else {},
        given=given,
        moderated={id: state.moderated[id] for id in given if id in state.moderated},
        texts={id: state.texts[id] for id in given if id in state.texts},
        visible=visible,
    )


def _conversations_close(state: _Conversations, event: Recorded[RoundClosed]) -> None:
    state.closed.add(event.data.round_id)


OPINIONS: Projection[Any, Mapping[RoundId, Opinions]] = Projection(
    start=_Conversations,
    clauses={
        RoundOpened: _conversations_open,
        RoundClosed: _conversations_close,
        ProposalSubmitted: _statements_have_no_carriers,
        ProposalAmended: _newest_words_are_shown,
        StanceGiven: _last_stance_stands,
        ProposalModerated: _last_moderation_holds,
    },
    show=_by_round,
)
"""Round -> the open conversation that it is, in the order of opening."""
