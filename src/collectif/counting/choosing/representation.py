"""This module is about representation: groups that agree, are large enough, and got too little.

A group of voters who all support the same l options and are at least l / k of all deserves l of k
seats. Justified representation asks that nobody who deserves one seat is left without any;
extended justified representation that in a group that deserves l, somebody has l.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from attrs import field, frozen

from collectif.counting.choosing.blocs import Bloc, blocs_in
from collectif.counting.choosing.selection import Selection
from collectif.counting.profiles.grades import read_names, shown
from collectif.counting.profiles.profile import Profile
from collectif.errors import InvalidInput

MOST_GROUPS = 100_000
"""Sets of options up to which groups that agree on several are looked for."""


@frozen(kw_only=True)
class Claim:
    """A group that deserves more than it has.

    Attributes:
        voters: Who is in it, in the order of their blocs.
        voices: As how many voters they count.
        options: What all of them support; as many as they deserve seats.
        deserves: Seats that at least one of them should have an option in, from 1 on.
        has: The most seats that any of them has an option in; less than it deserves.
        chosen: The seats of which it is said.
    """

    voters: tuple[str, ...] = field(repr=False)
    voices: int
    options: tuple[str, ...]
    deserves: int
    has: int
    chosen: tuple[str, ...]


def find_jr_violation(profile: Profile, selection: Selection) -> Claim | None:
    """Return a group without any seat that deserves one; None where there is none.

    Justified representation: of n voters who fill k seats, no n / k who all support one option are
    left without any option that they support. Source: Aziz et al. 2017.

    >>> from collectif.counting import greedy_budget
    >>> room = Profile.from_approvals([["a", "b", "c"], ["a", "b", "c"], ["d"]])
    >>> claim = find_jr_violation(room, greedy_budget(room, budget=3))
    >>> claim.options, claim.voices
    (('d',), 1)

    Args:
        profile: The answers from which the options were chosen.
        selection: Options chosen with unit costs. Where a tie leaves several outcomes, each of
            them is looked at; where they are not known, what is chosen is not complete, and
            nothing is found.

    Raises:
        InvalidInput: The options differ in cost.
    """
    return next(_claims(profile, selection, most=1), None)


def find_ejr_violation(profile: Profile, selection: Selection) -> Claim | None:
    """Return a group that deserves l seats and in which nobody has l; None where there is none.

    Extended justified representation: of n voters who fill k seats, in no group of l * n / k who
    all support l options has every voter less than l seats that it supports, for any l from 1 to k.
    Source: Aziz et al. 2017. To find one is NP-hard in general.

    Args:
        profile: The answers from which the options were chosen.
        selection: Options chosen with unit costs; see `find_jr_violation`.

    Raises:
        InvalidInput: The options differ in cost, or more than 100,000 sets of options had to be
            looked at.
    """
    return next(_claims(profile, selection, most=selection.budget), None)


def underserved(
    profile: Profile, chosen: Iterable[str], *, seats: int, most: int | None = None
) -> Claim | None:
    """Return a group that deserves more than it has of seats given to anybody.

    Args:
        profile: The answers.
        chosen: The options that have a seat.
        seats: How many seats there are.
        most: The most that a group may deserve that is looked for: 1 for justified
            representation; None for all, extended justified representation.

    Raises:
        InvalidInput: More than 100,000 sets of options had to be looked at, or `seats` or `most`
            is no whole number from 0 on.
    """
    blocs, there = blocs_in(profile), frozenset(read_names("option", chosen, ()))
    for asked in (seats, 0 if most is None else most):
        if type(asked) is not int or asked < 0:
            raise InvalidInput.of("representation.seats-were-asked", asked=shown(asked))
    voices = sum(bloc.voices for bloc in blocs)
    for deserved in range(1, 1 + min(seats, most or seats, len(profile.options))):
        poor = [bloc for bloc in blocs if len(there & bloc.gives.keys()) < deserved]
        search = _Groups(options=profile.options, least=Fraction(deserved * voices, seats))
        for options, group in search.agreeing(poor, deserved) if voices else ():
            return Claim(
                voters=tuple(voter for bloc in group for voter in bloc.voters),
                voices=sum(bloc.voices for bloc in group),
                options=options,
                deserves=deserved,
                has=max(len(there & bloc.gives.keys()) for bloc in group),
                chosen=tuple(option for option in profile.options if option in there),
            )
    return None


def _claims(profile: Profile, selection: Selection, *, most: int) -> Iterator[Claim]:
    if any(cost != 1 for cost in selection.costs.values()):
        raise InvalidInput.of("representation.representation-was-to-be-checked")
    outcomes = selection.outcomes
    if outcomes is not None and selection.budget:
        for chosen in outcomes:
            claim = underserved(profile, chosen, seats=selection.budget, most=most)
            if claim is not None:
                yield claim


@frozen(kw_only=True)
class _Groups:
    """Looks for groups that are large enough and agree on some options."""

    options: tuple[str, ...]
    least: Fraction
    """Voices that a group needs."""

    def agreeing(
        self, blocs: list[Bloc], many: int
    ) -> Iterator[tuple[tuple[str, ...], list[Bloc]]]:
        """Yield sets of options, as many as asked for, that enough voters support entirely."""
        looked = 0
        waiting: list[tuple[tuple[str, ...], int, list[Bloc]]] = [((), 0, blocs)]
        while waiting:
            options, start, group = waiting.pop()
            if len(options) == many:
                yield options, group
                continue
            for place in range(start, len(self.options) - (many - len(options)) + 1):
                option = self.options[place]
                rest = [bloc for bloc in group if option in bloc.gives]
                if rest and sum(bloc.voices for bloc in rest) >= self.least:
                    waiting.append(((*options, option), place + 1, rest))
            looked += 1
            if looked > MOST_GROUPS:
                raise InvalidInput.of(
                    "representation.groups-agree-on-options",
                    many=many,
                    count=len(self.options),
                    most_groups=MOST_GROUPS,
                )
