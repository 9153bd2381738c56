"""This module is about what classes say of themselves, for those who read and not those who run."""

from __future__ import annotations

import inspect
import re


def about(cls: type) -> str:
    """Return what the docstring of a class says before it comes to its attributes."""
    return " ".join((inspect.getdoc(cls) or "").split("Attributes:", 1)[0].split())


def described(cls: type) -> dict[str, str]:
    """Return field -> what the docstring of a class says of it."""
    doc = inspect.getdoc(cls) or ""
    told: dict[str, str] = {}
    if "Attributes:" in doc:
        section = doc.split("Attributes:", 1)[1]
        for names, words in re.findall(
            r"^    ([a-z0-9_]+(?:, [a-z0-9_]+)*): (.*(?:\n        .*)*)", section, re.MULTILINE
        ):
            for name in names.split(", "):
                told[name] = " ".join(words.split())
    return told
