"""This module is about people as tables: who took part, who was heard, and the rolls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from collectif.acts.openness import DatasetPublished
from collectif.counting import influence
from collectif.projections.participation import STAGES, Stage, funnel, turnout
from collectif.projections.ranking import Result, results
from collectif.projections.registers import REGISTERS
from collectif.projections.rolls import Decided, Rolls, rolls
from collectif.projections.sealing import seal_of
from collectif.projections.voice import uptake, voice_of
from collectif.reports.seeing.asked import Asked
from collectif.reports.seeing.mended import mended
from collectif.reports.seeing.table import Bar, Row, Table


def told_rounds(asked: Asked) -> dict[str, Result]:
    """Return the scoring rounds of which figures of any kind are told to the reader."""
    small = seal_of(asked.view, asked.reader).smallest
    return {id: one for id, one in results(asked.seen).items() if id not in small}


def participation(asked: Asked) -> Iterator[Table]:
    """Yield who took which step of each assembly, by kind of member, and turnout by round."""
    types = ("invitation-sent", "attendance-recorded", "commitment-made", "round-closed")
    said = asked.said_of({"assembly"}, *types)
    for id in REGISTERS.replay(asked.seen).assemblies:
        found = funnel(asked.seen, id)
        rows = tuple(
            Row(cells={**_named(counts), "member_kind": kind}, events=said.get(id, ()))
            for kind, counts in found.by_kind().items()
        )
        total = {stage: found.count(stage) for stage in STAGES}
        all_kinds = Row(
            cells={**_named(total), "member_kind": "ALL_KINDS"}, events=said.get(id, ())
        )
        columns = (*STAGES, "member_kind")
        about = {"assembly": id}
        yield Table(name="funnel", columns=columns, rows=(*rows, all_kinds), details=about)
    yield _turnout(asked)


def _named(counts: Mapping[Stage, int]) -> dict[str, int]:
    return {str(stage): count for stage, count in counts.items()}


def _turnout(asked: Asked) -> Table:
    said = asked.said_of({"round"}, "round-opened", "round-closed", "results-published")
    rows = []
    for id, result in told_rounds(asked).items():
        seen, secret = turnout(result), result.round.opened.visibility == "SECRET"
        gained = {} if secret else influence(result.counted.profile, count=result.counted.count)
        by_one = [abs(x) for row in gained.values() for x in row.values() if x is not None]
        rows.append(
            Row(
                cells={
                    "round": id,
                    "voters": len(seen.voters),
                    "entitled": len(seen.entitled),
                    "share": seen.share,
                    "numeric": seen.numeric,
                    "cells_due": seen.due,
                    "coverage": seen.coverage,
                    "influence": max(by_one, default=None),
                },
                events=said.get(id, ()),
            )
        )
    columns = ("round", "voters", "entitled", "share", "numeric", "cells_due", "coverage",
               "influence")  # fmt: skip
    return Table(name="turnout", columns=columns, rows=tuple(rows))


def voices(asked: Asked) -> Iterator[Table]:
    """Yield how turns and time were shared in each assembly, and whose words changed something."""
    said = asked.said_of({"assembly"}, "comment-made")
    rows = []
    for id in REGISTERS.replay(asked.seen).assemblies:
        told = voice_of(asked.seen, id)
        cells = {
            "assembly": id,
            "heard": len(told.heard),
            "speaking": len(told.turns),
            "turns": sum(told.turns.values()),
            "others": told.others,
            "gini_turns": told.gini_turns,
            "gini_seconds": told.gini_seconds,
        }
        rows.append(Row(cells=cells, events=said.get(id, ())))
    columns = ("assembly", "heard", "speaking", "turns", "others", "gini_turns", "gini_seconds")
    yield Table(name="voice", columns=columns, rows=tuple(rows))
    told_ = uptake(asked.seen)
    kinds = {"comment", "objection", "wish"}
    of_voices = asked.said_of(kinds, "comment-made", "objection-raised", "wish-posted")
    by_kind = tuple(
        Row(
            cells={
                "share": share.share,
                "bar": Bar(share.share),
                "part": share.part,
                "whole": share.whole,
                "taken_up": tuple(v for v in told_.taken_up if told_.voices[v] == kind),
                "answered": sum(told_.voices[v] == kind for v in told_.answered),
                "member_kind": kind,
            },
            events=tuple(
                event
                for v, k in told_.voices.items()
                if k == kind
                for event in of_voices.get(v, ())
            ),
        )
        for kind, share in told_.by_kind.items()
    )
    shown = ("share", "bar", "part", "whole", "answered", "member_kind")
    yield Table(name="uptake", columns=shown, rows=by_kind)


def registers(asked: Asked) -> Iterator[Table]:
    """Yield the rolls: members and mandates, decisions, publications, corrections."""
    told = rolls(asked.view, on=asked.on)
    yield _members(told)
    yield Table(
        name="mandates",
        columns=("mandate", "member", "role", "since", "until", "in_force"),
        rows=tuple(
            Row(
                cells={
                    "mandate": id,
                    "member": one.given.member_id,
                    "role": one.given.role,
                    "assembly": one.given.assembly_id,
                    "since": one.given.valid_from,
                    "until": one.ended or one.given.valid_until,
                    "in_force": one.in_force,
                },
                events=one.events,
            )
            for member in told.members.values()
            for id, one in member.mandates.items()
        ),
    )
    decisions = tuple(_decision(id, one) for id, one in told.decisions.items())
    yield Table(name="decisions", columns=("decision", "stage", "day", "motion"), rows=decisions)
    yield _published(told)
    yield from mended(asked)


def _members(told: Rolls) -> Table:
    rows = tuple(
        Row(
            cells={
                "member": id,
                "member_kind": one.joined.kind,
                "voting": one.joined.voting,
                "since": one.since,
                "left": one.left,
                "successor": one.successor,
                "name": one.joined.name,
            },
            events=one.events,
        )
        for id, one in told.members.items()
    )
    columns = ("member", "member_kind", "voting", "left", "name")
    return Table(name="members", columns=columns, rows=rows)


def _decision(id: str, one: Decided) -> Row:
    return Row(
        cells={
            "decision": id,
            "assembly": one.proposed.assembly_id,
            "stage": one.state,
            "outcome": None if one.taken is None else one.taken.outcome,
            "method": None if one.taken is None else one.taken.method,
            "day": one.day,
            "reviews": tuple(review.outcome for review in one.reviews),
            "superseded_by": one.superseded_by,
            "motion": one.proposed.motion,
        },
        events=one.events,
    )


def _published(told: Rolls) -> Table:
    rows = tuple(
        Row(
            cells={
                "day": one.day,
                "publication": "DATASET" if isinstance(one.what, DatasetPublished) else "RESULTS",
                "about": one.what.dataset_id
                if isinstance(one.what, DatasetPublished)
                else one.what.round_id,
                "up_to": one.up_to,
            },
            events=(one.event,),
        )
        for one in told.published
    )
    return Table(name="published", columns=("day", "publication", "about", "up_to"), rows=rows)
