"""This module is about many what-ifs at once: each member, criterion, rule, event or weight.

Each row is the single what-if, no more: nobody is ranked by how much hangs on its answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from attrs import frozen

from collectif.ids import RoundId
from collectif.projections.readers import PUBLIC, Reader
from collectif.record.view import View
from collectif.statement import Statement
from collectif.whatif.asking import Asked, asking, corrected_since
from collectif.whatif.changes import Changes
from collectif.whatif.rounds import READ
from collectif.whatif.sweeps import SWEEPS, Over, answering_in

Progress = Callable[[int], None]
"""Told how many rows are done since it was told last."""


@frozen(kw_only=True)
class Row:
    """One what-if of many.

    Attributes:
        name: The member, criterion, rule or event.
        leaders: What would come first, or may be adopted; none where nothing does.
        differs: Whether that is something else than without the change; of weights, whether it is
            something else at some weight.
        statement: The same, to be said.
    """

    name: str
    leaders: tuple[str, ...]
    differs: bool
    statement: Statement


@frozen(kw_only=True)
class Sweep:
    """A round, with one thing after the other changed.

    Attributes:
        round: Which round.
        kind: What it asks for.
        over: What is changed.
        on_decisions: Whether it says what may be adopted, and puts nothing in an order.
        leaders: What comes first without any of these changes.
        lead: By how many points it is ahead then; None where the rows tell no points either.
        rows: What would, in the order of the round: of its criteria, of first answers, of events.
        silent: Who could have answered in some round of the assembly, and did not in this one; told
            where members are left out.
        corrected: Whether corrections changed the figures of the round since they were published,
            with which it is counted here; None where none were.
    """

    round: RoundId
    kind: str
    over: Over
    on_decisions: bool
    leaders: tuple[str, ...]
    lead: Fraction | None
    rows: tuple[Row, ...]
    silent: tuple[str, ...]
    corrected: bool | None

    @property
    def differing(self) -> tuple[Row, ...]:
        """The rows in which something else comes first."""
        return tuple(row for row in self.rows if row.differs)


def sweep(
    view: View,
    over: Over,
    *,
    round: RoundId | str | None = None,
    changes: Changes | None = None,
    reader: Reader = PUBLIC,
    progress: Progress = lambda count: None,
) -> Sweep:
    """Return what would come first in a round, with one thing after the other changed.

    Args:
        view: The look at the log; nothing is recorded in it.
        over: What is changed: `"members"` and `"criteria"` leave out one at a time, `"rules"` and
            `"weights"` count by others, `"events"` passes over one answer or correction at a time.
        round: Which round; None as for `what_if`.
        changes: What is otherwise in all of them; None for nothing.
        reader: To whom it is told.
        progress: Told how many rows are done since it was told last.

    Raises:
        UnknownName: As `what_if`.
        Refused: As `what_if`.
        InvalidInput: As `what_if`, or the round has none of what is to be changed.
    """
    return swept(asking(view, round, changes or Changes(), reader), over, progress)


def swept(asked: Asked, over: Over, progress: Progress = lambda count: None) -> Sweep:
    """Return what would come first in a round that is asked about; see `sweep`."""
    opened = asked.now.scores.opened
    seen, rule = asked.seen.changed(asked.changes), asked.changes.rule
    base = seen.leaders(rule)
    rows, scoring = [], opened.kind == "SCORING"
    for name, first, more in SWEEPS[over](asked, base):
        rows.append(_row(asked, over, name, base, first, more))
        progress(1)
    return Sweep(
        round=opened.round_id,
        kind=opened.kind,
        over=over,
        on_decisions=asked.now.on_decisions,
        leaders=base,
        lead=seen.lead(rule) if any("lead" in row.statement.details for row in rows) else None,
        rows=tuple(rows),
        silent=_silent(asked) if over == "members" else (),
        corrected=corrected_since(asked, asked.now.told(None)) if scoring else None,
    )


def _silent(asked: Asked) -> tuple[str, ...]:
    """Return who could have answered and did not, by name; nobody where that is not known.

    Whoever could answer in some round of the assembly could have stayed for this one.
    """
    round = asked.seen.changed(asked.changes)
    opened = round.scores.opened
    if round.opinions is not None or opened.visibility == "SECRET":
        return ()
    rounds, panels = READ.replay(asked.then)
    here = (id for id, one in rounds.items() if one.opened.assembly_id == opened.assembly_id)
    could = frozenset[str]().union(*(panels[id].entitled for id in here))
    return tuple(sorted(could.difference(answering_in(round), asked.changes.without)))


def _row(
    asked: Asked,
    over: Over,
    name: str,
    base: tuple[str, ...],
    first: tuple[str, ...],
    more: Mapping[str, Any],
) -> Row:
    differs = set(first) != set(base)
    if over == "weights":
        differs = "low" in more or "high" in more
    said = {key: value for key, value in more.items() if key != "events"}
    kind = "adoptable" if asked.now.on_decisions else "first"
    if over == "weights":
        kind = "turn" if differs else "keep"
    details = {"name": name, "leaders": first, "was": base if differs else None, **said}
    return Row(
        name=name,
        leaders=first,
        differs=differs,
        statement=Statement(
            code=f"whatif.{over}-{kind}", details=details, events=tuple(more.get("events", ()))
        ),
    )
