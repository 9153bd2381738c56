"""This module is about histories to test laws on: a small assembly in which everything happened.

`EVERYTHING` holds acts of every chapter, three corrections among them. `goings_on` are acts that
anybody may try after it; those that the rules refuse record nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from collectif.collective import Collective
from collectif.errors import Refused
from collectif.testing.given import EVENING, Act
from collectif.testing.means import (
    allocated,
    defined,
    learned,
    measured,
    mission,
    objective,
    pledged,
    received,
    signed,
    spent,
    targeted,
    verified,
)
from collectif.testing.promises import (
    accepted,
    asked,
    committed,
    ended,
    reported,
    reviewed,
    revised,
)
from collectif.testing.room import (
    CONVENED,
    VOTING,
    Acts,
    amended,
    arrived,
    balloted,
    chartered,
    closed,
    commented,
    criterion,
    joined,
    left,
    moved,
    named,
    opened,
    proposed,
    rectified,
    retracted,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter

CELLS = tuple(
    (member, proposal, criterion)
    for member, proposals in (("alim", "23"), ("loge", "13"), ("jeune", "123"))
    for proposal in (f"s{number}" for number in proposals)
    for criterion in ("priorite", "levier")
)
"""What each member scores: everything but what it carries."""


def wished(wish: str = "w1") -> Act:
    """Return a wish on the wall."""
    return lambda c: c.post_wish(wish=wish, verbatim="Des arbres", medium="CARD")


def published(round: str = "r1", up_to: str = "end") -> Act:
    """Return the publication of results."""
    return lambda c: c.publish_results(round=round, up_to=up_to)


def objected(objection: str = "o1", member: str = "loge", target: str = "s1") -> Act:
    """Return a concern of a member."""
    return lambda c: c.object(
        objection=objection,
        target=target,
        member=member,
        severity="CONCERN",
        grounds="Trop loin",
        harms=("levier",),
    )


def withdrawn(objection: str = "o1", member: str = "loge") -> Act:
    """Return the withdrawal of an objection by the one who raised it."""
    return lambda c: c.resolve(
        objection=objection, outcome="WITHDRAWN", how="Vu", confirmed_by=member
    )


def stance(proposal: str, participant: str, stance: Any) -> Act:
    """Return where somebody stands on a statement of the open conversation rs."""
    return lambda c: c.give_stance(
        round="rs", participant=participant, proposal=proposal, stance=stance
    )


def approved(member: str, **answers: int) -> Act:
    """Return a ballot of the round of approval ru."""
    return lambda c: c.cast(round="ru", member=member, ballot=answers)


def declared(declaration: str = "i1", member: str = "loge", proposal: str = "s3") -> Act:
    """Return the declaration of an interest."""
    return lambda c: c.declare_interest(
        declaration=declaration,
        member=member,
        proposal=proposal,
        nature="FUNDING",
        description="Un prêt",
        recuses_from=("SCORING",),
    )


EVERYTHING: Acts = (
    *CONVENED,
    lambda c: c.assembly("a1").invite(
        invitation="i0", to=("alim", "table"), challenge="Quoi", message="Venez", channel="lettre"
    ),
    opened,
    arrived(*(f"m-{member}" for member in VOTING), "m-bailleur"),
    joined("univ", "INSTITUTION"),
    chartered(Charter(smallest_group=2)),
    weighted,
    criterion("rendement", origin="FUNDER"),
    objective("quartier"),
    wished(),
    lambda c: c.answer_wish(wish="w1", answer="TAKEN_UP", explanation="Oui", links=("s1",)),
    round_opened(),
    *(scored(*cell, 2 + n % 4) for n, cell in enumerate(CELLS)),
    named("cell", scored("jeune", "s2", "levier", 1)),
    named("end", closed()),
    named("p-r1", published()),
    named("k1", commented(member="jeune", seconds=40)),
    named("k2", commented("k2", "s1")),
    retracted("k2"),
    objected(),
    withdrawn(),
    declared(),
    amended,
    moved(basis=("p-r1",), justification="Plus près"),
    *balloted(jeune="CONSENT", loge="CONSENT", alim="CONSENT"),
    named(
        "decided", lambda c: c.take_decision(decision="d1", outcome="ADOPTED", ballot_round="rc")
    ),
    named("late", rectified("cell", {"value": 5})),
    round_opened("r2", follows="r1", visibility="SEALED"),
    *(scored(*cell, 3 + n % 3, round="r2") for n, cell in enumerate(CELLS[4:]) if cell[1] != "s3"),
    round_opened("ru", kind="APPROVAL", criteria_set=None, visibility="SECRET"),
    *(approved(member, s3=int(member == "alim")) for member in ("alim", "jeune")),
    approved("loge", s1=1),
    closed("ru"),
    round_opened("rs", kind="STANCES", subjects=(), criteria_set=None),
    proposed("idea"),
    *(stance("idea", who, says) for who, says in (("x", "AGREE"), ("y", "PASS"), ("x", "PASS"))),
    lambda c: c.moderate(proposal="idea", outcome="ACCEPTED", reason="Clair"),
    mission("mis"),
    defined(),
    targeted(200),
    measured("x1", 60),
    measured("x2", 210, kind="FOLLOW_UP", at=date(2016, 11, 29)),
    pledged(),
    received(),
    allocated(),
    named("paid", spent()),
    signed(),
    verified(),
    committed(serves="mis"),
    accepted(),
    named("told", reported(commitment="c1", difficulty="La pluie")),
    asked(),
    reported("g2", ("alim", "loge"), answers="q1"),
    reviewed(),
    committed("c2", debtors=("jeune",), creditors=("alim",), serves="d1"),
    named("kept", ended("c2", attested_by="alim")),
    revised(due=date(2017, 5, 31)),
    learned(builds_on=("g1", "p1")),
    lambda c: c.reuse(learning="l1", by="jeune", context="Au parc"),
    lambda c: c.celebrate(
        success="y1", mission="mis", statement="Fête", measures=("x2",), contributions=("g1", "g2")
    ),
    rectified("told", {"difficulty": "Le gel"}),
    lambda c: c.convene(
        assembly="a2",
        title="Suite",
        planned_for=EVENING + timedelta(days=30),
        convenor="table",
        shared_intention="Suivre",
        objective="Voir",
        agenda=(),
    ),
    lambda c: c.assembly("a2").open(facilitators=("animation",), secretary="secrétaire"),
    named(
        "looked",
        lambda c: c.assess_anonymisation(
            scope="La soirée",
            size=2,
            purposes="Étudier",
            techniques="Mots effacés",
            individualisation="PARTLY",
            correlation="MET",
            inference="MET",
            residual_risk="LOW",
            by="La table",
            next_assessment=date(2118, 1, 1),
        ),
    ),
    named("over", lambda c: c.assembly("a2").close()),
    lambda c: c.assembly("a2").adopt_minutes(up_to="over", adopted_by="Tout le monde"),
)
"""Acts of every chapter: a decided round, an open one, promises, means, learnings, corrections."""


def of_the_log(number: int, value: int) -> Act:
    """Return the rectification of an event by its place: of a score, or of the day of any other."""

    def rectify(c: Collective) -> object:
        event = _at(c, number)
        if event.type == "score-cast":
            return rectified(event.id, {"value": value})(c)
        return rectified(event.id, occurred_at=event.occurred - timedelta(days=value))(c)

    return rectify


def never_was(number: int) -> Act:
    """Return the retraction of an event by its place; of a correction too."""
    return lambda c: retracted(_at(c, number).id)(c)


def _at(c: Collective, number: int) -> Any:
    return next(iter(c.log.read(after=number % c.log.size)))


_members = st.sampled_from(VOTING)
_places = st.integers(0, 120)

goings_on: st.SearchStrategy[list[Act]] = st.lists(
    st.one_of(
        st.builds(
            lambda cell, value: scored(cell[0], cell[1], cell[2], value, round="r2"),
            st.sampled_from(CELLS),
            st.one_of(st.integers(1, 5), st.just("ABSTAIN")),
        ),
        st.builds(of_the_log, _places, st.integers(1, 5)),
        st.builds(never_was, _places),
        st.builds(lambda n: never_was(-1 - n), st.integers(0, 3)),
        st.builds(lambda n, m: commented(f"t{n}", "s3", member=m), st.integers(1, 3), _members),
        st.builds(lambda m: left(f"m-{m}"), _members),
        st.builds(lambda m: arrived(f"m-{m}"), _members),
        st.builds(lambda m: declared("i2", m, "s2"), _members),
        st.builds(lambda m: objected("o2", m), _members),
        st.builds(lambda cents: spent("sp2", cents), st.integers(1, 300)),
        st.builds(lambda m: reported("g3", m, commitment="c1"), _members),
        st.just(ended()),
        st.just(wished("w2")),
        st.just(proposed("s9")),
        st.just(named("end2", closed("r2"))),
        st.just(published("r2", "end2")),
    ),
    max_size=12,
)
"""What may go on after `EVERYTHING`: acts of members, and corrections of anything."""


def tried(collective: Collective, acts: Iterable[Act]) -> Collective:
    """Return a collective in which acts were tried, in order; refused ones recorded nothing."""
    for act in acts:
        with suppress(Refused):
            act(collective)
    return collective
