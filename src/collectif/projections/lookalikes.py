"""This module is about names that can be taken for others: flagged where they are shown.

Nothing is refused: a name is what people chose. A word that mixes scripts, and two names that look
alike, are worth a second look (Unicode Technical Standard #39, sections 4 and 5; of its table the
letters of three scripts and the digits that pass for letters are here, not all of them).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from attrs import frozen

from collectif.acts.community import MemberJoined
from collectif.acts.proposals import ProposalAmended, ProposalSubmitted
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection

_SCRIPTS = frozenset({"ARABIC", "ARMENIAN", "CHEROKEE", "COPTIC", "CYRILLIC", "GEORGIAN", "GREEK",
                      "HEBREW", "LATIN"})  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_LONG = 200
"""Statements of conversations are no names; what is longer than this is not compared."""

_SAME = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеорсухіјѕһԁԛԝӏ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινορυ" + "I1|0",
    "ABESlJKMHOPCTYXaeopcyxijshdqwl" + "ABEZHlKMNOPTYXaivopu" + "lllO",
)


@frozen(kw_only=True)
class Lookalike:
    """One name, or several, that can be taken for others.

    Attributes:
        kind: MIXED if a word of it has letters of several scripts, ALIKE if names look alike.
        names: (thing, its name) of each, in the order of the log.
    """

    kind: Literal["MIXED", "ALIKE"]
    names: tuple[tuple[str, str], ...]


def skeleton(name: str) -> str:
    """Return a name as it looks: two that look alike have the same one."""
    seen = (c for c in unicodedata.normalize("NFKD", name) if unicodedata.category(c) != "Cf")
    return " ".join("".join(seen).translate(_SAME).replace("m", "rn").split())


def mixed(name: str) -> bool:
    """Whether a word of a name has letters of several scripts that pass for one another."""
    return any(len({*_scripts(word)}) > 1 for word in _WORD.findall(name) if not word.isascii())


def _scripts(word: str) -> Iterator[str]:
    for letter in word:
        script = unicodedata.name(letter, "").split(" ")[0]
        if script in _SCRIPTS:
            yield script


def _members_have_names(state: dict[tuple[str, str], None], event: Recorded[MemberJoined]) -> None:
    _named(state, event.data.member_id, event.data.name)


def _proposals_have_titles(state: dict[tuple[str, str], None], event: Recorded[Any]) -> None:
    if event.data.title is not None:
        _named(state, event.data.proposal_id, event.data.title)


def _named(state: dict[tuple[str, str], None], thing: str, text: Any) -> None:
    for words in text.values():
        if len(words) <= _LONG:
            state[thing, words] = None


def lookalikes(names: Iterable[tuple[str, str]]) -> tuple[Lookalike, ...]:
    """Return the names that can be taken for others: what mixes scripts, then what looks alike.

    Args:
        names: (thing, its name), as `NAMED` tells them.
    """
    told, groups = tuple(names), dict[str, list[tuple[str, str]]]()
    for thing, name in told:
        groups.setdefault(skeleton(name), []).append((thing, name))
    strange = [Lookalike(kind="MIXED", names=(one,)) for one in told if mixed(one[1])]
    return (*strange, *_alike(groups.values()))


def _alike(groups: Iterable[Sequence[tuple[str, str]]]) -> Iterator[Lookalike]:
    """Yield the groups in which several things have names that are not the same."""
    for names in groups:
        if len({thing for thing, _ in names}) > 1 and len({name for _, name in names}) > 1:
            yield Lookalike(kind="ALIKE", names=tuple(names))


NAMED: Projection[Any, tuple[tuple[str, str], ...]] = Projection(
    start=dict,
    clauses={
        MemberJoined: _members_have_names,
        ProposalSubmitted: _proposals_have_titles,
        ProposalAmended: _proposals_have_titles,
    },
    show=tuple,
)
"""(thing, its name) for members and proposals, in every language and version, in order."""
