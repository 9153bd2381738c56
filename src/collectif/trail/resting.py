"""This module is about what rests on an event, and what would follow without it.

An event outside what a conclusion rests on changes nothing of it: whoever doubts that can ask for
both, and compare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectif.errors import CollectifError
from collectif.ids import EventId
from collectif.statement import Statement
from collectif.trail.asking import asked_for, state
from collectif.trail.evidence import Evidence
from collectif.trail.since import AS_CORRECTED


def conclusions(evidence: Evidence) -> Mapping[str, Statement]:
    """Return reference -> what follows from the log: rankings, decisions, figures, commitments.

    What cannot be told, because the log no longer says enough, is left out.
    """
    if "conclusions" not in evidence.kept:
        evidence.kept["conclusions"] = dict(_concluded(evidence))
    found: Mapping[str, Statement] = evidence.kept["conclusions"]
    return found


def _concluded(evidence: Evidence) -> Iterator[tuple[str, Statement]]:
    for ref, (kind, names) in asked_for(evidence).items():
        try:
            said = kind.conclude(evidence, names)
        except CollectifError:
            continue
        if said is not None:
            yield ref, said


def supported(evidence: Evidence, event: EventId) -> tuple[Statement, ...]:
    """Return the conclusions that rest on an event, in the order of the references."""
    key = "supports"
    if key not in evidence.kept:
        resting: dict[str, list[str]] = {}
        for ref, said in conclusions(evidence).items():
            for id in said.rests_on():
                resting.setdefault(id, []).append(ref)
        evidence.kept[key] = resting
    found = conclusions(evidence)
    return tuple(found[ref] for ref in evidence.kept[key].get(event, ()))


def unfounded(evidence: Evidence, event: EventId) -> tuple[Statement, ...]:
    """Return what would follow otherwise if an event had not been recorded."""
    before, after = (
        {ref: said for ref, said in conclusions(one).items() if not guarded(evidence, said)}
        for one in (evidence, evidence.without(event))
    )
    found = list[Statement]()
    for ref in dict.fromkeys([*before, *after]):
        one, two = before.get(ref), after.get(ref)
        if one is None and two is not None:
            found.append(state("new", summed(evidence, two), ref=ref))
        elif one is not None and two is None:
            found.append(state("gone", summed(evidence, one), ref=ref))
        elif one is not None and two is not None and says(one) != says(two):
            both = (summed(evidence, one), summed(evidence, two))
            found.append(state("otherwise", *both, ref=ref))
    return tuple(found)


def says(said: Statement) -> tuple[str, Mapping[str, Any]]:
    """Return what a statement says, whatever it rests on."""
    return said.code, said.details


def summed(evidence: Evidence, said: Statement) -> Statement:
    """Return a statement with all the events that it rests on, in place of its reasons.

    What corrections made of it since stays beside it.
    """
    return Statement(
        code=said.code,
        details=said.details,
        events=evidence.sorted(said.rests_on()),
        because=tuple(one for one in said.because if one.code == AS_CORRECTED),
    )


def guarded(evidence: Evidence, said: Statement) -> bool:
    """Whether a conclusion is of a round of which no single voice is told."""
    named = (said.details.get("round"), said.details.get("before"))
    return any(name in evidence.smallest or name in evidence.sealed for name in named)
