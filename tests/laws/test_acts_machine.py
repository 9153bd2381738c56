"""Laws of verbs under any sequence of commands, legal or not, in a small assembly.

A refusal leaves the log byte for byte as it was; an act told again records nothing; what is known
step by step is what refolding says; one voice a member; the last score counts; dots stay within
their budget; a closed round takes nothing; what is adopted had quorum and no open objection.
"""

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from collectif.acts import Known, known_from
from collectif.acts.rounds import BallotTerms
from collectif.acts.voices import present_members, quorum
from collectif.errors import Refused
from collectif.projections.scores import SCORES
from collectif.record.view import View
from collectif.testing import given as cases
from collectif.testing.given import EVENING, bytes_of, state_of
from collectif.testing.room import (
    RULED,
    SCORING,
    VOTING,
    arrived,
    balloted,
    chartered,
    closed,
    left,
    mandated,
    moved,
    opened,
    round_opened,
    scored,
)
from collectif.values import Charter

BUDGET = 4

members = st.sampled_from([*VOTING * 4, "bailleur", "table", "nobody"])
mandates = st.sampled_from([*(f"m-{m}" for m in VOTING), "m-alim-sub", "m-bailleur", "m-none"])
proposals = st.sampled_from([*("s1", "s2", "s3") * 3, "s9"])
criteria = st.sampled_from([*("priorite", "levier") * 4, "x"])
values = st.sampled_from([*range(1, 6), "ABSTAIN", "CANNOT_JUDGE", 0, 6, "5"])
rounds = st.sampled_from([*["r1"] * 6, "r2", "rd", "rc"])
words = st.sampled_from([*["CONSENT"] * 5, "RESERVATION", "STAND_ASIDE", "OBJECT", "NIET"])
kinds = st.sampled_from(["SCORING", "DOTS"])
outcomes = st.sampled_from(["ADOPTED", "REJECTED", "DEFERRED"])


DOTS = round_opened("rd", kind="DOTS", criteria_set=None, terms=BallotTerms(budget=BUDGET))
CONSENT = round_opened("rc", kind="CONSENT", subjects=("d1",), criteria_set=None)

STARTS = {
    "scoring": SCORING,
    "scored": (*SCORING, closed()),
    "dots": (*RULED, DOTS),
    "consenting": (*SCORING, closed(), moved(), CONSENT),
    "balloted": (*RULED, moved(), *balloted(alim="CONSENT", jeune="CONSENT")),
}


class Evening(RuleBasedStateMachine):
    """An assembly in which anybody tries anything."""

    @initialize(start=st.sampled_from([*["scoring"] * 4, *STARTS]))
    def begin(self, start):
        case = cases.given(*STARTS[start])
        self.collective, self.clock = case.collective, case.clock
        self.count = 0
        self.cast: dict[str, list] = {}
        self.retractions: dict[str, str] = {}
        if start == "scoring":
            for m, p in (("alim", "s2"), ("loge", "s1"), ("jeune", "s1"), ("jeune", "s3")):
                self.give(m, p, "levier", 3, "r1")

    def now(self) -> Known:
        return known_from(View(source=self.collective.log.at(self.collective.log.size)))

    def attempt(self, act) -> bool:
        """Try an act; check what every act must keep; say whether it was recorded."""
        self.count += 1
        self.name = f"act-{self.count}"
        before = bytes_of(self.collective)
        try:
            act(self.collective.noting(id=self.name))
        except Refused:
            assert before == bytes_of(self.collective)
            return False
        after = bytes_of(self.collective)
        assert before[0] == after[0][: len(before[0])]
        act(self.collective.noting(id=self.name))
        assert after == bytes_of(self.collective)
        return True

    @rule(m=members, p=proposals, c=criteria, value=values, round=rounds)
    def score(self, m, p, c, value, round):
        self.give(m, p, c, value, round)

    def give(self, m, p, c, value, round):
        if self.attempt(scored(m, p, c, value, round=round)):
            self.cast[self.name] = [(round, m, p, c), value]

    @rule(m=members, round=rounds, first=values, second=values)
    def hand_in_a_sheet(self, m, round, first, second):
        scores = {"s2": {"priorite": first}, "s3": {"levier": second}}
        if self.attempt(lambda c: c.submit_sheet(round=round, member=m, scores=scores)):
            self.cast[f"{self.name}/s2/priorite"] = [(round, m, "s2", "priorite"), first]
            self.cast[f"{self.name}/s3/levier"] = [(round, m, "s3", "levier"), second]

    @rule(m=mandates, goes=st.booleans())
    def come_or_go(self, m, goes):
        self.attempt(left(m) if goes else arrived(m))

    @rule(round=rounds, kind=kinds)
    def open_a_round(self, round, kind):
        terms = BallotTerms(budget=BUDGET)
        self.attempt(round_opened(round, kind=kind, terms=terms))

    @rule()
    def ask_for_consent(self):
        self.attempt(CONSENT)

    @rule(round=rounds)
    def close_a_round(self, round):
        self.attempt(closed(round))

    @rule(m=members, dots=st.dictionaries(proposals, st.integers(-1, 3), min_size=1, max_size=3))
    def give_dots(self, m, dots):
        self.attempt(lambda c: c.cast(round="rd", member=m, ballot=dots))

    @rule(m=members, word=words)
    def answer(self, m, word):
        self.attempt(lambda c: c.cast(round="rc", member=m, ballot={"d1": word}))

    @rule(p=proposals, m=members, severity=st.sampled_from(["CONCERN", "OBJECTION"]))
    def object(self, p, m, severity):
        name = f"o{self.count}"
        self.attempt(
            lambda c: c.object(
                objection=name, target=p, member=m, severity=severity,
                grounds="Non", harms=("levier",),
            )
        )  # fmt: skip

    @rule(m=members, data=st.data())
    def withdraw_an_objection(self, m, data):
        name = data.draw(st.sampled_from([*self.now().objections, "o-none"]))
        self.attempt(
            lambda c: c.resolve(objection=name, outcome="WITHDRAWN", how="Bon", confirmed_by=m)
        )

    @rule(p=proposals)
    def amend(self, p):
        self.attempt(lambda c: c.amend(proposal=p, changes="Mieux"))

    @rule(p=proposals)
    def withdraw(self, p):
        self.attempt(lambda c: c.withdraw(proposal=p, reason="Non"))

    @rule(m=members, decision=st.sampled_from(["d1", "d2"]))
    def move(self, m, decision):
        self.attempt(moved(decision, mover=m))

    @rule(outcome=outcomes, decision=st.sampled_from(["d1", "d2"]), ballots=st.booleans())
    def decide(self, outcome, decision, ballots):
        said = {"ballot_round": "rc"} if ballots else {"tally": {"CONSENT": 2}}
        before = self.now()
        taken = self.attempt(lambda c: c.take_decision(decision=decision, outcome=outcome, **said))
        if taken and outcome == "ADOPTED":
            room = before.room("a1")
            assert len(present_members(before, room)) >= quorum(before, room)

    @rule(m=members, p=proposals)
    def declare(self, m, p):
        name = f"i{self.count}"
        self.attempt(
            lambda c: c.declare_interest(
                declaration=name, member=m, proposal=p, nature="OTHER", description="Lien"
            )
        )

    @rule(m=members, role=st.sampled_from(["DELEGATE", "ALTERNATE", "OBSERVER"]))
    def mandate(self, m, role):
        self.attempt(mandated(f"m-{self.count}", m, role))

    @rule(m=mandates)
    def end_a_mandate(self, m):
        self.attempt(lambda c: c.end_mandate(mandate=m, reason="Fin"))

    @rule()
    def change_the_rules(self):
        self.attempt(chartered(Charter(recusal="NONE")))

    @rule(adjourns=st.booleans())
    def close_the_assembly(self, adjourns):
        later = EVENING + timedelta(days=7) if adjourns else None
        self.attempt(lambda c: c.assembly("a1").close(resumes_on=later))

    @rule()
    def open_the_assembly(self):
        self.attempt(opened)

    @rule(data=st.data(), value=values)
    def rectify_a_score(self, data, value):
        target = data.draw(st.sampled_from([*self.cast, "nothing"]))
        if self.attempt(lambda c: c.rectify(target=target, changes={"value": value}, reason="x")):
            self.cast[target][1] = value

    @rule(data=st.data())
    def retract_anything(self, data):
        ids = [event.id for event in self.collective.log.read() if event.type != "event-rectified"]
        own = [id for id in ids if id.startswith("act-")]
        target = data.draw(st.sampled_from([*ids, *own * 3]))
        if self.attempt(lambda c: c.retract(target=target, reason="x")):
            self.retractions[self.name] = target

    @rule(data=st.data())
    def retract_a_retraction(self, data):
        target = data.draw(st.sampled_from([*self.retractions, "nothing"]))
        if self.attempt(lambda c: c.retract(target=target, reason="x")):
            self.retractions[self.name] = target

    def lives(self, id):
        return not any(self.lives(r) for r, target in self.retractions.items() if target == id)

    @invariant()
    def refolding_says_the_same(self):
        assert state_of(self.now()) == state_of(self.collective._core.known())

    @invariant()
    def the_last_score_counts(self):
        order = {event.id: event.seq for event in self.collective.log.read()}
        wanted: dict = {}
        for id in sorted(filter(self.lives, self.cast), key=order.__getitem__):
            (round, *cell), value = self.cast[id]
            wanted.setdefault(round, {})[tuple(cell)] = value
        replayed = SCORES.replay(self.collective.view())
        assert wanted == {id: dict(r.cells) for id, r in replayed.items() if r.cells}

    @invariant()
    def one_voice_a_member_and_dots_within_their_budget(self):
        known = self.now()
        voting = {id for id, member in known.members.items() if member.voting}
        for round in known.rounds.values():
            assert round.ballots.keys() <= voting
            if round.kind == "DOTS":
                assert all(sum(b.values()) <= BUDGET for b in round.ballots.values())

    @invariant()
    def a_closed_round_takes_nothing(self):
        known = self.now()
        for event in self.collective.view().events(frozenset({"score-cast", "ballot-cast"})):
            closing = known.rounds[event.data.round_id].closed
            assert closing is None or event.seq < closing

    @invariant()
    def what_is_adopted_meets_no_older_objection(self):
        known = self.now()
        for event in self.collective.view().events(frozenset({"decision-taken"})):
            decision = known.decisions[event.data.decision_id]
            if decision.status != "ADOPTED":
                continue
            then = {
                raised.data.objection_id
                for raised in self.collective.view().events(frozenset({"objection-raised"}))
                if raised.seq < event.seq
            }
            for objection in known.objections.values():
                stands = objection.open and objection.severity != "CONCERN"
                concerned = objection.target in {decision.id, *decision.selects}
                assert not (stands and concerned and objection.id in then)

    @invariant()
    def no_room_is_closed_over_an_open_round(self):
        known = self.now()
        for round in known.rounds.values():
            assert round.status != "OPEN" or known.rooms[round.assembly].status == "OPEN"

    @invariant()
    def a_member_has_one_delegate_here(self):
        live = [m for m in self.now().mandates.values() if not m.ended and m.role == "DELEGATE"]
        assert len(live) == len({mandate.member for mandate in live})


TestEvening = Evening.TestCase
TestEvening.settings = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
