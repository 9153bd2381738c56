"""This module is about laws by name: what a way to count may promise, as a check on one profile.

A law looks at one profile, changes it in every single step that the law speaks of, and tells where
what comes out is not what the law says. A law that says nothing about a profile finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from attrs import evolve, field, frozen

from collectif.counting.profiles.grades import listed
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import convention, orders
from collectif.counting.registry import Count
from collectif.errors import InvalidInput, UnknownName

Finding = tuple[tuple[Profile, ...], str]
"""The other profiles that were counted, and in a sentence what came out."""

Check = Callable[[Count, Profile], Iterator[Finding]]
"""What a law does: count a profile and its variations, and yield what goes against the law."""


@frozen(kw_only=True)
class Violation:
    """A profile on which a way to count does not do what a law says.

    Attributes:
        law: The name of the law.
        profile: The profile.
        others: The profiles that it was compared with; none where the law needs none.
        says: What came out, in a sentence that holds the ballots.
    """

    law: str
    profile: Profile = field(repr=False)
    others: tuple[Profile, ...] = field(default=(), repr=False)
    says: str


@frozen(kw_only=True)
class Law:
    """What a way to count may promise.

    Attributes:
        name: Its name in kebab-case: `"monotonicity"`.
        source: Who stated it: author and year.
        says: What it asks, in a sentence.
        check: The check itself: a way to count, and one profile -> what goes against the law.
        speaks_of: Whether it speaks of a profile at all; all profiles that it compares must be of
            that kind.
    """

    name: str
    source: str
    says: str
    check: Check = field(repr=False)
    speaks_of: Callable[[Profile], bool] = field(default=lambda _: True, repr=False)

    def violations(self, count: Count, profile: Profile) -> Iterator[Violation]:
        """Yield where a way to count goes against the law, on this profile and its variations.

        Raises:
            CollectifError: The profile cannot be counted so. A variation that cannot be is left
                out.
        """
        if self.speaks_of(profile):
            for others, says in self.check(count, profile):
                if all(map(self.speaks_of, others)):
                    yield Violation(law=self.name, profile=profile, others=others, says=says)


_laws: dict[str, Law] = {}


class _Laws(Mapping[str, Law]):
    """Laws by name; one with an ending that restricts it is there too, and is not listed."""

    def __getitem__(self, name: str) -> Law:
        if name in _laws:
            return _laws[name]
        for suffix, (speaks_of, where) in _RESTRICTED.items():
            if name.endswith(suffix):
                wider = self[name.removesuffix(suffix)]
                says = f"{wider.says} {where}"
                return evolve(wider, name=name, says=says, speaks_of=_both(wider, speaks_of))
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_laws)

    def __len__(self) -> int:
        return len(_laws)


LAWS: Mapping[str, Law] = _Laws()
"""Name -> law, for every law registered so far; to be read only, and added to with `@law`.

A name may end in `-on-full-panels`, where every voter graded every cell or ranked every option, or
in `-on-strict-ballots`, where no voter puts two options level, or in both."""

_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def law(name: str, *, source: str, says: str) -> Callable[[Check], Check]:
    """Register the decorated check as the law `name`; the function itself stays as it is.

    Raises:
        InvalidInput: The name is not in kebab-case, is taken, or ends like a restriction; or the
            law does not say where it comes from, or what it asks.
    """

    def register(check: Check) -> Check:
        ends = [suffix for suffix in _RESTRICTED if name.endswith(suffix)]
        if not _KEBAB.fullmatch(name) or name in _laws or ends or not (source and says):
            raise InvalidInput.of(
                "registry.law-cannot-be-registered", name=name, restricted=listed(_RESTRICTED)
            )
        _laws[name] = Law(name=name, source=source, says=says, check=check)
        return check

    return register


def law_named(name: str) -> Law:
    """Return a law by its name, as `LAWS` does.

    Raises:
        UnknownName: No law has this name.
    """
    if name in LAWS:
        return LAWS[name]
    raise UnknownName.of(
        "registry.no-law-named",
        name=name,
        laws=listed(sorted(LAWS)),
        restricted=listed(_RESTRICTED),
    )


def full(profile: Profile) -> bool:
    """Whether every voter graded every cell, or ranked every option."""
    graded = sum(isinstance(value, int) for value in profile.cells.values())
    return graded == len(profile.voters) * len(profile.pairs)


def strict(profile: Profile) -> bool:
    """Whether no voter puts two options level, as ballots are usually read."""
    ballots = orders(profile, convention(profile, None)).values()
    return all(len(tier) == 1 for tiers in ballots for tier in tiers)


def _both(wider: Law, speaks_of: Callable[[Profile], bool]) -> Callable[[Profile], bool]:
    return lambda profile: wider.speaks_of(profile) and speaks_of(profile)


_RESTRICTED: Mapping[str, tuple[Callable[[Profile], bool], str]] = {
    "-on-full-panels": (full, "It speaks of profiles in which every voter answered everything."),
    "-on-strict-ballots": (strict, "It speaks of ballots that put no two options level."),
}
