"""This module is about comparing the rules that look at nothing but duels, but for Kemeny's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain, combinations, groupby, permutations, product

from answers import Answer, by_rule, ordered, winners_by_rule
from collectif.counting import duels
from comparing import Comparison, Difference
from questions import Question, odd_orders, strict_orders, truncated_orders, weak_orders

Pair = tuple[int, int]
Table = list[list[int]]


def half_for_ties(asked: Question, answer: Answer) -> Answer:
    """Return wins minus losses as wins and half the ties."""
    others = asked["options"] - 1
    return answer | {"scores": [Fraction(int(won) + others, 2) for won in answer["scores"]]}


def both_sets(asked: Question) -> Answer:
    """Return Smith's and Schwartz's set."""
    ways = {
        "smith": winners_by_rule("smith", ordered),
        "schwartz": winners_by_rule("schwartz", ordered),
    }
    return {name: way(asked)["winners"] for name, way in ways.items()}


def by_votes_alone(asked: Question, ours: Answer, theirs: Answer) -> bool:
    """Whether equal votes are level to them, and ours are those where opposition parts them."""
    votes, many = votes_of(asked), 1 + sum(n for n, _ in asked["ballots"])
    finer = [[n * many - votes[b][a] for b, n in enumerate(row)] for a, row in enumerate(votes)]
    told = unbeaten(strongest(votes, votes)), unbeaten(strongest(votes, finer))
    return (theirs, ours) == ({"winners": told[0]}, {"winners": told[1]})


def by_paths_won(asked: Question, ours: Answer, theirs: Answer) -> bool:
    """Whether theirs are those that stand above the most others, and ours those below none."""
    votes = votes_of(asked)
    paths = strongest(votes, votes)
    everyone = range(asked["options"])
    counts = [sum(paths[a][b] > paths[b][a] for b in everyone if a != b) for a in everyone]
    known = [a for a in everyone if any(paths[a][b] != paths[b][a] for b in everyone if a != b)]
    most = [a for a in known if counts[a] == max(counts)]
    return (theirs, ours) == ({"winners": most}, {"winners": unbeaten(paths)})


def in_some_order(asked: Question, ours: Answer, theirs: Answer) -> bool:
    """Whether theirs win in some order of the equal wins, and ours where these go together."""
    votes = votes_of(asked)
    wins = sorted(_wins(votes), reverse=True)
    groups = [[pair for _, pair in group] for _, group in groupby(wins, key=lambda win: win[0])]
    tied = any(len(group) > 1 for group in groups)
    orders = product(*(permutations(group) for group in groups))
    winners = {_first(chain.from_iterable(order), asked["options"]) for order in orders}
    together = {"winners": _first_together(groups, asked["options"])}
    return tied and (theirs, ours) == ({"winners": sorted(winners)}, together)


def not_the_schwartz_set(asked: Question, ours: Answer, theirs: Answer) -> bool:
    """Whether a duel is tied, and ours is the union of all smallest undominated sets."""
    votes, everyone = votes_of(asked), range(asked["options"])
    tied = any(votes[a][b] == votes[b][a] for a, b in combinations(everyone, 2))
    closed = [set(some) for size in everyone for some in combinations(everyone, size + 1)]
    closed = [
        inside
        for inside in closed
        if not any(votes[b][a] > votes[a][b] for a in inside for b in set(everyone) - inside)
    ]
    smallest = [one for one in closed if not any(other < one for other in closed)]
    return tied and ours == {"winners": sorted(set().union(*smallest))}


def votes_of(asked: Question) -> Table:
    """Return how many voters put the one option above the other."""
    return [list(row) for row in duels(ordered(asked)).above]


def strongest(votes: Table, strengths: Table) -> Table:
    """Return the strength of the weakest win on the strongest path; 0 where there is none."""
    everyone = range(len(votes))
    paths = [[strengths[a][b] * (votes[a][b] > votes[b][a]) for b in everyone] for a in everyone]
    for via in everyone:
        for a in everyone:
            for b in everyone:
                if a != b:
                    paths[a][b] = max(paths[a][b], min(paths[a][via], paths[via][b]))
    return paths


def unbeaten(paths: Table) -> list[int]:
    """Return the options that no other one has the stronger path to."""
    everyone = range(len(paths))
    return [a for a in everyone if all(paths[a][b] >= paths[b][a] for b in everyone if a != b)]


VOTES_ALONE = Difference(
    reason="wins of equal votes are equally strong to it; to us the one with fewer votes against",
    supported="ours",
    source="Schulze 2011, on winning votes: of equal support, less opposition is stronger",
    explains=by_votes_alone,
)
PATHS_WON = Difference(
    reason="it takes the options that stand above the most others, ours those below none",
    supported="ours",
    source="Schulze 2011: a potential winner is an option that no other one stands above",
    explains=by_paths_won,
)
COPELAND_PREFIX = Difference(
    reason="it cuts the order by Copeland's score where nobody below wins against somebody above, "
    "and leaves out options without a win or a loss",
    supported="ours",
    source="Schwartz 1972, 1986: the union of the smallest sets that nobody outside wins against",
    explains=not_the_schwartz_set,
)
SOME_ORDER = Difference(
    reason="of wins with equal margins it tries every order; ours go together, without those that "
    "close a circle with each other, since that search is NP-hard",
    supported="both",
    source="Tideman 1987 leaves ties open; Brill and Fischer 2012 on trying all orders",
    explains=in_some_order,
)

COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        peer="pref_voting",
        work="copeland_scores",
        what="Copeland where options tie",
        question=weak_orders,
        ours=by_rule("copeland", ordered),
        theirs=half_for_ties,
    ),
    Comparison(
        peer="pref_voting",
        work="beat_path",
        what="Schulze on linear orders",
        question=strict_orders,
        ours=winners_by_rule("schulze", ordered),
    ),
    Comparison(
        peer="pref_voting",
        work="beat_path_margins",
        what="Schulze where options tie, margins",
        question=weak_orders,
        ours=winners_by_rule("schulze", ordered, strength="margins"),
    ),
    Comparison(
        peer="pref_voting",
        work="beat_path_winning_votes",
        what="Schulze where options tie, winning votes",
        question=weak_orders,
        ours=winners_by_rule("schulze", ordered, strength="winning_votes"),
        differences=(VOTES_ALONE,),
    ),
    Comparison(
        peer="pref_voting",
        work="beat_path_winning_votes",
        what="Schulze where ballots stop early, winning votes",
        question=truncated_orders,
        ours=winners_by_rule("schulze", ordered, strength="winning_votes"),
        differences=(VOTES_ALONE,),
    ),
    Comparison(
        peer="pref_voting",
        work="ranked_pairs",
        what="ranked pairs on linear orders",
        question=odd_orders,
        ours=winners_by_rule("ranked-pairs", ordered),
        differences=(SOME_ORDER,),
    ),
    Comparison(
        peer="pref_voting",
        work="weak_sets",
        what="Smith's and Schwartz's set where options tie",
        question=weak_orders,
        ours=both_sets,
    ),
    Comparison(
        peer="votelib",
        work="schulze",
        what="Schulze on linear orders",
        question=strict_orders,
        ours=winners_by_rule("schulze", ordered),
        differences=(PATHS_WON,),
    ),
    Comparison(
        peer="votelib",
        work="copeland",
        what="Copeland on linear orders",
        question=odd_orders,
        ours=winners_by_rule("copeland", ordered),
    ),
    Comparison(
        peer="votelib",
        work="smith",
        what="Smith's set on linear orders",
        question=strict_orders,
        ours=winners_by_rule("smith", ordered),
    ),
    Comparison(
        peer="votelib",
        work="schwartz",
        what="Schwartz's set on linear orders",
        question=strict_orders,
        ours=winners_by_rule("schwartz", ordered),
        differences=(COPELAND_PREFIX,),
    ),
)


def _wins(votes: Table) -> Iterator[tuple[int, Pair]]:
    for a, row in enumerate(votes):
        for b, n in enumerate(row):
            if n > votes[b][a]:
                yield n - votes[b][a], (a, b)


def _first(wins: Iterable[Pair], options: int) -> int:
    """Return the option that is above all once wins are locked one by one."""
    below: list[set[int]] = [{option} for option in range(options)]
    for a, b in wins:
        if a not in below[b]:
            for above in below:
                if a in above:
                    above |= below[b]
    return next(option for option in range(options) if len(below[option]) == options)


def _first_together(groups: Iterable[Iterable[Pair]], options: int) -> list[int]:
    """Return the options above which none stands once equal wins are locked together.

    Of equal wins those are left out that close a circle with stronger ones, and then those that
    close one with each other.
    """
    locked: set[Pair] = set()
    for group in groups:
        alone = {(a, b) for a, b in group if (b, a) not in _chained(locked, options)}
        together = _chained(locked | alone, options)
        locked |= {(a, b) for a, b in alone if (b, a) not in together}
    beaten = {b for _, b in _chained(locked, options)}
    return [option for option in range(options) if option not in beaten]


def _chained(pairs: set[Pair], options: int) -> set[Pair]:
    """Return the pairs with all that follow from them."""
    found = set(pairs)
    for via, a, b in product(range(options), repeat=3):
        if (a, via) in found and (via, b) in found:
            found.add((a, b))
    return found
