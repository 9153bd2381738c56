"""This module is about a log and what was signed of it: whether they still fit.

`Log.verify` asks whether a log agrees with itself; this asks whether it is the log that others
were shown, with the very checks of `verify.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from collectif.errors import Reason
from collectif.evidence.checkpoints import checkpoints
from collectif.evidence.letters import read_letter
from collectif.evidence.understanding import understood
from collectif.evidence.verify import (
    Key,
    Receipt,
    Trust,
    Verdict,
    check_against,
    check_checkpoints,
    parse_checkpoint,
    parse_key,
    parse_policy,
    take_rotation,
)
from collectif.log.log import Log

_MEND = Reason("examining.give-as-was-handed-out")


def check_log(log: Log, trust: Trust, receipts: Sequence[Receipt] = ()) -> Verdict:
    """Return whether a log is what was signed of it, and what is known of it from outside.

    Args:
        log: The log, whose bytes agree with each other (`Log.verify`).
        trust: What is relied on.
        receipts: Receipts that should be of it.
    """
    verdict = Verdict()
    rotations = list[tuple[int, Key, str | None]]()
    for event in log.events(frozenset({"key-rotated"})):
        said = {"key": event.data.key, "replaces": event.data.replaces}
        take_rotation({"seq": event.seq, "data": said}, rotations, verdict)
    leaves = log.store.leaves(0, log.size)
    logs = check_checkpoints(checkpoints(log), leaves, trust, rotations, verdict)
    for receipt in receipts:
        check_against(receipt, leaves, trust._replace(keys=tuple(logs)), verdict)
    return verdict


def trusted(
    keys: tuple[str, ...] = (), policy: Path | None = None, known: tuple[Path, ...] = ()
) -> Trust:
    """Return what is relied on, as it is named on a command line.

    Args:
        keys: Verifier keys of the log.
        policy: A file that says who must have signed.
        known: Files of checkpoints that were handed out.
    """
    with understood(_MEND):
        return Trust(
            tuple(map(parse_key, keys)),
            None if policy is None else parse_policy(read_letter(policy)),
            tuple(parse_checkpoint(read_letter(path, mailed=True)) for path in known),
        )
