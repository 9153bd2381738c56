"""The whole Lachine evening, played through the verbs, comes to its golden results."""

from fractions import Fraction

import pytest

from collectif.acts import known_from
from collectif.acts.voices import present_members, quorum
from collectif.demo import record_evening, scenario
from collectif.demo.lachine import evening
from collectif.exchange.script import ScriptClock, play
from collectif.projections.ranking import as_published, publications, results
from collectif.record.view import View


@pytest.fixture(scope="module")
def collective():
    return record_evening("memory:")


@pytest.fixture(scope="module")
def corrected():
    """The evening, and the keying error of the second round that was found a week later."""
    recorded = record_evening("memory:")
    step = next(step for step in scenario()["steps"] if step["id"] == "e-rect2")
    list(play(recorded, [step], recorded.log.clock))
    return recorded


def told(result):
    """Return a result the way the scenario tells its expectations."""
    scores = result.ranking.scores
    said = result.agreement
    return {
        "numeric_cells": result.numeric_cells,
        "non_numeric_cells": sum(result.silences.values()),
        "voters": result.voters,
        "ranking": [(place, id, scores[id]) for place, id in result.ranking.places()],
        "overall": said.overall,
        "by_proposal": dict(said.by_option),
        "by_criterion": dict(said.by_criterion),
    }


def expected(name):
    golden = scenario()["expected"][name]

    def exact(values):
        return {id: Fraction(value["exact"]) for id, value in values.items()}

    return {
        **{key: golden[key] for key in ("numeric_cells", "non_numeric_cells", "voters")},
        "ranking": [
            (row["rank"], row["proposal"], Fraction(row["score_0_100"]["exact"]))
            for row in golden["ranking"]
        ],
        "overall": Fraction(golden["consensus"]["overall"]["exact"]),
        "by_proposal": exact(golden["consensus"]["by_proposal"]),
        "by_criterion": exact(golden["consensus"]["by_criterion"]),
    }


def published(collective):
    view = collective.view()
    return [as_published(view, publication) for publication in publications(view)]


def test_both_rounds_are_published_as_the_scenario_says(collective):
    first, second = published(collective)
    assert expected("r1_as_published") == told(first)
    assert expected("r2_as_published") == told(second)


def test_the_first_round_as_keyed_is_still_there(collective):
    """Before the keying error was found, ranks 3 and 4 were the other way round."""
    up_to = scenario()["expected"]["r1_as_keyed"]["up_to"]
    size = collective.log.find(up_to).seq + 1
    assert expected("r1_as_keyed") == told(results(collective.view(known_at=size))["r1"])
    assert expected("r1_as_keyed") == told(results(collective.view(corrected=False))["r1"])


def test_a_later_rectification_changes_the_corrected_view_alone(corrected):
    assert expected("r2_as_corrected") == told(results(corrected.view())["r2"])
    first, second = published(corrected)
    assert expected("r1_as_published") == told(first)
    assert expected("r2_as_published") == told(second)


def test_silences_have_names(collective):
    first, second = published(collective)
    steps = [step for step in scenario()["steps"] if step["type"] == "submit_sheet"]
    for result, round in ((first, "r1"), (second, "r2")):
        said = [
            value
            for step in steps
            if step["payload"]["round_id"] == round
            for row in step["payload"]["scores"].values()
            for value in row.values()
            if isinstance(value, str)
        ]
        assert {word: said.count(word) for word in sorted(set(said))} == result.silences


def test_there_was_quorum_at_the_decision(collective):
    golden = scenario()["expected"]["participation"]
    decision = next(e for e in collective.log.read() if e.type == "decision-taken")
    then = known_from(View(source=collective.log.at(decision.seq)))
    room = then.room("a1")
    assert golden["present_voting_at_decision"] == len(present_members(then, room)) == 11
    assert golden["quorum_needed"] == quorum(then, room) == 6
    assert golden["consent_ballots"] == sum(decision.data.tally.values())


def test_the_root_is_the_same_everywhere_and_on_every_run(collective, tmp_path):
    head = collective.log.head()
    assert head == record_evening("memory:").log.head()
    with record_evening(tmp_path / "lachine.db") as stored:
        assert head == stored.log.head()
    with record_evening(tmp_path / "again.db") as stored:
        assert head == stored.log.head()


def test_playing_the_script_again_records_nothing():
    recorded = record_evening("memory:")
    head = recorded.log.head()
    clock = recorded.log.clock
    assert isinstance(clock, ScriptClock)
    first = [tuple(recorded.log.read())]
    again = [event for events in play(recorded, evening(), clock) for event in events]
    assert head == recorded.log.head()
    assert [e.id for e in first[0]] == [e.id for e in again]


def test_every_step_of_the_evening_is_in_the_log(collective):
    said = {event.batch or event.id for event in collective.log.read()}
    assert {step["id"] for step in evening()} == said


def test_the_words_of_the_evening_are_not_in_the_log(collective):
    rows = collective.log.store.rows(0, collective.log.size)
    log = b"".join(row.body for row in rows).decode()
    comments = [s for s in evening() if s["type"] == "CommentMade"]
    assert comments
    for step in comments:
        assert step["payload"]["text"]["fr"] not in log


def test_any_prefix_and_any_date_can_be_known(collective):
    log = collective.log
    for size in range(0, log.size + 1, 7):
        assert size == known_from(View(source=log.at(size))).size
    for moment in sorted({event.occurred.date() for event in log.read()}):
        known_from(View(source=log, happened_by=moment))
