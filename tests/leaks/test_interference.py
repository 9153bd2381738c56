"""What is sealed changes nothing that is shown: two logs that differ only there are shown alike.

Figures that are worked out of values are searched so, which a search for the values does not see:
places, agreement, counts, groups, and refusals. The law is non-interference: Goguen and Meseguer,
"Security Policies and Security Models" (1982).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner

from collectif.acts.rounds import BallotTerms
from collectif.cli import main
from collectif.reports.seeing.sights import SIGHTS
from collectif.testing.given import given
from collectif.testing.room import OPENED, VOTING, chartered, closed, round_opened, weighted
from collectif.values import Charter

ASKED = (
    *(("show", what) for what in sorted(SIGHTS)),
    ("replay", "--charts"),
    ("replay", "--as-published"),
    ("minutes",),
    ("explain",),
    *(("explain", ref) for ref in ("r2", "r2/s1", "r2/s1/levier", "r2/agreement", "rd", "s1")),
    *(("what-if", "--round", round, "--without", "jeune") for round in ("r1", "r2", "rd")),
    ("what-if", "--sweep", "members"),
)


def sheet(member, round, *grades):
    rows = zip(("s1", "s2", "s3"), grades, strict=True)
    scores = {proposal: {"priorite": grade, "levier": grade} for proposal, grade in rows}
    return lambda c: c.submit_sheet(round=round, member=member, scores=scores)


def recorded(path, *, grades, dots, visible="SEALED"):
    """Record an open round that is over, and two sealed ones in which only values differ."""
    sealed = {"visibility": visible}
    given(
        *OPENED, chartered(Charter(recusal="NONE")), weighted,
        round_opened("r1", visibility="OPEN"), *(sheet(m, "r1", 3, 4, 1) for m in VOTING),
        closed("r1"),
        round_opened("r2", follows="r1", **sealed), *(sheet(m, "r2", *grades) for m in VOTING),
        round_opened("rd", kind="DOTS", criteria_set=None, terms=BallotTerms(budget=9), **sealed),
        lambda c: c.cast(round="rd", member="jeune", ballot={"s1": dots, "s2": 5 - dots}),
        url=path,
    ).collective.close()  # fmt: skip


def shown(folder, role):
    """Yield what each command says of the log in a folder, the page, and the rows of a database."""
    log = folder / "log.db"
    for command, *more in ASKED:
        said = CliRunner().invoke(main, [command, str(log), *more, "--as", role])
        yield (command, *more), said.stdout + said.stderr
    page, tables = folder / "page.html", folder / "tables.db"
    for command, to in (("report", page), ("sql", tables)):
        CliRunner().invoke(main, [command, str(log), "--to", str(to), "--as", role])
    yield "page", page.read_text("utf-8")
    with closing(sqlite3.connect(tables)) as db:
        yield "tables", "\n".join(db.iterdump())


def differing(tmp_path, role, **how):
    """Return the outputs that tell two logs apart."""
    told = []
    for name, said in (("one", ((1, 2, 3), 1)), ("other", ((5, 4, 1), 4))):
        (tmp_path / name).mkdir()
        grades, dots = said
        recorded(tmp_path / name / "log.db", grades=grades, dots=dots, **how)
        told.append(list(shown(tmp_path / name, role)))
    return [where for (where, one), (_, other) in zip(*told, strict=True) if one != other]


@pytest.mark.parametrize("role", ["public", "delegate:table"])
def test_what_is_sealed_changes_nothing_that_is_shown(tmp_path, role):
    assert differing(tmp_path, role) == []


def test_the_comparison_finds_what_is_not_sealed(tmp_path):
    """Shown able to fail: the same values in open rounds."""
    found = differing(tmp_path, "public", visible="OPEN")
    assert {"page", "tables", ("show", "criteria"), ("explain", "r2/s1")} <= set(found)
