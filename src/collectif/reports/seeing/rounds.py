"""This module is about rounds as tables: per-criterion profiles, stance groups, and change."""

from __future__ import annotations

from collections.abc import Iterator

from collectif.acts.scoring import ScoreCast
from collectif.counting import cell_figures, criterion_figures
from collectif.projections.beside import groups_of
from collectif.projections.change import change_as_published, successions
from collectif.projections.ranking import Result, publications
from collectif.reports.seeing.asked import Asked, together
from collectif.reports.seeing.people import told_rounds
from collectif.reports.seeing.table import Bar, Row, Shape, Table

_MOVES = ("UNCHANGED", "TOWARDS", "AWAY", "NEITHER")


def criteria(asked: Asked) -> Iterator[Table]:
    """Yield what each scenario got on each criterion, and how each criterion works."""
    titles, scores = asked.names.titles, _scores(asked)
    for id, result in told_rounds(asked).items():
        cells = cell_figures(result.counted.profile)
        rows = tuple(
            Row(
                cells={
                    "proposal": proposal,
                    "criterion": criterion,
                    "n": one.n,
                    "mean": one.mean,
                    "agreement": one.agreement,
                    "histogram": Shape(one.histogram),
                    "label": titles.get(("criterion_id", criterion)),
                },
                events=tuple(scores.get((id, proposal, criterion), {}).values()),
            )
            for (proposal, criterion), one in cells.items()
        )
        columns = ("proposal", "n", "mean", "agreement", "histogram", "label")
        yield Table(name="cells", columns=columns, rows=rows, details={"round": id})
        yield _criteria(asked, id, result)


def _criteria(asked: Asked, id: str, result: Result) -> Table:
    titles = asked.names.titles
    said = asked.said_of({"criterion"}, "criterion-proposed", "criteria-adopted")
    rows = tuple(
        Row(
            cells={
                "criterion": name,
                "spread": one.spread,
                "agreement": one.agreement,
                "bar": Bar(one.agreement),
                "label": titles.get(("criterion_id", name)),
            },
            events=said.get(name, ()),
        )
        for name, one in criterion_figures(result.counted.profile).items()
    )
    columns = ("spread", "agreement", "bar", "label")
    return Table(name="criteria", columns=columns, rows=rows, details={"round": id})


def groups(asked: Asked) -> Iterator[Table]:
    """Yield the stance groups of each round, and what every group can live with."""
    titles = asked.names.titles
    said = asked.said_of({"round"}, "round-opened", "round-closed", "results-published")
    for id, result in told_rounds(asked).items():
        found, events = groups_of(result), said.get(id, ())
        named = found.groups.groups or ((),) * len(found.sizes)
        kinds = found.kinds or ({},) * len(found.sizes)
        rows = tuple(
            Row(cells={"size": size, "kinds": dict(kind), "members": members}, events=events)
            for size, kind, members in zip(found.sizes, kinds, named, strict=True)
        )
        about = {"round": id, "tau": found.groups.tau}
        yield Table(name="groups", columns=("size", "members"), rows=rows, details=about)
        bridges = tuple(
            Row(
                cells={
                    "proposal": proposal,
                    "bridge": lowest,
                    "bar": Bar(lowest, 100),
                    "title": titles.get(("proposal_id", proposal)),
                },
                events=events,
            )
            for proposal, lowest in found.groups.bridges.items()
        )
        columns = ("proposal", "bridge", "bar", "title")
        yield Table(name="bridges", columns=columns, rows=bridges, details={"round": id})


def changes(asked: Asked) -> Iterator[Table]:
    """Yield what changed from each published round to the next one on the same proposals."""
    told, titles = told_rounds(asked), asked.names.titles
    said = asked.said_of({"round"}, "round-opened", "round-closed", "results-published")
    published = {p.round_id for p in publications(asked.seen)}
    rounds = (result for id, result in told.items() if id in published)
    for after, before in successions(rounds).items():
        found = change_as_published(asked.seen, before, after)
        change, events = found.change, together(said, (before, after))
        about = {"before": before, "after": after}
        counts = {move: change.count(move) for move in _MOVES}  # type: ignore[arg-type]
        moves = tuple(
            Row(
                cells={"how_many": count, "bar": Bar(count, change.matched), "move": move},
                events=events,
            )
            for move, count in counts.items()
        )
        yield Table(name="moves", columns=("how_many", "bar", "move"), rows=moves, details=about)
        rows = tuple(
            Row(
                cells={
                    "proposal": id,
                    "agreement_rose": change.by_option[id],
                    "score_rose": change.scores.get(id),
                    "title": titles.get(("proposal_id", id)),
                },
                events=events,
            )
            for id in change.by_option
        )
        columns = ("proposal", "agreement_rose", "score_rose", "title")
        yield Table(name="change", columns=columns, rows=rows, details=about)


def _scores(asked: Asked) -> dict[tuple[str, str, str], dict[str, str]]:
    """Return (round, proposal, criterion) -> member or voice -> its score that counts."""
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    for event in asked.seen.events(frozenset({"score-cast"})):
        if isinstance(event.data, ScoreCast):
            cast = event.data
            cell = (cast.round_id, cast.proposal_id, cast.criterion_id)
            found.setdefault(cell, {})[cast.member_id] = event.id
    return found
