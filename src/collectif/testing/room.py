"""This module is about a small assembly to test in: three members, three proposals, two criteria.

Each name is an act, or several in order, for `collectif.testing.given`:

    given(*SCORING).when(lambda c: c.score(round="r1", ...)).then(...)
"""

from __future__ import annotations

from datetime import date
from typing import Any

from collectif.collective import Collective
from collectif.testing.given import EVENING, Act
from collectif.values import AgendaItem, Charter

Acts = tuple[Act, ...]

VOTING = ("alim", "loge", "jeune")


def named(id: str, act: Act) -> Act:
    """Return an act under a name that the caller gives."""
    return lambda c: act(c.noting(id=id))


def founded(c: Collective) -> object:
    """Found the collective."""
    return c.found(name="La communauté", territory="Le quartier", timezone="America/Toronto")


def joined(member: str, kind: Any = "COMMUNITY_ORG", **how: Any) -> Act:
    """Return the welcome of a member whose name for people is its id in capitals."""
    return lambda c: c.welcome_member(member=member, name=member.upper(), kind=kind, **how)


def mandated(mandate: str, member: str, role: Any = "DELEGATE", **how: Any) -> Act:
    """Return the giving of a mandate for the assembly."""
    said: dict[str, Any] = {"assembly": "a1", "valid_from": date(2016, 11, 1)} | how
    return lambda c: c.give_mandate(
        mandate=mandate, member=member, bearer="personne", role=role, **said
    )


def convened(c: Collective) -> object:
    """Convene the assembly a1 for the evening."""
    return c.convene(
        assembly="a1",
        title="Assemblée",
        planned_for=EVENING,
        convenor="table",
        shared_intention="Vivre mieux",
        objective="Choisir",
        agenda=(AgendaItem(item_id="debut", title={"fr": "Début"}, kind="WELCOME"),),
    )


def proposed(proposal: str, *carriers: str, **how: Any) -> Act:
    """Return the submission of a proposal to the assembly."""
    said = {"assembly": "a1", "title": proposal, "summary": "Un scénario"} | how
    return lambda c: c.submit_proposal(proposal=proposal, carriers=carriers, **said)


def criterion(name: str, **how: Any) -> Act:
    """Return the proposal of a criterion."""
    return lambda c: c.propose_criterion(criterion=name, label=name, **how)


def chartered(charter: Charter | None = None) -> Act:
    """Return the adoption of the rules of the game."""
    return lambda c: c.assembly("a1").adopt_charter(charter=charter, how="À main levée")


def opened(c: Collective) -> object:
    """Open the assembly."""
    return c.assembly("a1").open(facilitators=("animation",), secretary="secrétaire")


def arrived(*mandates: str) -> Act:
    """Return the arrival of some mandates."""
    return lambda c: c.assembly("a1").sign_in(mandates=mandates)


def left(*mandates: str) -> Act:
    """Return the departure of some mandates."""
    return lambda c: c.assembly("a1").sign_out(mandates=mandates)


def weighted(c: Collective) -> object:
    """Adopt both criteria, one counting three times the other."""
    return c.assembly("a1").adopt_criteria(
        criteria_set="cs1", weights={"priorite": 3, "levier": 1}, how="Ensemble"
    )


def round_opened(round: str = "r1", **how: Any) -> Act:
    """Return the opening of a round; of scores on all proposals unless told otherwise."""
    usual = {"subjects": ("s1", "s2", "s3"), "criteria_set": "cs1"}
    return lambda c: c.assembly("a1").open_round(round=round, **(usual | how))


def scored(member: str, proposal: str, criterion: str, value: Any, **how: Any) -> Act:
    """Return the giving of one score in the round r1."""
    said = {"round": "r1"} | how
    return lambda c: c.score(
        member=member, proposal=proposal, criterion=criterion, value=value, **said
    )


def closed(round: str = "r1") -> Act:
    """Return the closing of a round."""
    return lambda c: c.close_round(round=round)


def moved(decision: str = "d1", **how: Any) -> Act:
    """Return the motion of a decision that selects s1."""
    said = {"motion": "Que s1", "mover": "loge", "selects": ("s1",)} | how
    return lambda c: c.assembly("a1").propose_decision(decision=decision, **said)


def balloted(**answers: str) -> Acts:
    """Return a consent round rc on d1: opened, answered member by member, closed."""
    casts: list[Act] = [
        lambda c, m=member, a=answer: c.cast(round="rc", member=m, ballot={"d1": a})  # type: ignore[misc]
        for member, answer in answers.items()
    ]
    ask = round_opened("rc", kind="CONSENT", subjects=("d1",), criteria_set=None)
    return (ask, *casts, closed("rc"))


def commented(comment: str = "k1", target: str = "s2", **how: Any) -> Act:
    """Return a comment that somebody makes."""
    said: dict[str, Any] = {"text": "Une maladie", "stance": "SUPPORT"} | how
    return lambda c: c.comment(comment=comment, target=target, **said)


def amended(c: Collective) -> object:
    """Amend the proposal s1."""
    return c.amend(proposal="s1", changes="Mieux", title="Titre")


def rectified(target: str, changes: dict[str, Any] | None = None, **how: Any) -> Act:
    """Return the rectification of an event."""
    said: dict[str, Any] = {"reason": "Erreur de saisie"} | how
    return lambda c: c.rectify(target=target, changes=changes, **said)


def retracted(target: str) -> Act:
    """Return the retraction of an event."""
    return lambda c: c.retract(target=target, reason="Jamais arrivé")


MEMBERS: Acts = (
    founded,
    joined("table", "BACKBONE"),
    joined("bailleur", "FUNDER"),
    *(joined(member) for member in VOTING),
)

CONVENED: Acts = (
    *MEMBERS,
    convened,
    *(mandated(f"m-{member}", member) for member in VOTING),
    mandated("m-alim-sub", "alim", "ALTERNATE"),
    mandated("m-bailleur", "bailleur", "OBSERVER"),
    criterion("priorite"),
    criterion("levier"),
    proposed("s1", "alim"),
    proposed("s2", "loge"),
    proposed("s3"),
)

OPENED: Acts = (*CONVENED, opened, arrived(*(f"m-{m}" for m in VOTING), "m-bailleur"))

RULED: Acts = (*OPENED, chartered(), weighted)

SCORING: Acts = (*RULED, round_opened())
