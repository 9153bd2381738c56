"""This module is about open data: a log as a folder of tables, one for each type of event.

This is the form that `dataset-published` names. It is a view: events as they count, corrections
applied. The record itself is given out as lines (`collectif.exchange.jsonl`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from collectif.acts.community import CollectiveFounded
from collectif.collective import Collective
from collectif.exchange.csv_dictionary import DICTIONARY, dictionary_lines, package, page
from collectif.exchange.csv_tables import Tables
from collectif.exchange.delivery import delivering
from collectif.exchange.registry import Exported, Progress, Terms, exporter
from collectif.log.copying import digests_of
from collectif.projections.readers import PUBLIC, Reader
from collectif.record.event import EVENTS, Unknown
from collectif.record.view import View
from collectif.values import Text


@exporter("csv")
def export_csv(
    collective: Collective,
    path: Path,
    terms: Terms,
    *,
    progress: Progress = lambda count: None,
) -> Exported:
    """Write a log as open data: tables, a data dictionary, a data package and a page.

    Args:
        collective: Whose log it is.
        path: A new folder, or an empty one.
        terms: Up to which size, under which licence, to whom, and whether words are given out.
        progress: Told how many events were written.
    """
    view = collective.view(known_at=terms.known_at, reader=_who_hears(terms))
    tables, head = Tables(view, terms.reader), collective.log.at(view.size).head()
    ordered = sorted(tables.tables.values(), key=lambda table: table.type)
    counts = {
        "events": sum(table.rows for table in ordered),
        "types": len(ordered),
        "withheld": _withheld(view, collective, terms),
        "sealed": tables.sealed,
    }
    facts = {
        "licence": terms.licence,
        "size": head.size,
        "root": head.root.hex(),
        "provenance": dict(sorted(tables.marks.items())),
        "counts": counts,
        "title": _title(view),
        "scope": _scope(head.size, terms.notice),
    }
    with delivering(path) as delivery:
        for table in ordered:
            delivery.put(table.name, tables.lines(table))
            progress(table.rows)
        delivery.put(DICTIONARY, dictionary_lines(ordered))
        delivery.put("README.md", page(ordered, facts))
        delivery.put("datapackage.json", package(ordered, delivery, facts))
    return Exported(
        format="csv",
        size=head.size,
        root=head.root,
        files=delivery.digests,
        counts=counts,
        lost=tuple(_lost(counts, view.size, len(view.corrections.rectified))),
    )


def _who_hears(terms: Terms) -> Reader | None:
    """Return whose words are given out: nobody's, all of them, or those of a delegate's member."""
    if not terms.with_words:
        return PUBLIC
    return terms.reader if terms.reader.role == "DELEGATE" else None


def _withheld(view: View, collective: Collective, terms: Terms) -> int:
    """Return how many words of the events in view are withheld."""
    store = collective.log.store
    kept = store.private.disclosures() if terms.with_words and store.private else ()
    there = {one.digest for one in kept}
    shown = {event.seq: there if not isinstance(event.data, Unknown) else set[str]()
             for event in view.events()}  # fmt: skip
    return sum(
        sum(one not in shown[row.seq] for one in digests_of(row.body)[1])
        for row in store.rows(0, view.size)
        if row.seq in shown
    )


def _title(view: View) -> Text:
    founded = next(view.events(frozenset({EVENTS.of(CollectiveFounded).name})), None)
    name: Mapping[str, Any] = {} if founded is None else founded.data.name
    told = dict(name) or {"fr": "Registre", "en": "Log"}
    either = next(iter(told.values()))
    return {lang: told.get(lang, either) for lang in ("fr", "en")}


def _scope(size: int, notice: Text | None) -> Text:
    told = {
        "fr": f"Tout ce que le registre contient, tel que connu à {size} faits et corrigé depuis.",
        "en": f"All that the log holds, as known at {size} events and as corrected by then.",
    }
    return {lang: f"{notice[lang]}\n\n{told[lang]}" for lang in told} if notice else told


def _lost(counts: Mapping[str, int], size: int, rectified: int) -> Iterator[Text]:
    yield {
        "en": "Bytes, hashes and the kind of a value: the difference between absent, null and"
        " empty, and between a number and its text in a list.",
        "fr": "Les octets, les empreintes et la sorte d'une valeur : la différence entre absent,"
        " nul et vide, et entre un nombre et son texte dans une liste.",
    }
    gone = size - counts["events"]
    if gone:
        yield {
            "en": f"Events that were retracted, {gone} of them; their retractions are there.",
            "fr": f"Les faits rétractés, au nombre de {gone}; leurs rétractations y sont.",
        }
    if rectified:
        yield {
            "en": f"What {rectified} rectified event(s) said at first.",
            "fr": f"Ce que {rectified} fait(s) rectifié(s) disaient d'abord.",
        }
    if counts["withheld"]:
        yield {
            "en": f"Personal words, {counts['withheld']} of them.",
            "fr": f"Les mots personnels, au nombre de {counts['withheld']}.",
        }
    if counts["sealed"]:
        yield {
            "en": f"Values of open rounds and of small groups, {counts['sealed']} of them.",
            "fr": "Les valeurs de tours ouverts et de petits groupes, au nombre de"
            f" {counts['sealed']}.",
        }
