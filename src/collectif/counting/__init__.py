"""This module is about counting: exact rules and figures that know nothing of logs.

Grades come in as a `Profile`; `rank` answers with a `Ranking` in tiers, and `agreement` with how
alike the grades are. All figures are exact fractions, and ties stay ties.
"""

from __future__ import annotations

from collectif.counting.acceptability import Acceptability, acceptability
from collectif.counting.agreement import Agreement, agreement, band, pairwise_agreement
from collectif.counting.borda import borda
from collectif.counting.borda_outlook import borda_outlook
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
from collectif.counting.completions import Outlook, outlook
from collectif.counting.consent import consent, consented, gradients
from collectif.counting.copeland import copeland
from collectif.counting.criteria import median, weighted_mean
from collectif.counting.dots import dots
from collectif.counting.duel_ranges import (
    DuelRanges,
    condorcet_outlook,
    duel_ranges,
    schulze_outlook,
)
from collectif.counting.equal_shares import equal_shares
from collectif.counting.firsts import plurality
from collectif.counting.greedy_budget import greedy_budget
from collectif.counting.groups import StanceGroups, distances, stance_groups
from collectif.counting.inequality import gini
from collectif.counting.judgment import (
    Judgment,
    judgment,
    majority_judgment,
    majority_value,
)
from collectif.counting.kemeny import kemeny
from collectif.counting.laws import LAWS, Law, Violation, law, smallest, violated, violations
from collectif.counting.linear import Game, Optimum, game, maximum
from collectif.counting.majorities import majority, supermajority
from collectif.counting.many import Ratios, SpreadOfMany, spread_of_many
from collectif.counting.margins import Margin, margin_of_victory
from collectif.counting.mcdm import promethee_ii, topsis, vikor
from collectif.counting.motions import Count, Share, Turnout, Verdict, decided, shares, whole
from collectif.counting.orders import Concordance, kendall_w, order_agreement
from collectif.counting.pairwise import Duels, duels
from collectif.counting.phragmen import sequential_phragmen
from collectif.counting.polls import Poll, motion_counts
from collectif.counting.profile import Profile
from collectif.counting.proportional_approval import proportional_approval
from collectif.counting.rankedpairs import ranked_pairs
from collectif.counting.ranking import Ranking, tiers_of
from collectif.counting.readings import Readings, both_readings
from collectif.counting.regions import (
    Lead,
    Region,
    can_lead,
    lead_regions,
    possible_leaders,
)
from collectif.counting.registry import RULES, Rule, rank, rule
from collectif.counting.reliability import Reliability, krippendorff_alpha, reliability
from collectif.counting.representation import (
    Claim,
    find_ejr_violation,
    find_jr_violation,
    underserved,
)
from collectif.counting.robustness import (
    Robustness,
    common_panel,
    influence,
    leaders,
    robustness,
)
from collectif.counting.runoff import Stage, instant_runoff
from collectif.counting.schulze import schulze
from collectif.counting.scoring import approval, score
from collectif.counting.selection import Selection, Step
from collectif.counting.sets import schwartz, schwartz_set, smith, smith_set
from collectif.counting.settled import CrossCheck, Difference, cross_check
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
from collectif.counting.star import star
from collectif.counting.ties import TieBreak, broken, by_lot, by_order, by_ranking, parted
from collectif.counting.totals import agreement_on_totals, totals
from collectif.counting.trimmed import rounded, trimmed_mean
from collectif.counting.weights import (
    Crossing,
    WeightInterval,
    smallest_change,
    weight_intervals,
)

__all__ = [
    "LAWS",
    "RULES",
    "Acceptability",
    "Agreement",
    "CellFigures",
    "Change",
    "Claim",
    "Concordance",
    "Count",
    "CriterionFigures",
    "CrossCheck",
    "Crossing",
    "Difference",
    "DuelRanges",
    "Duels",
    "Game",
    "GeometricMean",
    "GroupInformedConsensus",
    "Judgment",
    "Law",
    "Lead",
    "LowestCell",
    "Margin",
    "Optimum",
    "Outlook",
    "Poll",
    "Profile",
    "Ranking",
    "Ratios",
    "Readings",
    "Region",
    "Reliability",
    "RivalScoring",
    "Robustness",
    "Rule",
    "Selection",
    "Share",
    "SpreadOfMany",
    "Stage",
    "StanceGroups",
    "Step",
    "TieBreak",
    "Turnout",
    "Verdict",
    "Violation",
    "Votes",
    "WeightInterval",
    "acceptability",
    "agreement",
    "agreement_on_totals",
    "approval",
    "band",
    "borda",
    "borda_outlook",
    "both_readings",
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
    "condorcet_outlook",
    "consent",
    "consented",
    "copeland",
    "criterion_figures",
    "cross_check",
    "decided",
    "distances",
    "dominance",
    "dominates",
    "dots",
    "duel_ranges",
    "duels",
    "equal_shares",
    "filled",
    "find_ejr_violation",
    "find_jr_violation",
    "first_choices",
    "game",
    "gini",
    "gradients",
    "greedy_budget",
    "group_informed_consensus",
    "influence",
    "instant_runoff",
    "judgment",
    "kemeny",
    "kendall_w",
    "krippendorff_alpha",
    "law",
    "lead_regions",
    "leaders",
    "leik",
    "lowest_cell",
    "majority",
    "majority_judgment",
    "majority_value",
    "margin_of_victory",
    "maximum",
    "median",
    "motion_counts",
    "near_median",
    "order_agreement",
    "orders",
    "outlook",
    "pairwise_agreement",
    "parted",
    "plurality",
    "possible_leaders",
    "promethee_ii",
    "proportional_approval",
    "rank",
    "ranked_pairs",
    "reliability",
    "rival_scoring",
    "robustness",
    "rounded",
    "rule",
    "schulze",
    "schulze_outlook",
    "schwartz",
    "schwartz_set",
    "score",
    "sequential_phragmen",
    "shares",
    "smallest",
    "smallest_change",
    "smith",
    "smith_set",
    "spread_of_many",
    "stance_groups",
    "standings",
    "star",
    "supermajority",
    "tastle_wierman",
    "tiers_of",
    "topsis",
    "totals",
    "trimmed_mean",
    "underserved",
    "unheard",
    "van_der_eijk",
    "vikor",
    "violated",
    "violations",
    "weight_intervals",
    "weighted_mean",
    "whole",
]


def __dir__() -> list[str]:
    return __all__
