"""This module is about the acts that can be done in an assembly or between assemblies alike."""

from __future__ import annotations

from typing import Any

from collectif.acts import (
    accounts,
    ballots,
    closing,
    commitments,
    conversation,
    correction,
    criteria,
    deliberation,
    erasure,
    funding,
    indicators,
    knowledge,
    lots,
    mandates,
    mission,
    objectives,
    outcomes,
    proposals,
    reviews,
    rounds,
    scoring,
    wall,
)
from collectif.acts import decision as decisions
from collectif.handles import Handle, act, acts, judges
from collectif.ids import RoundId
from collectif.record.envelope import Recorded
from collectif.values import Text


class Verbs(Handle):
    """The verbs that both a collective and an assembly offer."""

    give_mandate = act(mandates.give_mandate)

    post_wish = act(wall.post_wish)
    answer_wish = act(wall.answer_wish)

    adopt_mission = act(mission.adopt_mission)
    adopt_objective = act(objectives.adopt_objective)
    define_indicator = act(indicators.define_indicator)
    set_target = act(indicators.set_target)
    measure = act(indicators.measure)

    propose_criterion = act(criteria.propose_criterion)
    propose_criteria = acts(criteria.propose_criteria)

    submit_proposal = act(proposals.submit_proposal)
    amend = act(proposals.amend)
    withdraw = act(proposals.withdraw)

    comment = act(deliberation.comment)
    declare_interest = act(deliberation.declare_interest)
    object = act(deliberation.raise_objection)
    resolve = act(deliberation.resolve)
    give_stance = act(conversation.give_stance)
    moderate = act(conversation.moderate)

    score = act(scoring.score)
    submit_sheet = acts(scoring.submit_sheet)
    cast = act(ballots.cast)
    publish_results = act(rounds.publish_results)
    draw_lot = act(lots.draw_lot)

    take_decision = act(decisions.take_decision)
    review_decision = act(reviews.review_decision)
    supersede_decision = act(reviews.supersede_decision)

    commit = act(commitments.commit)
    accept = act(commitments.accept)
    revise = act(commitments.revise)
    report = act(accounts.report)
    ask = act(accounts.ask)
    review = act(accounts.review)
    close_commitment = act(commitments.close_commitment)

    share_learning = act(knowledge.share_learning)
    reuse = act(knowledge.reuse)
    celebrate = act(knowledge.celebrate)

    pledge = act(funding.pledge)
    receive = act(funding.receive)
    allocate = act(funding.allocate)
    spend = act(funding.spend)
    sign_outcome_contract = act(outcomes.sign_outcome_contract)
    verify_outcome = act(outcomes.verify_outcome)

    rectify = act(correction.rectify)
    retract = act(correction.retract)
    retract_together = acts(correction.retract_together)
    redact = act(erasure.redact)

    @judges(closing.close_round)
    def close_round(
        self, *, round: RoundId | str, reason: str | Text | None = None
    ) -> Recorded[Any]:
        """Close a round for good; see `collectif.acts.closing.close_round`.

        The ballots of a secret round come out of the private store and into the log with it, but
        for those that were erased, wherever that was.
        """
        return self._record(
            lambda known: closing.close_round(
                known, round=round, reason=reason, secret=self._core.secret_of(known, round)
            )
        )[-1]
