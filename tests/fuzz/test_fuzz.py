"""The short form of `python tests/fuzz`, and the harness shown to see what it is there for."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from fuzz_mutants import Mutants, shrunk
from fuzz_parsers import PARSERS
from fuzz_running import Parser, hold, run, unwell

from collectif.errors import LONGEST, CollectifError, InvalidInput

SHORT = 6_000
"""Mutants in all, besides at least eight of each parser."""

SLOW = {"log-file", "import-jsonl", "salvage", "bundle"}


@pytest.mark.parametrize("name", PARSERS)
def test_mutants_are_accepted_or_refused_in_three_sentences(name: str) -> None:
    whole = sum(parser.share for parser in PARSERS.values())
    count = 3 if name in SLOW else max(8, round(SHORT * PARSERS[name].share / whole))
    ran = run(PARSERS[name], count)
    assert () == ran.failures
    assert count == ran.mutants


def refusing(told: str = "No.") -> Parser:
    def read(body: bytes) -> None:
        raise InvalidInput(told, "Why.", "How.")

    return planted(read)


def planted(read, **how):
    return Parser(**{"name": "planted", "read": read, "seeds": lambda: [b"sound"]} | how)


class TestTheHarnessSees:
    """Each fault is planted where a mutant comes to it, and must be told, with the mutant."""

    def test_another_exception_with_its_input_shrunk(self):
        def read(body: bytes) -> None:
            if b"\xff" in body:
                raise ValueError("planted")

        (failure,) = run(planted(read, tokens=[b"\xff"]), 2000).failures
        assert "exception" == failure.kind
        assert "ValueError: planted" in failure.told
        assert repr(b"\xff") == failure.input

    def test_a_hang(self):
        def read(body: bytes) -> None:
            while b"s" not in body:
                pass

        failures = run(planted(read, seconds=0.2), 40).failures
        assert {"hang"} == {one.kind for one in failures}

    def test_a_hang_that_python_cannot_interrupt(self, monkeypatch):
        import signal

        import fuzz_running

        def read(body: bytes) -> None:
            if body != b"sound":
                signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPROF])
                time.sleep(1000)

        monkeypatch.setattr(fuzz_running, "PATIENCE", 0.5)
        (failure,) = run(planted(read, seconds=0.1), 40).failures
        assert "hang" == failure.kind
        assert repr(b"sound") != failure.input

    def test_a_memory_bomb(self):
        def read(body: bytes) -> None:
            if body != b"sound":
                _ = [b"x" * 1000 * 1000 for _ in range(250)]

        (failure,) = run(planted(read), 40).failures
        assert "memory" == failure.kind

    def test_memory_that_was_given_back(self):
        def read(body: bytes) -> None:
            _ = b"x" * 150_000_000 if body != b"sound" else b""

        (failure,) = run(planted(read), 40, megabytes=100).failures
        assert "memory" == failure.kind

    def test_memory_that_the_program_had_used_before(self):
        used = [bytearray(100_000) for _ in range(4000)]
        above = [bytearray(1000) for _ in range(1000)]
        del used  # stays with the C library, under what is above it

        def read(body: bytes) -> None:
            _ = b"x" * 150_000_000 if body != b"sound" else above

        (failure,) = run(planted(read), 40, megabytes=100).failures
        assert "memory" == failure.kind

    def test_a_memory_bomb_under_another_name(self):
        def read(body: bytes) -> None:
            try:
                _ = b"x" * 10**10 if body != b"sound" else b""
            except MemoryError as error:
                raise InvalidInput("No.", "Why.", "How.") from error

        (failure,) = run(planted(read), 40).failures
        assert "memory" == failure.kind

    def test_a_death(self):
        def read(body: bytes) -> None:
            if body != b"sound":
                import os

                os._exit(7)

        (failure,) = run(planted(read), 40).failures
        assert "death" == failure.kind

    def test_a_broken_law(self):
        (failure,) = run(planted(lambda body: hold(body == b"sound", "one word")), 9).failures
        assert "law" == failure.kind

    @pytest.mark.parametrize("told", ["", "no sentence"])
    def test_a_refusal_that_is_badly_said(self, told):
        (failure,) = run(refusing(told), 9).failures
        assert "law" == failure.kind

    def test_a_refusal_that_quotes_too_much(self):
        class Quoting(CollectifError):
            """A refusal whose words are not shortened."""

            def __str__(self) -> str:
                return "x" * 5000

        assert "quotes too much" in str(unwell(Quoting("No.", "Why.", "How.")))

    def test_nothing_where_nothing_is_wrong(self):
        ran = run(refusing(), 500)
        assert (500, 0, 500, ()) == (ran.mutants, ran.accepted, ran.refused, ran.failures)


class TestMutants:
    def test_the_same_chance_gives_the_same_mutants(self):
        one, again, other = (
            [mutants.one() for _ in range(200)]
            for mutants in (Mutants([b'{"a":[1,2]}'], (), chance) for chance in (1, 1, 2))
        )
        assert one == again
        assert one != other
        assert len(set(one)) > 150

    def test_shrinking_keeps_what_fails(self):
        assert b"=1" == shrunk(b"a" * 1000 + b"=1" + b"b" * 999, lambda body: b"=1" in body)


def test_a_refusal_is_short_whatever_it_quotes():
    error = InvalidInput("x" * 100_000 + ".", "y" * 100_000 + ".", "z" * 100_000 + ".")
    assert all(len(one) == LONGEST and one.endswith(".") for one in error.args)
    assert error.args == (error.what, error.why, error.mend)


def test_the_command_runs_one_parser_and_says_so():
    folder = Path(__file__).parent
    command = [sys.executable, folder, "--parser", "key", "--mutants", "50", "--seed", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)
    assert "50 mutants, 0 failures (seed 3)" in done.stdout
