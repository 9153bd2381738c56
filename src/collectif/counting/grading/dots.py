"""This module is about dots: each voter has so many of them to stick on options."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from attrs import evolve

from collectif.counting.profiles.grades import shown, told
from collectif.counting.profiles.profile import Profile
from collectif.counting.ranking import Ranking
from collectif.counting.registry import rule
from collectif.counting.scored import ranked
from collectif.errors import InvalidInput, InvalidProfile


@rule(
    "dots",
    source="by custom of facilitators (dot voting); as cumulative voting: J. G. Marshall, 1850s",
    keeps=("anonymity", "neutrality", "homogeneity", "irrelevant-options"),
    breaks={
        "majority": "2: a 3, b 2; a 0, b 5",
    },
    scale=(0, 5),
    example="a 3, b 2; a 1, b 1, c 3; b 5",
)
def dots(profile: Profile, *, budget: int | None = None) -> Ranking:
    """Rank options by the dots that were stuck on them, each voter having so many to spend.

    A grade is a number of dots, from 0 to the highest that one option may get, and the score of an
    option is the number of dots on it, those of a voter with several voices counted as often. A
    voter may keep dots back, and never spends more than the budget.

    For an assembly: it is quick on a wall, and shows strength as well as number. Its price: similar
    options share the dots of those who like them, so merge them before; and dots stuck in sight of
    others follow the crowd.

    Silence: who said nothing of an option stuck no dot on it, whatever the silence. An option
    without dots has 0 of them, and a place.

    Args:
        profile: The dots, on one criterion and a scale from 0.
        budget: Dots that each voter may spend over all options; None means the top of the scale.

    Returns:
        A ranking whose scores are dots, from 0 on. Behind it: `givers`, option -> voices that
        stuck at least one dot on it; `spent`, the dots in all.

    Raises:
        InvalidProfile: A voter spent more than the budget, there are several criteria, lower is
            better, or the scale does not start at 0.
        InvalidInput: The budget is no whole number from 1 on.
    """
    most = profile.scale.max if budget is None else budget
    if type(most) is not int or most < 1:
        raise InvalidInput.of("dots.budget-dots-was-asked", most=shown(most))
    _check_dots(profile, most)
    [criterion] = profile.criteria
    tallies = {option: profile.tallies[option, criterion] for option in profile.options}
    found = {o: Fraction(sum(step * n for step, n in tally)) for o, tally in tallies.items()}
    ranking = ranked("dots", found, {"budget": most})
    givers = {o: sum(n for step, n in tally if step) for o, tally in tallies.items()}
    return evolve(ranking, behind={"givers": givers, "spent": int(sum(found.values()))})


def _check_dots(profile: Profile, budget: int) -> None:
    plain = len(profile.criteria) == 1 and not profile.lower_is_better
    if not plain or profile.scale.min != 0 or profile.ordinal:
        raise InvalidProfile.of(
            "dots.dots-were-to-be-counted", min=told(profile.scale.min), count=len(profile.criteria)
        )
    for voter, number in _spent(profile):
        if number > budget:
            raise InvalidProfile.of(
                "dots.spent-dots", voter=voter, number=told(number), budget=told(budget)
            )


def _spent(profile: Profile) -> Iterator[tuple[str, int]]:
    sums = dict.fromkeys(profile.voters, 0)
    for (voter, _, _), value in profile.cells.items():
        sums[voter] += value if isinstance(value, int) else 0
    yield from sums.items()
