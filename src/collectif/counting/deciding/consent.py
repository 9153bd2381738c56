"""This module is about consent: motions that stand because nobody objects, and how gladly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal

from collectif.counting.deciding.motions import Outcome, Share, Verdict
from collectif.counting.deciding.polls import Poll, verdict_ranking
from collectif.counting.profiles.exact import exact_share
from collectif.counting.profiles.grades import shown
from collectif.counting.profiles.profile import Profile
from collectif.counting.registry import rule
from collectif.errors import InvalidInput, InvalidProfile, InvalidScale, Reason

CONSENT: tuple[str, ...] = ("OBJECT", "STAND_ASIDE", "RESERVATION", "CONSENT")
"""The answers of a consent round, from least to most in favour."""

GRADIENTS: tuple[str, ...] = (
    "BLOCK",
    "DISAGREE_AND_BE_ABSOLVED",
    "DISAGREE_AND_GO_ALONG",
    "STAND_ASIDE",
    "ABSTAIN",
    "AGREE_WITH_RESERVATIONS",
    "ENDORSE_WITH_A_MINOR_POINT",
    "ENDORSE",
)
"""Kaner's gradients of agreement, from least to most in favour."""


@rule(
    "consent",
    source="Endenburg 1981; Buck & Villines 2007; standing aside: Butler & Rothstein 1987",
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
    breaks={
        "majority": "2: a 4, b 3; a 1, b 4",
        "pareto": "2: a 4, b 3",
    },
    scale=(1, 4),
    example="3: a 4, b 4; a 3, b 4; a 4, b 1",
)
def consent(profile: Profile, *, max_stand_aside: Fraction | str = "1/4") -> Poll:
    """Adopt the motions to which nobody objects, and from which not too many stand aside.

    Each option is a motion. The lowest grade objects, the one above it stands aside, the highest
    consents, and all between are reservations: on (1, 4) the four answers are 1 OBJECT,
    2 STAND_ASIDE, 3 RESERVATION, 4 CONSENT. A motion is adopted where no voice objects and
    standing aside / answers <= `max_stand_aside`. With 0 this is consensus: nobody stands aside.

    For an assembly: it asks whether a proposal is good enough for now and safe enough to try, and
    one reason that is heard weighs more than ten votes. Its price: one voter can hold everything
    up, so an objection needs a reason, a time to mend it, and a way on; this rule counts, and does
    not judge whether an objection is sound.

    Silence: it neither consents nor objects, whatever the silence, and is not among the answers. A
    motion that nobody answered is incomplete, never adopted. `rank(..., silence="highest")` takes
    silence for consent, where that was said before.

    Args:
        profile: The answers; with several criteria, a voter's least favourable one counts.
        max_stand_aside: The largest share of answers that may stand aside, from 0 to 1.

    Returns:
        A ranking in up to two tiers, adopted motions first, its scores the share that consents or
        has reservations, from 0 to 100. Its `verdicts` hold the tallies.

    Raises:
        InvalidInput: `max_stand_aside` is no share.
        InvalidProfile: The ballots are orders.
    """
    limit = exact_share(max_stand_aside, Reason("consent.largest-share-stands-aside"))
    verdicts = {
        option: consented(_named(steps, profile.scale.range), max_stand_aside=limit)
        for option, steps in _least(profile).items()
    }
    said = {"max_stand_aside": str(limit)}
    return verdict_ranking("consent", profile, verdicts, said, {})


@rule(
    "gradients",
    source="Kaner 1996, 2014 (gradients of agreement)",
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
    breaks={"majority": "2: a 8, b 7; a 1, b 8", "pareto": "2: a 8, b 7"},
    scale=(1, 8),
    example="3: a 8, b 6; a 6, b 5; a 4, b 8",
)
def gradients(profile: Profile, *, enough: Fraction | str = "1/2", supports: int = 6) -> Poll:
    """Adopt the motions that enough voices support, in Kaner's gradients, and nobody blocks.

    Eight answers from block to endorsement: 1 block, 2 disagree and ask to be absolved of
    carrying it out, 3 disagree but go along, 4 stand aside, 5 abstain, 6 agree with reservations,
    7 endorse with a minor point, 8 endorse. A motion is adopted where nobody blocks it and the
    voices at `supports` or above are at least the share `enough` of the answers. Kaner gives the
    words and no threshold: how much support is enough depends on the stakes, and the group says so
    before. Papers that number from 1 for endorsement have a criterion where lower is better.

    For an assembly: it shows lukewarm support before it is taken for agreement. Its price: eight
    answers take explaining, and the threshold is the group's to set.

    Silence: it is no answer, whatever the silence, and is not among them; abstaining has a grade of
    its own here. A motion that nobody answered is incomplete.

    Args:
        profile: The answers, on a scale of eight grades; with several criteria, a voter's least
            favourable one counts.
        enough: The share of answers that support, from 0 to 1; as much is enough.
        supports: The lowest of the eight answers that supports, 1 to 8.

    Returns:
        A ranking in up to two tiers, adopted motions first, its scores the share that supports,
        from 0 to 100. Its `verdicts` hold the tallies of the eight.

    Raises:
        InvalidScale: The scale has not eight grades.
        InvalidInput: `enough` is no share, or `supports` none of the eight.
        InvalidProfile: The ballots are orders.
    """
    share = exact_share(enough, Reason("consent.share-is-enough"))
    if type(supports) is not int or not 1 <= supports <= len(GRADIENTS):
        raise InvalidInput.of("consent.support-was-to-start", supports=shown(supports))
    if profile.scale.range + 1 != len(GRADIENTS):
        raise InvalidScale.of("consent.scale-has-grades", range=shown(profile.scale.range + 1))
    verdicts = {
        option: _supported(steps, share, supports) for option, steps in _least(profile).items()
    }
    said = {"enough": str(share), "supports": supports}
    return verdict_ranking("gradients", profile, verdicts, said, {})


def consented(tally: Mapping[str, int], *, max_stand_aside: Fraction) -> Verdict:
    """Return whether a motion has consent: no objection, and few enough who stand aside.

    >>> consented({"CONSENT": 5, "STAND_ASIDE": 1}, max_stand_aside=Fraction(1, 4)).outcome
    'ADOPTED'

    Args:
        tally: Answer of `CONSENT` -> voices; one that is not there has none.
        max_stand_aside: The largest share of answers that may stand aside.

    Returns:
        The verdict; it cannot be told where nobody answered.
    """
    said = {answer: tally.get(answer, 0) for answer in reversed(CONSENT)}
    cast, favour = sum(said.values()), said["CONSENT"] + said["RESERVATION"]
    reason: Literal["", "no-whole", "objection", "standing-aside"] = ""
    if not cast:
        reason = "no-whole"
    elif said["OBJECT"]:
        reason = "objection"
    elif Fraction(said["STAND_ASIDE"], cast) > max_stand_aside:
        reason = "standing-aside"
    return Verdict(
        outcome=_outcome(reason),
        reason=reason,
        share=Share(part=favour, whole=cast, base="answers"),
        threshold=1 - max_stand_aside,
        exceed=False,
        tally=said,
    )


def _supported(steps: Mapping[int, int], enough: Fraction, supports: int) -> Verdict:
    tally = {name: steps.get(step, 0) for step, name in enumerate(GRADIENTS)}
    cast = sum(tally.values())
    support = sum(n for step, n in steps.items() if step + 1 >= supports)
    reason: Literal["", "no-whole", "objection", "short"] = ""
    if not cast:
        reason = "no-whole"
    elif tally["BLOCK"]:
        reason = "objection"
    elif Fraction(support, cast) < enough:
        reason = "short"
    return Verdict(
        outcome=_outcome(reason),
        reason=reason,
        share=Share(part=support, whole=cast, base="answers"),
        threshold=enough,
        exceed=False,
        tally=dict(reversed(tally.items())),
    )


def _outcome(reason: str) -> Outcome:
    if reason == "no-whole":
        return "CANNOT_TELL"
    return "NOT_ADOPTED" if reason else "ADOPTED"


def _named(steps: Mapping[int, int], top: int) -> Mapping[str, int]:
    """Return answer -> voices: the two lowest grades, the highest, and all between."""
    tally: Counter[str] = Counter()
    for step, n in steps.items():
        low = ("OBJECT", "STAND_ASIDE", "RESERVATION")[min(step, 2)]
        tally["CONSENT" if step == top else low] += n
    return tally


def _least(profile: Profile) -> Mapping[str, Mapping[int, int]]:
    """Return option -> steps above the lowest grade -> voices, by the least of each voter."""
    if profile.ordinal:
        raise InvalidProfile.of("consent.consent-was-to-be-counted")
    found: dict[str, Counter[int]] = {option: Counter() for option in profile.options}
    for option in profile.options:
        for voter in profile.voters:
            steps = list(_steps(profile, voter, option))
            if steps:
                found[option][min(steps)] += profile.voice(voter)
    return found


def _steps(profile: Profile, voter: str, option: str) -> Iterator[int]:
    for criterion in profile.criteria:
        grade = profile.worth(voter, option, criterion)
        if grade is not None:
            yield grade - profile.scale.min
