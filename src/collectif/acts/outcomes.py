"""This module is about paying for outcomes: contracts whose terms an independent evaluator judges.

A verdict is no opinion: it is what comparing a measure with a term gives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from collectif.acts.balances import refuse_unless_positive
from collectif.acts.indicators import baseline_of, indicator_of
from collectif.acts.measured import Contract, Term, Verdict, exact
from collectif.acts.mission import live_mission
from collectif.acts.state import Known, effect, kept, rule, several, unknown
from collectif.errors import Refused
from collectif.ids import ContractId, MeasureId, MemberId, MissionId, TermId
from collectif.record.envelope import Recorded
from collectif.record.event import event


@event("outcome-contract-signed", names="contract_id")
class OutcomeContractSigned:
    """Contrat d'impact social signé: who pays what, when which measure meets which term.

    Attributes:
        contract_id: Its name in the log.
        mission_id: For which mission.
        payers: The members that pay when a term is met.
        investors: The members that advance the means.
        providers: The members that do the work.
        evaluator: The member that judges; none of the others.
        terms: What is paid for.
    """

    contract_id: ContractId
    mission_id: MissionId
    payers: tuple[MemberId, ...]
    investors: tuple[MemberId, ...]
    providers: tuple[MemberId, ...]
    evaluator: MemberId
    terms: tuple[Term, ...]


@event("outcome-verified")
class OutcomeVerified:
    """Résultat vérifié: the evaluator says whether a measure meets a term; the last verdict counts.

    Attributes:
        contract_id: Of which contract.
        term_id: Which of its terms.
        measure_id: On which measure.
        met: Whether the term is met.
        by: The evaluator.
    """

    contract_id: ContractId
    term_id: TermId
    measure_id: MeasureId
    met: bool
    by: MemberId


@effect(OutcomeContractSigned)
def contracts_can_be_verified(known: Known, recorded: Recorded[OutcomeContractSigned]) -> None:
    """The terms of a signed contract take verdicts."""
    signed = recorded.data
    known.contracts[signed.contract_id] = Contract(
        id=signed.contract_id,
        evaluator=signed.evaluator,
        terms={term.term_id: term for term in signed.terms},
    )


@effect(OutcomeVerified)
def verdicts_are_kept(known: Known, recorded: Recorded[OutcomeVerified]) -> None:
    """A verdict rests on its measure from here on."""
    verified = recorded.data
    contract = known.contracts.get(verified.contract_id)
    if contract is not None:
        contract.verdicts[recorded.id] = Verdict(
            term=verified.term_id, measure=verified.measure_id, met=verified.met
        )


@rule(OutcomeContractSigned)
def evaluators_are_independent(known: Known, signed: OutcomeContractSigned) -> None:
    """The evaluator pays, invests and provides nothing, and every term can be judged."""
    if signed.evaluator in {*signed.payers, *signed.investors, *signed.providers}:
        raise Refused(
            "EvaluatorNotIndependent", contract=signed.contract_id, member=signed.evaluator
        )
    for name, count in Counter(term.term_id for term in signed.terms).items():
        if count > 1:
            raise Refused("DuplicateId", kind="term", id=name, other="term")
    for term in signed.terms:
        exact(term.threshold)
        refuse_unless_positive(term.term_id, term.pays)
        if baseline_of(known, indicator_of(known, term.indicator_id).id) is None:
            raise Refused("NoBaseline", contract=signed.contract_id, indicator=term.indicator_id)
    _refuse_other_verdicts(known, signed)


@rule(OutcomeVerified)
def verdicts_follow_from_measures(known: Known, verified: OutcomeVerified) -> None:
    """The evaluator says what comparing the measure with the term gives."""
    contract = contract_of(known, verified.contract_id)
    if verified.by != contract.evaluator:
        raise Refused("NotTheEvaluator", contract=contract.id, evaluator=contract.evaluator)
    term = term_of(contract, verified.term_id)
    if verified.met != _found(known, term, verified.measure_id):
        raise Refused("VerdictMismatch", term=term.term_id, measure=verified.measure_id)


def contract_of(known: Known, id: str) -> Contract:
    """Return a contract that was signed."""
    return known.contracts.get(ContractId(id)) or unknown("contract", id, known.contracts)


def term_of(contract: Contract, id: str) -> Term:
    """Return a term of a contract."""
    return contract.terms.get(TermId(id)) or unknown("term", id, contract.terms)


def contracts_on(known: Known, indicator: str) -> list[ContractId]:
    """Return the contracts that have a term on an indicator."""
    return [
        contract.id
        for contract in known.contracts.values()
        if any(term.indicator_id == indicator for term in contract.terms.values())
    ]


def sign_outcome_contract(
    known: Known,
    *,
    contract: ContractId | str,
    mission: MissionId | str,
    payers: Iterable[MemberId | str],
    investors: Iterable[MemberId | str] = (),
    providers: Iterable[MemberId | str] = (),
    evaluator: MemberId | str,
    terms: Iterable[Term],
) -> OutcomeContractSigned:
    """Sign that payments are due when measures meet terms, as an independent evaluator finds."""
    known.new("contract", contract)
    signed = OutcomeContractSigned(
        contract_id=ContractId(contract),
        mission_id=live_mission(known, mission),
        payers=tuple(known.member(id).id for id in several(payers)),
        investors=tuple(known.member(id).id for id in several(investors)),
        providers=tuple(known.member(id).id for id in several(providers)),
        evaluator=known.member(evaluator).id,
        terms=tuple(terms),
    )
    return kept(known, signed)


def verify_outcome(
    known: Known,
    *,
    contract: ContractId | str,
    term: TermId | str,
    measure: MeasureId | str,
    by: MemberId | str,
    met: bool | None = None,
) -> OutcomeVerified:
    """Say whether a measure meets a term; it is worked out from the measure unless `met` says."""
    signed = contract_of(known, contract)
    judged = term_of(signed, term)
    verified = OutcomeVerified(
        contract_id=signed.id,
        term_id=judged.term_id,
        measure_id=MeasureId(measure),
        met=_found(known, judged, measure) if met is None else met,
        by=known.member(by).id,
    )
    return kept(known, verified)


def _found(known: Known, term: Term, id: str) -> bool:
    """Return whether a measure, which must be of the indicator of a term, meets it."""
    measure = known.measures.get(MeasureId(id))
    if measure is None or measure.indicator != term.indicator_id:
        of_it = (m.id for m in known.measures.values() if m.indicator == term.indicator_id)
        unknown("measure", id, of_it)
    return term.met(measure.value, measure.at)


def _refuse_other_verdicts(known: Known, signed: OutcomeContractSigned) -> None:
    """Refuse terms under which a verdict that was given would be another one."""
    made = known.contracts.get(signed.contract_id)
    terms = {term.term_id: term for term in signed.terms}
    for verdict in [] if made is None else made.verdicts.values():
        term = terms.get(verdict.term)
        if term is not None and verdict.met != _found(known, term, verdict.measure):
            raise Refused("VerdictMismatch", term=verdict.term, measure=verdict.measure)
