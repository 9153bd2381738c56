"""What counting costs beside other libraries: each in an environment of its own, all in turn.

Their pins clash, so each is a process (see `apart`), and so is our side. A work is timed inside its
process; who comes first changes with every turn. The first turn counts for memory alone. A side
that needs long has fewer turns. `--part 1` measures the whole sizes, and only then are the targets
held to; peers whose environment was not made are left out, unless `--peers` asks to make it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random

from apart.driving import Driver, PeerFailed, script_of
from apart.environments import FOLDER, interpreter, make
from measuring import Bench, count
from races import RACES, Question, Race

OURS = "collectif"
PEERS = ("krippendorff", "pabutools", "pref_voting", "pymcdm", "scikit-criteria", "votekit")

PATIENCE = 60.0
"""After how many seconds a side has no further turn at the same work."""


def main() -> None:
    """Measure, and print."""
    told = _parser().parse_args()
    bench = Bench("counting", {"part": told.part, "repeat": told.repeat})
    with drivers(bench, told.environments, making=told.peers) as sides:
        for race in RACES:
            run(bench, race, sides, part=told.part, repeat=told.repeat)
    bench.show(as_json=told.json)


@contextmanager
def drivers(bench: Bench, folder: Path, *, making: bool) -> Iterator[Mapping[str, Driver]]:
    """Start our side and every peer that is there; say which are not."""
    with ExitStack() as stack:
        sides = {OURS: stack.enter_context(Driver(script_of(OURS)))}
        for peer in PEERS:
            python = make(peer, folder) if making else interpreter(peer, folder)
            if python is not None:
                sides[peer] = stack.enter_context(Driver(script_of(peer), python))
                bench.facts[peer] = sides[peer].version
        absent = [peer for peer in PEERS if peer not in sides]
        if absent:
            bench.facts["not made, so left out (--peers makes them)"] = " ".join(absent)
        yield sides


def run(bench: Bench, race: Race, sides: Mapping[str, Driver], *, part: int, repeat: int) -> None:
    """Let all sides do one work in turn, and add what follows from their times."""
    voters = max(race.least, race.voters // part)
    label = f"{race.what}, {voters:,} x {race.options}"
    running = ready(
        bench, race, label, sides, race.question(Random(race.what), voters, race.options)
    )
    seconds = in_turn(running, repeat)
    bench.time({f"{label}: {side}": turns for side, turns in seconds.items()})
    ours = f"{label}: {OURS}"
    target = race.target if part == 1 else None
    bench.add(f"{label}: ours", bench.medians[ours] * 1e3, unit="ms", target=target)
    for side in (side for side in running if side != OURS):
        times = race.rivals[side].times if part == 1 else None
        what = f"{label}: {side} / ours"
        bench.ratio(what, f"{label}: {side}", ours, target=times, at_least=True)


def ready(
    bench: Bench, race: Race, label: str, sides: Mapping[str, Driver], asked: Question
) -> Mapping[str, Driver]:
    """Let all sides read the question and do the work once, for the memory that it takes.

    A peer that fails at it is left out of this race, and the report says so.
    """
    works = {OURS: race.ours} | {peer: rival.work for peer, rival in race.rivals.items()}
    running: dict[str, Driver] = {}
    for side in (side for side in works if side in sides):
        try:
            sides[side].hold(works[side], asked)
            peak = sides[side].peak()
        except PeerFailed as failure:
            if side == OURS:
                raise
            bench.facts[f"{side} failed at {label}"] = str(failure)
            continue
        running[side] = sides[side]
        if peak is not None:
            bench.peaks[f"{label}: {side}"] = peak
    return running


def in_turn(running: Mapping[str, Driver], repeat: int) -> Mapping[str, Sequence[float]]:
    """Let sides take turns, in an order that changes; one that was slow so far has no more."""
    seconds: dict[str, list[float]] = {side: [] for side in running}
    names = list(running)
    for turn in range(repeat):
        first = turn % len(names)
        for side in names[first:] + names[:first]:
            if sum(seconds[side]) < PATIENCE:
                seconds[side].append(running[side].turn())
    return seconds


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--part", type=count, default=10, help="one in how many voters is counted")
    parser.add_argument("--repeat", type=count, default=5, help="turns of each side")
    parser.add_argument("--peers", action="store_true", help="make the environments of peers")
    parser.add_argument("--environments", type=Path, default=FOLDER, help="where they are kept")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


if __name__ == "__main__":
    main()
