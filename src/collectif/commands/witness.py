"""This module is about `collectif witness`: asked for, given, kept, compared, without a network."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from attrs import asdict, frozen

from collectif.commands.command import PATH, command, needed
from collectif.errors import InvalidInput, Reason
from collectif.evidence.checkpoints import cosign
from collectif.evidence.comparing import compared, state_in
from collectif.evidence.declining import Declined
from collectif.evidence.keys import read_verifier
from collectif.evidence.letters import read_letter, write_letter
from collectif.evidence.policies import format_policy, policy_of
from collectif.evidence.requesting import (
    parse_request,
    request,
    seen_by,
)
from collectif.evidence.understanding import understood
from collectif.evidence.verify import Key, parse_policy
from collectif.evidence.witnessing import Witness
from collectif.reports.opening import reading, recording_in
from collectif.reports.output import Output
from collectif.reports.results import Json
from collectif.reports.signing import checkpoint_json, checkpoint_text
from collectif.reports.witnessing import (
    compared_json,
    compared_text,
    declined_json,
    declined_text,
    request_json,
    witnessing,
)


@frozen(kw_only=True)
class _Asked:
    """What the options say; each is None or empty where it was not given."""

    since: int | None
    witness: tuple[str, ...]
    key: Path | None
    trust: tuple[str, ...]
    policy: Path | None
    quorum: int | None
    to: Path | None

    @property
    def given(self) -> set[str]:
        """The names of the options that were given."""
        options = asdict(self, recurse=False).items()
        return {name for name, value in options if value not in (None, ())}

    @property
    def witnesses(self) -> tuple[Key, ...]:
        """The keys of witnesses."""
        return tuple(map(read_verifier, self.witness))

    @property
    def trusted(self) -> tuple[Key, ...]:
        """The keys of logs, given alone or in a policy."""
        keys = tuple(map(read_verifier, self.trust))
        if self.policy is None:
            return keys
        with understood(Reason("witness.give-policy-as-collectif-witness")):
            return keys + parse_policy(read_letter(self.policy, mailed=True)).logs


@command("witness")
@click.argument("action", type=click.Choice(["request", "sign", "accept", "compare", "policy"]))
@click.argument("files", nargs=-1, type=PATH)
@click.option("--since", type=click.IntRange(min=0), metavar="N", help="What the witness saw last.")
@click.option("--witness", multiple=True, metavar="VKEY", help="The key of a witness.")
@click.option("--key", type=PATH, help="For `sign`: the file of the witness's own key.")
@click.option("--trust", multiple=True, metavar="VKEY", help="A key of the log, for everybody.")
@click.option("--policy", type=PATH, help="A file that names the keys of the log.")
@click.option(
    "--quorum", type=click.IntRange(min=0), metavar="K", help="How many must have signed."
)
@click.option("--to", type=PATH, help="A new file for what is written; without it, it is printed.")
def witness(out: Output, action: str, files: tuple[Path, ...], **options: Any) -> None:
    """Ask a witness to sign, be one, or compare signed states.

    Ask (request LOG), be one (sign REQUEST), keep its answer (accept LOG ANSWER), compare two
    signed states (compare NOTE NOTE), or write down who must sign (policy).
    """
    asked, does = _Asked(**options), _ACTIONS[action]
    _refuse_wrong_use(action, files, asked)
    does.run(out, files, asked)


def _request(out: Output, files: tuple[Path, ...], asked: _Asked) -> None:
    with reading(files[0]) as collective:
        log = collective.log
        seen = max((seen_by(log, key) for key in asked.witnesses), default=0)
        made = request(log, since=seen if asked.since is None else asked.since)
    told = {"old": made.old, "size": made.checkpoint.size}
    _hand_over(out, str(made), request_json(made), "asked", asked.to, told)


def _sign(out: Output, files: tuple[Path, ...], asked: _Asked) -> None:
    made = parse_request(read_letter(files[0], mailed=True))
    if asked.key is None:
        raise needed("--key", "--key commune.key")
    signer = Witness.at(asked.key, trusted=asked.trusted)
    try:
        line = signer.cosign(made).line
    except Declined as declined:
        out.tell(declined_json(declined), declined_text(declined, out.lang))
        sys.exit(1)
    finally:
        signer.close()
    data = {"signed": True, "answer": line, "checkpoint": checkpoint_json(made.checkpoint)}
    told = {"origin": made.checkpoint.origin, "size": made.checkpoint.size}
    _hand_over(out, line, data, "signed", asked.to, told)


def _accept(out: Output, files: tuple[Path, ...], asked: _Asked) -> None:
    if not asked.witness:
        raise needed("--witness", "--witness commune.example/greffe+...")
    lines = read_letter(files[1], mailed=True).splitlines()
    with recording_in(files[0]) as collective:
        kept = cosign(collective.log, lines, witnesses=asked.witnesses)
    told = witnessing(out.lang, "accepted", size=kept.size)
    out.tell({"checkpoint": checkpoint_json(kept)}, iter([told, "", *checkpoint_text(kept)]))


def _compare(out: Output, files: tuple[Path, ...], asked: _Asked) -> None:
    keys = asked.trusted
    one, other = (state_in(read_letter(path, mailed=True), trusted=keys) for path in files)
    data = compared_json(one, other, checked=bool(keys))
    out.tell(data, compared_text(one, other, out.lang, checked=bool(keys)))
    if compared(one, other) == "fork":
        sys.exit(1)


def _policy(out: Output, files: tuple[Path, ...], asked: _Asked) -> None:
    made = policy_of(asked.trusted, asked.witnesses, quorum=asked.quorum)
    text = format_policy(made)
    _hand_over(out, text, {"policy": text}, "policy", asked.to, {})


@frozen
class _Action:
    """What is done, with how many files, and which options it takes."""

    run: Callable[[Output, tuple[Path, ...], _Asked], None]
    files: tuple[str, ...]
    options: frozenset[str]


_ACTIONS = {
    "request": _Action(_request, ("LOG",), frozenset({"since", "witness", "to"})),
    "sign": _Action(_sign, ("REQUEST",), frozenset({"key", "trust", "policy", "to"})),
    "accept": _Action(_accept, ("LOG", "ANSWER"), frozenset({"witness"})),
    "compare": _Action(_compare, ("NOTE", "NOTE"), frozenset({"trust", "policy"})),
    "policy": _Action(_policy, (), frozenset({"trust", "witness", "quorum", "to"})),
}


_KEPT = Reason("witness.what-witness-was-asked")


def _refuse_wrong_use(action: str, files: tuple[Path, ...], asked: _Asked) -> None:
    does = _ACTIONS[action]
    others = sorted(asked.given - does.options)
    if len(files) != len(does.files) or others:
        given = f"{len(files)} path(s)" + "".join(f", --{name}" for name in others)
        takes = " ".join((*does.files, *(f"[--{name}]" for name in sorted(does.options))))
        raise InvalidInput.of(
            "witness.collectif-witness-cannot-be-used", action=action, given=given, takes=takes
        )
    if asked.to is not None and asked.to.exists():
        raise InvalidInput.of("witness.already-file", to=asked.to, kept=_KEPT)


def _hand_over(
    out: Output, text: str, data: Json, code: str, to: Path | None, details: Json
) -> None:
    """Write a text to a file and say what to do with it, or print it as it is."""
    if to is None:
        out.tell(data, iter(text.splitlines()))
        return
    write_letter(to, text, why=_KEPT)
    out.tell(data, iter([witnessing(out.lang, code, path=to, **details)]))
