"""This module is about comparing what chooses several options: seats, and budgets."""

from __future__ import annotations

from answers import seats_by_approval
from comparing import Comparison
from questions import approvals

COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        peer="abcvoting",
        work="approval",
        what="several seats by approval, every tied outcome",
        question=approvals,
        ours=seats_by_approval,
    ),
)
