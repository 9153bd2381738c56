"""What-ifs of the Lachine scenario: every leader that its expectations name, in all four views.

A second, independent program computed them; see tests/literature/test_lachine.py.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from hashlib import sha256

import pytest

from collectif.acts.scoring import ScoreCast
from collectif.demo import record_scenario, scenario
from collectif.projections.ranking import publications
from collectif.whatif.asking import what_if
from collectif.whatif.changes import Changes
from collectif.whatif.sweeping import sweep
from collectif.whatif.weighing import weight_map

EXPECTED = scenario()["expected"]


@cache
def told():
    return record_scenario("memory:")


def as_published(round):
    view = told().view()
    last = [p for p in publications(view) if p.round_id == round][-1]
    return view.as_known_at(last.known_at)


def as_keyed():
    log = told().log
    size = log.find(EXPECTED["r1_as_keyed"]["up_to"]).seq + 1
    return told().view(known_at=size)


VIEWS = {
    "r1_as_keyed": ("r1", as_keyed),
    "r1_as_published": ("r1", lambda: as_published("r1")),
    "r2_as_published": ("r2", lambda: as_published("r2")),
    "r2_as_corrected": ("r2", lambda: told().view()),
}


def differing(found):
    return {row.name: sorted(row.leaders) for row in found.differing}


@pytest.mark.parametrize("name", VIEWS)
class TestExpected:
    def test_leader(self, name):
        round, view = VIEWS[name]
        assert list(what_if(view(), round=round).leaders[0]) == EXPECTED[name]["leader"]

    @pytest.mark.parametrize("over", ["members", "criteria"])
    def test_leader_without_each(self, name, over):
        """In one sweep, and by each single what-if."""
        round, view = VIEWS[name]
        found, seen = sweep(view(), over, round=round), view()
        key = {"members": "leader_without_member", "criteria": "leader_without_criterion"}[over]
        assert differing(found) == EXPECTED[name][key]
        change = {"members": "without", "criteria": "without_criteria"}[over]
        for row in found.rows:
            alone = what_if(seen, round=round, **{change: [row.name]})
            assert set(alone.leaders[1]) == set(row.leaders)
            assert alone.differs == row.differs

    def test_leader_by_equal_weights(self, name):
        round, view = VIEWS[name]
        equal = dict.fromkeys(scenario()["criteria"], 1)
        answer = what_if(view(), round=round, weights=equal)
        assert list(answer.leaders[1]) == EXPECTED[name]["leader_equal_weights"]


class TestChecks:
    """The checks of the scenario that a what-if answers."""

    def test_the_keying_error(self):
        """k-r1-typo: without its correction, ranks 3 and 4 swap; the leader does not change."""
        answer = what_if(as_published("r1"), round="r1", excluding=["e-rect1"])
        assert list(answer.before.places()) != list(answer.after.places())
        moved = {o.details["proposal"]: (o.details["was"], o.details["now"])
                 for o in answer.difference if o.name == "moves"}  # fmt: skip
        assert moved == {"s3": (3, 4), "s5": (4, 3)}
        assert answer.difference[0].code == "whatif.leader-stays"

    def test_the_late_rectification(self):
        """k-r2-late: the score of s2 falls by half a point of 100; the ranking stays."""
        late = [e.id for e in told().log.events(frozenset({"event-rectified"}))
                if e.occurred.date().isoformat() >= "2016-12-01"]  # fmt: skip
        answer = what_if(told().view(), round="r2", excluding=late)
        (change,) = [o for o in answer.difference if o.name == "rescored"]
        details = change.details
        assert details["proposal"] == "s2"
        assert 2 * (details["new"] - details["old"]) == 1
        assert not answer.differs

    @pytest.mark.parametrize(("round", "corrected"), [("r1", False), ("r2", True)])
    def test_a_sweep_says_whether_it_counts_what_was_published(self, round, corrected):
        """The error in r2 was found after its results were published; that in r1 before."""
        assert sweep(told().view(), "rules", round=round).corrected is corrected

    def test_a_sweep_says_the_lead_of_all(self):
        """Beside each lead without somebody stands the one that it is to be compared with."""
        for over in ("members", "criteria"):
            assert (
                Fraction(1205, 18) - Fraction(1443, 22)
                == sweep(told().view(), over, round="r1").lead
            )
        assert sweep(told().view(), "rules", round="r1").lead is None
        assert sweep(told().view(), "members", round="r3").lead is None

    def test_the_objection(self):
        """k-objection: it changed no score, but the words that the second round scored."""
        for asked in ("o1", "e-obj1"):
            answer = what_if(told().view(), round="r2", excluding=[asked])
            words, same = answer.difference
            assert same.code == "whatif.figures-stay"
            assert "deux points de vente" in words.details["changes"]["fr"]
            assert words.code == "whatif.other-words"
            assert words.events == ("e-s1-v3",)
            assert (words.details["version"], words.details["before"]) == (3, 2)
            led_to, before, after = words.because
            assert led_to.events == ("e-obj1", "e-s1-v3")
            assert (before.details["round"], before.details["place"]) == ("r1", 1)
            assert str(before.details["score"]) == "1205/18"
            assert str(after.details["score"]) == "1235/16"
        assert [o.code for o in what_if(told().view(), round="r1", excluding=["o1"]).difference] \
            == ["whatif.same"]  # fmt: skip

        (motion, _) = what_if(told().view(), round="r3", excluding=["o1"]).difference
        assert (motion.code, motion.details["decision"]) == ("whatif.other-motion", "d1")

    def test_only_together(self):
        """Neither 40 points on poverty nor the median alone puts housing first; both do."""
        weights = {"pauvrete": 40}
        both = what_if(told().view(), round="r2", weights=weights, rule="median")
        assert both.leaders == (("s1",), ("s2",))
        assert "whatif.only-together" in [one.code for one in both.difference]
        for alone in ({"weights": weights}, {"rule": "median"}):
            assert not what_if(told().view(), round="r2", **alone).differs
        one = what_if(told().view(), round="r1", without=["env", "ecole"])
        (enough,) = [o for o in one.difference if o.code == "whatif.enough-alone"]
        assert [p.details["member"] for p in enough.because] == ["env"]

    def test_who_did_not_answer(self):
        """The school had left before the second round; leads are exact."""
        found = sweep(told().view(), "members", round="r2")
        assert found.silent == ("ecole",)
        assert sweep(told().view(), "members", round="r1").silent == ()
        for row in found.rows[:3]:
            scores = what_if(told().view(), round="r2", without=[row.name]).after.ranking.scores
            first, second, *_ = sorted(scores.values(), reverse=True)
            assert row.statement.details["lead"] == first - second

    def test_published_or_corrected(self):
        """Of the second round a score was corrected since."""
        views = ("r1", False), ("r2", True), ("r3", None)
        for round, corrected in views:
            assert what_if(told().view(), round=round).corrected is corrected

    def test_the_decision(self):
        """Consensus would have asked for what consent did not: nobody aside."""
        view = told().view()
        assert what_if(view, round="r3", rule="consensus").leaders == (("d1",), ())
        together = what_if(view, round="r3", rule="consensus", without=["loge"])
        assert together.leaders == (("d1",), ("d1",))


class TestSuppositions:
    def test_the_log_stays_as_it_is(self):
        """By its root, and by the bytes of every event."""
        log = told().log
        before = log.head(), sha256(b"".join(r.body for r in log.store.rows(0, log.size))).digest()
        view = told().view()
        score = ScoreCast(round_id="r2", member_id="env", mandate_id="man-env", proposal_id="s2",
                          criterion_id="levier", value=5, sheet_id="r2-env")  # fmt: skip
        answer = what_if(view, round="r2", supposing=[score])
        changed = [o for o in answer.difference if o.name == "rescored"]
        assert [o.details["proposal"] for o in changed] == ["s2"]
        assert before == (
            log.head(),
            sha256(b"".join(r.body for r in log.store.rows(0, log.size))).digest(),
        )

    def test_another_change_on_top(self):
        """What is supposed of a member is left out with it."""
        score = ScoreCast(round_id="r1", member_id="env", mandate_id="man-env", proposal_id="s2",
                          criterion_id="levier", value=5, sheet_id="r1-env")  # fmt: skip
        both = what_if(told().view(), round="r1", without=["env"], supposing=[score])
        alone = what_if(told().view(), round="r1", without=["env"])
        assert both.after.ranking == alone.after.ranking


class TestWeights:
    @pytest.mark.parametrize("round", ["r1", "r2"])
    def test_a_weight_turns_where_it_is_told(self, round):
        """At the crossing some tie; just past it the leaders are those that are told."""
        view = told().view()
        weights = scenario()["weights"]
        for row in sweep(view, "weights", round=round).rows:
            for end, way in (("low", -1), ("high", 1)):
                at = row.statement.details.get(end)
                if at is None or at == 0:
                    continue
                scaled = {c: 1000 * at.denominator * w for c, w in weights.items()}
                turn = 1000 * at.numerator
                leaders = {
                    name: set(
                        what_if(view, round=round, weights={**scaled, row.name: w}).leaders[1]
                    )
                    for name, w in (("before", turn - way), ("at", turn), ("past", turn + way))
                }
                assert len(leaders["at"]) > 1
                assert leaders["past"] == set(row.statement.details[f"{end}_leaders"])
                assert leaders["before"] == set(row.leaders)

    def test_a_map_is_many_what_ifs(self):
        view = told().view()
        found = weight_map(view, ("contexte", "transv"), round="r1")
        assert sum(found.shares.values()) == len(found.leaders) == 400
        assert found.leaders[found.present] == ("s1",)
        for place in list(found.leaders)[::67]:
            weights = dict(zip(found.criteria, place, strict=True))
            assert what_if(view, round="r1", weights=weights).leaders[1] == found.leaders[place]


def test_events_of_a_round_are_single_what_ifs():
    """Some of them, corrections included; all rows come from one reading."""
    view = told().view()
    found = sweep(view, "events", round="r1")
    assert len(found.rows) == 417
    for row in found.rows[::80] + found.rows[-2:]:
        alone = what_if(view, round="r1", excluding=[row.name])
        assert set(alone.leaders[1]) == set(row.leaders)


def test_rules_are_single_what_ifs():
    view = told().view()
    for round in ("r1", "r3"):
        for row in sweep(view, "rules", round=round).rows:
            assert what_if(view, round=round, rule=row.name).leaders[1] == row.leaders


def test_a_sweep_takes_other_changes_along():
    """Without env, somebody else may matter; each row is both changes together."""
    changes = Changes(without=("env",), weights={"levier": 30})
    found = sweep(told().view(), "members", round="r1", changes=changes)
    assert "env" not in [row.name for row in found.rows]
    for row in found.rows:
        both = what_if(told().view(), round="r1", without=["env", row.name],
                       weights={"levier": 30})  # fmt: skip
        assert both.leaders[1] == row.leaders
