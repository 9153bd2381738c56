"""This module is about what every figure of a round rests on: its rules, weights and scores."""

from __future__ import annotations

from collections.abc import Iterator

from collectif.ids import EventId
from collectif.statement import Statement
from collectif.trail.asking import state
from collectif.trail.seen import Seen


def basis(seen: Seen) -> tuple[Statement, ...]:
    """Return what a round rests on whatever was scored: how it was opened, rules, criteria."""
    key = f"basis {seen.id}"
    if key not in seen.evidence.kept:
        seen.evidence.kept[key] = tuple(_basis(seen))
    found: tuple[Statement, ...] = seen.evidence.kept[key]
    return found


def _basis(seen: Seen) -> Iterator[Statement]:
    evidence, opened, charter = seen.evidence, seen.result.round.opened, seen.result.round.charter
    yield state(
        "round-held",
        events=evidence.several("round-opened", "round-closed", round_id=seen.id),
        round=seen.id,
        subjects=tuple(opened.subjects),
        visibility=opened.visibility,
    )
    yield state(
        "rules",
        events=evidence.ids("charter-adopted", assembly_id=opened.assembly_id),
        low=charter.scale.min,
        high=charter.scale.max,
        rule=seen.result.counted.rule,
    )
    yield state(
        "weights",
        events=evidence.sorted(
            (
                *evidence.ids("criteria-adopted", criteria_set_id=opened.criteria_set_id),
                *evidence.ids("criterion-proposed", criterion_id=frozenset(seen.criteria)),
            )
        ),
        criteria=seen.criteria,
        weights={str(id): weight for id, weight in seen.result.round.weights.items()},
    )
    yield from _recusals(seen)
    if seen.publication is not None:
        yield state(
            "published",
            events=evidence.ids("results-published", round_id=seen.id),
            round=seen.id,
            moment=seen.publication.occurred,
            size=seen.publication.known_at,
        )


def _recusals(seen: Seen) -> Iterator[Statement]:
    """Yield who kept out of what: by a declaration, or as a carrier where the charter says so."""
    evidence = seen.evidence
    subjects = frozenset(map(str, seen.result.round.opened.subjects))
    declared = evidence.ids("interest-declared", proposal_id=subjects)
    carried = evidence.several("proposal-submitted", "proposal-amended", proposal_id=subjects)
    joined: tuple[EventId, ...] = ()
    if seen.result.counted.charter.colleges:
        joined = evidence.ids("member-joined")
    panel = seen.result.counted.panel
    kept_out = [str(member) for member, _ in panel.recused if member in panel.entitled]
    yield state(
        "recusals",
        events=evidence.sorted((*declared, *carried, *joined)),
        count=len(kept_out),
        members=tuple(sorted(set(kept_out))),
    )


def all_scores(seen: Seen) -> Statement:
    """Return what was scored in a round, with the silences by their names."""
    key = f"scores {seen.id}"
    if key not in seen.evidence.kept:
        silences = {} if seen.guarded else dict(seen.result.silences)
        seen.evidence.kept[key] = state(
            "scores",
            events=seen.answers(),
            round=seen.id,
            voters=seen.result.voters,
            cells=None if seen.guarded else seen.result.numeric_cells,
            abstained=silences.get("ABSTAIN"),
            unjudged=silences.get("CANNOT_JUDGE"),
        )
    found: Statement = seen.evidence.kept[key]
    return found


def whole(seen: Seen) -> tuple[Statement, ...]:
    """Return what a figure of a whole round rests on."""
    return (all_scores(seen), *basis(seen))
