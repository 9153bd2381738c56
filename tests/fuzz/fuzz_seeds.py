"""This module is about sound bytes to make mutants from: small, and of every kind that is read."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from collectif.collective import Collective
from collectif.demo.lachine import evening
from collectif.exchange.jsonl import export_jsonl
from collectif.exchange.registry import Terms
from collectif.testing.given import given
from collectif.testing.room import (
    SCORING,
    VOTING,
    balloted,
    closed,
    commented,
    moved,
    rectified,
    scored,
)

MARK = b"--8<-- "
"""What begins the line that names a file, where several stand in one piece of bytes."""


def parts(body: bytes, names: tuple[str, ...]) -> Mapping[str, bytes]:
    """Return the files of a piece of bytes, of those names alone; the first one needs no mark."""
    first, *rest = body.split(MARK)
    found = {names[0]: first}
    for one in rest:
        head, _, content = one.partition(b"\n")
        name = head.strip().decode("ascii", "replace")
        if name in names:
            found[name] = content
    return found


def joined(files: Mapping[str, bytes]) -> bytes:
    """Return files as one piece of bytes, from which `parts` finds them again."""
    (_, first), *rest = files.items()
    return first + b"".join(MARK + name.encode() + b"\n" + content for name, content in rest)


def small_room(url: str = "memory:") -> Collective:
    """Return a small assembly from the founding to a vote, with words and a correction."""
    cells = [(m, p, c) for m in VOTING for p in ("s1", "s2", "s3") for c in ("priorite", "levier")]
    scores = [
        lambda c, m=m, p=p, k=k, n=n: scored(m, p, k, 1 + n % 5)(c.noting(id=f"score-{n}"))
        for n, (m, p, k) in enumerate(cells)
        if not (m == "alim" and p == "s1") and not (m == "loge" and p == "s2")
    ]
    talk = (
        commented(member="jeune"),
        commented("k2", "s3", text="Bruit ‮ et \N{GREEK SMALL LETTER ALPHA}", member="alim"),
        rectified("score-13", {"value": 4}),
    )
    room = given(*SCORING, *scores, *talk, closed(), moved(), *balloted(loge="CONSENT"), url=url)
    return room.collective


@cache
def bodies() -> tuple[bytes, ...]:
    """Return the stored bytes of the events of the small room."""
    with small_room() as collective:
        return tuple(row.body for row in collective.log.store.rows(0, collective.log.size))


@cache
def disclosures() -> tuple[str, ...]:
    """Return the disclosures of the small room."""
    with small_room() as collective:
        private = collective.log.store.private
        assert private is not None
        return tuple(one.text for one in private.disclosures())


@cache
def lines() -> bytes:
    """Return the small room as the files that `export jsonl` writes."""
    with small_room() as collective, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        export_jsonl(collective, path, Terms(with_words=True))
        names = ("events.jsonl", "words.jsonl", "head.json")
        return joined({name: (path / name).read_bytes() for name in names})


def script() -> bytes:
    """Return the first steps of the Lachine evening as a script."""
    return json.dumps([dict(step) for step in evening()[:30]], ensure_ascii=False).encode()


LONG = (
    "Tour;Organisme;Scénario;Critère;Cote;Raison;Poids;Mandat\n"
    "1;Alim;Jardin;Levier;4;;1;Ada\n1;Alim;Toit;Levier;abstention;on y siège;1;Ada\n"
    "1;Loge;Jardin;Levier;2;;1;Bo\n2;Loge;Toit;Levier;ne peut pas juger;;1;Bo\n"
)
WIDE = "Membre,Scénario,Levier,Priorité,Commentaire\nAlim,Jardin,4,5,bien\nLoge,Toit,,2,\n"
WEIGHED = "\tLevier\tPriorité\tTotal\nPoids\t1\t3\t\nJardin\t4\t5\t9\nToit\t1\t2\t3\n"

MAPPING = """\
collective = "La communauté"
territory = {fr = "Le quartier"}
languages = ["fr"]
timezone = "America/Toronto"
title = {fr = "Assemblée", en = "Assembly"}
date = 2016-11-30
assembly = "a1"
convenor = "alim"
ignore = ["Total"]
[columns]
member = "Organisme"
[members]
Alim = "alim"
Loge = {id = "loge", name = "La loge", kind = "FUNDER", sectors = ["logement"], voting = true}
[proposals.Jardin]
id = "jardin"
carriers = ["Alim"]
[criteria]
Levier = {id = "levier", origin = "COMMUNITY", weight = 2, questions = ["Combien?"]}
[weights]
Levier = 2
[rounds."1"]
opened = 2016-11-30T19:00:00-05:00
closed = "2016-11-30T20:00:00"
[scale]
min = 1
max = 5
[silences]
abstain = ["abs"]
[charter]
min_scores_per_cell = 1
late_entries = "REFUSE"
"""

POLIS = joined({
    "comments.csv": b"timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,"
    b"comment-body\n1400000000000,a day,0,9,1,1,1,Words\n1400000001,a day,1,8,0,0,-1,\"More, "
    b'of ""them""\n"\n1400000002000,a day,2,7,0,0,0,Bare, with a comma\nand a line end\n',
    "votes.csv": b"timestamp,datetime,comment-id,voter-id,vote\n1400000000500,a day,0,9,-1\n"
    b"1400000003000,a day,0,8,1\n1400000004000,a day,1,8,0\n1400000005000,a day,5,9,1\n",
    "participants-votes.csv": b"participant,group-id,n-comments,n-votes,0,1\n8,0,0,2,1,0\n"
    b"9,1,1,1,,\n",
    "summary.csv": b"topic,How to live\nconversation-description,\"A, b\"\nvoters,2\n",
})  # fmt: skip

ORDERS = (b"3: a > b = c", b"a > b; 2: b > a\nc", b"# x\n1:\na=b>c", b"")
GRADED = (b"2: a 5, b 1, c -", b"a/cost 4, a/care 2; b ABSTAIN", b"a b 3, c CANNOT_JUDGE")

TIMES = (
    *(b"2016-11-30", b"2016-11-30T20:00:00-05:00", b"2016-11-30T20:00:00", b"2016-11-30T20:00Z"),
    *(b"2016-W48-3", b"20161130", b"0001-01-01", b"9999-12-31T23:59:59.999999+23:59"),
)

ROWS = (
    b'{"rows": [["ada", "roof", 4], ["bo", "roof", "ABSTAIN"], ["bo", "bus", 2]], "scale": [1, 5]}',
    b'{"rows": [["ada", "roof", "cost", 4]], "scale": [0, 5], "weights": {"cost": 2}}',
    b'{"rankings": {"ada": ["roof", ["bus", "pool"]], "bo": []}, "voices": {"ada": 3}}',
    b'{"rankings": [["ada", "roof", 1], ["ada", "bus", 2]], "options": ["roof", "bus", "x"]}',
    b'{"approvals": [["roof"], ["bus", "roof"]], "voters": ["v1", "v2"]}',
    b'{"columns": [[0, 0, 1], [0, 1, 0], null, [3, 4, 5]], "scale": [1, 5], "voters": 2,'
    b' "options": 2}',
    b'{"array": [[3, 4], [-1, 5]], "scale": [1, 5]}',
)


def workbook() -> bytes:
    """Return a small workbook, with a formula that was never computed in one sheet of two."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Alim"
    for row in ([None, "Levier", "Priorité"], ["Jardin", 4, 5], ["Toit", "abstention", 2.0]):
        sheet.append(row)
    other = book.create_sheet("Loge")
    for row in ([None, "Levier", "Priorité"], ["Jardin", 1, 3]):
        other.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
