"""This module is about open conversations on the page: groups, and what all of them agree to."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from attrs import frozen

from collectif.counting import GroupInformedConsensus, Profile, group_informed_consensus
from collectif.counting.agreeing.groups import Group
from collectif.counting.agreeing.medoids import opinion_groups
from collectif.projections.opinions import Opinions
from collectif.reports.page.context import Context
from collectif.reports.page.rounds import conversations, heading
from collectif.reports.results import Shown
from collectif.values import Stance

MOST_STATEMENTS = 60
"""The statements that are shown at most, those that all groups agree to first."""

SMALLEST_GROUP = 3
"""The fewest participants of a group that is shown."""

_WORTH: Mapping[Stance, int] = {"AGREE": 1, "PASS": 0, "DISAGREE": -1}


@frozen(kw_only=True)
class Grouped:
    """A conversation with its groups.

    Attributes:
        groups: The groups, the largest first; none where none can be told apart.
        consensus: What they make of each statement; of everybody together where there is none.
    """

    groups: tuple[Group, ...]
    consensus: GroupInformedConsensus | None


def conversation(context: Context) -> Mapping[str, Any] | None:
    """Return every open conversation whose stances may be told; None where there is none."""
    grouped = context.once(_grouped)
    found = conversations(context)
    told = [_talk(context, shown, talk, grouped[shown.id]) for shown, talk in found]
    return {"talks": told} if told else None


def _grouped(context: Context) -> Mapping[str, Grouped]:
    return {shown.id: _groups(talk) for shown, talk in conversations(context)}


def _groups(talk: Opinions) -> Grouped:
    if not talk.standing:
        return Grouped(groups=(), consensus=None)
    cells = [(who, what, _WORTH[stance]) for (who, what), stance in talk.standing.items()]
    profile = Profile.from_grades(cells, scale=(-1, 1), options=tuple(map(str, talk.given)))
    groups = opinion_groups(profile)
    if any(len(group) < SMALLEST_GROUP for group in groups):
        groups = ()
    named = {_letter(place): group for place, group in enumerate(groups)} or {"": profile.voters}
    consensus = group_informed_consensus(profile, at_least=1, groups=named)
    return Grouped(groups=groups, consensus=consensus)


def _letter(place: int) -> str:
    return "ABCDEFGHIJ"[place]


def _talk(context: Context, shown: Shown, talk: Opinions, grouped: Grouped) -> dict[str, Any]:
    standings = talk.standings()
    order = _order(talk, grouped)
    return {
        **heading(context, shown),
        "participants": len(talk.participants),
        "stances": sum(sum(counts.values()) for counts in talk.given.values()),
        "superseded": talk.superseded,
        "groups": [(_letter(place), len(group)) for place, group in enumerate(grouped.groups)],
        "rows": [
            {
                "text": context.spoken(talk.texts.get(id, {})),
                "id": id,
                "agree": standings[id].get("AGREE", 0),
                "skip": standings[id].get("PASS", 0),
                "disagree": standings[id].get("DISAGREE", 0),
                "groups": [_share(grouped, id, _letter(n)) for n in range(len(grouped.groups))],
                "consensus": _consensus(grouped, id),
                "rejected": talk.moderated.get(id) == "REJECTED",
            }
            for id in order[:MOST_STATEMENTS]
        ],
        "more": max(len(order) - MOST_STATEMENTS, 0),
    }


def _order(talk: Opinions, grouped: Grouped) -> list[Any]:
    """Return the statements, those that all groups agree to most first, those not let in last."""
    found = grouped.consensus
    if found is None:
        return list(talk.given)
    out = {id for id, outcome in talk.moderated.items() if outcome == "REJECTED"}
    return sorted(talk.given, key=lambda id: (id in out, -found.products[id]))


def _share(grouped: Grouped, id: str, group: str) -> Fraction | None:
    """Return which share of those of a group who took a stand on a statement agree."""
    assert grouped.consensus is not None
    votes = grouped.consensus.votes[id][group]
    return Fraction(votes.agrees, votes.n) if votes.n else None


def _consensus(grouped: Grouped, id: str) -> Fraction | None:
    return None if grouped.consensus is None else grouped.consensus.products[id]
