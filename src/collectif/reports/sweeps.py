"""This module is about sweeps and maps of weights as people read them, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from collectif.reports.results import Json, figure
from collectif.reports.stating import Teller
from collectif.reports.words import fitted, say, wrapped
from collectif.statement import Statement
from collectif.whatif.sweeping import Sweep
from collectif.whatif.weighing import WeightMap

_MOST_ROWS = 60
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def sweep_json(told: Sweep, teller: Teller) -> Json:
    """Return a sweep as JSON data."""
    return {
        "round": told.round,
        "kind": told.kind,
        "over": told.over,
        "leaders": list(told.leaders),
        "lead": None if told.lead is None else figure(told.lead),
        "differing": len(told.differing),
        "silent": list(told.silent),
        "corrected": told.corrected,
        "rows": [
            {
                "name": row.name,
                "leaders": list(row.leaders),
                "differs": row.differs,
                "statement": teller.json(row.statement),
            }
            for row in told.rows
        ],
    }


def sweep_text(told: Sweep, teller: Teller) -> Iterator[str]:
    """Yield the lines that tell a sweep; of a long one the rows that differ, and how many do."""
    lang = teller.lang
    kind, first = say(lang, told.kind), ", ".join(told.leaders) or "-"
    yield from wrapped(say(lang, "round", id=told.round, kind=kind), indent="")
    if told.lead:
        first += say(lang, "ahead", points=teller.spelled(told.lead, "points"))
    counts = {"differing": len(told.differing), "count": len(told.rows), "leaders": first}
    ending = "_decided" if told.on_decisions and told.over != "weights" else ""
    yield from wrapped(say(lang, f"swept_{told.over}{ending}", **counts))
    if told.corrected:
        yield from wrapped(teller.say(Statement(code="page.corrected-since")))
    if told.silent:
        silent = ", ".join(teller.name("member", member) for member in told.silent)
        yield from wrapped(say(lang, "swept_silent", members=silent))
    same = [row for row in told.rows if not row.differs]
    rows = [*told.differing, *same] if len(told.rows) <= _MOST_ROWS else list(told.differing)
    if told.differing and told.over != "weights":
        yield from wrapped(say(lang, "swept_mark"))
    for row in rows[:_MOST_ROWS]:
        mark = "*" if row.differs and told.over != "weights" else "-"
        yield from wrapped(teller.say(row.statement), indent="    ", first=f"  {mark} ")


def map_json(told: WeightMap) -> Json:
    """Return a map of weights as JSON data, row by row."""
    across, down = told.weights
    return {
        "round": told.round,
        "criteria": list(told.criteria),
        "present": list(told.present),
        "weights": [list(across), list(down)],
        "leaders": [[list(told.leaders[a, d]) for a in across] for d in down],
    }


def map_text(told: WeightMap, teller: Teller) -> Iterator[str]:
    """Yield the lines that draw a map of weights: a letter in each place for what is first."""
    lang, (across, down) = teller.lang, told.weights
    letters = dict(zip(told.shares, _LETTERS, strict=False))
    names = [teller.name("criterion", criterion) for criterion in told.criteria]
    yield from wrapped(say(lang, "weight_map", round=told.round, across=names[0], down=names[1]))
    yield "       " + "".join(f"{weight:>3}" for weight in across)
    for weight in down:
        row = (letters.get(told.leaders[one, weight], "?") for one in across)
        yield fitted(f"  {weight:>4} " + "".join(f"{letter:>3}" for letter in row))
    for first, count in told.shares.items():
        names = [teller.name("proposal", option) for option in first]
        share = say(lang, "weight_share", leaders=", ".join(names) or "-", count=count)
        yield from wrapped(share, indent="    ", first=f"  {letters.get(first, '?')} ")
    yield from wrapped(say(lang, "weight_present", across=told.present[0], down=told.present[1]))
