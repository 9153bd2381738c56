"""This module is about policies: who must have signed a state, written down for those who verify.

The form is C2SP's tlog-policy. `verify.py` reads one and asks it; here one is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from collectif.errors import Reason
from collectif.evidence.understanding import understood
from collectif.evidence.verify import Key, Policy, parse_policy

WITNESSES = "witnesses"
"""The name of the one group of a policy that is made here."""


def policy_of(
    logs: Iterable[Key], witnesses: Sequence[Key], *, quorum: int | None = None
) -> Policy:
    """Return the policy that asks for a log and so many of its witnesses.

    Args:
        logs: Keys of the log; during a rotation, the old and the new one.
        witnesses: Keys of the witnesses; each goes by the name of its key.
        quorum: How many of them must have signed; 0 asks for none, None means all.

    Raises:
        InvalidEvidence: If a key is named twice, is of another kind, or there are fewer witnesses
            than must have signed.
    """
    least = len(witnesses) if quorum is None else quorum
    group = (WITNESSES, (least, [key.name for key in witnesses]))
    text = _written(
        logs,
        [(key.name, key) for key in witnesses],
        [group] if least else [],
        WITNESSES if least else "none",
    )
    with understood(Reason("policies.name-each-key-once")):
        return parse_policy(text)


def format_policy(policy: Policy) -> str:
    """Return a policy as tlog-policy writes it, so that `parse_policy` reads the same again."""
    return _written(policy.logs, policy.witnesses.items(), policy.groups.items(), policy.quorum)


def _written(
    logs: Iterable[Key],
    witnesses: Iterable[tuple[str, Key]],
    groups: Iterable[tuple[str, tuple[int, Sequence[str]]]],
    quorum: str,
) -> str:
    lines = [f"log {key.text}" for key in logs]
    lines += [f"witness {name} {key.text}" for name, key in witnesses]
    lines += [f"group {name} {least} {' '.join(members)}" for name, (least, members) in groups]
    return "".join(f"{line}\n" for line in (*lines, f"quorum {quorum}"))
