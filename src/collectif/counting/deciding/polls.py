"""This module is about polls on motions: reading profiles as yes and no, verdicts as rankings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from attrs import field, frozen

from collectif.counting.deciding.motions import Count, Verdict
from collectif.counting.profiles.grades import SILENCES
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.totals import totals
from collectif.counting.ranking import Ranking, tiers_of
from collectif.errors import InvalidProfile


def motion_counts(
    profile: Profile, *, invalid: int = 0, present: int | None = None
) -> Mapping[str, Count]:
    """Return option -> who is for it, against it, or keeps out, read as in `majority`.

    Args:
        profile: The answers.
        invalid: Voices of invalid ballots.
        present: Voices entitled and in the room; None where nobody said.

    Raises:
        InvalidProfile: The ballots are orders.
    """
    said = _answers(profile)
    tallies: dict[str, Counter[str]] = {option: Counter() for option in profile.options}
    groups = Counter[str]()
    for voter in profile.voters:
        voice = profile.voice(voter)
        mine = {said[voter, option] for option in profile.options}
        groups["valid"] += voice * bool(mine - {"MISSING", "NOT_ENTITLED"})
        groups["YES"] += voice * ("YES" in mine)
        groups["NO"] += voice * ("NO" in mine)
        for option in profile.options:
            tallies[option][said[voter, option]] += voice
    return {
        option: Count(
            tally=dict(tally),
            valid=groups["valid"],
            invalid=invalid,
            entitled=profile.total_voices - tally["NOT_ENTITLED"],
            present=present,
            any_yes=groups["YES"],
            any_no=groups["NO"],
        )
        for option, tally in tallies.items()
    }


@frozen(kw_only=True)
class Poll(Ranking):
    """Motions that were adopted, and those that were not.

    Attributes:
        verdicts: Motion -> what became of it, in declared order.
    """

    verdicts: Mapping[str, Verdict] = field(factory=dict, repr=False)

    @property
    def adopted(self) -> tuple[str, ...]:
        """The motions that were adopted, in declared order."""
        return tuple(option for option, one in self.verdicts.items() if one.adopted)

    @property
    def leaders(self) -> tuple[str, ...]:
        """The motions that were adopted; a first tier of rejected ones leads nowhere."""
        return self.adopted


def verdict_ranking(
    rule: str,
    profile: Profile,
    verdicts: Mapping[str, Verdict],
    parameters: Mapping[str, object],
    behind: Mapping[str, object],
) -> Poll:
    """Return motions in two tiers, the adopted ones first; what cannot be told is incomplete."""
    told = {
        option: Fraction(int(one.adopted))
        for option, one in verdicts.items()
        if one.adopted is not None
    }
    scores = {option: verdicts[option].share.fraction for option in told}
    return Poll(
        rule=rule,
        version=1,
        parameters=parameters,
        scores={option: 100 * share for option, share in scores.items() if share is not None},
        tiers=tiers_of(told),
        incomplete=tuple(option for option in profile.options if option not in told),
        behind=behind,
        verdicts=dict(verdicts),
    )


def _answers(profile: Profile) -> Mapping[tuple[str, str], str]:
    """Return (voter, option) -> yes, no, or the silence that the voter kept."""
    if profile.ordinal:
        raise InvalidProfile.of("polls.motions-were-to-be-decided")
    given = totals(profile)
    return {
        (voter, option): _read(given.get((voter, option)), _kept(profile, voter, option))
        for voter in profile.voters
        for option in profile.options
    }


def _read(total: Fraction | None, silence: str) -> str:
    if total is None:
        return silence
    return "ABSTAIN" if total == 50 else "YES" if total > 50 else "NO"


def _kept(profile: Profile, voter: str, option: str) -> str:
    """Return the silence of a voter without a grade: the one that says most, over the criteria."""
    kept = {profile.cells.get((voter, option, c), "MISSING") for c in profile.criteria}
    return next((name for name in SILENCES if name in kept), "MISSING")
