"""This module is about results as JSON, and as text in 80 columns.

In JSON every figure is `{"exact": "1205/18", "decimal": "66.9444"}`: the exact value is the one to
compare, the decimal is for reading (rounded half to even).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from attrs import frozen

from collectif.counting import CrossCheck, Difference, band
from collectif.projections.opinions import Opinions
from collectif.projections.ranking import Publication, Result
from collectif.projections.scores import RoundScores
from collectif.projections.small_groups import untold_answers, untold_kinds
from collectif.reports.ballots import answer_of, ballots_text
from collectif.reports.ordered import ordered_text
from collectif.reports.settling import settling
from collectif.reports.words import decimal, fitted, in_lang, rowed, rule_named, say, wrapped
from collectif.values import Text

Json = dict[str, Any]
Told = RoundScores | Result | Opinions | None


@frozen(kw_only=True)
class Shown:
    """Something to show of a round.

    Attributes:
        id: The round.
        kind: What it asked for.
        known_at: The size of the log that was looked at.
        publication: Where it is shown as published.
        told: A scoring result, the ballots of another round, or an open conversation; None where
            it rests on too few voices.
        titles: Proposal -> its title.
        rule: The rule that was asked for; None for the charter's own.
        smallest: How many voices a figure must rest on; None where nobody asks.
        too_few: The proposals of which no figure is told: they rest on fewer.
        uncorrected: Whether it is shown as first recorded, without corrections.
    """

    id: str
    kind: str
    known_at: int
    publication: Publication | None
    told: Told
    titles: Mapping[str, Text]
    rule: str | None = None
    smallest: int | None = None
    too_few: tuple[str, ...] = ()
    uncorrected: bool = False


def as_json(shown: Shown) -> Json:
    """Return a round as JSON data."""
    head: Json = {"round": shown.id, "kind": shown.kind, "known_at": shown.known_at}
    if shown.publication is not None:
        head["published"] = shown.publication.id
    if shown.uncorrected:
        head["uncorrected"] = True
    if shown.smallest is not None:
        head["fewer_than"] = shown.smallest
    if shown.told is None:
        return head
    if isinstance(shown.told, Result):
        return head | _result_json(shown.told, shown.titles) | _few_json(shown, shown.told)
    if isinstance(shown.told, Opinions):
        return head | _opinions_json(shown.told)
    if not shown.told.visible:
        return head | {"visible": False, "handed_in": len(shown.told.handed_in)}
    tally = _tally(shown.told, shown.smallest)
    return head | {"tally": tally, "ballots": len(shown.told.ballots)}


def as_text(shown: Shown, lang: str) -> Iterator[str]:
    """Yield the lines that show a round."""
    seen = (
        say(lang, "as_known", size=shown.known_at)
        if shown.publication is None
        else say(lang, "as_published", id=shown.publication.id, size=shown.known_at)
    )
    head = f"{say(lang, 'round', id=shown.id, kind=say(lang, shown.kind))}, {seen}"
    if shown.uncorrected:
        head += ", " + say(lang, "as_first_recorded")
    if isinstance(shown.told, Result) and shown.rule is not None:
        head += ", " + say(lang, "counted_by", rule=rule_named(shown.rule, lang))
    yield from wrapped(head, indent="")
    if shown.told is None:
        yield from wrapped(say(lang, "too_few_voices", count=shown.smallest))
    elif isinstance(shown.told, Result):
        yield from _result_text(shown, shown.told, lang)
    elif isinstance(shown.told, Opinions):
        yield from _opinions_text(shown.told, lang)
    elif not shown.told.visible:
        yield from wrapped(say(lang, "not_visible", count=len(shown.told.handed_in)))
    elif shown.kind == "RANKING" and shown.told.ballots and shown.smallest is None:
        yield from ordered_text(shown.told, shown.rule, shown.titles, lang)
    elif shown.kind != "CONSENT" and shown.smallest is None:
        yield from ballots_text(shown.told, shown.titles, lang)
    else:
        tally = _tally(shown.told, shown.smallest).items()
        said = ", ".join(
            f"{answer_of(shown.kind, word, lang)} {_count(n, lang)}" for word, n in tally
        )
        counted = say(lang, "ballots", count=len(shown.told.ballots), tally=said or "-")
        yield from wrapped(counted)
        if len(tally) < len(_tally(shown.told, None)) or None in dict(tally).values():
            yield from wrapped(say(lang, "too_few_answers", count=shown.smallest))


def figure(exact: Fraction | None) -> Json | None:
    """Return an exact figure for programs and a decimal for people; None stays None."""
    return None if exact is None else {"exact": str(exact), "decimal": decimal(exact, 4)}


def _result_json(result: Result, titles: Mapping[str, Text]) -> Json:
    ranking, level = result.ranking, result.agreement
    return {
        "rule": {"name": ranking.rule, "version": ranking.version},
        "ranking": [
            {
                "place": place,
                "proposal": option,
                "title": titles.get(option),
                "score": figure(ranking.scores.get(option)),
                "agreement": figure(level.by_option[option]),
            }
            for place, option in ranking.places()
        ],
        "incomplete": list(ranking.incomplete),
        "tie_break": _tie_break_json(result),
        "cross_check": _cross_check_json(result.counted.cross_check()),
        "below_gate": {option: list(missed) for option, missed in result.below_gate.items()},
        "left_out": list(result.counted.left_out),
        "agreement": {
            "index": "PAIRWISE_AGREEMENT",
            "overall": figure(level.overall),
            "band": None if level.overall is None else band(level.overall, _bands(result)),
            "by_proposal": {option: figure(value) for option, value in level.by_option.items()},
            "by_criterion": {name: figure(value) for name, value in level.by_criterion.items()},
        },
        "voters": result.voters,
        "numeric_cells": result.numeric_cells,
        "silences": dict(result.silences),
    }


def _tie_break_json(result: Result) -> Json | None:
    if result.broken is None:
        return None
    places = result.broken.places()
    return {
        "by": result.broken.tie_break,
        "ranking": [{"place": place, "proposal": option} for place, option in places],
    }


def _cross_check_json(found: CrossCheck) -> Json:
    return {
        "settled": found.settled,
        "leaders": list(found.leaders),
        "condorcet_winner": found.condorcet_winner,
        "checks": {name: list(leaders) for name, leaders in found.checks.items()},
        "untold": list(found.untold),
        "differs": [
            {"check": name, **_difference_json(told)} for name, told in found.differences.items()
        ],
    }


def _difference_json(told: Difference) -> Json:
    return {
        "leader": told.leader,
        "other": told.other,
        "lead": figure(told.lead),
        "votes": told.votes,
        "against": told.against,
        "voters": told.voters,
        "paths": None if told.paths is None else list(told.paths),
        "grades": None if told.grades is None else [figure(grade) for grade in told.grades],
    }


def rules_text(result: Result, lang: str) -> Iterator[str]:
    """Yield what the rules of the game did to the scores, where they did anything."""
    if result.broken is not None and result.broken.tiers != result.ranking.tiers:
        order = ", ".join(f"{place}. {option}" for place, option in result.broken.places())
        yield say(lang, "ties_broken", by=result.broken.tie_break, order=order)
    if result.below_gate:
        missed = result.below_gate.items()
        options = "; ".join(f"{option} ({', '.join(criteria)})" for option, criteria in missed)
        yield say(lang, "below_gate", options=options)
    if result.counted.left_out:
        yield say(lang, "left_out", members=", ".join(result.counted.left_out))


def _few_json(shown: Shown, result: Result) -> Json:
    """Return what stands in place of counts that rest on too few voices, where that matters."""
    if shown.smallest is None:
        return {}
    grades, silences = _kinds(shown, result)
    told = {"too_few": list(shown.too_few), "numeric_cells": grades, "silences": silences}
    return told | {"cross_check": None}


def _kinds(shown: Shown, result: Result) -> tuple[int | None, Mapping[str, int | None]]:
    """Return how many grades and silences there are; None for a count that is not told."""
    hidden = untold_kinds(result.round, shown.smallest or 1)
    silences: dict[str, int | None] = dict(result.silences)
    silences |= dict.fromkeys(sorted(hidden - {"GRADE"}))
    return None if "GRADE" in hidden else result.numeric_cells, silences


def _count(count: int | None, lang: str) -> str:
    return say(lang, "not_told") if count is None else str(count)


def _result_text(shown: Shown, result: Result, lang: str) -> Iterator[str]:
    titles = shown.titles
    yield f"             {say(lang, 'score'):<20}{say(lang, 'agreement')}"
    for place, option in result.ranking.places():
        score = result.ranking.scores.get(option)
        close = result.agreement.by_option[option]
        level = (
            "-" if close is None else f"{decimal(close, 2, lang)} {_worded(close, result, lang)}"
        )
        figures = f"{'-':>6}" if score is None else f"{decimal(score, 2, lang):>6} ({score})"
        title = in_lang(titles.get(option, {}), lang)
        row = f"{figures:<20}{level:<14} "
        yield from rowed(f"  {place:>2}. {option:<6}", row, title)
    if result.ranking.incomplete:
        yield from wrapped(say(lang, "incomplete", options=", ".join(result.ranking.incomplete)))
    settled = settling(result.counted.cross_check(), lang) if shown.smallest is None else ()
    for line in (*rules_text(result, lang), *settled):
        yield from wrapped(line)
    overall = result.agreement.overall
    if overall is not None:
        yield (
            f"  {say(lang, 'overall')} {decimal(overall, 4, lang)} ({overall}),"
            f" {_worded(overall, result, lang)}"
        )
    grades, counts = _kinds(shown, result)
    silences = [say(lang, name, count=_count(count, lang)) for name, count in counts.items()]
    cells = say(lang, "cells", voters=result.voters, cells=_count(grades, lang))
    yield from wrapped(", ".join([cells, *silences]))
    if shown.too_few:
        few = {"count": shown.smallest, "options": ", ".join(shown.too_few)}
        yield from wrapped(say(lang, "too_few", **few))


def _opinions_json(opinions: Opinions) -> Json:
    return {
        "participants": len(opinions.participants),
        "votes": sum(sum(counts.values()) for counts in opinions.given.values()),
        "superseded": opinions.superseded,
        "statements": [
            {
                "proposal": proposal,
                "text": opinions.texts.get(proposal),
                "moderated": opinions.moderated.get(proposal),
                "standings": _stances(counts),
                "utterances": _stances(opinions.given[proposal]),
            }
            for proposal, counts in opinions.standings().items()
        ],
    }


def _opinions_text(opinions: Opinions, lang: str) -> Iterator[str]:
    shown = _opinions_json(opinions)
    yield "  " + say(lang, "participants", **{k: shown[k] for k in _COUNTS})
    yield say(lang, "stances")
    for one in shown["statements"]:
        counts = one["standings"]
        words = " ".join(in_lang(one["text"] or {}, lang).split())
        line = f"{counts['AGREE']:>8}{counts['PASS']:>7}{counts['DISAGREE']:>9}  {words}"
        yield fitted(line)


_COUNTS = ("participants", "votes", "superseded")


def _stances(counts: Mapping[Any, int]) -> Json:
    return {stance: counts.get(stance, 0) for stance in ("AGREE", "PASS", "DISAGREE")}


def _tally(scores: RoundScores, smallest: int | None) -> Json:
    """Return answer -> how many; of consent, None where it is not told; else it is left out."""
    answers = Counter(str(one) for ballot in scores.ballots.values() for one in ballot.values())
    hidden = untold_answers(scores, smallest or 1)
    if scores.opened.kind == "CONSENT":
        words = scores.charter.decision.ballot_scale
        return {word: None if word in hidden else answers[word] for word in words}
    return {word: count for word, count in sorted(answers.items()) if word not in hidden}


def _bands(result: Result) -> tuple[Fraction, ...]:
    return tuple(Fraction(limit) for limit in result.round.charter.consensus.bands)


def _worded(level: Fraction, result: Result, lang: str) -> str:
    return say(lang, band(level, _bands(result)))
