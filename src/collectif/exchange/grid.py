"""This module is about scoring grids: an assembly of the past, told as the acts that it was.

A grid says who scored what, and little else. What it does not say comes from a mapping, or is
inferred and reported. The acts are played through the public verbs, so that an imported assembly
keeps the rules that a live one keeps, and all of it is recorded or nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from collectif.collective import Collective
from collectif.errors import Reason
from collectif.exchange.grid_mapping import read_mapping
from collectif.exchange.grid_report import report_on
from collectif.exchange.grid_shapes import read_grid
from collectif.exchange.grid_tables import read_sheets
from collectif.exchange.grid_telling import Telling
from collectif.exchange.reading import unreadable
from collectif.exchange.registry import Imported, Progress, importer
from collectif.exchange.rehearsal import rehearsing
from collectif.ids import ImportId


@importer("grid")
def import_grid(
    path: Path,
    collective: Collective,
    *,
    progress: Progress = lambda count: None,
    mapping: Path | None = None,
) -> Imported:
    """Record a scoring grid as an assembly, all of it or nothing, with a report.

    Importing the same files again records nothing and returns the first report.

    Args:
        path: A CSV file, an Excel workbook, or a folder of them.
        collective: Where it is recorded; founded if its log is empty.
        progress: Told how many events were prepared.
        mapping: A file of TOML or JSON that says what the grid does not.

    Raises:
        InvalidInput: If something cannot be understood; it names the cell.
        Refused: If the rules do not allow what the grid says. Nothing is recorded in either case.
    """
    sources, sheets = read_sheets(path)
    also, said = read_mapping(mapping)
    files = {source.name: source.digest for source in (*sources, *also)}
    lines = "".join(f"{name} {digest}\n" for name, digest in sorted(files.items()))
    import_id = ImportId(f"grid-{sha256(lines.encode()).hexdigest()[:12]}")
    before = collective.log.find(f"{import_id}/report")
    if before is not None:
        report = before.data
        return Imported(report=report, events=report.counts["events"], new=False)
    grid, size = read_grid(sheets, said), collective.log.size
    if not grid.answers:
        unreadable(path.name, Reason("grid.no-score"))
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    with rehearsing(collective) as rehearsal:
        telling = Telling(rehearsal, grid, said, import_id, name=path.stem, written=written)
        telling.tell()
        report = report_on(telling, sheets, files, events=rehearsal.log.size + 1 - size)
        telling.add_report(report)
    progress(collective.log.size - size)
    return Imported(report=report, events=collective.log.size - size, new=True)
