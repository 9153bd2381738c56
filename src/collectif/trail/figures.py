"""This module is about the figures beside a ranking: where each one in a report comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from collectif.counting import (
    band,
    cell_figures,
    criterion_figures,
    order_agreement,
    rival_scoring,
)
from collectif.ids import RoundId
from collectif.projections.change import (
    RoundChange,
    change_as_corrected,
    change_as_published,
    successions,
)
from collectif.projections.participation import turnout
from collectif.statement import Statement
from collectif.trail.asking import asked_as, state
from collectif.trail.basis import basis, whole
from collectif.trail.evidence import Evidence
from collectif.trail.ranks import first_place, solidity
from collectif.trail.seen import Seen, rounds


def seen_in(evidence: Evidence, round: str) -> Seen:
    """Return a round to explain."""
    return rounds(evidence)[round]  # type: ignore[index]


def each_round(evidence: Evidence) -> Iterator[tuple[str]]:
    """Yield the name of each round that can be explained."""
    yield from ((id,) for id in rounds(evidence))


def _told(evidence: Evidence) -> Iterator[Seen]:
    """Yield the rounds of which figures of single voices are told."""
    yield from (seen for seen in rounds(evidence).values() if not seen.guarded)


def _open_rounds(evidence: Evidence) -> Iterator[tuple[str]]:
    yield from ((seen.id,) for seen in _told(evidence))


def _cells(evidence: Evidence) -> Iterator[tuple[str, str, str]]:
    for seen in _told(evidence):
        yield from ((seen.id, p, c) for p in seen.options for c in seen.criteria)


def _proposals(evidence: Evidence) -> Iterator[tuple[str, str]]:
    yield from ((seen.id, p) for seen in _told(evidence) for p in seen.options)


def _criteria(evidence: Evidence) -> Iterator[tuple[str, str]]:
    yield from ((seen.id, c) for seen in _told(evidence) for c in seen.criteria)


def _pairs(evidence: Evidence) -> Iterator[tuple[str]]:
    yield from ((after,) for after in before_each(evidence))


def before_each(evidence: Evidence) -> Mapping[RoundId, RoundId]:
    """Return round -> the round before it, of those of which figures of single voices are told."""
    return successions(seen.result for seen in _told(evidence))


@asked_as("ROUND/PROPOSAL/CRITERION", of=_cells)
def cell(evidence: Evidence, round: str, proposal: str, criterion: str) -> Statement:
    """Return what a proposal got on one criterion, with every grade."""
    seen = seen_in(evidence, round)
    found = seen.kept("cells", cell_figures)[proposal, criterion]
    scores = seen.scores(proposal=proposal, criterion=criterion)
    given = _given(found.histogram, seen.low, seen.turned(criterion))
    mean = seen.result.counted.means()[proposal, criterion]
    counted = state(
        "grades",
        events=scores,
        count=found.n,
        grades=tuple(f"{grade} ({voters})" for grade, voters in given),
        abstained=found.silences.get("ABSTAIN"),
        unjudged=found.silences.get("CANNOT_JUDGE"),
    )
    return state(
        "cell" if found.n else "cell-empty",
        counted,
        *basis(seen),
        round=round,
        proposal=proposal,
        criterion=criterion,
        count=found.n,
        mean=found.mean,
        weighed=None if mean == found.mean else mean,
        turned=seen.turned(criterion),
        median=found.median,
        agreement=found.agreement,
        histogram=found.histogram,
    )


def _given(histogram: Sequence[int], low: int, turned: int | None) -> list[tuple[int, int]]:
    """Return each grade as it was given, the lowest first, with how many gave it."""
    counts = list(enumerate(histogram, low))
    return counts if turned is None else [(turned - grade, n) for grade, n in reversed(counts)]


@asked_as("ROUND/agreement", of=each_round)
def agreement(evidence: Evidence, round: str) -> Statement:
    """Return how close the scores of a round are, over all proposals."""
    seen = seen_in(evidence, round)
    level = seen.result.agreement
    bands = tuple(map(Fraction, seen.result.round.charter.consensus.bands))
    return state(
        "agreement" if level.overall is not None else "agreement-none",
        *whole(seen),
        round=round,
        level=level.overall,
        band=None if level.overall is None else band(level.overall, bands),
        proposals={str(id): one for id, one in level.by_option.items()},
    )


@asked_as("ROUND/criteria/CRITERION", of=_criteria)
def criterion(evidence: Evidence, round: str, criterion: str) -> Statement:
    """Return whether a criterion tells proposals apart, and is read alike."""
    seen = seen_in(evidence, round)
    found = seen.kept("criteria", criterion_figures)[criterion]
    return state(
        "criterion-figures",
        state("scores-on", events=seen.scores(criterion=criterion), criterion=criterion),
        *basis(seen),
        round=round,
        criterion=criterion,
        spread=found.spread,
        agreement=found.agreement,
    )


@asked_as("ROUND/order-agreement", of=_open_rounds)
def orders(evidence: Evidence, round: str) -> Statement:
    """Return how alike members order the proposals of a round."""
    seen = seen_in(evidence, round)
    level = order_agreement(seen.result.counted.profile)
    return state("order-agreement", *whole(seen), round=round, level=level)


@asked_as("ROUND/first-place", of=_open_rounds)
def first(evidence: Evidence, round: str) -> Statement:
    """Return who or what could take the first place away."""
    seen = seen_in(evidence, round)
    found = solidity(seen)
    order = list(seen.result.places())
    other = next((option for option in order if option not in found.leaders), None)
    return state(
        "first-place" if found.leaders else "first-place-none",
        *first_place(seen, other),
        *whole(seen),
        round=round,
        leaders=tuple(sorted(found.leaders)),
        verdict=found.verdict,
        flips=tuple(f"{kind} {name}" for kind, name in found.flips),
    )


@asked_as("ROUND/PROPOSAL/rivals", of=_proposals)
def rivals(evidence: Evidence, round: str, proposal: str) -> Statement:
    """Return what carriers of other proposals give to one, beside what others give."""
    seen = seen_in(evidence, round)
    carriers = {str(id): who for id, who in seen.result.counted.panel.carriers.items()}
    found = rival_scoring(seen.result.counted.profile, carriers)[proposal]
    return state(
        "rivals",
        *whole(seen),
        round=round,
        proposal=proposal,
        rivals=found.rivals,
        others=found.others,
        gap=found.gap,
    )


@asked_as("ROUND/turnout", of=_open_rounds)
def taking_part(evidence: Evidence, round: str) -> Statement:
    """Return how many of those entitled scored, and how many cells were filled in."""
    seen = seen_in(evidence, round)
    found = turnout(seen.result)
    assembly = seen.result.round.opened.assembly_id
    entitled = evidence.sorted(
        (
            *evidence.several("member-joined", "member-left", "mandate-given", "mandate-ended"),
            *evidence.ids("attendance-recorded", assembly_id=assembly),
        )
    )
    return state(
        "turnout",
        state("entitled", events=entitled, count=len(found.entitled)),
        *whole(seen),
        round=round,
        voters=len(found.voters),
        entitled=len(found.entitled),
        cells=found.numeric,
        due=found.due,
    )


@asked_as("ROUND/change", of=_pairs)
def changed(evidence: Evidence, round: str) -> Statement:
    """Return what changed from the round before to a round."""
    after = seen_in(evidence, round)
    before = seen_in(evidence, before_each(evidence)[after.id])
    found = _compared(evidence, before, after)
    change = found.change
    talk = evidence.sorted(
        id for comment in found.said for id in evidence.ids("comment-made", comment_id=comment)
    )
    said = state("said-between", events=talk, count=len(found.said))
    basis = [*whole(before), *whole(after)]
    if len(found.said) or evidence.ids("comment-made"):
        basis.insert(0, said)
    return state(
        "change",
        *basis,
        before=before.id,
        round=round,
        matched=change.matched,
        unchanged=change.count("UNCHANGED"),
        towards=change.count("TOWARDS"),
        away=change.count("AWAY"),
        neither=change.count("NEITHER") or None,
        agreement=change.agreement,
        proposals={str(id): one for id, one in change.by_option.items()},
        scores={str(id): one for id, one in change.scores.items()},
    )


def _compared(evidence: Evidence, before: Seen, after: Seen) -> RoundChange:
    published = before.publication is not None and after.publication is not None
    compare = change_as_published if published else change_as_corrected
    return compare(evidence.view, before.id, after.id)
