"""This module is about many logs side by side: the same figures for each assembly, by date."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from fractions import Fraction

from attrs import asdict

from collectif.exchange.csv_cells import harmless
from collectif.projections.between import Figures
from collectif.reports.seeing.table import Row, Table, plain

_COUNTED = ("assembly", "held", "turnout", "agreement", "unchanged", "gini_turns",
            "kept_rate", "on_track")  # fmt: skip


def compared(found: Iterable[tuple[str, Figures]]) -> Iterator[Table]:
    """Yield one row of figures for each assembly of each log, by the day on which it was held.

    Args:
        found: What each log is called, with the figures of one of its assemblies.
    """
    rows = tuple(
        Row(
            cells={"log": log, **asdict(one, filter=lambda field, _: field.name != "events")},
            events=tuple(one.events),
        )
        for log, one in sorted(found, key=lambda pair: (pair[1].held, pair[0], pair[1].assembly))
    )
    yield Table(name="compare", columns=_COUNTED, rows=rows)
    how = ("log", "assembly", "rule", "method", "outcome")
    yield Table(name="compare-how", columns=how, rows=rows)


def as_csv(table: Table) -> str:
    """Return the rows of a table as CSV: exact figures such as `55/76`, `;` between events.

    What is not there is empty, and no text acts as a formula in a spreadsheet.
    """
    out = io.StringIO()
    names = [*(table.rows[0].cells if table.rows else ()), "events"]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for row in table.rows:
        cells = [_cell(row.cells[name]) for name in names[:-1]]
        writer.writerow([*cells, ";".join(row.events)])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, Fraction) else harmless(str(plain(value)))
