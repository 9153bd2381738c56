"""This module is about the shapes of scoring grids, and what their cells say.

Long: a row for each score. Wide: a row for each member and proposal, or in a sheet of one member
for each proposal, with a column for each criterion. Which one it is follows from the headings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import define, field, frozen

from collectif.errors import InvalidInput, Reason
from collectif.exchange.grid_heads import Head, head_of
from collectif.exchange.grid_mapping import GridMapping
from collectif.exchange.grid_tables import Cell, Sheet
from collectif.exchange.grid_words import (
    ABSTAIN,
    CANNOT_JUDGE,
    COMPUTED,
    ROLES,
    plain,
)
from collectif.exchange.reading import fault, unreadable
from collectif.values import Score

MAX_SCORES = 100_000
"""The most scores of all files together: each of them becomes an act of its own."""

_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")
_DECIMAL = re.compile(r"[+-]?[0-9]*[.,][0-9]+")


@frozen(kw_only=True)
class Answer:
    """One score that a grid holds, by the names that it uses."""

    round: str
    member: str
    proposal: str
    criterion: str
    value: Score
    reason: str | None
    file: str
    place: Reason


@frozen(kw_only=True)
class Remark:
    """One comment that a grid holds."""

    round: str
    member: str
    proposal: str
    text: str


@define
class Grid:
    """What some sheets say together.

    Attributes:
        answers: The scores, in the order of the files.
        remarks: The comments, each once, in the order of the files.
        weights: Criterion -> its weight, where the grid says so.
        bearers: Member -> who scored for it, where the grid says so.
        blank: How many cells are blank: missing, which is not an abstention.
        left: What was not read, in words for people.
        french: Whether the headings are French.
    """

    answers: list[Answer] = field(factory=list)
    remarks: dict[Remark, None] = field(factory=dict)
    weights: dict[str, int] = field(factory=dict)
    bearers: dict[str, str] = field(factory=dict)
    blank: int = 0
    left: list[str] = field(factory=list)
    french: bool = False


def read_grid(sheets: Sequence[Sheet], mapping: GridMapping) -> Grid:
    """Return what sheets say; refuse what cannot be understood, naming the cell."""
    grid = Grid()
    ignored = set(map(plain, mapping.ignore))
    heads = []
    for sheet in sheets:
        head = None if plain(sheet.name) in ignored else head_of(sheet, mapping, ignored)
        if head is None:
            grid.left.append(sheet.name)
        else:
            heads.append((sheet, head))
    if not heads:
        unreadable(
            sheets[0].file if sheets else Reason("grid-shapes.folder"),
            Reason("grid-shapes.no-row-says-in-headings"),
            Reason("grid-shapes.head-columns-member-proposal-criterion"),
        )
    by_round = sum("member" in head.roles and "round" not in head.roles for _, head in heads) > 1
    for sheet, head in heads:
        grid.french |= head.french
        grid.left += [f"{sheet.name}: {name}" for name in head.computed]
        _Reading(sheet, head, mapping, grid, sheet.name if by_round else "1").read()
    return grid


class _Reading:
    """One sheet on its way into a grid."""

    def __init__(
        self, sheet: Sheet, head: Head, mapping: GridMapping, grid: Grid, round: str
    ) -> None:
        self.sheet = sheet
        self.head = head
        self.grid = grid
        self.round = round
        self.abstain = ABSTAIN | set(map(plain, mapping.silences.abstain))
        self.cannot = CANNOT_JUDGE | set(map(plain, mapping.silences.cannot_judge))
        self.exact = {
            **{one.strip(): "ABSTAIN" for one in mapping.silences.abstain},
            **{one.strip(): "CANNOT_JUDGE" for one in mapping.silences.cannot_judge},
        }

    def read(self) -> None:
        """Read every row below the headings."""
        for row, cells in self.sheet.rows:
            if row < self.head.row:
                self.grid.left.append(f"{self.sheet.name}: {self.sheet.place(row)}")
            elif row > self.head.row:
                self._row(row, cells)

    def _row(self, row: int, cells: tuple[Cell, ...]) -> None:
        first = plain(next(one for one in cells if one is not None))
        named = plain(self._cell(cells, "proposal") or "")
        if not self._is_long and {first, named} & ROLES["weight"]:
            self._weights(row, cells)
        elif {first, named} & COMPUTED or self._says_nothing(cells):
            self.grid.left.append(f"{self.sheet.name}: {self.sheet.place(row)}")
        elif self._is_long:
            self._long(row, cells)
        else:
            self._wide(row, cells)

    def _says_nothing(self, cells: tuple[Cell, ...]) -> bool:
        """Whether a row is about no proposal and holds no score: a legend, or a note."""
        scores = [self.head.roles["score"]] if self._is_long else self.head.criteria
        empty = all(column >= len(cells) or cells[column] is None for column in scores)
        return empty and self._cell(cells, "proposal") is None

    @property
    def _is_long(self) -> bool:
        return "criterion" in self.head.roles

    def _long(self, row: int, cells: tuple[Cell, ...]) -> None:
        criterion = self._name(row, cells, "criterion")
        weight = self._cell(cells, "weight")
        if weight is not None:
            self._weigh(row, self.head.roles["weight"], criterion, weight)
        self._remark(row, cells)
        self._answer(row, cells, self.head.roles["score"], criterion)

    def _wide(self, row: int, cells: tuple[Cell, ...]) -> None:
        self._remark(row, cells)
        for column, criterion in self.head.criteria.items():
            self._answer(row, cells, column, criterion)

    def _answer(self, row: int, cells: tuple[Cell, ...], column: int, criterion: str) -> None:
        said = cells[column] if column < len(cells) else None
        who, what = self._name(row, cells, "member"), self._name(row, cells, "proposal")
        if said is None:
            self.grid.blank += 1
            return
        reason = self._cell(cells, "reason")
        if len(self.grid.answers) >= MAX_SCORES:
            raise self._wrong(
                row, column, Reason("grid-shapes.grid-has-at-most-scores", max_scores=MAX_SCORES)
            )
        self.grid.answers.append(
            Answer(
                round=str(self._cell(cells, "round") or self.round),
                member=who,
                proposal=what,
                criterion=criterion,
                value=self._score(row, column, said),
                reason=None if reason is None else str(reason),
                file=self.sheet.file,
                place=self.sheet.place(row, column),
            )
        )

    def _remark(self, row: int, cells: tuple[Cell, ...]) -> None:
        who, what = self._name(row, cells, "member"), self._name(row, cells, "proposal")
        bearer, words = self._cell(cells, "mandate"), self._cell(cells, "comment")
        if bearer is not None:
            other = self.grid.bearers.setdefault(who, str(bearer))
            if other != str(bearer):
                raise self._wrong(
                    row, None, Reason("grid-shapes.spoken-for-by-in-another", who=who, other=other)
                )
        if words is not None:
            round = str(self._cell(cells, "round") or self.round)
            remark = Remark(round=round, member=who, proposal=what, text=str(words))
            self.grid.remarks.setdefault(remark)

    def _score(self, row: int, column: int, said: Cell) -> Score:
        if type(said) is int:
            return said
        text = str(said).strip()
        if text in self.exact:
            return self.exact[text]  # type: ignore[return-value]
        if isinstance(said, str) and plain(said) in self.abstain - {""}:
            return "ABSTAIN"
        if isinstance(said, str) and plain(said) in self.cannot - {""}:
            return "CANNOT_JUDGE"
        if isinstance(said, str) and _WHOLE.fullmatch(text):
            return int(text)
        if isinstance(said, float) or _DECIMAL.fullmatch(text):
            raise self._wrong(
                row, column, Reason("grid-shapes.not-whole-number-and-scores", text=text)
            )
        raise self._wrong(
            row, column, Reason("grid-shapes.neither-score-nor-silence", text=text[:40]),
            Reason("grid-shapes.mend-cell-or-say"),
        )  # fmt: skip

    def _weights(self, row: int, cells: tuple[Cell, ...]) -> None:
        for column, criterion in self.head.criteria.items():
            said = cells[column] if column < len(cells) else None
            if said is not None:
                self._weigh(row, column, criterion, said)

    def _weigh(self, row: int, column: int, criterion: str, said: Cell) -> None:
        text = str(said)
        if isinstance(said, bool) or not _WHOLE.fullmatch(text) or int(text) < 1:
            raise self._wrong(
                row, column, Reason("grid-shapes.weight-is-not-whole-number", text=text[:40])
            )
        if self.grid.weights.setdefault(criterion, int(text)) != int(text):
            raise self._wrong(
                row, column, Reason("grid-shapes.another-weight-elsewhere", criterion=criterion)
            )

    def _name(self, row: int, cells: tuple[Cell, ...], role: str) -> str:
        """Return who or what a row is about; a sheet without members is that of one."""
        if role == "member" and "member" not in self.head.roles:
            return self.sheet.name
        said = self._cell(cells, role)
        if said is None:
            raise self._wrong(row, self.head.roles[role], Reason("grid-shapes.missing", role=role))
        return str(said)

    def _cell(self, cells: tuple[Cell, ...], role: str) -> Cell:
        column = self.head.roles.get(role)
        return None if column is None or column >= len(cells) else cells[column]

    def _wrong(
        self, row: int, column: int | None, problem: Reason, mend: Reason | None = None
    ) -> InvalidInput:
        where = self.sheet.place(row, column)
        return fault(self.sheet.file, Reason("grid-shapes.at", where=where, problem=problem), mend)
