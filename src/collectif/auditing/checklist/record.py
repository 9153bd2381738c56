"""This module is about questions 15, 16 and 24: what was changed, minuted and withheld."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import attrs
from attrs import evolve

from collectif.acts.assembly import AssemblyClosed, AssemblyOpened
from collectif.acts.erasure import ContentRedacted, WordsForgotten
from collectif.acts.minutes import MinutesAdopted
from collectif.acts.openness import DatasetPublished
from collectif.acts.rounds import ResultsPublished
from collectif.acts.scoring import ScoreCast
from collectif.auditing.checklist.answer import Part, by_whom, part, said
from collectif.auditing.checklist.facts import Facts
from collectif.auditing.checklist.scoring import untold
from collectif.errors import CollectifError
from collectif.ids import AssemblyId, EventId
from collectif.log.value import Wordless
from collectif.projections.ranking import Result
from collectif.record.envelope import Recorded
from collectif.record.event import Withheld
from collectif.record.view import CORRECTIONS, Excepting, Source, View
from collectif.statement import Statement


def changed(facts: Facts) -> Iterator[Part]:
    """What was changed after the fact, by whom, and did it matter? By who, and by round."""
    made: dict[tuple[str, str | None, str | None], list[Recorded[Any]]] = {}
    for one in facts.view.events(CORRECTIONS):
        made.setdefault((one.type, *by_whom(one)), []).append(one)
    for (type, member, role), them in made.items():
        found = part(
            "YES",
            type,
            *(one.id for one in them),
            count=len(them),
            member=member,
            role=role,
            targets=tuple(one.data.target for one in them),
        )
        scores = tuple(_score(facts, one) for one in them if _is_told(facts, one))
        yield attrs.evolve(found, said=attrs.evolve(found.said, because=scores))
    erased = [*facts.of_type(ContentRedacted), *facts.of_type(WordsForgotten)]
    if made and erased:
        yield part(None, "erased-beside", *(one.id for one in erased), count=len(erased))
    for publications in facts.published.values() if made else ():
        for published in publications:
            yield from _since(facts, published)


def minuted(facts: Facts) -> Iterator[Part]:
    """Were minutes adopted and do they match the log? For each assembly that is over."""
    adopted = {one.data.assembly_id: one for one in facts.of_type(MinutesAdopted)}
    over: dict[AssemblyId, Recorded[AssemblyClosed]] = {}
    for one in facts.of_type(AssemblyClosed):
        if one.data.resumes_on is None:
            over[one.data.assembly_id] = one
    for id, closed in over.items():
        minutes = adopted.get(id)
        if minutes is not None:
            yield _minutes(facts, minutes)
        elif any(later.seq > closed.seq for later in facts.of_type(AssemblyOpened)):
            yield part("NO", "minutes-missing", closed.id, assembly=id)
        else:
            yield part("CANNOT_TELL", "minutes-awaited", closed.id, assembly=id)


def withheld(facts: Facts) -> Iterator[Part]:
    """What is withheld and why? Erasures, rounds, open data, words not shown or not at hand."""
    gone: dict[tuple[str, str, str | None, str | None], list[EventId]] = {}
    erased = set[EventId]()
    for redacted in facts.of_type(ContentRedacted):
        erased.add(redacted.data.target)
        _add(gone, redacted)
    for forgotten in facts.of_type(WordsForgotten):
        erased.update(forgotten.data.events)
        _add(gone, forgotten)
    for (type, ground, member, role), events in gone.items():
        told = {"count": len(events), "ground": ground, "member": member, "role": role}
        yield part("YES", f"erased-{type}", *events, **told)
    for id, opened in facts.opened.items():
        scores = facts.rounds.get(id)
        if opened.data.visibility == "SECRET":
            yield part("YES", "secret-round", opened.id, round=id)
        elif scores is not None and not scores.visible:
            yield part("YES", "sealed-round", opened.id, round=id)
    yield from _datasets(facts)
    unread = [
        one
        for kept in facts.kept.values()
        for one in kept
        if one.id not in erased and _holds_withheld(one.data)
    ]
    personal = _at_hand(facts.view, frozenset(one.type for one in unread))
    shown_to_others = [one.id for one in unread if one.id in personal]
    if shown_to_others:
        yield part("YES", "words-not-shown", *shown_to_others, count=len(shown_to_others))
    lost = [one.id for one in unread if one.id not in personal]
    if lost:
        yield part("CANNOT_TELL", "words-not-at-hand", *lost, count=len(lost))


def _at_hand(view: View, types: frozenset[str]) -> frozenset[str]:
    """Return the events of some types whose words are all there, where a view shows none to all."""
    source = _worded(view.source)
    if source is None or not types:
        return frozenset()
    events = evolve(view, source=source).events(types)
    return frozenset(one.id for one in events if not _holds_withheld(one.data))


def _worded(source: Source) -> Source | None:
    """Return a log with the words that somebody is not shown; None where all are shown."""
    if isinstance(source, Excepting):
        worded = _worded(source.source)
        return None if worded is None else Excepting(worded, source.ids)
    return source.worded() if isinstance(source, Wordless) else None


def _add(gone: dict[Any, list[EventId]], erasure: Recorded[Any]) -> None:
    key = (erasure.type, erasure.data.ground, *by_whom(erasure))
    gone.setdefault(key, []).append(erasure.id)


def _is_told(facts: Facts, correction: Recorded[Any]) -> bool:
    """Whether a correction is of a score of a round whose values are tied to members for all."""
    target = facts.view.source.find(correction.data.target)
    if target is None or not isinstance(target.data, ScoreCast):
        return False
    scores = facts.rounds.get(target.data.round_id)
    return scores is not None and scores.visible and scores.opened.visibility != "SECRET"


def _score(facts: Facts, correction: Recorded[Any]) -> Statement:
    target: Any = facts.view.source.find(correction.data.target)
    cast = target.data
    return said(
        "corrected-score",
        correction.id,
        round=cast.round_id,
        member=cast.member_id,
        proposal=cast.proposal_id,
        criterion=cast.criterion_id,
    )


def _since(facts: Facts, published: Recorded[ResultsPublished]) -> Iterator[Part]:
    """Yield what corrections after a publication did to its result."""
    id = published.data.round_id
    opened = facts.scoring.get(id)
    if opened is None:
        return
    now = facts.results.get(id)
    try:
        then = facts.told(published)
    except CollectifError:
        then = None
    if now is None or then is None:
        yield untold(facts, id, opened)
        return
    moved = _moved(then, now)
    if moved:
        same = then.ranking.tiers == now.ranking.tiers
        head = set(then.ranking.tiers[:1]) == set(now.ranking.tiers[:1])
        name = "order-stays" if same else "head-stays" if head else "head-changes"
        found = part("YES" if same else "NO", name, published.id, round=id, moved=moved)
        yield attrs.evolve(found, said=attrs.evolve(found.said, because=tuple(_scores(then, now))))


def _moved(then: Result, now: Result) -> tuple[str, ...]:
    """Return each score that is not what was published, with what it was, exactly."""
    return tuple(f"{id} {_shown(b)} → {_shown(a)}" for id, b, a in _unlike(then, now))


def _scores(then: Result, now: Result) -> Iterator[Statement]:
    """Yield each score that is not what was published, as a sentence."""
    for id, before, after in _unlike(then, now):
        yield said("score-moved", proposal=id, before=before, after=after)


def _unlike(then: Result, now: Result) -> list[tuple[str, Fraction | None, Fraction | None]]:
    before, after = then.ranking.scores, now.ranking.scores
    names = dict.fromkeys((*before, *after))
    pairs = ((id, before.get(id), after.get(id)) for id in names)
    return [(id, was, is_) for id, was, is_ in pairs if was != is_]


def _shown(score: object) -> str:
    return "-" if score is None else str(score)


def _minutes(facts: Facts, minutes: Recorded[MinutesAdopted]) -> Part:
    last = facts.view.source.find(minutes.data.up_to)
    size = 0 if last is None else last.seq + 1
    then = facts.view.as_known_at(size)
    later = [
        one.id
        for one in facts.view.events(CORRECTIONS, after=size)
        if _is_in(facts, one, minutes.data.assembly_id, then)
    ]
    told = {
        "assembly": minutes.data.assembly_id,
        "size": size,
        "day": minutes.occurred.date(),
        "by": minutes.data.adopted_by,
    }
    if last is None:
        return part("NO", "minutes-of-nothing", minutes.id, **told)
    if later:
        return part("NO", "minutes-outdated", minutes.id, *later, **told, count=len(later))
    if minutes.data.digest is not None:
        return part("YES", "minutes-with-text", minutes.id, last.id, **told)
    return part("YES", "minutes-match", minutes.id, last.id, **told)


def _is_in(facts: Facts, correction: Recorded[Any], assembly: AssemblyId, then: View) -> bool:
    """Whether a correction changes what the minutes of an assembly cover, and still does."""
    target: Recorded[Any] | None = correction
    while target is not None and target.type in CORRECTIONS:
        target = facts.view.source.find(target.data.target)
    if target is None or target.seq >= then.size:
        return False
    if then.effective(target) == facts.view.effective(target):
        return False
    round = facts.opened.get(getattr(target.data, "round_id", None))  # type: ignore[arg-type]
    where = target.assembly if round is None else round.data.assembly_id
    return where == assembly


def _datasets(facts: Facts) -> Iterator[Part]:
    for one in facts.of_type(DatasetPublished):
        last = facts.view.source.find(one.data.up_to)
        secret = any(
            opened.data.visibility == "SECRET" and last is not None and opened.seq <= last.seq
            for opened in facts.opened.values()
        )
        told = {"dataset": one.data.dataset_id, "licence": one.data.licence}
        if secret and not one.data.pseudonymised:
            yield part("NO", "dataset-named", one.id, **told)
        else:
            yield part(None, "dataset", one.id, **told)


def _holds_withheld(data: Any) -> bool:
    return any(isinstance(getattr(data, one.name), Withheld) for one in attrs.fields(type(data)))
