"""This module is about what goes with open data: the data dictionary, the package, the page."""

from __future__ import annotations

import csv
import io
import json
import re
import typing
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from typing import Any

import attrs

from collectif.exchange.csv_cells import WITHHELD_CELL, cell
from collectif.exchange.csv_tables import FIRST_COLUMNS, SEQ, Table
from collectif.exchange.delivery import Delivery
from collectif.record.envelope import Actor, Recorded
from collectif.record.meaning import about, described
from collectif.showing import in_markdown

DICTIONARY = "dictionary.csv"
_FACTS = ("title", "scope", "size", "root", "provenance", "counts")
_HEADER = ("file", "column", "type", "personal", "meaning")
_LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}
_TYPES = {"int": "integer", "bool": "boolean"}
_MOMENTS = ("event.occurred", "event.recorded")


def dictionary_lines(tables: Sequence[Table]) -> Iterator[bytes]:
    """Yield the data dictionary as CSV: each column of each table, and what it means."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(_HEADER)
    for table in tables:
        for column in table.ordered():
            told = (table.name, cell(column), type_of(table, column),
                    str(is_personal(table, column)).lower(),
                    cell(meaning(table, column)))  # fmt: skip
            writer.writerow(told)
    yield lines.getvalue().encode()


def type_of(table: Table, column: str) -> str:
    """Return the type of a column, in the words of Table Schema."""
    if column in _MOMENTS:
        return "datetime"
    kinds = table.columns.get(column, set())
    return _TYPES.get(next(iter(kinds)), "string") if len(kinds) == 1 else "string"


def is_personal(table: Table, column: str) -> bool:
    """Whether a column holds words of persons."""
    if table.known is None or column in FIRST_COLUMNS:
        return False
    steps = column.split("/")
    return any(_begins(steps, pointer.split("/")[1:]) for pointer in table.known.personal)


def meaning(table: Table, column: str) -> str:
    """Return what the classes say of a column, from its field down to the deepest one named."""
    if column == FIRST_COLUMNS[-1]:
        return "Which fields of the event are withheld; * for all of them."
    if column in FIRST_COLUMNS:
        first, *rest = column.removeprefix("event.").split("/")
        return described(Actor)[rest[0]] if rest else described(Recorded)[first]
    if table.known is None:
        return "This program does not know the type."
    told: list[str] = []
    cls: type | None = table.known.cls
    for step in column.split("/"):
        if cls is not None and step in described(cls):
            told.append(described(cls)[step])
            cls = _class_in(typing.get_type_hints(cls, include_extras=True)[step])
    return " ".join(told) or "This program does not know it."


def package(
    tables: Sequence[Table], delivery: Delivery, facts: Mapping[str, Any]
) -> Iterator[bytes]:
    """Yield the description of a Frictionless Data Package, version 2."""
    licence = facts["licence"]
    licensed = {"name": licence}
    if licence in _LICENCES:
        licensed["path"] = _LICENCES[licence]
    told = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": _slug(facts["title"]["en"]),
        "title": facts["title"]["en"],
        "description": facts["scope"]["en"],
        "licenses": [licensed],
        "collectif": {name: facts[name] for name in _FACTS},
        "resources": [
            *(_resource(table.name, delivery, _schema(table)) for table in tables),
            _resource(DICTIONARY, delivery, {"fields": [_text(name) for name in _HEADER]}),
        ],
    }
    yield json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def page(tables: Sequence[Table], facts: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield the page that goes with the tables, in French and then in English."""
    told = []
    for lang in ("fr", "en"):
        file = resources.files("collectif") / "locale" / f"open-data.{lang}.md"
        rows = (f"| {table.name} | {table.rows} | {_about(table, lang)} |" for table in tables)
        told.append(
            file.read_text("utf-8").format(
                title=in_markdown(facts["title"][lang]),
                scope=facts["scope"][lang],
                licence=facts["licence"],
                size=facts["size"],
                root=facts["root"],
                marks=", ".join(f"{in_markdown(m)} {n}" for m, n in facts["provenance"].items()),
                tables="\n".join(rows),
                **facts["counts"],
            )
        )
    yield "\n---\n\n".join(told).encode()


def _about(table: Table, lang: str) -> str:
    """Return what a table holds; in French, the label that opens what our own events say."""
    if table.known is None:
        return ""
    told = about(table.known.cls).replace("|", "/")
    own = "/" not in table.type
    return re.split("[:,.]", told)[0] if own and lang == "fr" else told


def _schema(table: Table) -> Mapping[str, Any]:
    fields = [
        {
            "name": cell(column),
            "type": type_of(table, column),
            "description": meaning(table, column),
        }
        for column in table.ordered()
    ]
    return {"fields": fields, "primaryKey": [SEQ], "missingValues": ["", WITHHELD_CELL]}


def _resource(name: str, delivery: Delivery, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "name": _slug(name.removesuffix(".csv")),
        "path": name,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": delivery.sizes[name],
        "hash": f"sha256:{delivery.digests[name]}",
        "schema": schema,
    }


def _text(name: str) -> Mapping[str, str]:
    return {"name": name, "type": "string"}


def _begins(steps: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether a column stands at a place, or below it."""
    return len(steps) >= len(pattern) and all(
        wanted in ("*", step) for wanted, step in zip(pattern, steps, strict=False)
    )


def _class_in(hint: Any) -> type | None:
    """Return the class of values whose fields a hint leads to; None if there is none."""
    if isinstance(hint, type) and attrs.has(hint):
        return hint
    found = (_class_in(one) for one in typing.get_args(hint))
    return next((one for one in found if one is not None), None)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-") or "log"
