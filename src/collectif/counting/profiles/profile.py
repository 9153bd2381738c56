"""This module is about profiles: what a room answered in one round, whole or without some of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

from attrs import evolve, frozen

from collectif.counting.profiles.answers import Pair
from collectif.counting.profiles.grades import Cell, listed, read_cells, read_voices, read_weights
from collectif.counting.profiles.incoming import Incoming, read_criteria
from collectif.errors import UnknownName

__all__ = ["Pair", "Profile"]

_DECLARED = ("voters", "options", "criteria", "weights", "lower_is_better", "ordinal")


@frozen(kw_only=True)
class Profile(Incoming):
    """The answers of one round; made by `Profile.from_grades` and the like.

    A profile knows nothing of rounds, logs or time. It keeps each answer as it was cast, and counts
    how many voters gave it; `Answers` says what it holds, `Incoming` how it is read.

    >>> room = Profile.from_grades([("ada", "roof", 4), ("bo", "roof", 5)], scale=(1, 5))
    >>> room.histograms["roof", "overall"], room.mean("roof", "overall")
    ((0, 0, 0, 1, 1), Fraction(9, 2))
    """

    def without_voters(self, *names: str) -> Self:
        """Return the profile as if some voters had not answered.

        Raises:
            UnknownName: Somebody is no voter here.
        """
        self._known("voter", names, self.voters)
        gone = set(names)
        return self._again(
            {cell: x for cell, x in self.cells.items() if cell[0] not in gone},
            voters=tuple(v for v in self.voters if v not in gone),
        )

    def without_options(self, *names: str) -> Self:
        """Return the profile as if some options had not been there.

        Raises:
            UnknownName: Something is no option here.
        """
        self._known("option", names, self.options)
        gone = set(names)
        return self._on(options=tuple(o for o in self.options if o not in gone))

    def without_criteria(self, *names: str) -> Self:
        """Return the profile as if some criteria had not been asked about.

        Raises:
            UnknownName: Something is no criterion here.
            InvalidProfile: No criterion would be left.
        """
        self._known("criterion", names, self.criteria)
        left = read_criteria((c for c in self.criteria if c not in names), ())
        return self._on(
            criteria=left,
            weights={criterion: self.weights[criterion] for criterion in left},
            lower_is_better=self.lower_is_better - set(names),
        )

    def only(self, cells: Iterable[Cell]) -> Self:
        """Return the profile with some of its answers alone; cells that are not there are none."""
        kept = {cell: self.cells[cell] for cell in cells if cell in self.cells}
        return evolve(self, cells=kept, columns=None)

    def having(self, cells: Mapping[Cell, int | str]) -> Self:
        """Return the profile with other answers of the same voters on the same options.

        Raises:
            InvalidProfile: An answer is about a name that is not there.
            InvalidScale: A grade is not on the scale.
        """
        return self._again(read_cells(cells, self.scale))

    def speaking(self, voices: Mapping[str, int] | None) -> Self:
        """Return the same answers with other voices; None lets each voter count once.

        Raises:
            InvalidProfile: A number of voices is no whole number from 1 on, or somebody is no
                voter here.
        """
        return evolve(self, voices=read_voices(voices, self.voters))

    def weighing(self, weights: Mapping[str, int] | None) -> Self:
        """Return the same answers with other weights; None weighs all criteria the same.

        Raises:
            InvalidProfile: A criterion has no weight, or one that is not a positive whole number.
        """
        return self._on(weights=read_weights(weights, self.criteria))

    def _on(self, **changes: Any) -> Self:
        """Return the answers of the same voters on the pairs that are left: no count is lost."""
        part = evolve(self, **changes)
        if part.pairs == self.pairs:
            return part.counted_as(self)
        kept = frozenset(part.pairs)
        if self.columns is None:
            cells = {cell: x for cell, x in self.cells.items() if cell[1:] in kept}
            return evolve(part, cells=cells).counted_as(self)
        places = [place for place, pair in enumerate(self.pairs) if pair in kept]
        columns = self.columns.of_pairs(places)
        return evolve(part, cells=columns.cells(self.voters, part.pairs), columns=columns)

    def _again(self, cells: Mapping[Cell, int | str], **changes: Any) -> Self:
        said = {name: getattr(self, name) for name in _DECLARED} | changes
        there = set(said["voters"])
        said["voices"] = {v: n for v, n in self.voices.items() if v in there}
        return self._of(dict(cells), scale=self.scale, **said)

    def _known(self, kind: str, names: tuple[str, ...], known: tuple[str, ...]) -> None:
        there = set(known)
        strangers = [name for name in names if type(name) is not str or name not in there]
        if strangers:
            raise UnknownName.of(
                "profile.cannot-be-left-out",
                strangers=listed(strangers),
                kind=kind,
                known=listed(known),
            )
