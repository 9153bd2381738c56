"""This module is about `collectif replay`: rankings and agreement of every round."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from collectif.commands.command import PATH, as_option, command, head_of
from collectif.reports.looking import Looking, shown_rounds
from collectif.reports.opening import reading
from collectif.reports.output import Output, progress_of
from collectif.reports.results import as_json
from collectif.reports.telling import rounds_text
from collectif.reports.watching import watched


@command("replay")
@click.argument("log", type=PATH)
@click.option("--known-at", type=int, metavar="N", help="As it was at a size of N events.")
@click.option("--known-at-time", metavar="T", help="As it was known at a moment.")
@click.option("--happened-by", metavar="DATE", help="Without what happened after a day.")
@click.option("--as-minuted", metavar="ASSEMBLY", help="As its adopted minutes froze it.")
@click.option("--uncorrected", is_flag=True, help="As first recorded, without corrections.")
@click.option("--as-published", is_flag=True, help="Each result as people were told it.")
@click.option("--round", "round_id", metavar="ID", help="One round only.")
@click.option("--rule", metavar="NAME", help="Another rule of counting.")
@click.option("--charts", is_flag=True, help="With bars, and how each scenario was scored.")
@as_option("secretary")
def replay(out: Output, log: Path, charts: bool, **looking: Any) -> None:
    """Replay LOG: rankings and agreement of every round. It does not verify: `verify` does."""
    with reading(log) as collective:
        look = Looking.parsed(collective, **looking)
        view = look.view(collective)
        with progress_of("replay", out.lang) as progress:
            rounds = shown_rounds(watched(view, progress), look)
        data = head_of(collective, view) | {"rounds": [as_json(one) for one in rounds]}
        out.tell(data, rounds_text(view, rounds, look, out.lang, charts=charts))
