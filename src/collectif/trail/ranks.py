"""This module is about why a proposal is where it is: "why is s1 first?".

Its points are taken apart by criterion, exactly, and against the proposal that it is compared with;
then by member: its score with a member, minus its score without. Members stand by name, never by
how much they weigh. Then comes what would change the first place, and the agreement beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from typing import Any

from collectif.counting import (
    Robustness,
    agreement_on_totals,
    band,
    influence,
    robustness,
)
from collectif.statement import Statement
from collectif.trail.asking import asked_as, state
from collectif.trail.basis import whole
from collectif.trail.evidence import Evidence
from collectif.trail.seen import Seen, rounds
from collectif.trail.short import better_on, gaps


def _ranked(evidence: Evidence) -> Iterator[tuple[str, str]]:
    for id, seen in rounds(evidence).items():
        yield from ((id, proposal) for proposal in seen.options)


def concluded(evidence: Evidence, round: str, proposal: str) -> Statement:
    """Return where a proposal stands in a round, with what its place rests on."""
    seen = rounds(evidence)[round]  # type: ignore[index]
    return _placed(seen, proposal, whole(seen))


@asked_as("ROUND/PROPOSAL", of=_ranked, concluded=concluded)
def ranked(evidence: Evidence, round: str, proposal: str) -> Statement:
    """Return why a proposal stands where it stands in a round."""
    seen = rounds(evidence)[round]  # type: ignore[index]
    return _placed(seen, proposal, tuple(_reasons(seen, proposal)))


def _placed(seen: Seen, proposal: str, because: tuple[Statement, ...]) -> Statement:
    ranking = seen.result.ranking
    place = seen.result.places().get(proposal)  # type: ignore[call-overload]
    details = {
        "round": seen.id,
        "proposal": proposal,
        "place": place,
        "among": len(seen.options),
        "score": ranking.scores.get(proposal),
        "agreement": seen.result.agreement.by_option[proposal],
    }
    if place is None:
        return state("unranked", *because, **details)
    other = compared_with(seen, proposal)
    lead = None if other is None else _lead(seen, proposal, other)
    name = "ranked" if lead is None else "ranked-ahead" if lead >= 0 else "ranked-behind"
    gap = None if lead is None else abs(lead)
    return state(name, *because, **details, other=other, gap=gap)


def compared_with(seen: Seen, proposal: str) -> str | None:
    """Return the one that a proposal is compared with: the first one, or the next one of it."""
    order = [option for _, option in (seen.result.broken or seen.result.ranking).places()]
    others = [option for option in order if option != proposal]
    return others[0] if proposal in order and others else None


def _lead(seen: Seen, proposal: str, other: str) -> Fraction | None:
    one, two = (seen.result.ranking.scores.get(option) for option in (proposal, other))
    return None if one is None or two is None else one - two


def _reasons(seen: Seen, proposal: str) -> Iterator[Statement]:
    other = compared_with(seen, proposal)
    yield from in_short(seen, proposal)
    yield from _contributions(seen, proposal, other)
    if not seen.guarded:
        yield _influences(seen, proposal)
        if proposal in seen.result.leaders:
            yield from _taken_away(seen, other)
        yield from _dominance(seen, proposal)
    yield _agreement(seen, proposal)
    yield from _since(seen, proposal)
    yield from whole(seen)


def in_short(seen: Seen, proposal: str) -> Iterator[Statement]:
    """Yield why a proposal stands where it does, in few sentences: by what, and how firmly."""
    yield from better_on(seen, proposal, compared_with(seen, proposal))
    if not seen.guarded and proposal in seen.result.leaders:
        yield _firmness(seen)


def _contributions(seen: Seen, proposal: str, other: str | None) -> Iterator[Statement]:
    mine = seen.contributions(proposal)
    theirs = None if other is None else seen.contributions(other)
    if mine is None:
        return
    means, weights = seen.result.counted.means(), seen.result.round.weights
    yield state(
        "points",
        *(
            state(
                "points-of",
                events=seen.scores(proposal=proposal, criterion=criterion),
                criterion=criterion,
                weight=weights[criterion],  # type: ignore[index]
                mean=means[proposal, criterion],
                turned=seen.turned(criterion),
                points=points,
                other=other if theirs is not None else None,
                gap=points - theirs[criterion] if theirs is not None else None,
            )
            for criterion in (gaps(seen, proposal, other) or mine)
            for points in [mine[criterion]]
        ),
        proposal=proposal,
        score=sum(mine.values(), Fraction(0)),
        total=sum(weights.values()),
        low=seen.low,
    )


def _influences(seen: Seen, proposal: str) -> Statement:
    counted = seen.result.counted
    found = influence(counted.profile, count=counted.count)
    return state(
        "influences",
        *(
            state(
                "influence",
                events=seen.scores(proposal=proposal, member=member),
                member=member,
                points=by_proposal[proposal],
            )
            for member, by_proposal in sorted(found.items())
            if by_proposal.get(proposal) is not None
            and seen.scores(proposal=proposal, member=member)
        ),
        proposal=proposal,
    )


def solidity(seen: Seen) -> Robustness:
    """Return who or what could take the first place of a round away."""
    count = seen.result.counted.settled
    return seen.kept("solidity", partial(robustness, count=count, rules=()))


def _flip(kind: str, name: str, leaders: tuple[str, ...]) -> Statement:
    details: dict[str, Any] = {kind: name}
    return state(f"flips-{kind}", leaders=leaders, **details)


def first_place(seen: Seen, other: str | None) -> Iterator[Statement]:
    """Yield what would change the first place, and what would not; nothing where there is none."""
    if not seen.result.leaders:
        return
    yield _firmness(seen)
    yield from _taken_away(seen, other)


def _firmness(seen: Seen) -> Statement:
    """Return whether one member, one criterion or equal weights would change the first place."""
    found = solidity(seen)
    flips = tuple(
        _flip(kind, name, tuple(sorted(leaders))) for (kind, name), leaders in found.flips.items()
    )
    leaders = tuple(sorted(found.leaders))
    return state("fragile" if flips else "solid", *flips, leaders=leaders, count=len(flips))


def _taken_away(seen: Seen, other: str | None) -> Iterator[Statement]:
    """Yield at which weights the next one would draw level, and who is first by other rules."""
    leaders = tuple(sorted(solidity(seen).leaders))
    if len(leaders) == 1 and other is not None:
        yield from _weights_needed(seen, leaders[0], other)
    counted = seen.result.counted
    for rule in counted.rules():
        if rule != counted.rule:
            by = tuple(counted.by(rule).leaders)
            yield state("other-rule", rule=rule, leaders=by)


def _weights_needed(seen: Seen, first: str, other: str) -> Iterator[Statement]:
    """Yield the weight of one criterion, the others as they are, at which the next one draws level.

    The lead is a sum of weight times difference of means, so it is zero at exactly one weight. A
    criterion that stands alone puts all in one order, whatever it weighs.
    """
    mine, theirs = seen.contributions(first), seen.contributions(other)
    if mine is None or theirs is None:
        return
    lead = sum(mine.values()) - sum(theirs.values())
    if not lead:
        return  # only the charter's way of parting ties puts one of them first
    total = sum(seen.result.round.weights.values())
    for criterion, weight in seen.result.round.weights.items():
        gap = mine[criterion] - theirs[criterion]
        if weight < total and gap and (needed := weight - lead * weight / gap) >= 0:
            yield state(
                "weight-needed",
                criterion=criterion,
                weight=weight,
                needed=needed,
                share=Fraction(weight, total),
                share_needed=needed / (total - weight + needed),
                other=other,
            )


def _dominance(seen: Seen, proposal: str) -> Iterator[Statement]:
    below = seen.result.counted.dominance().get(proposal, ())
    if below:
        yield state("dominates", proposal=proposal, others=tuple(below))


def _agreement(seen: Seen, proposal: str) -> Statement:
    level = seen.result.agreement.by_option[proposal]
    bands = tuple(map(Fraction, seen.result.round.charter.consensus.bands))
    return state(
        "agreement-of",
        proposal=proposal,
        level=level,
        band=None if level is None else band(level, bands),
        totals=agreement_on_totals(seen.result.counted.profile)[proposal],
    )


def _since(seen: Seen, proposal: str) -> Iterator[Statement]:
    """Yield what corrections since the publication did to a score."""
    then, now = (one.ranking.scores.get(proposal) for one in (seen.result, seen.now))
    if then != now:
        made = (
            id
            for id in seen.scores(proposal=proposal)
            if (found := seen.evidence.view.source.find(id)) is not None
            and found.seq >= seen.result.known_at
        )
        yield state("corrected-since", events=made, proposal=proposal, before=then, after=now)
