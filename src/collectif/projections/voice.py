"""This module is about who was heard, and whose words changed something.

Talk is a crude measure of equality; it is counted because it can be. Whose words were taken up
says more. Neither is a ranking: members stand in the order in which they joined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from attrs import define, field, frozen

from collectif.acts.community import MemberJoined
from collectif.acts.deliberation import CommentMade, ObjectionRaised, ObjectionResolved
from collectif.acts.mandates import MandateGiven
from collectif.acts.proposals import ProposalAmended
from collectif.acts.state import PUBLIC
from collectif.acts.wall import WishAnswered, WishPosted
from collectif.counting import gini
from collectif.ids import AssemblyId, MemberId
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection
from collectif.record.view import View
from collectif.tabled import Tabled

OF_THE_PUBLIC = "PUBLIC"
"""Stands for a kind of member, where a voice is nobody's in particular."""


@frozen(kw_only=True)
class Voice(Tabled):
    """How turns and time were shared in an assembly.

    Attributes:
        turns: Voting member with the right to speak -> how many comments it made, zeros included.
        seconds: The same for the time that they lasted; a comment that was not timed adds nothing.
        others: Comments of other members and of the public, which enter no inequality.
    """

    turns: Mapping[MemberId, int]
    seconds: Mapping[MemberId, int]
    others: int

    @property
    def gini_turns(self) -> Fraction | None:
        """How unevenly turns were shared, 0 to 1; None when nobody could be compared."""
        return gini(self.turns.values())

    @property
    def gini_seconds(self) -> Fraction | None:
        """How unevenly the time was shared, 0 to 1; None when nothing was timed."""
        return gini(self.seconds.values())

    @property
    def heard(self) -> tuple[MemberId, ...]:
        """The members who spoke at least once."""
        return tuple(member for member, turns in self.turns.items() if turns)


@frozen(kw_only=True)
class Share:
    """A part of a whole, both counted.

    Attributes:
        part: How many.
        whole: Of how many.
    """

    part: int
    whole: int

    @property
    def share(self) -> Fraction | None:
        """The part as a share, 0 to 1; None of nothing."""
        return Fraction(self.part, self.whole) if self.whole else None


@frozen(kw_only=True)
class Uptake(Tabled):
    """Whose words changed something.

    A voice is a comment, an objection or a wish. It was taken up if an amendment names it as a
    cause, if the answer to an objection went through it, or if the answer to a wish that was taken
    up, even in part, links to it; such a wish too. One that was passed on or put off was answered.

    Attributes:
        voices: Name of a voice -> the kind of the member whose it is, or `PUBLIC`.
        taken_up: The names of those that were taken up, in the order in which they were raised.
        answered: The names of the objections and wishes that were answered and not taken up, in the
            same order.
    """

    voices: Mapping[str, str]
    taken_up: tuple[str, ...]
    answered: tuple[str, ...]

    @property
    def overall(self) -> Share:
        """How many of all voices were taken up."""
        return Share(part=len(self.taken_up), whole=len(self.voices))

    @property
    def by_kind(self) -> Mapping[str, Share]:
        """Kind of member -> how many of its voices were taken up, sorted by kind."""
        raised = Counter(self.voices.values())
        taken = Counter(self.voices[name] for name in self.taken_up)
        return {kind: Share(part=taken[kind], whole=raised[kind]) for kind in sorted(raised)}


def voice_of(view: View, assembly: AssemblyId | str) -> Voice:
    """Return how turns and time were shared in an assembly."""
    said = _talk(view)
    speaking = [id for id, member in said.members.items() if said.may_speak(member, assembly)]
    here = [event.data for event in said.comments if event.assembly == assembly]
    turns, seconds = Counter(), Counter()  # type: Counter[MemberId], Counter[MemberId]
    for comment in here:
        turns[comment.member_id or PUBLIC] += 1
        seconds[comment.member_id or PUBLIC] += comment.seconds or 0
    return Voice(
        turns={id: turns[id] for id in speaking},
        seconds={id: seconds[id] for id in speaking},
        others=sum(turns.values()) - sum(turns[id] for id in speaking),
    )


def uptake(view: View, assembly: AssemblyId | str | None = None) -> Uptake:
    """Return whose words changed something; of one assembly, or of all and of between them."""
    said = _talk(view)
    voices = {
        id: said.kind_of(event.data)
        for id, event in said.voices.items()
        if assembly in (None, event.assembly)
    }
    named = {id for id in voices if {id, said.voices[id].id} & said.cited}
    return Uptake(
        voices=voices,
        taken_up=tuple(id for id in voices if id in named),
        answered=tuple(id for id in voices if id in said.answered and id not in named),
    )


@define
class _Talk:
    members: dict[MemberId, MemberJoined] = field(factory=dict)
    mandates: list[MandateGiven] = field(factory=list)
    comments: list[Recorded[CommentMade]] = field(factory=list)
    voices: dict[str, Recorded[Any]] = field(factory=dict)
    cited: set[str] = field(factory=set)
    answered: set[str] = field(factory=set)

    def may_speak(self, member: MemberJoined, assembly: str) -> bool:
        """Whether a voting member could speak in an assembly, through anybody."""
        return member.voting and any(
            given.member_id == member.member_id
            and given.assembly_id in (None, assembly)
            and "SPEAK" in given.powers
            for given in self.mandates
        )

    def kind_of(self, voice: Any) -> str:
        """Return the kind of the member whose voice it is."""
        member = self.members.get(getattr(voice, "member_id", None) or PUBLIC)
        return OF_THE_PUBLIC if member is None else member.kind


def _members_by_name(state: _Talk, event: Recorded[MemberJoined]) -> None:
    state.members[event.data.member_id] = event.data


def _mandates_let_speak(state: _Talk, event: Recorded[MandateGiven]) -> None:
    state.mandates.append(event.data)


def _comments_are_voices(state: _Talk, event: Recorded[CommentMade]) -> None:
    state.comments.append(event)
    state.voices[event.data.comment_id] = event


def _objections_are_voices(state: _Talk, event: Recorded[ObjectionRaised]) -> None:
    state.voices[event.data.objection_id] = event


def _wishes_are_voices(state: _Talk, event: Recorded[WishPosted]) -> None:
    state.voices[event.data.wish_id] = event


def _amendments_cite_their_causes(state: _Talk, event: Recorded[ProposalAmended]) -> None:
    state.cited.update(event.data.because)


def _objections_are_answered_through(state: _Talk, event: Recorded[ObjectionResolved]) -> None:
    state.cited.update(event.data.through)
    state.answered.add(event.data.objection_id)


_CHANGES = frozenset({"TAKEN_UP", "PARTLY"})
"""The answers to a wish that say that it changed something; others say why it did not."""


def _wishes_are_answered(state: _Talk, event: Recorded[WishAnswered]) -> None:
    if event.data.answer in _CHANGES:
        state.cited.update((event.data.wish_id, *event.data.links))
    state.answered.add(event.data.wish_id)


def _talk(view: View) -> _Talk:
    return _TALK.replay(view)


_TALK: Projection[Any, _Talk] = Projection(
    start=_Talk,
    clauses={
        MemberJoined: _members_by_name,
        MandateGiven: _mandates_let_speak,
        CommentMade: _comments_are_voices,
        ObjectionRaised: _objections_are_voices,
        WishPosted: _wishes_are_voices,
        ProposalAmended: _amendments_cite_their_causes,
        ObjectionResolved: _objections_are_answered_through,
        WishAnswered: _wishes_are_answered,
    },
    show=lambda state: state,
)
