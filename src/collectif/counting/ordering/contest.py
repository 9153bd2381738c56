"""This module is about what rules over duels have in common: whom they place, and what they tell.

An option that nobody compared with another one has no place: its duels say nothing, and nothing
is not a tie.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import field, frozen

from collectif.counting.ordering.pairwise import Duels, duels
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import Unranked, standings
from collectif.counting.ranking import Ranking, Tiers


@frozen(kw_only=True)
class Contest:
    """The duels of the options that have a place.

    Attributes:
        duels: The duels of these options among each other.
        incomplete: The options without a place.
        said: What was used besides the answers, as plain values.
    """

    duels: Duels
    incomplete: tuple[str, ...]
    said: Mapping[str, object] = field(repr=False)

    def ranked(
        self,
        rule: str,
        tiers: Tiers,
        *,
        scores: Mapping[str, Fraction] | None = None,
        parameters: Mapping[str, object] | None = None,
        behind: Mapping[str, object] | None = None,
    ) -> Ranking:
        """Return the ranking by a rule, which stands on the duels and on what is `behind`."""
        return Ranking(
            rule=rule,
            version=1,
            parameters={**self.said, **(parameters or {})},
            scores=scores or {},
            tiers=tiers,
            incomplete=self.incomplete,
            behind={"duels": self.duels, **(behind or {})},
        )


def contest(profile: Profile, unranked: Unranked | None) -> Contest:
    """Return the duels of a profile, without the options that nobody compared.

    A lone option is compared with none; it has a place where some voter ranked or graded it.

    Raises:
        InvalidInput: There is no such reading of options that are left off, or there are too many
            options.
    """
    found = duels(profile, unranked=unranked)
    unheard = found.unheard
    if len(profile.options) == 1 and any(standings(profile).values()):
        unheard = ()
    heard = [option for option in found.options if option not in set(unheard)]
    return Contest(
        duels=found.only(heard) if unheard else found,
        incomplete=unheard,
        said={**ordered_by(profile), "unranked": found.unranked},
    )


def ordered_by(profile: Profile) -> dict[str, object]:
    """Return what puts each voter's options in order besides the answers; nothing for orders."""
    if profile.ordinal:
        return {}
    return {
        "weights": dict(profile.weights),
        "lower_is_better": tuple(c for c in profile.criteria if c in profile.lower_is_better),
    }
