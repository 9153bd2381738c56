"""This module is about counting a motion: who said what, shares of a named whole, and a verdict.

A percentage tells nothing without what it is a percentage of; every share here carries its base.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from collectif.counting.profiles.grades import SILENCES, listed, shown
from collectif.errors import InvalidInput

Base = Literal["Y", "YN", "YNA", "N", "valid", "cast", "entitled", "entitled_present", "disabled"]
"""What is a hundred per cent, by the names of OpenSlides; see `whole`."""

ANSWERS: tuple[str, ...] = ("YES", "NO", *SILENCES)
"""What a voter may have said of a motion: for it, against it, or a named silence."""


@frozen(kw_only=True)
class Count:
    """How many voices said what of one motion.

    Attributes:
        tally: Answer -> voices; an answer that is not there has none. See `ANSWERS`.
        valid: Voices of valid ballots: those that answered anything to any motion of the poll.
        invalid: Voices of ballots that were cast and cannot be counted.
        entitled: Voices that may vote on the motion; None where nobody said.
        present: Of these, the voices in the room; None where nobody said.
        any_yes: Voices that are for any motion of the poll.
        any_no: Voices that are against any motion of the poll.
    """

    tally: Mapping[str, int]
    valid: int
    invalid: int = 0
    entitled: int | None = None
    present: int | None = None
    any_yes: int
    any_no: int

    def of(self, *answers: str) -> int:
        """Return the voices that gave one of some answers."""
        return sum(self.tally.get(answer, 0) for answer in answers)


@frozen(kw_only=True)
class Share:
    """A part of a named whole.

    Attributes:
        part: How many voices.
        whole: Of how many; None where it is not known, or where no share is made.
        base: What the whole is.
    """

    part: int
    whole: int | None
    base: str

    @property
    def fraction(self) -> Fraction | None:
        """The exact share, from 0 on; None where the whole is 0 or unknown."""
        return Fraction(self.part, self.whole) if self.whole else None


@frozen(kw_only=True)
class Turnout:
    """Whether enough voices took part.

    Attributes:
        counted: Voices that count for it.
        of: Which voices these are: "YNA", "YN", "cast" and so on.
        needed: How many are needed, an exact number; None where it cannot be told.
    """

    counted: int | None
    of: str
    needed: Fraction | None

    @property
    def reached(self) -> bool | None:
        """Whether there are as many as needed, or more; None where it cannot be told."""
        if self.counted is None or self.needed is None:
            return None
        return self.counted >= self.needed


Outcome = Literal["ADOPTED", "NOT_ADOPTED", "CANNOT_TELL"]


@frozen(kw_only=True)
class Verdict:
    """What became of a motion.

    Attributes:
        outcome: `CANNOT_TELL` where there is no quorum, or no share because the whole is empty or
            unknown; that is neither a yes nor a no.
        reason: What kept it from being adopted; "" where it was.
        share: The voices in favour, of their base.
        threshold: The share that is needed; None where more yes than no is.
        exceed: Whether the share has to be more than the threshold, or may equal it.
        turnout: The quorum; None where none was asked for.
        tally: Answer -> voices.
    """

    outcome: Outcome
    reason: Literal["", "short", "no-quorum", "no-whole", "objection", "standing-aside"] = ""
    share: Share
    threshold: Fraction | None
    exceed: bool
    turnout: Turnout | None = None
    tally: Mapping[str, int] = field(repr=False)

    @property
    def adopted(self) -> bool | None:
        """True, False, or None where it cannot be told."""
        return None if self.outcome == "CANNOT_TELL" else self.outcome == "ADOPTED"


def whole(count: Count, base: Base) -> int | None:
    """Return the voices that are a hundred per cent.

    - `YN`: for or against the motion, so abstaining is not counted against it.
    - `YNA`: for, against, or abstaining.
    - `Y`: for any motion of the poll: the sum of votes where each ballot has one.
    - `N`: against any motion of the poll, where ballots reject.
    - `valid`: valid ballots, with those that said nothing of this motion.
    - `cast`: valid and invalid ballots.
    - `entitled`: who may vote, whether or not they did.
    - `entitled_present`: those of them who are in the room.
    - `disabled`: none; no percentage is made.

    Source: OpenSlides 4, field `onehundred_percent_base` of a poll. Like every count here, voices
    are counted, not heads.

    Returns:
        The voices; None for "disabled", and where nobody said who is entitled or present.

    Raises:
        InvalidInput: There is no such base.
    """
    found = _WHOLES.get(base)
    if found is None:
        raise InvalidInput.of("motions.shares-were-asked", base=shown(base), wholes=listed(_WHOLES))
    return found(count)


def shares(count: Count, base: Base) -> Mapping[str, Share]:
    """Return each answer -> its share of the base; of "YN" and the like, those it holds.

    Raises:
        InvalidInput: There is no such base.
    """
    among = {"Y": ("YES",), "N": ("NO",), "YN": ("YES", "NO"), "disabled": ()}
    answers = among.get(base, ("YES", "NO", "ABSTAIN"))
    total = whole(count, base)
    return {one: Share(part=count.of(one), whole=total, base=base) for one in answers}


def decided(
    count: Count,
    *,
    base: Base,
    threshold: Fraction,
    exceed: bool,
    turnout: Turnout | None = None,
) -> Verdict:
    """Return whether a motion has the share of voices in favour that it needs.

    With the base "disabled" there is no share: more voices for than against adopt.

    Args:
        count: Who said what.
        base: What the share is of.
        threshold: The share needed.
        exceed: Whether more is needed than the threshold, or as much is enough.
        turnout: The quorum, or None for none.

    Raises:
        InvalidInput: There is no such base.
    """
    yes, no = count.of("YES"), count.of("NO")
    share = Share(part=yes, whole=whole(count, base), base=base)
    plain = base == "disabled"

    def verdict(outcome: Outcome, reason: Literal["", "short", "no-quorum", "no-whole"]) -> Verdict:
        return Verdict(
            outcome=outcome,
            reason=reason,
            share=share,
            threshold=None if plain else threshold,
            exceed=exceed,
            turnout=turnout,
            tally=count.tally,
        )

    if turnout is not None and not turnout.reached:
        return verdict("CANNOT_TELL", "no-quorum")
    if plain:
        return verdict("ADOPTED", "") if yes > no else verdict("NOT_ADOPTED", "short")
    reached = share.fraction
    if reached is None:
        return verdict("CANNOT_TELL", "no-whole")
    enough = reached > threshold if exceed else reached >= threshold
    return verdict("ADOPTED", "") if enough else verdict("NOT_ADOPTED", "short")


def _sum(*answers: str) -> Callable[[Count], int | None]:
    return lambda count: count.of(*answers)


_WHOLES: Mapping[str, Callable[[Count], int | None]] = {
    "Y": lambda count: count.any_yes,
    "YN": _sum("YES", "NO"),
    "YNA": _sum("YES", "NO", "ABSTAIN"),
    "N": lambda count: count.any_no,
    "valid": lambda count: count.valid,
    "cast": lambda count: count.valid + count.invalid,
    "entitled": lambda count: count.entitled,
    "entitled_present": lambda count: count.present,
    "disabled": lambda count: None,
}
