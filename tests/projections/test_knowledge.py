"""What was learned and used, and what was celebrated."""

from datetime import date

from collectif.projections.knowledge import by_kind, learnings, successes
from collectif.testing.given import EVENING, given
from collectif.testing.means import MEASURED, learned, measured, mission
from collectif.testing.room import MEMBERS, named, retracted

AFTER = date(2017, 12, 31)


def reused(by, learning="l1"):
    return lambda c: c.reuse(learning=learning, by=by, context="Ateliers")


def shown(*acts, at=AFTER):
    return learnings(given(*acts).collective.view(), at=at)


def test_reuse_by_others_counts_and_by_authors_is_kept_apart():
    table = "une autre table"
    found = shown(*MEMBERS, learned(), reused("jeune"), reused("alim"), reused(table))["l1"]
    assert [reuse.by for reuse in found.reused] == ["jeune", table]
    assert [reuse.by for reuse in found.own] == ["alim"]


def test_learnings_build_a_tree():
    acts = (learned("l0"), learned("l1", builds_on=("l0",)), learned("l2", builds_on=("l0", "l1")))
    found = shown(*MEMBERS, *acts)
    assert [found[id].built_on_by for id in ("l0", "l1", "l2")] == [("l1", "l2"), ("l2",), ()]


def test_learnings_are_listed_by_kind_in_the_order_of_sharing():
    acts = (learned("l0"), learned("l1", kind="FAILURE"), learned("l2"))
    assert by_kind(shown(*MEMBERS, *acts)) == {"FAILURE": ("l1",), "PRACTICE": ("l0", "l2")}


def test_a_retracted_learning_or_one_to_come_is_not_shown():
    assert shown(*MEMBERS, named("e-l", learned()), retracted("e-l")) == {}
    assert shown(*MEMBERS, learned(), at=date(2016, 1, 1)) == {}
    (found,) = shown(*MEMBERS, learned(), at=EVENING.date()).values()
    assert not found.from_difficulty
    assert not found.from_review


def test_nothing_is_celebrated_before_it_is():
    assert successes(given(*MEASURED).collective.view(), at=AFTER) == {}


def gesture(contribution, *members, **how):
    said = {"what": "Un geste", "state": "DONE", "to": ("COLLECTIVE",)} | how
    return lambda c: c.report(contribution=contribution, members=members, **said)


def celebrated(success="su1", mission="mis", measures=("x1",), contributions=("g2", "g1")):
    return lambda c: c.celebrate(
        success=success,
        mission=mission,
        statement="Deux cents ménages",
        measures=measures,
        contributions=contributions,
    )


class TestWithContributions:
    def test_successes_stand_by_mission_with_their_gestures_in_the_order_of_dates(self):
        gestures = (gesture("g1", "alim"), gesture("g2", "loge"))
        other = (mission("other", parent="mis"), measured("x2", 61, kind="FOLLOW_UP"))
        acts = (*MEASURED, *gestures, *other, celebrated(), celebrated("su2", measures=("x2",)))
        found = successes(given(*acts).collective.view(), at=AFTER)
        assert list(found) == ["mis"]
        first, second = found["mis"]
        assert [one.id for one in first.gestures] == ["g1", "g2"]
        assert [one.members for one in first.gestures] == [("alim",), ("loge",)]
        assert [one.measure_id for one in (*first.measures, *second.measures)] == ["x1", "x2"]

    def test_learnings_come_of_difficulties(self):
        hard = gesture("g1", "alim", difficulty="Irrégulier")
        acts = (hard, gesture("g2", "loge"), learned("l1", builds_on="g1"))
        found = shown(*MEMBERS, *acts, learned("l2", builds_on="g2"))
        assert [found[id].from_difficulty for id in ("l1", "l2")] == [True, False]
