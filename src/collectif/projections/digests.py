"""This module is about digests of results: short names, by which people compare what they found.

A digest is the SHA-256 of one canonical JSON text that holds exact numbers, ids and places, and no
words: it stays the same when words are erased. Two people who replay the same events get the same.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from hashlib import sha256
from typing import Any

from collectif.acts.decision import DecisionProposed, DecisionTaken
from collectif.counting import Agreement, Ranking
from collectif.projections.opinions import Opinions
from collectif.projections.ranking import Result
from collectif.projections.scores import RoundScores
from collectif.values import Json

Counted = Result | RoundScores | Opinions
"""What a round says: scores that were counted, ballots, or where people stand."""


def result_digest(counted: Counted) -> str:
    """Return the digest of what a round says, as `results-published` may state it; in hex.

    Args:
        counted: The result of a scoring round, the ballots of another one, or a conversation.
    """
    match counted:
        case Result():
            return _digest({"agreement": _agreement(counted.agreement), "ranking": _order(counted)})
        case Opinions():
            stands = {id: dict(counts) for id, counts in counted.standings().items()}
            return _digest({"standings": stands})
    return _digest({"tally": tally(counted)})


def ranking_digest(result: Result) -> str:
    """Return the digest of the order of a scoring round, with scores and places; in hex."""
    return _digest(_order(result))


def agreement_digest(result: Result) -> str:
    """Return the digest of the agreement that the order of a scoring round rests on; in hex."""
    return _digest(_agreement(result.agreement))


def decision_digest(proposed: DecisionProposed, taken: DecisionTaken | None) -> str:
    """Return the digest of a decision: what it selects, on what basis, and how it ended; in hex.

    Args:
        proposed: How it was proposed.
        taken: How it was taken; None while it is not.
    """
    said: dict[str, Any] = {
        "basis": list(proposed.basis),
        "decision": proposed.decision_id,
        "departs_from_ranking": proposed.departs_from_ranking,
        "selects": list(proposed.selects),
    }
    if taken is not None:
        said |= {
            "ballot_round": taken.ballot_round or "",
            "dissents": [one.member_id for one in taken.dissents],
            "method": taken.method,
            "outcome": taken.outcome,
            "tally": dict(taken.tally),
        }
    return _digest(said)


def tally(scores: RoundScores) -> Mapping[str, Mapping[str, int]]:
    """Return subject -> answer -> how many gave it, in a round without criteria."""
    told: dict[str, Counter[str]] = {str(subject): Counter() for subject in scores.opened.subjects}
    for ballot in scores.ballots.values():
        for subject, answer in ballot.items():
            told.setdefault(str(subject), Counter())[str(answer)] += 1
    return {subject: dict(sorted(counts.items())) for subject, counts in sorted(told.items())}


def _order(result: Result) -> Json:
    ranking = result.ranking
    return {
        "below_gate": {str(id): list(missed) for id, missed in result.below_gate.items()},
        "incomplete": list(ranking.incomplete),
        "left_out": list(result.counted.left_out),
        "places": _places(ranking),
        "places_after_ties": None if result.broken is None else _places(result.broken),
        "rule": f"{ranking.rule} {ranking.version}",
        "scores": {str(id): _exact(score) for id, score in ranking.scores.items()},
    }


def _places(ranking: Ranking) -> list[list[Any]]:
    return sorted([place, str(option)] for place, option in ranking.places())


def _agreement(level: Agreement) -> Json:
    return {
        "by_criterion": {str(id): _exact(one) for id, one in level.by_criterion.items()},
        "by_proposal": {str(id): _exact(one) for id, one in level.by_option.items()},
        "overall": _exact(level.overall),
    }


def _exact(figure: Fraction | None) -> str | None:
    return None if figure is None else str(Fraction(figure))


def _digest(said: Any) -> str:
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()
