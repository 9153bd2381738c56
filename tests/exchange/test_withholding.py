"""This module is about what nobody may see yet: decided from references, whatever the type."""

from __future__ import annotations

import attrs
import pytest

import collectif
from collectif.acts.ballots import BallotCast
from collectif.acts.rounds import RoundClosed, RoundOpened
from collectif.acts.scoring import ScoreCast
from collectif.acts.secrecy import BallotReceived
from collectif.errors import InvalidInput
from collectif.exchange.withholding import refuse_while_sealed
from collectif.projections.sealing import EVERY_FIELD, seal_of
from collectif.record.event import Unknown


def opened(visibility, round="r1", kind="SCORING"):
    return RoundOpened(
        round_id=round, assembly_id="a1", number=1, kind=kind, subjects={"s1": 1},
        visibility=visibility,
    )  # fmt: skip


SCORE = ScoreCast(
    round_id="r1", member_id="alim", mandate_id="m1", proposal_id="s1", criterion_id="c1",
    value=4, sheet_id="r1-alim", reason={"fr": "Parce que"},
)  # fmt: skip
BALLOT = BallotCast(round_id="r1", member_id="alim", mandate_id="m1", ballot={"s1": "OBJECT"})
RAIN = Unknown(type="vendor/rain-danced", version=1, data={"about": ["r1"], "steps": 5})


@pytest.fixture
def log():
    with collectif.open("memory:") as collective:
        yield collective


def held(collective, *events):
    for event in events:
        collective.log.append([event])
    view = collective.view()
    seal = seal_of(view)
    return [seal.fields(event) for event in view.events()]


class TestFields:
    def test_an_open_round_withholds_nothing(self, log):
        """As cast."""
        assert held(log, opened("OPEN"), SCORE, RAIN) == [frozenset()] * 3

    def test_a_sealed_one_shows_what_is_about_what(self, log):
        """Ids of things are shown, values are not, of whatever kind they are."""
        fields = held(log, opened("SEALED"), SCORE, BALLOT, RAIN)
        assert fields[0] == frozenset()
        assert fields[1] == {"value", "reason"}
        assert "ballot" in fields[2]
        assert not {"round_id", "member_id"} & fields[2]
        assert fields[3] == EVERY_FIELD

    def test_a_secret_one_shows_who_handed_in_and_nothing_else(self, log):
        """Receipts are for everybody to see; nothing else of the round is."""
        receipt = BallotReceived(round_id="r1", member_id="alim", mandate_id="m1", answers={"d": 1})
        fields = held(log, opened("SECRET"), SCORE, receipt)
        assert fields[1:] == [EVERY_FIELD, {"scores", "answers"}]

    def test_what_speaks_of_a_withheld_event_is_withheld(self, log):
        """A chain of any length, of any type."""
        (score,) = log.log.append([opened("SECRET"), SCORE], id="x")[1:]
        one = Unknown(type="vendor/note", version=1, data={"on": score.id})
        (note,) = log.log.append([one])
        fields = held(log, Unknown(type="vendor/note", version=1, data={"on": note.id}))
        assert fields[1:] == [EVERY_FIELD] * 3

    def test_a_closed_round_withholds_nothing(self, log):
        """Open afterwards serves accountability."""
        fields = held(log, opened("SEALED"), SCORE, RoundClosed(round_id="r1"))
        assert fields == [frozenset()] * 3

    def test_other_rounds_do_not_matter(self, log):
        """Only what leans on the round itself."""
        other = attrs.evolve(SCORE, round_id="r2")
        assert held(log, opened("OPEN", "r2"), opened("SEALED"), other)[2] == frozenset()


class TestRounds:
    def test_are_named_while_they_are_open_and_not_open(self, log):
        """Those that hide their values."""
        held(log, opened("OPEN"), opened("SEALED", "r2"), opened("SECRET", "r3"))
        assert seal_of(log.view()).rounds == {"r2", "r3"}
        with pytest.raises(InvalidInput, match=r"r2, r3 .*at 1 events"):
            refuse_while_sealed(log.view())
        held(log, RoundClosed(round_id="r2"))
        with pytest.raises(InvalidInput, match=r"round r3 .*at 2 events"):
            refuse_while_sealed(log.view())
        held(log, RoundClosed(round_id="r3"))
        refuse_while_sealed(log.view())
