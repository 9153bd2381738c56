"""This module is about a ranking as charts: how far each scenario came, and how it was scored."""

from __future__ import annotations

from collections.abc import Iterator

from collectif.counting import cell_figures
from collectif.projections.ranking import Result
from collectif.reports.charts import drawable
from collectif.reports.results import Shown
from collectif.reports.seeing.table import Bar, Row, Shape, Table, table_text


def charted(shown: Shown, lang: str) -> Iterator[str]:
    """Yield the lines that draw a scoring round; none where it tells no result of its own voices.

    Beside the bar of its score, of 100, stands how often a scenario got each grade, the lowest
    first, on all criteria together.
    """
    result = shown.told
    if not isinstance(result, Result) or shown.smallest is not None:
        return
    cells = cell_figures(result.counted.profile)
    grades: dict[str, list[int]] = {}
    for (option, _), cell in cells.items():
        before = grades.get(option, [0] * len(cell.histogram))
        grades[option] = [n + more for n, more in zip(before, cell.histogram, strict=True)]
    rows = tuple(
        Row(
            cells={
                "proposal": option,
                "score": result.ranking.scores.get(option),
                "bar": Bar(result.ranking.scores.get(option), 100),
                "histogram": Shape(tuple(grades.get(option, ()))),
                "title": shown.titles.get(option),
            }
        )
        for _, option in result.ranking.places()
    )
    columns = ("proposal", "score", "bar", "histogram", "title")
    yield from table_text(
        Table(name="scores", columns=columns, rows=rows), lang, ascii=not drawable()
    )
