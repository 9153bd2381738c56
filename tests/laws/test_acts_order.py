"""Laws of order: sheets come in any order, and a view may leave out what others rest on.

"Any interleaving of the sheets gives the same results; last cast wins" (`domain.md` section 7,
Scores): members hand in whenever they like, each in its own order, for a member may think again.
"""

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.acts import Known, known_from
from collectif.acts.rounds import BallotTerms
from collectif.collective import open as open_collective
from collectif.demo.lachine import scenario
from collectif.exchange.script import ScriptClock, play
from collectif.ids import CriterionId
from collectif.projections import ranking
from collectif.projections.beside import beside, groups_of
from collectif.projections.change import change_as_corrected
from collectif.projections.panels import PANELS
from collectif.projections.participation import deciding, funnel, turnout
from collectif.projections.ranking import results
from collectif.projections.scores import SCORES, ScoreCast
from collectif.record.fold import side_by_side
from collectif.record.view import View
from collectif.testing import given as cases
from collectif.testing.room import (
    OPENED,
    RULED,
    VOTING,
    chartered,
    closed,
    moved,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter

SCORED = {"alim": ("s2", "s3"), "loge": ("s1", "s3"), "jeune": ("s1", "s2", "s3")}
CRITERIA = ("priorite", "levier")

CHARTERS = (
    Charter(),
    Charter(aggregation="MEDIAN_BY_CRITERION_THEN_WEIGHTS", tie_break="CONSENSUS"),
    Charter(aggregation="BORDA", missing="EXCLUDE_MEMBER"),
    Charter(voice_rule="COLLEGES", colleges={"COMMUNITY_ORG": "1/1"}),
    Charter(gate={CriterionId("levier"): "3/1"}, tie_break=(CriterionId("levier"),)),
)
"""Every way of counting, of missing scores and of breaking ties."""

SECRET = tuple(c for c in CHARTERS if c.missing != "EXCLUDE_MEMBER" and not c.colleges)
"""The charters under which a round can be secret."""

SEEN = (
    *(("OPEN", charter) for charter in CHARTERS),
    ("SEALED", CHARTERS[0]),
    *(("SECRET", charter) for charter in SECRET),
)

grades = st.one_of(st.integers(1, 5), st.sampled_from(["ABSTAIN", "CANNOT_JUDGE"]))


def interleaved(draw, handed):
    """Return what was handed in, as (member, what), in another order that keeps each member's."""
    queues: dict[str, list] = {}
    for member, sheet in handed:
        queues.setdefault(member, []).append((member, sheet))
    turns = draw(st.permutations([member for member, _ in handed]))
    return [queues[member].pop(0) for member in turns]


@st.composite
def sheets(draw):
    """Return sheets, whole ones and ones of a single row, and another order of them."""
    handed = []
    for member in draw(st.lists(st.sampled_from(sorted(SCORED)), min_size=1, max_size=6)):
        mine = SCORED[member]
        rows = draw(st.sampled_from([mine, mine[:1], mine[-1:]]))
        handed.append((member, {p: {c: draw(grades) for c in CRITERIA} for p in rows}))
    return handed, interleaved(draw, handed)


def two_rounds(charter, visibility, first, second):
    """Return a view of two rounds that were closed, by the sheets of each in order."""
    collective = cases.given(*OPENED, chartered(charter), weighted).collective
    for round, handed in (("r1", first), ("r2", second)):
        round_opened(round, visibility=visibility)(collective)
        for member, scores in handed:
            collective.submit_sheet(round=round, member=member, scores=scores)
        closed(round)(collective)
    return collective.view()


def all_that_is_told(view, *, named=True):
    """Return the results, and every figure beside them that does not name voices."""
    said = {}
    for id, result in results(view).items():
        found, groups = beside(result, view), groups_of(result)
        said[id] = (
            result.ranking,
            result.broken,
            result.agreement,
            result.below_gate,
            result.silences,
            (result.voters, result.numeric_cells, len(result.counted.left_out)),
            evolve(found, robustness=None, influence={}, concordance=None),
            groups.sizes,
            turnout(result).coverage,
            sorted(result.round.handed_in),
        )
        if named:
            said[id] += (found.robustness, found.influence, found.concordance, groups)
            said[id] += (sorted(result.counted.left_out), result.round.cells)
    told = change_as_corrected(view, "r1", "r2").change
    said["change"] = evolve(told, moves=dict(told.moves) if named else {})
    said["funnel"] = funnel(view, "a1")
    return said


@settings(max_examples=25, deadline=None)
@given(seen=st.sampled_from(SEEN), one=sheets(), two=sheets())
def test_permuting_the_order_in_which_sheets_are_handed_in_never_changes_a_result(seen, one, two):
    """Open, sealed and secret; results, agreement, groups, change, participation.

    Few examples suffice: an order is a product of swaps of neighbours, and each example makes
    many. A secret round gives each member another voice each time, so that its figures are
    compared without names.
    """
    visibility, charter = seen
    check_order(charter, visibility, (one[0], two[0]), (one[1], two[1]))


def check_order(charter, visibility, rounds, others) -> None:
    named = visibility != "SECRET"
    told = [
        all_that_is_told(two_rounds(charter, visibility, *handed), named=named)
        for handed in (rounds, others)
    ]
    assert told[0] == told[1], "the order of the sheets changed a result"


def test_a_result_that_hangs_on_the_order_would_be_found(monkeypatch):
    """Planted: the first sheet of a round counts as the lowest grade."""
    last = SCORES.clauses[ScoreCast]

    def first_is_lowest(state, event):
        last(state, event)
        cells = state.cells[event.data.round_id]
        cells[next(iter(cells))] = 1

    broken = evolve(SCORES, clauses={**SCORES.clauses, ScoreCast: first_is_lowest})
    monkeypatch.setattr(ranking, "_ROUNDS", side_by_side(broken, PANELS))
    handed = [("jeune", {"s1": {"levier": 5}}), ("loge", {"s1": {"levier": 4}})]
    with pytest.raises(AssertionError, match="the order of the sheets"):
        check_order(Charter(), "OPEN", (handed, handed), (handed[::-1], handed))


BALLOTS = {
    "CONSENT": st.fixed_dictionaries({"d1": st.sampled_from(["CONSENT", "STAND_ASIDE", "OBJECT"])}),
    "GRADIENT": st.fixed_dictionaries({"s3": st.integers(1, 8)}),
    "DOTS": st.fixed_dictionaries({"s3": st.integers(0, 4)}),
    "APPROVAL": st.fixed_dictionaries({"s3": st.integers(0, 1)}),
    "RANKING": st.fixed_dictionaries({"s3": st.integers(1, 2)}),
}


@st.composite
def votes(draw):
    """Return a kind of round, ballots of members, some of whom think again, and another order."""
    kind = draw(st.sampled_from(sorted(BALLOTS)))
    members = draw(st.lists(st.sampled_from(VOTING), min_size=2, max_size=6))
    handed = [(member, draw(BALLOTS[kind])) for member in members]
    return kind, handed, interleaved(draw, handed)


@settings(max_examples=25, deadline=None)
@given(vote=votes(), visibility=st.sampled_from(["OPEN", "SEALED", "SECRET"]))
def test_permuting_the_order_in_which_ballots_are_handed_in_never_changes_a_result(
    vote, visibility
):
    """Every kind of ballot, in every kind of round, and the tally of the decision that follows."""
    kind, *orders = vote
    told = [told_of_ballots(kind, visibility, handed) for handed in orders]
    assert told[0] == told[1]


def told_of_ballots(kind, visibility, handed):
    collective = cases.given(
        *RULED,
        moved(),
        round_opened(
            "rb",
            kind=kind,
            subjects=("d1",) if kind == "CONSENT" else ("s3",),
            criteria_set=None,
            visibility=visibility,
            terms=BallotTerms(budget=4, ties=True, truncated=True),
        ),
    ).collective
    for member, ballot in handed:
        collective.cast(round="rb", member=member, ballot=ballot)
    closed("rb")(collective)
    if kind == "CONSENT":
        collective.take_decision(decision="d1", outcome="DEFERRED", ballot_round="rb")
    view = collective.view()
    scores = SCORES.replay(view)["rb"]
    ballots = scores.ballots if visibility != "SECRET" else ()
    answers = sorted(tuple(ballot.items()) for ballot in scores.ballots.values())
    return answers, ballots, sorted(scores.handed_in), deciding(view), funnel(view, "a1")


def test_the_scenario_says_the_same_with_all_its_sheets_in_reverse_order():
    """Both scoring rounds and the ballots of Lachine; the far end of all orders stands for them."""
    told = []
    for steps in (scenario()["steps"], in_reverse(scenario()["steps"])):
        clock = ScriptClock()
        collective = open_collective("memory:", clock=clock)
        for _ in play(collective, steps, clock):
            pass
        view = collective.view()
        told.append((all_that_is_told(view), SCORES.replay(view)["r3"].ballots, deciding(view)))
    assert told[0] == told[1]


def in_reverse(steps):
    """Return steps of which each run of sheets comes in reverse order, at the same moments."""
    turned, run = [], []
    for step in (*steps, {"type": "end"}):
        if step["type"] in ("submit_sheet", "BallotCast"):
            run.append(step)
            continue
        times = [{key: one[key] for key in ("occurred_at", "recorded_at")} for one in run]
        turned += [other | time for other, time in zip(reversed(run), times, strict=True)]
        turned.append(step)
        run = []
    return turned[:-1]


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_known_never_fails_on_what_a_view_leaves_out(data):
    """A view by date, or a correction of dates, may leave out what other events rest on."""
    collective = cases.given(
        *RULED,
        lambda c: c.amend(proposal="s1", changes="Mieux"),
        round_opened(),
        scored("jeune", "s1", "levier", 4),
        closed(),
        moved(),
        round_opened("rc", kind="CONSENT", subjects=("d1",), criteria_set=None),
        lambda c: c.cast(round="rc", member="jeune", ballot={"d1": "CONSENT"}),
        closed("rc"),
        lambda c: c.object(
            objection="o1", target="s1", member="loge", grounds="Non", harms=("levier",)
        ),
        lambda c: c.resolve(objection="o1", outcome="WITHDRAWN", how="Bon", confirmed_by="loge"),
        lambda c: c.take_decision(decision="d1", outcome="ADOPTED", ballot_round="rc"),
        lambda c: c.withdraw(proposal="s2", reason="Non"),
        lambda c: c.end_mandate(mandate="m-alim", reason="Fin"),
        lambda c: c.assembly("a1").close(),
    ).collective
    events = list(collective.log.read())
    known = Known()
    seen = st.lists(st.booleans(), min_size=len(events), max_size=len(events))
    for event, kept in zip(events, data.draw(seen), strict=True):
        if kept:
            known.take_in(event)
    for event in events:
        view = View(source=collective.log, happened_by=event.occurred - timedelta(seconds=1))
        known_from(view)
