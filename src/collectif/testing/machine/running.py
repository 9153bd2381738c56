"""This module is about the machine: it tries commands, and checks the laws after each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, ClassVar

from attrs import evolve
from hypothesis import HealthCheck, Phase, currently_in_test_context, note, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from collectif.errors import Conflict, InvalidInput, Refused
from collectif.testing.machine.choosing import Below, Call, Choose
from collectif.testing.machine.law import Law, broken, held
from collectif.testing.machine.starts import Acts
from collectif.testing.machine.trial import Trial, begun

Command = Callable[[Choose], Call]
"""Something to try: what it is made from -> a verb and its arguments."""

_PEOPLE = ("p1", "p2")


_RUNNER = st.runner()

_FAVOURED = 8
"""How many commands that belong together are tried more often in one sequence."""


def _place(self: Machine) -> st.SearchStrategy[int]:
    return st.integers(0, len(self.starts) - 1)


@cache
def _up_to(limit: int) -> st.SearchStrategy[int]:
    return st.integers(0, limit - 1)


@st.composite
def _made(draw: Any, self: Machine) -> Call:
    """Make a command from what there is when its turn comes."""
    return self.made(lambda limit: int(draw(_up_to(limit))))


class Machine(RuleBasedStateMachine):
    """Commands in any order, legal or not, and the laws; `machine` makes one that runs.

    Attributes:
        commands: What is tried.
        starts: What a sequence may start from.
        laws: What it may never break.
        recorded: Verb -> how many commands were recorded, over all sequences.
        refused: Verb -> how many were refused.
    """

    commands: tuple[Command, ...] = ()
    starts: tuple[Acts, ...] = ()
    laws: tuple[Law, ...] = ()
    recorded: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()
    trial: Trial
    sound = False
    turns: tuple[Command, ...] = ()

    @initialize(place=_RUNNER.flatmap(_place), favoured=st.integers(0, 255))
    def begin(self, place: int, favoured: int) -> None:
        """Begin after some acts; every other command is then one of a few that belong together."""
        first = favoured % len(self.commands)
        self.turns = self.commands[first:] + self.commands[:first]
        self.trial = begun(self.starts[place])
        self._check(at_end=False)
        self.sound = True

    def made(self, below: Below) -> Call:
        """Return what is tried next, by numbers that somebody draws.

        Args:
            below: A limit -> a whole number from 0 up to it, which is left out.
        """
        trial = self.trial
        trial.now.moment = trial.clock.now
        choose = Choose(below, trial.now, trial.told, trial.people, trial.number + 1)
        call = choose.one(self.turns[:_FAVOURED] if choose.rarely(2) else self.turns)(choose)
        person = {"subject": choose.one(_PEOPLE)} if choose.rarely(4) else {}
        return evolve(call, noted={**call.noted, **person})

    @rule(call=_RUNNER.flatmap(_made))
    def attempt(self, call: Call) -> None:
        """Try a call, and hold it to what every command must keep."""
        trial, self.sound = self.trial, False
        trial.number += 1
        handle = trial.collective.noting(id=f"act{trial.number}")
        try:
            call(handle)
        except (Refused, InvalidInput) as refusal:
            if currently_in_test_context():
                note(f"    refused: {getattr(refusal, 'code', refusal)}")
            self.refused[call.verb] += 1
            self._check_unchanged("refusals_leave_the_log_as_it_was")
            self.sound = True
            return
        self.recorded[call.verb] += 1
        before = trial.rows
        trial.look()
        _hold("the_log_only_grows", trial.rows[: len(before)] == before, "it was rewritten")
        _hold("what_is_done_is_recorded", len(trial.rows) > len(before), "nothing was recorded")
        trial.people |= {one.subject for one in trial.words if one.subject}
        self._tell_again(call, handle)
        self._check(at_end=False)
        self.sound = True

    def teardown(self) -> None:
        """Check what is dear, once; not what a violation left behind."""
        if self.sound:
            self._check(at_end=True)

    def _tell_again(self, call: Call, handle: Any) -> None:
        try:
            call(handle)
        except (Refused, Conflict) as error:
            raise broken("acts_told_again_record_nothing", "domain.md 7, Log", error) from error
        self._check_unchanged("acts_told_again_record_nothing")

    def _check_unchanged(self, name: str) -> None:
        rows, words = self.trial.kept()
        _hold(name, rows == self.trial.rows, "the log changed")
        _hold(name, words == self.trial.words, "the private store changed")

    def _check(self, *, at_end: bool) -> None:
        for one in self.laws:
            if one.at_end == at_end:
                one.hold(self.trial)


def machine(
    *, commands: Iterable[Command], laws: Iterable[Law], starts: Iterable[Acts]
) -> type[Machine]:
    """Return a machine that tries some commands from some starts, and checks some laws.

    Args:
        commands: What is tried; one that is named twice is tried twice as often.
        laws: What may never be broken, whatever is tried.
        starts: Acts that a sequence may start after.
    """
    own = {"commands": tuple(commands), "starts": tuple(starts), "laws": tuple(laws)}
    tallies = {"recorded": Counter[str](), "refused": Counter[str]()}
    return type("CollectiveMachine", (Machine,), {**own, **tallies})


def run(
    machine: type[Machine], *, sequences: int, commands: int, number: int, shrinking: bool = True
) -> None:
    """Run a machine, the same way each time; its tallies say what was tried.

    Args:
        machine: What `machine` made.
        sequences: How many sequences are tried.
        commands: The most commands in one of them.
        number: The seed: another one tries other sequences.
        shrinking: Whether a sequence that breaks a law is made as short as it goes.

    Raises:
        Violated: If a law was broken, with the shortest sequence found in its notes.
    """
    how = settings(
        max_examples=sequences,
        stateful_step_count=commands,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink) if shrinking else (Phase.generate,),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    machine.recorded.clear()
    machine.refused.clear()
    seed(number)(machine)
    run_state_machine_as_test(machine, settings=how)


def _hold(name: str, fact: bool, why: str) -> None:
    try:
        held(fact, why)
    except AssertionError as error:
        raise broken(name, "domain.md 7", error) from error
