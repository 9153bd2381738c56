"""What is signed, against published vectors: Ed25519, signed notes, checkpoints, a real log entry.

One known difference from OpenSSL is stated and counted here: a public key that is not spelled
canonically is refused, as RFC 8032, section 5.1.3 asks; OpenSSL takes it.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from collectif.errors import InvalidEvidence
from collectif.evidence.checkpoints import head_text
from collectif.evidence.keys import SigningKey
from collectif.evidence.requesting import parse_request
from collectif.evidence.verify import (
    COSIGNATURE,
    ED25519,
    PROOF_HEAD,
    SCHEMES,
    Key,
    Note,
    Unsound,
    ed25519_verify,
    key_id,
    leaf_hash,
    parse_checkpoint,
    parse_head,
    parse_key,
    parse_note,
    parse_receipt,
    signed_by,
    verified,
    verify_inclusion,
)

VECTORS = Path(__file__).resolve().parents[2].parent / "shared" / "vectors"


def vectors(name: str) -> dict[str, Any]:
    path = VECTORS / name
    if not path.exists():
        pytest.skip(f"the published vectors are not here: {path.name}")
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


# Ed25519


def test_rfc_8032() -> None:
    """Section 7.1: keys, signatures, and no other signature for another message."""
    cases = vectors("ed25519_rfc8032.json")["cases"]
    assert len(cases) == 3
    for case in cases:
        key, message = bytes.fromhex(case["public"]), bytes.fromhex(case["message"])
        signature = bytes.fromhex(case["signature"])
        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(case["secret"]))
        assert private.public_key().public_bytes_raw() == key
        assert private.sign(message) == signature
        assert ed25519_verify(key, message, signature)
        assert not ed25519_verify(key, message + b"\0", signature)
        for bit in range(0, 512, 31):
            flipped = bytearray(signature)
            flipped[bit // 8] ^= 1 << bit % 8
            assert not ed25519_verify(key, message, bytes(flipped))


def by_openssl(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def test_cctv() -> None:
    """All 914 edge cases of C2SP's CCTV; the verdict follows from three of their flags.

    Refused: points that are not spelled canonically, and signatures that only the equation with
    the cofactor would take. OpenSSL differs in 36 cases, all of them keys of the first kind.
    """
    found = Counter[tuple[bool, bool]]()
    for case in vectors("ed25519_cctv.json")["cases"]:
        key, signature = bytes.fromhex(case["key"]), bytes.fromhex(case["sig"])
        message, flags = case["msg"].encode(), set(case["flags"] or ())
        ours = ed25519_verify(key, message, signature)
        theirs = by_openssl(key, message, signature)
        refused = flags & {"non_canonical_A", "non_canonical_R", "low_order_residue"}
        assert ours is not bool(refused), case["number"]
        if ours != theirs:
            assert "non_canonical_A" in flags, case["number"]
        found[ours, theirs] += 1
    assert found == {(True, True): 172, (False, False): 706, (False, True): 36}


@pytest.mark.parametrize("size", [0, 31, 33, 63, 65])
def test_sizes_that_are_none_are_refused(size: int) -> None:
    assert not ed25519_verify(bytes(size), b"", bytes(64))
    assert not ed25519_verify(bytes(32), b"", bytes(size))


# Signed notes


def text_of(case: dict[str, Any]) -> str:
    """The note, as `verify.py` reads files: bytes that are not UTF-8 are refused before."""
    return str(case["note"]) if "note" in case else bytes.fromhex(case["note_hex"]).decode("utf-8")


def test_signed_notes() -> None:
    """Each case of C2SP signed-note and of golang.org/x/mod is judged as published."""
    cases = vectors("signed_note.json")["cases"]
    for case in cases:
        keys = [parse_key(text) for text in case["vkeys"]]
        try:
            signers = [key.name for key in verified(parse_note(text_of(case)), keys)]
        except (Unsound, UnicodeDecodeError):
            assert not case["ok"], case["name"]
        else:
            assert case["ok"], case["name"]
            assert signers == case["verified"]
    assert Counter(case["ok"] for case in cases) == {False: 10, True: 3}


def test_a_signature_changed_by_insertion_is_refused_anywhere() -> None:
    """The caveat of the published case: anywhere inside the base64."""
    (case,) = [
        c for c in vectors("signed_note.json")["cases"] if c["name"].startswith("invalid signature")
    ]
    sound = vectors("signed_note.json")["signing_key"]["signed"]
    key = parse_key(case["vkeys"][0])
    begin = sound.rindex(" ") + 1
    assert verified(parse_note(sound), [key])
    for at in range(begin, len(sound) - 1):
        for inserted in ("ABCD", "A", "\n"):
            with pytest.raises(Unsound):
                verified(parse_note(sound[:at] + inserted + sound[at:]), [key])


def test_the_published_key_signs_the_published_note() -> None:
    """Ed25519 is deterministic: exactly this note, and the key file is read and written alike."""
    published = vectors("signed_note.json")["signing_key"]
    signing = SigningKey.parsed(published["skey"])
    text = published["text"]
    assert str(Note(text, (signing.signature(text),))) == published["signed"]
    assert signing.text == published["skey"] + "\n"


def test_bad_keys_are_refused() -> None:
    """Every bad one, every proper substring of the good one, and every byte of it plus one."""
    published = vectors("signed_note.json")
    good = SigningKey.parsed(published["signing_key"]["skey"]).key.text
    assert parse_key(good).text == good
    bad = list(published["bad_vkeys"])
    bad += [good[a:b] for a in range(len(good)) for b in range(a, len(good) + 1)]
    bad += [good[:at] + chr(ord(good[at]) + 1) + good[at + 1 :] for at in range(len(good))]
    bad.remove(good)
    assert len(bad) > 2000
    for text in bad:
        with pytest.raises(Unsound):
            parse_key(text)


def test_bad_signing_keys_are_refused() -> None:
    """The secret line has one spelling too; a damaged key says so rather than sign."""
    good = vectors("signed_note.json")["signing_key"]["skey"]
    changed = [good[:at] + chr(ord(good[at]) + 1) + good[at + 1 :] for at in range(len(good))]
    for text in (*changed, *(good[:at] for at in range(len(good)))):
        with pytest.raises(InvalidEvidence):
            SigningKey.parsed(text)


# Checkpoints


def test_checkpoints_are_read_as_published() -> None:
    """Syntax alone: the specifications do not publish the keys of their examples."""
    cases = vectors("checkpoint.json")["cases"]
    for case in cases:
        found = parse_checkpoint(case["note"])
        assert (found.origin, found.size) == (case["origin"], case["size"])
        assert found.root == b64decode(case["root_b64"])
        assert [(s.name, s.id.hex(), len(s.raw)) for s in found.note.signatures] == [
            (s["name"], s["key_id"], s["sig_len"]) for s in case["signatures"]
        ]
        assert str(found.note) == case["note"]
        assert head_text(found.origin, found.size, found.root) == found.note.text
    assert len(cases) == 2


def test_the_body_of_a_checkpoint_is_written_as_published() -> None:
    told = vectors("checkpoint.json")["format_body"]
    root = leaf_hash(told["leaf_ascii"].encode())
    assert head_text(told["origin"], told["size"], root) == told["body"]
    assert parse_head(told["body"]) == (told["origin"], told["size"], root)


def test_bad_bodies_are_refused() -> None:
    """Those of golang.org/x/mod, whose reader asks for one origin; ours takes any, in three lines.

    So the first one is refused for being one line, not for its name.
    """
    bad = vectors("checkpoint.json")["bad_bodies"]
    assert len(bad) == 3
    for text in bad:
        with pytest.raises(Unsound):
            parse_head(text)


def test_the_message_of_a_cosignature_is_the_published_one() -> None:
    told = vectors("checkpoint.json")
    example, message = told["cases"][1]["note"], told["cosignature_message_example"]
    checkpoint = parse_checkpoint(example)
    text = checkpoint.note.text
    made = SCHEMES[COSIGNATURE].message("witness.example.com/w1", text, message["time"])
    assert made.decode() == message["message"]
    assert made.startswith(message["header"].encode() + b"\n")
    stamp = checkpoint.note.signatures[1].raw[:8]
    assert int.from_bytes(stamp, "big") == message["time"]


def test_the_example_of_a_witness_request_is_read() -> None:
    """Whole, with its two signatures; it is written back as the same bytes."""
    (shown,) = vectors("checkpoint.json")["witness_request_example_syntax"]
    text = "".join(f"{line.removeprefix('    ')}\n" for line in shown.strip("\n").split("\n"))
    asked = parse_request(text)
    assert (asked.old, asked.checkpoint.size, len(asked.proof)) == (20852014, 20852163, 4)
    assert len(asked.checkpoint.note.signatures) == 2
    assert str(asked) == text


def test_the_example_of_a_proof_is_read_as_far_as_it_is_spelled_out() -> None:
    """Its `extra` is no base64 and its signatures are elided: both are refused.

    With a signature that is spelled out, and without the `extra`, the rest is read.
    """
    shown = vectors("checkpoint.json")["proof_example_syntax"]
    with pytest.raises(Unsound):
        parse_receipt(shown)
    head, note, _ = shown.split("\n\n")
    lines = [line for line in head.split("\n") if not line.startswith("extra ")]
    (signature,) = parse_checkpoint(
        vectors("checkpoint.json")["cases"][0]["note"]
    ).note.signatures  # of another log: only its spelling matters here
    receipt = parse_receipt("\n".join(lines) + f"\n\n{note}\n\n{signature.line}")
    assert lines[0] == PROOF_HEAD
    assert (receipt.seq, len(receipt.proof)) == (73894, 5)
    assert (receipt.checkpoint.origin, receipt.checkpoint.size) == ("example.com/fancylog", 109482)


# A real entry of a public log


def test_a_real_entry_of_rekor() -> None:
    """Inclusion, checkpoint and signature of a staging entry of Sigstore's Rekor v2."""
    published = vectors("rekor_v2_inclusion.json")
    spki = load_der_public_key(b64decode(published["ed25519_spki_b64"]))
    assert isinstance(spki, Ed25519PublicKey)
    raw, name = spki.public_bytes_raw(), published["key_name"]
    key = Key(name, key_id(name, ED25519, raw), ED25519, raw)
    for case in published["cases"]:
        told = case["inclusionProof"]
        checkpoint = parse_checkpoint(told["checkpoint"]["envelope"])
        assert signed_by(checkpoint.note, key) == 0
        assert verified(checkpoint.note, [parse_key(key.text)]) == [key]
        assert (checkpoint.size, checkpoint.root) == (
            int(told["treeSize"]),
            b64decode(told["rootHash"]),
        )
        leaf = leaf_hash(b64decode(case["canonicalizedBody_b64"]))
        proof = [b64decode(one) for one in told["hashes"]]
        index = int(told["logIndex"])
        assert verify_inclusion(leaf, index, checkpoint.size, proof, checkpoint.root)
        assert not verify_inclusion(leaf, index - 1, checkpoint.size, proof, checkpoint.root)
        assert not verify_inclusion(leaf, index, checkpoint.size, proof[1:], checkpoint.root)
    assert len(published["cases"]) == 1
