"""What other libraries answer to the same questions, each in an environment of its own.

One command makes the environments that are missing (the peers' pins clash), asks thousands of
random questions, and says how many answers are equal, how many differ and for which written reason.
The exit status is 1 when an answer differs and no reason is written down, and when a peer cannot be
asked.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))

from apart.driving import Driver, PeerFailed, script_of
from apart.environments import FOLDER, make
from comparing import Comparison, Count, compare
from comparisons import COMPARISONS

Opened = Callable[[str, Path], Driver]
"""Peer and the folder of environments -> its driver, started."""


def main(
    arguments: Sequence[str] | None = None,
    *,
    comparisons: Sequence[Comparison] = COMPARISONS,
    opened: Opened = lambda peer, folder: Driver(script_of(peer), make(peer, folder)),
) -> int:
    """Compare, print, and return the exit status."""
    peers = list(dict.fromkeys(one.peer for one in comparisons))
    told = _parser(peers).parse_args(arguments)
    found: list[dict[str, Any]] = []
    absent: list[str] = []
    for peer in told.peer or peers:
        try:
            started = opened(peer, told.environments)
        except (CalledProcessError, PeerFailed) as failure:
            absent.append(peer)
            print(f"{peer} cannot be asked here: {failure}", file=sys.stderr)
            continue
        with started as driver:
            if not told.json:
                print(f"{peer} {driver.version}")
            for one in (one for one in comparisons if one.peer == peer):
                count = compare(one, driver, profiles=told.profiles, seed=told.seed)
                found.append(plain(count) | {"version": driver.version})
                if not told.json:
                    print("\n".join(lines(count)), flush=True)
    if told.json:
        print(
            json.dumps(
                {"seed": told.seed, "absent": absent, "comparisons": found}, indent=2, default=str
            )
        )
    return int(bool(absent) or any(one["unexplained"] for one in found))


def lines(count: Count) -> Iterator[str]:
    """Yield what became of one comparison, to be read."""
    yield f"  {count.comparison.what:<52} {count.equal:>6,} equal"
    for one, n in count.explained.items():
        yield f"    {n:,} differ: {one.reason}"
        yield f"      supported: {one.supported} ({one.source})"
    case = count.smallest
    if case is not None:
        yield f"    {len(count.unexplained):,} DIFFER WITHOUT A WRITTEN REASON; the shortest:"
        yield f"      question {case.number}: {json.dumps(case.question)}"
        yield f"      ours:   {json.dumps(case.ours, default=str)}"
        yield f"      theirs: {json.dumps(case.theirs, default=str)}"


def plain(count: Count) -> dict[str, Any]:
    """Return what became of one comparison as plain data."""
    case = count.smallest
    return {
        "peer": count.comparison.peer,
        "work": count.comparison.work,
        "what": count.comparison.what,
        "equal": count.equal,
        "explained": [
            {"n": n, "reason": one.reason, "supported": one.supported, "source": one.source}
            for one, n in count.explained.items()
        ],
        "unexplained": len(count.unexplained),
        "shortest": case
        and {
            "number": case.number,
            "question": case.question,
            "ours": case.ours,
            "theirs": case.theirs,
        },
    }


def _parser(peers: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--profiles", type=int, default=2000, help="questions to each comparison")
    parser.add_argument("--seed", type=int, default=1, help="which questions")
    parser.add_argument("--peer", action="append", choices=peers, help="this one; may be repeated")
    parser.add_argument(
        "--environments", type=Path, default=FOLDER, help="where environments are kept"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
