"""This module is about rounds without criteria: what ballots say, by a method or by a rule.

Ballots on a decision are judged by a method of the charter: may it be adopted? Dots, orders,
approvals and degrees put their subjects in an order by a rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from attrs import frozen

from collectif.acts.ballots import GRADIENT_DEGREES
from collectif.acts.thresholds import Method, shortfall
from collectif.counting import Profile, Ranking, rank
from collectif.errors import Phrase, UnknownName
from collectif.ids import Ref
from collectif.projections.digests import tally
from collectif.projections.scores import RoundScores

METHODS: Mapping[str, Method] = {
    "acclamation": "ACCLAMATION",
    "consensus": "CONSENSUS",
    "consent": "CONSENT",
    "majority": "MAJORITY",
    "supermajority": "SUPERMAJORITY",
}
"""What a method of deciding is called where a rule is asked for -> the method."""

_RULES = {"APPROVAL": "approval", "DOTS": "dots", "GRADIENT": "gradients", "RANKING": "borda"}
"""Kind of round -> the rule that counts its ballots, unless another is asked for."""


@frozen(kw_only=True)
class Poll:
    """What the ballots of a round say.

    Attributes:
        round: The ballots as they were given.
        tally: Subject -> answer -> how many gave it.
        rule: The rule that puts the subjects in an order, or the method of deciding.
        ranking: The order; None for ballots on decisions.
        lacking: Decision -> what it lacks for being adopted, None if nothing; empty where subjects
            are put in an order.
    """

    round: RoundScores
    tally: Mapping[str, Mapping[str, int]]
    rule: str
    ranking: Ranking | None
    lacking: Mapping[str, Phrase | None]

    @property
    def leaders(self) -> tuple[str, ...]:
        """The subjects in first place, or the decisions that may be adopted."""
        if self.ranking is not None:
            return self.ranking.leaders
        return tuple(subject for subject, short in self.lacking.items() if short is None)

    def places(self) -> Mapping[str, int]:
        """Return subject -> its place; nothing for ballots on decisions."""
        order = () if self.ranking is None else self.ranking.places()
        return {option: place for place, option in order}


def poll(scores: RoundScores, decisions: frozenset[str], rule: str | None) -> Poll:
    """Return what the ballots of a round say.

    Args:
        scores: A round without criteria, visible.
        decisions: The decisions that the log knows.
        rule: A method of deciding, or a rule of counting; None takes the charter's method, or the
            usual rule of such ballots.

    Raises:
        UnknownName: There is no such rule, or method.
        InvalidInput: The rule cannot count these ballots.
        InvalidProfile: The same.
    """
    kind = scores.opened.kind
    if on_decisions(scores, decisions):
        return _decided(scores, rule)
    by = rule or _RULES[kind]
    return Poll(
        round=scores,
        tally=tally(scores),
        rule=by,
        ranking=rank(profile_of(scores), by),
        lacking={},
    )


def on_decisions(scores: RoundScores, decisions: frozenset[str]) -> bool:
    """Whether ballots say if decisions may be adopted, and put nothing in an order."""
    opened = scores.opened
    approving = opened.kind == "APPROVAL" and decisions.issuperset(opened.subjects)
    return opened.kind == "CONSENT" or approving


def _decided(scores: RoundScores, rule: str | None) -> Poll:
    terms = scores.charter.decision
    name = rule or terms.method.lower()
    if name not in METHODS:
        raise UnknownName.of("whatif.no-method", rule=name, methods=", ".join(METHODS))
    lacking = {
        str(subject): shortfall(METHODS[name], _answers(scores, subject), terms)
        for subject in scores.opened.subjects
    }
    return Poll(round=scores, tally=tally(scores), rule=name, ranking=None, lacking=lacking)


def _answers(scores: RoundScores, subject: Ref) -> Mapping[str, int]:
    """Return answer -> ballots, as a decision tells them."""
    given = Counter(b[subject] for b in scores.ballots.values() if subject in b)
    if scores.opened.kind == "CONSENT":
        return {word: given[word] for word in scores.charter.decision.ballot_scale}
    return {"FOR": given[1], "AGAINST": given[0]}


def profile_of(scores: RoundScores) -> Profile:
    """Return the ballots of a round that is no consent as answers that rules of counting read."""
    options, voters = tuple(map(str, scores.opened.subjects)), tuple(map(str, scores.ballots))
    rows: list[tuple[str, str, Any]] = [
        (str(member), str(subject), answer)
        for member, ballot in scores.ballots.items()
        for subject, answer in ballot.items()
    ]
    if scores.opened.kind == "RANKING":
        return Profile.from_rankings(rows, options=options, voters=voters)
    degrees = scores.opened.kind == "GRADIENT"
    return Profile.from_grades(
        rows,
        scale=(1, GRADIENT_DEGREES) if degrees else (0, _most(scores)),
        options=options,
        voters=voters,
        lower_is_better=("overall",) if degrees else (),
    )


def _most(scores: RoundScores) -> int:
    """Return the most that a ballot may give to one subject: its dots, or 1 for approval."""
    terms = scores.opened.terms
    dots = terms.budget if scores.opened.kind == "DOTS" and terms is not None else None
    return dots or 1
