"""This module is about what changed between two rounds: the figures, and what was said in between.

The same two rounds can be compared as people were told them or as they count since: both answers
are right, and each says which it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import define, field, frozen

from collectif.acts.deliberation import CommentMade
from collectif.acts.rounds import RoundClosed, RoundOpened
from collectif.counting import Change, change
from collectif.errors import Reason, UnknownName
from collectif.ids import CommentId, ProposalId, RoundId
from collectif.projections.ranking import Result, as_published, publications, results
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection
from collectif.record.view import View
from collectif.tabled import Tabled


@frozen(kw_only=True)
class RoundChange(Tabled):
    """What changed from one round to another.

    Attributes:
        change: The figures.
        before: The result of the earlier round.
        after: The result of the later one.
        amended: Proposal -> the versions that the two rounds looked at, where they differ: grades
            of two versions are compared, and a reader must know.
        said: The comments between the close of the earlier round and the opening of the later one,
            in order. A change with few movers is read beside them.
    """

    change: Change
    before: Result
    after: Result
    amended: Mapping[ProposalId, tuple[int, int]]
    said: tuple[CommentId, ...]


def successions(rounds: Iterable[Result]) -> Mapping[RoundId, RoundId]:
    """Return round -> the round that it is compared with, for those where there is one.

    It is the last one before it in the same assembly that scored some of the same proposals.

    Args:
        rounds: The results of scoring rounds, in the order of opening.
    """
    found, before = dict[RoundId, RoundId](), list[RoundOpened]()
    for opened in (result.round.opened for result in rounds):
        for one in before:
            if one.assembly_id == opened.assembly_id and one.subjects.keys() & opened.subjects:
                found[opened.round_id] = one.round_id
        before.append(opened)
    return found


def change_as_published(
    view: View, before: RoundId | str, after: RoundId | str, *, matched: bool = False
) -> RoundChange:
    """Return what changed between two rounds as people were told them, by their last results.

    Args:
        view: The log, as it is to be seen; a publication shows the log as known then.
        before: The earlier round.
        after: The later one.
        matched: Take differences of agreement and scores on matched cells alone; see `change`.

    Raises:
        UnknownName: The results of one of the rounds were not published in this view.
    """
    told = {publication.round_id: publication for publication in publications(view)}
    pair = []
    for id in (before, after):
        if RoundId(id) not in told:
            raise _not_there(id, Reason("change.no-results-were-published"))
        pair.append(as_published(view, told[RoundId(id)]))
    return _between(view, pair[0], pair[1], matched)


def change_as_corrected(
    view: View, before: RoundId | str, after: RoundId | str, *, matched: bool = False
) -> RoundChange:
    """Return what changed between two rounds as they count in a view.

    Raises:
        UnknownName: The view holds no such scoring round.
    """
    found = results(view)
    for id in (before, after):
        if RoundId(id) not in found:
            raise _not_there(id, Reason("change.view-holds-no-such-scoring"))
    return _between(view, found[RoundId(before)], found[RoundId(after)], matched)


def _between(view: View, before: Result, after: Result, matched: bool) -> RoundChange:
    one, two = before.round.opened, after.round.opened
    versions = {
        ProposalId(id): (version, two.subjects[id])
        for id, version in one.subjects.items()
        if id in two.subjects
    }
    return RoundChange(
        change=change(
            before.counted.profile,
            after.counted.profile,
            rankings=(before.ranking, after.ranking),
            count=after.counted.count,
            matched=matched,
        ),
        before=before,
        after=after,
        amended={id: pair for id, pair in versions.items() if pair[0] != pair[1]},
        said=_SAID.replay(view).get((one.round_id, two.round_id), ()),
    )


@define
class _Talk:
    closed: dict[RoundId, int] = field(factory=dict)
    opened: dict[RoundId, int] = field(factory=dict)
    comments: list[tuple[int, CommentId]] = field(factory=list)


def _rounds_open_at(state: _Talk, event: Recorded[RoundOpened]) -> None:
    state.opened[event.data.round_id] = event.seq


def _rounds_close_at(state: _Talk, event: Recorded[RoundClosed]) -> None:
    state.closed[event.data.round_id] = event.seq


def _comments_in_order(state: _Talk, event: Recorded[CommentMade]) -> None:
    state.comments.append((event.seq, event.data.comment_id))


def _between_rounds(state: _Talk) -> Mapping[tuple[RoundId, RoundId], tuple[CommentId, ...]]:
    return {
        (one, two): tuple(id for seq, id in state.comments if closed < seq < opened)
        for one, closed in state.closed.items()
        for two, opened in state.opened.items()
        if closed < opened
    }


_SAID: Projection[Any, Mapping[tuple[RoundId, RoundId], tuple[CommentId, ...]]] = Projection(
    start=_Talk,
    clauses={
        RoundOpened: _rounds_open_at,
        RoundClosed: _rounds_close_at,
        CommentMade: _comments_in_order,
    },
    show=_between_rounds,
)


def _not_there(id: str, why: Reason) -> UnknownName:
    return UnknownName.of("change.what-changed-in-round-cannot", id=id, why=why)
