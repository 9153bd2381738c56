"""This module is about coverage: who serves which indicator, and which nobody does.

Decisions that are taken apart add up badly: the map shows gaps, what rests on one member alone,
and where everybody is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import frozen

from collectif.ids import IndicatorId, MemberId
from collectif.projections.accountability import up_to
from collectif.projections.dealings import Promise
from collectif.projections.mission import progress
from collectif.projections.promises import PROMISES
from collectif.record.view import View


@frozen(kw_only=True)
class Coverage:
    """Which members serve which indicators.

    Attributes:
        by_name: Indicator -> members whose commitments name it, alphabetical.
        through_mission: Indicator -> members whose commitments name its mission, alphabetical.
    """

    by_name: Mapping[IndicatorId, tuple[MemberId, ...]]
    through_mission: Mapping[IndicatorId, tuple[MemberId, ...]]

    def members(self, indicator: IndicatorId) -> tuple[MemberId, ...]:
        """Return who serves an indicator in either way, alphabetical."""
        return _sorted([*self.by_name[indicator], *self.through_mission[indicator]])

    @property
    def gaps(self) -> tuple[IndicatorId, ...]:
        """The indicators that nobody serves."""
        return tuple(id for id in self.by_name if not self.members(id))

    @property
    def sole(self) -> Mapping[IndicatorId, MemberId]:
        """The indicators that one member serves alone -> that member."""
        alone = ((id, self.members(id)) for id in self.by_name)
        return {id: members[0] for id, members in alone if len(members) == 1}

    def pile_ups(self, more_than: int) -> tuple[IndicatorId, ...]:
        """Return the indicators that more than so many members serve."""
        return tuple(id for id in self.by_name if len(self.members(id)) > more_than)


def coverage(view: View, *, at: date) -> Coverage:
    """Return who serves which indicator by the commitments that are open at the end of a day."""
    promises = PROMISES.replay(up_to(view, at)).promises.values()
    promised = tuple(promise for promise in promises if promise.outcome is None)
    indicators = {id: shown.defined for id, shown in progress(view, at=at).items()}
    return Coverage(
        by_name={id: _serving(promised, id) for id in indicators},
        through_mission={id: _serving(promised, d.mission_id) for id, d in indicators.items()},
    )


def _serving(promised: Iterable[Promise], id: str) -> tuple[MemberId, ...]:
    return _sorted(debtor for one in promised if id in one.serves for debtor in one.debtors)


def _sorted(members: Iterable[MemberId]) -> tuple[MemberId, ...]:
    return tuple(sorted(set(members)))
