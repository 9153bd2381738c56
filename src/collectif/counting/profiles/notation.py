"""This module is about ballots written down in a few words, as papers and examples do.

3: a > b = c          three voters put a first, and b level with c
2: a 5, b 1, c -      two voters grade a and b, and say nothing of c
a/cost 4, a/care 2    with criteria
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from collectif.counting.profiles.grades import OVERALL, SILENCES, Row, shown, told
from collectif.errors import InvalidProfile

if TYPE_CHECKING:
    from collectif.counting.profiles.answers import Answers

MOST = 100_000
"""The most ballots that are written out from words."""

_LINE = re.compile(r"(?:(?P<times>[0-9]{1,999})\s*:)?\s*(?P<ballot>.*)")
_NO_NAME = re.compile(r"[,:#]|^[0-9.]+\s|\s(-|-?[0-9]+)$")
"""What looks like a number of voters, a grade, a list or a remark, where an option is named."""

_VALUE = re.compile(r"-?[0-9]{1,999}|-|[A-Z_]+")


def ballots_in(text: str) -> list[str]:
    """Return every ballot, as often as it was cast; lines end at a line end or `;`.

    Raises:
        InvalidProfile: It is no text, or there are too many to be written out one by one.
    """
    if not isinstance(text, str):
        raise InvalidProfile.of("notation.given-where-ballots-are-written", text=shown(text))
    lines = [found for line in re.split(r"[\n;]", text) if (found := _LINE.fullmatch(line.strip()))]
    cast = [(int(line["times"] or 1), line["ballot"]) for line in lines if line[0]]
    if sum(times for times, _ in cast) > MOST:
        raise InvalidProfile.of("notation.more-than-ballots", most=MOST)
    return [ballot for times, ballot in cast for _ in range(times)]


def order_in(ballot: str) -> list[list[str]]:
    """Return the tiers of a ballot such as `a > b = c`; none for an empty one."""
    tiers = [[name.strip() for name in tier.split("=")] for tier in ballot.split(">")]
    if tiers == [[""]]:
        return []
    names = [name for tier in tiers for name in tier]
    if not all(names) or any(map(_NO_NAME.search, names)):
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
    return "; ".join(f"{told(n)}: {ballot}" if n > 1 else ballot for ballot, n in times.items())


def _order_of(profile: Answers, voter: str) -> str:
    cells = ((profile.cells.get((voter, o, OVERALL)), o) for o in profile.options)
    placed = sorted((place, option) for place, option in cells if isinstance(place, int))
    tiers = groupby(placed, key=lambda pair: pair[0])
    return " > ".join(" = ".join(option for _, option in tier) for _, tier in tiers)


def _grades_of(profile: Answers, voter: str) -> str:
    return ", ".join(
        f"{option if criterion == OVERALL else f'{option}/{criterion}'} "
        f"{told(profile.cells.get((voter, option, criterion), '-'))}"
        for option, criterion in profile.pairs
    )


def _row(voter: str, part: str, ballot: str) -> Row:
    *named, value = part.split()
    if not named or not _VALUE.fullmatch(value):
        raise _unreadable(ballot)
    grade = "MISSING" if value == "-" else value if value in SILENCES else None
    if grade is None and not value[-1].isdecimal():
        raise _unreadable(ballot)
    option, criterion = _cell_in(part.strip().removesuffix(value).rstrip(), named[-1])
    return voter, option, criterion, grade or int(value)


def _cell_in(named: str, last: str) -> tuple[str, str]:
    """Return the option and the criterion: what follows the first `/` in the last word, if any."""
    slash = named.find("/", max(1, len(named) - len(last)))
    if slash < 0 or slash + 1 == len(named):
        return named, OVERALL
    return named[:slash], named[slash + 1 :]


def _unreadable(ballot: str) -> InvalidProfile:
    return InvalidProfile.of("notation.ballot-cannot-be-read", ballot=shown(ballot))
