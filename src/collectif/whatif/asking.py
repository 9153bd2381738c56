"""This module is about asking what would have been otherwise: two results of a round, and why.

Nothing is recorded, and nobody decides anything here. What the room would have said if it had known
is not known: the answers that were given are counted again, and no others are made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import evolve, frozen

from collectif.errors import CollectifError
from collectif.ids import CriterionId, MemberId, RoundId
from collectif.projections.ranking import Result, as_published, publications
from collectif.projections.readers import PUBLIC, Reader
from collectif.record.view import View
from collectif.statement import Statement
from collectif.whatif.amended import amended
from collectif.whatif.changes import Changes, TieBreak
from collectif.whatif.checking import (
    asked_round,
    check,
    events_called,
    refuse_uncovering,
    tellable,
)
from collectif.whatif.difference import difference
from collectif.whatif.premises import premises
from collectif.whatif.rounds import Seen, Told, leaders, seen
from collectif.whatif.together import together


@frozen(kw_only=True)
class WhatIf:
    """A round as it is, and as it would be.

    Attributes:
        round: Which round.
        kind: What it asks for.
        premises: What is otherwise, each a statement with the events that it is about.
        before: What the round says.
        after: What it would say.
        difference: What changes between the two, and why; one statement where nothing does.
        corrected: Whether the first one is otherwise than it was published, because of corrections
            since; None where it was not published.
    """

    round: RoundId
    kind: str
    premises: tuple[Statement, ...]
    before: Told
    after: Told
    difference: tuple[Statement, ...]
    corrected: bool | None

    @property
    def leaders(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What comes first, and what would."""
        return leaders(self.before), leaders(self.after)

    @property
    def differs(self) -> bool:
        """Whether something else would come first."""
        before, after = self.leaders
        return set(before) != set(after)


@frozen(kw_only=True)
class Asked:
    """A round that is asked about, read once: as it is, and in the log as it would be.

    Attributes:
        view: The look at the log.
        then: The same look, without and with the events that are otherwise.
        changes: What is otherwise.
        now: The round as it is.
        seen: The round as it is in the log as it would be, under its own rules.
        reader: To whom it is told.
    """

    view: View
    then: View
    changes: Changes
    now: Seen
    seen: Seen
    reader: Reader


def what_if(
    view: View,
    *,
    round: RoundId | str | None = None,
    without: Iterable[MemberId | str] = (),
    without_criteria: Iterable[CriterionId | str] = (),
    weights: Mapping[Any, int] | None = None,
    rule: str | None = None,
    tie_break: TieBreak | None = None,
    excluding: Iterable[str] = (),
    supposing: Iterable[Any] = (),
    reader: Reader = PUBLIC,
) -> WhatIf:
    """Return a round as it is, beside what it would be, and what makes the difference.

    All changes combine. With none, both are the same.

    Args:
        view: The look at the log; nothing is recorded in it.
        round: Which round; None is the last round of scores, or the last of all where none is.
        without: Members whose answers are left out: participants, in an open conversation.
        without_criteria: Criteria that are not asked about.
        weights: Criterion -> another weight, a whole number from 1 on.
        rule: A rule of `collectif.counting.RULES`; for ballots on a decision, a method such as
            `"majority"`.
        tie_break: What parts ties: `"SHARED_RANK"`, `"CONSENSUS"`, or criteria in order.
        excluding: Ids of events that are passed over; the id of an act means all of its events,
            that of a thing the event that brought it into being.
        supposing: Events that nobody recorded, such as a `ScoreCast`, on top of the log.
        reader: To whom it is told.

    Raises:
        UnknownName: A round, a member, a criterion, a rule or an event is not there.
        Refused: Nobody sees the values of the round yet.
        InvalidInput: The change makes no sense, or its answer would give ballots away.
    """
    changes = Changes(
        without=tuple(map(MemberId, sorted(set(_several(without))))),
        without_criteria=tuple(map(CriterionId, sorted(set(_several(without_criteria))))),
        weights=weights,
        rule=rule,
        tie_break=tie_break,
        excluding=events_called(view, _several(excluding)),
        supposing=tuple(supposing),
    )
    return answer(asking(view, round, changes, reader))


def every_round(view: View, changes: Changes, reader: Reader = PUBLIC) -> Iterator[Asked]:
    """Yield each round of a view in which changes make sense, in order of opening.

    Raises:
        CollectifError: They make sense in none; it says why not in the first.
    """
    refusals, made = list[CollectifError](), False
    for round in tellable(view, reader):
        try:
            asked = asking(view, round, changes, reader)
            asked.seen.changed(changes).told(changes.rule)
        except CollectifError as refusal:
            refusals.append(refusal)
        else:
            made = True
            yield asked
    if not made:
        asking(view, None, changes, reader)
        raise refusals[0]


def asking(view: View, round: RoundId | str | None, changes: Changes, reader: Reader) -> Asked:
    """Return a round that is asked about, if the question makes sense; see `what_if`."""
    id = asked_round(view, round, reader)
    refuse_uncovering(view, changes, reader)
    now, then = seen(view, id), changes.view(view)
    there = now if then is view else seen(then, id, groups=now.groups)
    check(there, changes, then)
    return Asked(view=view, then=then, changes=changes, now=now, seen=there, reader=reader)


def answer(asked: Asked) -> WhatIf:
    """Return a round as it is, beside what it would be; see `what_if`."""
    before, after = asked.now.told(None), asked.seen.changed(asked.changes).told(asked.changes.rule)
    opened = asked.now.scores.opened
    return WhatIf(
        round=opened.round_id,
        kind=opened.kind,
        premises=premises(asked.view, asked.now, asked.changes),
        before=before,
        after=after,
        difference=_difference(asked, before, after),
        corrected=corrected_since(asked, before),
    )


def _difference(asked: Asked, before: Told, after: Told) -> tuple[Statement, ...]:
    """Return what changes: the words that were scored first, then what comes first, and why."""
    words = amended(asked.view, asked.now, asked.changes.excluding, asked.reader)
    first, *others = difference(asked.view, before, after)
    if words and first.name == "same":
        first = evolve(first, code="whatif.figures-stay")
    changed = set(leaders(before)) != set(leaders(after))
    several = together(asked.view, asked.now, asked.changes) if changed else ()
    return (*words, first, *several, *others)


def corrected_since(asked: Asked, before: Told) -> bool | None:
    """Return whether corrections changed the figures of a round since they were published.

    None where it has no figures, or where none were published.
    """
    round = asked.now.scores.opened.round_id
    last = [one for one in publications(asked.view) if one.round_id == round]
    if not last or not isinstance(before, Result):
        return None
    try:
        told = as_published(asked.view, last[-1])
    except CollectifError:
        return None
    return told.ranking != before.ranking


def with_more(asked: Asked, **more: Any) -> Asked:
    """Return the same question with more rules changed, or more members and criteria left out."""
    return evolve(asked, changes=evolve(asked.changes, **more))


def _several(names: Iterable[str]) -> tuple[str, ...]:
    """Return names as a tuple; one name alone is not a tuple of its letters."""
    return (names,) if isinstance(names, str) else tuple(names)
