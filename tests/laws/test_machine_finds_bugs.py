"""A bug in any of these rules makes the machine fail, and name the law that it breaks.

Each bug is planted in the code of an act; without it the same sequences break nothing. Only the
commands that matter are tried, from where they matter, so that few sequences are enough.
"""

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve, frozen

from collectif import recording
from collectif.acts import caught_up, commitments, correction, decision, scoring, state
from collectif.acts.ballots import BallotCast
from collectif.acts.funding import FundsAllocated
from collectif.acts.knowledge import SuccessCelebrated
from collectif.acts.outcomes import OutcomeContractSigned
from collectif.acts.wall import WishPosted
from collectif.errors import Refused
from collectif.recording import Core
from collectif.sweeping import Sweeper
from collectif.testing.machine import LAWS, STARTS, Violated, machine, run, trial
from collectif.testing.machine import deciding as d
from collectif.testing.machine import evening as e
from collectif.testing.machine import keeping as k
from collectif.testing.machine import money as m
from collectif.testing.machine import proposing as p
from collectif.testing.machine import voting as v
from collectif.testing.machine import years as y

_, CONVENED, RULED, SCORED, PUBLISHED, VOTED, SECRETS, FUNDED, AFTER, _ = STARTS


@frozen(kw_only=True)
class Bug:
    """A bug: where it is planted, and what then breaks."""

    breaks: str
    plant: Callable[[pytest.MonkeyPatch], None]
    commands: tuple[Any, ...]
    start: tuple[Any, ...]


def replacing(where: Any, name: str, by: Any) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.setattr(where, name, by)


def ruling_out(cls: type) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.delitem(state._RULES, cls)


def nothing(*_: object, **__: object) -> None:
    return None


def half_written(patch):
    judged = Core.record

    def record(self, decide, note):
        try:
            return judged(self, decide, note)
        except Refused:
            judged(self, _wish, evolve(note, id=None))
            raise

    patch.setattr(Core, "record", record)


def _wish(known):
    return WishPosted(
        wish_id=f"half{known.size}", medium="CARD", themes=(), verbatim="?", readings=()
    )


def owed_by_nobody(known, id):
    return evolve(state_of_promise(known, id), debtors=frozenset({"nobody"}))


state_of_promise = commitments.open_commitment


def forgetting_who_came(known, view, new=None):
    there = {id: set(room.present) for id, room in known.rooms.items()}
    now = caught_up(known, view, new)
    for id, room in now.rooms.items():
        room.present = there.get(id, room.present)
    return now


BUGS = {
    "the quorum is not counted": Bug(
        breaks="adopting_takes_a_quorum",
        plant=replacing(decision, "refuse_without_quorum", nothing),
        commands=(e.sign_out, d.propose_decision, d.adopt),
        start=RULED,
    ),
    "open objections are not looked for": Bug(
        breaks="nothing_is_adopted_over_an_objection",
        plant=replacing(decision, "_refuse_unless_adoptable", nothing),
        commands=(p.object, d.propose_decision, d.adopt),
        start=RULED,
    ),
    "a member that keeps out may score": Bug(
        breaks="who_keeps_out_keeps_out",
        plant=replacing(scoring, "recused", lambda *_: False),
        commands=(p.declare_interest, v.score, v.score),
        start=SCORED,
    ),
    "dots are not counted": Bug(
        breaks="dots_stay_within_their_budget",
        plant=ruling_out(BallotCast),
        commands=(v.cast,),
        start=VOTED[:-3],
    ),
    "sheets of a secret round are recorded as they are": Bug(
        breaks="secret_rounds_tie_no_value_to_a_member",
        plant=replacing(scoring, "_receipt", lambda cast: cast[0]),
        commands=(v.submit_sheet, v.score),
        start=SECRETS,
    ),
    "debtors attest their own promise": Bug(
        breaks="nobody_owes_attests_or_reviews_itself",
        plant=replacing(commitments, "open_commitment", owed_by_nobody),
        commands=(y.commit, y.close_commitment),
        start=AFTER,
    ),
    "more is allocated than was received": Bug(
        breaks="money_adds_up",
        plant=ruling_out(FundsAllocated),
        commands=(m.allocate, m.spend),
        start=FUNDED,
    ),
    "a party to a contract judges it": Bug(
        breaks="evaluators_are_independent",
        plant=ruling_out(OutcomeContractSigned),
        commands=(m.sign_outcome_contract,),
        start=AFTER,
    ),
    "one member alone has a success": Bug(
        breaks="success_is_of_several_and_measured",
        plant=ruling_out(SuccessCelebrated),
        commands=(y.report, y.celebrate),
        start=AFTER,
    ),
    "what others lean on is retracted": Bug(
        breaks="nothing_hangs_in_the_air",
        plant=replacing(correction, "dependents", lambda *_: []),
        commands=(p.comment, k.retract),
        start=CONVENED,
    ),
    "erased words stay where they are kept": Bug(
        breaks="erased_words_are_kept_nowhere",
        plant=replacing(Sweeper, "sweep", nothing),
        commands=(p.comment, k.redact),
        start=CONVENED,
    ),
    "a refusal writes something": Bug(
        breaks="refusals_leave_the_log_as_it_was",
        plant=half_written,
        commands=(p.comment,),
        start=CONVENED,
    ),
    "what is known step by step forgets who came": Bug(
        breaks="folding_anew_says_the_same",
        plant=replacing(recording, "caught_up", forgetting_who_came),
        commands=(e.sign_in, e.sign_out),
        start=RULED,
    ),
}


def tried(bug: Bug) -> None:
    trial.told_by.cache_clear()
    focused = machine(commands=bug.commands, laws=LAWS, starts=(bug.start,))
    run(focused, sequences=12, commands=25, number=5, shrinking=False)


@pytest.mark.parametrize("bug", BUGS.values(), ids=BUGS)
def test_a_planted_bug_breaks_a_law_by_name(bug, monkeypatch):
    bug.plant(monkeypatch)
    with pytest.raises(Violated, match=f"^{bug.breaks} "):
        tried(bug)


@pytest.mark.parametrize("bug", BUGS.values(), ids=BUGS)
def test_without_the_bug_the_same_sequences_break_nothing(bug):
    tried(bug)
