"""This module is about votelib, asked by the line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import votelib.evaluate.condorcet as condorcet
from serving import Work, Works, serve
from votelib.component.rankscore import Borda
from votelib.convert import RankedToCondorcetVotes, RankedToPositionalVotes, ScoreToSimpleVotes
from votelib.evaluate.cardinal import MajorityJudgment
from votelib.evaluate.core import Tie, get_n_best
from votelib.evaluate.sequential import TransferableVoteSelector

works = Works()

PAIRWISE = {
    "copeland": condorcet.Copeland(second_order=False),
    "kemeny": condorcet.KemenyYoung(),
    "schulze": condorcet.Schulze(),
}
SETS = {"schwartz": condorcet.SchwartzSet(), "smith": condorcet.SmithSet()}


def chosen(selected: Iterable[Any]) -> list[int]:
    """Return who is chosen, with everybody who ties for a seat."""
    found: set[int] = set()
    for one in selected:
        found |= set(one) if isinstance(one, Tie) else {one}
    return sorted(found)


def ranked(given: Any) -> Counter[tuple[Any, ...]]:
    """Return orders; a tier of several options is a set."""
    votes: Counter[tuple[Any, ...]] = Counter()
    for n, tiers in given["ballots"]:
        votes[tuple(tier[0] if len(tier) == 1 else frozenset(tier) for tier in tiers)] += n
    return votes


def graded(given: Any) -> Counter[frozenset[tuple[int, int]]]:
    """Return grades; a silence is not among them."""
    rows = ([(o, g) for o, g in enumerate(row) if g is not None] for row in given["ballots"])
    return Counter(map(frozenset, rows))


def _pairwise(rule: Any, *seats: int) -> Work:
    def work(given: Any) -> Any:
        duels = RankedToCondorcetVotes().convert(ranked(given))
        return lambda: {"winners": chosen(rule.evaluate(duels, *seats))}

    return work


def _scored(function: str) -> Work:
    def work(given: Any) -> Any:
        votes = graded(given)

        def found() -> Any:
            scores = ScoreToSimpleVotes(function=function).convert(votes)
            told = [scores.get(option) for option in range(given["options"])]
            return {"winners": chosen(get_n_best(scores, 1)), "scores": told}

        return found

    return work


works.update({name: _pairwise(rule, 1) for name, rule in PAIRWISE.items()})
works.update({name: _pairwise(rule) for name, rule in SETS.items()})
works.update({name: _scored(name) for name in ("mean", "median", "sum")})


@works
def borda_scores(given: Any) -> Any:
    """Borda's winners and points, 0 for the last place."""
    votes = ranked(given)

    def found() -> Any:
        scorer = Borda(base=0)
        scorer.set_n_candidates(given["options"])
        scores = RankedToPositionalVotes(scorer).convert(votes)
        told = [scores.get(option, 0) for option in range(given["options"])]
        return {"winners": chosen(get_n_best(scores, 1)), "scores": told}

    return found


def _duels(*, last: bool) -> Work:
    def work(given: Any) -> Any:
        votes, options = ranked(given), range(given["options"])

        def found() -> Any:
            duels = RankedToCondorcetVotes(unranked_at_bottom=last).convert(votes)
            return {"above": [[duels.get((a, b), 0) for b in options] for a in options]}

        return found

    return work


works["duels"] = _duels(last=True)
works["incomparable_duels"] = _duels(last=False)


@works
def majority_judgment(given: Any) -> Any:
    """Majority judgment by taking median grades away."""
    votes = graded(given)
    return lambda: {"winners": chosen(MajorityJudgment().evaluate(votes, 1))}


@works
def instant_runoff(given: Any) -> Any:
    """One seat by transfer of votes."""
    votes = ranked(given)
    rule = TransferableVoteSelector(quota_function="droop")
    return lambda: {"winners": chosen(rule.evaluate(votes, 1))}


if __name__ == "__main__":
    serve("votelib", works)
