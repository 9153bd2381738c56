"""This module is about the command line: the library, for people at a terminal and for scripts.

Every command has `--format text|json`; JSON goes to stdout, alone. Exit status: 0 sound, 1 a
finding, 2 wrong usage or unreadable input. Errors go to stderr, in three sentences. A command is
loaded when it is asked for.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click

import collectif

C = TypeVar("C", bound=click.Command)

_COMMANDS = {
    "accountability": "accountability:accountability_",
    "audit": "audit:audit_",
    "backup": "backup:backup",
    "checkpoint": "checkpoint:checkpoint",
    "compare": "compare:compare",
    "demo": "demo:demo",
    "explain": "explain:explain",
    "export": "export:export",
    "forget": "forget:forget",
    "import": "import_:import_",
    "keys": "keys:keys",
    "log": "log:log_",
    "minutes": "minutes:minutes_",
    "receipt": "receipt:receipt",
    "replay": "replay:replay",
    "report": "report:report_",
    "restore": "restore:restore",
    "salvage": "salvage:salvage",
    "sql": "sql:sql",
    "show": "show:show",
    "sweep": "sweep:sweep",
    "verify": "verify:verify",
    "what-if": "what_if:what_if_",
    "witness": "witness:witness",
}
"""Name -> the module of `collectif.commands` that has it, and the function there."""


@contextmanager
def _usage(*, french: bool) -> Iterator[None]:
    """Tell wrong usage in French to who asked for French; Click tells it in English."""
    try:
        yield
    except click.UsageError as error:
        if not french or isinstance(error, click.exceptions.NoArgsIsHelpError):
            raise
        from collectif.commands.usage import tell_misuse

        tell_misuse(error, "fr")


def _in_french(command: C) -> C:
    """Return a command whose help is in French."""
    from collectif.commands.helping import in_french

    return in_french(command)


class _Commands(click.Group):
    """Commands that are loaded when they are asked for."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        french = re.search(r"(^| )--lang[ =]fr( |$)", " ".join(args)) is not None
        shown = _in_french(self) if french else self
        with _usage(french=french):
            made = super(_Commands, shown).make_context(
                info_name, args, parent, obj=french, **extra
            )
        if made.params["lang"] is not None:
            made.default_map = {name: {"lang": made.params["lang"]} for name in _COMMANDS}
        return made

    def invoke(self, ctx: click.Context) -> Any:
        with _usage(french=ctx.obj):
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*_COMMANDS, *self.commands})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _COMMANDS and cmd_name not in self.commands:
            module, _, function = _COMMANDS[cmd_name].partition(":")
            found = getattr(importlib.import_module(f"collectif.commands.{module}"), function)
            self.add_command(found, cmd_name)
        found = super().get_command(ctx, cmd_name)
        return _in_french(found) if found is not None and ctx is not None and ctx.obj else found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(["en", "fr"]), help="Language of what people read.")
@click.version_option(collectif.__version__, prog_name="collectif")
def main(lang: str | None) -> None:
    """Record, replay and check how a group decided."""
