"""This module is about what a rule does with silence: leaves it out, or takes it for a grade.

Leaving out is the default everywhere. Any other treatment is a choice that somebody made, and the
result repeats it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, get_args

from attrs import evolve

from collectif.counting.profiles.exact import exact_share
from collectif.counting.profiles.grades import SILENCES, listed, shown
from collectif.counting.profiles.profile import Pair, Profile
from collectif.errors import InvalidInput, Reason

Treatment = Literal["left_out", "lowest", "highest", "median"]
"""What a cell without a grade counts as: nothing; the worst grade; the best; the lower middle grade
that the option has on the criterion."""

Treatments = Mapping[str, Treatment] | Treatment
"""Silence -> its treatment, those left out being left out; or one treatment of "MISSING" alone."""


def treatments(said: Treatments | None) -> dict[str, str]:
    """Return the treatment of every silence.

    Nobody fills a cell for a voter who was kept out of it: "NOT_ENTITLED" is always left out.

    Raises:
        InvalidInput: A silence or a treatment does not exist, or one is filled that cannot be.
    """
    asked = {"MISSING": said} if not isinstance(said, Mapping | None) else dict(said or {})
    for name, treatment in asked.items():
        if name not in SILENCES or treatment not in get_args(Treatment):
            raise InvalidInput.of(
                "silence.silence-was-to-be-treated",
                name=shown(name),
                treatment=shown(treatment),
                silences=listed(SILENCES),
                treatment2=listed(get_args(Treatment)),
            )
    if asked.get("NOT_ENTITLED", "left_out") != "left_out":
        raise InvalidInput.of("silence.cells-voters-who-are-not")
    return {name: asked.get(name, "left_out") for name in SILENCES}


def filled(profile: Profile, said: Treatments) -> Profile:
    """Return the profile with some silences taken for grades.

    >>> room = Profile.from_text("a 5, b 3; a 4, b -", scale=(1, 5))
    >>> filled(room, "lowest").mean("b", "overall")
    Fraction(2, 1)

    Args:
        profile: The answers, as grades.
        said: What each silence counts as; see `Treatments`.

    Raises:
        InvalidInput: A silence or a treatment does not exist, or one is filled that cannot be.
    """
    chosen = treatments(said)
    if set(chosen.values()) == {"left_out"}:
        return profile
    cells = dict(profile.cells)
    for option, criterion in profile.pairs:
        ends = _grades(profile, (option, criterion))
        for voter in profile.voters:
            answer = cells.get((voter, option, criterion), "MISSING")
            grade = ends.get(chosen[answer]) if isinstance(answer, str) else None
            if grade is not None:
                cells[voter, option, criterion] = grade
    return evolve(profile, cells=cells, columns=None)


def thin(profile: Profile, least: Fraction | str | None) -> tuple[str, ...]:
    """Return the options that too few of those entitled graded on some criterion.

    Args:
        profile: The answers.
        least: The share of those entitled who must have given a grade, 0 to 1; None asks for none.

    Raises:
        InvalidInput: It is no exact share from 0 to 1.
    """
    if least is None:
        return ()
    share = exact_share(least, Reason("exact.coverage"))
    covered = {pair: profile.coverage(*pair) for pair in profile.pairs}
    return tuple(
        option
        for option in profile.options
        if any((covered[option, c] or Fraction(0)) < share for c in profile.criteria)
    )


def _grades(profile: Profile, pair: Pair) -> Mapping[str, int]:
    """Return treatment -> grade as it would be cast."""
    scale = profile.scale
    worths = {"lowest": scale.min, "highest": scale.max}
    tally = profile.tally(*pair)
    middle = (sum(n for _, n in tally) - 1) // 2
    for step, n in tally:
        if middle < n:
            worths["median"] = scale.min + step
            break
        middle -= n
    if pair[1] not in profile.lower_is_better:
        return worths
    return {name: scale.min + scale.max - grade for name, grade in worths.items()}
