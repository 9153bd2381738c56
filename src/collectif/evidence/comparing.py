"""This module is about two signed states, and what they prove about whoever signed them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from collectif.errors import Reason
from collectif.evidence.requesting import parse_request, trusted_logs
from collectif.evidence.understanding import understood
from collectif.evidence.verify import (
    PROOF_HEAD,
    Checkpoint,
    Key,
    parse_checkpoint,
    parse_receipt,
    verified,
)

Verdict = Literal["origins", "sizes", "fork", "same"]
"""States of two logs; of two sizes; of one size with two roots; one state, named twice."""


def state_in(text: str, *, trusted: Sequence[Key] = ()) -> Checkpoint:
    """Return the signed state in a text: a note, a receipt, or a request to a witness.

    Args:
        text: Whichever of the three it is.
        trusted: Keys of logs, one of which must have signed; none where nothing is checked.

    Raises:
        InvalidEvidence: If it is none of them, or no trusted key of its log signed it.
    """
    with understood(Reason("comparing.give-signed-states-log")):
        if text.startswith(PROOF_HEAD):
            found = parse_receipt(text).checkpoint
        elif text.startswith("old "):
            found = parse_request(text).checkpoint
        else:
            found = parse_checkpoint(text)
        if trusted:
            verified(found.note, trusted_logs(trusted, found.origin))
    return found


def compared(one: Checkpoint, other: Checkpoint) -> Verdict:
    """Return how two states stand to each other.

    Two roots for one size of one origin, both truly signed, prove that two histories were shown;
    anybody can check that proof with the key of the log.
    """
    if one.origin != other.origin:
        return "origins"
    if one.size != other.size:
        return "sizes"
    return "same" if one.root == other.root else "fork"
