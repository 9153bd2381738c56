"""This module is about the rules by name: what there is, where it comes from, what it promises.

A rule is a function from a profile, and named parameters, to a `Ranking`. Anybody may add one with
`@rule`, and says there which laws it keeps and which it breaks.

What holds for every rule alike is done here, in `rank`: what silence counts as, which options too
few people graded, and how ties are parted where somebody declared a way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property, partial
from importlib import import_module
from inspect import Parameter, signature
from typing import Any, Literal, TypeVar

from attrs import evolve, field, frozen

from collectif.counting.profiles.figures import Figures
from collectif.counting.profiles.grades import listed, shown, told
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.silence import Treatments, filled, thin, treatments
from collectif.counting.ranking import Ranking
from collectif.counting.ties import TieBreak, parted
from collectif.errors import InvalidInput, InvalidProfile, Reason, UnknownName

Counting = TypeVar("Counting", bound=Callable[..., Ranking])

Count = Callable[[Profile], Ranking]
"""A way to count a profile: a rule with its parameters."""

Reads = Literal["grades", "orders"]
"""What a rule reads: grades on a scale, or only who stands above whom for each voter.

A rule that reads orders counts grades too, by the order of each voter's totals."""

_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@frozen(kw_only=True)
class Rule:
    """A way to count, with what is known of it.

    Attributes:
        name: Its name in kebab-case: `"weighted-mean"`. Names stand in recorded decisions, so a
            name keeps its meaning for ever.
        source: Who proposed or characterised it: author and year.
        keeps: The names of the laws that hold for every profile that the law speaks of.
        breaks: Law that fails for some profile -> such a profile, in the notation of
            `Profile.from_text`, or "" where it is given elsewhere. A law that is in neither is not
            claimed either way.
        reads: What the rule reads.
        scale: The scale of the grades in `breaks` and `example`; None where they are orders.
        example: A small profile to show the rule with, in the same notation.
        trial: Parameters with which the laws are tried, where the rule cannot do without any.
        decides: Whether what it answers may decide anything; False for a method of comparison that
            another package computes in floating point numbers.
        count: The function itself: profile and keyword parameters -> ranking.
    """

    name: str
    source: str
    keeps: tuple[str, ...] = ()
    breaks: Mapping[str, str] = field(factory=dict)
    reads: Reads = "grades"
    scale: tuple[int, int] | None = None
    example: str = ""
    trial: Mapping[str, object] = field(factory=dict)
    decides: bool = True
    count: Callable[..., Ranking] = field(repr=False)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters that the rule takes besides the profile."""
        return tuple(signature(self.count).parameters)[1:]

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The names of the parameters without which it cannot count."""
        taken = list(signature(self.count).parameters.values())[1:]
        return tuple(parameter.name for parameter in taken if parameter.default is Parameter.empty)


_rules: dict[str, Rule] = {}
_homes: list[str] = []


class _Registered(Mapping[str, Rule]):
    """The rules by name; modules that register some are loaded when they are needed."""

    def __getitem__(self, name: str) -> Rule:
        while name not in _rules and _homes:
            import_module(_homes.pop(0))
        return _rules[name]

    def __iter__(self) -> Iterator[str]:
        _load()
        return iter(sorted(_rules))

    def __len__(self) -> int:
        _load()
        return len(_rules)


RULES: Mapping[str, Rule] = _Registered()
"""Name -> rule, for every rule registered so far, by name; to be read only, and added to with
`@rule`."""


def found_in(*modules: str) -> None:
    """Say which modules register rules; they are loaded in this order, when a rule is asked for."""
    _homes.extend(modules)


def _load() -> None:
    while _homes:
        import_module(_homes.pop(0))


def rule(
    name: str,
    *,
    source: str,
    keeps: Iterable[str] = (),
    breaks: Mapping[str, str] | Iterable[str] = (),
    reads: Reads = "grades",
    scale: tuple[int, int] | None = None,
    example: str = "",
    trial: Mapping[str, object] | None = None,
    decides: bool = True,
) -> Callable[[Counting], Counting]:
    """Register the decorated function as the rule `name`; the function itself stays as it is.

    Its docstring is the page of the rule: what it computes and by which formula, when an assembly
    should use it, and what it does with silence. The other arguments are those of `Rule`.

    Raises:
        InvalidInput: The name is not in kebab-case or is taken, no source is given, or a law is
            both kept and broken.
    """

    def register(count: Counting) -> Counting:
        new = Rule(
            name=name,
            source=source,
            keeps=tuple(keeps),
            breaks=dict(breaks) if isinstance(breaks, Mapping) else dict.fromkeys(breaks, ""),
            reads=reads,
            scale=scale,
            example=example,
            trial=trial or {},
            decides=decides,
            count=count,
        )
        _check_rule(new)
        _rules[name] = new
        return count

    return register


def rank(
    profile: Profile,
    rule: str = "weighted-mean",
    *,
    silence: Treatments | None = None,
    min_coverage: Fraction | str | None = None,
    tie_break: TieBreak | None = None,
    **parameters: object,
) -> Ranking:
    """Return the ranking of a profile by a rule.

    Args:
        profile: The answers of one round.
        rule: The name of a registered rule.
        silence: What cells without a grade count as; None leaves all of them out. See
            `collectif.counting.profiles.silence`.
        min_coverage: The share of those entitled who must have graded an option on every
            criterion, 0 to 1; an option below it is left out before the others are counted, and
            is incomplete. None asks for none.
        tie_break: The declared step that parts ties; None leaves ties as they are. A rule that
            chooses within a budget asks it while it chooses, as its `order`.
        **parameters: What the rule takes besides the profile; one that is left out has the
            default of the rule.

    Returns:
        The ranking; its parameters repeat what was asked for. Behind it, where the answers are
        grades, stand beside what the rule tells: `n`, (option, criterion) -> how many gave a
        grade, before any silence was filled; and `coverage`, the share of those entitled that
        this is, None when nobody is.

    Raises:
        UnknownName: No rule has this name, or the rule does not take this parameter.
        InvalidInput: The rule needs a parameter that was not given, or one cannot be used.
        InvalidProfile: The rule reads grades, and the ballots are orders.
    """
    found = rule_named(rule)
    if tie_break is not None and "order" in found.parameters:
        parameters, tie_break = _ordered(found, tie_break, parameters), None
    _check_parameters(found, parameters)
    if profile.ordinal:
        _check_orders(found, silence, min_coverage)
    common: dict[str, object] = {}
    seen = profile
    if not profile.ordinal:
        common["silence"] = treatments(silence)
        seen = filled(profile, silence) if silence else profile
    apart = thin(seen, min_coverage)
    if min_coverage is not None:
        common["min_coverage"] = str(Fraction(min_coverage))
        seen = seen.without_options(*apart)
    ranking = found.count(seen, **parameters)
    incomplete = {*ranking.incomplete, *apart}
    told = evolve(
        ranking,
        parameters={**ranking.parameters, **common},
        incomplete=tuple(o for o in profile.options if o in incomplete) if incomplete else (),
        behind={**_heard(profile), **ranking.behind},
    )
    return told if tie_break is None else parted(told, tie_break)


def _heard(profile: Profile) -> dict[str, object]:
    """Return how many gave a grade on each cell, and which share of those entitled that is."""
    if profile.ordinal:
        return {}
    return {
        "n": Figures(profile=profile, figure=Profile.n),
        "coverage": Figures(profile=profile, figure=Profile.coverage),
    }


def _ordered(
    found: Rule, tie_break: TieBreak, parameters: Mapping[str, object]
) -> dict[str, object]:
    """Return the parameters with the step that parts ties among them."""
    if parameters.get("order") is not None:
        raise InvalidInput.of("registry.rule-was-given-both-order", name=found.name)
    return {**parameters, "order": tie_break}


def rule_named(name: str) -> Rule:
    """Return a registered rule.

    Raises:
        UnknownName: No rule has this name.
    """
    found = RULES.get(name) if isinstance(name, str) else None
    if found is None:
        raise UnknownName.of(
            "registry.no-rule-named",
            name=told(name),
            rules=listed(sorted(RULES)),
            name2=_meant(name),
        )
    return found


def way(count: str | Count, parameters: Mapping[str, Any] | None = None) -> Count:
    """Return a way to count: a registered rule by its name, with parameters, or a function itself.

    Raises:
        UnknownName: No rule has this name.
        InvalidInput: It is neither a name nor a function.
    """
    if isinstance(count, str):
        return partial(rank, rule=rule_named(count).name, **(parameters or {}))
    if not callable(count):
        raise InvalidInput.of("registry.given-as-way-to-count", count=shown(count))
    return count


def _meant(name: object) -> str:
    near = get_close_matches(name.lower(), RULES, n=1) if isinstance(name, str) else ()
    return f"Did you mean '{near[0]}'? " if near else ""


def _check_parameters(found: Rule, parameters: Mapping[str, object]) -> None:
    strangers = [name for name in parameters if name not in found.parameters]
    if strangers:
        raise UnknownName.of(
            "registry.rule-was-given",
            name=found.name,
            strangers=listed(strangers),
            parameters=listed(found.parameters),
        )
    missing = [name for name in found.required if name not in parameters]
    if missing:
        raise InvalidInput.of(
            "registry.rule-was-not-told", name=found.name, missing=listed(missing)
        )


def _check_orders(found: Rule, silence: object, min_coverage: object) -> None:
    if found.reads == "grades":
        raise InvalidProfile.of("registry.rule-was-given-ballots", name=found.name)
    if silence or min_coverage is not None:
        raise InvalidInput.of("registry.silences-were-to-be-filled")


def _check_rule(new: Rule) -> None:
    if not _KEBAB.fullmatch(new.name):
        raise _unfit(
            new.name,
            Reason("registry.names-are-in-kebabcase"),
            Reason("registry.name-such-as-weightedmean"),
        )
    ours = (getattr(new.count, "__module__", None) or "").startswith("collectif.")
    if new.name in (_rules if ours else RULES):
        raise _unfit(
            new.name, Reason("registry.name-is-taken"), Reason("registry.take-another-name")
        )
    if not new.source:
        raise _unfit(
            new.name,
            Reason("registry.names-no-source"),
            Reason("registry.say-who-proposed-and-when"),
        )
    contradicted = sorted(set(new.keeps) & set(new.breaks))
    if contradicted:
        raise _unfit(
            new.name,
            Reason("registry.would-keep-and-break", contradicted=listed(contradicted)),
            Reason("registry.claim-one-two"),
        )


def _unfit(name: str, why: Reason, mend: Reason) -> InvalidInput:
    return InvalidInput.of("registry.rule-cannot-be-registered", name=name, why=why, mend=mend)
