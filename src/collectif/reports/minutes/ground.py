"""This module is about what an assembly stood on: its call, rules, criteria, and scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from collectif.acts.assembly import InvitationSent
from collectif.acts.charter import CharterAdopted
from collectif.acts.criteria import CriteriaAdopted, CriterionProposed
from collectif.acts.proposals import ProposalAmended, ProposalSubmitted, ProposalWithdrawn
from collectif.acts.rounds import RoundOpened
from collectif.record.envelope import Recorded
from collectif.reports.minutes.document import Column, Section, Table
from collectif.reports.minutes.material import Material
from collectif.statement import Statement
from collectif.values import Charter

_CRITERIA = (
    Column(name="criterion", how="criterion"),
    Column(name="weight"),
    Column(name="origin"),
    Column(name="questions", how="q"),
)
_SCENARIOS = (
    Column(name="proposal", how="proposal"),
    Column(name="carriers", how="member"),
    Column(name="version"),
    Column(name="standing", how="word"),
)


def call(material: Material) -> Section:
    """Return how an assembly was called: by whom, for when, why, and who was invited."""
    fields = ("planned_for", "convenor", "place", "shared_intention", "objective")
    convened = material.convened
    told = [*_community(material)]
    told += [
        Statement(
            code=f"minutes.{name}",
            details={**material.said(convened, *fields), "on": convened.occurred.date()},
            events=(convened.id,),
        )
        for name in ("convened", "intention", "objective")
    ]
    for event in material.of_type(InvitationSent):
        public = {"to": ("PUBLIC",)} if event.data.to == "PUBLIC" else {}
        details = material.said(event, "to", "challenge", "channel") | public
        told.append(
            Statement(
                code="minutes.invited",
                details={**details, "on": event.occurred.date()},
                events=(event.id,),
            )
        )
    return Section(title=Statement(code="minutes.call"), told=tuple(told))


def _community(material: Material) -> Iterator[Statement]:
    for event in material.view.events(frozenset({"collective-founded"})):
        details = material.said(event, "name", "territory")
        yield Statement(code="minutes.community", details=details, events=(event.id,))


def rules(material: Material) -> Section:
    """Return the rules of the game that an assembly held by, the last ones that it adopted."""
    adopted = list(material.of_type(CharterAdopted))
    if not adopted:
        told: tuple[Statement, ...] = (Statement(code="minutes.no-rules"),)
    else:
        last = adopted[-1]
        details = {"on": last.occurred.date(), "how": last.data.how}
        how = Statement(code="minutes.rules-adopted", details=details, events=(last.id,))
        told = (how, *(_with(one, last) for one in _rules(last.data.charter)))
    return Section(title=Statement(code="minutes.rules"), told=told)


def _with(rule: Statement, adopted: Recorded[CharterAdopted]) -> Statement:
    return Statement(code=rule.code, details=rule.details, events=(adopted.id,))


def _rule(name: str, choice: str = "", /, **details: Any) -> Statement:
    code = f"{name}-{choice.lower().replace('_', '-')}" if choice else name
    return Statement(code=f"minutes.{code}", details=details)


def _rules(charter: Charter) -> Iterator[Statement]:
    quorum, decision = charter.quorum, charter.decision
    yield _rule("voice", charter.voice_rule)
    yield _rule("quorum", f"{quorum.kind}_{quorum.of}", value=str(quorum.value))
    yield _rule("fallback", quorum.fallback)
    yield _rule("scale", low=charter.scale.min, high=charter.scale.max)
    yield _rule("aggregation", charter.aggregation)
    yield _rule("missing", charter.missing)
    yield _rule("fewest", count=charter.min_scores_per_cell)
    for criterion, mean in (charter.gate or {}).items():
        yield _rule("gate", criterion=criterion, mean=str(mean))
    yield _rule("visibility", charter.visibility)
    for kind, count in charter.max_rounds.items():
        yield _rule("rounds", kind=kind, count=count)
    yield _rule("bands", limits=charter.consensus.bands)
    yield _rule("method", decision.method, threshold=decision.threshold)
    yield _rule("aside", share=decision.max_stand_aside)
    yield _rule("override-allowed" if decision.allow_override else "override-refused")
    yield _rule("recusal", charter.recusal)
    if isinstance(charter.tie_break, str):
        yield _rule("ties", charter.tie_break)
    else:
        yield _rule("ties-criteria", criteria=charter.tie_break)
    yield _rule("late", charter.late_entries)
    if charter.review_after_days:
        yield _rule("review", count=charter.review_after_days)
    if charter.smallest_group is not None:
        yield _rule("smallest", count=charter.smallest_group)


def criteria(material: Material) -> Section:
    """Return the sets of criteria that an assembly adopted, with weights and questions."""
    proposed = {
        event.data.criterion_id: event
        for event in material.view.events(frozenset({"criterion-proposed"}))
    }
    told: list[Statement | Table] = []
    for event in material.of_type(CriteriaAdopted):
        told.append(
            Statement(
                code="minutes.criteria-how",
                details={"on": event.occurred.date(), "how": event.data.how},
                events=(event.id,),
            )
        )
        rows = tuple(
            {"criterion": id, "weight": weight, **_asked(proposed.get(id))}
            for id, weight in event.data.weights.items()
        )
        caption = Statement(code="minutes.criteria-table", events=(event.id,))
        told.append(Table(caption=caption, columns=_CRITERIA, rows=rows))
    return Section(
        title=Statement(code="minutes.criteria"),
        told=tuple(told) or (Statement(code="minutes.no-criteria"),),
    )


def _asked(event: Recorded[CriterionProposed] | None) -> dict[str, Any]:
    if event is None:
        return {}
    origin = None if event.data.origin == "UNSTATED" else event.data.origin
    return {"origin": origin, "questions": event.data.questions or None}


def scenarios(material: Material) -> Section:
    """Return the scenarios as they stood at the end, and how they came to be before the opening."""
    standing = _standing(material)
    table = Table(
        caption=Statement(code="minutes.scenarios-table"),
        columns=_SCENARIOS,
        rows=tuple(standing.values()),
    )
    return Section(
        title=Statement(code="minutes.scenarios"),
        told=(table,) if standing else (Statement(code="minutes.no-scenarios"),),
    )


def _standing(material: Material) -> dict[str, dict[str, Any]]:
    """Return scenario -> its row, of those brought to the assembly or looked at in its rounds."""
    own = {id for event in material.of_type(RoundOpened) for id in event.data.subjects}
    brought_here = {event.id for event in material.events}
    found: dict[str, dict[str, Any]] = {}
    types = frozenset({"proposal-submitted", "proposal-amended", "proposal-withdrawn"})
    for event in material.view.events(types):
        said = event.data
        mine = event.id in brought_here or said.proposal_id in own
        if event.seq > material.end or not mine:
            continue
        row = found.setdefault(said.proposal_id, {"proposal": said.proposal_id})
        if isinstance(said, ProposalSubmitted):
            row |= {"carriers": said.carriers or None, "version": 1, "standing": "standing"}
        elif isinstance(said, ProposalAmended):
            row["version"] = said.version
            row |= {} if said.carriers is None else {"carriers": said.carriers or None}
        elif isinstance(said, ProposalWithdrawn):
            row["standing"] = "merged" if said.merged_into else "withdrawn"
    return found
