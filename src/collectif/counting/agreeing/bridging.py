"""This module is about bridging: which options every group of a room agrees to, not the largest.

The groups are given, or found as stance groups. What a group thinks of an option is how many of
its voters agree, smoothed by one vote for and one against; an option stands high only where no
group is against it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import total_ordering
from math import exp, log, prod

from attrs import frozen

from collectif.counting.agreeing.groups import TAU, Group, stance_groups
from collectif.counting.profiles.grades import listed, read_mapping, shown, told
from collectif.counting.profiles.profile import Profile
from collectif.counting.ranking import Tiers, tiers_of
from collectif.errors import InvalidInput, InvalidScale, Reason, UnknownName

Groups = Mapping[str, Iterable[str]]
"""Name of a group -> its voters."""


@frozen(kw_only=True)
class Votes:
    """What one group said of one option.

    Attributes:
        agrees: How many of its voters agree.
        n: How many gave a grade at all.
    """

    agrees: int
    n: int

    @property
    def probability(self) -> Fraction:
        """(agrees + 1) / (n + 2), strictly between 0 and 1; 1/2 when nobody gave a grade."""
        return Fraction(self.agrees + 1, self.n + 2)


@total_ordering
@frozen(kw_only=True, eq=False)
class GeometricMean:
    """The k-th root of a product of k fractions, kept as what it is the root of.

    Two of them compare exactly, also of different numbers of fractions: p^(1/j) < q^(1/k) where
    p^k < q^j. The root itself is irrational as a rule; `float()` shows it, and decides nothing.

    Attributes:
        product: The product, 0 or more.
        k: Of how many fractions, 1 or more.
    """

    product: Fraction
    k: int

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, GeometricMean):
            return NotImplemented
        return self.product**other.k == other.product**self.k

    def __lt__(self, other: GeometricMean) -> bool:
        return self.product**other.k < other.product**self.k

    def __float__(self) -> float:
        if not self.product:
            return 0.0
        return exp((log(self.product.numerator) - log(self.product.denominator)) / self.k)


@frozen(kw_only=True)
class GroupInformedConsensus:
    """What every group makes of every option; made by `group_informed_consensus`.

    Attributes:
        at_least: The grade from which on a voter agrees.
        criterion: The criterion that the votes are about.
        groups: Name of the group -> its voters, sorted by name.
        ungrouped: The voters in no group, in declared order; no figure speaks of them.
        votes: Option -> name of the group -> what it said.
    """

    at_least: int
    criterion: str
    groups: Mapping[str, Group]
    ungrouped: tuple[str, ...]
    votes: Mapping[str, Mapping[str, Votes]]

    @property
    def products(self) -> Mapping[str, Fraction]:
        """Option -> product over the groups of the smoothed probability of agreement.

        The figure as published: strictly between 0 and 1, at most that of the group that agrees
        least, and lower the more groups there are. An option that nobody saw has (1/2)^k of k
        groups. Empty where there is no group.
        """
        return {
            option: prod((said.probability for said in votes.values()), start=Fraction(1))
            for option, votes in self.votes.items()
            if votes
        }

    @property
    def means(self) -> Mapping[str, GeometricMean]:
        """Option -> geometric mean over the groups of the same probabilities.

        It puts the options of one room in the order of `products`, and can be held against that
        of a room with another number of groups. An option that nobody saw has 1/2.
        """
        k = len(self.groups)
        return {option: GeometricMean(product=p, k=k) for option, p in self.products.items()}

    @property
    def tiers(self) -> Tiers:
        """The options by their product, best first; equal ones share a tier.

        An option that few have seen stands near 1/2 in each group, which may be above options that
        many have seen: read `unheard` beside it.
        """
        return tiers_of(self.products)

    @property
    def unheard(self) -> Mapping[str, tuple[str, ...]]:
        """Option -> the groups in which nobody gave it a grade; only options that have some."""
        silent = {
            option: tuple(name for name, said in votes.items() if not said.n)
            for option, votes in self.votes.items()
        }
        return {option: names for option, names in silent.items() if names}


def group_informed_consensus(
    profile: Profile,
    *,
    at_least: int,
    groups: Groups | None = None,
    criterion: str | None = None,
    tau: Fraction | str = TAU,
) -> GroupInformedConsensus:
    """Return what every group makes of every option, and how far all of them agree to it.

    A voter agrees with a grade of `at_least` or more, reversed where lower is better; on Polis'
    scale from -1 to 1 that is 1. Any other grade is a vote without agreement, a pass (0) too. A
    silence, or no answer, is no vote.

    Source: Small, Bjorkegren, Erkkilä, Shaw and Megill 2021, Recerca 26(2); as `group-aware-
    consensus` in Polis, math/src/polismath/math/conversation.clj.

    Args:
        profile: The answers.
        at_least: The lowest grade that is agreement.
        groups: Name -> voters; nobody in two groups. None finds stance groups, each named by its
            first voter.
        criterion: Which criterion the votes are about; None where there is only one.
        tau: How far apart two voters of a found group may be.

    Raises:
        InvalidScale: `at_least` is not a grade of the scale.
        InvalidInput: A group holds nobody, a voter is in two groups, or there are several criteria
            and none was named.
        UnknownName: A group names somebody who is no voter here, or there is no such criterion.
    """
    asked = _criterion(profile, criterion)
    _check_grade(profile, at_least)
    found = _found(profile, tau) if groups is None else _given(profile, groups)
    member = {voter: name for name, voters in found.items() for voter in voters}
    agrees: Counter[tuple[str, str]] = Counter()
    n: Counter[tuple[str, str]] = Counter()
    for (voter, option, on), answer in profile.cells.items():
        if on == asked and voter in member and isinstance(answer, int):
            worth = profile.worth(voter, option, on)
            n[option, member[voter]] += 1
            agrees[option, member[voter]] += worth is not None and worth >= at_least
    return GroupInformedConsensus(
        at_least=at_least,
        criterion=asked,
        groups=found,
        ungrouped=tuple(voter for voter in profile.voters if voter not in member),
        votes={
            option: {name: Votes(agrees=agrees[option, name], n=n[option, name]) for name in found}
            for option in profile.options
        },
    )


def _found(profile: Profile, tau: Fraction | str) -> dict[str, Group]:
    return {group[0]: group for group in stance_groups(profile, tau=tau).groups}


def _given(profile: Profile, groups: Groups) -> dict[str, Group]:
    read_mapping("groups", groups)
    found = {name: tuple(sorted(voters)) for name, voters in groups.items()}
    seats = Counter(voter for voters in found.values() for voter in voters)
    strangers = seats.keys() - set(profile.voters)
    if strangers:
        raise UnknownName.of(
            "bridging.cannot-be-in-group-here",
            strangers=listed(sorted(strangers)),
            voters=listed(profile.voters),
        )
    twice = [voter for voter, times in seats.items() if times > 1]
    empty = [name for name, voters in found.items() if not voters]
    if twice or empty:
        what = (
            Reason("bridging.put-in-group-twice", twice=listed(twice))
            if twice
            else Reason("bridging.nobody-is-in-group", empty=listed(empty))
        )
        raise InvalidInput.of("bridging.groups-overlap", what=what)
    return found


def _criterion(profile: Profile, named: str | None) -> str:
    if named is None and len(profile.criteria) > 1:
        raise InvalidInput.of("bridging.profile-has-criteria", criteria=listed(profile.criteria))
    asked = profile.criteria[0] if named is None else named
    if asked not in profile.criteria:
        raise UnknownName.of(
            "bridging.no-criterion", asked=asked, criteria=listed(profile.criteria)
        )
    return asked


def _check_grade(profile: Profile, at_least: int) -> None:
    scale = profile.scale
    if type(at_least) is not int or not scale.min <= at_least <= scale.max:
        raise InvalidScale.of(
            "bridging.grades", at_least=shown(at_least), min=told(scale.min), max=told(scale.max)
        )
