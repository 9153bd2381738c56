"""This module is about the wall: every wish in its own words, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, get_args

from attrs import define, field, frozen

from collectif.acts.wall import Answer, WishAnswered, WishPosted
from collectif.ids import EventId, WishId
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection
from collectif.tabled import Tabled


@frozen(kw_only=True)
class Wish:
    """A wish on the wall.

    Attributes:
        posted: The wish, its words first.
        event: The event that put it there.
        answers: Every answer to it, oldest first; none while it waits.
        answered_by: The events of these answers, in the same order.
    """

    posted: WishPosted
    event: EventId
    answers: tuple[WishAnswered, ...]
    answered_by: tuple[EventId, ...]

    @property
    def answer(self) -> Answer | None:
        """The answer that holds, the last one; None while the wish waits."""
        return self.answers[-1].answer if self.answers else None


@frozen(kw_only=True)
class Wall(Tabled):
    """The wall of a collective.

    Attributes:
        wishes: Wish -> what stands on the wall, in the order of posting.
    """

    wishes: Mapping[WishId, Wish]

    @property
    def waiting(self) -> tuple[WishId, ...]:
        """The wishes that nobody answered yet, in the order of posting."""
        return tuple(id for id, wish in self.wishes.items() if wish.answer is None)

    @property
    def tally(self) -> Mapping[Answer, int]:
        """Answer -> how many wishes it holds for, every answer there."""
        counts = Counter(wish.answer for wish in self.wishes.values())
        return {answer: counts[answer] for answer in get_args(Answer)}


@define
class _Wall:
    posted: dict[WishId, Recorded[WishPosted]] = field(factory=dict)
    answers: dict[WishId, list[Recorded[WishAnswered]]] = field(factory=dict)


def _wishes_stay_in_view(state: _Wall, event: Recorded[WishPosted]) -> None:
    state.posted[event.data.wish_id] = event


def _last_answer_holds(state: _Wall, event: Recorded[WishAnswered]) -> None:
    state.answers.setdefault(event.data.wish_id, []).append(event)


def _wall(state: _Wall) -> Wall:
    return Wall(
        wishes={
            id: Wish(
                posted=posted.data,
                event=posted.id,
                answers=tuple(one.data for one in state.answers.get(id, ())),
                answered_by=tuple(one.id for one in state.answers.get(id, ())),
            )
            for id, posted in state.posted.items()
        }
    )


WALL: Projection[Any, Wall] = Projection(
    start=_Wall,
    clauses={WishPosted: _wishes_stay_in_view, WishAnswered: _last_answer_holds},
    show=_wall,
)
"""What residents wish, and what became of it."""
