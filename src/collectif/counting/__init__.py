"""This module is about counting: exact rules and figures that know nothing of logs.

Grades come in as a `Profile`; `rank` answers with a `Ranking` in tiers, and `agreement` with how
alike the grades are. All figures are exact fractions, and ties stay ties.
"""

from __future__ import annotations

from collectif.counting.acceptability import Acceptability, acceptability
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
from collectif.counting.linear import Game, Optimum, game, maximum
from collectif.counting.many import Ratios, SpreadOfMany, spread_of_many
from collectif.counting.margins import Margin, margin_of_victory
from collectif.counting.orders import Concordance, kendall_w, order_agreement
from collectif.counting.pairwise import Duels, duels
from collectif.counting.profile import Profile
from collectif.counting.ranking import Ranking, tiers_of
from collectif.counting.regions import (
    Lead,
    Region,
    can_lead,
    lead_regions,
    possible_leaders,
)
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
from collectif.counting.weights import (
    Crossing,
    WeightInterval,
    smallest_change,
    weight_intervals,
)

__all__ = [
    "RULES",
    "Acceptability",
    "Agreement",
    "CellFigures",
    "Change",
    "Concordance",
    "CriterionFigures",
    "Crossing",
    "Duels",
    "Game",
    "GeometricMean",
    "GroupInformedConsensus",
    "Lead",
    "LowestCell",
    "Margin",
    "Optimum",
    "Profile",
    "Ranking",
    "Ratios",
    "Region",
    "Reliability",
    "RivalScoring",
    "Robustness",
    "Rule",
    "SpreadOfMany",
    "StanceGroups",
    "TieBreak",
    "Votes",
    "WeightInterval",
    "acceptability",
    "agreement",
    "agreement_on_totals",
    "band",
    "borda",
    "broken",
    "by_lot",
    "by_order",
    "by_ranking",
    "can_lead",
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
    "game",
    "gini",
    "group_informed_consensus",
    "influence",
    "kendall_w",
    "krippendorff_alpha",
    "lead_regions",
    "leaders",
    "leik",
    "lowest_cell",
    "margin_of_victory",
    "maximum",
    "median",
    "near_median",
    "order_agreement",
    "orders",
    "pairwise_agreement",
    "parted",
    "possible_leaders",
    "rank",
    "reliability",
    "rival_scoring",
    "robustness",
    "rule",
    "smallest_change",
    "spread_of_many",
    "stance_groups",
    "standings",
    "tastle_wierman",
    "tiers_of",
    "totals",
    "unheard",
    "van_der_eijk",
    "weight_intervals",
    "weighted_mean",
]


def __dir__() -> list[str]:
    return __all__
