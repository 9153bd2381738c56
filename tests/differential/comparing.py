"""This module is about comparing: the same questions to both sides, and what became of them.

Answers are equal, or they differ for a reason that is written down, or nobody knows why.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any, Literal

from attrs import Factory, define, frozen

from answers import Answer, Ours
from apart.driving import Driver, PeerFailed
from questions import Question


@frozen(kw_only=True)
class Difference:
    """A written reason why answers differ.

    Attributes:
        reason: What each side does, in a sentence.
        supported: The side that the source supports; "both" where it leaves the choice.
        source: The source, so that a reader can look.
        explains: Whether question, our answer and theirs are a case of it. It should compute what
            the reason predicts, rather than look for a mark of it.
    """

    reason: str
    supported: Literal["ours", "theirs", "both"]
    source: str
    explains: Callable[[Question, Answer, Answer], bool]


@frozen(kw_only=True)
class Comparison:
    """One question that both sides can answer.

    Attributes:
        peer: The distribution that is asked.
        work: What its driver calls the work.
        what: What is compared, for a reader.
        question: A random question.
        ours: Our answer.
        theirs: Their answer in our words and units, from the question and what they said.
        differences: Every reason to differ that is known.
        one_in: Ask one question where others are asked this many; for peers that take long.
    """

    peer: str
    work: str
    what: str
    question: Callable[[Random], Question]
    ours: Ours
    theirs: Callable[[Question, Answer], Answer] = lambda _, answer: answer
    differences: tuple[Difference, ...] = ()
    one_in: int = 1


@frozen(kw_only=True)
class Case:
    """A question that was answered differently, and nobody knows why."""

    number: int
    question: Question
    ours: Answer
    theirs: Answer

    @property
    def size(self) -> int:
        """How long it is to read; the shortest one is shown."""
        return len(json.dumps(self.question))


@define
class Count:
    """What became of the questions of one comparison.

    Attributes:
        comparison: What was compared.
        equal: How many answers were equal.
        explained: Written reason -> how many answers differed for it.
        unexplained: The cases without a reason.
    """

    comparison: Comparison
    equal: int = 0
    explained: Counter[Difference] = Factory(Counter)
    unexplained: list[Case] = Factory(list)

    @property
    def smallest(self) -> Case | None:
        """The unexplained case that is the quickest to read."""
        return min(self.unexplained, key=lambda case: case.size, default=None)


def compare(comparison: Comparison, driver: Driver, *, profiles: int, seed: int) -> Count:
    """Ask both sides, and count; the same seed asks the same questions."""
    count = Count(comparison)
    for number in range(max(1, profiles // comparison.one_in)):
        random = Random(f"{seed} {comparison.what} {number}")
        asked = comparison.question(random)
        ours, theirs = _ours(comparison, asked), _theirs(comparison, driver, asked)
        if "failed" not in ours and same(ours, theirs):
            count.equal += 1
            continue
        known = (one for one in comparison.differences if one.explains(asked, ours, theirs))
        difference = next(known, None)
        if difference is None:
            case = Case(number=number, question=asked, ours=ours, theirs=theirs)
            count.unexplained.append(case)
        else:
            count.explained[difference] += 1
    return count


def same(ours: Any, theirs: Any) -> bool:
    """Whether two answers are equal: exactly, unless a peer has only a float.

    Exact numbers come over the line as text, and a float is close when it is within 1e-9.
    """
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(same(ours[k], theirs[k]) for k in ours)
    if isinstance(ours, (list, tuple)) and isinstance(theirs, (list, tuple)):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    if ours is None or theirs is None:
        return ours is theirs
    a, b = _number(ours), _number(theirs)
    if isinstance(a, float) or isinstance(b, float):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    return a == b


def _number(told: Any) -> Any:
    return Fraction(told) if isinstance(told, str) else told


def _ours(comparison: Comparison, asked: Question) -> Answer:
    try:
        return comparison.ours(asked)
    except Exception as failure:  # whatever it is, the question that brings it about is told
        return {"failed": f"{type(failure).__name__}: {failure}"}


def _theirs(comparison: Comparison, driver: Driver, asked: Question) -> Answer:
    try:
        return comparison.theirs(asked, driver.ask(comparison.work, asked))
    except PeerFailed as failure:
        return {"failed": str(failure)}
