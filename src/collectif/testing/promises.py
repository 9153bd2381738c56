"""This module is about commitments to test with, in the small assembly of `collectif.testing.room`.

`PROMISED` has a mission and one commitment c1, which alim and loge owe to jeune and the community.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from collectif.collective import Collective
from collectif.testing.given import Act
from collectif.testing.room import MEMBERS, Acts

DUE = date(2017, 3, 31)


def aimed(c: Collective) -> object:
    """Adopt the mission m1."""
    return c.adopt_mission(mission="m1", statement="Bien manger", label="Le quartier se nourrit")


def committed(commitment: str = "c1", **how: Any) -> Act:
    """Return a commitment; of alim and loge to jeune and the community unless told otherwise."""
    said: dict[str, Any] = {
        "debtors": ("alim", "loge"),
        "creditors": ("jeune", "COLLECTIVE"),
        "object": "Un jardin",
        "done_when": "Planté",
        "due": DUE,
        "serves": "m1",
    } | how
    return lambda c: c.commit(commitment=commitment, **said)


def accepted(commitment: str = "c1", by: str = "jeune") -> Act:
    """Return the receipt of a commitment."""
    return lambda c: c.accept(commitment=commitment, by=by)


def revised(commitment: str = "c1", **how: Any) -> Act:
    """Return a revision that jeune agrees to."""
    said: dict[str, Any] = {"reason": "La pluie", "agreed_by": "jeune"} | how
    return lambda c: c.revise(commitment=commitment, **said)


def reported(contribution: str = "g1", members: Any = "alim", **how: Any) -> Act:
    """Return the report of what members did."""
    said: dict[str, Any] = {"what": "Un bout de jardin"} | how
    return lambda c: c.report(contribution=contribution, members=members, **said)


def asked(request: str = "q1", **how: Any) -> Act:
    """Return a question of jeune to alim about the commitment c1."""
    said: dict[str, Any] = {
        "asker": "jeune",
        "asked": "alim",
        "about": "c1",
        "question": "Où en êtes-vous?",
        "due": date(2017, 1, 15),
    } | how
    return lambda c: c.ask(request=request, **said)


def reviewed(review: str = "p1", **how: Any) -> Act:
    """Return a look of jeune at the contribution g1."""
    said: dict[str, Any] = {
        "reviewer": "jeune",
        "about": "g1",
        "strengths": "Au bon endroit",
        "questions": "Qui arrose?",
    } | how
    return lambda c: c.review(review=review, **said)


def ended(commitment: str = "c1", outcome: Any = "KEPT", **how: Any) -> Act:
    """Return the closing of a commitment, as jeune saw it."""
    said: dict[str, Any] = {"attested_by": "jeune", "note": "Vu"} | how
    return lambda c: c.close_commitment(commitment=commitment, outcome=outcome, **said)


PROMISED: Acts = (*MEMBERS, aimed, committed())
