"""This module is about figures of every cell that are worked out when somebody asks for them.

A result carries them without a cost: what nobody looks up is never counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

from attrs import field, frozen

from collectif.counting.profiles.profile import Pair, Profile
from collectif.errors import UnknownName

Figure = TypeVar("Figure")


@frozen(kw_only=True, eq=False)
class Figures(Mapping[Pair, Figure], Generic[Figure]):
    """(option, criterion) -> a figure of the cell, in declared order.

    >>> room = Profile.from_text("a 5, b 3; a 4, b -", scale=(1, 5))
    >>> Figures(profile=room, figure=Profile.n)["b", "overall"]
    1

    Attributes:
        profile: The answers.
        figure: A method of `Profile` that takes an option and a criterion.
    """

    profile: Profile = field(repr=False)
    figure: Callable[[Profile, str, str], Figure] = field(repr=False)

    def __getitem__(self, pair: Pair) -> Figure:
        try:
            return self.figure(self.profile, *pair)
        except UnknownName:
            raise KeyError(pair) from None

    def __iter__(self) -> Iterator[Pair]:
        return iter(self.profile.pairs)

    def __len__(self) -> int:
        return len(self.profile.options) * len(self.profile.criteria)
