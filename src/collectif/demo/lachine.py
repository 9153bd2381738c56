"""This module is about recording the Lachine scenario through the public verbs, as it happened.

The evening of 30 November 2016 up to its decision is the beginning of the scenario, which goes on
until 2018: the log of the one is the beginning of the log of the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib import resources
from itertools import takewhile
from pathlib import Path
from typing import Any

import collectif.collective as collectives
from collectif.collective import Collective
from collectif.exchange.script import ScriptClock, Step, play
from collectif.values import Text

FIRST_STEP = "e-collectif"
"""The founding of the collective: the first step of the scenario."""

LAST_STEP = "e-d1"
"""The decision: the last step of the evening that `record_evening` records."""


@cache
def scenario() -> Mapping[str, Any]:
    """Return the whole scenario: its notice, its steps, and the results that it must lead to."""
    text = (resources.files("collectif.demo") / "lachine.json").read_text("utf-8")
    return json.loads(text)  # type: ignore[no-any-return]


def notice() -> Text:
    """Return what must be said wherever the scenario is shown: it is illustrative."""
    return scenario()["meta"]["notice"]  # type: ignore[no-any-return]


def evening() -> list[Step]:
    """Return the steps from the founding to the decision, in the order of recording."""
    steps = scenario()["steps"]
    before = list(takewhile(lambda step: step["id"] != LAST_STEP, steps))
    return [*before, steps[len(before)]]


def record_evening(url: str | Path) -> Collective:
    """Record the evening, both rounds up to the decision, and return the collective.

    The clock and the salts come from the scenario, so that its log has the same root everywhere;
    a real assembly draws its salts at random.
    """
    return _recorded(url, evening())


def record_scenario(url: str | Path) -> Collective:
    """Record the whole scenario, the evening and the two years after it, and return it.

    The evening is a prefix of its log: the same events under the same root.
    """
    return _recorded(url, scenario()["steps"])


def _recorded(url: str | Path, steps: Iterable[Step]) -> Collective:
    clock = ScriptClock()
    collective = collectives.open(url, clock=clock, entropy=_repeatable())
    for _ in play(collective, steps, clock):
        pass
    return collective


def _repeatable() -> Any:
    blocks = _blocks()
    return lambda length: b"".join(next(blocks) for _ in range(-(-length // 32)))[:length]


def _blocks() -> Iterator[bytes]:
    number = 0
    while True:
        yield sha256(b"lachine-2016-11-30 %d" % number).digest()
        number += 1
