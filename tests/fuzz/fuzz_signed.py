"""This module is about sound evidence to make mutants from: a signed room, and what proves it.

Keys are made of fixed bytes and the clock is that of tests, so that the same seed of chance always
gives the same mutants.
"""

from __future__ import annotations

import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path

import fuzz_seeds as seeds
from attrs import frozen

from collectif.evidence.checkpoints import Signer, checkpoints, issue
from collectif.evidence.keys import SigningKey
from collectif.evidence.policies import format_policy, policy_of
from collectif.evidence.receipts import receipt_of
from collectif.evidence.remembering import Memory
from collectif.evidence.requesting import request
from collectif.evidence.verify import COSIGNATURE, ED25519, Key, Note
from collectif.exchange.bundle import export_bundle
from collectif.exchange.registry import Terms

ORIGIN = "room.example/fuzz"
FILES = ("events.jsonl", "leaves.txt", "checkpoints.txt", "disclosures.txt", "policy.txt",
         "SHA256SUMS")  # fmt: skip
_ASKED = 20


def _signing(name: str, kind: int = ED25519) -> SigningKey:
    return SigningKey.of(name, kind, sha256(name.encode()).digest())


LOG, WITNESS = _signing(ORIGIN), _signing("witness.example/fuzz", COSIGNATURE)
KEYS: tuple[Key, ...] = (LOG.key, WITNESS.key)


@frozen(kw_only=True)
class Signed:
    """Evidence of one small room, each piece as it is handed out.

    Attributes:
        events: The bytes of all events.
        notes: Its checkpoints; the last one has a cosignature.
        receipts: Of an event with words, and of one without.
        request: What a witness is asked.
        policy: Who must have signed.
        answer: What a witness answered to the first checkpoint.
        bundle: The files of a bundle, and those of one from a size on.
        disclosures: All words.
    """

    events: tuple[bytes, ...]
    notes: tuple[str, ...]
    receipts: tuple[str, ...]
    request: str
    policy: str
    answer: str
    bundle: tuple[bytes, bytes]
    disclosures: tuple[str, ...]


@cache
def signed() -> Signed:
    """Return the evidence."""
    with tempfile.TemporaryDirectory() as folder, seeds.small_room() as room:
        log, signer = room.log, Signer([LOG], Memory(Path(folder) / "signed"))
        first = issue(log, signer)
        comment = next(event for event in log.read() if event.type == "comment-made")
        asked = str(request(log))
        receipts = [receipt_of(log, comment.id)]
        room.redact(target=comment.id, fields=["text"], note="Un nom.")
        room.rotate_key(key=LOG.key.text)
        latest = issue(log, signer)
        cosigned = WITNESS.signature(latest.note.text, time=1_800_000_000)
        note = Note(latest.note.text, (*latest.note.signatures, cosigned))
        log.store.keep_note(latest.size, str(note))
        receipts.append(receipt_of(log, next(log.read(after=3)).id))
        found = Signed(
            events=tuple(row.body for row in log.store.rows(0, log.size)),
            notes=tuple(str(one.note) for one in checkpoints(log)),
            receipts=tuple(map(str, receipts)),
            request=asked,
            policy=format_policy(policy_of([LOG.key], [WITNESS.key])),
            answer=WITNESS.signature(first.note.text, time=1_700_000_000).line,
            bundle=(_bundle(room, folder, 0), _bundle(room, folder, _ASKED)),
            disclosures=seeds.disclosures(),
        )
        signer.close()
        return found


def _bundle(room: object, folder: str, since: int) -> bytes:
    path = Path(folder) / f"bundle{since}"
    export_bundle(room, path, Terms(with_words=True), since=since)  # type: ignore[arg-type]
    return seeds.joined({name: (path / name).read_bytes() for name in FILES})
