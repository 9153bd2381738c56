"""This module is about counting: exact rules and figures that know nothing of logs.

Grades come in as a `Profile`; `rank` answers with a `Ranking` in tiers, and `agreement` with how
alike the grades are. All figures are exact fractions, and ties stay ties.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from collectif.counting.registry import found_in

if TYPE_CHECKING:
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

found_in(
    "collectif.counting.grading.criteria",
    "collectif.counting.ordering.sets",
    "collectif.counting.ordering.schulze",
    "collectif.counting.grading.judgment",
    "collectif.counting.choosing.equal_shares",
    "collectif.counting.choosing.greedy_budget",
    "collectif.counting.choosing.phragmen",
    "collectif.counting.choosing.proportional_approval",
    "collectif.counting.comparing.mcdm",
    "collectif.counting.deciding.consent",
    "collectif.counting.deciding.majorities",
    "collectif.counting.grading.colleges",
    "collectif.counting.grading.dots",
    "collectif.counting.grading.scoring",
    "collectif.counting.grading.star",
    "collectif.counting.grading.trimmed",
    "collectif.counting.ordering.borda",
    "collectif.counting.ordering.copeland",
    "collectif.counting.ordering.firsts",
    "collectif.counting.ordering.kemeny",
    "collectif.counting.ordering.rankedpairs",
    "collectif.counting.ordering.runoff",
)

_HOMES = {
    "LAWS": "laws",
    "RULES": "registry",
    "Acceptability": "firmness.acceptability",
    "Agreement": "agreeing.agreement",
    "CellFigures": "agreeing.cells",
    "Change": "agreeing.change",
    "Claim": "choosing.representation",
    "Concordance": "agreeing.orders",
    "Count": "deciding.motions",
    "CriterionFigures": "agreeing.cells",
    "CrossCheck": "comparing.settled",
    "Crossing": "firmness.weights",
    "Difference": "comparing.settled",
    "DuelRanges": "missing.duel_ranges",
    "Duels": "ordering.pairwise",
    "GeometricMean": "agreeing.bridging",
    "GroupInformedConsensus": "agreeing.bridging",
    "Judgment": "grading.judgment",
    "Law": "laws",
    "Lead": "firmness.regions",
    "LowestCell": "agreeing.spread",
    "Margin": "firmness.margins",
    "Outlook": "missing.completions",
    "Poll": "deciding.polls",
    "Profile": "profiles.profile",
    "Ranking": "ranking",
    "Ratios": "agreeing.many",
    "Readings": "missing.readings",
    "Region": "firmness.regions",
    "Reliability": "agreeing.reliability",
    "RivalScoring": "comparing.comparison",
    "Robustness": "firmness.robustness",
    "Rule": "registry",
    "Selection": "choosing.selection",
    "Share": "deciding.motions",
    "SpreadOfMany": "agreeing.many",
    "Stage": "ordering.runoff",
    "StanceGroups": "agreeing.groups",
    "Step": "choosing.selection",
    "TieBreak": "ties",
    "Turnout": "deciding.motions",
    "Verdict": "deciding.motions",
    "Violation": "laws",
    "Votes": "agreeing.bridging",
    "WeightInterval": "firmness.weights",
    "acceptability": "firmness.acceptability",
    "agreement": "agreeing.agreement",
    "agreement_on_totals": "profiles.totals",
    "approval": "grading.scoring",
    "band": "agreeing.agreement",
    "borda": "ordering.borda",
    "borda_outlook": "missing.borda_outlook",
    "both_readings": "missing.readings",
    "broken": "ties",
    "by_lot": "ties",
    "by_order": "ties",
    "by_ranking": "ties",
    "can_lead": "firmness.regions",
    "cell_figures": "agreeing.cells",
    "change": "agreeing.change",
    "college_cells": "grading.colleges",
    "college_mean": "grading.colleges",
    "common_panel": "firmness.robustness",
    "condorcet_outlook": "missing.duel_ranges",
    "consent": "deciding.consent",
    "consented": "deciding.consent",
    "copeland": "ordering.copeland",
    "criterion_figures": "agreeing.cells",
    "cross_check": "comparing.settled",
    "decided": "deciding.motions",
    "distances": "agreeing.groups",
    "dominance": "comparing.comparison",
    "dominates": "comparing.comparison",
    "dots": "grading.dots",
    "duel_ranges": "missing.duel_ranges",
    "duels": "ordering.pairwise",
    "equal_shares": "choosing.equal_shares",
    "filled": "profiles.silence",
    "find_ejr_violation": "choosing.representation",
    "find_jr_violation": "choosing.representation",
    "first_choices": "comparing.comparison",
    "gini": "agreeing.inequality",
    "gradients": "deciding.consent",
    "greedy_budget": "choosing.greedy_budget",
    "group_informed_consensus": "agreeing.bridging",
    "influence": "firmness.robustness",
    "instant_runoff": "ordering.runoff",
    "judgment": "grading.judgment",
    "kemeny": "ordering.kemeny",
    "kendall_w": "agreeing.orders",
    "krippendorff_alpha": "agreeing.reliability",
    "law": "laws",
    "lead_regions": "firmness.regions",
    "leaders": "firmness.robustness",
    "leik": "agreeing.spread",
    "lowest_cell": "agreeing.spread",
    "majority": "deciding.majorities",
    "majority_judgment": "grading.judgment",
    "majority_value": "grading.judgment",
    "margin_of_victory": "firmness.margins",
    "median": "grading.criteria",
    "motion_counts": "deciding.polls",
    "near_median": "agreeing.spread",
    "order_agreement": "agreeing.orders",
    "orders": "profiles.standings",
    "outlook": "missing.completions",
    "pairwise_agreement": "agreeing.agreement",
    "parted": "ties",
    "plurality": "ordering.firsts",
    "possible_leaders": "firmness.regions",
    "promethee_ii": "comparing.mcdm",
    "proportional_approval": "choosing.proportional_approval",
    "rank": "registry",
    "ranked_pairs": "ordering.rankedpairs",
    "reliability": "agreeing.reliability",
    "rival_scoring": "comparing.comparison",
    "robustness": "firmness.robustness",
    "rounded": "grading.trimmed",
    "rule": "registry",
    "schulze": "ordering.schulze",
    "schulze_outlook": "missing.duel_ranges",
    "schwartz": "ordering.sets",
    "schwartz_set": "ordering.sets",
    "score": "grading.scoring",
    "sequential_phragmen": "choosing.phragmen",
    "shares": "deciding.motions",
    "smallest": "laws",
    "smallest_change": "firmness.weights",
    "smith": "ordering.sets",
    "smith_set": "ordering.sets",
    "spread_of_many": "agreeing.many",
    "stance_groups": "agreeing.groups",
    "standings": "profiles.standings",
    "star": "grading.star",
    "supermajority": "deciding.majorities",
    "tastle_wierman": "agreeing.spread",
    "tiers_of": "ranking",
    "topsis": "comparing.mcdm",
    "totals": "profiles.totals",
    "trimmed_mean": "grading.trimmed",
    "underserved": "choosing.representation",
    "unheard": "grading.colleges",
    "van_der_eijk": "agreeing.spread",
    "vikor": "comparing.mcdm",
    "violated": "laws",
    "violations": "laws",
    "weight_intervals": "firmness.weights",
    "weighted_mean": "grading.criteria",
    "whole": "deciding.motions",
}

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


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'collectif.counting' has no attribute {name!r}")
    value = getattr(import_module(f"collectif.counting.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
