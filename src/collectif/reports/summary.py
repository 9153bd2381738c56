"""This module is about what stands around the figures: decisions, and what must be said of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from collectif.demo.lachine import FIRST_STEP, notice
from collectif.projections.lookalikes import NAMED, lookalikes
from collectif.projections.readers import PUBLIC, Reader
from collectif.projections.registers import REGISTERS
from collectif.projections.sealing import seal_of
from collectif.projections.small_groups import untold_tally
from collectif.record.view import View
from collectif.reports.words import answer, in_lang, quoted, say, wrapped
from collectif.values import Text

_MOST_LOOKALIKES = 5


def notice_of(view: View) -> Text | None:
    """Return what must be said wherever the Lachine scenario is shown; None for other logs."""
    first = next(view.source.events(), None)
    return notice() if first is not None and first.id == FIRST_STEP else None


def marks_of(view: View) -> dict[str, int]:
    """Return each mark of provenance in a log -> on how many events it stands."""
    marks = Counter(event.provenance for event in view.source.events() if event.provenance)
    return dict(sorted(marks.items()))


def preamble(view: View, lang: str) -> Iterator[str]:
    """Yield the lines that go before what is shown of a log: its notice, and where it is from."""
    notice = notice_of(view)
    if notice is not None:
        yield from (*wrapped(in_lang(notice, lang), indent=""), "")
    marks = marks_of(view)
    if marks:
        told = ", ".join(f"{mark} {count}" for mark, count in marks.items())
        yield from (*wrapped(say(lang, "marks", marks=told), indent=""), "")
    yield from _lookalikes_text(view, lang)


def lookalikes_json(view: View) -> list[dict[str, Any]]:
    """Return the names that can be taken for others, as JSON data."""
    return [
        {"kind": one.kind, "names": [{"id": id, "name": name} for id, name in one.names]}
        for one in lookalikes(NAMED.replay(view))
    ]


def _lookalikes_text(view: View, lang: str) -> Iterator[str]:
    """Yield the lines that point out names that can be taken for others, of many the first ones."""
    found = lookalikes(NAMED.replay(view))
    for one in found[:_MOST_LOOKALIKES]:
        names = ", ".join(f"{quoted(name, lang)} ({id})" for id, name in one.names)
        yield from wrapped(say(lang, one.kind, names=names), indent="")
    if len(found) > _MOST_LOOKALIKES:
        yield say(lang, "more_lookalikes", count=len(found) - _MOST_LOOKALIKES)
    yield from ("",) if found else ()


def decisions_json(view: View, reader: Reader = PUBLIC) -> list[dict[str, Any]]:
    """Return every decision as JSON data, in the order of proposing; no tally that is not told."""
    registers, smallest = REGISTERS.replay(view), seal_of(view, reader).smallest
    told = []
    for id, proposed in registers.proposed.items():
        taken = registers.taken.get(id)
        one: dict[str, Any] = {
            "decision": id,
            "assembly": proposed.assembly_id,
            "motion": proposed.motion,
            "selects": list(proposed.selects),
            "basis": list(proposed.basis),
            "departs_from_ranking": proposed.departs_from_ranking,
            "outcome": "PROPOSED" if taken is None else taken.outcome,
        }
        if taken is not None:
            tally = None if untold_tally(taken, smallest) else dict(taken.tally)
            one |= {"method": taken.method, "tally": tally,
                    "conditions": list(taken.conditions),
                    "dissents": [dissent.member_id for dissent in taken.dissents]}  # fmt: skip
        told.append(one)
    return told


def decisions_text(view: View, lang: str, reader: Reader = PUBLIC) -> Iterator[str]:
    """Yield the lines that show every decision."""
    registers, smallest = REGISTERS.replay(view), seal_of(view, reader).smallest
    for id, proposed in registers.proposed.items():
        taken = registers.taken.get(id)
        outcome = "PROPOSED" if taken is None else taken.outcome
        yield say(lang, "decision", id=id, outcome=say(lang, outcome))
        yield from wrapped(in_lang(proposed.motion, lang))
        yield from wrapped(say(lang, "selects", options=", ".join(proposed.selects) or "-"))
        if taken is not None:
            answers = sorted(taken.tally, key=from_most_in_favour)
            tally = ", ".join(f"{answer(lang, one)} {taken.tally[one]}" for one in answers)
            tally = say(lang, "not_told") if untold_tally(taken, smallest) else tally
            yield from wrapped(say(lang, "tally", tally=tally))
            for condition in taken.conditions:
                yield from wrapped(say(lang, "condition", text=in_lang(condition, lang)))
            for one in taken.dissents:
                words = in_lang(one.text, lang)
                yield from wrapped(say(lang, "dissent", member=one.member_id, text=words))
        yield ""


_IN_FAVOUR = ("FOR", "CONSENT", "RESERVATION", "STAND_ASIDE", "OBJECT", "AGAINST")


def from_most_in_favour(answer: str) -> tuple[int, str]:
    """Return what sorts answers of a ballot: the most in favour first, words of a charter last."""
    known = answer in _IN_FAVOUR
    return (_IN_FAVOUR.index(answer) if known else len(_IN_FAVOUR), answer)
