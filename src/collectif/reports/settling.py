"""This module is about saying whether a result is settled, and if not, what differs and why."""

from __future__ import annotations

from collections.abc import Iterator

from collectif.counting import CrossCheck, Difference
from collectif.reports.words import decimal, say


def settling(found: CrossCheck, lang: str) -> Iterator[str]:
    """Yield a sentence on what stands beside a ranking; none where there is nothing to compare."""
    if not found.leaders or not (found.checks or found.untold):
        return
    if found.settled:
        key = "settled_in_a_circle" if found.condorcet_winner is None else "settled"
        yield say(lang, key, leaders=", ".join(found.leaders))
        return
    reasons = [_reason(name, found, lang) for name in found.differs]
    reasons += [say(lang, f"untold_{name}") for name in found.untold]
    yield say(lang, "unsettled", reasons="; ".join(reasons))


def _reason(name: str, found: CrossCheck, lang: str) -> str:
    told = found.differences[name]
    return say(
        lang,
        f"differs_{_variant(name, told)}",
        leader=told.leader,
        other=told.other,
        others=", ".join(found.checks[name]),
        votes=told.votes,
        against=told.against,
        grades=[decimal(grade, 2, lang) for grade in told.grades or ()],
    )


def _variant(name: str, told: Difference) -> str:
    """Return which phrase tells a difference."""
    if name == "smith":
        return "smith" if told.margin > 0 else "smith_uncompared"
    if name == "majority-judgment" and told.grades is not None:
        return name if told.grades[0] != told.grades[1] else f"{name}_parted"
    return name
