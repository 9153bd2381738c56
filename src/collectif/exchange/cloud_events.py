"""This module is about a log as CloudEvents (CNCF, version 1.0.2), for what consumes streams.

The attributes of a CloudEvent say what an envelope says; its data is the content of the event. It
is a view: hashes are those of the log's own bytes, which the lines of `export jsonl` hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from collectif.collective import Collective
from collectif.errors import InvalidInput
from collectif.exchange.delivery import delivering
from collectif.exchange.open_events import OpenEvent, OpenLog
from collectif.exchange.registry import Exported, Progress, Terms, exporter
from collectif.record.codec import Codec
from collectif.showing import visible
from collectif.values import Text

TYPE = "collectif."
"""What stands before the type of an event in the type of a CloudEvent."""

_EXTENSIONS = ("assembly", "batch", "cause", "precision", "provenance", "recorded", "recorder")


@exporter("cloudevents")
def export_cloud_events(
    collective: Collective,
    path: Path,
    terms: Terms,
    *,
    progress: Progress = lambda count: None,
) -> Exported:
    """Write every event as a CloudEvent in JSON.

    Args:
        collective: Whose log it is.
        path: `NAME.jsonl` for one event a line; `NAME.json` for one batch, an array of them.
        terms: Up to which size, and whether words are given out. A CloudEvent has no place for a
            licence.
        progress: Told how many events were written.

    Raises:
        InvalidInput: If the path ends otherwise, something is there already, or a round of which
            nobody may see the values yet is open.
    """
    if path.suffix not in (".json", ".jsonl"):
        raise InvalidInput.of("cloud-events.neither-namejsonl-nor-namejson", name=path.name)
    log, codec = OpenLog(collective, terms), collective.log.codec
    told = (_spelled(cloud_event(one, log.source, codec)) for one in log.events())
    with delivering(path.parent, names=[path.name]) as delivery:
        lines = _counted(told, progress)
        delivery.put(path.name, lines if path.suffix == ".jsonl" else _batch(lines))
    return Exported(
        format="cloudevents",
        size=log.head.size,
        root=log.head.root,
        files=delivery.digests,
        counts=dict(log.counts),
        lost=(*_lost(), *log.lost()),
    )


def cloud_event(seen: OpenEvent, source: str, codec: Codec) -> Mapping[str, Any]:
    """Return an event as a CloudEvent in its JSON format.

    Args:
        seen: The event.
        source: The URI of its log.
        codec: How events are read.
    """
    plain = seen.plain
    actor, subject = plain.get("actor", {}), subject_of(seen, codec)
    told = {
        "specversion": "1.0",
        "id": plain["id"],
        "source": source,
        "type": f"{TYPE}{plain['type']}",
        "subject": subject,
        "time": plain["occurred"],
        "datacontenttype": "application/json",
        "sequence": f"{plain['seq']:016d}",
        "leaf": seen.leaf,
        "schemaversion": plain["version"],
        "entry": plain["source"],
        "actorrole": actor.get("role"),
        "actormember": actor.get("member"),
        **{name: plain.get(name) for name in _EXTENSIONS},
    }
    said = {name: _shown(value) for name, value in told.items() if value not in (None, "")}
    return said | {"data": plain["data"]}


def subject_of(seen: OpenEvent, codec: Codec) -> str | None:
    """Return what an event is about: what it brings into being, or else the first id it names."""
    known = codec.registry.get(seen.event.type, seen.event.version)
    if known is None:
        return None
    first = [field.name for field in attrs.fields(known.cls)]
    ids = {path[0] for path, _ in known.references if len(path) == 1}
    names = ([known.names] if known.names else []) + [name for name in first if name in ids]
    return next((one for name in names if isinstance(one := seen.data.get(name), str)), None)


def _shown(value: str | int) -> str | int:
    """Return an attribute; a text of CloudEvents has no control characters."""
    return visible(value) if isinstance(value, str) else value


def _spelled(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _counted(told: Iterator[bytes], progress: Progress) -> Iterator[bytes]:
    for one in told:
        progress(1)
        yield one


def _batch(lines: Iterator[bytes]) -> Iterator[bytes]:
    before = b"["
    for line in lines:
        yield before + line
        before = b","
    yield b"[]\n" if before == b"[" else b"]\n"


def _lost() -> Iterator[Text]:
    yield {
        "en": "Bytes: the hash of an event is that of its own bytes, which these files do not"
        " hold.",
        "fr": "Les octets : l'empreinte d'un fait est celle de ses propres octets, que ces fichiers"
        " ne contiennent pas.",
    }
