"""The machine: whatever anybody tries, in whatever order, no law of domain.md section 7 is broken.

`python -m collectif.testing.machine` runs it in full: 2,000 sequences of up to 60 commands.
"""

from random import Random

import pytest
from click.testing import CliRunner

from collectif import event
from collectif.acts.state import _EFFECTS, Known
from collectif.collective import Assembly, Collective
from collectif.errors import Refused
from collectif.handles import verbs_of
from collectif.ids import MemberId
from collectif.record.event import EVENTS
from collectif.testing import CollectiveMachine
from collectif.testing.machine import (
    COMMANDS,
    LAWS,
    STARTS,
    Call,
    Choose,
    Trial,
    Violated,
    held,
    law,
    machine,
    run,
)
from collectif.testing.machine.__main__ import main


def walked(number):
    """Try 60 commands drawn by chance, and by nothing else: as many of each as of any other."""
    chance = Random(number)
    sequence = WALKING()
    sequence.begin(place=chance.randrange(len(STARTS)), favoured=chance.randrange(256))
    for _ in range(60):
        sequence.attempt(call=sequence.made(chance.randrange))
    sequence.teardown()


WALKING = machine(commands=COMMANDS, laws=LAWS[:1], starts=STARTS)


@pytest.mark.slow
def test_every_verb_of_every_chapter_is_recorded_and_refused():
    for number in range(60):
        walked(number)
    by_schedule = {"forget_due"}  # `forget`, asked by a schedule: tests/acts/test_forgetting.py
    verbs = {*verbs_of(Collective), *verbs_of(Assembly)} - by_schedule
    assert verbs == set(WALKING.recorded) | set(WALKING.refused)
    assert verbs == set(WALKING.recorded), "never recorded"
    assert verbs == set(WALKING.refused), "never refused"


@pytest.mark.slow
def test_no_sequence_of_commands_breaks_a_law():
    run(CollectiveMachine, sequences=40, commands=60, number=1)


def test_the_machine_runs_from_the_shell():
    told = CliRunner().invoke(main, ["--sequences", "3", "--commands", "10"])
    assert told.exit_code == 0, told.output
    assert told.output.endswith("no violation\n")


def test_every_law_says_where_it_is_laid_down():
    for one in LAWS:
        assert one.source.startswith("domain.md")
        assert one.check.__doc__


class TestExtension:
    """An embedder's event, verb and law join the machine."""

    @pytest.fixture
    def ribbon(self):
        kept = [dict(one) for one in (EVENTS._types, EVENTS._by_class, _EFFECTS)]

        @event("choir/ribbon-tied")
        class RibbonTied:
            """A member ties a ribbon of a colour that nobody has tied."""

            member_id: MemberId
            colour: str

        yield RibbonTied
        for now, before in zip((EVENTS._types, EVENTS._by_class, _EFFECTS), kept, strict=True):
            now.clear()
            now.update(before)

    def own(self, ribbon, *, careful):
        def tie(known: Known, *, member, colour):
            tied = known.view.events(frozenset({"choir/ribbon-tied"}))
            if careful and colour in {one.data.colour for one in tied}:
                raise Refused("DuplicateId", kind="ribbon", id=colour, other="ribbon")
            return ribbon(member_id=known.member(member).id, colour=colour)

        def tie_a_ribbon(choose: Choose) -> Call:
            said = {"member": choose.member(), "colour": choose.one(("red", "blue"))}
            return Call("tie", said, own=tie)

        @law("the book of ribbons")
        def no_colour_is_tied_twice(trial: Trial) -> None:
            colours = [one.data.colour for one in trial.of("choir/ribbon-tied")]
            held(len(colours) == len(set(colours)), colours)

        commands = (*COMMANDS[:5], tie_a_ribbon, tie_a_ribbon)
        laws = (*LAWS, no_colour_is_tied_twice)
        return machine(commands=commands, laws=laws, starts=STARTS[1:2])

    def test_its_event_keeps_the_laws_of_all(self, ribbon):
        own = self.own(ribbon, careful=True)
        run(own, sequences=8, commands=20, number=1, shrinking=False)
        assert own.recorded["tie"]
        assert own.refused["tie"]

    def test_its_own_law_is_held_too(self, ribbon):
        own = self.own(ribbon, careful=False)
        with pytest.raises(Violated, match="no_colour_is_tied_twice"):
            run(own, sequences=8, commands=20, number=1, shrinking=False)


def test_words_that_a_rectification_replaced_must_be_gone_with_it():
    """Found by 2,000 sequences: the machine must know which words an erasure takes."""
    state = CollectiveMachine()
    state.begin(place=0, favoured=0)
    readings = ({"readings": ("mot3x1x",)}, {"readings": ("mot4x1x",)})
    for verb, said, noted in (
        ("found", {"name": "mot1x1x", "territory": "mot1x2x"}, {}),
        ("post_wish", {"wish": "w", "verbatim": "mot2x1x", "medium": "STICKY"}, {}),
        ("rectify", {"target": "act2", "changes": readings[0], "reason": "mot3x2x"}, {}),
        ("rectify", {"target": "act2", "changes": readings[1], "reason": "x"}, {"subject": "p1"}),
        ("forget", {"subject": "p1"}, {}),
    ):
        state.attempt(call=Call(verb=verb, said=said, noted=noted))
    state.teardown()
    assert state.trial.gone == {"mot3x1x", "mot4x1x"}
