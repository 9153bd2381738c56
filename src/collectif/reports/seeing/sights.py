"""This module is about everything that can be seen of a log, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from collectif.reports.seeing.aims import commons, ledgers, mission, served, wall
from collectif.reports.seeing.asked import Asked
from collectif.reports.seeing.days import eco, happened, promised
from collectif.reports.seeing.mended import mended
from collectif.reports.seeing.people import participation, registers, voices
from collectif.reports.seeing.rounds import changes, criteria, groups
from collectif.reports.seeing.table import Table

SIGHTS: Mapping[str, Callable[[Asked], Iterator[Table]]] = {
    "calendar": promised,
    "change": changes,
    "corrections": mended,
    "coverage": served,
    "criteria": criteria,
    "ecosystem": eco,
    "funding": ledgers,
    "groups": groups,
    "knowledge": commons,
    "mission": mission,
    "participation": participation,
    "registers": registers,
    "timeline": happened,
    "voice": voices,
    "wall": wall,
}
"""What -> the tables that show it."""
