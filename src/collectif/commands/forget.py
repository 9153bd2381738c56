"""This module is about `collectif forget`: words of a person, or kept too long, go for good."""

from __future__ import annotations

import sys
import typing
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from collectif.acts.erasure import Asker, ForgettingGround
from collectif.acts.retention import Due, Schedule
from collectif.collective import Collective
from collectif.commands.command import PATH, command, head_of
from collectif.errors import InvalidInput, Reason, Refused
from collectif.exchange.reading import read_source
from collectif.projections.erasures import ERASURES
from collectif.record.envelope import Recorded
from collectif.reports.erasing import (
    forgotten_json,
    forgotten_text,
    register_json,
    register_text,
)
from collectif.reports.looking import parsed_day
from collectif.reports.opening import reading, recording_in
from collectif.reports.output import Output


@command("forget")
@click.argument("log", type=PATH)
@click.option("--subject", metavar="ID", help="The person, as the private store calls it.")
@click.option(
    "--ground",
    type=click.Choice(typing.get_args(ForgettingGround)),
    help="On what ground: REQUEST for a person unless told, RETENTION for a schedule.",
)
@click.option("--asked-by", type=click.Choice(typing.get_args(Asker)), help="Who asked.")
@click.option("--note", help="A word on it, without saying whose words they were.")
@click.option("--schedule", type=PATH, help="A file that says how long words are kept.")
@click.option("--on", metavar="DATE", help="The day for which the schedule is followed.")
@click.option("--register", is_flag=True, help="What was erased, and how anonymous the rest is.")
@click.option("--dry-run", is_flag=True, help="Tell what would go, and change nothing.")
def forget(
    out: Output,
    log: Path,
    subject: str | None,
    ground: Any,
    asked_by: Any,
    note: str | None,
    schedule: Path | None,
    on: str | None,
    register: bool,
    dry_run: bool,
) -> None:
    """Erase words of LOG for good. Look in every file for what is left of them."""
    if sum([subject is not None, schedule is not None, register]) != 1:
        _no(Reason("forget.name-one-subject-schedule"))
    if (schedule is None) != (on is None):
        _no(Reason("forget.schedule-goes-with-day"))
    if schedule is not None and ground not in (None, "RETENTION"):
        _no(Reason("forget.what-schedule-lets-go-lets"))
    if register:
        return _tell_register(out, log)
    if subject is not None:
        return _forget(
            out,
            log,
            lambda c: _known_words(c, subject),
            lambda c: c.forget(
                subject=subject, ground=ground or "REQUEST", asked_by=asked_by, note=note
            ),
            dry_run=dry_run,
        )
    assert schedule is not None
    kept, last = Schedule.parsed(_read(schedule)), parsed_day(on or "")
    return _forget(
        out,
        log,
        lambda c: c.due(kept, on=last),
        lambda c: c.forget_due(kept, on=last, asked_by=asked_by or "SCHEDULE", note=note),
        dry_run=dry_run,
    )


def _forget(
    out: Output,
    log: Path,
    look: Callable[[Collective], Sequence[Due]],
    act: Callable[[Collective], object],
    *,
    dry_run: bool,
) -> None:
    """Tell what goes; let it go unless this is a dry run, and tell what is left of it."""
    with reading(log) if dry_run else recording_in(log) as collective:
        due, residue, recorded = look(collective), None, list[Recorded[Any]]()
        if not dry_run:
            size = collective.log.size
            with collective.log.scanning() as scan:
                act(collective)
            recorded = list(collective.log.events(frozenset({"words-forgotten"}), after=size))
            residue = scan.residue
        data = head_of(collective, collective.view()) | forgotten_json(due, recorded, residue)
        out.tell(data, forgotten_text(due, recorded, residue, out.lang))
    if residue is not None and not residue.clean:
        sys.exit(1)


def _known_words(collective: Collective, subject: str) -> Sequence[Due]:
    due = collective.words_of(subject)
    if not due:
        raise Refused("NothingToForget")
    return due


def _tell_register(out: Output, log: Path) -> None:
    with reading(log) as collective:
        view = collective.view()
        register = ERASURES.replay(view)
        data = head_of(collective, view) | register_json(register)
        out.tell(data, register_text(register, out.lang))


def _read(path: Path) -> str:
    if not path.is_file():
        raise InvalidInput.of("forget.no-retention-schedule", path=path)
    return read_source(path).raw.decode("utf-8-sig", "replace")


def _no(mend: Reason) -> None:
    raise InvalidInput.of("forget.not-clear-what-to-forget", mend=mend)
