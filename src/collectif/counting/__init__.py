"""This module is about counting: exact rules and figures that know nothing of logs.

Grades come in as a `Profile`; `rank` answers with a `Ranking` in tiers, and `agreement` with how
alike the grades are. All figures are exact fractions, and ties stay ties.
"""

from __future__ import annotations

from collectif.counting.agreeing.agreement import Agreement, agreement, band, pairwise_agreement
from collectif.counting.agreeing.bridging import (
    GeometricMean,
    GroupInformedConsensus,
    Votes,
    group_informed_consensus,
)
from collectif.counting.agreeing.cells import (
    CellFigures,
    CriterionFigures,
    cell_figures,
    criterion_figures,
)
from collectif.counting.agreeing.change import Change, change
from collectif.counting.agreeing.groups import StanceGroups, distances, stance_groups
from collectif.counting.agreeing.inequality import gini
from collectif.counting.agreeing.many import Ratios, SpreadOfMany, spread_of_many
from collectif.counting.agreeing.orders import Concordance, kendall_w, order_agreement
from collectif.counting.agreeing.reliability import Reliability, krippendorff_alpha, reliability
from collectif.counting.agreeing.spread import (
    LowestCell,
    leik,
    lowest_cell,
    near_median,
    tastle_wierman,
    van_der_eijk,
)
from collectif.counting.choosing.equal_shares import equal_shares
from collectif.counting.choosing.greedy_budget import greedy_budget
from collectif.counting.choosing.phragmen import sequential_phragmen
from collectif.counting.choosing.proportional_approval import proportional_approval
from collectif.counting.choosing.representation import (
    Claim,
    find_ejr_violation,
    find_jr_violation,
    underserved,
)
from collectif.counting.choosing.selection import Selection, Step
from collectif.counting.comparing.comparison import (
    RivalScoring,
    dominance,
    dominates,
    first_choices,
    rival_scoring,
)
from collectif.counting.comparing.mcdm import promethee_ii, topsis, vikor
from collectif.counting.comparing.settled import CrossCheck, Difference, cross_check
from collectif.counting.deciding.consent import consent, consented, gradients
from collectif.counting.deciding.majorities import majority, supermajority
from collectif.counting.deciding.motions import (
    Count,
    Share,
    Turnout,
    Verdict,
    decided,
    shares,
    whole,
)
from collectif.counting.deciding.polls import Poll, motion_counts
from collectif.counting.firmness.acceptability import Acceptability, acceptability
from collectif.counting.firmness.margins import Margin, margin_of_victory
from collectif.counting.firmness.regions import (
    Lead,
    Region,
    can_lead,
    lead_regions,
    possible_leaders,
)
from collectif.counting.firmness.robustness import (
    Robustness,
    common_panel,
    influence,
    leaders,
    robustness,
)
from collectif.counting.firmness.weights import (
    Crossing,
    WeightInterval,
    smallest_change,
    weight_intervals,
)
from collectif.counting.grading.colleges import college_cells, college_mean, unheard
from collectif.counting.grading.criteria import median, weighted_mean
from collectif.counting.grading.dots import dots
from collectif.counting.grading.judgment import (
    Judgment,
    judgment,
    majority_judgment,
    majority_value,
)
from collectif.counting.grading.scoring import approval, score
from collectif.counting.grading.star import star
from collectif.counting.grading.trimmed import rounded, trimmed_mean
from collectif.counting.laws import LAWS, Law, Violation, law, smallest, violated, violations
from collectif.counting.missing.borda_outlook import borda_outlook
from collectif.counting.missing.completions import Outlook, outlook
from collectif.counting.missing.duel_ranges import (
    DuelRanges,
    condorcet_outlook,
    duel_ranges,
    schulze_outlook,
)
from collectif.counting.missing.readings import Readings, both_readings
from collectif.counting.ordering.borda import borda
from collectif.counting.ordering.copeland import copeland
from collectif.counting.ordering.firsts import plurality
from collectif.counting.ordering.kemeny import kemeny
from collectif.counting.ordering.pairwise import Duels, duels
from collectif.counting.ordering.rankedpairs import ranked_pairs
from collectif.counting.ordering.runoff import Stage, instant_runoff
from collectif.counting.ordering.schulze import schulze
from collectif.counting.ordering.sets import schwartz, schwartz_set, smith, smith_set
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.silence import filled
from collectif.counting.profiles.standings import orders, standings
from collectif.counting.profiles.totals import agreement_on_totals, totals
from collectif.counting.ranking import Ranking, tiers_of
from collectif.counting.registry import RULES, Rule, rank, rule
from collectif.counting.ties import TieBreak, broken, by_lot, by_order, by_ranking, parted

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
    "GeometricMean",
    "GroupInformedConsensus",
    "Judgment",
    "Law",
    "Lead",
    "LowestCell",
    "Margin",
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
