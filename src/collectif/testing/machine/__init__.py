"""For those who extend collectif: a machine that tries commands in any order and checks the laws.

    from collectif.testing.machine import COMMANDS, LAWS, CollectiveMachine, machine

    TestCollective = CollectiveMachine.TestCase
    Own = machine(commands=(*COMMANDS, tie_ribbon), laws=(*LAWS, ribbons_hold))

A command makes a `Call` from what there is (`Choose`); a law is a check of a `Trial`. It needs
Hypothesis.
"""

from __future__ import annotations

from collectif.testing.machine.after_laws import AFTER
from collectif.testing.machine.choosing import Call, Choose
from collectif.testing.machine.deciding import DECIDING
from collectif.testing.machine.evening import EVENING
from collectif.testing.machine.keeping import KEEPING
from collectif.testing.machine.law import Law, Violated, held, law
from collectif.testing.machine.money import MONEY
from collectif.testing.machine.proposing import PROPOSING
from collectif.testing.machine.record_laws import RECORD
from collectif.testing.machine.running import Command, Machine, machine, run
from collectif.testing.machine.starts import STARTS
from collectif.testing.machine.trial import Trial
from collectif.testing.machine.voice_laws import VOICES
from collectif.testing.machine.voting import VOTING
from collectif.testing.machine.years import YEARS

__all__ = [
    "COMMANDS",
    "LAWS",
    "STARTS",
    "Call",
    "Choose",
    "CollectiveMachine",
    "Command",
    "Law",
    "Machine",
    "Trial",
    "Violated",
    "held",
    "law",
    "machine",
    "run",
]

COMMANDS: tuple[Command, ...] = (
    *EVENING,
    *PROPOSING,
    *VOTING,
    *DECIDING,
    *YEARS,
    *MONEY,
    *KEEPING,
)
"""A command or more for every verb of every chapter."""

LAWS: tuple[Law, ...] = (*RECORD, *VOICES, *AFTER)
"""What no sequence of commands may break, log, assembly and years after."""

CollectiveMachine = machine(commands=COMMANDS, laws=LAWS, starts=STARTS)
"""The machine of collectif itself."""
