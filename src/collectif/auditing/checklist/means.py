"""This module is about questions 20, 21 and 25: the money, what changed for people, and success."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from collectif.acts.accounts import ContributionReported
from collectif.acts.funding import FundsAllocated, ResourceReceived, SpendingReported
from collectif.acts.indicators import IndicatorDefined, IndicatorMeasured, TargetSet
from collectif.acts.knowledge import SuccessCelebrated
from collectif.acts.mission import MissionAdopted
from collectif.auditing.checklist.answer import Part, part
from collectif.auditing.checklist.facts import Facts
from collectif.ids import EventId
from collectif.projections.funding import funding
from collectif.projections.mission import Progress, progress
from collectif.values import Money


def money(facts: Facts) -> Iterator[Part]:
    """Where did the money go, on which decision? Each allocation; beside it, each ledger."""
    adopted = {one.data.decision_id: one for one in facts.adopted}
    spent: Counter[str] = Counter()
    reports: dict[str, list[EventId]] = {}
    for one in facts.of_type(SpendingReported):
        spent[one.data.allocation_id] += one.data.money.amount_cents
        reports.setdefault(one.data.allocation_id, []).append(one.id)
    for allocated in facts.of_type(FundsAllocated):
        said = allocated.data
        used = spent[said.allocation_id]
        told = {
            "allocation": said.allocation_id,
            "member": said.bearer,
            "money": said.money,
            "spent": Money(amount_cents=used, currency=said.money.currency),
            "decision": said.decision_id,
        }
        decision = adopted.get(said.decision_id)
        events = (allocated.id, *reports.get(said.allocation_id, ()))
        if decision is None or decision.seq > allocated.seq:
            yield part("NO", "money-undecided", *events, **told)
        elif used > said.money.amount_cents:
            yield part("NO", "money-overspent", *events, decision.id, **told)
        elif not used:
            yield part("CANNOT_TELL", "money-unreported", *events, decision.id, **told)
        else:
            yield part("YES", "money-spent", *events, decision.id, **told)
    received = [one.id for one in facts.of_type(ResourceReceived) if one.data.money is not None]
    if received and not facts.of_type(FundsAllocated):
        yield part("CANNOT_TELL", "money-waiting", *received)
    yield from _ledgers(facts)


def progressed(facts: Facts) -> Iterator[Part]:
    """What changed for people: baseline, target, measures? Each indicator, and each mission."""
    found = progress(facts.view, at=facts.on)
    measured = {one.data.indicator_id for one in facts.of_type(IndicatorDefined)}
    for id, one in found.items():
        yield _progress(facts, id, one, _events_of(facts, id))
    aimed = {one.data.mission_id for one in facts.of_type(IndicatorDefined)} if measured else set()
    parents = {one.data.mission_id: one.data.parent for one in facts.of_type(MissionAdopted)}
    gone = {one.data.supersedes for one in facts.of_type(MissionAdopted)}
    reached = set(aimed)
    for mission in aimed:
        above = parents.get(mission)
        while above is not None and above not in reached:
            reached.add(above)
            above = parents.get(above)
    for adopted in facts.of_type(MissionAdopted):
        if adopted.data.mission_id not in reached | gone:
            yield part("NO", "mission-unmeasured", adopted.id, mission=adopted.data.mission_id)


def celebrated(facts: Facts) -> Iterator[Part]:
    """Is success claimed for the mission, with evidence? For each that was celebrated."""
    measures = {one.data.measure_id: one for one in facts.of_type(IndicatorMeasured)}
    gestures = {one.data.contribution_id: one for one in facts.of_type(ContributionReported)}
    for one in facts.of_type(SuccessCelebrated):
        shown = [measures[id].id for id in one.data.measures if id in measures]
        did = [gestures[id] for id in one.data.contributions if id in gestures]
        members = {member for gesture in did for member in gesture.data.members}
        sound = bool(shown) and len(members) > 1
        yield part(
            "YES" if sound else "NO",
            "success-shown" if sound else "success-unshown",
            one.id,
            *shown,
            mission=one.data.mission_id,
            measures=len(shown),
            gestures=len(did),
            members=len(members),
        )


def _ledgers(facts: Facts) -> Iterator[Part]:
    for mission, ledgers in funding(facts.view, at=facts.on).ledgers.items():
        for currency, one in ledgers.items():
            amounts = {
                name: Money(amount_cents=getattr(one, name), currency=currency)
                for name in ("received", "unallocated", "allocated_unspent", "spent")
            }
            yield part(None, "ledger", mission=mission, **amounts)


def _events_of(facts: Facts, indicator: str) -> list[EventId]:
    kinds: tuple[type, ...] = (IndicatorDefined, TargetSet, IndicatorMeasured)
    found = [
        one
        for cls in kinds
        for one in facts.kept.get(cls, ())
        if one.data.indicator_id == indicator
    ]
    return [one.id for one in sorted(found, key=lambda one: one.seq)]


def _progress(facts: Facts, id: str, one: Progress, events: list[EventId]) -> Part:
    told = {"indicator": id}
    if one.baseline is None or one.target is None:
        return part("NO", "indicator-unset", *events, **told)
    more = {"baseline": one.baseline.value, "target": one.target.value, "due": one.target.due}
    if one.latest is None or one.latest is one.baseline:
        over = one.target.due < facts.on
        name = "indicator-unmeasured" if over else "indicator-coming"
        return part("NO" if over else "CANNOT_TELL", name, *events, **told, **more)
    pace = {None: "indicator-measured", True: "indicator-on-track", False: "indicator-behind"}
    return part(
        "YES",
        pace[one.on_track],
        *events,
        **told,
        **more,
        latest=one.latest.value,
        day=one.latest.at,
        progress=one.progress,
        expected=one.expected,
    )
