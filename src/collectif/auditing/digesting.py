"""This module is about what a log comes to, as digests: for two auditors on two machines."""

from __future__ import annotations

from collections.abc import Iterator

from collectif.auditing.finding import Digest
from collectif.errors import CollectifError
from collectif.projections.digests import (
    agreement_digest,
    decision_digest,
    ranking_digest,
    result_digest,
)
from collectif.projections.opinions import OPINIONS
from collectif.projections.ranking import result_of
from collectif.projections.registers import REGISTERS
from collectif.projections.scores import SCORES, RoundScores
from collectif.record.view import View


def digests(view: View) -> tuple[Digest, ...]:
    """Return the digests of every round whose values can be seen, and of every decision.

    A round that this version cannot count has none.
    """
    opinions, registers = OPINIONS.replay(view), REGISTERS.replay(view)
    found = list[Digest]()
    for id, scores in SCORES.replay(view).items():
        if id in opinions and opinions[id].visible:
            found.append(Digest(kind="result", id=id, digest=result_digest(opinions[id])))
        elif id not in opinions and scores.visible:
            found += _of_round(scores, view)
    for name, proposed in registers.proposed.items():
        digest = decision_digest(proposed, registers.taken.get(name))
        found.append(Digest(kind="decision", id=name, digest=digest))
    return tuple(found)


def _of_round(scores: RoundScores, view: View) -> Iterator[Digest]:
    id = scores.opened.round_id
    if scores.opened.kind != "SCORING":
        yield Digest(kind="result", id=id, digest=result_digest(scores))
        return
    try:
        result = result_of(scores, view)
    except CollectifError:
        return
    yield Digest(kind="ranking", id=id, digest=ranking_digest(result))
    yield Digest(kind="agreement", id=id, digest=agreement_digest(result))
    yield Digest(kind="result", id=id, digest=result_digest(result))
