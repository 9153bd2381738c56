"""This module is about majorities: motions that are adopted by a share of voices in favour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Literal, get_args

from collectif.counting.deciding.motions import Base, Count, Turnout, decided, whole
from collectif.counting.deciding.polls import Poll, motion_counts, verdict_ranking
from collectif.counting.profiles.exact import exact_share
from collectif.counting.profiles.grades import listed, shown
from collectif.counting.profiles.profile import Profile
from collectif.counting.registry import rule
from collectif.errors import InvalidInput, Reason

TurnoutOf = Literal["YN", "YNA", "YA", "valid", "cast", "entitled_present"]
"""Which voices count for a quorum."""


@rule(
    "majority",
    source="May 1952; bases of percentages: OpenSlides 4; quorum: Snapshot",
    keeps=(
        "anonymity",
        "neutrality",
        "homogeneity",
        "weight-scaling",
        "monotonicity",
        "clones",
        "irrelevant-options",
        "reversal",
    ),
    breaks={"majority": "2: a 3, b 2", "pareto": "2: a 3, b 2"},
    scale=(0, 3),
    example="3: a 3, b 0; 2: a 0, b 0; a ABSTAIN, b 3",
)
def majority(
    profile: Profile,
    *,
    base: Base = "YN",
    threshold: Fraction | str = "1/2",
    exceed: bool = True,
    quorum: int | Fraction | str | None = None,
    quorum_of: TurnoutOf = "YNA",
    invalid: int = 0,
    present: int | None = None,
) -> Poll:
    """Adopt the motions that more than half of the voices are for.

    Each option is a motion, on which every voter says yes, no, or keeps out. A grade more than half
    way up the scale is a yes, one less than half way a no, and one exactly half way abstains, so
    that (0, 1) and (-1, 1) read as they look; with several criteria each voter's weighted total
    is read so. A motion is adopted where yes / whole > threshold, the whole being the base: see
    `collectif.counting.whole` for what each of the nine means.

    For an assembly: it decides motions one by one, and is the only rule for a single one that
    treats all voters, and yes and no, alike, and where one more yes parts a tie (May 1952). Its
    price: two motions that exclude each other may both be adopted, and the base decides much: with
    4 yes, 3 no and 3 abstaining, yes has 4/7 of YN and 4/10 of YNA.

    Silence: "ABSTAIN" is an abstention; "CANNOT_JUDGE" makes a ballot valid and is in neither YN
    nor YNA; "MISSING" is entitled and no more; "NOT_ENTITLED" is not in any base. Filling silences
    (`rank(..., silence=...)`) turns them into yes or no.

    Args:
        profile: The answers.
        base: What is a hundred per cent. "disabled" makes no share: more yes than no adopts.
        threshold: The share needed, from 0 to 1.
        exceed: Whether more than the threshold is needed ("more than half"), or as much is enough
            ("two thirds or more").
        quorum: Voices that have to take part: a whole number of them, or a share such as `"1/4"`
            of the voices entitled; reached where there are as many. None asks for none.
        quorum_of: Whose taking part counts: "YNA", as Snapshot does; "YN", as it does where
            abstentions are hidden; "YA", as it does on Starknet spaces; "valid", "cast", or
            "entitled_present".
        invalid: Voices of invalid ballots, which only "cast" counts.
        present: Voices entitled and in the room; None where nobody said, and then nothing that
            needs it can be told.

    Returns:
        A ranking in up to two tiers, adopted motions before the others, its scores the exact share
        in favour, from 0 to 100 (none with "disabled"). A motion without quorum, or whose whole is
        empty or unknown, is incomplete: neither adopted nor rejected. Its `verdicts` hold the
        share and its base, threshold, turnout and tally of each motion. Behind it: `counts`,
        motion -> `Count`.

    Raises:
        InvalidInput: A parameter cannot be used; or the base is "N", whose votes reject.
        InvalidProfile: The ballots are orders.
    """
    return _by_share(
        "majority",
        profile,
        base=base,
        threshold=threshold,
        exceed=exceed,
        quorum=quorum,
        quorum_of=quorum_of,
        invalid=invalid,
        present=present,
    )


@rule(
    "supermajority",
    source="Third Lateran Council 1179 (two thirds); Dougherty & Edward 2004; bases: OpenSlides 4",
    keeps=(
        "anonymity",
        "neutrality",
        "homogeneity",
        "weight-scaling",
        "monotonicity",
        "clones",
        "irrelevant-options",
        "reversal",
    ),
    breaks={"majority": "2: a 3, b 2", "pareto": "2: a 3, b 2"},
    scale=(0, 3),
    example="4: a 3, b 0; 2: a 0, b 3; a ABSTAIN, b 3",
)
def supermajority(
    profile: Profile,
    *,
    base: Base = "YN",
    threshold: Fraction | str = "2/3",
    exceed: bool = False,
    quorum: int | Fraction | str | None = None,
    quorum_of: TurnoutOf = "YNA",
    invalid: int = 0,
    present: int | None = None,
) -> Poll:
    """Adopt the motions that two thirds of the voices, or another large share, are for.

    As `majority`, with yes / whole >= threshold, unless `exceed` asks for more than the threshold.

    For an assembly: it protects what was agreed before, such as statutes, from a narrow majority.
    Its price: a minority of more than a third decides that things stay as they are.

    Silence: as in `majority`.

    Args:
        profile: The answers.
        base: What is a hundred per cent; not "disabled", as a share is asked for.
        threshold: The share needed, from 0 to 1.
        exceed: Whether more than the threshold is needed; by default as much is enough.
        quorum: As in `majority`.
        quorum_of: As in `majority`.
        invalid: As in `majority`.
        present: As in `majority`.

    Returns:
        As `majority`.

    Raises:
        InvalidInput: A parameter cannot be used; or the base is "disabled", or "N".
        InvalidProfile: The ballots are orders.
    """
    if base == "disabled":
        raise InvalidInput.of("majorities.share-two-thirds-or-like")
    return _by_share(
        "supermajority",
        profile,
        base=base,
        threshold=threshold,
        exceed=exceed,
        quorum=quorum,
        quorum_of=quorum_of,
        invalid=invalid,
        present=present,
    )


def _by_share(
    rule: str,
    profile: Profile,
    *,
    base: Base,
    threshold: Fraction | str,
    exceed: bool,
    quorum: int | Fraction | str | None,
    quorum_of: TurnoutOf,
    invalid: int,
    present: int | None,
) -> Poll:
    if base == "N":
        raise InvalidInput.of("majorities.motions-were-to-be-adopted")
    _check_numbers(invalid, present, quorum_of)
    bar = exact_share(threshold, Reason("exact.threshold"))
    asked = _quorum(quorum)
    counts = motion_counts(profile, invalid=invalid, present=present)
    verdicts = {
        option: decided(
            count,
            base=base,
            threshold=bar,
            exceed=exceed,
            turnout=None if asked is None else _turnout(count, asked, quorum_of),
        )
        for option, count in counts.items()
    }
    said = {
        "weights": dict(profile.weights),
        "base": base,
        "threshold": str(bar),
        "exceed": exceed,
        "quorum": asked if asked is None or type(asked) is int else str(asked),
        "quorum_of": quorum_of,
        "invalid": invalid,
        "present": present,
    }
    return verdict_ranking(rule, profile, verdicts, said, {"counts": counts})


def _quorum(quorum: int | Fraction | str | None) -> int | Fraction | None:
    """Return a quorum as a number of voices, or as a share of those entitled."""
    if quorum is None or (type(quorum) is int and quorum >= 0):
        return quorum
    return exact_share(quorum, Reason("exact.quorum"))


_TURNOUTS: Mapping[str, Callable[[Count], int | None]] = {
    "YA": lambda count: count.of("YES", "ABSTAIN"),
    "YN": lambda count: whole(count, "YN"),
    "YNA": lambda count: whole(count, "YNA"),
    "valid": lambda count: count.valid,
    "cast": lambda count: whole(count, "cast"),
    "entitled_present": lambda count: count.present,
}


def _turnout(count: Count, quorum: int | Fraction, of: str) -> Turnout:
    """Return who took part, beside the number needed: a count, or a share of those entitled."""
    if type(quorum) is int:
        needed: Fraction | None = Fraction(quorum)
    else:
        needed = None if count.entitled is None else Fraction(quorum) * count.entitled
    return Turnout(counted=_TURNOUTS[of](count), of=of, needed=needed)


def _check_numbers(invalid: object, present: object, quorum_of: object) -> None:
    for number in (invalid, 0 if present is None else present):
        if type(number) is not int or number < 0:
            raise InvalidInput.of("majorities.voices-were-said", number=shown(number))
    if quorum_of not in get_args(TurnoutOf):
        raise InvalidInput.of(
            "majorities.quorum-was-asked",
            quorum_of=shown(quorum_of),
            turnoutof=listed(get_args(TurnoutOf)),
        )
