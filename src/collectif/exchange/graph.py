"""This module is about accountability as a graph that networkx reads: dated, typed ties.

networkx is loaded when a graph is made; from there it writes GraphML, draws and counts.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from collectif.acts.state import COLLECTIVE, PUBLIC
from collectif.errors import InvalidInput
from collectif.projections.accountability import Accountability


def to_networkx(told: Accountability) -> Any:
    """Return who is answerable to whom as a `networkx.MultiDiGraph`.

    Nodes are members, COLLECTIVE, PUBLIC and missions, with a `kind`; each tie is an edge whose key
    is `event:about` and whose attributes are text and whole numbers, so that GraphML holds them:
    `kind` (such as OWES), `about`, `occurred` and `until` (RFC 3339; no `until` for one that
    lasts), `event` and `seq`. Edges are in the order of the log.

    Args:
        told: Accountability on a day.

    Raises:
        InvalidInput: networkx is not installed.
    """
    graph = _networkx().MultiDiGraph(on=told.on.isoformat())
    for member, kind in told.dealings.kinds.items():
        graph.add_node(str(member), kind=kind)
    for edge in told.edges:
        for end in (edge.source, edge.target):
            if end not in graph:
                graph.add_node(end, kind=end if end in (COLLECTIVE, PUBLIC) else "MISSION")
        said: dict[str, str | int] = {
            "kind": edge.kind,
            "about": edge.about,
            "occurred": edge.occurred.isoformat(),
            "event": edge.event,
            "seq": edge.seq,
        }
        if edge.until is not None:
            said["until"] = edge.until.isoformat()
        graph.add_edge(edge.source, edge.target, key=f"{edge.event}:{edge.about}", **said)
    return graph


def _networkx() -> Any:
    try:
        return import_module("networkx")
    except ImportError as error:
        raise InvalidInput.of("graph.networkx-missing") from error
