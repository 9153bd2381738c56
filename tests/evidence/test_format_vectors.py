"""This module is about the vectors of the format: programs that did not write them agree."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from collectif.errors import InvalidJSON
from collectif.evidence import verify as alone
from collectif.evidence.keys import SigningKey
from collectif.record.canonical import accept

ROOT = Path(__file__).resolve().parents[2]
VECTORS = json.loads((ROOT / "docs/reference/format-vectors.json").read_text("utf-8"))
LEAVES = [bytes.fromhex(one["leaf"]) for one in VECTORS["events"]]
ROOTS = [bytes.fromhex(one) for one in VECTORS["roots"]]


def hashes(proof):
    return [bytes.fromhex(one) for one in proof]


def test_events_are_their_leaves():
    for n, one in enumerate(VECTORS["events"]):
        body = one["body"].encode()
        assert hashlib.sha256(b"\0" + body).digest() == LEAVES[n]
        assert alone.said(body)["seq"] == n
        assert accept(body) == alone.said(body)


def test_roots_by_the_definition_of_rfc_6962():
    """Section 2.1: the tree over the largest power of two below n, and the tree over the rest."""

    def root(leaves):
        if len(leaves) < 2:
            return leaves[0] if leaves else hashlib.sha256(b"").digest()
        k = 1 << (len(leaves) - 1).bit_length() - 1
        return hashlib.sha256(b"\1" + root(leaves[:k]) + root(leaves[k:])).digest()

    assert [root(LEAVES[:n]) for n in range(len(LEAVES) + 1)] == ROOTS


@pytest.mark.parametrize("one", VECTORS["inclusion"])
def test_inclusion(one):
    index, size, proof = one["index"], one["size"], hashes(one["proof"])
    assert alone.verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])
    assert not alone.verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size - 1])


@pytest.mark.parametrize("one", VECTORS["consistency"])
def test_consistency(one):
    old, new, proof = one["old"], one["new"], hashes(one["proof"])
    assert alone.verify_consistency(old, new, ROOTS[old], ROOTS[new], proof)
    assert not alone.verify_consistency(old, new, ROOTS[0], ROOTS[new], proof)


def test_disclosures():
    """Each is what its salt, place and words spell, and its event holds its digest."""
    bodies = {json.loads(one["body"])["id"]: one["body"] for one in VECTORS["events"]}
    there = {(one["event"], one["place"]) for one in VECTORS["disclosures"]}
    assert ("vector-2", "/verbatim") in there
    assert ("vector-3", "/verbatim") not in there  # it was erased
    for one in VECTORS["disclosures"]:
        spelled = json.dumps([one["salt"], one["place"], one["words"]], ensure_ascii=False)
        assert urlsafe_b64encode(spelled.encode()).decode().rstrip("=") == one["disclosure"]
        assert alone.digest_of(one["disclosure"]) == one["digest"]
        assert one["digest"] in bodies[one["event"]]


def test_signed_states():
    """The keys follow from their seeds, the notes from the keys."""
    keys = []
    for one in VECTORS["keys"]:
        key = alone.parse_key(one["key"])
        assert SigningKey.of(key.name, one["type"], bytes.fromhex(one["seed"])).key == key
        keys.append(key)
    checkpoint = alone.parse_checkpoint(VECTORS["checkpoint"])
    assert (checkpoint.size, checkpoint.root) == (len(LEAVES), ROOTS[-1])
    cosigned = alone.parse_checkpoint(VECTORS["cosigned"])
    assert alone.signed_by(checkpoint.note, keys[0]) == 0
    assert alone.signed_by(checkpoint.note, keys[1]) is None
    assert alone.signed_by(cosigned.note, keys[1]) == VECTORS["cosigned_at"]


def test_receipt():
    receipt = alone.parse_receipt(VECTORS["receipt"])
    key = alone.parse_key(VECTORS["keys"][0]["key"])
    assert not alone.check_receipt(receipt, alone.Trust(keys=(key,))).findings
    assert str(receipt) == VECTORS["receipt"]


@pytest.mark.parametrize("one", VECTORS["refused"], ids=lambda one: one["body"][:24] or "empty")
def test_refused(one):
    body = bytes.fromhex(one["body"])
    with pytest.raises(InvalidJSON):
        accept(body)
    with pytest.raises(ValueError, match=r".+"):
        alone.said(body)


def test_receipt_in_another_language(tmp_path):
    if shutil.which("node") is None:
        pytest.skip("Node.js is not installed; the second verifier is written for it")
    path = tmp_path / "receipt"
    path.write_text(VECTORS["receipt"], "utf-8")
    script = Path(__file__).with_name("verify.mjs")
    key = VECTORS["keys"][0]["key"]
    done = subprocess.run(["node", script, path, key], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "holds\n")
