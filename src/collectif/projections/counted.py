"""This module is about counting a round as its charter says: whose scores, by which rule.

A result names everything that the rules did to the scores: who was left out, which colleges were
silent, what stands below a gate. Nothing happens to a score silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from attrs import evolve, frozen

from collectif.counting import (
    RULES,
    Agreement,
    CrossCheck,
    Profile,
    Ranking,
    agreement,
    broken,
    college_cells,
    cross_check,
    dominance,
    rank,
    unheard,
)
from collectif.counting.profiles.grades import listed
from collectif.errors import InvalidInput
from collectif.ids import CriterionId, MemberId, ProposalId
from collectif.projections.panels import Panel
from collectif.projections.scores import RoundScores
from collectif.values import Charter

RULES_OF_CHARTERS = {
    "MEAN_BY_CRITERION_THEN_WEIGHTS": "weighted-mean",
    "MEDIAN_BY_CRITERION_THEN_WEIGHTS": "median",
    "BORDA": "borda",
}

BY_MEANS = frozenset({"weighted-mean", "college-mean"})
"""The rules by which a score is a sum, with a part for the mean on each criterion."""


@frozen(kw_only=True)
class Counted:
    """What of a round was counted, and how.

    Attributes:
        profile: The scores that count. A cell that a member kept out of, and did not score, holds
            "NOT_ENTITLED", so that coverage is a share of those who could have scored it.
        charter: The rules that the round was held under.
        panel: Who could score what.
        rule: The name of the rule that counts them.
        left_out: The members whose scores do not count, in the order of their first score: they
            left a cell that was due without a grade where the charter leaves such members out, or
            the view knows of no college of theirs.
    """

    profile: Profile
    charter: Charter
    panel: Panel
    rule: str
    left_out: tuple[MemberId, ...]

    def count(self, profile: Profile) -> Ranking:
        """Return the ranking of the scores, or of a part of them, by the rule of the round."""
        asked: dict[str, Any] = {"min_scores_per_cell": self.charter.min_scores_per_cell}
        if self.charter.colleges:
            asked |= self._colleges()
        taken = RULES[self.rule].parameters if self.rule in RULES else ()
        return rank(profile, self.rule, **{key: asked[key] for key in asked if key in taken})

    def settled(self, profile: Profile) -> Ranking:
        """Return the ranking of the scores, or of a part of them, ties broken as by the charter."""
        ranking, part = self.count(profile), evolve(self, profile=profile)
        return part.broken(ranking, agreement(profile)) or ranking

    def rules(self) -> tuple[str, ...]:
        """Return the names of the rules that a charter can ask for, and the round's own."""
        return tuple(dict.fromkeys((self.rule, *RULES_OF_CHARTERS.values())))

    def by(self, rule: str) -> Ranking:
        """Return the ranking of the same scores by another rule."""
        return evolve(self, rule=rule).settled(self.profile)

    def cross_check(self) -> CrossCheck:
        """Return the leaders beside those by majorities and by the middle of the scores."""
        return cross_check(self.profile, count=self.count)

    def means(self) -> Mapping[tuple[str, str], Fraction | None]:
        """Return (proposal, criterion) -> mean, by colleges where the charter has any.

        None under the lowest number of scores that the charter asks for.
        """
        profile = self.profile
        found = (
            college_cells(profile, **self._colleges())
            if self.charter.colleges
            else {pair: profile.mean(*pair) for pair in profile.histograms}
        )
        least = self.charter.min_scores_per_cell
        return {pair: mean if profile.n(*pair) >= least else None for pair, mean in found.items()}

    def dominance(self) -> Mapping[str, tuple[str, ...]]:
        """Return proposal -> the proposals that no weights can put above it.

        None by a rule that does not weigh means, nor of a proposal without a score.
        """
        weighed = self.rule in BY_MEANS
        return dominance(self.profile, self.means() if weighed else {})

    def unheard(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Return (proposal, criterion) -> the colleges that gave no score, where there are any."""
        return unheard(self.profile, **self._colleges()) if self.charter.colleges else {}

    def below_gate(self) -> Mapping[ProposalId, tuple[CriterionId, ...]]:
        """Return proposal -> the criteria on which it does not pass a gate of the charter."""
        gates = {c: Fraction(lowest) for c, lowest in (self.charter.gate or {}).items()}
        means = self.means() if gates else {}
        found = {
            ProposalId(option): tuple(
                criterion
                for criterion, lowest in gates.items()
                if (mean := means.get((option, criterion))) is None or mean < lowest
            )
            for option in self.profile.options
        }
        return {option: criteria for option, criteria in found.items() if criteria}

    def broken(self, ranking: Ranking, level: Agreement) -> Ranking | None:
        """Return a ranking with ties broken as the charter says; None where it breaks none."""
        asked = self.charter.tie_break
        if asked == "SHARED_RANK":
            return None
        if asked == "CONSENSUS":
            return broken(ranking, "consensus", [level.by_option])
        means = self.means()
        figures = [{o: means.get((o, c)) for o in self.profile.options} for c in asked]
        return broken(ranking, ", ".join(asked), figures)

    def _colleges(self) -> dict[str, Any]:
        return {"colleges": self.charter.colleges, "college_of": self.panel.kinds}


def own_rule(charter: Charter) -> str:
    """Return the name of the rule that a charter counts by.

    Raises:
        InvalidInput: It names a method that only compares, in floating point numbers.
    """
    name = RULES_OF_CHARTERS.get(charter.aggregation, charter.aggregation)
    if name in RULES and not RULES[name].decides:
        raise InvalidInput.of(
            "counted.charter-counts", name=name, rules_of_charters=listed(RULES_OF_CHARTERS)
        )
    return "college-mean" if charter.colleges else name


def counted_in(scores: RoundScores, panel: Panel, rule: str | None = None) -> Counted:
    """Return what of a round counts, by the charter's own rule or by another one.

    Args:
        scores: A scoring round.
        panel: Who could score what in it.
        rule: The name of a rule of `collectif.counting.RULES`; None takes the charter's own.
    """
    charter, profile = scores.charter, _with_recusals(scores.profile(), panel)
    left_out = tuple(
        MemberId(voter)
        for voter in profile.voters
        if (charter.missing == "EXCLUDE_MEMBER" and _left_a_hole(profile, panel, voter))
        or (charter.colleges and panel.kinds.get(MemberId(voter)) not in charter.colleges)
    )
    return Counted(
        profile=profile.without_voters(*left_out) if left_out else profile,
        charter=charter,
        panel=panel,
        rule=rule or own_rule(charter),
        left_out=left_out,
    )


def _with_recusals(profile: Profile, panel: Panel) -> Profile:
    """Return the scores with a named silence wherever somebody kept out and gave no answer."""
    voters, options = set(profile.voters), set(profile.options)
    kept_out: dict[tuple[str, str, str], int | str] = {
        (member, proposal, criterion): "NOT_ENTITLED"
        for member, proposal in sorted(panel.recused)
        if member in voters and proposal in options
        for criterion in profile.criteria
    }
    return profile.having({**kept_out, **profile.cells}) if kept_out else profile


def _left_a_hole(profile: Profile, panel: Panel, voter: str) -> bool:
    """Whether a member gave no grade in a cell that was due: missing, abstained, cannot judge."""
    return any(
        profile.worth(voter, option, criterion) is None
        for option, criterion in profile.histograms
        if (MemberId(voter), ProposalId(option)) not in panel.recused
    )
