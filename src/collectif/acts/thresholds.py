"""This module is about what it takes to adopt a decision, method by method.

Ballots on a consent scale and ballots for or against are read alike: OBJECT and AGAINST are
against; CONSENT, RESERVATION and FOR are in favour; who stands aside or abstains is neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Literal

from collectif.errors import Phrase
from collectif.values import DecisionRule, fraction

Method = Literal["CONSENT", "CONSENSUS", "MAJORITY", "SUPERMAJORITY", "ACCLAMATION"]
Tally = Mapping[str, int]


def shortfall(method: Method, tally: Tally, rule: DecisionRule) -> Phrase | None:
    """Return what a tally lacks for adopting by a method, in words; None if nothing."""
    return _SHORTFALLS[method](tally, rule)


def _consent(tally: Tally, rule: DecisionRule) -> Phrase | None:
    """Nobody objects, and not too many stand aside."""
    against, aside, cast = _against(tally), tally.get("STAND_ASIDE", 0), sum(tally.values())
    if not cast:
        return Phrase("no-ballot")
    if against:
        return Phrase("objecting", count=against)
    if Fraction(aside, cast) > fraction(rule.max_stand_aside):
        return Phrase("standing-aside", count=aside, cast=cast, limit=rule.max_stand_aside)
    return None


def _consensus(tally: Tally, rule: DecisionRule) -> Phrase | None:
    """Nobody objects, and nobody stands aside."""
    apart = _against(tally) + tally.get("STAND_ASIDE", 0)
    if not sum(tally.values()):
        return Phrase("no-ballot")
    return Phrase("apart", count=apart) if apart else None


def _majority(tally: Tally, rule: DecisionRule) -> Phrase | None:
    """More than a share, one half unless the charter says otherwise, is in favour."""
    limit = rule.threshold or "1/2"
    return None if _support(tally) > fraction(limit) else _too_few(tally, limit)


def _supermajority(tally: Tally, rule: DecisionRule) -> Phrase | None:
    """At least a share, two thirds unless the charter says otherwise, is in favour."""
    limit = rule.threshold or "2/3"
    enough = _favour(tally) and _support(tally) >= fraction(limit)
    return None if enough else _too_few(tally, limit)


def _acclamation(tally: Tally, rule: DecisionRule) -> Phrase | None:
    """The room agrees aloud; nobody counts."""
    return None


_SHORTFALLS: Mapping[Method, Callable[[Tally, DecisionRule], Phrase | None]] = {
    "CONSENT": _consent,
    "CONSENSUS": _consensus,
    "MAJORITY": _majority,
    "SUPERMAJORITY": _supermajority,
    "ACCLAMATION": _acclamation,
}


def _favour(tally: Tally) -> int:
    return sum(tally.get(word, 0) for word in ("FOR", "CONSENT", "RESERVATION"))


def _against(tally: Tally) -> int:
    return tally.get("AGAINST", 0) + tally.get("OBJECT", 0)


def _support(tally: Tally) -> Fraction:
    """Return the share in favour of those for or against; 0 where nobody is."""
    expressed = _favour(tally) + _against(tally)
    return Fraction(_favour(tally), expressed) if expressed else Fraction(0)


def _too_few(tally: Tally, limit: str) -> Phrase:
    favour = _favour(tally)
    return Phrase("in-favour", count=favour, cast=favour + _against(tally), limit=limit)
