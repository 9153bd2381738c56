"""This module is about the files of a Polis export, in the dialects that exist.

Dialects differ in columns, in the unit of time, in the sign of a vote, and in whether a statement
is quoted (docs/reference/formats.md lists them). Whatever cannot be read is refused, with the
file and the line.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NoReturn

from attrs import define, frozen

from collectif.errors import InvalidInput

_MAX_BYTES = 512 * 1024 * 1024
_SECONDS_END = 100_000_000_000  # as seconds, the year 5138; as milliseconds, 1973
_OWN_VOTE = 2_000


@frozen(kw_only=True)
class Comment:
    """A statement: its number, when and by whom it was written, and what the source counted."""

    id: int
    milliseconds: int
    author: int | None
    body: str
    moderated: int
    agrees: int | None
    disagrees: int | None


@frozen(kw_only=True)
class Vote:
    """A vote: its row, when and by whom it was given; 1 agree, -1 disagree, 0 pass."""

    row: int
    milliseconds: int
    comment: int
    voter: int
    value: int


@define(kw_only=True)
class Export:
    """A Polis export, read.

    Attributes:
        files: Name of each file -> SHA-256 in hex.
        topic, description: What the conversation is about.
        comments: The statements, in the order of the file, missing ones last.
        votes: The votes, in the order of the file.
        matrix: (participant, statement) -> the vote that the source says stands; None if no file.
        raw_sign: Whether the file writes -1 for agree.
        repaired: How many statements were put together again from broken rows.
        missing: The statements that have votes but no row.
    """

    files: Mapping[str, str]
    topic: str
    description: str
    comments: tuple[Comment, ...]
    votes: tuple[Vote, ...]
    matrix: Mapping[tuple[int, int], int] | None
    raw_sign: bool
    repaired: int
    missing: frozenset[int]

    @property
    def digest(self) -> str:
        """The digest of all files together, in hex."""
        lines = "".join(f"{name} {digest}\n" for name, digest in sorted(self.files.items()))
        return hashlib.sha256(lines.encode()).hexdigest()

    @property
    def by_time(self) -> list[Vote]:
        """The votes by time; those of the same moment stay in the order of the file."""
        return sorted(self.votes, key=lambda vote: vote.milliseconds)

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last moment that the export speaks of, in milliseconds."""
        moments = [comment.milliseconds for comment in self.comments]
        moments += [vote.milliseconds for vote in self.votes]
        return min(moments, default=0), max(moments, default=0)


class _Folder:
    """The files of a folder, read once, with their digests."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.digests: dict[str, str] = {}

    def table(self, *names: str) -> list[tuple[int, list[str]]] | None:
        """Return (line, fields) of the first file of these names; None if there is none."""
        for name in names:
            file = self.path / name
            if file.is_file():
                return list(self._rows(file))
        return None

    def _rows(self, file: Path) -> Iterator[tuple[int, list[str]]]:
        if file.stat().st_size > _MAX_BYTES:
            refuse(file.name, 0, f"it is larger than {_MAX_BYTES} bytes")
        raw = file.read_bytes()
        self.digests[file.name] = hashlib.sha256(raw).hexdigest()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            refuse(file.name, raw[: error.start].count(b"\n") + 1, "it is not UTF-8")
        if "\0" in text:
            refuse(file.name, text[: text.index("\0")].count("\n") + 1, "it holds a NUL character")
        reader = csv.reader(io.StringIO(text, newline=""))
        try:
            for row in reader:
                if row:
                    yield reader.line_num, row
        except csv.Error as error:
            refuse(file.name, reader.line_num, f"it is not CSV: {error}")


def read_export(path: Path) -> Export:
    """Read the folder of an export; raise `InvalidInput` naming the file and the line."""
    folder = _Folder(path)
    if not path.is_dir():
        refuse(str(path), 0, "there is no such folder")
    comments, repaired = _comments(folder)
    votes = _votes(folder)
    matrix = _matrix(folder)
    raw_sign = _is_raw(comments, votes)
    if raw_sign:
        votes = [_turned(vote) for vote in votes]
    stated = {comment.id for comment in comments}
    missing = frozenset(vote.comment for vote in votes) - stated
    comments += [_unstated(id, votes) for id in sorted(missing)]
    summary = _summary(folder)
    return Export(
        files=folder.digests,
        topic=summary.get("topic") or path.resolve().name,
        description=summary.get("conversation-description", ""),
        comments=tuple(comments),
        votes=tuple(votes),
        matrix=matrix,
        raw_sign=raw_sign,
        repaired=repaired,
        missing=missing,
    )


def refuse(file: str, line: int, problem: str) -> NoReturn:
    """Refuse a source that cannot be read."""
    where = f"{file}, line {line}" if line else file
    raise InvalidInput(
        f"The Polis export cannot be read: {where}: {problem}.",
        "Nothing was recorded: an import records everything or nothing.",
        "Export the conversation again, or mend that line; docs/reference/formats.md says how"
        " the files look.",
    )


def _comments(folder: _Folder) -> tuple[list[Comment], int]:
    rows = folder.table("comments.csv")
    if not rows:
        refuse("comments.csv", 0, "it is missing or empty")
    header = _header("comments.csv", rows[0][1], "timestamp", "comment-id", "comment-body")
    whole, repaired = _mended(rows[1:], header)
    comments = [_comment(line, row, header) for line, row in whole]
    seen: set[int] = set()
    for (line, _), comment in zip(whole, comments, strict=True):
        if comment.id in seen:
            refuse("comments.csv", line, f"statement {comment.id} stands there twice")
        seen.add(comment.id)
    return comments, repaired


def _mended(
    rows: list[tuple[int, list[str]]], header: list[str]
) -> tuple[list[tuple[int, list[str]]], int]:
    """Put statements together again that an exporter wrote without quotes."""
    last = len(header) - 1
    whole: list[tuple[int, list[str]]] = []
    repaired = set()
    for line, row in rows:
        if len(row) < len(header) and whole and not row[0].lstrip("-").isdigit():
            whole[-1][1][last] += "\n" + ",".join(row)
            repaired.add(len(whole) - 1)
            continue
        if len(row) > len(header) and header[last] == "comment-body":
            row = [*row[:last], ",".join(row[last:])]
            repaired.add(len(whole))
        if len(row) != len(header):
            refuse("comments.csv", line, f"it has {len(row)} fields of {len(header)}")
        whole.append((line, row))
    return whole, len(repaired)


def _comment(line: int, row: list[str], header: list[str]) -> Comment:
    cells = dict(zip(header, row, strict=True))

    def number(name: str) -> int | None:
        text = cells.get(name, "")
        return None if text == "" else _integer("comments.csv", line, name, text)

    id, time = number("comment-id"), number("timestamp")
    if id is None or time is None:
        refuse("comments.csv", line, "it has no comment-id or no timestamp")
    return Comment(
        id=id,
        milliseconds=_milliseconds(time),
        author=number("author-id"),
        body=cells["comment-body"] or " ",
        moderated=number("moderated") or 0,
        agrees=number("agrees"),
        disagrees=number("disagrees"),
    )


def _votes(folder: _Folder) -> list[Vote]:
    rows = folder.table("votes.csv")
    if not rows:
        refuse("votes.csv", 0, "it is missing or empty")
    header = _header("votes.csv", rows[0][1], "timestamp", "comment-id", "voter-id", "vote")
    places = [header.index(name) for name in ("timestamp", "comment-id", "voter-id", "vote")]
    votes = []
    for number, (line, row) in enumerate(rows[1:]):
        if len(row) != len(header):
            refuse("votes.csv", line, f"it has {len(row)} fields of {len(header)}")
        time, comment, voter, value = (
            _integer("votes.csv", line, header[place], row[place]) for place in places
        )
        if value not in (-1, 0, 1):
            refuse("votes.csv", line, f"{value} is not a vote: -1, 0 or 1")
        votes.append(
            Vote(
                row=number,
                milliseconds=_milliseconds(time),
                comment=comment,
                voter=voter,
                value=value,
            )
        )
    return votes


def _matrix(folder: _Folder) -> Mapping[tuple[int, int], int] | None:
    rows = folder.table("participants-votes.csv", "participant-votes.csv")
    if not rows:
        return None
    name = "participants-votes.csv"
    header = _header(name, rows[0][1], "participant")
    statements = [(place, int(column)) for place, column in enumerate(header) if column.isdigit()]
    cells = {}
    for line, row in rows[1:]:
        participant = _integer(name, line, "participant", row[header.index("participant")])
        for place, statement in statements:
            if place < len(row) and row[place] != "":
                value = _integer(name, line, str(statement), row[place])
                cells[participant, statement] = value
    return cells


def _summary(folder: _Folder) -> Mapping[str, str]:
    rows = folder.table("summary.csv") or []
    return {row[0]: ",".join(row[1:]) for _, row in rows}


def _is_raw(comments: list[Comment], votes: list[Vote]) -> bool:
    """Whether -1 means agree: authors vote on their own statements at once, and not against."""
    authors = {comment.id: comment for comment in comments}
    seen: set[tuple[int, int]] = set()
    for vote in sorted(votes, key=lambda vote: vote.milliseconds):
        own = authors.get(vote.comment)
        first = (vote.voter, vote.comment) not in seen
        seen.add((vote.voter, vote.comment))
        if own is None or own.author != vote.voter or not first:
            continue
        if abs(vote.milliseconds - own.milliseconds) <= _OWN_VOTE and vote.value == -1:
            return True
    return False


def _turned(vote: Vote) -> Vote:
    return Vote(
        row=vote.row,
        milliseconds=vote.milliseconds,
        comment=vote.comment,
        voter=vote.voter,
        value=-vote.value,
    )


def _unstated(id: int, votes: list[Vote]) -> Comment:
    first = min(vote.milliseconds for vote in votes if vote.comment == id)
    return Comment(
        id=id,
        milliseconds=first,
        author=None,
        body="[statement absent from comments.csv]",
        moderated=0,
        agrees=None,
        disagrees=None,
    )


def _header(file: str, header: list[str], *needed: str) -> list[str]:
    names = [name.strip() for name in header]
    for name in needed:
        if name not in names:
            refuse(file, 1, f"it has no column {name}")
    return names


def _integer(file: str, line: int, column: str, text: str) -> int:
    cleaned = text.strip()
    if not cleaned.lstrip("-").isdigit() or not cleaned.isascii() or len(cleaned) > 16:
        refuse(file, line, f"{column} is {text[:40]!r}, not a whole number")
    return int(cleaned)


def _milliseconds(time: int) -> int:
    return time * 1000 if abs(time) < _SECONDS_END else time
