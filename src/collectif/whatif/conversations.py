"""This module is about open conversations: what every group makes of every statement.

The groups describe where people stand, and are found once, in the conversation as it is; what is
asked of it otherwise leaves them, but for whoever is left out. So two answers speak of the same
groups, and differ by what was changed alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, frozen

from collectif.counting import (
    GroupInformedConsensus,
    Profile,
    group_informed_consensus,
    stance_groups,
)
from collectif.projections.opinions import Opinions

_GRADES = {"AGREE": 1, "PASS": 0, "DISAGREE": -1}

Groups = Mapping[str, tuple[str, ...]]
"""Name of a group, that of its first participant -> who is in it."""


@frozen(kw_only=True)
class Conversation:
    """What an open conversation says.

    Attributes:
        opinions: Where people stand.
        consensus: What every group makes of every statement.
    """

    opinions: Opinions
    consensus: GroupInformedConsensus

    @property
    def leaders(self) -> tuple[str, ...]:
        """The statements that all groups agree to most; none where there is no group."""
        tiers = self.consensus.tiers
        return tiers[0] if tiers else ()

    def places(self) -> Mapping[str, int]:
        """Return statement -> its place by what all groups make of it; ties share one."""
        found, place = dict[str, int](), 1
        for tier in self.consensus.tiers:
            found |= dict.fromkeys(tier, place)
            place += len(tier)
        return found


def groups_in(opinions: Opinions) -> Groups:
    """Return the stance groups of a conversation; see `collectif.counting.stance_groups`."""
    return {group[0]: group for group in stance_groups(_profile(opinions)).groups}


def conversation(opinions: Opinions, groups: Groups) -> Conversation:
    """Return what groups make of the statements of a conversation.

    Args:
        opinions: Where people stand, visible.
        groups: Who is in which group; whoever took no stand any more is in none.
    """
    profile = _profile(opinions)
    there = set(profile.voters)
    left = {name: tuple(one for one in group if one in there) for name, group in groups.items()}
    found = group_informed_consensus(
        profile, at_least=1, groups={name: group for name, group in left.items() if group}
    )
    return Conversation(opinions=opinions, consensus=found)


def without(opinions: Opinions, participants: frozenset[str]) -> Opinions:
    """Return a conversation without what some participants said last.

    How often stances were given (`given`) counts them all, whoever gave them.
    """
    standing = {key: one for key, one in opinions.standing.items() if key[0] not in participants}
    return evolve(opinions, standing=standing)


def _profile(opinions: Opinions) -> Profile:
    return Profile.from_grades(
        [(who, statement, _GRADES[one]) for (who, statement), one in opinions.standing.items()],
        scale=(-1, 1),
        options=tuple(opinions.given),
    )
