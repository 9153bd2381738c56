"""This module is about where sequences start, so that sixty commands lead deep into a log."""

from __future__ import annotations

from collectif.acts.rounds import BallotTerms
from collectif.collective import Collective
from collectif.testing import means, promises, room
from collectif.testing.given import EVENING, Act

Acts = tuple[Act, ...]

_DOTS = room.round_opened("rd", kind="DOTS", criteria_set=None, terms=BallotTerms(budget=4))


def _sheet(member: str, grade: int, round: str = "r1", *, but: str = "") -> Act:
    rows = [id for id in ("s1", "s2", "s3") if id != but]
    scores = {id: {"priorite": grade, "levier": 1 + grade % 4} for id in rows}
    return lambda c: c.submit_sheet(round=round, member=member, scores=scores)


def _over(c: Collective) -> object:
    return c.assembly("a1").close()


_SHEETS: Acts = (_sheet("alim", 4, but="s1"), _sheet("loge", 2, but="s2"), _sheet("jeune", 5))
_PUBLISHED: Acts = (
    *room.SCORING,
    *_SHEETS,
    room.named("end-r1", room.closed()),
    lambda c: c.publish_results(round="r1", up_to="end-r1"),
    lambda c: c.object(
        objection="o1", target="s2", member="loge", grounds="Trop loin", harms=("levier",)
    ),
    room.commented(),
)
_SECRETS: Acts = (
    *room.RULED,
    room.round_opened(visibility="SECRET"),
    *_SHEETS[:2],
    room.moved(),
    room.round_opened(
        "rc", kind="CONSENT", subjects=("d1",), criteria_set=None, visibility="SECRET"
    ),
    lambda c: c.cast(round="rc", member="loge", ballot={"d1": "OBJECT"}),
    lambda c: c.cast(round="rc", member="jeune", ballot={"d1": "CONSENT"}),
)
_FUNDED: Acts = (
    *means.FUNDED,
    room.moved("d2"),
    lambda c: c.take_decision(decision="d2", outcome="ADOPTED", method="ACCLAMATION"),
    means.defined(),
    means.measured("x1", 60),
    room.joined("univ", "INSTITUTION"),
    means.allocated(),
)
_AFTER: Acts = (
    *_FUNDED,
    room.named("end", _over),
    means.signed(),
    means.spent(),
    promises.committed(serves="mis"),
    promises.committed("c2", debtors="jeune", creditors="alim", serves="mis"),
    promises.accepted(),
    promises.reported(),
    promises.reported("g2", ("alim", "loge"), commitment="c1"),
    promises.asked(),
    means.learned(builds_on=("g2",)),
    means.measured("x2", 240, kind="FOLLOW_UP", at=EVENING.date()),
)

STARTS: tuple[Acts, ...] = (
    (),
    room.CONVENED,
    room.RULED,
    (*room.SCORING, *_SHEETS[:2]),
    _PUBLISHED,
    (*room.RULED, _DOTS, room.moved(), *room.balloted(alim="CONSENT", jeune="CONSENT")),
    _SECRETS,
    _FUNDED,
    _AFTER,
    (*_AFTER, promises.ended(), promises.reviewed()),
)
"""Acts to start from: none, an assembly on its way, its evening, and the years after."""
