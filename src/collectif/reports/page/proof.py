"""This module is about checking, on the page: what names the log, and how anybody checks all of it.

The page itself proves nothing; it says what to compare, with whom, and what to run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collectif.log.value import Head, LogValue
from collectif.projections.sealing import tells_sealed_values
from collectif.reports.page.blocks import Block, Figures, panel
from collectif.reports.page.code import code_of
from collectif.reports.page.context import Context
from collectif.reports.page.speaker import Speaker


def proof(context: Context) -> Mapping[str, Any] | None:
    """Return the size and the root of the log, as figures and as a code, and how to check them."""
    if not context.view.size:
        return None
    say, head = Speaker(context), context.once(_head)
    blocks = list[Block]()
    if head is None:
        blocks.append(say.words("no-root"))
    else:
        root = head.root.hex()
        blocks += [
            Figures(
                (
                    say.figure("figure-size", head.size, "log/size", ask=""),
                    say.figure("figure-root", root, "log/root", ask=""),
                )
            ),
            code_of(f"collectif {head.size} {root}", say("code")),
        ]
    steps = ("check-verify", "check-audit", "check-explain", "check-compare")
    return panel(say.words("proof-lead"), *blocks, *map(say.words, steps))


def _head(context: Context) -> Head | None:
    """Return what names the log; None where that would tell values that nobody may see yet."""
    source = context.view.source
    if not isinstance(source, LogValue) or tells_sealed_values(context.view, source.size):
        return None
    return source.head()
