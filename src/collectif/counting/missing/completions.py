"""This module is about answers that are still to come: what they could change, and what not.

A *completion* of a profile has a grade in every open cell, any grade, and is otherwise the same.
Where each option is counted by its own grades alone, the worst for an option is that all its open
cells get the lowest grade and those of the others the highest; looking at the two ends then says
everything about all completions, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import field, frozen

from collectif.counting.profiles.grades import Cell
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.silence import filled, treatments
from collectif.counting.ranking import Ranking
from collectif.counting.registry import RULES, Count, rank
from collectif.errors import InvalidInput, InvalidProfile

OPEN: tuple[str, ...] = ("MISSING",)
"""The silences that are open unless told otherwise: those who said nothing may still answer; one
who abstains, or cannot judge, has answered."""

LARGEST = 2_000_000
"""Cells of a profile, whatever they hold, up to which open ones are filled."""

_ALONE = frozenset({"irrelevant-options", "monotonicity"})


@frozen(kw_only=True)
class Outlook:
    """Who leads whatever is still answered, and who may still lead.

    Attributes:
        rule: The name of the rule.
        open: The silences that may still turn into grades, or "unranked" for ballots that rank.
        ranges: Option -> its lowest and its highest score over all completions; both are reached,
            for each option in another completion if need be. Empty where the rule only orders, or
            where only the order is looked at.
        necessary: The options that lead in every completion, alone or with others.
        possible: The options that lead in some completion, alone or with others.
        necessary_alone: The option that leads alone in every completion, if there is one.
        possible_alone: The options that lead alone in some completion.
        incomplete: The options that have no place in any completion.
        exact: Whether these are the sets themselves. Otherwise they are bounds: whoever is called
            necessary is so, and whoever is not called possible is not.
    """

    rule: str
    open: tuple[str, ...]
    ranges: Mapping[str, tuple[Fraction, Fraction]] = field(factory=dict, repr=False)
    necessary: tuple[str, ...]
    possible: tuple[str, ...]
    necessary_alone: tuple[str, ...]
    possible_alone: tuple[str, ...]
    incomplete: tuple[str, ...] = ()
    exact: bool = True

    @property
    def decided(self) -> bool:
        """Whether no answer that is still open can change who leads."""
        return bool(self.possible) and set(self.possible) == set(self.necessary)


def outlook(profile: Profile, *, count: Count = rank, open: Iterable[str] = OPEN) -> Outlook:
    """Return who may still lead, and who leads in any case, by a rule that counts options alone.

    >>> room = Profile.from_text("a 5, b 3; a 4, b 3; a -, b 3", scale=(1, 5))
    >>> found = outlook(room)
    >>> found.necessary, found.ranges["a"]
    (('a',), (Fraction(175, 3), Fraction(275, 3)))

    That is a rule that keeps "irrelevant-options" and "monotonicity": what an option gets rests on
    its own grades and never falls when one of them rises. The weighted mean, medians, and the mean
    by colleges are such rules. The sets are exact, and cost one count of twice as many options.

    Silences that are not open stay what they are, and so does what the rule makes of them. As
    every open cell gets a grade, an option that has too few grades now may have enough then.

    Source: Konczak and Lang 2005; leading with others and alone: Xia and Conitzer 2011.

    Args:
        profile: The answers, as grades.
        count: How to count; the weighted mean unless told otherwise. It leaves ties as they are.
        open: The silences that may still turn into grades. Nobody answers for a voter who is not
            entitled.

    Raises:
        InvalidInput: A silence does not exist or is never open, the rule compares options with
            each other, or ties are to be broken.
        InvalidProfile: The ballots are orders, or there are too many cells to fill.
    """
    closed = tuple(dict.fromkeys(open))
    found = count(both_ends(profile, closed))
    _check_rule(found)
    low, high = (_standings(found, profile, end) for end in ("lowest", "highest"))
    return Outlook(
        rule=found.rule,
        open=closed,
        ranges={
            option: (found.scores[named(option, "lowest")], found.scores[named(option, "highest")])
            for option in low
            if named(option, "lowest") in found.scores
        },
        necessary=_leading(low, high, least=0),
        possible=_leading(high, low, least=0),
        necessary_alone=_leading(low, high, least=1),
        possible_alone=_leading(high, low, least=1),
        incomplete=tuple(option for option in profile.options if option not in low),
    )


def both_ends(profile: Profile, open: Iterable[str]) -> Profile:
    """Return the profile with each option twice: with its open cells at the lowest, the highest.

    Grades are lowest and highest in what they count; `named` says what the two are called.

    Raises:
        InvalidInput: A silence does not exist, or is never open.
        InvalidProfile: The ballots are orders, or there are too many cells to fill.
    """
    _check_fillable(profile)
    cells: dict[Cell, int | str] = {}
    for end in ("lowest", "highest"):
        asked = dict.fromkeys(open, end)
        treatments(asked)  # type: ignore[arg-type]
        ended = filled(profile, asked) if asked else profile  # type: ignore[arg-type]
        for (voter, option, criterion), value in ended.cells.items():
            cells[voter, named(option, end), criterion] = value
    return Profile.from_grades(
        cells,
        scale=profile.scale,
        options=[named(o, end) for o in profile.options for end in ("lowest", "highest")],
        criteria=profile.criteria,
        weights=profile.weights,
        lower_is_better=profile.lower_is_better,
        voters=profile.voters,
        voices=profile.voices,
    )


def named(option: str, end: str) -> str:
    """Return the name of an option whose open cells are at one end; no two are alike."""
    return f"{option}\0{end}"


def _standings(found: Ranking, profile: Profile, end: str) -> Mapping[str, int]:
    """Return option -> minus the number of its tier, for the options that have a place."""
    tiers = {name: -number for number, tier in enumerate(found.tiers) for name in tier}
    return {o: tiers[named(o, end)] for o in profile.options if named(o, end) in tiers}


def _leading(own: Mapping[str, int], others: Mapping[str, int], *, least: int) -> tuple[str, ...]:
    """Return the options that stand by at least so much above all others."""
    best = sorted(others.items(), key=lambda item: item[1], reverse=True)[:2]
    return tuple(
        option
        for option, height in own.items()
        if all(height - other >= least for name, other in best if name != option)
    )


def _check_rule(found: Ranking) -> None:
    known = RULES.get(found.rule)
    if known is None or not set(known.keeps) >= _ALONE:
        raise InvalidInput.of("completions.rule-was-to-be-looked", rule=found.rule)
    if found.tie_break is not None:
        raise InvalidInput.of("completions.ties-were-to-be-broken")


def _check_fillable(profile: Profile) -> None:
    if profile.ordinal:
        raise InvalidProfile.of("completions.open-cells-ballots-are-orders")
    if len(profile.voters) * len(profile.pairs) > LARGEST:
        raise InvalidProfile.of(
            "completions.voters-with-cells-each",
            count=len(profile.voters),
            count2=len(profile.pairs),
            largest=LARGEST,
        )
