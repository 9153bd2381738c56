"""Whatever was recorded through the verbs follows from itself: an audit of it finds nothing.

"A decision is a balance assertion ... `audit` re-derives it and returns findings as data, `[]` when
sound" (architecture.md, point 10).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

import collectif
from collectif.auditing.audit import audited
from collectif.testing.given import given as done
from collectif.testing.histories import EVERYTHING, goings_on, tried
from collectif.testing.machine import COMMANDS, STARTS, held, law, machine, run
from collectif.testing.rewriting import rewritten

SEATTLE = Path(__file__).resolve().parents[3] / "shared" / "data" / "polis_seattle15"


@law("architecture.md, point 10", at_end=True)
def audits_find_nothing(trial):
    found = audited(trial.collective)
    held(found.sound, found.findings)
    held(found.derived.get("events", 0) == trial.collective.log.size, found.derived)


@law("architecture.md, point 10", at_end=True)
def audits_without_words_find_nothing(trial):
    found = audited(rewritten(trial.collective.log, lambda events: None, words=False))
    held(found.sound, found.findings)
    held(found.digests == audited(trial.collective).digests, found.digests)


def test_no_sequence_of_commands_leads_to_a_finding():
    laws = (audits_find_nothing, audits_without_words_find_nothing)
    run(machine(commands=COMMANDS, laws=laws, starts=STARTS), sequences=12, commands=40, number=5)


@settings(max_examples=10)
@given(goings_on)
def test_nothing_that_goes_on_after_everything_leads_to_a_finding(acts):
    collective = tried(done(*EVERYTHING).collective, acts)
    assert [] == collectif.audit(collective)


def test_the_memory_of_a_reader_is_not_asked():
    """An audit of an open collective says the same as one of its bytes alone."""
    collective = done(*EVERYTHING).collective
    again = rewritten(collective.log, lambda events: None)
    assert audited(collective) == audited(again)


@pytest.mark.skipif(not SEATTLE.is_dir(), reason="needs ../shared/data/polis_seattle15")
def test_an_import_follows_too():
    from collectif.exchange.polis import import_polis

    with collectif.open("memory:") as collective:
        import_polis(SEATTLE, collective)
        found = audited(collective)
    assert found.sound
    assert ["no-verb"] == [note.code for note in found.notes]
    assert found.derived["stances"] == 2995
