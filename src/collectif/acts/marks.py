"""This module is about what a mark looks like: a number or a letter that grades somebody's work.

A review speaks in words, because a mark would make a ranking of members. Words hold numbers all
the same, such as hours and households; only four forms are marks:

- a number out of 5, 10, 20 or 100: `4/5`, `8 sur 10`, `four out of five`;
- a number or a letter that is called a mark: `note : 7`, `a score of 8`, `grade: B+`;
- stars: `★★★`, `***`, `4 étoiles`, `five stars`;
- a number or a capital letter that stands alone: `9`, `A+`.

A share of five or ten, or a day such as `4/10`, reads as a mark: it is written in other words.
"""

from __future__ import annotations

import re

_WORDS = (
    "zéro|un|deux|trois|quatre|cinq|sept|huit|neuf|dix|"
    "zero|one|two|three|four|five|six|seven|eight|nine|ten"
)
_NUMBER = rf"(?:(?<![\d/.,])\d{{1,3}}(?:[.,]\d+)?|\b(?:{_WORDS})\b)"
_LETTER = r"(?-i:\b[A-F](?:[+-]|\b))"
_TOP = r"(?:(?:5|10|20|100)(?![\d/]|[.,]\d)|(?:cinq|dix|vingt|cent|five|ten|twenty)\b)"

_MARKS = re.compile(
    rf"{_NUMBER}\s*(?:/|\bsur\b|\bout of\b)\s*{_TOP}"
    rf"|\b(?:note|cote|score|mark|grade|rating)\s*(?:[:=]\s*(?:{_NUMBER}|{_LETTER})"
    rf"|\b(?:de|of)\s+{_NUMBER})"
    rf"|[★☆⭐🌟]|(?<!\S)\*{{2,5}}(?!\S)|{_NUMBER}\s*(?:étoiles?|stars?)\b"
    rf"|^\s*(?:{_NUMBER}|{_LETTER})\s*[.!]?\s*$",
    re.IGNORECASE,
)


def mark_in(words: str) -> str | None:
    """Return the first mark that words hold, or None.

    >>> mark_in("Du bon travail, 4/5.")
    '4/5'
    >>> mark_in("Pourquoi fermé à 17 h? On prête deux bénévoles.")
    """
    found = _MARKS.search(words)
    return None if found is None else found.group().strip()
