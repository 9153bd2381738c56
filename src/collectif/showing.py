"""This module is about showing what people wrote so that it does nothing: it is read, never run.

What is stored stays as it was written; only what is shown changes.
"""

from __future__ import annotations

import re
from unicodedata import category

_MARKUP = re.compile(r"([\\`*_~\[\]<>&|])")


def visible(text: str) -> str:
    """Return words as they can be shown: what is invisible reads as `⟨U+202E⟩`.

    Invisible are controls, characters without width or that turn the direction of writing, halves
    of surrogate pairs, and code points that are no characters.
    """
    if text.replace("\N{NO-BREAK SPACE}", "").isprintable():
        return text
    return "".join(map(_visible, text))


def in_markdown(text: str) -> str:
    """Return words as one line of Markdown (CommonMark) that shows them: no markup, no HTML."""
    return _MARKUP.sub(r"\\\1", " ".join(visible(text).split()))


def _visible(character: str) -> str:
    if character in "\t\n\v\f\r\x85\u2028\u2029":
        return " "
    return f"⟨U+{ord(character):04X}⟩" if _unseen(character) else character


def _unseen(character: str) -> bool:
    number = ord(character)
    never = number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF
    return never or category(character) in ("Cc", "Cf", "Cs")
