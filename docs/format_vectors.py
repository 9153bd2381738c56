"""This module is about the vectors of the format: a small log, and all that follows from it.

They are for whoever writes another implementation. Everything is fixed (clock, salts, keys), so
that the page comes out the same each time; the tests check it with programs that did not write it.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

import collectif
from collectif.errors import InvalidJSON
from collectif.evidence.checkpoints import head_text
from collectif.evidence.keys import SigningKey
from collectif.evidence.receipts import receipt_of
from collectif.evidence.verify import COSIGNATURE, ED25519, Note, parse_checkpoint
from collectif.record.canonical import accept

ORIGIN, WITNESS = "vectors.example/log", "vectors.example/witness"
SIGNED_AT = 1_780_000_000

REFUSED = [
    b'{"format":1.0}',
    b'{"format":1e0}',
    b'{"format":-0}',
    b'{"format":9007199254740992}',
    b'{"format":NaN}',
    b'{"format": 1}',
    b'{"format":1}\n',
    b'\xef\xbb\xbf{"format":1}',
    b'{"type":"x","format":1}',
    b'{"format":1,"format":1}',
    b'{"form\\u0061t":1}',
    b'{"note":"\\u00e9"}',
    b'{"note":"\\/"}',
    b'{"note":"\\ud800"}',
    b'{"note":"\xff"}',
    '{"é":1}'.encode(),
    b"[" * 33 + b"]" * 33,
    b'{"format":1,}',
    b"",
]
"""Bytes that no log holds, each for one reason."""


def vectors_page() -> str:
    """Return the vectors as JSON text."""
    return json.dumps(_vectors(), ensure_ascii=False, indent=1) + "\n"


def _vectors() -> dict[str, Any]:
    log_key = SigningKey.of(ORIGIN, ED25519, bytes(range(32)))
    witness = SigningKey.of(WITNESS, COSIGNATURE, bytes(range(32, 64)))
    with _recorded() as collective:
        log, size = collective.log, collective.log.size
        text = head_text(ORIGIN, size, log.head().root)
        own, seen = log_key.signature(text), witness.signature(text, time=SIGNED_AT)
        log.store.keep_note(size, str(Note(text, (own, seen))))
        words = list(log.store.private.disclosures())
        return {
            "about": "Vectors of log format 1; see formats.md. Hashes are hexadecimal.",
            "events": [
                {"body": row.body.decode(), "leaf": row.leaf.hex()}
                for row in log.store.rows(0, size)
            ],
            "disclosures": [_disclosure(one.text, one.event, one.digest) for one in words],
            "roots": [log.at(n).head().root.hex() for n in range(size + 1)],
            "inclusion": [
                {"index": i, "size": n, "proof": [h.hex() for h in log.at(n).inclusion(i)]}
                for n in range(1, size + 1)
                for i in range(n)
            ],
            "consistency": [
                {"old": m, "new": n, "proof": [h.hex() for h in log.at(n).consistency(m)]}
                for n in range(1, size + 1)
                for m in range(1, n + 1)
            ],
            "keys": [
                {"seed": one.seed.hex(), "key": one.key.text, "type": one.key.kind}
                for one in (log_key, witness)
            ],
            "checkpoint": str(Note(text, (own,))),
            "cosigned": str(parse_checkpoint(log.store.notes()[0][1]).note),
            "cosigned_at": SIGNED_AT,
            "receipt": str(receipt_of(log, "vector-3")),
            "refused": list(_refused()),
        }


def _recorded() -> Any:
    """Record seven events, of which some hold words, one is a correction and one an erasure."""
    now, salts = [datetime(2026, 5, 4, 18, 0, 1, tzinfo=UTC)], count()
    collective = collectif.open(
        "memory:",
        clock=lambda: now[-1],
        entropy=lambda size: sha256(f"vectors {next(salts)}".encode()).digest()[:size],
    )
    acts = [
        lambda act: act.found(name={"fr": "Café", "en": "Coffee"}, territory="Lachine"),
        lambda act: act.welcome_member(member="ada", name="Ada", kind="CITIZEN"),
        lambda act: act.post_wish(wish="w1", verbatim="Un jardin\u00a0: 🌱", medium="STICKY"),
        lambda act: act.post_wish(wish="w2", verbatim="To be erased", medium="CARD"),
        lambda act: act.answer_wish(wish="w1", answer="NOT_NOW", explanation="Au printemps."),
        lambda act: act.redact(target="vector-3", fields=["verbatim"], note="On request."),
        lambda act: act.rotate_key(key=SigningKey.of(ORIGIN, ED25519, bytes(range(32))).key.text),
    ]
    for n, act in enumerate(acts):
        act(collective.noting(id=f"vector-{n}", occurred=now[-1]))
        now.append(now[-1] + timedelta(seconds=2))
    return collective


def _disclosure(text: str, event: str, digest: str) -> dict[str, Any]:
    padded = text + "=" * (-len(text) % 4)
    salt, place, words = json.loads(urlsafe_b64decode(padded))
    said = {"salt": salt, "place": place, "words": words}
    return {"event": event, "disclosure": text, "digest": digest} | said


def _refused() -> Iterator[dict[str, str]]:
    for body in REFUSED:
        try:
            accept(body)
        except InvalidJSON as error:
            spoilt = isinstance(error.__context__, json.JSONDecodeError)  # each Python says it so
            yield {"body": body.hex(), "why": "The bytes are not JSON." if spoilt else error.what}
        else:
            raise AssertionError(f"{body!r} is accepted")
