"""This module is about accountability as text and JSON: who owes what to whom, with dates.

It shows lists by date or by name, never a ranking of members.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from collectif.projections.accountability import Account, Accountability
from collectif.projections.dealings import Promise, Question
from collectif.record.view import View
from collectif.reports.catalogue import catalogue
from collectif.reports.results import Json, figure
from collectif.reports.stating import Teller
from collectif.reports.words import day, decimal, in_lang, quoted, say, wrapped

_LISTS = ("owes", "owed", "to_answer", "waiting_for", "past")


def last_day(view: View) -> date:
    """Return the last day on which anything happened in a view; the first of days without any."""
    return max((event.occurred.date() for event in view.events()), default=date.min)


def accountability_json(told: Accountability) -> Json:
    """Return the accountability of the community as JSON data."""
    return {
        "on": told.on.isoformat(),
        "states": dict(told.states),
        "commitments": [_promise_json(one, told) for one in told.commitments],
        "requests": [_question_json(one, told) for one in told.requests],
        "pairs": [
            {"debtor": pair[0], "creditor": pair[1], "events": _tied_by(told, pair)}
            for pair in sorted(told.ties.pairs)
        ],
        "member_pairs": len(told.ties.member_pairs),
        "reciprocity": figure(told.ties.reciprocity),
        "kept_rate": figure(told.kept_rate),
        "response_rate": figure(told.response_rate),
        "on_time_rate": figure(told.on_time_rate),
    }


def account_json(account: Account, told: Accountability) -> Json:
    """Return what one member owes and is owed as JSON data."""
    return {
        "on": told.on.isoformat(),
        "member": account.member,
        "owes": [_promise_json(one, told) for one in account.owes],
        "owed": [_promise_json(one, told) for one in account.owed],
        "to_answer": [_question_json(one, told) for one in account.to_answer],
        "waiting_for": [_question_json(one, told) for one in account.waiting_for],
        "past": [_promise_json(one, told) for one in account.past],
    }


def in_short(told: Accountability, lang: str) -> Iterator[str]:
    """Yield the few lines that sum accountability up: counts, and shares of the community."""
    yield say(lang, "accountability", day=day(told.on, lang))
    states = ", ".join(f"{_states(one, lang)} {n}" for one, n in told.states.items())
    yield from wrapped(say(lang, "commitments", states=states or "-"))
    counts = {"pairs": len(told.ties.pairs), "members": len(told.ties.member_pairs)}
    yield from wrapped(say(lang, "ties", **counts))
    yield _rate("reciprocity", told.ties.reciprocity, lang)
    yield _rate("kept_rate", told.kept_rate, lang)
    asked = {
        "due": len(told.due),
        "answered": len(told.answered),
        "on_time": len(told.answered_on_time),
    }
    yield from wrapped(say(lang, "accounts", **asked))
    yield _rate("response_rate", told.response_rate, lang)


def accountability_text(told: Accountability, teller: Teller) -> Iterator[str]:
    """Yield the lines that show the accountability of the community."""
    lang = teller.lang
    yield from in_short(told, lang)
    yield from _listed("open_commitments", [_promise(p, told.on, teller) for p in told.open], lang)
    waiting = [_question(q, told.on, teller) for q in told.requests if q.answered is None]
    yield from _listed("waiting", waiting, lang)
    owed: dict[str, list[str]] = {}
    for debtor, creditor in sorted(told.ties.pairs):
        owed.setdefault(debtor, []).append(_end(creditor, teller))
    pairs = [
        say(lang, "label", label=_end(one, teller), text=", ".join(ends))
        for one, ends in owed.items()
    ]
    yield from _listed("owing", pairs, lang)


def account_text(account: Account, on: date, teller: Teller) -> Iterator[str]:
    """Yield the lines that show what one member owes and is owed."""
    yield from wrapped(f"{_end(account.member, teller)}, {day(on, teller.lang)}", indent="")
    for name in _LISTS:
        found: Sequence[Promise | Question] = getattr(account, name)
        told = (
            _promise(one, on, teller) if isinstance(one, Promise) else _question(one, on, teller)
            for one in found
        )
        yield from _listed(name, told, teller.lang)


def _listed(name: str, told: Iterable[str], lang: str) -> Iterator[str]:
    yield ""
    yield say(lang, "label", label=say(lang, name), text="").rstrip()
    for one in list(told) or [say(lang, "nothing")]:
        yield from wrapped(one, first="  ", indent="    ")


def _promise(one: Promise, on: date, teller: Teller) -> str:
    lang = teller.lang
    told = say(
        lang,
        "commitment",
        id=one.id,
        debtors=", ".join(_end(end, teller) for end in one.debtors),
        creditors=", ".join(_end(end, teller) for end in one.creditors),
        due=day(one.due, lang),
        object=quoted(in_lang(one.object, lang), lang),
    )
    if one.outcome is not None and one.closed is not None:
        return f"{told} ({_state(one.outcome, lang)}, {day(one.closed, lang)})"
    return f"{told} ({say(lang, 'late')})" if one.due < on else told


def _question(one: Question, on: date, teller: Teller) -> str:
    told = say(
        teller.lang,
        "request",
        id=one.id,
        asker=_end(one.asker, teller),
        asked=_end(one.asked, teller),
        about=one.about,
        due=day(one.due, teller.lang),
    )
    return f"{told} ({say(teller.lang, 'late')})" if one.due < on else told


def _promise_json(one: Promise, told: Accountability) -> Json:
    return {
        "commitment": one.id,
        "debtors": list(one.debtors),
        "creditors": list(one.creditors),
        "object": dict(one.object),
        "made": one.made.isoformat(),
        "due": one.due.isoformat(),
        "state": one.outcome or "OPEN",
        "closed": None if one.closed is None else one.closed.isoformat(),
        "late": one.outcome is None and one.due < told.on,
        "events": _events(told, one.id),
    }


def _question_json(one: Question, told: Accountability) -> Json:
    return {
        "request": one.id,
        "asker": one.asker,
        "asked": one.asked,
        "about": one.about,
        "made": one.on.isoformat(),
        "due": one.due.isoformat(),
        "answered": None if one.answered is None else one.answered.isoformat(),
        "events": _events(told, one.id),
    }


def _events(told: Accountability, about: str) -> list[str]:
    """Return the events that tie members by a commitment or a request, in the order of the log."""
    edges = sorted((edge.seq, edge.event) for edge in told.edges if edge.about == about)
    return list(dict.fromkeys(event for _, event in edges))


def _tied_by(told: Accountability, pair: tuple[str, str]) -> list[str]:
    owes = (edge for edge in told.edges if edge.kind == "OWES")
    return list(dict.fromkeys(e.event for e in owes if (e.source, e.target) == pair))


def _rate(name: str, rate: Fraction | None, lang: str) -> str:
    told = "-" if rate is None else f"{decimal(rate, 2, lang)} ({rate})"
    return "  " + say(lang, "label", label=say(lang, name), text=told)


def _state(state: str, lang: str) -> str:
    return catalogue(lang).values.get(state, state)


def _states(state: str, lang: str) -> str:
    """Return how a state reads of several commitments: `tenus`."""
    return catalogue(lang).values.get(f"states.{state}") or _state(state, lang)


def _end(end: str, teller: Teller) -> str:
    """Return how an end of a commitment reads: a member by name and id, the community in words."""
    said = catalogue(teller.lang).values.get(f"creditors.{end}") if end.isupper() else None
    return teller.name("member", end) if said is None else said
