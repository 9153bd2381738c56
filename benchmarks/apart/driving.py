"""This module is about driving a peer: a process that is asked, and answers, by the line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import Any, Self

DRIVERS = Path(__file__).with_name("drivers")

LIMIT = 600.0
"""How many seconds a peer may take for one answer."""


class PeerFailed(Exception):
    """A peer raised an error, or said nothing in time."""


class Driver:
    """A running peer.

    Attributes:
        peer: The name of its distribution.
        version: Its version.
        works: The names of what it can do.
    """

    def __init__(self, script: Path, python: Path | None = None, limit: float = LIMIT):
        """Start a driver and wait until its peer is imported.

        Args:
            script: The driver.
            python: The interpreter of the peer's environment; None for the one that runs here.
            limit: How many seconds the peer may take for one answer.
        """
        self._limit, self._late = limit, False
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._complaints = Path(self._folder.name) / "complaints"
        with self._complaints.open("wb") as complaints:
            self._process = subprocess.Popen(
                [str(python or sys.executable), str(script)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
                encoding="utf-8",
                env=None if python is None else _environment(),
            )
        told = self._heard()
        self.peer: str = told["peer"]
        self.version: str = told["version"]
        self.works: tuple[str, ...] = tuple(told["works"])

    def ask(self, work: str, given: Any) -> Any:
        """Return what the peer makes of a question."""
        return self._say(ask=work, given=given)["answer"]

    def hold(self, work: str, given: Any) -> None:
        """Give the peer a question, to be answered turn by turn."""
        self._say(hold=work, given=given)

    def turn(self) -> float:
        """Let the peer do what it holds, and return how many seconds that took."""
        return float(self._say(turn=True)["seconds"])

    def peak(self) -> float | None:
        """Let the peer do what it holds, and return the memory on top in MiB; None if unknown."""
        found = self._say(peak=True)["mib"]
        return None if found is None else float(found)

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        self._folder.cleanup()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was not said yet is said to nobody
                    pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _say(self, **asked: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(asked) + "\n")
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError):
            raise PeerFailed("the driver has ended") from None
        return self._heard()

    def _heard(self) -> dict[str, Any]:
        """Return the next line; a peer that says nothing in time is ended."""
        assert self._process.stdout is not None
        timer = Timer(self._limit, self._end_late)
        timer.start()
        try:
            line = self._process.stdout.readline()
        finally:
            timer.cancel()
        if not line:
            raise PeerFailed(self._last_words())
        told: dict[str, Any] = json.loads(line)
        if "failed" in told:
            raise PeerFailed(told["failed"])
        return told

    def _end_late(self) -> None:
        self._late = True
        self._process.kill()

    def _last_words(self) -> str:
        status = self._process.wait()
        complained = self._complaints.read_text("utf-8", "replace").strip().splitlines()
        self.close()
        if self._late:
            return f"nothing was said in {self._limit:g} seconds"
        return f"the driver ended: {complained[-1] if complained else f'exit status {status}'}"


def script_of(peer: str) -> Path:
    """Return the driver of a peer."""
    return DRIVERS / f"for_{peer.replace('-', '_')}.py"


def _environment() -> dict[str, str]:
    """Return what a driver finds around it; a peer must not import what was put before us."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
