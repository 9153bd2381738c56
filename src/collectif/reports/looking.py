"""This module is about how one wants to look at a log, as told on a command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import evolve, frozen

from collectif.collective import Collective
from collectif.counting import RULES
from collectif.errors import InvalidInput, UnknownName
from collectif.projections.minuted import as_minuted
from collectif.projections.opinions import OPINIONS
from collectif.projections.ranking import (
    Publication,
    Result,
    as_published,
    publications,
    recounted,
    result_of,
)
from collectif.projections.readers import SECRETARY, Reader
from collectif.projections.registers import REGISTERS
from collectif.projections.scores import SCORES, RoundScores
from collectif.projections.sealing import seal_of
from collectif.projections.small_groups import told, too_few
from collectif.record.envelope import Recorded
from collectif.record.view import View
from collectif.reports.results import Shown, Told


@frozen(kw_only=True)
class Looking:
    """Which view is wanted, of which rounds, by which rule.

    Attributes:
        known_at: As it was at a size or a moment; None means now.
        happened_by: Without what happened later.
        as_minuted: As the adopted minutes of an assembly froze it.
        uncorrected: As first recorded, without corrections.
        as_published: Each result as people were told it, instead of as it counts in the view.
        round_id: One round only.
        rule: A rule of counting instead of the charter's.
        reader: To whom it is shown.
    """

    known_at: int | datetime | None = None
    happened_by: date | datetime | None = None
    as_minuted: str | None = None
    uncorrected: bool = False
    as_published: bool = False
    round_id: str | None = None
    rule: str | None = None
    reader: Reader = SECRETARY

    @classmethod
    def parsed(
        cls,
        collective: Collective,
        *,
        known_at: int | None,
        known_at_time: str | None,
        happened_by: str | None,
        as_: str = "secretary",
        **rest: Any,
    ) -> Looking:
        """Return what the words of a command line ask for."""
        if known_at is not None and known_at_time is not None:
            raise InvalidInput.of("looking.two-states-log-were-asked")
        rule = rest.get("rule")
        if rule is not None and rule not in RULES:
            raise UnknownName.of("looking.no-rule", rule=rule, rules=", ".join(sorted(RULES)))
        moment = None if known_at_time is None else _moment(collective, known_at_time)
        day = None if happened_by is None else _day_or_moment(collective, happened_by)
        known = known_at if moment is None else moment
        reader = parsed_reader(collective, as_)
        return cls(known_at=known, happened_by=day, reader=reader, **rest)

    def view(self, collective: Collective) -> View:
        """Return the view of a log."""
        view = collective.view(
            known_at=self.known_at,
            happened_by=self.happened_by,
            corrected=not self.uncorrected,
            reader=self.reader,
        )
        return view if self.as_minuted is None else as_minuted(view, self.as_minuted)

    @staticmethod
    def between(
        collective: Collective,
        events: Iterable[Recorded[Any]],
        since: str | None,
        until: str | None,
    ) -> Iterator[Recorded[Any]]:
        """Return the events that happened between two times, both included."""
        first = None if since is None else _day_or_moment(collective, since)
        last = None if until is None else _day_or_moment(collective, until)
        return (
            event
            for event in events
            if (first is None or not _before(event.occurred, first))
            and (last is None or not _before(last, event.occurred))
        )


def parsed_day(text: str) -> date:
    """Return a day written as `2016-11-30`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput.of("looking.not-day", text=text, error=error) from error


def parsed_reader(collective: Collective, text: str) -> Reader:
    """Return who reads, as a command line names one; a delegate reads for a member of the log."""
    reader = Reader.parsed(text)
    if reader.member is None:
        return reader
    joined = collective.view().events(frozenset({"member-joined"}))
    members = {event.data.member_id for event in joined}
    if reader.member not in members:
        raise UnknownName.of(
            "looking.no-member", member=reader.member, members=", ".join(sorted(members)) or "none"
        )
    return reader


def shown_rounds(view: View, look: Looking) -> list[Shown]:
    """Return the rounds to show: as they count in the view, or as they were published.

    Rounds that nobody publishes results of (ballots on a decision, open conversations) are shown
    as they count in either case.
    """
    titles = REGISTERS.replay(view).titles
    smallest = seal_of(view, look.reader).smallest
    scores, opinions = SCORES.replay(view), OPINIONS.replay(view)
    published: dict[str, list[Publication]] = {}
    if look.as_published:
        for publication in publications(view):
            published.setdefault(publication.round_id, []).append(publication)
    wanted = [id for id in scores if look.round_id in (None, id)]
    if look.round_id is not None and not wanted:
        raise UnknownName.of(
            "looking.no-round-in-this-view",
            round_id=look.round_id,
            scores=", ".join(scores) or "none",
        )
    shown = []
    for id in wanted:
        kind = scores[id].opened.kind
        found: list[tuple[Publication | None, Told]]
        if not scores[id].visible:
            found = [(None, scores[id])]
        elif kind == "STANCES":
            found = [(None, opinions[id])]
        elif kind != "SCORING":
            found = [(None, scores[id])]
        elif look.as_published:
            found = [(p, as_published(view, p, rule=look.rule)) for p in published.get(id, [])]
        else:
            found = [(None, result_of(scores[id], view, rule=look.rule))]
        for publication_or_none, one in found:
            known_at = view.size if publication_or_none is None else publication_or_none.known_at
            seen = Shown(
                id=id,
                kind=kind,
                known_at=known_at,
                publication=publication_or_none,
                told=one,
                titles=titles,
                rule=look.rule,
                uncorrected=look.uncorrected,
            )
            shown.append(_of_enough_voices(seen, smallest.get(id)))
    return shown


def _of_enough_voices(shown: Shown, smallest: int | None) -> Shown:
    """Return what is shown of a secret round, without what rests on too few voices.

    It is counted by the charter's own rule: several rules together would tell more than each.
    """
    result = shown.told
    scores = result.round if isinstance(result, Result) else result
    if smallest is None or not isinstance(scores, RoundScores) or not scores.visible:
        return shown
    rest = told(scores, smallest)
    if rest is None or not isinstance(result, Result):
        return evolve(shown, told=rest, smallest=smallest)
    few, again = too_few(scores, smallest), recounted(result, rest)
    return evolve(shown, told=again, rule=None, smallest=smallest, too_few=few)


def _before(one: date | datetime, other: date | datetime) -> bool:
    """Whether a time is before another; a day is compared as a whole day."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one < other
    return _day(one) < _day(other)


def _day(time: date | datetime) -> date:
    return time.date() if isinstance(time, datetime) else time


def _day_or_moment(collective: Collective, text: str) -> date | datetime:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return _moment(collective, text)


def _moment(collective: Collective, text: str) -> datetime:
    """Return a time; one without an offset is read in the collective's time zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput.of("looking.not-time", text=text, error=error) from error
    if moment.tzinfo is None:
        founded = REGISTERS.replay(collective.view()).founded
        moment = moment.replace(tzinfo=_zone(founded.timezone if founded else "UTC"))
    return moment


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInput.of("looking.collectives-time-zone-is-not", name=name) from error
