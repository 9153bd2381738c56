"""This module is about the answers of a view as tables of the database, as far as a reader sees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from attrs import frozen

from collectif.acts.community import MemberJoined
from collectif.acts.indicators import IndicatorMeasured
from collectif.counting import cell_figures
from collectif.projections.edges import EDGES
from collectif.projections.funding import funding
from collectif.projections.knowledge import learnings
from collectif.projections.mission import missions, progress
from collectif.projections.opinions import Opinions
from collectif.projections.participation import funnel
from collectif.projections.promises import PROMISES
from collectif.projections.ranking import Result
from collectif.projections.readers import Reader
from collectif.projections.registers import REGISTERS
from collectif.projections.scores import RoundScores
from collectif.projections.voice import voice_of
from collectif.projections.wall import WALL
from collectif.record.envelope import Recorded
from collectif.record.event import EVENTS
from collectif.record.view import View
from collectif.reports.looking import Looking, shown_rounds
from collectif.reports.naming import NAMES
from collectif.reports.owing import last_day
from collectif.reports.results import Shown, as_json
from collectif.reports.summary import decisions_json
from collectif.tables import dealings, means, people, rounds
from collectif.tables.flat import flat
from collectif.tables.registry import tables_of
from collectif.tables.sql.schema import HOMES, SqlColumn, SqlTable
from collectif.tables.table import Table

_KEYS = {table: column for column, table in HOMES.items()}


@frozen
class Answers:
    """What a view answers to a reader, as tables.

    Attributes:
        view: The look at the log.
        reader: To whom it is told.
        day: The last day on which anything happened, for what is told by day.
    """

    view: View
    reader: Reader
    day: date

    @classmethod
    def of(cls, view: View, reader: Reader) -> Answers:
        """Return what a view answers to a reader, at the end of its last day."""
        return cls(view, reader, last_day(view))

    def tables(self) -> Iterator[tuple[SqlTable, list[tuple[Any, ...]]]]:
        """Yield each table and its rows; the same tables of every log."""
        for table in (*self._people(), *self._rounds(), *self._dealings(), *self._means()):
            told, rows = flat(table)
            columns = tuple(SqlColumn(one.name, one.type) for one in told)
            yield SqlTable(table.name, columns, _KEYS.get(table.name)), rows

    def _people(self) -> Iterator[Table]:
        view, registers = self.view, REGISTERS.replay(self.view)
        yield Table.of("members", "member name:words kind:code voting:truth left:truth",
                       _members(view))  # fmt: skip
        yield from (one for one in tables_of(registers) if one.name != "decisions")
        titles = NAMES.replay(view).titles.items()
        criteria = ((id, title) for (kind, id), title in titles if kind == "criterion_id")
        yield Table.of("criteria", "criterion label:words", criteria)
        yield from tables_of(WALL.replay(view))
        yield people.decisions(registers)
        yield Table.of("tallies", "decision answer:code ballots:int", self._tallies())
        yield Table.of("steps", "assembly stage:code member", (
            (id, stage, member) for id in registers.assemblies
            for stage, members in funnel(view, id).stages.items() for member in members
        ))  # fmt: skip
        yield Table.of("voice", "assembly member turns:int seconds:int", (
            (id, *row) for id in registers.assemblies for row in _first(voice_of(view, id)).rows
        ))  # fmt: skip

    def _rounds(self) -> Iterator[Table]:
        counted = shown_rounds(self.view, Looking(reader=self.reader))
        published = [
            one for one in shown_rounds(self.view, Looking(reader=self.reader, as_published=True))
            if one.publication is not None
        ]  # fmt: skip
        every = [*counted, *published]
        yield Table.of("rounds", "round kind:code state:code voters:int", map(_round, counted))
        yield Table.of(
            "rankings",
            "round published known_at:int place:int proposal score:exact agreement:exact",
            (
                (one.id, *_publication(one), *row[1:])
                for one in every for row in _told(one, "ranking").rows
            ),
        )  # fmt: skip
        yield Table.of(
            "agreement",
            "round published known_at:int about:code name agreement:exact",
            (
                (one.id, *_publication(one), *row[1:])
                for one in every for row in _told(one, "agreement").rows
            ),
        )  # fmt: skip
        yield Table.of("answers", "round answer:code ballots:int", (
            (one.id, answer, count) for one in counted
            for answer, count in as_json(one).get("tally", {}).items()
        ))  # fmt: skip
        yield from self._cells(counted)

    def _cells(self, counted: Iterable[Shown]) -> Iterator[Table]:
        """Yield the figures of cells, of rounds in which every voice may be told."""
        open_ = [one for one in counted if isinstance(one.told, Result) and one.smallest is None]
        cells = list[Any]()
        for one in open_:
            assert isinstance(one.told, Result)
            cells += (
                (one.id, *row) for row in rounds.cells(cell_figures(one.told.counted.profile)).rows
            )
        yield Table.of("cells", f"round {rounds.CELLS}", cells)
        yield Table.of("statements", f"round {rounds.STATEMENTS}", (
            (one.id, *row) for one in counted if isinstance(one.told, Opinions) and one.told.visible
            for row in _first(one.told).rows
        ))  # fmt: skip

    def _dealings(self) -> Iterator[Table]:
        yield from tables_of(PROMISES.replay(self.view))
        yield dealings.edges(EDGES.replay(self.view))

    def _means(self) -> Iterator[Table]:
        view, day = self.view, self.day
        adopted = missions(view, at=day).values()
        yield Table.of("missions", means.MISSIONS,
                       (row for one in adopted for row in _first(one).rows))  # fmt: skip
        yield means.progress(progress(view, at=day).values())
        found = view.events(frozenset({EVENTS.of(IndicatorMeasured).name}))
        yield Table.of("measures", "measure indicator kind:code measured:day value:exact by:list",
                       map(_measure, found))  # fmt: skip
        yield from tables_of(funding(view, at=day))
        yield Table.of("learnings", people.LEARNINGS, (
            row for one in learnings(view, at=day).values() for row in _first(one).rows
        ))  # fmt: skip

    def _tallies(self) -> Iterator[tuple[Any, ...]]:
        for one in decisions_json(self.view, self.reader):
            yield from ((one["decision"], *told) for told in (one.get("tally") or {}).items())


def _members(view: View) -> Iterator[tuple[Any, ...]]:
    departed = PROMISES.replay(view).departed
    joined: Iterable[Recorded[MemberJoined]] = view.events(frozenset({"member-joined"}))
    for event in joined:
        one = event.data
        yield one.member_id, one.name, one.kind, one.voting, one.member_id in departed


def _first(answer: object) -> Table:
    """Return the most telling table of an answer."""
    return next(iter(tables_of(answer)))


def _told(shown: Shown, name: str) -> Table:
    """Return a table of the result that is shown of a round; an empty one where none is."""
    found = tables_of(shown.told) if isinstance(shown.told, Result) else ()
    return next((one for one in found if one.name == name), Table.of(name, "", ()))


def _publication(shown: Shown) -> tuple[str | None, int | None]:
    """Return by which event a result was published, as known at which size; None as it counts."""
    told = shown.publication
    return (None, None) if told is None else (told.id, told.known_at)


def _round(shown: Shown) -> tuple[Any, ...]:
    told = shown.told
    if told is None:
        return shown.id, shown.kind, "TOO_FEW", None
    if isinstance(told, Result):
        return shown.id, shown.kind, "VISIBLE", told.voters
    if isinstance(told, RoundScores):
        return shown.id, shown.kind, "VISIBLE" if told.visible else "HIDDEN", len(told.handed_in)
    return shown.id, shown.kind, "VISIBLE" if told.visible else "HIDDEN", len(told.participants)


def _measure(event: Recorded[IndicatorMeasured]) -> tuple[Any, ...]:
    one = event.data
    return one.measure_id, one.indicator_id, one.kind, one.at, one.value, one.by
