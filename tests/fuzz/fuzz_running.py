"""This module is about running a parser on mutants: apart, with limits, and watched.

A parser runs in a child of its own. What it may do to bytes is to accept them, or to refuse them
with an error that it names, in three sentences of which none is long. Anything else is found and
told: another exception, a broken law, more time than it may take, more memory, or its death. An
input on which an exception came is shrunk first.
"""

from __future__ import annotations

import ctypes
import gc
import json
import mmap
import os
import resource
import select
import signal
import struct
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

from attrs import asdict, field, frozen
from fuzz_mutants import MOST_BYTES, Change, Mutants, shrunk

from collectif.errors import CollectifError

MEGABYTES = 200
"""By how much memory may grow over what it was at the start."""

SECONDS = 2.0
"""How long one mutant may take, in seconds of the processor: other programs do not count."""

MOST_SAID = 2000
"""How long a refusal may be, in characters: what it quotes of its input is short."""

PATIENCE = 20.0
"""How long a mutant may wait or not be interrupted, besides ten times what it may take."""

_IN_MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None
_ENDS = (".", "!", "?", "»", ")")
_DISTINCT = 12
_HEAD = struct.Struct("<QIQ")
"""What a child posts: the number of the mutant and its length, and how often it was judged."""


@frozen(kw_only=True)
class Parser:
    """Something that reads bytes of strangers.

    Attributes:
        name: What it is called on the command line.
        read: What reads bytes; it returns, whatever that is, or refuses.
        seeds: What gives bytes to start from.
        tokens: Pieces that mean something to it.
        changes: Ways to change its bytes, besides those for all.
        refuses: The exceptions with which it may refuse.
        share: Its share of all mutants, against those of others.
        seconds: How long one mutant may take, in seconds of the processor.
    """

    name: str
    read: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]
    tokens: Sequence[bytes] = ()
    changes: Sequence[Change] = ()
    refuses: tuple[type[Exception], ...] = (CollectifError,)
    share: float = 1.0
    seconds: float = SECONDS


@frozen(kw_only=True)
class Failure:
    """Something that a parser did and must not do.

    Attributes:
        kind: `"exception"`, `"law"`, `"hang"`, `"memory"` or `"death"`.
        told: What happened, and where.
        number: The number of the mutant, from 0; the seeds come first.
        input: The bytes, shrunk where that was possible, as Python writes them.
    """

    kind: str
    told: str
    number: int
    input: str


@frozen(kw_only=True)
class Ran:
    """What came of a run.

    Attributes:
        name: The parser.
        mutants, accepted, refused: How many.
        seconds: How long all of it took.
        slowest: How long the slowest mutant took, in seconds of the processor.
        megabytes: By how much memory grew over what it was at the start, at most.
        failures: What it did and must not do, each kind once.
    """

    name: str
    mutants: int = 0
    accepted: int = 0
    refused: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    megabytes: float = 0.0
    failures: tuple[Failure, ...] = field(default=(), converter=tuple)


class LawBroken(AssertionError):
    """A law of reading and writing that does not hold."""


class _Hang(BaseException):
    """A mutant takes too long; no `except Exception` may swallow it."""


def hold(law: object, told: str) -> None:
    """Raise if a law does not hold."""
    if not law:
        raise LawBroken(told)


def text_of(body: bytes) -> str:
    """Return bytes as text, as a command line gives it: what is not UTF-8 becomes half a pair."""
    return body.decode("utf-8", "surrogateescape")


def run(parser: Parser, count: int, *, seed: int = 0, megabytes: int = MEGABYTES) -> Ran:
    """Run a parser on some mutants in a child, and return what came of it.

    The child works in a folder of its own, which goes when it ends.
    """
    reading, writing = os.pipe()
    with (
        mmap.mmap(-1, _HEAD.size + MOST_BYTES) as board,
        tempfile.TemporaryDirectory(dir=_IN_MEMORY) as folder,
    ):
        sys.stdout.flush()
        _give_back()
        child = os.fork()
        if child == 0:
            os.close(reading)
            os.chdir(folder)
            _child(_Run(parser, board, seed, megabytes), count, writing)
        os.close(writing)
        began = time.monotonic()
        said = _heard(child, reading, board, patience=10 * parser.seconds + PATIENCE)
        _, status = os.waitpid(child, 0)
        if said:
            told = json.loads(said)
            told["failures"] = [Failure(**one) for one in told["failures"]]
            return Ran(**told)
        number, mutant = _posted(board)
        kind, why = ("hang", "it could not be interrupted") if status == signal.SIGKILL else (
            "death", f"the process ended with status {status}")  # fmt: skip
        failure = Failure(kind=kind, told=why, number=number, input=repr(mutant))
        took = time.monotonic() - began
        return Ran(name=parser.name, mutants=number + 1, seconds=took, failures=[failure])


def _child(run: _Run, count: int, writing: int) -> NoReturn:
    status = 1
    try:
        told = json.dumps(asdict(run.through(count))).encode()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(told)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _heard(child: int, reading: int, board: mmap.mmap, *, patience: float) -> bytes:
    """Return what the child says in the end; one whose mutant does not change is killed."""
    said, last, since = b"", b"", time.monotonic()
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        while True:
            if select.select([pipe], [], [], 0.5)[0]:
                piece = pipe.read(1 << 16)
                if not piece:
                    return said
                said += piece
            if board[: _HEAD.size] != last:
                last, since = board[: _HEAD.size], time.monotonic()
            elif time.monotonic() - since > patience:
                os.kill(child, signal.SIGKILL)
                return b""


def _posted(board: mmap.mmap) -> tuple[int, bytes]:
    number, length, _ = _HEAD.unpack_from(board)
    return max(0, number - 1), board[_HEAD.size : _HEAD.size + length]


class _Run:
    """One run of a parser, inside the child."""

    def __init__(self, parser: Parser, board: mmap.mmap, seed: int, megabytes: int) -> None:
        self.parser = parser
        self.board = board
        self.seed = seed
        self.most = megabytes
        self.found: dict[str, Failure] = {}
        self.number = self.judged = 0

    def through(self, count: int) -> Ran:
        """Run all mutants and return what came of them."""
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "unclosed database", ResourceWarning)
        signal.signal(signal.SIGPROF, _too_long)
        seeds = list(self.parser.seeds())
        self._judged(seeds[0])  # what is loaded and kept at the first use is no growth
        chance = f"{self.parser.name} {self.seed}"
        mutants = Mutants(seeds, self.parser.tokens, chance, self.parser.changes)
        gc.collect()
        start = _peak()
        self._limit_memory()
        accepted = number = 0
        slowest = 0.0
        began = time.monotonic()
        for number, mutant in zip(range(count), mutants, strict=False):
            self._post(number, mutant)
            before = time.process_time()
            good, failure = self._judged(mutant)
            slowest = max(slowest, time.process_time() - before)
            grown = _peak() - start
            if failure is None and grown > self.most:
                failure = "memory", f"it grew by {grown:.0f} MB"
            if failure is not None:
                self._note(failure, number, mutant)
                if failure[0] == "memory" or len(self.found) >= _DISTINCT:
                    break
            elif good:
                accepted += 1
                mutants.accepted(mutant)
        done = number + 1
        return Ran(
            name=self.parser.name,
            mutants=done,
            accepted=accepted,
            refused=done - accepted,
            seconds=time.monotonic() - began,
            slowest=slowest,
            megabytes=_peak() - start,
            failures=list(self.found.values()),
        )

    def _judged(self, mutant: bytes) -> tuple[bool, tuple[str, str] | None]:
        """Return whether bytes are accepted, and the kind and the place of a failure."""
        try:
            with _at_most(self.parser.seconds):
                self.parser.read(mutant)
            return True, None
        except self.parser.refuses as refusal:
            if _is_of_memory(refusal):
                return False, ("memory", f"no memory left, and called {type(refusal).__name__}")
            problem = unwell(refusal)
            return False, None if problem is None else ("law", f"{problem}: {refusal!r}"[:500])
        except LawBroken as broken:
            return False, ("law", f"{broken}"[:500])
        except _Hang:
            return False, ("hang", f"longer than {self.parser.seconds} s, at {_place()}")
        except MemoryError:
            return False, ("memory", f"no memory left, at {_place()}")
        except (Exception, SystemExit) as error:
            return False, (
                "exception",
                f"{type(error).__name__}: {error}"[:300] + f" at {_place()}",
            )

    def _note(self, failure: tuple[str, str], number: int, mutant: bytes) -> None:
        kind, told = failure
        name = _without_details(kind, told)
        if name in self.found:
            return
        if kind in ("exception", "law"):
            mutant = shrunk(mutant, lambda shorter: self._fails_alike(shorter, name))
        self.found[name] = Failure(kind=kind, told=told, number=number, input=repr(mutant))

    def _fails_alike(self, mutant: bytes, name: str) -> bool:
        self._post(self.number, mutant)
        _, failure = self._judged(mutant)
        return failure is not None and _without_details(*failure) == name

    def _post(self, number: int, mutant: bytes) -> None:
        self.number, self.judged = number, self.judged + 1
        _HEAD.pack_into(self.board, 0, number + 1, len(mutant), self.judged)
        self.board[_HEAD.size : _HEAD.size + len(mutant)] = mutant

    def _limit_memory(self) -> None:
        with open("/proc/self/statm") as file:
            there = int(file.read().split()[0]) * resource.getpagesize()
        most = there + (self.most + 100) * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def unwell(refusal: Exception) -> str | None:
    """Return what is wrong with how a refusal is said, if anything is."""
    if not isinstance(refusal, CollectifError):
        return None
    sentences = (refusal.what, refusal.why, refusal.mend)
    if not all(isinstance(one, str) and one.strip().endswith(_ENDS) for one in sentences):
        return "a refusal has three sentences"
    if len(str(refusal)) > MOST_SAID:
        return f"a refusal of {len(str(refusal))} characters quotes too much"
    return None


def _is_of_memory(error: BaseException | None) -> bool:
    """Whether an error is one of memory under another name."""
    return error is not None and (
        isinstance(error, MemoryError) or _is_of_memory(error.__cause__ or error.__context__)
    )


def _without_details(kind: str, told: str) -> str:
    """Return by what failures are told apart: the exception and the place of it."""
    return f"{kind} {told.split(':')[0]} {told.rsplit(' at ', 1)[-1]}" if kind != "law" else (
        f"law {told.split(':')[0].translate(dict.fromkeys(map(ord, '0123456789')))}")  # fmt: skip


def _place() -> str:
    """Return the innermost line of ours on the way to the exception at hand."""
    error = sys.exc_info()[1]
    frames = traceback.extract_tb(error.__traceback__) if error else []
    ours = [one for one in frames if "collectif" in one.filename and "tests" not in one.filename]
    last = (ours or list(frames))[-1]
    return f"{last.filename.rsplit('collectif/', 1)[-1]}:{last.lineno} {last.name}"


def _give_back() -> None:
    """Give what the C library keeps free back to the system, where it can.

    Memory that was used and freed before would be taken again without being seen to grow.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _peak() -> float:
    """Return the most memory that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _too_long(number: int, frame: FrameType | None) -> Any:
    raise _Hang
