"""This module is about the sections of the page that are made of blocks, by name.

Each is a function from a context to its blocks, or None where a log has nothing for it; its heading
is the phrase of the same name. They share one template, `section_blocks.html`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from collectif.reports.page.camps import camps
from collectif.reports.page.commons import commons
from collectif.reports.page.context import Context
from collectif.reports.page.days import days
from collectif.reports.page.means import means
from collectif.reports.page.mending import mending
from collectif.reports.page.owing import owing
from collectif.reports.page.progress import progress
from collectif.reports.page.promised import promised
from collectif.reports.page.proof import proof
from collectif.reports.page.takers import takers
from collectif.reports.page.wished import wished

PANELS: Mapping[str, Callable[[Context], Mapping[str, Any] | None]] = {
    "participation": takers,
    "groups": camps,
    "commitments": promised,
    "accountability": owing,
    "calendar": days,
    "mission": progress,
    "funding": means,
    "wall": wished,
    "commons": commons,
    "corrections": mending,
    "verification": proof,
}
"""Name of a section -> what it shows, in the order in which they are read."""
