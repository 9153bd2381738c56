"""Laws of order: sheets come in any order, and a view may leave out what others rest on."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.acts import Known, known_from
from collectif.projections.ranking import results
from collectif.record.view import View
from collectif.testing import given as cases
from collectif.testing.room import (
    RULED,
    SCORING,
    closed,
    moved,
    round_opened,
    scored,
)

CELLS = {
    "alim": ("s2", "s3"),
    "loge": ("s1", "s3"),
    "jeune": ("s1", "s2", "s3"),
}

grades = st.one_of(st.integers(1, 5), st.sampled_from(["ABSTAIN", "CANNOT_JUDGE"]))


@st.composite
def sheets(draw):
    """Return some sheets, members handing in one or two, and another order that keeps each's."""
    handed = [
        (m, {p: {c: draw(grades) for c in ("priorite", "levier")} for p in CELLS[m]})
        for m in draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=1, max_size=5))
    ]
    queues: dict[str, list] = {}
    for member, sheet in handed:
        queues.setdefault(member, []).append((member, sheet))
    turns = draw(st.permutations([member for member, _ in handed]))
    return handed, [queues[member].pop(0) for member in turns]


@given(both=sheets())
@settings(max_examples=40, deadline=None)
def test_any_interleaving_of_the_sheets_gives_the_same_results(both):
    said = []
    for handed in both:
        collective = cases.given(*SCORING).collective
        for member, scores in handed:
            collective.submit_sheet(round="r1", member=member, scores=scores)
        closed()(collective)
        result = results(collective.view())["r1"]
        said.append((result.ranking, result.agreement, result.silences, result.voters))
    assert said[0] == said[1]


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
