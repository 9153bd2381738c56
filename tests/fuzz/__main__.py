"""Make mutants of sound bytes, let everything that reads bytes of strangers read them, and judge.

    python tests/fuzz --mutants 1000000
    python tests/fuzz --parser canonical --parser key --mutants 20000 --seed 7
    python tests/fuzz --list

Mutants are shared out among the parsers: the fast ones read more of them. Exit status: 0 if all
of them were accepted or refused as they should be, 1 if anything else happened; what it was is
told, with the bytes that led to it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from fuzz_parsers import PARSERS
from fuzz_running import MEGABYTES, Parser, Ran, run

_SHOWN = 4000


def shares(parsers: list[Parser], mutants: int) -> list[int]:
    """Return how many mutants each parser reads."""
    whole = sum(parser.share for parser in parsers)
    return [max(1, round(mutants * parser.share / whole)) for parser in parsers]


def rows(ran: Ran) -> Iterator[str]:
    rate = ran.mutants / max(ran.seconds, 1e-9)
    yield (
        f"{ran.name:15} {ran.mutants:9,} {ran.accepted:9,} {ran.refused:9,} {rate:9,.0f}/s"
        f" {ran.slowest * 1000:9,.1f} ms {ran.megabytes:6,.0f} MB {len(ran.failures):4}"
    )
    for one in ran.failures:
        yield f"  {one.kind}, mutant {one.number}: {one.told}"
        yield f"    {one.input[:_SHOWN]}"


def main() -> int:
    told = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    told.add_argument("--mutants", type=int, default=20_000, help="how many in all")
    told.add_argument("--parser", action="append", choices=PARSERS, help="which; else all")
    told.add_argument("--seed", type=int, default=0, help="of chance")
    told.add_argument("--megabytes", type=int, default=MEGABYTES, help="how much memory may grow")
    told.add_argument("--list", action="store_true", help="name the parsers")
    asked = told.parse_args()
    if asked.list:
        print("\n".join(PARSERS))
        return 0
    parsers = [PARSERS[name] for name in asked.parser or PARSERS]
    print(f"{'parser':15} {'mutants':>9} {'accepted':>9} {'refused':>9} {'rate':>11}"
          f" {'slowest':>12} {'memory':>9} {'failures':>4}")  # fmt: skip
    total = failures = 0
    for parser, count in zip(parsers, shares(parsers, asked.mutants), strict=True):
        ran = run(parser, count, seed=asked.seed, megabytes=asked.megabytes)
        print("\n".join(rows(ran)), flush=True)
        total, failures = total + ran.mutants, failures + len(ran.failures)
    print(f"{total:,} mutants, {failures} failures (seed {asked.seed})")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
