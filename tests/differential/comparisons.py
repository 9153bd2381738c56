"""This module is about what is compared with whom, all together.

A further comparison is one entry in its family: what the peer's driver calls the work, a kind of
question, our answer, and theirs in our units. A known difference predicts the peer's answer from
the peer's own definition, so that an error on either side is not taken for it.
"""

from __future__ import annotations

import by_budgets
import by_courses
import by_duels
import by_grades
import by_judgment
import by_orders
from comparing import Comparison

COMPARISONS: tuple[Comparison, ...] = (
    *by_orders.COMPARISONS,
    *by_duels.COMPARISONS,
    *by_courses.COMPARISONS,
    *by_grades.COMPARISONS,
    *by_judgment.COMPARISONS,
    *by_budgets.COMPARISONS,
)
