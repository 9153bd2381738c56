"""This module is about small groups: what would rest on fewer voices than the charter lets tell.

In a secret round whose charter names a smallest group, no figure is told that rests on fewer voices
than that, nor one from which such a figure could be worked out. A voice alone is such a group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import attrs
from attrs import define, field

from collectif.acts.assembly import CharterAdopted
from collectif.acts.decision import DecisionTaken
from collectif.acts.rounds import RoundOpened
from collectif.ids import AssemblyId, MemberId, Ref, RoundId
from collectif.projections.scores import RoundScores
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection
from collectif.record.view import View


@define
class _Rules:
    smallest: dict[AssemblyId, int] = field(factory=dict)
    secret: dict[RoundId, AssemblyId] = field(factory=dict)


def _last_charter_holds(state: _Rules, event: Recorded[CharterAdopted]) -> None:
    state.smallest[event.data.assembly_id] = event.data.charter.smallest_group or 1


def _secret_rounds_have_small_groups(state: _Rules, event: Recorded[RoundOpened]) -> None:
    if event.data.visibility == "SECRET":
        state.secret[event.data.round_id] = event.data.assembly_id


def _by_round(state: _Rules) -> Mapping[RoundId, int]:
    found = {round: state.smallest.get(where, 1) for round, where in state.secret.items()}
    return {round: smallest for round, smallest in found.items() if smallest > 1}


SMALLEST: Projection[Any, Mapping[RoundId, int]] = Projection(
    start=_Rules,
    clauses={
        CharterAdopted: _last_charter_holds,
        RoundOpened: _secret_rounds_have_small_groups,
    },
    show=_by_round,
)
"""Secret round -> how many voices a figure must rest on, where the charter asks for more than 1."""


def smallest_groups(view: View) -> Mapping[RoundId, int]:
    """Return secret round -> how many voices a figure must rest on; where 1 is enough, nothing.

    A view tells no more than the log as it was first recorded: the larger number holds.
    """
    first, now = SMALLEST.replay(View(source=view.source, corrected=False)), SMALLEST.replay(view)
    return {id: max(first.get(id, 1), now.get(id, 1)) for id in {**first, **now}}


def untold(parts: Mapping[str, AbstractSet[str]], smallest: int) -> frozenset[str]:
    """Return the parts of a whole that are not told; nothing gives any of them away.

    A part that rests on too few voices is not told. Nor is then an empty one, or the whole minus
    the others would say that somebody is there; nor are the next larger ones, those of one size
    together, until those that are not told rest on `smallest` voices or more and differ in size:
    whichever is which, what is told would be the same. Where the whole is no larger than the
    smallest group, no part is told.

    Args:
        parts: Part, such as an answer or a group -> the voices that it rests on.
        smallest: How many voices a figure must rest on.
    """
    sizes = {part: len(voices) for part, voices in parts.items()}
    if smallest > 1 and len(_behind(parts, parts)) <= smallest:
        return frozenset(parts)
    if not any(0 < size < smallest for size in sizes.values()):
        return frozenset()
    hidden = frozenset[str]()
    for most in sorted({smallest - 1, *(size for size in sizes.values() if size >= smallest)}):
        hidden = frozenset(part for part, size in sizes.items() if size <= most)
        differ = len({sizes[part] for part in hidden}) > 1
        if differ and len(_behind(parts, hidden)) >= smallest:
            break
    return hidden


def _behind(parts: Mapping[str, AbstractSet[str]], names: Iterable[str]) -> frozenset[str]:
    """Return the voices on which some parts rest together."""
    return frozenset[str]().union(*(parts[name] for name in names))


def untold_answers(scores: RoundScores, smallest: int) -> frozenset[str]:
    """Return the answers of a round without criteria of which no count is told."""
    return untold(_by_answer(scores), smallest)


def untold_kinds(scores: RoundScores, smallest: int) -> frozenset[str]:
    """Return of grades ("GRADE") and of each silence whether no count of them is told."""
    parts: dict[str, set[str]] = {"GRADE": set(), "ABSTAIN": set(), "CANNOT_JUDGE": set()}
    for (voice, _, _), value in scores.cells.items():
        parts[value if isinstance(value, str) else "GRADE"].add(voice)
    return untold(parts, smallest)


def untold_tally(taken: DecisionTaken, smallest: Mapping[RoundId, int]) -> bool:
    """Whether the tally of a decision is not told: some answer in it comes from too few voices."""
    least = smallest.get(taken.ballot_round, 1) if taken.ballot_round else 1
    apart = {word: {f"{word} {n}" for n in range(count)} for word, count in taken.tally.items()}
    return bool(untold(apart, least))


def too_few(scores: RoundScores, smallest: int) -> tuple[Ref, ...]:
    """Return the subjects of a scoring round of which no figure is told.

    There is a criterion on which too few voices graded them, or said that they would not.
    """
    grades: dict[tuple[str, str], set[MemberId]] = {}
    answers: dict[tuple[str, str], set[MemberId]] = {}
    for (voice, proposal, criterion), value in scores.cells.items():
        answers.setdefault((proposal, criterion), set()).add(voice)
        if not isinstance(value, str):
            grades.setdefault((proposal, criterion), set()).add(voice)
    small = {
        proposal
        for cells in (grades, answers)
        for (proposal, _), voices in cells.items()
        if len(voices) < smallest
    }
    return tuple(one for one in scores.opened.subjects if one in small)


def told(scores: RoundScores, smallest: int) -> RoundScores | None:
    """Return a round as far as figures of it are told; None if none is.

    Subjects that rest on too few voices are left out whole, so that nothing that is counted from
    the rest depends on them. Of a round without criteria, see `untold_answers`.
    """
    voices = {*scores.ballots, *(voice for voice, _, _ in scores.cells)}
    if len(voices) < smallest:
        return None
    left_out: set[str] = set(too_few(scores, smallest))
    subjects = {id: v for id, v in scores.opened.subjects.items() if id not in left_out}
    if not subjects:
        return None
    opened: Any = scores.opened
    return attrs.evolve(
        scores,
        opened=attrs.evolve(opened, subjects=subjects),
        cells={cell: value for cell, value in scores.cells.items() if cell[1] not in left_out},
    )


def _by_answer(scores: RoundScores) -> Mapping[str, AbstractSet[str]]:
    """Return answer -> the voices that gave it; of consent, every answer that can be given."""
    words = scores.charter.decision.ballot_scale if scores.opened.kind == "CONSENT" else ()
    found: dict[str, set[str]] = {word: set() for word in words}
    for voice, ballot in scores.ballots.items():
        for answer in ballot.values():
            found.setdefault(str(answer), set()).add(voice)
    return found
