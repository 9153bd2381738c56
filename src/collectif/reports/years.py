"""This module is about what came of a decision in the years after it, in a few lines each.

Money and indicators, corrections and whether they mattered, and the wall.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from collectif.projections.corrections import Impact, corrections, impacts
from collectif.projections.erasures import ERASURES
from collectif.projections.funding import Ledger, funding
from collectif.projections.mission import Progress, progress
from collectif.projections.wall import WALL
from collectif.record.view import CORRECTIONS, View
from collectif.reports.catalogue import catalogue
from collectif.reports.results import Json, figure
from collectif.reports.words import day, decimal, in_lang, money, quoted, say, wrapped

_COLUMNS = ("pledged", "received", "allocated", "spent", "outcome_due")


def years_json(view: View, on: date) -> Json:
    """Return money, indicators, corrections and the wall by a day as JSON data."""
    wall = WALL.replay(view)
    return {
        "funding": [
            {"mission": mission, "currency": currency}
            | {name: getattr(ledger, name) for name in _COLUMNS}
            for mission, ledgers in funding(view, at=on).ledgers.items()
            for currency, ledger in ledgers.items()
        ],
        "indicators": [_indicator_json(id, one) for id, one in progress(view, at=on).items()],
        "corrections": {
            "events": _made(view),
            "erasures": [one.event for one in ERASURES.replay(view).erasures],
            "impacts": [
                {
                    "correction": one.correction,
                    "decision": one.decision,
                    "round": one.round,
                    "same_head": one.same_head,
                    "same_order": one.same_order,
                }
                for one in impacts(view)
            ],
        },
        "wall": {
            "wishes": len(wall.wishes),
            "answered": len(wall.wishes) - len(wall.waiting),
            "tally": dict(wall.tally),
        },
    }


def years_text(view: View, on: date, lang: str) -> Iterator[str]:
    """Yield the lines that show money, indicators, corrections and the wall by a day."""
    for mission, ledgers in funding(view, at=on).ledgers.items():
        yield say(lang, "money", mission=mission)
        for currency, ledger in ledgers.items():
            yield from _ledger(ledger, currency, lang)
        yield ""
    yield from _indicators(view, on, lang)
    touched = impacts(view)
    counts = {"count": len(_made(view)), "erasures": len(ERASURES.replay(view).erasures)}
    yield from wrapped(say(lang, "corrections", after=len(touched), **counts), indent="")
    for one in touched:
        told = {"id": one.correction, "decision": one.decision, "round": one.round}
        yield from wrapped(say(lang, "impact", verdict=say(lang, _verdict(one)), **told))
    yield ""
    yield from _wall(view, lang)
    yield ""


def _ledger(ledger: Ledger, currency: str, lang: str) -> Iterator[str]:
    columns = {name: money(getattr(ledger, name), currency, lang) for name in _COLUMNS}
    yield from wrapped(say(lang, "money_in", **columns))
    yield from wrapped(say(lang, "money_out", **columns))


def _indicators(view: View, on: date, lang: str) -> Iterator[str]:
    found = progress(view, at=on)
    if not found:
        return
    yield say(lang, "indicators")
    for id, one in found.items():
        if one.baseline is None or one.latest is None or one.target is None:
            yield from wrapped(say(lang, "label", label=id, text="-"))
            continue
        told = say(
            lang,
            "indicator",
            id=id,
            name=quoted(in_lang(one.defined.name, lang), lang),
            start=_value(one.baseline.value, lang),
            latest=_value(one.latest.value, lang),
            target=_value(one.target.value, lang),
            due=day(one.target.due, lang),
        )
        if one.progress is not None:
            far = f"{decimal(one.progress, 2, lang)} ({one.progress})"
            told += ", " + say(lang, "on_the_way", progress=far)
        yield from wrapped(told, first="  ", indent="    ")
    yield ""


def _wall(view: View, lang: str) -> Iterator[str]:
    wall = WALL.replay(view)
    values = catalogue(lang).values
    told = (
        f"{values.get(f'answer.{one}', values.get(one, one))} {count}"
        for one, count in wall.tally.items()
        if count
    )
    answered = len(wall.wishes) - len(wall.waiting)
    counts = {"count": len(wall.wishes), "answered": answered, "tally": ", ".join(told) or "-"}
    yield from wrapped(say(lang, "wall", **counts), indent="")


def _made(view: View) -> list[str]:
    """Return the corrections that hold, in order; what was erased is none of them."""
    return [one.event for one in corrections(view) if one.live and one.type in CORRECTIONS]


def _verdict(impact: Impact) -> str:
    if impact.same_order:
        return "same_order"
    return "same_head" if impact.same_head else "other_head"


def _value(value: object, lang: str) -> str:
    return str(value).replace(".", "," if lang == "fr" else ".")


def _indicator_json(id: str, one: Progress) -> Json:
    return {
        "indicator": id,
        "mission": one.defined.mission_id,
        "baseline": None if one.baseline is None else str(one.baseline.value),
        "latest": None if one.latest is None else str(one.latest.value),
        "at": None if one.latest is None else one.latest.at.isoformat(),
        "target": None if one.target is None else str(one.target.value),
        "due": None if one.target is None else one.target.due.isoformat(),
        "progress": figure(one.progress),
        "on_track": one.on_track,
    }
