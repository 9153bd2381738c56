"""This module is about a real conversation: Seattle on a minimum wage of 15 dollars, 2014.

Data was gathered using the Polis software (compdemocracy.org/polis) and is sub-licensed under
CC BY 4.0 with Attribution to The Computational Democracy Project.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

import collectif
from collectif.exchange.polis import import_polis
from collectif.projections.opinions import OPINIONS

SEATTLE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "polis_seattle15"

pytestmark = pytest.mark.skipif(
    not SEATTLE.is_dir(), reason=f"the Seattle conversation is not at {SEATTLE}"
)


def table(name):
    with (SEATTLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def seattle():
    with collectif.open("memory:") as collective:
        yield collective, import_polis(SEATTLE, collective)


@pytest.fixture(scope="module")
def opinions(seattle):
    collective, _ = seattle
    (found,) = OPINIONS.replay(collective.view()).values()
    return found


def number(id):
    return int(id.rsplit("-", 1)[1][1:])


class TestTheTwoCounts:
    def test_last_votes_equal_the_published_matrix_in_every_cell(self, opinions):
        """18,306 cells: 339 participants by 54 statements, empty ones too."""
        stances = {1: "AGREE", -1: "DISAGREE", 0: "PASS"}
        published = {
            (int(row["participant"]), int(statement)): stances[int(value)] if value else None
            for row in table("participants-votes.csv")
            for statement, value in row.items()
            if statement.isdigit()
        }
        standing = {(number(who), number(what)): s for (who, what), s in opinions.standing.items()}

        assert len(published) == 18_306
        assert published == {cell: standing.get(cell) for cell in published}
        assert set(standing) <= set(published)

    def test_all_votes_equal_the_counts_of_the_statements(self, opinions):
        """comments.csv counts every vote ever given."""
        published = {
            int(row["comment-id"]): (int(row["agrees"]), int(row["disagrees"]))
            for row in table("comments.csv")
        }
        counted = {
            number(id): (counts["AGREE"], counts["DISAGREE"])
            for id, counts in opinions.given.items()
        }

        assert len(published) == 54
        assert published == counted

    def test_twenty_one_statements_count_votes_that_were_changed(self, opinions):
        """What comments.csv counts is not where people stand."""
        standings = opinions.standings()
        otherwise = [
            id
            for id, counts in opinions.given.items()
            if any(counts[s] != standings[id][s] for s in ("AGREE", "DISAGREE"))
        ]

        assert len(otherwise) == 21
        assert opinions.superseded == 123


class TestTheRecord:
    def test_every_row_is_one_event_with_its_own_time(self, seattle):
        """2,995 rows; nothing is merged, and each says when it happened."""
        collective, _ = seattle
        rows = Counter(
            (int(r["timestamp"]), int(r["voter-id"]), int(r["comment-id"]), int(r["vote"]))
            for r in table("votes.csv")
        )
        values = {"AGREE": 1, "DISAGREE": -1, "PASS": 0}
        events = Counter(
            (
                round(event.occurred.timestamp() * 1000),
                number(event.data.participant_id),
                number(event.data.proposal_id),
                values[event.data.stance],
            )
            for event in collective.log.read(collectif.Query.about("stance-given"))
        )

        assert events.total() == 2_995
        assert rows == events

    def test_importing_again_records_nothing(self, seattle):
        """The files are known by their digests."""
        collective, first = seattle
        size, root = collective.log.size, collective.log.head().root

        again = import_polis(SEATTLE, collective)

        assert (False, first.report, first.events) == (again.new, again.report, again.events)
        assert (size, root) == (collective.log.size, collective.log.head().root)

    def test_report_says_what_was_lost(self, seattle):
        """Four things lost, one inferred, one contradiction."""
        collective, done = seattle

        assert done.report.counts == {
            "statements": 54,
            "votes": 2995,
            "participants": 339,
            "superseded": 123,
            "events": 3108,
        }
        assert tuple(
            map(len, (done.report.lost, done.report.inferred, done.report.contradictory))
        ) == (4, 1, 1)
        assert "21 statement(s)" in done.report.contradictory[0]["en"]
        assert collective.log.verify().sound
        assert not done.lossless

    def test_the_past_is_at_hand(self, seattle):
        """What had happened by a day leaves out what came later, and moves nothing else."""
        collective, _ = seattle
        day = datetime(2014, 6, 19, tzinfo=UTC).date()

        (early,) = OPINIONS.replay(collective.view(happened_by=day)).values()

        expected = [
            row
            for row in table("votes.csv")
            if datetime.fromtimestamp(int(row["timestamp"]) / 1000, UTC).date() <= day
        ]
        assert len(expected) == sum(sum(c.values()) for c in early.given.values())


class TestAmongOthers:
    def test_into_a_log_that_holds_another_collective(self):
        """The Lachine evening stays what it was, and its log is founded once."""
        from collectif.demo import record_evening
        from collectif.projections.ranking import results

        with record_evening("memory:") as collective:
            before = results(collective.view(known_at=collective.log.size))
            size, root = collective.log.size, collective.log.head().root

            import_polis(SEATTLE, collective)

            after = results(collective.view())
            assert root == collective.log.at(size).head().root
            assert [r.ranking for r in before.values()] == [r.ranking for r in after.values()]
            founded = list(collective.log.read(collectif.Query.about("collective-founded")))
            assert len(founded) == 1
            assert collective.log.verify().sound
