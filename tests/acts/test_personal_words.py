"""Words that are kept outside the log: never in it, and gone without breaking anything."""

from collectif.projections.ranking import results
from collectif.testing.given import given
from collectif.testing.room import (
    CONVENED,
    RULED,
    SCORING,
    closed,
    commented,
    moved,
    named,
    rectified,
    scored,
)

EVENING_SCORED = (
    *SCORING,
    named("e-1", scored("jeune", "s1", "levier", 1)),
    *(
        scored(m, p, c, 3)
        for p, members in (("s1", ("loge", "jeune")), ("s2", ("alim", "jeune")))
        for m in members
        for c in ("levier", "priorite")
        if (m, p, c) != ("jeune", "s1", "levier")
    ),
    named("e-c", closed()),
    lambda c: c.publish_results(round="r1", up_to="e-c"),
)


def bodies(case):
    log = case.collective.log
    return b"".join(row.body for row in log.store.rows(0, log.size))


def test_rectified_words_never_enter_the_log():
    case = given(*CONVENED, named("e-k", commented()))
    case.when(rectified("e-k", {"text": "Une santé fragile"})).recorded()
    assert "fragile" not in bodies(case).decode()
    effective = case.collective.view().effective(case.collective.log.find("e-k"))
    assert effective.data.text == {"fr": "Une santé fragile"}


def test_rectified_words_inside_a_list_never_enter_the_log():
    taken = named(
        "e-d",
        lambda c: c.take_decision(decision="d1", outcome="REJECTED", dissents={"loge": "Dommage"}),
    )
    case = given(*RULED, moved(), taken)
    said = [{"member_id": "loge", "text": {"fr": "Très dommage"}}]
    case.when(rectified("e-d", {"dissents": said})).recorded()
    assert b"ommage" not in bodies(case)
    effective = case.collective.view().effective(case.collective.log.find("e-d"))
    assert effective.data.dissents[0].text == {"fr": "Très dommage"}


def erased(case):
    private = case.collective.log.store.private
    private.forget([one.digest for one in private.disclosures()])


def test_an_assembly_goes_on_when_all_words_are_withheld():
    case = given(*EVENING_SCORED, named("e-k", commented()), rectified("e-1", {"value": 2}))
    ranking = results(case.collective.view())["r1"].ranking
    erased(case)
    assert ranking == results(case.collective.view())["r1"].ranking
    case.when(commented("k2")).recorded()
    effective = case.collective.view().effective(case.collective.log.find("e-k"))
    assert str(effective.data.text) == "⟨withheld⟩"


def test_what_is_withheld_can_still_be_corrected():
    case = given(*CONVENED, named("e-k", commented()))
    rectified("e-k", {"text": "Autre"})(case.collective)
    erased(case)
    case.when(rectified("e-k", {"seconds": 30})).recorded()
    effective = case.collective.view().effective(case.collective.log.find("e-k"))
    assert (effective.data.seconds, str(effective.data.text)) == (30, "⟨withheld⟩")
