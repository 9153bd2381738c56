"""This module is about how answers come in: as rows, as ballots, as arrays, or in a few words.

Whichever way, the same answers make the same profile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from attrs import evolve, frozen

from collectif.counting.profiles import notation
from collectif.counting.profiles.answers import Answers
from collectif.counting.profiles.ballots import (
    Approvals,
    Rankings,
    are_places,
    places_in,
    read_approvals,
    read_rankings,
)
from collectif.counting.profiles.columns import Columns, columns_in, columns_of, columns_of_lists
from collectif.counting.profiles.grades import (
    OVERALL,
    Cell,
    Rows,
    read_cells,
    read_names,
    read_rows,
    read_scale,
    read_voices,
    read_weights,
    shown,
)
from collectif.errors import InvalidProfile
from collectif.values import Scale

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


_FEW = 20_000
"""Cells up to which they are kept one by one, without NumPy."""
KINDS = ("voter", "option", "criterion")
"""What a cell names, in this order."""

MOST_NUMBERED = 100_000_000
"""The most voters, options or criteria that are given numbers for names."""


@frozen(kw_only=True)
class Incoming(Answers):
    """The answers of one round, with every way to read them."""

    @classmethod
    def from_grades(
        cls,
        rows: Rows,
        *,
        scale: Scale | tuple[int, int],
        options: Iterable[str] | None = None,
        criteria: Iterable[str] | None = None,
        weights: Mapping[str, int] | None = None,
        lower_is_better: Iterable[str] = (),
        voters: Iterable[str] | None = None,
        voices: Mapping[str, int] | None = None,
    ) -> Self:
        """Return the profile of the rows, whatever their order.

        Args:
            rows: (voter, option, criterion, value) each, or (voter, option, value) for one
                criterion named "overall"; or a mapping from (voter, option, criterion) to value.
                A value is a grade or a named silence; no row means no answer.
            scale: A `Scale`, or its lowest and highest grade.
            options: The options in order; None means those that appear, as they appear.
            criteria: The criteria in order; None means those that have a weight, and without
                weights those that appear.
            weights: A weight for each criterion; None means that all weigh the same.
            lower_is_better: The criteria where a low grade is good.
            voters: The voters in order, with those who said nothing; None means those that appear.
            voices: Voter -> as how many voters it counts; one that is left out counts as one.

        Raises:
            InvalidProfile: An answer is there twice, is no whole number, or is about a name that
                was not declared; or a weight or a number of voices is wrong.
            InvalidScale: A grade is not on the scale, or the scale is none.
        """
        scale = read_scale(scale)
        cells = read_cells(rows, scale)
        return cls._of(
            cells,
            scale=scale,
            options=options,
            criteria=criteria,
            weights=weights,
            lower_is_better=lower_is_better,
            voters=voters,
            voices=voices,
        )

    @classmethod
    def from_rankings(
        cls,
        rows: Rankings,
        *,
        options: Iterable[str] | None = None,
        voters: Iterable[str] | None = None,
        voices: Mapping[str, int] | None = None,
    ) -> Self:
        """Return the profile of ballots that order options, complete or not.

        >>> from collectif.counting import Profile
        >>> room = Profile.from_rankings([["roof", "bus"], ["bus", ["roof", "pool"]]])
        >>> room.cells["v2", "pool", "overall"]
        2

        Args:
            rows: Voter -> ballot; or one ballot each, or (voter, ballot), or (voter, option,
                place). A ballot lists options, the best first, those that are level in a list of
                theirs; voters of ballots without a name are v1, v2 and so on. What a ballot does
                not list is missing from it.
            options: The options in order, with those that nobody lists; None means those that
                appear.
            voters: The voters in order; None means those that appear.
            voices: Voter -> as how many voters it counts; one that is left out counts as one.

        Raises:
            InvalidProfile: A ballot cannot be read, an option or a voter is there twice, or a name
                was not declared.
        """
        given = rows if isinstance(rows, Mapping) else list(read_rows(rows))
        if not isinstance(given, Mapping) and are_places(given):
            seen, places = places_in(given)
        else:
            seen, places = read_rankings(given)
        names = read_names("option", options, (option for _, option, _ in places))
        return cls._of(
            dict(places),
            scale=Scale(min=1, max=max(2, len(names))),
            options=names,
            lower_is_better=(OVERALL,),
            voters=seen if voters is None else voters,
            voices=voices,
            ordinal=True,
        )

    @classmethod
    def from_approvals(
        cls,
        rows: Approvals,
        *,
        options: Iterable[str] | None = None,
        voters: Iterable[str] | None = None,
        voices: Mapping[str, int] | None = None,
    ) -> Self:
        """Return the profile of lists of approved options: grades 1, and 0 for what is not listed.

        Args:
            rows: Voter -> options; or one list each, or (voter, options). Voters of lists without
                a name are v1, v2 and so on.
            options: The options in order, with those that nobody approves; None means those that
                appear.
            voters: The voters in order. One without a list said nothing; one with an empty list
                approves nothing.
            voices: Voter -> as how many voters it counts; one that is left out counts as one.

        Raises:
            InvalidProfile: A list cannot be read, a voter is there twice, or a name was not
                declared.
        """
        seen, approved = read_approvals(rows)
        listing = (option for ballot in approved.values() for option in sorted(ballot))
        names = read_names("option", options, listing)
        if len(seen) * len(names) > _FEW:
            return cls._of_lists(approved, names, voters=voters, voices=voices)
        cells = {
            (voter, option, OVERALL): int(option in approved[voter])
            for voter in seen
            for option in names
        }
        return cls._of(
            dict(cells),
            scale=Scale(min=0, max=1),
            options=names,
            voters=seen if voters is None else voters,
            voices=voices,
        )

    @classmethod
    def from_text(
        cls,
        text: str,
        *,
        scale: Scale | tuple[int, int] | None = None,
        options: Iterable[str] | None = None,
        **how: Any,
    ) -> Self:
        """Return the profile of ballots written down in a few words.

        >>> from collectif.counting import Profile
        >>> Profile.from_text("3: a > b; 2: b > a").voters
        ('v1', 'v2', 'v3', 'v4', 'v5')

        Args:
            text: Ballots, each on a line or up to a `;`, with `3:` in front where three voters
                cast it. Orders read `a > b = c`; with a scale, grades read `a 5, b/cost 3`, and
                silences `a ABSTAIN` or `a -`.
            scale: The scale of grades; None means that the ballots are orders.
            options: The options in order; None means by name.
            **how: What else `from_grades` takes, or `from_rankings` where the ballots are orders.

        Raises:
            InvalidProfile: A ballot cannot be read.
        """
        ballots = notation.ballots_in(text)
        voters = [f"v{number}" for number, _ in enumerate(ballots, start=1)]
        if scale is None:
            orders = {v: notation.order_in(b) for v, b in zip(voters, ballots, strict=True)}
            seen = {option for order in orders.values() for tier in order for option in tier}
            named = sorted(seen) if options is None else options
            return cls.from_rankings(orders, options=named, **how)
        rows = [row for v, b in zip(voters, ballots, strict=True) for row in notation.rows_in(v, b)]
        named = sorted({row[1] for row in rows}) if options is None else options
        return cls.from_grades(rows, scale=scale, options=named, voters=voters, **how)

    @classmethod
    def from_array(
        cls,
        values: ArrayLike,
        *,
        scale: Scale | tuple[int, int],
        silent: Mapping[int, str] | None = None,
        options: Iterable[str] | None = None,
        criteria: Iterable[str] | None = None,
        weights: Mapping[str, int] | None = None,
        lower_is_better: Iterable[str] = (),
        voters: Iterable[str] | None = None,
    ) -> Self:
        """Return the profile of a NumPy table: voters x options, or voters x options x criteria.

        Args:
            values: Whole numbers: grades as cast, or codes of silences.
            scale: A `Scale`, or its lowest and highest grade.
            silent: Number -> the silence that it stands for; None means that -1 is "MISSING",
                unless it is on the scale.
            options: Their names, in the order of the table; None means o1, o2 and so on.
            criteria: The same for criteria; None means those of the weights, else c1, c2 and so
                on, or "overall" for a single one.
            weights: A weight for each criterion; None means that all weigh the same.
            lower_is_better: The criteria where a low grade is good.
            voters: The names of the voters; None means v1, v2 and so on.

        Raises:
            InvalidProfile: The table has another shape than the names, or holds no whole numbers.
            InvalidScale: A number is neither on the scale nor the code of a silence.
        """
        scale = read_scale(scale)
        found = columns_in(
            values, scale=scale, silent={-1: "MISSING"} if silent is None else silent
        )
        import numpy as np

        shape = (*np.shape(values), 1)[:3]
        return cls._in_columns(
            found,
            scale,
            names=(voters, options, criteria if criteria is not None else weights),
            sizes=shape,
            weights=weights,
            lower_is_better=lower_is_better,
        )

    @classmethod
    def from_columns(
        cls,
        voter: ArrayLike,
        option: ArrayLike,
        criterion: ArrayLike | None,
        grade: ArrayLike,
        *,
        scale: Scale | tuple[int, int],
        voters: Iterable[str] | int,
        options: Iterable[str] | int,
        criteria: Iterable[str] | int = 1,
        weights: Mapping[str, int] | None = None,
        lower_is_better: Iterable[str] = (),
    ) -> Self:
        """Return the profile of answers in NumPy columns, one element for each answer.

        Args:
            voter: The place of each answer's voter in the list of voters, from 0.
            option: The same for options.
            criterion: The same for criteria; None where there is one.
            grade: The grade of each answer, as cast. A cell that is not there was not answered.
            scale: A `Scale`, or its lowest and highest grade.
            voters: The names of the voters, or how many there are: v1, v2 and so on.
            options: The same for options: o1, o2 and so on.
            criteria: The same for criteria: c1, c2 and so on, or "overall" for a single one.
            weights: A weight for each criterion; None means that all weigh the same.
            lower_is_better: The criteria where a low grade is good.

        Raises:
            InvalidProfile: The columns differ in length, a code has no name, or a cell is there
                twice.
            InvalidScale: A grade is not on the scale.
        """
        scale = read_scale(scale)
        said = [
            _counted(kind, n) if isinstance(n, int) else read_names(kind, n, ())
            for kind, n in zip(KINDS, (voters, options, criteria), strict=True)
        ]
        sizes = tuple(n if isinstance(n, int) else len(n) for n in said)
        found = columns_of(voter, option, criterion, grade, sizes=sizes, scale=scale)  # type: ignore[arg-type]
        return cls._in_columns(
            found,
            scale,
            names=tuple(None if isinstance(n, int) else n for n in said),
            sizes=sizes,
            weights=weights,
            lower_is_better=lower_is_better,
        )

    @classmethod
    def _of_lists(
        cls,
        approved: Mapping[str, Iterable[str]],
        options: tuple[str, ...],
        *,
        voters: Iterable[str] | None,
        voices: Mapping[str, int] | None,
    ) -> Self:
        """Return the profile of lists as a table, so that no cell is spelled out."""
        everybody = read_names("voter", voters, approved)
        place = {option: number for number, option in enumerate(options)}
        rows = [
            [place[o] for o in approved[voter]] if voter in approved else None
            for voter in everybody
        ]
        found = cls._in_columns(
            columns_of_lists(rows, len(options)),
            Scale(min=0, max=1),
            names=(everybody, options, None),
            sizes=(len(everybody), len(options), 1),
            weights=None,
            lower_is_better=(),
        )
        return evolve(found, voices=read_voices(voices, everybody))

    @classmethod
    def _in_columns(
        cls,
        columns: Columns,
        scale: Scale,
        *,
        names: Sequence[Iterable[str] | None],
        sizes: Sequence[int],
        weights: Mapping[str, int] | None,
        lower_is_better: Iterable[str],
    ) -> Self:
        voters, options, criteria = (
            _numbered(kind, declared, size)
            for kind, declared, size in zip(KINDS, names, sizes, strict=True)
        )
        reversed_criteria = frozenset(read_names("criterion", lower_is_better, ()))
        read_names("criterion", criteria, reversed_criteria)
        return cls(
            voters=voters,
            options=options,
            criteria=criteria,
            scale=scale,
            weights=read_weights(weights, criteria),
            lower_is_better=reversed_criteria,
            cells=columns.cells(voters, [(o, c) for o in options for c in criteria]),
            columns=columns,
        )

    @classmethod
    def _of(
        cls,
        cells: dict[Cell, int | str],
        *,
        scale: Scale,
        options: Iterable[str] | None,
        criteria: Iterable[str] | None = None,
        weights: Mapping[str, int] | None = None,
        lower_is_better: Iterable[str] = (),
        voters: Iterable[str] | None,
        voices: Mapping[str, int] | None,
        ordinal: bool = False,
    ) -> Self:
        seen_voters, seen_options, seen_criteria = zip(*cells, strict=True) if cells else [()] * 3
        options = read_names("option", options, seen_options)
        criteria = read_criteria(criteria if criteria is not None else weights, seen_criteria)
        reversed_criteria = frozenset(read_names("criterion", lower_is_better, ()))
        read_names("criterion", criteria, reversed_criteria)
        everybody = read_names("voter", voters, seen_voters)
        return cls(
            voters=everybody,
            options=options,
            criteria=criteria,
            scale=scale,
            weights=read_weights(weights, criteria),
            lower_is_better=reversed_criteria,
            voices=read_voices(voices, everybody),
            ordinal=ordinal,
            cells=_without_the_missing(cells),
        )


def _without_the_missing(cells: dict[Cell, int | str]) -> dict[Cell, int | str]:
    """Leave out what says that there is no answer: no cell says the same."""
    if "MISSING" not in cells.values():
        return cells
    return {cell: answer for cell, answer in cells.items() if answer != "MISSING"}


def read_criteria(declared: Iterable[str] | None, seen: Iterable[str]) -> tuple[str, ...]:
    """Return the declared criteria, or those that were seen; refuse to be left without any."""
    criteria = read_names("criterion", declared, seen)
    if criteria:
        return criteria
    if declared is None:
        return (OVERALL,)
    raise InvalidProfile.of("incoming.profile-without-any-criterion", overall=OVERALL)


def _counted(kind: str, number: int) -> int:
    least = 1 if kind == "criterion" else 0
    if type(number) is not int or not least <= number <= MOST_NUMBERED:
        raise InvalidProfile.of(
            "incoming.names-kind",
            number=shown(number),
            kind=kind,
            least=least,
            most_numbered=MOST_NUMBERED,
        )
    return number


def _numbered(kind: str, declared: Iterable[str] | None, size: int) -> tuple[str, ...]:
    if declared is None:
        single = kind == "criterion" and size == 1
        return (OVERALL,) if single else _numbers(kind[0], size)
    names = read_names(kind, declared, ())
    if len(names) != size:
        raise InvalidProfile.of(
            "incoming.names-were-given-for-kind", count=len(names), size=size, kind=kind
        )
    return names


@lru_cache(maxsize=8)
def _numbers(letter: str, size: int) -> tuple[str, ...]:
    """Return v1, v2 and so on; profiles of the same size share them."""
    return tuple(f"{letter}{n}" for n in range(1, size + 1))
