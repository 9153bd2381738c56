"""This module is about asking a witness: a text that shows how a log grew since the witness saw it.

The text is the request body of C2SP tlog-witness. It needs no network: it travels by e-mail, or on
a USB key, and so does the answer.

    old 12
    <a consistency proof of RFC 6962, section 2.1.2: one hash in base64 a line>

    <a checkpoint>
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from typing import NamedTuple

from collectif.errors import InvalidEvidence, InvalidInput, Reason
from collectif.evidence.checkpoints import checkpoints, refuse_contradiction
from collectif.evidence.understanding import understood
from collectif.evidence.verify import (
    EMPTY_ROOT,
    SCHEMES,
    Checkpoint,
    Key,
    parse_checkpoint,
    signed_by,
    unbase64,
)
from collectif.log.log import Log

MAX_PROOF = 63
"""How many hashes a proof has at most: no log of fewer than 2**63 events needs more."""

_MEND = Reason("requesting.ask-for-file-again")


class Request(NamedTuple):
    """What a witness is asked: to sign a state, as one that continues what it saw.

    Attributes:
        old: The size of the state that the witness saw last; 0 if it saw none.
        proof: From that state to this one.
        checkpoint: The state that is to be signed.
    """

    old: int
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint

    def __str__(self) -> str:
        hashes = (b64encode(one).decode() for one in self.proof)
        return "\n".join((f"old {self.old}", *hashes, "", str(self.checkpoint.note)))


def parse_request(text: str) -> Request:
    """Return a request; nothing is believed yet.

    Raises:
        InvalidEvidence: If it is not spelled as tlog-witness spells it, has more than 63 hashes, or
            goes from a larger state to a smaller one.
    """
    with understood(_MEND):
        head, empty, note = text.partition("\n\n")
        first, *lines = head.split("\n")
        old = re.fullmatch(r"old (0|[1-9][0-9]{0,18})", first)
        if old is None or not empty or len(lines) > MAX_PROOF:
            raise _unreadable(Reason("requesting.not-old-size-proof-empty"))
        request = Request(int(old[1]), tuple(map(_hash, lines)), parse_checkpoint(note))
        if request.old > request.checkpoint.size:
            raise _unreadable(Reason("requesting.goes-from-larger-state"))
        if request.old == 0 and request.proof:
            raise _unreadable(Reason("requesting.proves-something-log-without-events"))
        if request.checkpoint.size == 0 and request.checkpoint.root != EMPTY_ROOT:
            raise _unreadable(Reason("requesting.root-is-not-log-without"))
    return request


def request(log: Log, *, since: int = 0) -> Request:
    """Return what to ask a witness: to sign the latest state of the log that was signed.

    Args:
        log: The log.
        since: How many events the witness saw last; 0 if it never saw the log.

    Raises:
        InvalidInput: If nothing was signed yet, or the witness is said to have seen more.
        Contradiction: If the log is no longer the one that was signed.
    """
    signed = checkpoints(log)
    if not signed:
        raise InvalidInput.of("requesting.no-signed-state-witness-could")
    latest = signed[-1]
    if not 0 <= since <= latest.size:
        raise InvalidInput.of("requesting.state-events-cannot-lead", since=since, size=latest.size)
    refuse_contradiction(log, latest)
    proof = log.at(latest.size).consistency(since) if since else ()
    return Request(since, tuple(proof), latest)


def seen_by(log: Log, witness: Key) -> int:
    """Return the size of the latest kept state that a witness signed; 0 if there is none."""
    with understood(Reason("checkpoints.restore-log-from-copy-collectif")):
        return max((c.size for c in checkpoints(log) if _signed(c, witness)), default=0)


def trusted_logs(keys: Iterable[Key], origin: str) -> list[Key]:
    """Return those of some keys that sign the log of an origin."""
    return [key for key in keys if key.name == origin and not SCHEMES[key.kind].dated]


def _signed(checkpoint: Checkpoint, witness: Key) -> bool:
    return signed_by(checkpoint.note, witness) is not None


def _hash(line: str) -> bytes:
    raw = unbase64(line, "a request")
    if len(raw) != 32:
        raise _unreadable(Reason("requesting.line-proof-is-not-base64"))
    return raw


def _unreadable(why: Reason) -> InvalidEvidence:
    return InvalidEvidence.of("requesting.request-cannot-be-read", why=why, mend=_MEND)
