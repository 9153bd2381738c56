"""This module is about counting: exact rules and figures that know nothing of logs.

Grades come in as a `Profile`; `rank` answers with a `Ranking` in tiers, and `agreement` with how
alike the grades are. All figures are exact fractions, and ties stay ties.
"""

from __future__ import annotations

from collectif.counting.agreement import Agreement, agreement, band, pairwise_agreement
from collectif.counting.criteria import weighted_mean
from collectif.counting.profile import Profile
from collectif.counting.ranking import Ranking, tiers_of
from collectif.counting.registry import RULES, Rule, rank, rule

__all__ = [
    "RULES",
    "Agreement",
    "Profile",
    "Ranking",
    "Rule",
    "agreement",
    "band",
    "pairwise_agreement",
    "rank",
    "rule",
    "tiers_of",
    "weighted_mean",
]


def __dir__() -> list[str]:
    return __all__
