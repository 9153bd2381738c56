"""This module is about the two readings of ballots that leave options off, and what they decide.

Either what is left off stands last, or it is compared with nothing. Neither is wrong; but they may
put different options first, so the reading is declared beforehand, and published with the result.

It does happen. The election of Debian's project leader in 2006 (debian.org/vote/2006/vote_002; 421
ballots, PrefLib 00002) had Anthony Towns win by the declared reading, that what is left off stands
last; the same ballots put Steve McIntyre first where it is compared with nothing.
"""

from __future__ import annotations

from attrs import frozen

from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import left_off
from collectif.counting.ranking import Ranking
from collectif.counting.registry import RULES, rank
from collectif.errors import InvalidInput


@frozen(kw_only=True)
class Readings:
    """The same ballots, read in both ways.

    Attributes:
        tied_last: The ranking where what a ballot leaves off stands last on it.
        incomparable: The ranking where it is compared with nothing.
        incomplete_ballots: How many voters leave some option off.
    """

    tied_last: Ranking
    incomparable: Ranking
    incomplete_ballots: int

    @property
    def decides(self) -> bool:
        """Whether the two readings have different leaders."""
        return set(self.tied_last.leaders) != set(self.incomparable.leaders)

    @property
    def reorders(self) -> bool:
        """Whether the two readings differ anywhere, be it behind the first place."""
        return self.tied_last.tiers != self.incomparable.tiers


def both_readings(profile: Profile, rule: str, **parameters: object) -> Readings:
    """Return the ranking by a rule in both readings of options that are left off.

    >>> found = both_readings(Profile.from_text("2: a; b > a"), "borda", min_scores_per_cell=1)
    >>> found.tied_last.leaders, found.incomparable.leaders, found.decides
    (('a',), ('b',), True)

    Args:
        profile: Ballots that rank, or grades, read as the order of each voter's totals.
        rule: The name of a registered rule that takes `unranked`.
        **parameters: What else `rank` and the rule take.

    Raises:
        UnknownName: No rule has this name, or it does not take a parameter.
        InvalidInput: The rule does not look at what is left off, or the reading was given.
    """
    if "unranked" in parameters or (rule in RULES and "unranked" not in RULES[rule].parameters):
        raise InvalidInput.of("readings.rule-cannot-be-counted", rule=rule)
    last, beside = (
        rank(profile, rule, **{**parameters, "unranked": reading})  # type: ignore[arg-type]
        for reading in ("tied_last", "incomparable")
    )
    incomplete = (
        profile.voice(voter)
        for voter in profile.voters
        if any(left_off(profile, voter, option) for option in profile.options)
    )
    return Readings(tied_last=last, incomparable=beside, incomplete_ballots=sum(incomplete))
