"""This module is about ballots written down in a few words, as papers and examples do.

3: a > b = c          three voters put a first, and b level with c
2: a 5, b 1, c -      two voters grade a and b, and say nothing of c
a/cost 4, a/care 2    with criteria
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from collectif.counting.grades import OVERALL, SILENCES, Row, shown
from collectif.errors import InvalidProfile

if TYPE_CHECKING:
    from collectif.counting.answers import Answers

_LINE = re.compile(r"(?:(?P<times>[0-9]+)\s*:)?\s*(?P<ballot>.*)")
_GRADE = re.compile(r"(?P<option>.+?)(?:/(?P<criterion>\S+))?\s+(?P<value>-?[0-9]+|-|[A-Z_]+)")


def lines_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield how many voters cast a ballot, and the ballot; lines end at a line end or `;`."""
    for line in re.split(r"[\n;]", text):
        if line.strip():
            found = _LINE.fullmatch(line.strip())
            assert found is not None
            yield int(found["times"] or 1), found["ballot"]


def order_in(ballot: str) -> list[list[str]]:
    """Return the tiers of a ballot such as `a > b = c`; none for an empty one."""
    tiers = [[name.strip() for name in tier.split("=")] for tier in ballot.split(">")]
    if tiers == [[""]]:
        return []
    if not all(name for tier in tiers for name in tier):
        raise _unreadable(ballot)
    return tiers


def rows_in(voter: str, ballot: str) -> list[Row]:
    """Return the answers of one voter in a ballot such as `a 5, b ABSTAIN, c -`."""
    return [_row(voter, part, ballot) for part in ballot.split(",") if part.strip()]


def written(profile: Answers) -> str:
    """Return the ballots of a profile in this notation, equal ones together.

    Names of voters, weights and the ends of the scale are not in it.
    """
    write = _order_of if profile.ordinal else _grades_of
    times: Counter[str] = Counter()
    for voter in profile.voters:
        times[write(profile, voter)] += profile.voice(voter)
    return "; ".join(f"{n}: {ballot}" if n > 1 else ballot for ballot, n in times.items())


def _order_of(profile: Answers, voter: str) -> str:
    cells = ((profile.cells.get((voter, o, OVERALL)), o) for o in profile.options)
    placed = sorted((place, option) for place, option in cells if isinstance(place, int))
    tiers = groupby(placed, key=lambda pair: pair[0])
    return " > ".join(" = ".join(option for _, option in tier) for _, tier in tiers)


def _grades_of(profile: Answers, voter: str) -> str:
    return ", ".join(
        f"{option if criterion == OVERALL else f'{option}/{criterion}'} "
        f"{profile.cells.get((voter, option, criterion), '-')}"
        for option, criterion in profile.pairs
    )


def _row(voter: str, part: str, ballot: str) -> Row:
    found = _GRADE.fullmatch(part.strip())
    if found is None:
        raise _unreadable(ballot)
    value, said = found["value"], found["value"] if found["value"] in SILENCES else None
    grade = "MISSING" if value == "-" else said
    if grade is None and value.isupper():
        raise _unreadable(ballot)
    return voter, found["option"], found["criterion"] or OVERALL, grade or int(value)


def _unreadable(ballot: str) -> InvalidProfile:
    return InvalidProfile(
        f"The ballot {shown(ballot)} cannot be read.",
        "A ballot reads 'a > b = c' for an order, or 'a 5, b 3, c ABSTAIN' for grades.",
        "Write it so, with '3:' in front where three voters cast it.",
    )
