"""This module is about the wall: what residents wish, word for word, always in view."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from collectif.acts.state import COLLECTIVE, Known, kept, rule, several, unknown
from collectif.errors import Refused
from collectif.ids import AssemblyId, MemberId, Ref, WishId
from collectif.record.event import Withheld, event, personal
from collectif.values import Text

Medium = Literal["BANNER", "STICKY", "CARD", "ONLINE", "SPOKEN"]
Answer = Literal["TAKEN_UP", "PARTLY", "REFERRED", "NOT_NOW"]


@event("wish-posted", names="wish_id")
class WishPosted:
    """Souhait affiché: exact words, never corrected; no guess is promoted to fact.

    Attributes:
        wish_id: Its name in the log.
        verbatim: The words as they stand.
        readings: Other readings where the words are unclear.
        medium: Where they stand.
        themes: What they are about.
        assembly_id: Where they were in view; None outside an assembly.
        signature: How they are signed, if they are.
    """

    wish_id: WishId
    medium: Medium
    themes: tuple[str, ...]
    verbatim: str | Withheld = personal()
    readings: tuple[str, ...] | Withheld = personal()
    assembly_id: AssemblyId | None = None
    signature: str | Withheld | None = personal(default=None)


@event("wish-answered")
class WishAnswered:
    """Souhait entendu: what became of a wish, always explained; it may be answered again.

    Attributes:
        wish_id: Which wish.
        answer: Taken up, in part, passed on to others, or not now.
        links: What took it up, or to whom it was passed on.
        explanation: Why, for those who wished.
        by: The member that answers, or the collective.
    """

    wish_id: WishId
    answer: Answer
    links: tuple[Ref, ...]
    explanation: Text
    by: MemberId


@rule(WishAnswered)
def what_took_it_up_is_named(known: Known, answered: WishAnswered) -> None:
    """A wish that was taken up, even in part, leads to what took it up."""
    if answered.answer in ("TAKEN_UP", "PARTLY") and not answered.links:
        raise Refused("LinkRequired", wish=answered.wish_id, answer=answered.answer)


def post_wish(
    known: Known,
    *,
    wish: WishId | str,
    verbatim: str,
    readings: Iterable[str] = (),
    medium: Medium,
    themes: Iterable[str] = (),
    assembly: AssemblyId | str | None = None,
    signature: str | None = None,
) -> WishPosted:
    """Put a wish on the wall, in its own words."""
    known.new("wish", wish)
    if not verbatim.strip():
        raise Refused("MissingWords")
    return WishPosted(
        wish_id=WishId(wish),
        verbatim=verbatim,
        readings=several(readings),
        medium=medium,
        themes=several(themes),
        assembly_id=None if assembly is None else known.room(assembly).id,
        signature=signature,
    )


def answer_wish(
    known: Known,
    *,
    wish: WishId | str,
    answer: Answer,
    explanation: str | Text,
    links: Iterable[str] = (),
    by: MemberId | str = COLLECTIVE,
) -> WishAnswered:
    """Answer a wish: every answer explains, and one that takes it up says through what."""
    if not known.has("wish", wish):
        unknown("wish", wish)
    if not explanation:
        raise Refused("ExplanationRequired", wish=wish)
    answered = WishAnswered(
        wish_id=WishId(wish),
        answer=answer,
        links=tuple(Ref(known.thing(id)) for id in several(links)),
        explanation=known.text(explanation),
        by=COLLECTIVE if by == COLLECTIVE else known.member(by).id,
    )
    return kept(known, answered)
