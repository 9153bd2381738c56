"""What a page costs: time, memory and size, for a round of so many scores.

`python page.py --events 1000000` takes some five minutes of a processor.
"""

from __future__ import annotations

from time import process_time

from measuring import Bench, options, place
from peak import peak
from rounds import recorded_round


def main() -> None:
    """Measure, and print."""
    told = options(__doc__ or "", events=5_000, repeat=1).parse_args()
    bench = Bench("page", {"events": told.events})
    with place() as folder:
        recorded_round(folder / "log.db", told.events).close()
        measure(bench, folder / "log.db")
    bench.show(as_json=told.json)


def measure(bench: Bench, path: object) -> None:
    """Make the page once: it reads the log several times, so turns would say no more."""
    import collectif
    from collectif.reports.owing import last_day
    from collectif.reports.page import report

    with collectif.open(str(path), read_only=True) as collective:
        start = process_time()
        view = collective.view()
        page = report(view, on=last_day(view))
        bench.add("processor time of a page", process_time() - start, unit="s")
    bench.add("size of the page", len(page.encode()) / 1000, unit="kB")
    bench.add("peak memory, with what wrote the log", peak(), unit="MiB")


if __name__ == "__main__":
    main()
