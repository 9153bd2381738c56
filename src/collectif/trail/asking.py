"""This module is about what can be asked of a log: every thing in it, and every figure of a report.

Each kind of reference has a form: `ROUND/PROPOSAL/CRITERION` stands for `r2/s1/pauvrete`. What is
in capitals is a name of the log; the rest is written as it stands. Reports print references, so
that every figure can be asked where it comes from. A new figure is one decorated function.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import evolve, frozen

from collectif.ids import EventId
from collectif.statement import Statement
from collectif.trail.evidence import Evidence
from collectif.trail.since import beside_corrected

Answer = Callable[..., Statement]
"""What tells of a thing or a figure: of the evidence, and of the names in its reference."""

_NAME = re.compile(r"[A-Z]+")


@frozen(kw_only=True)
class Kind:
    """A kind of thing or figure that can be asked for.

    Attributes:
        form: How its references are written.
        of: The names for which there is one, in order.
        explained: What is answered.
        concluded: What follows from the log, with the events that it rests on; None for what is no
            conclusion, such as an account that lists others.
    """

    form: str
    of: Callable[[Evidence], Iterable[tuple[str, ...]]]
    explained: Answer
    concluded: Answer | None

    def reference(self, names: tuple[str, ...]) -> str:
        """Return the reference for some names."""
        left = iter(names)
        return _NAME.sub(lambda _: next(left), self.form)

    def explain(self, evidence: Evidence, names: tuple[str, ...]) -> Statement:
        """Return the answer, which carries its own reference."""
        said = beside_corrected(
            evidence, self.explained(evidence, *names), lambda other: self._again(other, names)
        )
        return self._referred(said, names)

    def conclude(self, evidence: Evidence, names: tuple[str, ...]) -> Statement | None:
        """Return what follows from the log; None where nothing is concluded."""
        if self.concluded is None:
            return None
        said = beside_corrected(
            evidence, self.concluded(evidence, *names), lambda other: self._again(other, names)
        )
        return self._referred(said, names)

    def _again(self, evidence: Evidence, names: tuple[str, ...]) -> Statement:
        """Return what is said of other evidence, as far as its own words."""
        return (self.concluded or self.explained)(evidence, *names)

    def _referred(self, said: Statement, names: tuple[str, ...]) -> Statement:
        return evolve(said, details={**said.details, "ref": self.reference(names)})


KINDS: dict[str, Kind] = {}
"""Form -> what can be asked so."""

_SAME: Any = object()


def asked_as(
    form: str,
    *,
    of: Callable[[Evidence], Iterable[tuple[str, ...]]],
    concluded: Answer | None = _SAME,
) -> Callable[[Answer], Answer]:
    """Let something be asked for by references of a form.

    Args:
        form: How it is written; what is in capitals stands for names.
        of: The names for which there is one.
        concluded: What follows from the log; by default what is answered.
    """

    def register(explained: Answer) -> Answer:
        said = explained if concluded is _SAME else concluded
        KINDS[form] = Kind(form=form, of=of, explained=explained, concluded=said)
        return explained

    return register


def asked_for(evidence: Evidence) -> Mapping[str, tuple[Kind, tuple[str, ...]]]:
    """Return reference -> its kind and its names, for everything that can be asked of a view.

    Things come first: the name of a thing is asked for before a figure that is written alike.
    """
    if "asked_for" not in evidence.kept:
        found: dict[str, tuple[Kind, tuple[str, ...]]] = {}
        for kind in sorted(KINDS.values(), key=lambda kind: "/" in kind.form):
            for names in kind.of(evidence):
                found.setdefault(kind.reference(names), (kind, names))
        evidence.kept["asked_for"] = found
    there: Mapping[str, tuple[Kind, tuple[str, ...]]] = evidence.kept["asked_for"]
    return there


def state(
    name: str, /, *because: Statement, events: Iterable[EventId] = (), **details: Any
) -> Statement:
    """Return a statement of this topic."""
    return Statement(
        code=f"trail.{name}", details=details, events=tuple(events), because=tuple(because)
    )
