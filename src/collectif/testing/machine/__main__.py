"""This module is about running the machine in full: many sequences, and how often what was tried.

python -m collectif.testing.machine --sequences 2000 --commands 60
"""

from __future__ import annotations

import traceback

import click

from collectif.testing.machine import CollectiveMachine, Machine, run


@click.command()
@click.option("--sequences", default=2000, show_default=True, help="How many sequences to try.")
@click.option("--commands", default=60, show_default=True, help="The most commands in each.")
@click.option(
    "--seed", "number", default=0, show_default=True, help="Another one, other sequences."
)
def main(sequences: int, commands: int, number: int) -> None:
    """Try sequences of commands, legal or not, and check the laws after each command."""
    try:
        run(CollectiveMachine, sequences=sequences, commands=commands, number=number)
    except Exception as error:
        click.echo("".join(traceback.format_exception_only(error)))
        raise SystemExit(1) from None
    finally:
        click.echo(told(CollectiveMachine))
    click.echo("no violation")


def told(machine: type[Machine]) -> str:
    """Return how often each verb was recorded and refused, as a table."""
    verbs = sorted({*machine.recorded, *machine.refused})
    rows = [f"{verb:24}{machine.recorded[verb]:9}{machine.refused[verb]:9}" for verb in verbs]
    sums = machine.recorded.total(), machine.refused.total()
    rows.append(f"{f'{len(verbs)} verbs':24}{sums[0]:9}{sums[1]:9}")
    return "\n".join([f"{'':24}{'recorded':>9}{'refused':>9}", *rows])


if __name__ == "__main__":
    main()
