"""This module is about rounds in minutes: what was asked, and what people were told of it.

Figures are those of `collectif replay`: a round that is sealed, or small groups of a secret one,
show here what they show there, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from collectif.acts.rounds import ResultsPublished, RoundClosed, RoundOpened
from collectif.counting import band, robustness
from collectif.projections.change import change_as_published
from collectif.projections.participation import turnout
from collectif.projections.ranking import Result
from collectif.projections.scores import RoundScores
from collectif.record.envelope import Recorded
from collectif.reports.ballots import answer_of, answers_by_subject
from collectif.reports.minutes.document import Column, Table
from collectif.reports.minutes.material import Material
from collectif.reports.ordered import orders_of
from collectif.reports.results import Json, Shown, as_json
from collectif.reports.words import LANGUAGES
from collectif.statement import Statement
from collectif.values import Text

Told = Iterator[Statement | Table]

_RANKING = (
    Column(name="place"),
    Column(name="proposal", how="proposal"),
    Column(name="score"),
    Column(name="exact", how="exact"),
    Column(name="agreement", how="three"),
    Column(name="band", how="word"),
)
_TALLY = (Column(name="answer", how="answer"), Column(name="ballots"))
_IN_WORDS = (Column(name="answer"), Column(name="ballots"))
_BY_SUBJECT = (Column(name="proposal", how="proposal"), *_IN_WORDS)
_ORDERS = (
    Column(name="place"),
    Column(name="proposal", how="proposal"),
    Column(name="points"),
    Column(name="won"),
    Column(name="first"),
)


def opened(material: Material, event: Recorded[RoundOpened]) -> Told:
    """Yield what a round asks for, on what, and who may see the answers."""
    asked = event.data
    details = material.said(event, "round_id", "question") | {"kind": asked.kind}
    proposals = tuple(id for id in asked.subjects if ("proposal_id", id) in material.titles)
    others = tuple(id for id in asked.subjects if id not in proposals)
    seen = asked.visibility.lower()
    yield material.statement(
        f"round-{seen}", event, **details, proposals=proposals or None, others=others or None
    )


def closed(material: Material, event: Recorded[RoundClosed]) -> Told:
    """Yield that a round closed, and its ballots; results of scores wait until published."""
    yield material.statement("round-closed", event, "round_id", "reason")
    shown = material.shown.get(event.data.round_id, ())
    scored = material.kinds.get(event.data.round_id) == "SCORING"
    if scored and not shown:
        yield Statement(code="minutes.not-published", details={"round": event.data.round_id})
    for one in () if scored else shown:
        yield from _ballots(one)


def published(material: Material, event: Recorded[ResultsPublished]) -> Told:
    """Yield results as they were published: the table, the same in words, what was missing."""
    yield material.statement("published", event, "round_id", "up_to")
    for shown in material.shown.get(event.data.round_id, ()):
        if shown.publication is not None and shown.publication.id == event.id:
            if isinstance(shown.told, Result):
                yield from _results(material, shown, shown.told)
            elif shown.told is None:
                yield _few("too-few-voices", shown)


def _few(name: str, shown: Shown, **details: Any) -> Statement:
    return Statement(code=f"minutes.{name}", details={"count": shown.smallest, **details})


def _results(material: Material, shown: Shown, result: Result) -> Told:
    data = as_json(shown)
    rows = tuple(_ranked(row, result) for row in data["ranking"])
    about = {"round": shown.id}
    caption = Statement(code="minutes.ranking-table", details=about)
    yield Table(caption=caption, columns=_RANKING, rows=rows)
    yield from (Statement(code="minutes.ranked", details=row) for row in rows)
    yield from _beside(data, result)
    if shown.smallest is None and result.round.opened.visibility != "SECRET":
        yield from _missing(result)
        yield from _solid(result)
        yield from _changed(material, shown, result)
    if shown.too_few:
        yield _few("too-few", shown, proposals=shown.too_few)


def _ranked(row: Json, result: Result) -> dict[str, Any]:
    score, close = _exact(row["score"]), _exact(row["agreement"])
    return {
        "place": row["place"],
        "proposal": row["proposal"],
        "score": score,
        "exact": score,
        "agreement": close,
        "band": None if close is None else band(close, _bands(result)),
    }


def _exact(figure: Json | None) -> Fraction | None:
    return None if figure is None else Fraction(figure["exact"])


def _bands(result: Result) -> tuple[Fraction, ...]:
    return tuple(Fraction(limit) for limit in result.round.charter.consensus.bands)


def _beside(data: Json, result: Result) -> Iterator[Statement]:
    """Yield what stands beside a ranking, wherever it is shown."""
    overall = _exact(data["agreement"]["overall"])
    if overall is not None:
        details = {"agreement": overall, "band": band(overall, _bands(result))}
        yield Statement(code="minutes.overall", details=details)
    yield Statement(code="minutes.not-support")
    if data["incomplete"]:
        yield Statement(code="minutes.incomplete", details={"proposals": data["incomplete"]})
    if data["tie_break"] is not None:
        order = [row["proposal"] for row in data["tie_break"]["ranking"]]
        yield Statement(code="minutes.ties-broken", details={"proposals": order})
    for proposal, missed in data["below_gate"].items():
        below = {"proposal": proposal, "criteria": missed}
        yield Statement(code="minutes.below-gate", details=below)
    if data["left_out"]:
        yield Statement(code="minutes.left-out", details={"members": data["left_out"]})
    yield Statement(
        code="minutes.cells", details={"voters": data["voters"], "cells": data["numeric_cells"]}
    )
    for silence, count in data["silences"].items():
        if count:
            yield Statement(code=f"minutes.{_SILENCES[silence]}", details={"count": count})


_SILENCES = {"ABSTAIN": "abstained", "CANNOT_JUDGE": "could-not-judge"}


def _missing(result: Result) -> Iterator[Statement]:
    """Yield how much of what was due came in, and who kept out of what."""
    filled = turnout(result)
    counts = {"entitled": len(filled.entitled), "numeric": filled.numeric, "due": filled.due}
    yield Statement(code="minutes.turnout", details={**counts, "coverage": filled.coverage})
    absent = sorted(filled.entitled - set(filled.voters))
    if absent:
        yield Statement(code="minutes.did-not-score", details={"members": absent})
    kept_out: dict[str, list[str]] = {}
    for member, proposal in sorted(result.counted.panel.recused):
        kept_out.setdefault(str(proposal), []).append(member)
    for kept, members in kept_out.items():
        who = {"proposal": kept, "members": members}
        yield Statement(code="minutes.kept-out", details=who)


def _solid(result: Result) -> Iterator[Statement]:
    """Yield whether any one member or criterion, or equal weights, would change the first place."""
    found = robustness(result.counted.profile, count=result.counted.settled, rules=())
    if not found.leaders:
        return
    leaders = {"leaders": sorted(found.leaders)}
    told = dict[str, Any](leaders)
    if found.flipping_voters:
        told["members"] = sorted(found.flipping_voters)
    if found.flipping_criteria:
        told["criteria"] = sorted(found.flipping_criteria)
    if found.weights_flip:
        told["weights"] = sorted(found.equal_weights)
    yield Statement(code=f"minutes.{found.verdict.lower()}", details=told)


def _changed(material: Material, shown: Shown, result: Result) -> Iterator[Statement]:
    """Yield what changed since the round that this one follows, both as published."""
    before = result.round.opened.follows
    earlier = material.shown.get(before or "", ())
    ends = {shown.publication, *(one.publication for one in earlier[-1:])}
    last = material.shown[shown.id][-1].publication
    if not earlier or None in ends or shown.publication != last or not _told(earlier[-1]):
        return
    told = change_as_published(material.view, before or "", shown.id).change
    counts: Mapping[str, Any] = {
        "matched": told.matched,
        "unchanged": told.count("UNCHANGED"),
        "towards": told.count("TOWARDS"),
        "away": told.count("AWAY"),
        "neither": told.count("NEITHER") or None,
        "rose": told.agreement,
    }
    yield Statement(code="minutes.changed", details={**counts, "before": before})


def _told(shown: Shown) -> bool:
    seen = isinstance(shown.told, Result) and shown.told.round.opened.visibility != "SECRET"
    return seen and shown.smallest is None


def _ballots(shown: Shown) -> Told:
    data = as_json(shown)
    if shown.told is None:
        yield _few("too-few-voices", shown)
    elif "participants" in data:
        counts = {name: data[name] for name in ("participants", "votes")}
        yield Statement(code="minutes.conversation", details=counts)
    elif "tally" in data:
        yield _counted(shown, data["tally"])
        yield Statement(code="minutes.ballots", details={"count": data["ballots"]})
        if shown.smallest is not None:
            yield _few("too-few-answers", shown)


def _counted(shown: Shown, tally: Mapping[str, int | None]) -> Table:
    """Return how a round without criteria was answered: by subject, unless voices are too few."""
    scores, about = shown.told, {"round": shown.id}
    caption = Statement(code="minutes.tally-table", details=about)
    if shown.kind == "CONSENT":
        counts = tuple({"answer": one, "ballots": count} for one, count in tally.items())
        return Table(caption=caption, columns=_TALLY, rows=counts)
    if shown.smallest is not None or not isinstance(scores, RoundScores):
        lumped = ({"answer": _answer(shown, one), "ballots": n} for one, n in tally.items())
        return Table(caption=caption, columns=_IN_WORDS, rows=tuple(lumped))
    if shown.kind == "RANKING":
        caption = Statement(code="minutes.orders-table", details=about)
        return Table(caption=caption, columns=_ORDERS, rows=tuple(_ordered(scores)))
    by_subject = tuple(
        {"proposal": subject, "answer": _answer(shown, given), "ballots": count}
        for subject, given, count in answers_by_subject(scores)
    )
    return Table(caption=caption, columns=_BY_SUBJECT, rows=by_subject)


def _answer(shown: Shown, given: str) -> Text:
    return {lang: answer_of(shown.kind, given, lang) for lang in LANGUAGES}


def _ordered(scores: RoundScores) -> Iterator[Mapping[str, Any]]:
    for one in orders_of(scores).standings:
        first = int(one.first) if one.first.denominator == 1 else one.first
        yield {"place": one.place, "proposal": one.subject, "points": one.points,
               "won": one.won, "first": first}  # fmt: skip
