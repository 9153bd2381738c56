"""Law of cuts: any cut of a replay, a snapshot and the rest, equals the whole.

`domain.md` section 7, Log: "replay in one go = snapshot + rest, at every cut". For projections this
holds where no later piece corrects an earlier one, as `Projection.fold` says; what verbs know
starts anew at a correction, so that it holds for them at every cut.
"""

from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectif.acts import caught_up, known_from
from collectif.demo import record_scenario
from collectif.projections.panels import PANELS
from collectif.projections.scores import SCORES
from collectif.record.fold import Projection, side_by_side
from collectif.record.view import CORRECTIONS, View
from collectif.testing import given as cases
from collectif.testing.answers import PROJECTIONS, answers, told
from collectif.testing.given import state_of
from collectif.testing.histories import EVERYTHING, goings_on, tried

FEW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
"""Each example cuts one history at many places; the small log holds acts of every chapter."""


@pytest.fixture(scope="module")
def lachine():
    return record_scenario("memory:")


def open_cuts(collective) -> list[int]:
    """Return the sizes at which no later piece of a log corrects an earlier one."""
    log = collective.log
    spans = [
        (log.find(event.data.target).seq, event.seq)
        for event in log.read()
        if event.type in CORRECTIONS
    ]
    return [n for n in range(log.size + 1) if not any(old < n <= new for old, new in spans)]


def edges(cuts: list[int]) -> set[int]:
    """Return the cuts that lie beside a place where the log cannot be cut, and both ends."""
    there = set(cuts)
    return {n for n in cuts if not {n - 1, n + 1} <= there}


def in_two(projection: Projection, early: View, whole: View, cut: int):
    """Return the answer of a snapshot, taken when the log held `cut` events, and the rest."""
    snapshot = projection.fold(projection.start(), early)
    return projection.show(projection.fold(snapshot, whole, after=cut))


def check_cuts(collective, name: str, cuts: Iterable[int], **how) -> None:
    """The law, for one projection."""
    whole, projection = collective.view(**how), PROJECTIONS[name]
    expected = told(projection.replay(whole))
    for cut in cuts:
        early = collective.view(known_at=cut, **how)
        assert expected == told(in_two(projection, early, whole, cut)), f"{name}, cut at {cut}"


class TestProjections:
    """Snapshot and rest equal the whole, for every projection."""

    @pytest.mark.parametrize("name", PROJECTIONS)
    def test_the_scenario_can_be_cut_anywhere(self, lachine, name):
        """Every 7th cut, so that all places in a row of eight cells are met, and every edge."""
        cuts = open_cuts(lachine)
        assert len(cuts) > 500
        check_cuts(lachine, name, {*cuts[::7], *edges(cuts)})

    @pytest.mark.parametrize("name", PROJECTIONS)
    def test_what_was_first_recorded_can_be_cut_anywhere_at_all(self, lachine, name):
        """Without corrections there is no condition: the cuts that the other test leaves out."""
        cuts = set(range(lachine.log.size + 1)) - set(open_cuts(lachine))
        check_cuts(lachine, name, sorted(cuts)[::17], corrected=False)

    def test_every_answer_is_the_same_folded_in_two(self, lachine, monkeypatch):
        """Those too whose projection is made when they are asked: each replay within is cut.

        Two cuts: one amid the sheets of the evening, one amid the years after.
        """
        expected = answers(lachine.view())
        for cut in (200, 960):
            assert cut in open_cuts(lachine)
            monkeypatch.setattr(Projection, "replay", _replayed_in_two(cut))
            assert expected == answers(lachine.view())

    @FEW
    @given(acts=goings_on, data=st.data())
    def test_any_history_can_be_cut_anywhere(self, acts, data):
        """Whatever legal acts and corrections go on, at cuts that hypothesis chooses."""
        collective = tried(cases.given(*EVERYTHING).collective, acts)
        cuts = open_cuts(collective)
        chosen = data.draw(st.sets(st.sampled_from(cuts), max_size=4)) | edges(cuts)
        for name in PROJECTIONS:
            check_cuts(collective, name, chosen)

    @pytest.mark.parametrize("shift", [-1, 1])
    def test_a_rest_that_begins_at_the_wrong_event_would_be_found(
        self, lachine, monkeypatch, shift
    ):
        """Planted: a fold that takes in an event twice, or passes one over."""
        fold = Projection.fold

        def wrong(self, state, view, *, after=0):
            return fold(self, state, view, after=max(after + shift, 0) if after else 0)

        monkeypatch.setattr(Projection, "fold", wrong)
        with pytest.raises(AssertionError, match="cut at"):
            check_cuts(lachine, "participation._STEPS", open_cuts(lachine)[::7])


def _replayed_in_two(cut):
    def replay(self, view):
        at = min(cut, view.size)
        return in_two(self, view.as_known_at(at), view, at)

    return replay


def check_knowing(collective, cuts) -> None:
    """The law, for what verbs know."""
    whole = collective.view()
    expected = state_of(known_from(whole))
    for cut in cuts:
        known = known_from(collective.view(known_at=cut))
        assert expected == state_of(caught_up(known, whole)), f"cut at {cut}"


class TestWhatVerbsKnow:
    """What is known at a cut, caught up with, is what folding the whole log says."""

    def test_the_scenario_can_be_cut_anywhere(self, lachine):
        """Every 31st cut, and before and after each correction and what it corrects."""
        closed = set(range(lachine.log.size + 1)) - set(open_cuts(lachine))
        assert closed
        check_knowing(lachine, {*range(0, lachine.log.size, 31), *edges(sorted(closed))})

    @FEW
    @given(acts=goings_on, data=st.data())
    def test_any_history_can_be_cut_anywhere(self, acts, data):
        collective = tried(cases.given(*EVERYTHING).collective, acts)
        check_knowing(collective, data.draw(st.sets(st.integers(0, collective.log.size))))

    def test_catching_up_past_a_correction_would_be_found(self, lachine, monkeypatch):
        """Planted: what is known is not folded anew when a correction comes."""
        monkeypatch.setattr("collectif.acts.folding.CORRECTIONS", frozenset())
        monkeypatch.setattr("collectif.acts.folding.ERASING", ())
        with pytest.raises(AssertionError, match="cut at"):
            check_knowing(lachine, [510])


def test_two_answers_from_one_reading_are_the_two_answers():
    view = record_scenario("memory:").view()
    both = side_by_side(SCORES, PANELS).replay(view)
    assert both == (SCORES.replay(view), PANELS.replay(view))
