"""Laws of the checklist: prefix, resume = replay, indifferent, the same on both stores."""

from __future__ import annotations

import pytest

import collectif
from collectif.auditing.checklist.asking import checklist_of
from collectif.auditing.checklist.cards import CARDS
from collectif.auditing.checklist.order import deviations
from collectif.demo import record_evening
from collectif.record.view import View
from collectif.testing.rewriting import rewritten

CUTS = (0, 30, 120, 400, 520, 912, 923)


@pytest.fixture(scope="module")
def evening():
    with record_evening("memory:") as collective:
        yield collective.log


def asked(source):
    """Return the answers and the deviations of a log value."""
    view = View(source=source)
    return checklist_of(view), deviations(view)


@pytest.mark.parametrize("size", CUTS)
def test_what_came_later_changes_nothing(evening, size):
    """As known at a size is what a log answers that holds no more."""

    def cut(events):
        del events[size:]

    alone = rewritten(evening, cut)
    assert asked(alone.at(size)) == asked(evening.at(size)) == asked(evening.at(size))


def test_events_that_it_does_not_read_change_nothing(evening):
    """Comments and events of other packages are passed over."""

    def quieter(events):
        gone = {"comment-made", "event-retracted"}
        events[:] = [one for one in events if one["type"] not in gone]

    def told(log):
        answers, departs = asked(log.at(log.size))
        kept = [one for one in answers if one.number not in (10, 15, 16)]  # which tell sizes
        return [(one.number, one.verdict, one.statement) for one in kept], departs

    assert told(evening) == told(rewritten(evening, quieter))


@pytest.mark.parametrize("size", CUTS)
def test_folding_in_pieces_is_folding_at_once(evening, size):
    whole = View(source=evening.at(evening.size), corrected=False)
    first = View(source=evening.at(size), corrected=False)
    state = CARDS.fold(CARDS.fold(CARDS.start(), first), whole, after=size)
    assert CARDS.replay(whole) == CARDS.show(state)


def test_both_stores_answer_alike(evening, tmp_path):
    record_evening(tmp_path / "x.db").close()
    assert collectif.checklist(tmp_path / "x.db") == collectif.checklist(evening)
