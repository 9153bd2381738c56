"""This module is about ballots written down in a few words, as papers and examples do.

3: a > b = c          three voters put a first, and b level with c
2: a 5, b 1, c -      two voters grade a and b, and say nothing of c
a/cost 4, a/care 2    with criteria
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectif.counting.grades import OVERALL, SILENCES, Row, shown
from collectif.errors import InvalidProfile

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
