"""This module is about laws: what must be true after every command, or at the end of a sequence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen

from collectif.testing.machine.trial import Trial

Check = Callable[[Trial], None]


class Violated(AssertionError):
    """A law was broken: its name, where it comes from, and what broke it."""


@frozen
class Law:
    """Something that no sequence of commands may break.

    Attributes:
        name: What it says, as the name of its check.
        source: Where it is laid down.
        check: Raises AssertionError where a sequence breaks it.
        at_end: Whether it is checked only when a sequence ends, because it is dear.
    """

    name: str
    source: str
    check: Check
    at_end: bool = False

    def hold(self, trial: Trial) -> None:
        """Check it.

        Raises:
            Violated: If it is broken.
        """
        try:
            self.check(trial)
        except AssertionError as error:
            raise broken(self.name, self.source, error) from error


def broken(name: str, source: str, why: object) -> Violated:
    """Return what says that a law was broken."""
    return Violated(f"{name} ({source}) does not hold. {why}")


def law(source: str, *, at_end: bool = False) -> Callable[[Check], Law]:
    """Make a law of a check; its name is what it says."""

    def made(check: Check) -> Law:
        return Law(check.__name__, source, check, at_end)

    return made


def held(fact: Any, *why: Any) -> None:
    """Fail where something is not so, saying why."""
    if not fact:
        raise AssertionError("; ".join(map(str, why)))
