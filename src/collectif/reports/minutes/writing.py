"""This module is about writing the minutes of an assembly: its parts, in the order of a paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from attrs import evolve

from collectif.ids import AssemblyId
from collectif.phrasing import LANGUAGES
from collectif.projections.readers import PUBLIC, Reader
from collectif.record.event import WITHHELD
from collectif.record.view import View
from collectif.reports.minutes.adopting import Adoption, adopted_section, adoption
from collectif.reports.minutes.afterwards import adoptions, afterwards
from collectif.reports.minutes.course import commitments, course, not_reached
from collectif.reports.minutes.document import Minutes, Section
from collectif.reports.minutes.ground import call, criteria, rules, scenarios
from collectif.reports.minutes.markdown import in_markdown_text
from collectif.reports.minutes.material import Material
from collectif.reports.minutes.people import presences
from collectif.reports.minutes.stamp import Stamp
from collectif.reports.summary import notice_of
from collectif.statement import Statement

Readings = Sequence[tuple[Reader, View]]
"""To whom minutes may have been shown when they were adopted, each with how it sees the log."""


def minutes(
    view: View, assembly: AssemblyId | str, *, reader: Reader = PUBLIC, readings: Readings = ()
) -> Minutes:
    """Return the minutes of an assembly.

    Results are those that were published, as they were known then; everything else reads as it
    counts in the view. What was recorded after the end stands apart.

    Args:
        view: The log, as it is to be seen.
        assembly: Which assembly.
        reader: For whom: nothing of a sealed round, or of a group too small, is in them.
        readings: How the log is read by those who may have adopted them, to compare a digest with
            what they read; the view alone where nothing is given.

    Raises:
        UnknownName: If there is no such assembly in the view.
    """
    material = Material.of(view, assembly, reader)
    told = _session(material)
    found = tuple(_adoptions(material, told, readings or ((reader, view),)))
    later = (*afterwards(material), *adopted_section(found), *_withheld(material))
    return evolve(told, afterwards=later)


def _adoptions(material: Material, now: Minutes, readings: Readings) -> Iterator[Adoption]:
    assembly = now.assembly
    made = partial(_made, assembly=assembly, reader=material.reader)
    texts = partial(_texts, assembly=assembly, readings=readings)
    for event in adoptions(material):
        yield adoption(material, event, now.session, made, texts)


def _made(view: View, *, assembly: str, reader: Reader) -> Minutes:
    return _session(Material.of(view, assembly, reader))


def _texts(size: int, *, assembly: str, readings: Readings) -> Iterator[str]:
    """Yield the minutes at a size in Markdown, for every reader and language."""
    for reader, view in readings:
        then = view.as_known_at(size)
        told = minutes(then, assembly, reader=reader, readings=((reader, view),))
        for lang in LANGUAGES:
            yield in_markdown_text(told, then, lang, Stamp.of(then, whole=view))


def _session(material: Material) -> Minutes:
    view, convened = material.view, material.convened
    details = {"title": material.assembly.title, "on": material.assembly.planned_for}
    notice = notice_of(view)
    return Minutes(
        assembly=material.assembly.assembly_id,
        size=view.size,
        title=Statement(code="minutes.title", details=details, events=(convened.id,)),
        notice=None if notice is None else Statement(code="minutes.told", details={"told": notice}),
        session=tuple(_parts(material)),
    )


def _parts(material: Material) -> Iterator[Section]:
    yield call(material)
    yield presences(material)
    yield rules(material)
    yield criteria(material)
    yield scenarios(material)
    yield from course(material)
    yield from not_reached(material)
    yield commitments(material)


def _withheld(material: Material) -> Iterator[Section]:
    """Yield what minutes do not show, where anything of the assembly is withheld."""
    told = []
    if any(event.id in material.seal.hidden for event in material.events):
        told.append(Statement(code="minutes.sealed"))
    told.append(Statement(code="minutes.words", details={"mark": WITHHELD}))
    yield Section(title=Statement(code="minutes.withheld"), told=tuple(told))
