"""This module is about the files of a Polis export, in the dialects that exist.

Dialects differ in columns, in the unit of time, in the sign of a vote, and in whether a statement
is quoted (docs/reference/formats.md lists them). Whatever cannot be read is refused, with the
file and the line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from attrs import define, frozen

from collectif.errors import Reason
from collectif.exchange.polis_tables import (
    INTEGER,
    NUMBER,
    Folder,
    NotCSV,
    Rows,
    header_of,
    integer,
    refuse,
    rows_of,
)

_SECONDS_END = 100_000_000_000  # as seconds, the year 5138; as milliseconds, 1973
_LAST = 253_402_300_799_999  # the end of the year 9999, in milliseconds
_OWN_VOTE = 2_000
_MAX_WORDS = 10_000


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


def read_export(path: Path) -> Export:
    """Read the folder of an export; raise `InvalidInput` naming the file and the line."""
    folder = Folder(path)
    if not path.is_dir():
        refuse(str(path), 0, Reason("polis-files.no-such-folder"))
    comments, repaired = _comments(folder)
    votes = _votes(folder)
    matrix = _matrix(folder)
    raw_sign = _is_raw(comments, votes)
    if raw_sign:
        votes = [_turned(vote) for vote in votes]
        matrix = _turned_matrix(matrix, votes)
    unstated = _unstated(votes, {comment.id for comment in comments})
    comments += unstated
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
        missing=frozenset(comment.id for comment in unstated),
    )


def _comments(folder: Folder) -> tuple[list[Comment], int]:
    found = folder.text("comments.csv")
    rows = None if found is None else _comment_rows(found[1])
    if not rows:
        refuse("comments.csv", 0, Reason("polis-files.missing-or-empty"))
    header = header_of("comments.csv", rows[0][1], "timestamp", "comment-id", "comment-body")
    whole, repaired = _mended(rows[1:], header)
    comments = [_comment(line, row, header) for line, row in whole]
    seen: set[int] = set()
    for (line, _), comment in zip(whole, comments, strict=True):
        if comment.id in seen:
            refuse(
                "comments.csv",
                line,
                Reason("polis-files.statement-stands-there-twice", id=comment.id),
            )
        seen.add(comment.id)
    return comments, repaired


def _comment_rows(text: str) -> Rows:
    """Return the rows of statements; an exporter that quotes nothing leaves their quotes bare."""
    try:
        return rows_of(text)
    except NotCSV as error:
        bare = _bare_rows(text)
        if any(_looks_quoted(",".join(row[len(bare[0][1]) - 1 :])) for _, row in bare):
            refuse("comments.csv", error.line, Reason("polis-files.not-csv", error=error))
        return bare


def _bare_rows(text: str) -> Rows:
    try:
        return rows_of(text, quoted=False)
    except NotCSV as error:
        refuse("comments.csv", error.line, Reason("polis-files.not-csv", error=error))


def _looks_quoted(body: str) -> bool:
    return len(body) > 1 and body[0] == body[-1] == '"'


def _mended(rows: Rows, header: list[str]) -> tuple[Rows, int]:
    """Put statements together again that an exporter wrote without quotes."""
    body_last = header[-1] == "comment-body"
    keys = header.index("timestamp"), header.index("comment-id")
    whole: Rows = []
    repaired = set()
    for line, row in rows:
        if body_last and whole and _goes_on(row, keys):
            whole[-1][1][-1] += "\n" + ",".join(row)
            _refuse_long(line, whole[-1][1][-1])
            repaired.add(len(whole) - 1)
            continue
        if body_last and len(row) > len(header):
            row = [*row[: len(header) - 1], ",".join(row[len(header) - 1 :])]
            repaired.add(len(whole))
        if len(row) != len(header):
            refuse(
                "comments.csv",
                line,
                Reason("polis-files.fields", count=len(row), count2=len(header)),
            )
        whole.append((line, row))
    return whole, len(repaired)


def _goes_on(row: list[str], keys: tuple[int, int]) -> bool:
    """Whether a row is the rest of a statement: it has neither a time nor a number of its own."""
    return not any(place < len(row) and INTEGER.fullmatch(row[place].strip()) for place in keys)


def _comment(line: int, row: list[str], header: list[str]) -> Comment:
    cells = dict(zip(header, row, strict=True))

    def number(name: str) -> int | None:
        text = cells.get(name, "")
        return None if text == "" else integer("comments.csv", line, name, text)

    id, time = number("comment-id"), number("timestamp")
    if id is None or time is None:
        refuse("comments.csv", line, Reason("polis-files.no-commentid-or-no-timestamp"))
    _refuse_long(line, cells["comment-body"])
    return Comment(
        id=id,
        milliseconds=_milliseconds("comments.csv", line, time),
        author=number("author-id"),
        body=cells["comment-body"] or " ",
        moderated=number("moderated") or 0,
        agrees=number("agrees"),
        disagrees=number("disagrees"),
    )


def _refuse_long(line: int, body: str) -> None:
    if len(body) > _MAX_WORDS or len(body.encode()) > _MAX_WORDS:
        refuse(
            "comments.csv",
            line,
            Reason("polis-files.statement-is-longer-than-bytes", max_words=_MAX_WORDS),
        )


def _votes(folder: Folder) -> list[Vote]:
    _, rows = folder.table("votes.csv") or ("", [])
    if not rows:
        refuse("votes.csv", 0, Reason("polis-files.missing-or-empty"))
    header = header_of("votes.csv", rows[0][1], "timestamp", "comment-id", "voter-id", "vote")
    places = [header.index(name) for name in ("timestamp", "comment-id", "voter-id", "vote")]
    votes = []
    for number, (line, row) in enumerate(rows[1:]):
        if len(row) != len(header):
            refuse(
                "votes.csv", line, Reason("polis-files.fields", count=len(row), count2=len(header))
            )
        time, comment, voter, value = (
            integer("votes.csv", line, header[place], row[place]) for place in places
        )
        if value not in (-1, 0, 1):
            refuse("votes.csv", line, Reason("polis-files.not-vote-1-0-or", value=value))
        votes.append(
            Vote(
                row=number,
                milliseconds=_milliseconds("votes.csv", line, time),
                comment=comment,
                voter=voter,
                value=value,
            )
        )
    return votes


def _matrix(folder: Folder) -> Mapping[tuple[int, int], int] | None:
    name, rows = folder.table("participants-votes.csv", "participant-votes.csv") or ("", [])
    if not rows:
        return None
    header = header_of(name, rows[0][1], "participant")
    who = header.index("participant")
    statements = [
        (place, int(column)) for place, column in enumerate(header) if NUMBER.fullmatch(column)
    ]
    cells = {}
    for line, row in rows[1:]:
        if len(row) > len(header) or len(row) <= who:
            refuse(name, line, Reason("polis-files.fields", count=len(row), count2=len(header)))
        participant = integer(name, line, "participant", row[who])
        for place, statement in statements:
            if place < len(row) and row[place] != "":
                value = integer(name, line, str(statement), row[place])
                cells[participant, statement] = value
    return cells


def _summary(folder: Folder) -> Mapping[str, str]:
    _, rows = folder.table("summary.csv") or ("", [])
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


def _turned_matrix(
    matrix: Mapping[tuple[int, int], int] | None, votes: list[Vote]
) -> Mapping[tuple[int, int], int] | None:
    """Return the matrix with the sign that fits the votes, where these were turned."""
    if matrix is None:
        return None
    last = {
        (vote.voter, vote.comment): vote.value
        for vote in sorted(votes, key=lambda vote: vote.milliseconds)
    }
    fits = sum(last.get(cell) == value for cell, value in matrix.items())
    fits_turned = sum(last.get(cell) == -value for cell, value in matrix.items())
    if fits >= fits_turned:
        return matrix
    return {cell: -value for cell, value in matrix.items()}


def _unstated(votes: list[Vote], stated: set[int]) -> list[Comment]:
    """Return a stand-in for each statement that has votes but no row, dated by its first vote."""
    first: dict[int, int] = {}
    for vote in votes:
        if vote.comment not in stated:
            first[vote.comment] = min(vote.milliseconds, first.get(vote.comment, _LAST))
    return [
        Comment(
            id=id,
            milliseconds=milliseconds,
            author=None,
            body="[statement absent from comments.csv]",
            moderated=0,
            agrees=None,
            disagrees=None,
        )
        for id, milliseconds in sorted(first.items())
    ]


def _milliseconds(file: str, line: int, time: int) -> int:
    """Return a time as milliseconds; one that is too small for that is in seconds."""
    milliseconds = time * 1000 if abs(time) < _SECONDS_END else time
    if not 0 <= milliseconds <= _LAST:
        refuse(file, line, Reason("polis-files.timestamp-is-which-is-not", time=time))
    return milliseconds
