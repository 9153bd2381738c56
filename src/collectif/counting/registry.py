"""This module is about the rules by name: what there is, where it comes from, what it promises.

A rule is a function from a profile, and named parameters, to a `Ranking`. Anybody may add one with
`@rule`, and says there which laws it keeps and which it breaks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from inspect import Parameter, signature
from types import MappingProxyType
from typing import TypeVar

from attrs import field, frozen

from collectif.counting.grades import listed
from collectif.counting.profile import Profile
from collectif.counting.ranking import Ranking
from collectif.errors import InvalidInput, UnknownName

Counting = TypeVar("Counting", bound=Callable[..., Ranking])

Count = Callable[[Profile], Ranking]
"""A way to count a profile: a rule with its parameters."""

_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@frozen(kw_only=True)
class Rule:
    """A way to count, with what is known of it.

    Attributes:
        name: Its name in kebab-case: `"weighted-mean"`. Names stand in recorded decisions, so a
            name keeps its meaning for ever.
        source: Who proposed or characterised it: author and year.
        keeps: The names of the laws that hold for every profile that the law speaks of.
        breaks: The names of the laws that fail for some profile; each has a witness in the tests.
            A law that is in neither list is not claimed either way.
        count: The function itself: profile and keyword parameters -> ranking.
    """

    name: str
    source: str
    keeps: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()
    count: Callable[..., Ranking] = field(repr=False)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters that the rule takes besides the profile."""
        return tuple(signature(self.count).parameters)[1:]

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the parameters without which it cannot count."""
        taken = list(signature(self.count).parameters.values())[1:]
        return tuple(parameter.name for parameter in taken if parameter.default is Parameter.empty)


_rules: dict[str, Rule] = {}

RULES: Mapping[str, Rule] = MappingProxyType(_rules)
"""Name -> rule, for every rule registered so far; to be read only, and added to with `@rule`."""


def rule(
    name: str, *, source: str, keeps: tuple[str, ...] = (), breaks: tuple[str, ...] = ()
) -> Callable[[Counting], Counting]:
    """Register the decorated function as the rule `name`; the function itself stays as it is.

    Raises:
        InvalidInput: The name is not in kebab-case or is taken, no source is given, or a law is
            both kept and broken.
    """

    def register(count: Counting) -> Counting:
        new = Rule(name=name, source=source, keeps=keeps, breaks=breaks, count=count)
        _check_rule(new)
        _rules[name] = new
        return count

    return register


def rank(profile: Profile, rule: str = "weighted-mean", **parameters: object) -> Ranking:
    """Return the ranking of a profile by a rule.

    Args:
        profile: The answers of one round.
        rule: The name of a registered rule.
        **parameters: What the rule takes besides the profile; one that is left out has the
            default of the rule.

    Raises:
        UnknownName: No rule has this name, or the rule does not take this parameter.
        InvalidInput: The rule needs a parameter that was not given.
    """
    found = RULES.get(rule)
    if found is None:
        raise UnknownName(
            f"There is no rule named '{rule}'.",
            f"The rules are {listed(sorted(RULES))}.",
            "Give one of these names, or register yours with `@rule`.",
        )
    strangers = [name for name in parameters if name not in found.parameters]
    if strangers:
        raise UnknownName(
            f"The rule '{rule}' was given {listed(strangers)}.",
            f"It takes {listed(found.parameters)}.",
            "Give it only these.",
        )
    missing = [name for name in found.required if name not in parameters]
    if missing:
        raise InvalidInput(
            f"The rule '{rule}' was not told {listed(missing)}.",
            "It has no default for it, and cannot count without.",
            "Give it as a keyword, or take another rule.",
        )
    return found.count(profile, **parameters)


def _check_rule(new: Rule) -> None:
    if not _KEBAB.fullmatch(new.name):
        raise _unfit(new.name, "Names are in kebab-case.", "Name it such as 'weighted-mean'.")
    if new.name in _rules:
        raise _unfit(new.name, "The name is taken.", "Take another name.")
    if not new.source:
        raise _unfit(new.name, "It names no source.", "Say who proposed it, and when.")
    contradicted = sorted(set(new.keeps) & set(new.breaks))
    if contradicted:
        raise _unfit(
            new.name, f"It would keep and break {listed(contradicted)}.", "Claim one of the two."
        )


def _unfit(name: str, why: str, mend: str) -> InvalidInput:
    return InvalidInput(f"The rule '{name}' cannot be registered.", why, mend)
