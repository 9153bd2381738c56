"""This module is about lots: drawn with a public seed, so that anybody can draw them again."""

from __future__ import annotations

from collections.abc import Iterable

from collectif.acts.state import Known, kept, rule, several
from collectif.counting.lots import drawn
from collectif.errors import Phrase, Refused
from collectif.ids import AssemblyId, LotId, Ref
from collectif.record.event import event
from collectif.values import Text


@event("lot-drawn", names="lot_id")
class LotDrawn:
    """Tirage au sort: what chance chose, with the seed that lets anybody check it.

    Attributes:
        lot_id: Its name in the log.
        purpose: What the lot decides.
        among: What was drawn from.
        drawn: What was drawn, first drawn first.
        seed: The public seed.
        source: Where the seed comes from, and why nobody could know it beforehand.
        assembly_id: Where it was drawn; None outside an assembly.
    """

    lot_id: LotId
    purpose: Text
    among: tuple[Ref, ...]
    drawn: tuple[Ref, ...]
    seed: str
    source: Text
    assembly_id: AssemblyId | None = None


@rule(LotDrawn)
def chance_can_be_checked(known: Known, lot: LotDrawn) -> None:
    """What was drawn is what the seed draws, among different things and fewer than all."""
    problem = None
    if not lot.seed.strip():
        problem = Phrase("lot-seed")
    elif len(set(lot.among)) < max(2, len(lot.among)):
        problem = Phrase("lot-among")
    elif not 1 <= len(lot.drawn) < len(lot.among):
        problem = Phrase("lot-count", count=len(lot.drawn), among=len(lot.among))
    elif lot.drawn != drawn(lot.among, lot.seed)[: len(lot.drawn)]:
        problem = Phrase("lot-drawn")
    if problem is not None:
        raise Refused("LotInvalid", lot=lot.lot_id, problem=problem)


def draw_lot(
    known: Known,
    *,
    lot: LotId | str,
    purpose: str | Text,
    among: Iterable[str],
    seed: str,
    source: str | Text,
    count: int = 1,
    assembly: AssemblyId | str | None = None,
) -> LotDrawn:
    """Draw some of several things by lot, as `collectif.counting.lots.drawn` does.

    Args:
        lot: The name of the lot.
        purpose: What it decides.
        among: What is drawn from: two different things or more, in any order.
        seed: A public seed that nobody could know when `among` was fixed.
        source: Where the seed comes from.
        count: How many are drawn.
        assembly: Where; None outside an assembly.
    """
    known.new("lot", lot)
    candidates = tuple(Ref(known.thing(id)) for id in several(among))
    turns = drawn(candidates, seed)
    return kept(
        known,
        LotDrawn(
            lot_id=LotId(lot),
            purpose=known.text(purpose),
            among=candidates,
            drawn=tuple(Ref(id) for id in turns[: max(count, 0)]),
            seed=seed,
            source=known.text(source),
            assembly_id=None if assembly is None else known.room(assembly).id,
        ),
    )
