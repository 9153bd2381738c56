"""This module is about forgetting: the words of a person, or those that were kept long enough.

What the private store ties to a person, and what a schedule says is due, is looked up here; whether
it may go is judged like any act.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from collectif.acts import Known, erasure
from collectif.acts.retention import Due, Schedule
from collectif.errors import InvalidInput
from collectif.handles import Handle, judges
from collectif.ids import EventId
from collectif.record.disclosure import Disclosure
from collectif.record.envelope import Recorded
from collectif.values import Text


class Forgetting(Handle):
    """The verbs of a collective by which words go that the assembly did not remove itself."""

    @judges(erasure.forget_words)
    def forget(
        self,
        *,
        subject: str,
        ground: erasure.ForgettingGround = "REQUEST",
        asked_by: erasure.Asker | None = None,
        note: str | Text | None = None,
    ) -> Recorded[Any]:
        """Remove all words of one person; the log names the events, never the person.

        Args:
            subject: The person, as acts were noted with `noting(subject=...)`.
            ground: On what ground.
            asked_by: Who asked; None where nobody says.
            note: A word on it, without saying whose words they were.

        Returns:
            The event, or the first of those that it takes to name all events of a person.
        """
        id, log = self._note.id, self._core.log
        told = None if id is None else log.find(id) or log.find(f"{id}/0")
        if told is not None and told.type == "words-forgotten":
            return told
        return self._record(
            lambda known: erasure.forget_words(
                known,
                events=[one.event for one in self.words_of(subject)],
                ground=ground,
                asked_by=asked_by,
                note=note,
            )
        )[0]

    @judges(erasure.forget_words)
    def forget_due(
        self,
        schedule: Schedule,
        *,
        on: date,
        asked_by: erasure.Asker = "SCHEDULE",
        note: str | Text | None = None,
    ) -> tuple[Recorded[Any], ...]:
        """Remove the words that a schedule keeps no longer on a day, all in one act.

        Args:
            schedule: How long words are kept.
            on: The day.
            asked_by: Who asked: the schedule itself, or the officer who follows it.
            note: A word on it.

        Returns:
            The events that say so, by which fields went; none if nothing was due.
        """
        fields: dict[tuple[str, ...] | None, list[EventId]] = {}
        for one in self.due(schedule, on=on):
            fields.setdefault(one.fields, []).append(one.event)
        if not fields:
            return ()

        def judged(known: Known) -> tuple[erasure.WordsForgotten, ...]:
            told = [
                erasure.forget_words(
                    known,
                    events=events,
                    ground="RETENTION",
                    asked_by=asked_by,
                    fields=named,
                    note=note,
                )
                for named, events in fields.items()
            ]
            return tuple(e for one in told for e in (one if isinstance(one, tuple) else (one,)))

        return self._record(judged)

    def words_of(self, subject: str) -> tuple[Due, ...]:
        """Return what `forget` would remove of one person, by event, oldest first."""
        return tuple(
            Due(
                event=event.id,
                type=event.type,
                happened=event.occurred.date(),
                fields=None,
                words=len(places),
            )
            for event, places in self._kept(subject)
        )

    def due(self, schedule: Schedule, *, on: date) -> tuple[Due, ...]:
        """Return the words at hand that a schedule keeps no longer on a day, oldest first.

        The ballots of a secret round that is open are not among them, whatever the schedule says.
        """
        known = self._core.known()
        found = (
            schedule.due(event.id, event.type, event.occurred.date(), places, on=on)
            for event, places in self._kept()
            if not _waits_in_an_urn(event, known)
        )
        return tuple(one for one in found if one is not None)

    def _kept(self, subject: str | None = None) -> Iterator[tuple[Recorded[Any], list[str]]]:
        """Yield each event whose words are at hand, with where they stand, oldest first."""
        log, places = self._core.log, dict[str, list[str]]()
        for one in log.store.private.disclosures() if log.store.private is not None else ():
            if subject is None or one.subject == subject:
                places.setdefault(one.event, []).append(_place(one))
        found = (log.find(id) for id in places)
        for event in sorted((e for e in found if e is not None), key=lambda e: e.seq):
            yield event, places[event.id]


def _place(one: Disclosure) -> str:
    """Return where words stand; those that cannot be read stand nowhere, and go with the rest."""
    try:
        where, _ = one.opened
    except InvalidInput:
        return ""
    return where


def _waits_in_an_urn(event: Recorded[Any], known: Known) -> bool:
    """Whether an event is the receipt of a ballot that will be counted yet."""
    if event.type != "ballot-received":
        return False
    round = known.rounds.get(event.data.round_id)
    return round is not None and round.status == "OPEN"
