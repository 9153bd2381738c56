"""This module is about replies: who asked to be told what became of a wish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NewType

from collectif import (
    Known,
    Projection,
    Recorded,
    Refused,
    Withheld,
    effect,
    event,
    kept,
    personal,
    rule,
    wording,
)
from collectif.acts.wall import WishAnswered
from collectif.ids import WishId

ReplyId = NewType("ReplyId", str)

MOST = 50
"""How many people may wait for a reply on one wish: robots fill in forms too."""


@event("formulaire/reply-wanted", names="reply_id")
class ReplyWanted:
    """Somebody asks to be told what became of a wish.

    Attributes:
        reply_id: Its name in the log.
        wish_id: On which wish.
        address: Where to write.
    """

    reply_id: ReplyId
    wish_id: WishId
    address: str | Withheld = personal()


@effect(ReplyWanted)
def people_wait(known: Known, recorded: Recorded[ReplyWanted]) -> None:
    """Those who wait are counted, wish by wish."""
    waiting = known.own.setdefault("formulaire", Counter())
    waiting[recorded.data.wish_id] += 1


@rule(ReplyWanted)
def a_reply_has_somewhere_to_go(known: Known, wanted: ReplyWanted) -> None:
    """An address has a name, and a place."""
    name, _, place = str(wanted.address).partition("@")
    if not (name and "." in place):
        raise Refused("formulaire/NoAddress", reply=wanted.reply_id)


def want_reply(known: Known, *, reply: str, wish: str, address: str) -> ReplyWanted:
    """Ask to be told what becomes of a wish."""
    known.new("reply", reply)
    if not known.has("wish", wish):
        raise Refused("UnknownWish", kind="wish", id=wish)
    if known.own.get("formulaire", {}).get(wish, 0) >= MOST:
        raise Refused("formulaire/TooManyWait", wish=wish, most=MOST)
    wanted = ReplyWanted(reply_id=ReplyId(reply), wish_id=WishId(wish), address=address)
    return kept(known, wanted)


_Waiting = dict[WishId, dict[ReplyId, str | Withheld]]


def _people_wait(state: _Waiting, recorded: Recorded[ReplyWanted]) -> None:
    wanted = recorded.data
    state.setdefault(wanted.wish_id, {})[wanted.reply_id] = wanted.address


def _until_the_wish_is_answered(state: _Waiting, recorded: Recorded[WishAnswered]) -> None:
    state.pop(recorded.data.wish_id, None)


WAITING: Projection[Any, Mapping[WishId, Mapping[ReplyId, str | Withheld]]] = Projection(
    start=dict,
    clauses={ReplyWanted: _people_wait, WishAnswered: _until_the_wish_is_answered},
    show=dict,
)
"""Wish -> who waits for a reply -> where to write; nothing for a wish that was answered since."""


wording(
    "en",
    refusals={
        "formulaire/NoAddress": {
            "what": "We cannot write to you.",
            "why": "What was given does not look like an e-mail address.",
            "mend": "Give an address such as ada@example.org.",
        },
        "formulaire/TooManyWait": {
            "what": "No more replies can be asked for on the wish {wish}.",
            "why": "{most} people wait for one already.",
            "mend": "Look at the wall: every answer is shown there.",
        },
    },
    kinds={"reply": "reply"},
)
wording(
    "fr",
    refusals={
        "formulaire/NoAddress": {
            "what": "Nous ne pouvons pas vous écrire.",
            "why": "Ce qui a été donné ne ressemble pas à une adresse électronique.",
            "mend": "Donnez une adresse comme ada@exemple.org.",
        },
        "formulaire/TooManyWait": {
            "what": "On ne peut plus demander de réponse sur le souhait {wish}.",
            "why": "{most} personnes en attendent déjà une.",
            "mend": "Regardez le mur : toutes les réponses y sont.",
        },
    },
    kinds={"reply": "demande de réponse"},
)
