"""This module is about corrections as tables: what they changed, what that moved, what was erased.

What a correction said before and says since is told as the log told it to whoever reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from collectif.acts.scoring import ScoreCast
from collectif.projections.corrections import Correction, Effect, corrections, effects, impacts
from collectif.projections.erasures import ERASURES
from collectif.projections.sealing import Seal, seal_of
from collectif.record.codec import Codec
from collectif.record.envelope import Recorded
from collectif.record.view import CORRECTIONS
from collectif.reports.chronicle import Chronicler
from collectif.reports.seeing.asked import Asked
from collectif.reports.seeing.table import Drawn, Row, Table
from collectif.reports.stating import Teller
from collectif.statement import Statement


@frozen(kw_only=True)
class _Telling:
    """Who tells corrections of a log to whoever reads.

    Attributes:
        asked: What is asked.
        seal: What is not shown.
        teller: Who says it in names.
        chronicler: Who tells an event in one sentence.
    """

    asked: Asked
    seal: Seal
    teller: Teller
    chronicler: Chronicler


def mended(asked: Asked) -> Iterator[Table]:
    """Yield every correction, the scores that each one moved, and the erasures apart."""
    seal = seal_of(asked.view, asked.reader)
    yield _corrections(asked, seal)
    yield _moved(asked, seal)
    yield _erased(asked)


def _corrections(asked: Asked, seal: Seal) -> Table:
    chronicler = Chronicler.of(asked.view, asked.lang, asked.reader)
    telling = _Telling(asked=asked, seal=seal, teller=asked.teller, chronicler=chronicler)
    rows = tuple(
        _correction(telling, one)
        for one in corrections(asked.view)
        if one.type in CORRECTIONS and one.occurred.date() <= asked.on
    )
    columns = ("day", "by", "correction", "said")
    return Table(name="corrections", columns=columns, rows=rows)


def _correction(telling: _Telling, one: Correction) -> Row:
    view = telling.asked.view
    source = view.source
    made, (target,) = source.find(one.event), one.targets
    before = source.find(target)
    cells: dict[str, Any] = {
        "day": one.occurred.date(),
        "correction": one.type,
        "live": one.live,
        "targets": one.targets,
    }
    if made is None or before is None:
        return Row(cells=cells | {"by": None, "said": None}, events=(one.event,))
    before = view.as_known_at(made.seq).effective(before) or before
    after = source.codec.rectified(before, made) if one.type == "event-rectified" else None
    hidden = telling.seal.hidden.keys() & {made.id, before.id}
    was, now = ({}, {}) if hidden or after is None else _differences(source.codec, before, after)
    reason = None if hidden else made.data.reason
    about = _told(telling, before, after if was else None, was, now)
    code = "seeing.mended" if one.live else "seeing.mended-undone"
    said = Statement(code=code, details={"about": about, "reason": reason})
    cells |= {
        "by": _who(made),
        "was": was or None,
        "now": now or None,
        "reason": reason,
        "said": Drawn(telling.teller.say(said)),
    }
    return Row(cells=cells, events=(one.event,))


def _told(
    telling: _Telling,
    before: Recorded[Any],
    after: Recorded[Any] | None,
    was: Mapping[str, Any],
    now: Mapping[str, Any],
) -> str:
    """Return what an event said, and what it says since, in one line."""
    data = before.data
    if isinstance(data, ScoreCast) and was.keys() == {"value"}:
        about = {
            "member": data.member_id,
            "proposal": data.proposal_id,
            "criterion": data.criterion_id,
            "round": data.round_id,
        }
        values = {"was": str(was["value"]), "now": str(now["value"])}
        return telling.teller.say(Statement(code="seeing.mended-score", details=about | values))
    said = telling.chronicler.sentence(before)
    if after is None:
        return said
    told = {"was": said, "now": telling.chronicler.sentence(after)}
    return telling.teller.say(Statement(code="seeing.mended-event", details=told))


def _differences(
    codec: Codec, before: Recorded[Any], after: Recorded[Any]
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return what the fields that differ said before, and say since."""
    was, now = codec.plain(before)["data"], codec.plain(after)["data"]
    differ = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    return {name: was.get(name) for name in differ}, {name: now.get(name) for name in differ}


def _who(made: Recorded[Any]) -> str | None:
    """Return the member or the role that made a correction."""
    if made.actor is None:
        return made.recorder
    return made.actor.member or made.actor.role


def _moved(asked: Asked, seal: Seal) -> Table:
    untold = seal.rounds | seal.smallest.keys()
    decided = {(one.correction, one.round): one.decision for one in impacts(asked.seen)}
    rows = tuple(
        _score(asked, one, proposal, decided.get((one.correction, one.round)))
        for one in effects(asked.seen)
        if one.round not in untold
        for proposal in one.moved or (None,)
    )
    columns = ("event", "round", "proposal", "was", "now", "after_decision", "same_head",
               "same_order")  # fmt: skip
    return Table(name="moved", columns=columns, rows=rows)


def _score(asked: Asked, one: Effect, proposal: str | None, decision: str | None) -> Row:
    return Row(
        cells={
            "event": one.correction,
            "round": one.round,
            "proposal": proposal,
            "title": asked.names.titles.get(("proposal_id", proposal)) if proposal else None,
            "was": one.before.scores.get(proposal) if proposal else None,
            "now": one.after.scores.get(proposal) if proposal else None,
            "after_decision": decision,
            "same_head": one.same_head,
            "same_order": one.same_order,
        },
        events=(one.correction,),
    )


def _erased(asked: Asked) -> Table:
    rows = tuple(
        Row(
            cells={
                "day": one.occurred.date(),
                "correction": one.type,
                "by": one.asked_by,
                "ground": one.ground,
                "fields": one.fields,
                "targets": one.targets,
            },
            events=(one.event,),
        )
        for one in ERASURES.replay(asked.seen).erasures
    )
    columns = ("day", "correction", "ground", "targets")
    return Table(name="erased", columns=columns, rows=rows)
