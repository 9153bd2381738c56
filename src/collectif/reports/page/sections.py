"""This module is about the sections of the page, in the order in which they are read.

A section is a function from a context to what its template shows, and the template
`section_NAME.html`. One that has nothing to show of a log is not in its page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from collectif.reports.page.asked import asked
from collectif.reports.page.cells import cells
from collectif.reports.page.compared import compared
from collectif.reports.page.context import Context
from collectif.reports.page.conversation import conversation
from collectif.reports.page.decision import decision
from collectif.reports.page.glance import glance
from collectif.reports.page.history import history
from collectif.reports.page.panels import PANELS
from collectif.reports.page.rankings import rankings
from collectif.reports.page.weights import weights

Data = Mapping[str, Any]


@frozen(kw_only=True)
class Section:
    """A section of the page.

    Attributes:
        name: Its name: the id of its place in the page, before `-fr` or `-en`, and its template.
        heading: The code of the sentence that is its heading.
        data: What its template shows; None where a log has nothing for it.
        template: Its template, where it shares one with others.
    """

    name: str
    heading: str
    data: Callable[[Context], Data | None]
    template: str | None = None


def _of_blocks(name: str, data: Callable[[Context], Data | None]) -> Section:
    return Section(name=name, heading=f"panels.{name}", data=data, template="section_blocks.html")


SECTIONS: tuple[Section, ...] = (
    Section(name="glance", heading="page.glance", data=glance),
    Section(name="decision", heading="page.decision", data=decision),
    Section(name="rankings", heading="page.rankings", data=rankings),
    Section(name="cells", heading="page.cells", data=cells),
    Section(name="compared", heading="page.compared", data=compared),
    Section(name="conversation", heading="page.conversation", data=conversation),
    Section(name="history", heading="page.history", data=history),
    Section(name="weights", heading="page.weights", data=weights),
    Section(name="asked", heading="page.asked", data=asked),
    *(_of_blocks(name, data) for name, data in PANELS.items()),
)
"""Every section, in order."""
