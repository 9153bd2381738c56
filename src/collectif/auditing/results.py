"""This module is about published results: counted again, as the log stood at the size they name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attrs import evolve

from collectif.acts import Known
from collectif.acts.minutes import MinutesAdopted
from collectif.acts.openness import DatasetPublished
from collectif.acts.rounds import ResultsPublished
from collectif.auditing.finding import Finding, Note, finding
from collectif.errors import CollectifError, Quoted, UnknownName
from collectif.ids import EventId
from collectif.projections.counted import RULES_OF_CHARTERS
from collectif.projections.digests import Counted, result_digest
from collectif.projections.opinions import OPINIONS
from collectif.projections.ranking import Publication, as_published
from collectif.projections.scores import SCORES
from collectif.record.envelope import Recorded
from collectif.record.view import View


def stated_again(
    known: Known, event: Recorded[Any], lines: Callable[[int], str]
) -> Iterator[Finding | Note]:
    """Yield what is wrong with the digest that an event states, or why nobody can tell here.

    Args:
        known: What was known when it was recorded; the view ends just before it.
        event: Any event.
        lines: Returns the digest of the first events of the log as lines, which is that of the
            file of events that `collectif export jsonl` writes.
    """
    match event.data:
        case ResultsPublished():
            yield from counted_again(known, event)
        case MinutesAdopted(digest=str()):
            yield Note(code="text", count=1, seq=event.seq, id=event.id, about="")
        case DatasetPublished(digest=str() as digest, up_to=last):
            if digest != lines(known.events.get(last, -1) + 1):
                yield Note(code="copy", count=1, seq=event.seq, id=event.id, about="")


def counted_again(known: Known, event: Recorded[Any]) -> Iterator[Finding | Note]:
    """Yield what is wrong with published results, or why they cannot be counted again.

    Args:
        known: What was known when they were published.
        event: The `results-published` event.
    """
    told, last = event.data, known.events.get(event.data.up_to)
    round = known.rounds.get(told.round_id)
    if known.view is None or last is None or round is None:
        return  # the act itself is refused for it
    note = Note(code="rule", count=1, seq=event.seq, id=event.id, about="")
    asked = told.method.get("aggregation") if isinstance(told.method, dict) else None
    charter = known.rooms[round.assembly].charter if round.assembly in known.rooms else None
    rule = None
    if round.kind == "SCORING" and charter is not None and asked not in (None, charter.aggregation):
        rule = RULES_OF_CHARTERS.get(str(asked), str(asked))
        yield evolve(note, code="method", about=str(asked))
    try:
        publication = Publication(
            id=EventId(event.id), round_id=told.round_id, known_at=last + 1, occurred=event.occurred
        )
        digest = result_digest(_counted(known.view, publication, round.kind, rule))
    except UnknownName as error:
        yield evolve(note, about=error.what, said=error)
    except CollectifError as error:
        yield finding(event, "result", found=told.round_id, why=Quoted(error, "what"))
    else:
        if told.digest not in (None, digest):
            yield finding(event, "digest", expected=digest, found=told.digest)


def _counted(view: View, publication: Publication, kind: str, rule: str | None) -> Counted:
    """Return what a round said as known at a publication."""
    if kind == "SCORING":
        return as_published(view, publication, rule=rule)
    then = view.as_known_at(publication.known_at)
    rounds = OPINIONS.replay(then) if kind == "STANCES" else SCORES.replay(then)
    return rounds[publication.round_id]
