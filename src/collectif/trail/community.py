"""This module is about the figures of a community: its missions, means, accounts, wall and talk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from collectif.projections.accountability import Accountability, accountability
from collectif.projections.funding import Funding, Ledger, funding
from collectif.projections.mission import progress
from collectif.projections.participation import STAGES, funnel
from collectif.projections.registers import REGISTERS
from collectif.projections.voice import uptake, voice_of
from collectif.projections.wall import WALL
from collectif.statement import Statement
from collectif.trail.asking import asked_as, state
from collectif.trail.evidence import Evidence
from collectif.values import Money

COMMITMENTS = (
    "commitment-made", "commitment-accepted", "commitment-revised", "commitment-closed",
)  # fmt: skip
"""The types of events that say how a commitment stands."""

_IN = ("resource-pledged", "resource-received")
_OUT = ("funds-allocated", "spending-reported")
_ON_RESULTS = ("outcome-contract-signed", "outcome-verified", "indicator-measured")
_TURNS = ("assembly-convened", "member-joined", "mandate-given", "comment-made")
_TALK = (
    "assembly-convened", "member-joined", "mandate-given",
    "comment-made", "objection-raised", "objection-resolved",
    "wish-posted", "wish-answered", "proposal-amended",
)  # fmt: skip
_STEPS = (
    "assembly-convened", "member-joined", "mandate-given",
    "invitation-sent", "attendance-recorded", "comment-made",
    "decision-proposed", "commitment-made", "round-opened",
)  # fmt: skip

_FUNDS: dict[str, tuple[Callable[[Ledger], int], tuple[str, ...]]] = {
    "pledged": (lambda ledger: ledger.pledged, ("resource-pledged",)),
    "received": (lambda ledger: ledger.received, _IN),
    "allocated": (lambda ledger: ledger.allocated, ("funds-allocated",)),
    "spent": (lambda ledger: ledger.spent, _OUT),
    "unallocated": (lambda ledger: ledger.unallocated, (*_IN, *_OUT)),
    "allocated-unspent": (lambda ledger: ledger.allocated_unspent, _OUT),
    "outcome-due": (lambda ledger: ledger.outcome_due, (*_ON_RESULTS, *_OUT)),
}
"""Figure -> how it is read from a ledger, and the types of events that it rests on."""

_SUMS = {
    "received": ("unallocated", "allocated-unspent", "spent"),
    "unallocated": ("received", "allocated"),
    "allocated-unspent": ("allocated", "spent"),
}
"""Figure -> those that it is the sum, or the difference, of."""

_ASKED = ("account-requested", "contribution-reported")
_ACCOUNTS: dict[str, tuple[Callable[[Accountability], Any], tuple[str, ...]]] = {
    "reciprocity": (lambda one: one.ties.reciprocity, COMMITMENTS),
    "largest-creditor-share": (lambda one: one.ties.largest_creditor_share, COMMITMENTS),
    "many-to-many": (lambda one: one.ties.many_to_many, COMMITMENTS),
    "kept-rate": (lambda one: one.kept_rate, COMMITMENTS),
    "response-rate": (lambda one: one.response_rate, _ASKED),
    "on-time-rate": (lambda one: one.on_time_rate, _ASKED),
    "review-coverage": (
        lambda one: one.review_coverage, ("contribution-reported", "peer-review-given"),
    ),
    "joint-share": (lambda one: one.joint_share, ("contribution-reported",)),
}  # fmt: skip
"""Figure -> how it is read, and the types of events that it rests on."""


def account(evidence: Evidence) -> Accountability:
    """Return who is answerable to whom at the end of the day that is asked for."""
    if "account" not in evidence.kept:
        evidence.kept["account"] = accountability(evidence.view, on=evidence.on)
    found: Accountability = evidence.kept["account"]
    return found


def _indicators(evidence: Evidence) -> Iterator[tuple[str]]:
    yield from ((str(id),) for id in progress(evidence.view, at=evidence.on))


@asked_as("mission/INDICATOR", of=_indicators)
def progressed(evidence: Evidence, indicator: str) -> Statement:
    """Return how far an indicator has come."""
    found = progress(evidence.view, at=evidence.on)[indicator]  # type: ignore[index]
    track = {None: "", True: "-on-track", False: "-behind"}[found.on_track]
    return state(
        f"progress{track}",
        events=evidence.several(
            "indicator-defined", "target-set", "indicator-measured", indicator_id=indicator
        ),
        indicator=indicator,
        unit=found.defined.unit,
        baseline=None if found.baseline is None else str(found.baseline.value),
        latest=None if found.latest is None else str(found.latest.value),
        measured=None if found.latest is None else found.latest.at,
        target=None if found.target is None else str(found.target.value),
        due=None if found.target is None else found.target.due,
        progress=found.progress,
        expected=found.expected,
    )


def _funds(evidence: Evidence) -> Iterator[tuple[str]]:
    if _means(evidence).ledgers:
        yield from ((name,) for name in _FUNDS)


def _means(evidence: Evidence) -> Funding:
    if "funding" not in evidence.kept:
        evidence.kept["funding"] = funding(evidence.view, at=evidence.on)
    found: Funding = evidence.kept["funding"]
    return found


@asked_as("funding/FIGURE", of=_funds)
def funded(evidence: Evidence, figure: str) -> Statement:
    """Return an amount of the funding ledger, in each currency over all missions."""
    parts = _SUMS.get(figure, ())
    types = {type for name in (figure, *parts) for type in _FUNDS[name][1]}
    return state(
        f"funding-{figure}",
        *(_terms(evidence) if figure == "outcome-due" else ()),
        events=evidence.several(*types),
        amounts=_amounts(evidence, figure),
        day=evidence.on,
        **{part.replace("-", "_"): _amounts(evidence, part) for part in parts},
    )


def _terms(evidence: Evidence) -> Iterator[Statement]:
    """Yield the terms of outcome contracts that were met, and that nobody paid for yet."""
    for one in _means(evidence).terms:
        if one.due:
            yield state(
                "funding-term",
                events=evidence.several(
                    "outcome-contract-signed", "outcome-verified", contract_id=one.contract_id
                ),
                indicator=one.term.indicator_id,
                op={">=": "≥", "<=": "≤"}.get(one.term.op, one.term.op),
                threshold=str(one.term.threshold),
                due=one.term.by,
                pays=Money(amount_cents=one.due, currency=one.term.pays.currency),
            )


def _amounts(evidence: Evidence, figure: str) -> tuple[Money, ...]:
    sums: dict[str, int] = {}
    for ledgers in _means(evidence).ledgers.values():
        for currency, ledger in ledgers.items():
            sums[currency] = sums.get(currency, 0) + _FUNDS[figure][0](ledger)
    found = sorted(sums.items())
    return tuple(Money(amount_cents=cents, currency=currency) for currency, cents in found)


def _accounts(evidence: Evidence) -> Iterator[tuple[str]]:
    if account(evidence).commitments or account(evidence).requests:
        yield from ((name,) for name in _ACCOUNTS)


@asked_as("accountability/FIGURE", of=_accounts)
def accounted(evidence: Evidence, figure: str) -> Statement:
    """Return a share of the accountability of all to all."""
    found = account(evidence)
    read, types = _ACCOUNTS[figure]
    joined = evidence.several("member-joined", "member-left")
    details: dict[str, Any] = {"share": read(found), "day": evidence.on}
    if figure in ("response-rate", "on-time-rate"):
        late = (one.id for one in found.answered if not one.on_time)
        details |= {"late": tuple(late), "waiting": tuple(one.id for one in found.unanswered)}
    name = figure if details["share"] is not None else "no-share"
    events = evidence.sorted((*evidence.several(*types), *joined))
    return state(name, events=events, **details)


def _wall(evidence: Evidence) -> Iterator[tuple[()]]:
    if WALL.replay(evidence.view).wishes:
        yield ()


@asked_as("wall/answered", of=_wall)
def answered(evidence: Evidence) -> Statement:
    """Return how many wishes were answered, and how."""
    wall = WALL.replay(evidence.view)
    return state(
        "wall",
        events=evidence.several("wish-posted", "wish-answered"),
        wishes=len(wall.wishes),
        answered=len(wall.wishes) - len(wall.waiting),
        waiting=tuple(wall.waiting),
        answers={answer: number for answer, number in wall.tally.items() if number},
    )


def _assemblies(evidence: Evidence) -> Iterator[tuple[str]]:
    yield from ((id,) for id in REGISTERS.replay(evidence.view).assemblies)


@asked_as("ASSEMBLY/turns", of=_assemblies)
def turns(evidence: Evidence, assembly: str) -> Statement:
    """Return how the turns to speak were shared."""
    found = voice_of(evidence.view, assembly)
    return state(
        "turns",
        events=evidence.several(*_TURNS),
        assembly=assembly,
        heard=len(found.heard),
        voices=len(found.turns),
        gini=found.gini_turns,
        seconds=found.gini_seconds,
        turns={str(id): number for id, number in found.turns.items()},
    )


@asked_as("ASSEMBLY/uptake", of=_assemblies)
def taken_up(evidence: Evidence, assembly: str) -> Statement:
    """Return how many voices changed something."""
    found = uptake(evidence.view, assembly)
    return state(
        "uptake",
        events=evidence.several(*_TALK),
        assembly=assembly,
        voices=found.overall.whole,
        taken=found.taken_up,
        number=found.overall.part,
    )


@asked_as("ASSEMBLY/taking-part", of=_assemblies)
def took_part(evidence: Evidence, assembly: str) -> Statement:
    """Return how many members were invited, came, spoke, scored, decided and committed."""
    found = funnel(evidence.view, assembly)
    answers = evidence.several("score-cast", "ballot-cast", "ballot-received")
    return state(
        "taking-part",
        events=evidence.sorted((*evidence.several(*_STEPS), *answers)),
        assembly=assembly,
        **{stage.lower(): found.count(stage) for stage in STAGES},
    )
