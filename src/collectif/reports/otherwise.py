"""This module is about what-ifs as people read them, both results side by side, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from collectif.projections.ranking import Result
from collectif.reports.results import Json, figure
from collectif.reports.stating import Teller
from collectif.reports.words import decimal, in_lang, rowed, say, wrapped
from collectif.statement import Statement
from collectif.values import Text
from collectif.whatif.asking import WhatIf
from collectif.whatif.conversations import Conversation
from collectif.whatif.polls import Poll
from collectif.whatif.rounds import Told, leaders

_MOST_ROWS = 20
_MOST_REASONS = 3
_NOTHING = frozenset({"figures-stay", "same", "same-order", "same-outcome"})
_AS_IT_IS = {None: "as_it_is", True: "standing_corrected", False: "standing_published"}


def what_if_json(told: WhatIf, teller: Teller) -> Json:
    """Return a what-if as JSON data."""
    return {
        "round": told.round,
        "kind": told.kind,
        "premises": [teller.json(one) for one in told.premises],
        "before": _told_json(told.before),
        "after": _told_json(told.after),
        "differs": told.differs,
        "difference": [teller.json(one) for one in told.difference],
    }


def what_if_text(told: WhatIf, teller: Teller, titles: Mapping[str, Text]) -> Iterator[str]:
    """Yield the lines that show a what-if: what is asked, both results, and what differs."""
    lang = teller.lang
    yield from _head(told.round, told.kind, lang)
    asked = "; ".join(teller.say(one) for one in told.premises)
    yield from wrapped(say(lang, "label", label=say(lang, "what_if"), text=asked))
    yield from _reasons([one for premise in told.premises for one in premise.because], teller)
    if not _NOTHING.intersection(one.name for one in told.difference):
        yield from _side_by_side(told, titles, lang)
    for one in told.difference:
        yield from wrapped(teller.say(one))
        yield from _reasons(one.because[:_MOST_REASONS], teller)


def _reasons(reasons: Sequence[Statement], teller: Teller) -> Iterator[str]:
    for reason in reasons[:_MOST_ROWS]:
        yield from wrapped(teller.say(reason), indent="      ", first="    - ")
    if len(reasons) > _MOST_ROWS:
        yield "    " + say(teller.lang, "more_rows", count=len(reasons) - _MOST_ROWS)


def _head(round: str, kind: str, lang: str) -> Iterator[str]:
    yield from wrapped(say(lang, "round", id=round, kind=say(lang, kind)), indent="")


def _side_by_side(told: WhatIf, titles: Mapping[str, Text], lang: str) -> Iterator[str]:
    before, after = _standing(told.before, lang), _standing(told.after, lang)
    yield f"  {'':<8}{say(lang, _AS_IT_IS[told.corrected]):<17}{say(lang, 'as_it_would_be')}"
    shown = sorted({**after, **before}, key=lambda one: _order(one, before, after))
    for option in shown[:_MOST_ROWS]:
        was, now = before.get(option, "-"), after.get(option, "-")
        title = in_lang(titles.get(option, {}), lang)
        yield from rowed(f"  {option:<7}", f"{was:<17}{now:<17}", title, at=10)
    if len(shown) > _MOST_ROWS:
        yield "  " + say(lang, "more_rows", count=len(shown) - _MOST_ROWS)


def _order(option: str, before: Mapping[str, str], after: Mapping[str, str]) -> tuple[int, int]:
    """Return where a row stands: in the order as it is, what is only there then at the end."""
    first, then = list(before), list(after)
    return (
        first.index(option) if option in before else len(first),
        then.index(option) if option in after else len(then),
    )


def _standing(told: Told, lang: str) -> Mapping[str, str]:
    """Return option -> its place and points, or whether it may be adopted, in few words."""
    if isinstance(told, Result):
        scores, ranking = told.ranking.scores, told.ranking
        rows = {o: _place(p, scores.get(o), lang) for p, o in _places(told)}
        return rows | dict.fromkeys(ranking.incomplete, "-")
    if isinstance(told, Conversation):
        means = told.consensus.means
        return {o: f"{p:>3}. {float(means[o]):.3f}" for o, p in told.places().items()}
    if told.ranking is not None:
        scores = told.ranking.scores
        return {o: _place(p, scores.get(o), lang) for p, o in told.ranking.places()}
    words = {True: say(lang, "adoptable"), False: say(lang, "not_adoptable")}
    return {subject: words[short is None] for subject, short in told.lacking.items()}


def _places(result: Result) -> tuple[tuple[int, str], ...]:
    return (result.broken or result.ranking).places()


def _place(place: int, score: Any, lang: str) -> str:
    return f"{place:>3}." if score is None else f"{place:>3}. {decimal(score, 2, lang):>7}"


def _told_json(told: Told) -> Json:
    data: Json = {"leaders": list(leaders(told))}
    if isinstance(told, Result):
        return data | {
            "rule": told.ranking.rule,
            "ranking": _ranking_json(dict(told.ranking.scores), _places(told)),
            "incomplete": list(told.ranking.incomplete),
        }
    if isinstance(told, Conversation):
        products = told.consensus.products
        places = tuple((place, option) for option, place in told.places().items())
        return data | {"participants": len(told.opinions.participants),
                       "ranking": _ranking_json(products, places)}  # fmt: skip
    return data | _poll_json(told)


def _poll_json(told: Poll) -> Json:
    data: Json = {"rule": told.rule, "tally": {s: dict(words) for s, words in told.tally.items()}}
    if told.ranking is not None:
        return data | {"ranking": _ranking_json(told.ranking.scores, told.ranking.places()),
                       "incomplete": list(told.ranking.incomplete)}  # fmt: skip
    short = {subject: one and str(one) for subject, one in told.lacking.items()}
    return data | {"lacking": short}


def _ranking_json(scores: Mapping[str, Any], places: tuple[tuple[int, str], ...]) -> list[Json]:
    return [{"place": p, "proposal": o, "score": figure(scores.get(o))} for p, o in places]
