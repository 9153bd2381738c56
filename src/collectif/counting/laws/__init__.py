"""This module is about laws: what a way to count promises, checked on a profile at hand.

`LAWS` holds them by name, each with its source; `violations` asks which of them a rule violates on
this very profile, and `smallest` looks for the smallest profile where it does.
"""

from __future__ import annotations

import collectif.counting.laws.colleges
import collectif.counting.laws.grades
import collectif.counting.laws.options
import collectif.counting.laws.voters  # noqa: F401 - they register the laws
from collectif.counting.laws.registry import LAWS, Law, Violation, law, law_named
from collectif.counting.laws.search import (
    counting,
    smallest,
    told,
    violated,
    violations,
    witness,
)

__all__ = [
    "LAWS",
    "Law",
    "Violation",
    "counting",
    "law",
    "law_named",
    "smallest",
    "told",
    "violated",
    "violations",
    "witness",
]
