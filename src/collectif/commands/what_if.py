"""This module is about `collectif what-if`: a result beside what it would be, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TypeVar, get_args

import click

from collectif.commands.command import PATH, as_option, command, head_of
from collectif.errors import CollectifError, InvalidInput
from collectif.ids import CriterionId, MemberId, RoundId
from collectif.projections.readers import Reader
from collectif.projections.registers import REGISTERS
from collectif.record.envelope import Draft
from collectif.record.view import View
from collectif.reports.looking import Looking
from collectif.reports.opening import reading
from collectif.reports.otherwise import what_if_json, what_if_text
from collectif.reports.output import Output, progress_of
from collectif.reports.stating import Teller
from collectif.reports.summary import preamble
from collectif.reports.sweeps import map_json, map_text, sweep_json, sweep_text
from collectif.whatif.asking import Asked, answer, asking, every_round
from collectif.whatif.changes import Changes, TieBreak
from collectif.whatif.checking import events_called
from collectif.whatif.sweeping import Sweep, swept
from collectif.whatif.sweeps import Over
from collectif.whatif.weighing import WeightMap, mapped

T = TypeVar("T")


@command("what-if")
@click.argument("log", type=PATH)
@click.option("--without", multiple=True, metavar="MEMBER", help="Without a member's answers.")
@click.option("--without-criterion", multiple=True, metavar="ID", help="Without a criterion.")
@click.option("--weights", multiple=True, metavar="ID=N,...", help="Other weights.")
@click.option("--rule", metavar="NAME", help="Another rule, or method of deciding.")
@click.option("--tie-break", metavar="NAME", help="shared-rank, consensus, or criteria.")
@click.option("--exclude-event", multiple=True, metavar="ID", help="Without an event.")
@click.option("--suppose", type=PATH, metavar="FILE", help="With events that nobody recorded.")
@click.option("--round", "round_id", metavar="ID", help="One round only.")
@click.option("--sweep", type=click.Choice(get_args(Over)), help="One change after the other.")
@click.option("--weight-map", metavar="ID,ID", help="Who leads under other weights of two.")
@click.option("--known-at", type=int, metavar="N", help="The log at a size of N events.")
@as_option("secretary")
def what_if_(
    out: Output,
    log: Path,
    without: tuple[str, ...],
    without_criterion: tuple[str, ...],
    weights: tuple[str, ...],
    rule: str | None,
    tie_break: str | None,
    exclude_event: tuple[str, ...],
    suppose: Path | None,
    round_id: str | None,
    sweep: Over | None,
    weight_map: str | None,
    known_at: int | None,
    as_: str,
) -> None:
    """Show results of LOG beside what they would be; the log stays as it is."""
    with reading(log) as collective:
        look = Looking.parsed(
            collective, known_at=known_at, known_at_time=None, happened_by=None, as_=as_
        )
        view = look.view(collective)
        changes = Changes(
            without=tuple(map(MemberId, without)),
            without_criteria=tuple(map(CriterionId, without_criterion)),
            weights=_weights(weights),
            rule=rule,
            tie_break=_tie_break(tie_break),
            excluding=events_called(view, exclude_event),
            supposing=_supposing(suppose),
        )
        if changes == Changes() and sweep is None and weight_map is None:
            raise InvalidInput.of("whatif.no-question")
        rounds = tuple(_rounds(view, round_id, changes, look.reader))
        teller, titles = Teller.of(view, out.lang), REGISTERS.replay(view).titles
        data, text = head_of(collective, view), [preamble(view, out.lang)]
        sweeps, maps = _swept(rounds, sweep, out.lang), _mapped(rounds, weight_map, out.lang)
        answers = () if sweep or weight_map else tuple(map(answer, rounds))
        data |= {
            "rounds": [what_if_json(one, teller) for one in answers],
            "sweeps": [sweep_json(one, teller) for one in sweeps],
            "maps": [map_json(one) for one in maps],
        }
        text += [what_if_text(one, teller, titles) for one in answers]
        text += [sweep_text(one, teller) for one in sweeps]
        text += [map_text(one, teller) for one in maps]
        out.tell(data, _apart(text))


def _rounds(view: View, round: str | None, changes: Changes, reader: Reader) -> Iterator[Asked]:
    """Yield the round that was named, or each in which the changes make sense."""
    if round is None:
        yield from every_round(view, changes, reader)
    else:
        yield asking(view, RoundId(round), changes, reader)


def _swept(rounds: tuple[Asked, ...], over: Over | None, lang: str) -> tuple[Sweep, ...]:
    """Return the sweep of each round that has what is to be changed."""
    if over is None:
        return ()
    with progress_of("what-if", lang, every=10) as progress:
        return tuple(_each(rounds, lambda asked: swept(asked, over, progress)))


def _mapped(rounds: tuple[Asked, ...], criteria: str | None, lang: str) -> tuple[WeightMap, ...]:
    """Return the map of each round that asks about both criteria."""
    if criteria is None:
        return ()
    one, _, two = criteria.partition(",")
    with progress_of("what-if", lang, every=10) as progress:
        return tuple(_each(rounds, lambda asked: mapped(asked, (one, two), progress)))


def _each(rounds: tuple[Asked, ...], ask: Callable[[Asked], T]) -> Iterator[T]:
    """Yield what is told of each round in which the question makes sense; it must in one."""
    refusals, told = list[CollectifError](), 0
    for asked in rounds:
        try:
            found = ask(asked)
        except CollectifError as refusal:
            refusals.append(refusal)
        else:
            told += 1
            yield found
    if refusals and not told:
        raise refusals[0]


def _weights(said: Iterable[str]) -> dict[CriterionId, int] | None:
    """Return weights as they are written on a command line: `levier=30,plan=5`."""
    found = {}
    for text in (one for part in said for one in part.split(",")):
        criterion, equals, weight = text.partition("=")
        if not equals or not criterion or not weight.strip().isascii() or not weight.isdigit():
            raise InvalidInput.of("whatif.weights-misspelled", text=text)
        found[CriterionId(criterion)] = int(weight)
    return found or None


def _tie_break(said: str | None) -> TieBreak | None:
    """Return a tie-break as a charter writes it: a code, or criteria in their order."""
    if said is None:
        return None
    if said in ("shared-rank", "consensus"):
        return said.upper().replace("-", "_")
    return tuple(map(CriterionId, said.split(",")))


def _supposing(path: Path | None) -> tuple[Draft, ...]:
    if path is None:
        return ()
    from collectif.exchange.suppositions import read_suppositions

    return read_suppositions(path)


def _apart(parts: Iterable[Iterator[str]]) -> Iterator[str]:
    """Yield the lines of all parts, with an empty one after each but the preamble."""
    before, *rest = parts
    return chain(before, *(chain(one, ("",)) for one in rest))
