"""This module is about `collectif accountability`: who owes what to whom."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import get_args

import click

from collectif.commands.command import PATH, as_option, command, head_of
from collectif.errors import InvalidInput
from collectif.projections.accountability import accountability
from collectif.projections.apart import By
from collectif.reports.looking import parsed_day, parsed_reader
from collectif.reports.opening import reading
from collectif.reports.output import Output
from collectif.reports.owing import (
    account_json,
    account_text,
    accountability_json,
    accountability_text,
    last_day,
)
from collectif.reports.seeing.accounts import apart, matrix, thread, through_time
from collectif.reports.seeing.asked import Asked
from collectif.reports.seeing.table import Table, table_json
from collectif.reports.seeing.telling import tables_text
from collectif.reports.summary import preamble


@command("accountability")
@click.argument("log", type=PATH)
@click.option("--member", metavar="ID", help="What one member owes and is owed.")
@click.option("--between", metavar="ID,ID", help="Everything between two members.")
@click.option("--by", type=click.Choice(get_args(By)), help="Each mission apart, or each member.")
@click.option("--matrix", "as_matrix", is_flag=True, help="As a matrix of open commitments.")
@click.option("--history", is_flag=True, help="At the end of each quarter.")
@click.option("--on", metavar="DATE", help="At the end of a day; else of the last one in LOG.")
@as_option("secretary")
def accountability_(
    out: Output,
    log: Path,
    member: str | None,
    between: str | None,
    by: By | None,
    as_matrix: bool,
    history: bool,
    on: str | None,
    as_: str,
) -> None:
    """Tell who owes what to whom in LOG, and by when."""
    _refuse_two(member, between, by, as_matrix, history)
    with reading(log) as collective:
        reader = parsed_reader(collective, as_)
        view = collective.view(reader=reader)
        day = last_day(view) if on is None else parsed_day(on)
        asked = Asked(view=view, on=day, reader=reader, lang=out.lang)
        if between or by or as_matrix or history:
            tables = list(_tables(asked, between, by, as_matrix))
            data = {"on": day.isoformat(), "tables": [table_json(one) for one in tables]}
            shown = tables_text(tables, out.lang)
        else:
            told = accountability(view, on=day)
            if member is None:
                data, shown = accountability_json(told), accountability_text(told, asked.teller)
            else:
                one = told.of(member)
                data, shown = account_json(one, told), account_text(one, day, asked.teller)
        out.tell(head_of(collective, view) | data, chain(preamble(view, out.lang), shown))


def _tables(asked: Asked, between: str | None, by: By | None, as_matrix: bool) -> Iterator[Table]:
    if by is not None:
        return apart(asked, by)
    if between is None:
        return matrix(asked) if as_matrix else through_time(asked)
    one, comma, other = between.partition(",")
    if not comma or not other:
        raise InvalidInput.of("seeing.not-two-members", given=between)
    return thread(asked, one.strip(), other.strip())


def _refuse_two(*looks: object) -> None:
    if sum(bool(look) for look in looks) > 1:
        raise InvalidInput.of("seeing.several-looks")
