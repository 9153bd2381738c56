"""This module is about ballots without criteria as people read them: each answer in words.

What a ballot says of a subject is a number in most rounds: 1 or 0 for approval, dots, a degree, a
rank. People read what it stands for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from collectif.acts.ballots import GRADIENT_DEGREES
from collectif.projections.digests import tally
from collectif.projections.scores import RoundScores
from collectif.reports.words import answer, in_lang, say, wrapped
from collectif.values import Text

_APPROVAL = {"0": "approves_not", "1": "approves"}
_FEW = {"en": ("1",), "fr": ("0", "1")}


def answer_of(kind: str, given: str, lang: str) -> str:
    """Return what a ballot says of a subject, in words.

    Args:
        kind: The kind of the round.
        given: What stands on the ballot.
        lang: The language.
    """
    match kind:
        case "APPROVAL" if given in _APPROVAL:
            return say(lang, _APPROVAL[given])
        case "DOTS":
            few = given in _FEW[lang]
            return say(lang, "dot" if few else "dots", count=given)
        case "GRADIENT":
            return say(lang, "degree", degree=given, most=GRADIENT_DEGREES)
        case "RANKING":
            return say(lang, "at_rank", rank=given)
    return answer(lang, given)


def answers_by_subject(scores: RoundScores) -> Iterator[tuple[str, str, int]]:
    """Yield subject, answer, and how many gave it; subjects in their order, answers rising."""
    told = tally(scores)
    for subject in scores.opened.subjects:
        yield from ((str(subject), given, count) for given, count in told[subject].items())


def ballots_text(scores: RoundScores, titles: Mapping[str, Text], lang: str) -> Iterator[str]:
    """Yield the lines that show how each subject was answered on, and how many answered."""
    said: dict[str, list[str]] = {str(subject): [] for subject in scores.opened.subjects}
    for subject, given, count in answers_by_subject(scores):
        said[subject].append(f"{answer_of(scores.opened.kind, given, lang)} ({count})")
    for subject, answers in said.items():
        title = in_lang(titles.get(subject, {}), lang)
        told = say(lang, "label", label=f"{title} ({subject})" if title else subject,
                   text=", ".join(answers) or "-")  # fmt: skip
        yield from wrapped(told, indent="    ", first="  ")
    yield from wrapped(say(lang, "answered_by", count=len(scores.ballots)))
