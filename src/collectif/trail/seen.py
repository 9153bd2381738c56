"""This module is about the rounds that are explained: as people were told them, and as they count.

A round that was published is explained as it was published: that is what a decision rests on. Of a
round that is sealed nothing is told; of one that rests on few voices only what the charter lets
tell, and nothing from which a voice could be worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Set
from fractions import Fraction
from typing import TypeVar

from attrs import evolve, field, frozen

from collectif.counting import Profile
from collectif.errors import Refused, UnknownName
from collectif.ids import EventId, ProposalId, RoundId
from collectif.projections.counted import BY_MEANS
from collectif.projections.grounds import ANSWERS, grounds
from collectif.projections.ranking import (
    Publication,
    Result,
    as_published,
    publications,
    recounted,
    results,
)
from collectif.projections.small_groups import told
from collectif.record.view import View
from collectif.trail.evidence import Evidence

T = TypeVar("T")


@frozen(kw_only=True)
class Seen:
    """A scoring round, to be explained.

    Attributes:
        evidence: The events.
        id: The round.
        result: Its result as last published; as it counts, where nobody published it.
        now: Its result as it counts in the view, with the corrections known there.
        publication: How people were told it; None where nobody was.
        view: The view that `result` was computed from.
        guarded: Whether it rests on few voices: nothing is told of any of them.
    """

    evidence: Evidence = field(repr=False)
    id: RoundId
    result: Result
    now: Result
    publication: Publication | None
    view: View = field(repr=False)
    guarded: bool

    @property
    def options(self) -> tuple[ProposalId, ...]:
        """The proposals of the round, in its order."""
        return tuple(ProposalId(id) for id in self.result.counted.profile.options)

    @property
    def criteria(self) -> tuple[str, ...]:
        """The criteria of the round, in the order of adoption."""
        return tuple(self.result.counted.profile.criteria)

    @property
    def low(self) -> int:
        """The lowest grade of the scale."""
        return self.result.round.charter.scale.min

    def turned(self, criterion: str) -> int | None:
        """Return from what a grade is taken where lower is better; None where higher is."""
        profile = self.result.counted.profile
        lower = criterion in profile.lower_is_better
        return profile.scale.min + profile.scale.max if lower else None

    def kept(self, name: str, figures: Callable[[Profile], T]) -> T:
        """Return figures of the scores that count, worked out once."""
        key = f"{name} {self.id}"
        if key not in self.evidence.kept:
            self.evidence.kept[key] = figures(self.result.counted.profile)
        found: T = self.evidence.kept[key]
        return found

    def contributions(self, proposal: str) -> Mapping[str, Fraction] | None:
        """Return criterion -> how many of a proposal's points it brings; they add up to its score.

        None where the rule of the round is not a weighted mean, or a mean is not defined.
        """
        score = self.result.ranking.scores.get(proposal)
        if self.result.counted.rule not in BY_MEANS or score is None:
            return None
        means, scale = self.result.counted.means(), self.result.round.charter.scale
        weights = self.result.round.weights
        found = dict[str, Fraction]()
        for criterion in self.criteria:
            mean = means.get((proposal, criterion))
            if mean is None:
                return None
            share = Fraction(weights[criterion], sum(weights.values()))  # type: ignore[index]
            found[criterion] = 100 * share * (mean - scale.min) / (scale.max - scale.min)
        return found if sum(found.values()) == score else None

    def scores(
        self, *, proposal: str | None = None, criterion: str | None = None,
        member: str | None = None,
    ) -> tuple[EventId, ...]:  # fmt: skip
        """Return the scores that count, of all or of some cells, with all that corrected them.

        Where a charter leaves out whoever left a hole, each cell rests on all scores.
        """
        whole = self.result.round.charter.missing == "EXCLUDE_MEMBER"
        wanted = (None, None, None) if whole else (proposal, criterion, member)
        return self.evidence.corrected(
            id
            for id, cell in self._counting().items()
            if all(asked in (None, said) for asked, said in zip(wanted, cell, strict=True))
        )

    def answers(self) -> tuple[EventId, ...]:
        """Return the scores of all members, also of those that are left out, and corrections."""
        newest = {e for view in (self.view, self.evidence.view) for e in _answers(view, self.id)}
        return () if self.guarded else self.evidence.corrected(id for id, _ in self._among(newest))

    def _counting(self) -> Mapping[EventId, tuple[str, str, str]]:
        """Return each score that counts, or would if it had not been retracted -> its cell."""
        key = f"counting {self.id}"
        if key not in self.evidence.kept:
            counting = _grounds(self.view, self.id) | _grounds(self.evidence.view, self.id)
            self.evidence.kept[key] = {} if self.guarded else dict(self._among(counting))
        found: Mapping[EventId, tuple[str, str, str]] = self.evidence.kept[key]
        return found

    def _among(self, ids: Set[EventId]) -> Iterator[tuple[EventId, tuple[str, str, str]]]:
        retracted = self.evidence.corrections.keys()
        for cast in self.evidence.raw("score-cast", round_id=self.id):
            if cast.id in ids or cast.id in retracted:
                score = cast.data
                yield cast.id, (score.proposal_id, score.criterion_id, score.member_id)


def rounds(evidence: Evidence) -> Mapping[RoundId, Seen]:
    """Return the scoring rounds that can be explained, in the order of opening."""
    if "rounds" not in evidence.kept:
        evidence.kept["rounds"] = dict(_rounds(evidence))
    found: Mapping[RoundId, Seen] = evidence.kept["rounds"]
    return found


def _rounds(evidence: Evidence) -> Mapping[RoundId, Seen]:
    view = evidence.view
    last = {one.round_id: one for one in publications(view)}
    found = dict[RoundId, Seen]()
    for id, now in results(view).items():
        publication = last.get(id)
        then = view if publication is None else view.as_known_at(publication.known_at)
        result = now if publication is None else _as_told(view, publication, now)
        smallest = evidence.smallest.get(id, 1)
        shown, current = _guarded(result, smallest), _guarded(now, smallest)
        if id in evidence.sealed or shown is None or current is None:
            continue
        found[id] = Seen(
            evidence=evidence,
            id=id,
            result=shown,
            now=current,
            publication=publication,
            view=then,
            guarded=smallest > 1,
        )
    return found


def as_named(evidence: Evidence, ids: Collection[str]) -> Evidence:
    """Return the same evidence, with rounds told as some publications of them say.

    What somebody rested on is what was published then, whatever was published of it since.

    Args:
        evidence: The events.
        ids: The publications; rounds of which none is named are told by their last one.
    """
    view, seen = evidence.view, rounds(evidence)
    named = {one.round_id: one for one in publications(view) if one.id in ids}
    other = {id: one for id, one in named.items() if id in seen and seen[id].publication != one}
    if not other:
        return evidence
    there = evidence.alike()
    there.kept["rounds"] = {id: evolve(one, evidence=there) for id, one in seen.items()}
    for id, publication in other.items():
        told = _guarded(_as_told(view, publication, seen[id].now), evidence.smallest.get(id, 1))
        there.kept["rounds"][id] = evolve(
            seen[id],
            evidence=there,
            result=told or seen[id].result,
            publication=publication,
            view=view.as_known_at(publication.known_at),
        )
    return there


def _as_told(view: View, publication: Publication, now: Result) -> Result:
    """Return results as published; as they count now where they cannot be shown as published."""
    try:
        return as_published(view, publication)
    except (Refused, UnknownName):
        return now


def _guarded(result: Result, smallest: int) -> Result | None:
    """Return a result as far as figures of it are told; None where none is."""
    if smallest == 1:
        return result
    part = told(result.round, smallest)
    return None if part is None else recounted(result, part)


def _grounds(view: View, round: RoundId) -> frozenset[EventId]:
    """Return the answers that are counted in a round."""
    return frozenset(grounds(view).get(round, ()))


def _answers(view: View, round: RoundId) -> Iterator[EventId]:
    """Yield the newest answers of a round, whether they count or not."""
    yield from (event for _, event in ANSWERS.replay(view).get(round, ()))
