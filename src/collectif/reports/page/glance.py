"""This module is about the first thing on the page: what was decided, what came first, how agreed.

It says nothing that the sections below do not say; it is for those who read no further.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collectif.projections.ranking import Result
from collectif.reports.page.context import Context
from collectif.reports.page.conversation import conversation
from collectif.reports.page.decision import decision
from collectif.reports.page.drawing import at
from collectif.reports.page.facts import moved_since
from collectif.reports.page.rankings import rows_of
from collectif.reports.page.rounds import ON_THE_SCALE, heading, scored, worded
from collectif.reports.results import Shown

WIDTH = 200
"""The length of the bar of a full score."""

MOST_PLACES, MOST_STATEMENTS = 5, 3
"""How many scenarios and statements are shown at most; the sections below show the others."""


def glance(context: Context) -> Mapping[str, Any] | None:
    """Return the newest adopted decision, the last ranking, and what all groups agree to."""
    found = decision(context) or {"decisions": []}
    adopted = [one for one in found["decisions"] if one["code"] == "ADOPTED"]
    told = [(one, one.told) for one in scored(context) if isinstance(one.told, Result)]
    talks = (conversation(context) or {"talks": []})["talks"]
    if not (adopted or told or talks):
        return None
    return {
        "decision": adopted[-1] if adopted else None,
        "ranking": _ranking(context, *told[-1]) if told else None,
        "talk": {**talks[-1], "rows": talks[-1]["rows"][:MOST_STATEMENTS]} if talks else None,
        "width": WIDTH,
    }


def _ranking(context: Context, shown: Shown, result: Result) -> Mapping[str, Any]:
    rows, level = list(rows_of(context, result)), result.agreement.overall
    drawn = result.ranking.rule in ON_THE_SCALE
    return {
        **heading(context, shown),
        "rows": [
            {**row, "bar": at(row["score"] / 100, WIDTH) if drawn and row["score"] else 0}
            for row in rows[:MOST_PLACES]
        ],
        "corrected": moved_since(context, shown, result),
        "more": max(len(rows) - MOST_PLACES, 0),
        "voters": result.voters,
        "overall": level,
        "word": worded(context, level, result),
    }
