"""This module is about the laws of promises, of learning together and of money."""

from __future__ import annotations

from collections import Counter
from typing import Any

from collectif.acts.state import COLLECTIVE, PUBLIC
from collectif.projections.accountability import Accountability, accountability
from collectif.testing.machine.law import held, law
from collectif.testing.machine.trial import Trial

_ACCOUNTS = "domain.md 7, Accountability"
_FUNDING = "domain.md 7, Funding"
_SUCCESS = "domain.md 3.3 K"


def _today(trial: Trial) -> Accountability:
    return accountability(trial.view, on=trial.now.day(trial.clock.now))


@law(_ACCOUNTS, at_end=True)
def open_and_closed_are_all_that_was_made(trial: Trial) -> None:
    """Every commitment is open or ended, once."""
    shown, made = _today(trial), trial.of("commitment-made")
    ended = {event.data.commitment_id for event in trial.of("commitment-closed")}
    held(len(shown.open) + len(ended) == len(made) == len(shown.commitments), shown.states)
    held(not ended & {promise.id for promise in shown.open}, ended)


@law(_ACCOUNTS, at_end=True)
def edges_lead_to_members_and_missions(trial: Trial) -> None:
    """What ties people together ties organisations: no end of an edge is a person."""
    joined = {event.data.member_id for event in trial.of("member-joined")}
    ends = {*joined, *trial.now.missions, COLLECTIVE, PUBLIC}
    for edge in _today(trial).edges:
        held({edge.source, edge.target} <= ends and edge.source != edge.target, edge)


@law(_ACCOUNTS, at_end=True)
def what_is_answered_was_due(trial: Trial) -> None:
    """Answers are counted among the requests that are due; shares are shares."""
    shown = _today(trial)
    due = {question.id for question in shown.due}
    held({question.id for question in shown.answered} <= due, shown.answered)
    held(len(shown.answered) + len(shown.unanswered) == len(shown.due), shown.due)
    rates = shown.ties.reciprocity, shown.response_rate, shown.joint_share, shown.kept_rate
    held(all(rate is None or 0 <= rate <= 1 for rate in rates), rates)


@law(_ACCOUNTS, at_end=True)
def the_kept_rate_ignores_what_was_released(trial: Trial) -> None:
    """Released and transferred commitments are neither kept nor broken."""
    ended = Counter(event.data.outcome for event in trial.of("commitment-closed"))
    whole = ended["KEPT"] + ended["PARTLY"] + ended["NOT_KEPT"]
    rate = _today(trial).kept_rate
    held(
        rate == (None if not whole else rate) and (rate or 0) * whole == ended["KEPT"], rate, ended
    )


@law(_ACCOUNTS)
def nobody_owes_attests_or_reviews_itself(trial: Trial) -> None:
    """A promise is owed to others, seen by others, and looked at by others, as corrected too."""
    owing: dict[str, set[str]] = {}
    authors: dict[str, set[str]] = {}
    for event in trial.effective:
        said: Any = event.data
        match event.type:
            case "commitment-made":
                owing[said.commitment_id] = set(said.debtors)
                held(not set(said.creditors) <= set(said.debtors), "self-commitment", event.id)
            case "commitment-revised" if said.debtors is not None:
                owing[said.commitment_id] = set(said.debtors)
            case "commitment-closed":
                alone = set(said.attested_by) <= owing[said.commitment_id]
                held(not alone, "self-attestation", event.id)
            case "contribution-reported":
                authors[said.contribution_id] = set(said.members)
            case "peer-review-given":
                own = authors.get(said.about) or owing.get(said.about, set())
                held(said.reviewer not in own, "self-review", event.id)
            case "account-requested":
                held(said.asker != said.asked, "self-request", event.id)


@law(_FUNDING)
def money_adds_up(trial: Trial) -> None:
    """Received is unallocated, allocated unspent and spent; none is negative, currencies apart."""
    pledged = {event.data.pledge_id: event.data for event in trial.of("resource-pledged")}
    received, allocated = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for event in trial.of("resource-received"):
        pledge, money = pledged[event.data.pledge_id], event.data.money
        held((money is None) == (pledge.money is None), event.id, "is of another kind")
        if money is not None:
            held(money.amount_cents > 0 and money.currency == pledge.money.currency, event.id)
            received[pledge.mission_id, money.currency] += money.amount_cents
    left: dict[str, Any] = {}
    for event in trial.of("funds-allocated"):
        money = event.data.money
        held(money.amount_cents > 0, event.id)
        allocated[event.data.mission_id, money.currency] += money.amount_cents
        left[event.data.allocation_id] = [money.currency, money.amount_cents]
    for event in trial.of("spending-reported"):
        money, purse = event.data.money, left[event.data.allocation_id]
        held(money.amount_cents > 0 and money.currency == purse[0], event.id, purse)
        purse[1] -= money.amount_cents
    held(all(cents >= 0 for _, cents in left.values()), "more was spent than allocated", left)
    over = {key: cents for key, cents in allocated.items() if cents > received[key]}
    held(not over, "more was allocated than received", over)


@law(_FUNDING)
def money_follows_an_adopted_decision(trial: Trial) -> None:
    """Funds are allocated by a decision that was adopted then."""
    for event in trial.new:
        if event.type == "funds-allocated":
            status = trial.before.decisions[event.data.decision_id].status
            held(status == "ADOPTED", event.id, status)


@law("domain.md 3.3 L")
def evaluators_are_independent(trial: Trial) -> None:
    """Who judges a contract is no party to it, and says what comparing with the term gives."""
    terms: dict[str, Any] = {}
    for event in trial.of("outcome-contract-signed"):
        signed = event.data
        parties = {*signed.payers, *signed.investors, *signed.providers}
        held(signed.evaluator not in parties, event.id)
        terms[signed.contract_id] = signed
    measures = {event.data.measure_id: event.data for event in trial.of("indicator-measured")}
    for event in trial.of("outcome-verified"):
        said, signed = event.data, terms[event.data.contract_id]
        term = next(term for term in signed.terms if term.term_id == said.term_id)
        found = measures[said.measure_id]
        held(said.by == signed.evaluator, event.id, "another one judged")
        held(said.met == term.met(found.value, found.at), event.id, "it was not so")


@law("domain.md 3.3 D")
def an_indicator_starts_once(trial: Trial) -> None:
    """An indicator has one baseline that counts."""
    starts = Counter(
        event.data.indicator_id
        for event in trial.of("indicator-measured")
        if event.data.kind == "BASELINE"
    )
    held(all(count == 1 for count in starts.values()), starts)


@law(_SUCCESS)
def success_is_of_several_and_measured(trial: Trial) -> None:
    """A success stands on a measure, and on gestures of two members or more; it names no member."""
    gestures = {e.data.contribution_id: e.data.members for e in trial.of("contribution-reported")}
    measures = {event.data.measure_id for event in trial.of("indicator-measured")}
    for event in trial.of("success-celebrated"):
        said = event.data
        members = {member for id in said.contributions for member in gestures[id]}
        held(len(members) > 1, event.id, members)
        held(said.measures and measures.issuperset(said.measures), event.id, said.measures)
    names = [name for one in trial.before.members.values() for name in one.name.values()]
    for event in trial.new:
        if event.type == "success-celebrated":
            words = " ".join(event.data.statement.values()).split()
            held(not set(names) & set(words), event.id, words)


@law(_SUCCESS)
def learnings_build_on_what_came_before(trial: Trial) -> None:
    """Nothing that is learned builds on itself, by whatever way round."""
    shared: set[str] = set()
    learnings = {event.data.learning_id for event in trial.of("learning-shared")}
    for event in trial.of("learning-shared"):
        held(learnings.intersection(event.data.builds_on) <= shared, event.id)
        shared.add(event.data.learning_id)


AFTER = (
    open_and_closed_are_all_that_was_made, edges_lead_to_members_and_missions,
    what_is_answered_was_due, the_kept_rate_ignores_what_was_released,
    nobody_owes_attests_or_reviews_itself, money_adds_up, money_follows_an_adopted_decision,
    evaluators_are_independent, an_indicator_starts_once, success_is_of_several_and_measured,
    learnings_build_on_what_came_before,
)  # fmt: skip
"""Laws of promises, of learning together and of money."""
