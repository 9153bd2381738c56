"""This module is about `collectif keys`: the keys that sign a log, made, shown and replaced."""

from __future__ import annotations

from pathlib import Path

import click

from collectif.collective import Collective
from collectif.commands.command import PATH, command, needed
from collectif.errors import Reason
from collectif.evidence.keys import SigningKey, read_key, witness_key, write_key
from collectif.evidence.rotation import hand_over, refuse_other_log, refuse_other_origin
from collectif.evidence.verify import Key
from collectif.reports.opening import recording_in
from collectif.reports.output import Output
from collectif.reports.signing import checkpoint_json, key_json, signing


@command("keys")
@click.argument("action", type=click.Choice(["new", "show", "rotate"]))
@click.argument("path", type=PATH)
@click.option("--name", help="For `new`: the origin of the log, or the name of the witness.")
@click.option("--witness", is_flag=True, help="For `new`: a key that witnesses other logs.")
@click.option("--from", "old", type=PATH, help="For `rotate`: the key that PATH takes over from.")
@click.option("--log", type=PATH, help="For `rotate`: the log that they sign.")
@click.option("--reason", help="For `rotate`: why.")
def keys(
    out: Output,
    action: str,
    path: Path,
    name: str | None,
    witness: bool,
    old: Path | None,
    log: Path | None,
    reason: str | None,
) -> None:
    """Make a signing key, show what verifies it, or replace it. It is in the file PATH."""
    if action == "new":
        _new(out, path, name, witness)
    elif action == "show":
        key = read_key(path).key
        out.tell(key_json(key), iter([key.text]))
    else:
        _rotate(out, path, old, log, reason)


def _new(out: Output, path: Path, name: str | None, witness: bool) -> None:
    if not name:
        raise needed("--name", "--name lachine.example/assemblee")
    made = witness_key(name) if witness else SigningKey.new(name)
    write_key(made, path)
    shown = signing(out.lang, "private", path=path)
    _tell(out, made.key, shown)


def _rotate(
    out: Output, path: Path, old: Path | None, log: Path | None, reason: str | None
) -> None:
    if old is None or log is None:
        raise needed(Reason("keys.both"), "--from old.key --log lachine.db")
    before = read_key(old)
    after = read_key(path)
    refuse_other_origin(before, after)
    with recording_in(log) as collective:
        refuse_other_log(collective.log, after.key.name, old, path)
        _announced(collective, before.key)
        event = collective.rotate_key(key=after.key.text, replaces=before.key.text, reason=reason)
        signed = hand_over(collective.log, before, old, after, path)
    data = key_json(after.key) | {"seq": event.seq, "checkpoint": checkpoint_json(signed)}
    told = signing(out.lang, "rotated", seq=event.seq, size=signed.size)
    out.tell(data, iter([after.key.text, told]))


def _announced(collective: Collective, key: Key) -> None:
    """Let the log say which key signed until now, where it never said so."""
    if next(iter(collective.log.events(frozenset({"key-rotated"}))), None) is None:
        collective.rotate_key(key=key.text)


def _tell(out: Output, key: Key, beside: str) -> None:
    out.tell(key_json(key), iter([signing(out.lang, "key", name=key.name), key.text, beside]))
