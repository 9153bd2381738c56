"""Laws of accountability: of the figures, and of what any sequence of commands can reach.

Open and closed commitments are all that were made; ties lead to members and the community, never
to a person; nobody reviews its own work, attests its own commitment or asks itself; what is
answered was due, or early; reciprocity is a share, and all of it where everything goes both ways;
commitments that were released do not count as kept or not.
"""

from contextlib import suppress
from datetime import timedelta
from fractions import Fraction
from itertools import permutations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from collectif.acts import known_from
from collectif.errors import Refused
from collectif.projections.accountability import accountability
from collectif.projections.edges import EDGES
from collectif.projections.promises import PROMISES
from collectif.projections.ties import Ties
from collectif.projections.together import together
from collectif.record.view import View
from collectif.testing import given as cases
from collectif.testing.given import EVENING, bytes_of, state_of
from collectif.testing.promises import (
    PROMISED,
    accepted,
    asked,
    committed,
    ended,
    reported,
    reviewed,
    revised,
)

WHO = ("alim", "loge", "jeune", "bailleur")
ENDS = {*WHO, "table", "COLLECTIVE", "PUBLIC"}
TODAY = EVENING.date()

members = st.sampled_from([*WHO * 3, "nobody"])
groups = [(), ("PUBLIC",), *((who,) for who in (*WHO, "COLLECTIVE")), *permutations(WHO, 2)]
some = st.sampled_from([*groups, *(("jeune", who) for who in ("alim", "COLLECTIVE"))])
commitments = st.sampled_from([*["c1"] * 4, "c2"])
requests = st.sampled_from(["q1", "q2"])
works = st.sampled_from(["g1", "g2", "c1", "c1"])
outcomes = st.sampled_from(["KEPT", "PARTLY", "NOT_KEPT", "RELEASED", "TRANSFERRED"])
days = st.integers(-20, 20).map(lambda days: TODAY + timedelta(days=days))
maybe_some = st.none() | some

acts = st.one_of(
    st.builds(
        lambda c, debtors, creditors, due, old: committed(
            c, debtors=debtors, creditors=creditors, due=due, replaces=old
        ),
        commitments, some, some, days, st.none() | commitments,
    ),
    st.builds(accepted, commitments, members),
    st.builds(
        lambda c, agreed, due, debtors: revised(c, agreed_by=agreed, due=due, debtors=debtors),
        commitments, some, st.none() | days, maybe_some,
    ),
    st.builds(
        lambda g, by, to, c, q: reported(g, by, to=to, commitment=c, answers=q),
        st.sampled_from(["g1", "g2"]), some, maybe_some,
        st.none() | commitments, st.none() | requests,
    ),
    st.builds(
        lambda q, asker, who, due: asked(q, asker=asker, asked=who, due=due),
        requests, st.sampled_from([*WHO, "PUBLIC"]), members, days,
    ),
    st.builds(
        lambda p, who, about: reviewed(p, reviewer=who, about=about),
        st.sampled_from(["p1", "p2"]), members, works,
    ),
    st.builds(lambda c, end, by: ended(c, end, attested_by=by), commitments, outcomes, some),
)  # fmt: skip


def ids(things):
    return {thing.id for thing in things}


def recorded(tried):
    """Return a collective in which these acts were tried, one a day."""
    case = cases.given(*PROMISED)
    for act in tried:
        case.clock.now += timedelta(days=1)
        with suppress(Refused):
            act(case.collective)
    return case.collective


histories = st.lists(acts, max_size=25).map(recorded)
USUAL = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


class TestFigures:
    @USUAL
    @given(histories, days)
    def test_open_and_closed_are_all_that_were_made(self, collective, day):
        now = accountability(collective.view(), on=day)
        closed = [promise for promise in now.commitments if promise.outcome is not None]
        assert len(now.open) + len(closed) == len(now.commitments) == sum(now.states.values())
        assert ids(now.late) | ids(now.silent) | ids(now.orphaned) <= ids(now.open)

    @USUAL
    @given(histories)
    def test_ties_lead_to_members_and_the_community_and_nobody_to_itself(self, collective):
        for edge in EDGES.replay(collective.view()):
            assert {edge.source, edge.target} <= ENDS
            assert edge.source != edge.target

    @USUAL
    @given(histories, days)
    def test_what_is_answered_was_due_or_is_early(self, collective, day):
        now = accountability(collective.view(), on=day)
        assert ids(now.answered_on_time) <= ids(now.answered) <= ids(now.due)
        assert ids(now.answered) | ids(now.unanswered) == ids(now.due)
        early = [q for q in now.requests if q.answered and q.id not in ids(now.answered)]
        assert all(question.due > day for question in early)

    @USUAL
    @given(histories, days)
    def test_every_share_is_a_share_or_none(self, collective, day):
        now = accountability(collective.view(), on=day)
        shares = [
            now.kept_rate, now.response_rate, now.on_time_rate, now.joint_share,
            now.review_coverage, now.ties.reciprocity, now.ties.many_to_many,
            now.ties.largest_creditor_share,
        ]  # fmt: skip
        for share in shares:
            assert share is None or (isinstance(share, Fraction) and 0 <= share <= 1)

    @USUAL
    @given(histories, days)
    def test_the_kept_rate_ignores_what_was_released_or_transferred(self, collective, day):
        now = accountability(collective.view(), on=day)
        judged = [p for p in now.commitments if p.outcome in ("KEPT", "PARTLY", "NOT_KEPT")]
        kept = sum(promise.outcome == "KEPT" for promise in judged)
        assert now.kept_rate == (Fraction(kept, len(judged)) if judged else None)

    @USUAL
    @given(histories, days)
    def test_the_matrix_and_the_open_ties_say_the_same(self, collective, day):
        now = accountability(collective.view(), on=day, counted="OPEN")
        matrix = {(u, v) for u, row in now.matrix.items() for v in row}
        assert matrix == set(now.ties.pairs)
        for u, row in now.matrix.items():
            for v, owed in row.items():
                assert ids(owed) == ids(now.of(u).owes) & ids(now.of(v).owed)

    @USUAL
    @given(histories, days, days)
    def test_a_day_does_not_depend_on_later_days(self, collective, one, other):
        day, later = min(one, other), max(one, other)
        whole = accountability(collective.view(), on=day)
        assert whole == accountability(collective.view(happened_by=later), on=day)

    @USUAL
    @given(histories)
    def test_quarters_share_out_all_contributions_and_requests(self, collective):
        view, day = collective.view(), TODAY + timedelta(days=40)
        now, quarters = accountability(view, on=day), together(view, on=day)
        assert sum(quarter.contributions for quarter in quarters) == len(now.contributions)
        assert sum(quarter.joint for quarter in quarters) == len(now.joint)
        assert quarters[-1].reciprocity == now.ties.reciprocity
        assert quarters[-1].commitments == len(now.commitments)

    @USUAL
    @given(histories, st.integers(0, 40))
    def test_folding_in_pieces_is_folding_at_once(self, collective, cut):
        view = collective.view()
        for projection in (PROMISES, EDGES):
            first = projection.fold(projection.start(), view.as_known_at(min(cut, view.size)))
            rest = projection.fold(first, view, after=min(cut, view.size))
            assert projection.show(rest) == projection.replay(view) == projection.replay(view)


pairs = st.tuples(st.sampled_from(WHO), st.sampled_from([*WHO, "COLLECTIVE"]))
graphs = st.frozensets(pairs.filter(lambda pair: pair[0] != pair[1]))


class TestReciprocity:
    """Garlaschelli and Loffredo (2004): the share of ties that go both ways."""

    @USUAL
    @given(graphs)
    def test_it_is_whole_on_a_symmetric_graph(self, graph):
        both = frozenset({*graph, *((v, u) for u, v in graph if v != "COLLECTIVE")})
        ties = Ties(pairs=both, kinds={})
        assert ties.reciprocity == (Fraction(1) if ties.member_pairs else None)

    @USUAL
    @given(graphs)
    def test_turning_every_tie_round_changes_nothing(self, graph):
        there = frozenset(pair for pair in graph if "COLLECTIVE" not in pair)
        back = frozenset((v, u) for u, v in there)
        assert Ties(pairs=there, kinds={}).reciprocity == Ties(pairs=back, kinds={}).reciprocity

    @USUAL
    @given(graphs)
    def test_what_the_community_is_owed_does_not_count(self, graph):
        there = frozenset(pair for pair in graph if "COLLECTIVE" not in pair)
        assert Ties(pairs=graph, kinds={}).reciprocity == Ties(pairs=there, kinds={}).reciprocity


class Promising(RuleBasedStateMachine):
    """A community in which anybody promises, reports, asks, reviews, closes and corrects."""

    @initialize()
    def begin(self):
        case = cases.given(*PROMISED)
        self.collective, self.clock, self.count = case.collective, case.clock, 0

    def attempt(self, act):
        self.count += 1
        before = bytes_of(self.collective)
        try:
            act(self.collective.noting(id=f"act-{self.count}"))
        except Refused:
            assert before == bytes_of(self.collective)

    @rule(act=acts)
    def act(self, act):
        self.attempt(act)

    @rule(debtors=some)
    def revise_the_debtors(self, debtors):
        self.attempt(revised(debtors=debtors))

    @rule(by=some)
    def close(self, by):
        self.attempt(ended(attested_by=by))

    @rule(data=st.data())
    def retract(self, data):
        told = [e for e in self.collective.log.read() if e.type != "collective-founded"]
        revisions = [e for e in told if e.type in ("commitment-revised", "event-retracted")]
        target = data.draw(st.sampled_from([*told, *told[-8:] * 3, *revisions * 8])).id
        self.attempt(lambda c: c.retract(target=target, reason="x"))

    @rule(data=st.data(), who=some)
    def rectify(self, data, who):
        said = [e for e in self.collective.log.read() if e.id.startswith("act-")]
        event = data.draw(st.sampled_from([*said, None]))
        fields = ("debtors", "creditors", "members", "reviewer", "attested_by", "outcome", "due")
        for name in (name for name in fields if hasattr(getattr(event, "data", None), name)):
            value = {"due": "2017-05-01", "outcome": "TRANSFERRED"}.get(name, list(who))
            self.attempt(
                lambda c, f=name, v=value: c.rectify(target=event.id, changes={f: v}, reason="x")
            )

    @invariant()
    def refolding_says_the_same(self):
        anew = known_from(View(source=self.collective.log.at(self.collective.log.size)))
        assert state_of(anew) == state_of(self.collective._core.known())

    @invariant()
    def every_act_that_counts_was_legal_where_it_stands(self):
        """Also after corrections: walk what counts, and judge each act by what came before it."""
        works, creditors, replaced, ended = {}, {}, set(), set()
        for event in self.collective.view().events():
            told = event.data
            match event.type:
                case "commitment-made":
                    assert not set(told.creditors) <= set(told.debtors)
                    works[told.commitment_id] = set(told.debtors)
                    creditors[told.commitment_id] = set(told.creditors)
                    replaced.add(told.replaces)
                case "commitment-accepted":
                    assert told.by in creditors[told.commitment_id]
                    assert told.commitment_id not in ended
                case "commitment-revised":
                    assert creditors[told.commitment_id] & set(told.agreed_by)
                    assert told.commitment_id not in ended
                    works[told.commitment_id] = set(told.debtors or works[told.commitment_id])
                case "commitment-closed":
                    assert set(told.attested_by) - works[told.commitment_id]
                    assert told.commitment_id not in ended
                    assert told.outcome != "TRANSFERRED" or told.commitment_id in replaced
                    ended.add(told.commitment_id)
                case "contribution-reported":
                    works[told.contribution_id] = set(told.members)
                case "account-requested":
                    assert told.asker != told.asked
                case "peer-review-given":
                    assert told.reviewer not in works[told.about]


TestPromising = Promising.TestCase
TestPromising.settings = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
