"""Laws of corrections: they change how things are seen from then on, and never how they were seen.

`domain.md` section 7, Corrections: "rectify then retract the rectification = original; retracting a
retraction restores; a correction never changes an earlier known-at view (except redaction); order
of two corrections of different targets does not matter". Each is held by every projection and every
public function of a view (`collectif.testing.answers`).
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectif.acts import known_from
from collectif.demo import record_evening, record_scenario
from collectif.errors import Refused
from collectif.record.event import WITHHELD
from collectif.record.view import CORRECTIONS, Corrections, View
from collectif.testing import given as cases
from collectif.testing.answers import answers
from collectif.testing.given import EVENING, state_of
from collectif.testing.histories import EVERYTHING, goings_on, never_was, of_the_log, tried
from collectif.testing.room import commented, named, rectified, retracted

FEW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
"""Each corrects many events of a log of all chapters; other laws try every event in turn."""

OF_CORRECTIONS = {
    "accountability.up_to",
    "corrections.corrections",
    "corrections.effects",
    "corrections.impacts",
    "sealing.seal_of",
    "timeline.timeline",
}
"""What tells of the corrections themselves, or of how long the log is."""


def facts(view: View) -> Mapping[str, object]:
    """Return what a view says of what happened, whatever was corrected, and how often."""
    return answers(view, but={"known_at"}, without=OF_CORRECTIONS)


def only_words_went(before: object, after: object) -> bool:
    """Whether two answers say the same but for words that are withheld in the later one."""
    if after is WITHHELD or before == after:
        return True
    both = isinstance(before, list | tuple) and isinstance(after, list | tuple)
    return both and len(before) == len(after) and all(map(only_words_went, before, after))


def withheld_in(answer: object) -> int:
    if isinstance(answer, list | tuple):
        return sum(map(withheld_in, answer))
    return answer is WITHHELD


def check_earlier(collective, act) -> None:
    """The law: what was known before an act is what is still known to have been known then."""
    size = collective.log.size
    before = answers(collective.view())
    act(collective)
    assert before == answers(collective.view(known_at=size)), "an earlier view changed"


class TestEarlierViews:
    """No correction changes an earlier known-at view."""

    def test_no_correction_changes_what_the_scenario_was_known_to_say(self):
        """A score and a promise rectified, a comment retracted, a correction undone, long after.

        Two views: amid the evening, before any correction of the scenario, and at its end.
        """
        collective = record_scenario("memory:")
        sizes = (497, collective.log.size)
        before = [answers(collective.view(known_at=size)) for size in sizes]
        now = facts(collective.view())
        for act in (
            rectified("r1-loge/s1/levier", {"value": 1}),
            retracted("e-k16"),
            retracted("e-rect1"),
            retracted("e-ret1"),
        ):
            act(collective)
        assert now != facts(collective.view())
        assert before == [answers(collective.view(known_at=size)) for size in sizes]

    @FEW
    @given(before=goings_on, after=goings_on)
    def test_nothing_that_goes_on_changes_what_was_known(self, before, after):
        """Acts and corrections of every kind, on a log that held corrections already."""
        collective = tried(cases.given(*EVERYTHING).collective, before)
        check_earlier(collective, lambda c: tried(c, after))

    def test_the_evening_is_told_as_before_the_years_after_it(self):
        """A prefix: the view at n depends on the first n events, and on words still at hand."""
        evening, whole = record_evening("memory:"), record_scenario("memory:")
        size = evening.log.size
        early, late = answers(evening.view()), answers(whole.view(known_at=size))
        assert {name for name in early if early[name] != late[name]} == {"voice._TALK"}
        assert only_words_went(early["voice._TALK"], late["voice._TALK"])

    def test_a_correction_that_reaches_back_would_be_found(self, monkeypatch):
        """Planted: a view applies the corrections of the whole log, whenever they were known."""

        collective = cases.given(*EVERYTHING).collective

        def ever(view):
            return Corrections.of(list(collective.log.events(CORRECTIONS)), view.codec)

        monkeypatch.setattr(View, "corrections", property(ever))
        with pytest.raises(AssertionError, match="an earlier view changed"):
            check_earlier(collective, rectified("told", {"what": "Autre"}))


class TestErasures:
    """Words that are erased are erased from earlier views too; that is all that changes."""

    @pytest.mark.parametrize(
        "erase",
        [
            lambda c: c.redact(target="said", fields=("text",), ground="PRIVACY", note="Santé"),
            lambda c: c.forget(subject="ana"),
        ],
    )
    def test_only_words_change_in_earlier_views(self, erase):
        speak = named("said", commented("k9", "s3", text="Ma santé", member="loge"))
        case = cases.given(*EVERYTHING, lambda c: speak(c.noting(subject="ana")))
        collective, size = case.collective, case.collective.log.size
        before = answers(collective.view())
        erase(collective)
        after = answers(collective.view(known_at=size))
        assert before != after
        assert all(only_words_went(before[name], after[name]) for name in before)
        assert sum(map(withheld_in, after.values())) > sum(map(withheld_in, before.values()))


class TestUndoing:
    """Whatever is corrected, and however often, can be undone to the last word."""

    @pytest.fixture
    def collective(self):
        return cases.given(*EVERYTHING).collective

    def test_retracting_every_rectification_brings_back_the_original(self, collective):
        """Rectify then retract the rectification = original: scores, and days of all else.

        Every other event, for each correction folds the log anew; the rest are tried at random.
        """
        rectifying = [of_the_log(n, 2) for n in range(0, collective.log.size, 2)]
        assert check_undone(collective, rectifying) > 25

    def test_retracting_every_retraction_restores(self, collective):
        """From the last event backwards, since what others rest on goes after them."""
        retracting = [never_was(n) for n in reversed(range(collective.log.size))]
        assert check_undone(collective, retracting[:60]) > 25


def check_undone(collective, corrections) -> int:
    """The law: after corrections, undone one by one, all is as it was. Return how many."""
    original, known = facts(collective.view()), what_stands(collective)
    size = collective.log.size
    tried(collective, corrections)
    made = [event.id for event in collective.log.read(after=size)]
    assert original != facts(collective.view())
    for id in reversed(made):
        retracted(id)(collective)
    assert original == facts(collective.view())
    assert known == what_stands(collective)
    return len(made)


def what_stands(collective) -> dict[str, object]:
    """Return what verbs know of what happened, without the list of all events and of dead ones."""
    known = state_of(known_from(collective.view()))
    return {name: value for name, value in known.items() if name not in _OF_EVENTS}


_OF_EVENTS = {"size", "events", "buried"}


class TestOrder:
    """The order of corrections of different targets does not matter."""

    def test_in_all_orders_they_lead_to_the_same(self):
        corrections = (
            rectified("cell", {"value": 3}),
            retracted("k1"),
            rectified("kept", occurred_at=EVENING - timedelta(days=1)),
        )
        said = [facts(corrected_by(order)) for order in permutations(corrections)]
        assert said[0] != facts(corrected_by(()))
        assert all(other == said[0] for other in said)

    @FEW
    @given(data=st.data())
    def test_any_two_lead_to_the_same_in_either_order(self, data):
        """Where both are legal in both orders."""
        first, second = data.draw(st.lists(st.integers(0, 90), min_size=2, max_size=2, unique=True))
        kinds = st.sampled_from([lambda n: of_the_log(n, 4), never_was])
        one, other = data.draw(kinds)(first), data.draw(kinds)(second)
        with suppress(Refused):
            there, back = corrected_by((one, other)), corrected_by((other, one))
            assert facts(there) == facts(back)


def corrected_by(corrections) -> View:
    return cases.given(*EVERYTHING, *corrections).collective.view()
