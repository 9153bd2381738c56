"""This module is about counting: exact rules and figures that know nothing of logs.

Grades come in as a `Profile`; `rank` answers with a `Ranking` in tiers, and `agreement` with how
alike the grades are. All figures are exact fractions, and ties stay ties.
"""

from __future__ import annotations

from collectif.counting.agreement import Agreement, agreement, band, pairwise_agreement
from collectif.counting.borda import borda
from collectif.counting.bridging import (
    GeometricMean,
    GroupInformedConsensus,
    Votes,
    group_informed_consensus,
)
from collectif.counting.cells import (
    CellFigures,
    CriterionFigures,
    cell_figures,
    criterion_figures,
)
from collectif.counting.change import Change, change
from collectif.counting.colleges import college_cells, college_mean, unheard
from collectif.counting.comparison import (
    RivalScoring,
    dominance,
    dominates,
    first_choices,
    rival_scoring,
)
from collectif.counting.criteria import median, weighted_mean
from collectif.counting.groups import StanceGroups, distances, stance_groups
from collectif.counting.inequality import gini
from collectif.counting.many import Ratios, SpreadOfMany, spread_of_many
from collectif.counting.orders import Concordance, kendall_w, order_agreement
from collectif.counting.pairwise import Duels, duels
from collectif.counting.profile import Profile
from collectif.counting.ranking import Ranking, tiers_of
from collectif.counting.registry import RULES, Rule, rank, rule
from collectif.counting.reliability import Reliability, krippendorff_alpha, reliability
from collectif.counting.robustness import (
    Robustness,
    common_panel,
    influence,
    leaders,
    robustness,
)
from collectif.counting.silence import filled
from collectif.counting.spread import (
    LowestCell,
    leik,
    lowest_cell,
    near_median,
    tastle_wierman,
    van_der_eijk,
)
from collectif.counting.standings import orders, standings
from collectif.counting.ties import TieBreak, broken, by_lot, by_order, by_ranking, parted
from collectif.counting.totals import agreement_on_totals, totals

__all__ = [
    "RULES",
    "Agreement",
    "CellFigures",
    "Change",
    "Concordance",
    "CriterionFigures",
    "Duels",
    "GeometricMean",
    "GroupInformedConsensus",
    "LowestCell",
    "Profile",
    "Ranking",
    "Ratios",
    "Reliability",
    "RivalScoring",
    "Robustness",
    "Rule",
    "SpreadOfMany",
    "StanceGroups",
    "TieBreak",
    "Votes",
    "agreement",
    "agreement_on_totals",
    "band",
    "borda",
    "broken",
    "by_lot",
    "by_order",
    "by_ranking",
    "cell_figures",
    "change",
    "college_cells",
    "college_mean",
    "common_panel",
    "criterion_figures",
    "distances",
    "dominance",
    "dominates",
    "duels",
    "filled",
    "first_choices",
    "gini",
    "group_informed_consensus",
    "influence",
    "kendall_w",
    "krippendorff_alpha",
    "leaders",
    "leik",
    "lowest_cell",
    "median",
    "near_median",
    "order_agreement",
    "orders",
    "pairwise_agreement",
    "parted",
    "rank",
    "reliability",
    "rival_scoring",
    "robustness",
    "rule",
    "spread_of_many",
    "stance_groups",
    "standings",
    "tastle_wierman",
    "tiers_of",
    "totals",
    "unheard",
    "van_der_eijk",
    "weighted_mean",
]


def __dir__() -> list[str]:
    return __all__
