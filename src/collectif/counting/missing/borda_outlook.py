"""This module is about Borda's points while ballots still leave options off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from collectif.counting.missing.completions import Outlook
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import Unranked, convention, orders
from collectif.errors import InvalidProfile

LARGEST = 20_000_000
"""Different ballots x options x options up to which every two options are compared."""

Ballot = tuple[tuple[str, ...], ...]


def borda_outlook(profile: Profile, *, unranked: Unranked | None = None) -> Outlook:
    """Return which options have the most points in any case, and which may still have.

    A completion ranks on every ballot what it leaves off. For every two options each ballot is
    completed so that the second gains as much on the first as it can; the first leads in every
    completion just when no other one can come to have more. So the necessary leaders are exact.
    Whether one completion puts an option before all others at once is hard to tell; the possible
    leaders are those that can come to have as many points as any single other one, and `exact` is
    False unless nothing is left off.

    Source: Xia and Conitzer 2011, for positional scoring rules.

    Args:
        profile: Ballots that rank, without named silences.
        unranked: Where the options can still come in that a ballot leaves off: "tied_last", below
            all that it ranks, in any order; "incomparable", anywhere. None means "tied_last".

    Raises:
        InvalidInput: There is no such reading.
        InvalidProfile: The answers are grades, a silence is named, or there are too many options.
    """
    read = convention(profile, unranked)
    ballots = _ballots(profile)
    gains = {option: dict.fromkeys(profile.options, 0) for option in profile.options}
    for ballot, voices in ballots.items():
        for option, other, gain in _gains(profile, ballot, read):
            gains[option][other] += voices * gain
    compared = tuple(profile.options if ballots and len(profile.options) > 1 else ())
    against = {o: [gains[b][o] for b in gains if b != o] for o in compared}
    own = {o: [gain for b, gain in gains[o].items() if b != o] for o in compared}
    return Outlook(
        rule="borda",
        open=("unranked",),
        necessary=tuple(o for o, most in against.items() if all(gain <= 0 for gain in most)),
        possible=tuple(o for o, most in own.items() if all(gain >= 0 for gain in most)),
        necessary_alone=tuple(o for o, most in against.items() if all(gain < 0 for gain in most)),
        possible_alone=tuple(o for o, most in own.items() if all(gain > 0 for gain in most)),
        incomplete=tuple(o for o in profile.options if o not in compared),
        exact=all(sum(map(len, ballot)) == len(profile.options) for ballot in ballots),
    )


def _ballots(profile: Profile) -> Mapping[Ballot, int]:
    """Return ballot -> voices, or refuse what is not read."""
    if not profile.ordinal or any(isinstance(place, str) for place in profile.cells.values()):
        raise InvalidProfile.of("borda-outlook.what-is-left-off")
    found: Counter[Ballot] = Counter()
    for voter, ballot in orders(profile, "incomparable").items():
        found[ballot] += profile.voice(voter)
    if len(found) * len(profile.options) ** 2 > LARGEST:
        raise InvalidProfile.of(
            "borda-outlook.different-ballots-on-options",
            count=len(found),
            count2=len(profile.options),
        )
    return found


def _gains(profile: Profile, ballot: Ballot, read: Unranked) -> Iterator[tuple[str, str, int]]:
    """Yield by how many half points each option can come to stand above each other one."""
    points, left = _points(ballot), set(profile.options) - {o for tier in ballot for o in tier}
    n, everywhere = len(left), read == "incomparable"
    top = 2 * (len(profile.options) - 1) if everywhere else 2 * (n - 1)
    under = 0 if everywhere else 2 * n
    for option in profile.options:
        for other in profile.options:
            if option in left:
                yield option, other, top - (0 if other in left else points[other] + under)
            elif other in left:
                yield option, other, points[option] + 2 * n
            else:
                ahead = points[option] - points[other]
                yield option, other, ahead + (2 * n if everywhere and ahead > 0 else 0)


def _points(ballot: Ballot) -> Mapping[str, int]:
    """Return option -> half points among the options that the ballot ranks."""
    found: dict[str, int] = {}
    below = sum(map(len, ballot))
    for tier in ballot:
        below -= len(tier)
        found |= dict.fromkeys(tier, 2 * below + len(tier) - 1)
    return found
