"""This module is about the laws of choosing several options, as functions that find violations.

Each takes a way to count and a profile, and yields a sentence for every violation it finds; none
where the law holds for this profile, or does not speak of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from collectif.counting.choosing.representation import Claim, find_ejr_violation, find_jr_violation
from collectif.counting.choosing.selection import Selection
from collectif.counting.profiles.profile import Profile
from collectif.counting.ranking import Ranking

Choice = Callable[..., Ranking]
"""A way to choose: profile -> selection; a rule with its parameters, as `functools.partial` makes
it. It takes `budget` as a keyword where a law asks for another one."""


def within_budget(count: Choice, profile: Profile) -> Iterator[str]:
    """Find what is chosen together and costs more than the budget, in any outcome.

    Source: Talmon, Faliszewski 2019.
    """
    found = _selection(count, profile)
    for chosen in found.outcomes or (found.chosen,):
        cost = sum(found.costs[option] for option in chosen)
        if cost > found.budget:
            yield f"{chosen} cost {cost}, and the budget is {found.budget}."


def committee_monotonicity(count: Choice, profile: Profile) -> Iterator[str]:
    """Find a choice of k seats that no choice of k + 1 seats contains, or the other way round.

    Looked for from no seat up to one more than the budget of the count, with unit costs; where
    not all outcomes are known, nothing is found. Source: Elkind et al. 2017.
    """
    found = _selection(count, profile)
    if any(cost != 1 for cost in found.costs.values()):
        return
    for seats in range(found.budget + 1):
        fewer = _sets(_selection(count, profile, budget=seats))
        more = _sets(_selection(count, profile, budget=seats + 1))
        if fewer is None or more is None:
            continue
        for chosen in fewer:
            if not any(chosen <= other for other in more):
                yield f"{sorted(chosen)} has {seats} seats, and is in no choice of one more."
        for chosen in more:
            if not any(other <= chosen for other in fewer):
                yield f"{sorted(chosen)} has {seats + 1} seats, and holds no choice of one less."


def justified_representation(count: Choice, profile: Profile) -> Iterator[str]:
    """Find a group that deserves a seat and has none (Aziz et al. 2017); of unit costs alone."""
    found = _selection(count, profile)
    if set(found.costs.values()) <= {1}:
        yield from _told(find_jr_violation(profile, found))


def extended_justified_representation(count: Choice, profile: Profile) -> Iterator[str]:
    """Find a group that deserves l seats, and nobody in it has l; of unit costs (Aziz 2017)."""
    found = _selection(count, profile)
    if set(found.costs.values()) <= {1}:
        yield from _told(find_ejr_violation(profile, found))


def ledger(count: Choice, profile: Profile) -> Iterator[str]:
    """Find a purchase that is not paid exactly, or that somebody pays who does not support it.

    Only what anybody pays for is looked at. Source: Peters, Pierczyński, Skowron 2021.
    """
    found = _selection(count, profile)
    raised: dict[str, Fraction] = {}
    supported = {voter: bloc.gives for bloc in found.blocs for voter in bloc.voters}
    for voter, paid in found.payments.items():
        for option, amount in paid.items():
            raised[option] = raised.get(option, Fraction(0)) + amount
            if amount <= 0 or option not in supported[voter]:
                yield f"'{voter}' pays {amount} for '{option}'."
    for option, amount in raised.items():
        if amount != found.costs[option]:
            yield f"'{option}' costs {found.costs[option]}, and {amount} is paid for it."


def no_overpayment(count: Choice, profile: Profile) -> Iterator[str]:
    """Find a voter who pays more than each of its voices had to spend.

    That is its share of the budget, or what a completion raised it to; of a rule that gives
    nobody anything to spend, nothing is found. Source: Peters, Pierczyński, Skowron 2021.
    """
    found = _selection(count, profile)
    endowment = found.behind.get("endowment")
    if isinstance(endowment, Fraction):
        for voter, paid in found.payments.items():
            if sum(paid.values()) > endowment * profile.voice(voter):
                yield f"'{voter}' pays {sum(paid.values())}, and had {endowment} for each voice."


def _selection(count: Choice, profile: Profile, **parameters: object) -> Selection:
    found = count(profile, **parameters)
    if not isinstance(found, Selection):
        raise TypeError(f"'{found.rule}' does not choose several options.")
    return found


def _sets(found: Selection) -> tuple[frozenset[str], ...] | None:
    if found.outcomes is None:
        return None
    return tuple(map(frozenset, found.outcomes))


def _told(claim: Claim | None) -> Iterator[str]:
    if claim is not None:
        yield (
            f"{claim.voices} voters agree on {claim.options} and deserve {claim.deserves} seats; "
            f"of {claim.chosen} none of them has more than {claim.has}."
        )
