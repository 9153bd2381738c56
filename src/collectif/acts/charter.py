"""This module is about the rules of the game: adopted before the first round, kept after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal, get_args

from collectif.acts.community import MemberKind
from collectif.acts.state import Known, effect, kept, rule
from collectif.errors import Phrase, Refused
from collectif.ids import AssemblyId
from collectif.record.envelope import Recorded
from collectif.record.event import event
from collectif.values import Charter, Text

COUNTED_WORDS = frozenset(
    {"CONSENT", "RESERVATION", "STAND_ASIDE", "OBJECT", "FOR", "AGAINST", "ABSTAIN"}
)
"""The answers of a ballot that thresholds know how to count."""

_MODES: Mapping[str, object] = {
    "voice_rule": Literal["ONE_MEMBER_ONE_VOICE", "ONE_PERSON_ONE_VOICE", "COLLEGES"],
    "aggregation": Literal[
        "MEAN_BY_CRITERION_THEN_WEIGHTS", "MEDIAN_BY_CRITERION_THEN_WEIGHTS", "BORDA"
    ],
    "missing": Literal["EXCLUDE_CELL", "EXCLUDE_MEMBER", "REFUSE"],
}


@event("charter-adopted")
class CharterAdopted:
    """Règles du jeu adoptées: fixed before the first score.

    Attributes:
        assembly_id: For which assembly.
        charter: The rules.
        how: By whom and how they were adopted.
    """

    assembly_id: AssemblyId
    charter: Charter
    how: Text


@effect(CharterAdopted)
def last_charter_holds(known: Known, recorded: Recorded[CharterAdopted]) -> None:
    """The last charter adopted before the first round holds."""
    room = known.rooms.get(recorded.data.assembly_id)
    if room is not None:
        room.charter = recorded.data.charter


@rule(CharterAdopted)
def rules_can_be_kept(known: Known, adopted: CharterAdopted) -> None:
    """Every rule of a charter says something that can be done."""
    for problem in problems(adopted.charter):
        raise Refused("CharterInvalid", problem=problem)


def problems(charter: Charter) -> Iterator[Phrase]:
    """Yield what could not be kept in a charter, in words; nothing for a sound one."""
    yield from _quorum_problems(charter)
    yield from _method_problems(charter)
    yield from _college_problems(charter)
    yield from _gate_problems(charter)
    yield from _tie_break_problems(charter)
    strange = set(charter.decision.ballot_scale) - COUNTED_WORDS
    if strange or not charter.decision.ballot_scale:
        yield Phrase("charter-words", words=strange)


def adopt_charter(
    known: Known, assembly: AssemblyId, *, charter: Charter | None = None, how: str | Text
) -> CharterAdopted:
    """Adopt the rules of the game; not after the first round was opened."""
    room = known.room(assembly)
    if room.rounds or room.status not in ("CONVENED", "OPEN"):
        raise Refused("CharterFrozen", assembly=assembly)
    rules = charter or Charter()
    return kept(known, CharterAdopted(assembly_id=assembly, charter=rules, how=known.text(how)))


def _quorum_problems(charter: Charter) -> Iterator[Phrase]:
    """A quorum is a count or a share of a whole."""
    quorum = charter.quorum
    if quorum.kind == "COUNT" and type(quorum.value) is not int:
        yield Phrase("quorum-count", value=quorum.value)
    if quorum.kind == "SHARE" and not 0 <= Fraction(str(quorum.value)) <= 1:
        yield Phrase("quorum-share", value=quorum.value)


def _method_problems(charter: Charter) -> Iterator[Phrase]:
    """Scores are counted in a way that there is; a mean, and a group, need at least one."""
    if charter.min_scores_per_cell < 1:
        yield Phrase("charter-minimum", value=charter.min_scores_per_cell)
    if charter.smallest_group is not None and charter.smallest_group < 1:
        yield Phrase("charter-smallest", value=charter.smallest_group)
    for name, modes in _MODES.items():
        asked = getattr(charter, name)
        if asked not in get_args(modes):
            yield Phrase("charter-method", name=name, value=asked)


def _college_problems(charter: Charter) -> Iterator[Phrase]:
    """Colleges are kinds of members, their shares make up the whole, and they weigh means."""
    colleges = charter.colleges or {}
    if (charter.voice_rule == "COLLEGES") != bool(colleges):
        yield Phrase("charter-colleges-or-not", rule=charter.voice_rule, colleges=tuple(colleges))
    if strange := set(colleges) - set(get_args(MemberKind)):
        yield Phrase("charter-colleges-kinds", kinds=strange)
    shares = [Fraction(share) for share in colleges.values()]
    if shares and (sum(shares) != 1 or min(shares) <= 0):
        yield Phrase("charter-colleges-sum", sum=sum(shares))
    if colleges and charter.aggregation != "MEAN_BY_CRITERION_THEN_WEIGHTS":
        yield Phrase("charter-colleges-mean", value=charter.aggregation)


def _gate_problems(charter: Charter) -> Iterator[Phrase]:
    """A gate can be passed, and can be missed."""
    scale = charter.scale
    for criterion, lowest in (charter.gate or {}).items():
        if not scale.min <= Fraction(lowest) <= scale.max:
            ends = {"min": scale.min, "max": scale.max}
            yield Phrase("charter-gate", criterion=criterion, value=lowest, **ends)


def _tie_break_problems(charter: Charter) -> Iterator[Phrase]:
    """Ties are left, or broken by agreement, or by criteria that are named once each."""
    asked = charter.tie_break
    if isinstance(asked, str):
        sound = asked in ("SHARED_RANK", "CONSENSUS")
    else:
        sound = 0 < len(asked) == len(set(asked))
    if not sound:
        yield Phrase("charter-tie-break", value=asked)
