"""This module is about the rules of the game: adopted before the first round, kept after it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

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

COMPUTED: Mapping[str, object] = {
    "voice_rule": "ONE_MEMBER_ONE_VOICE",
    "aggregation": "MEAN_BY_CRITERION_THEN_WEIGHTS",
    "missing": "EXCLUDE_CELL",
    "gate": None,
    "tie_break": "SHARED_RANK",
}
"""The rules of which this version knows one: a charter that asks for another is not kept."""


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
    """A quorum is a count or a share of a whole; ballots answer in words that are counted."""
    quorum, words = adopted.charter.quorum, adopted.charter.decision.ballot_scale
    if quorum.kind == "COUNT" and type(quorum.value) is not int:
        raise Refused("CharterInvalid", problem=Phrase("quorum-count", value=quorum.value))
    if quorum.kind == "SHARE" and not 0 <= Fraction(str(quorum.value)) <= 1:
        raise Refused("CharterInvalid", problem=Phrase("quorum-share", value=quorum.value))
    if adopted.charter.min_scores_per_cell < 1:
        least = adopted.charter.min_scores_per_cell
        raise Refused("CharterInvalid", problem=Phrase("charter-minimum", value=least))
    for name, computed in COMPUTED.items():
        asked = getattr(adopted.charter, name)
        if asked != computed:
            problem = Phrase("charter-method", name=name, value=asked)
            raise Refused("CharterInvalid", problem=problem)
    strange = set(words) - COUNTED_WORDS
    if strange or not words:
        raise Refused("CharterInvalid", problem=Phrase("charter-words", words=strange))


def adopt_charter(
    known: Known, assembly: AssemblyId, *, charter: Charter | None = None, how: str | Text
) -> CharterAdopted:
    """Adopt the rules of the game; not after the first round was opened."""
    room = known.room(assembly)
    if room.rounds or room.status not in ("CONVENED", "OPEN"):
        raise Refused("CharterFrozen", assembly=assembly)
    rules = charter or Charter()
    return kept(known, CharterAdopted(assembly_id=assembly, charter=rules, how=known.text(how)))
