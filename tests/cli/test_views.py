"""This module is about views by time, where corrections move a round away from its own scores."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

import collectif
from collectif.acts.correction import EventRectified
from collectif.demo import record_evening
from collectif.projections.opinions import OPINIONS
from collectif.projections.scores import SCORES

THE_DAY = date(2016, 11, 30)
LATER = datetime.fromisoformat("2016-12-05T19:30:00-05:00")


@pytest.fixture
def evening(tmp_path):
    path = tmp_path / "lachine.db"
    record_evening(path).close()
    with collectif.open(path) as collective:
        yield collective, path


def moved(collective, to):
    """Move a round as no verb of collectif does, and as another program may have done."""
    said = {"evidence": (), "reason": {"en": "It was later."}}
    collective.log.append(
        [EventRectified(target="e-r1", payload={}, occurred_at=to, **said)], source="IMPORT"
    )


class TestRounds:
    def test_scores_of_a_round_that_had_not_opened_do_not_count(self, evening, cli):
        """A round that really opened later takes its scores with it."""
        collective, path = evening
        moved(collective, LATER)

        assert "r1" not in SCORES.replay(collective.view(happened_by=THE_DAY))
        assert "r1" in SCORES.replay(collective.view())
        said = cli("replay", path, "--happened-by", THE_DAY, "--format", "json")
        assert [one["round"] for one in said.json["rounds"]] == ["r2", "r3"]

    def test_publication_that_a_view_cannot_show(self, evening, cli):
        """As known then, and by that day, the round had not been opened: that is told."""
        collective, path = evening
        moved(collective, LATER)
        moment = datetime.fromisoformat("2016-11-30T22:00:00-05:00")
        last = list(collective.log.read())[-1].id
        collective.noting(occurred=moment).publish_results(round="r1", up_to=last)
        moved(collective, datetime.fromisoformat("2016-11-30T19:30:00-05:00"))

        said = cli("replay", path, "--as-published", "--happened-by", THE_DAY)

        assert (said.status, said.out) == (2, "")
        assert "cannot be shown in this view" in said.err


class TestConversations:
    def test_stances_before_their_conversation_do_not_count(self):
        """In a view that leaves the opening out, there is no conversation."""
        with record_evening("memory:") as lachine:
            room = lachine.assembly("a1")
            now = lachine.log.clock()
            early = room.noting(occurred=now - timedelta(days=2))
            room.open_round(round="talk", kind="STANCES", subjects=[], visibility="OPEN")
            room.submit_proposal(proposal="t1", title="Bread", summary="Bread for all")
            early.give_stance(round="talk", participant="p1", proposal="t1", stance="AGREE")

            before = lachine.view(happened_by=(now - timedelta(days=1)).date())
            assert OPINIONS.replay(before) == {}
            (talk,) = OPINIONS.replay(lachine.view()).values()

        assert talk.standing == {("p1", "t1"): "AGREE"}
        assert {
            id: {"en": words.get("en", words.get("fr"))} for id, words in talk.texts.items()
        } == {"t1": {"en": "Bread for all"}}

    def test_amended_statements_are_shown_as_amended(self):
        """The newest words; proposals with carriers belong to no conversation."""
        with collectif.open("memory:") as street:
            street.found(name="The street", territory="Here", languages=("en",))
            street.welcome_member(member="table", name="Table", kind="BACKBONE")
            street.convene(assembly="a1", title="T", planned_for=datetime.now(UTC),
                           convenor="table", shared_intention="I", objective="O")  # fmt: skip
            room = street.assembly("a1")
            room.adopt_charter(how="Read aloud.")
            room.open(facilitators=["f"], secretary="s")
            room.submit_proposal(proposal="mine", title="M", summary="M", carriers=["table"],
                                 assembly="a1")  # fmt: skip
            room.submit_proposal(proposal="t1", title="A", summary="Old words", assembly="a1")
            room.amend(proposal="t1", changes="Clearer", summary="New words")
            room.open_round(round="talk", kind="STANCES", subjects=[], visibility="OPEN")
            (talk,) = OPINIONS.replay(street.view()).values()

        assert talk.texts == {"t1": {"en": "New words"}}
        assert {id: dict(counts) for id, counts in talk.standings().items()} == {"t1": {}}
        assert talk.participants == ()
