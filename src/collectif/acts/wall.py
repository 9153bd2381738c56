"""This module is about the wall: what residents wish, word for word, always in view."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from collectif.acts.state import Known, several
from collectif.errors import Refused
from collectif.ids import AssemblyId, WishId
from collectif.record.event import Withheld, event, personal

Medium = Literal["BANNER", "STICKY", "CARD", "ONLINE", "SPOKEN"]


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
