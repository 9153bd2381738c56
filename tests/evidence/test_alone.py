"""`verify.py` stands alone, and must say what the library says, on the same vectors.

It has its own reader of canonical JSON, its own tree and its own disclosures. Each is held against
the published vectors, and against the library's, on those vectors and on mutants of them.
"""

from __future__ import annotations

import json
import struct
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from collectif.errors import InvalidJSON
from collectif.evidence import verify
from collectif.evidence.verify import said
from collectif.log import merkle
from collectif.log.acceptance import Acceptance
from collectif.record import disclosure
from collectif.record.canonical import MAX_BYTES, MAX_DEPTH, MAX_INTEGER, accept, canonical
from collectif.testing.events import plain_values, texts

VECTORS = Path(__file__).resolve().parents[2].parent / "shared" / "vectors"
ACCEPTANCE = Acceptance()


def vectors(name: str) -> Any:
    path = VECTORS / name
    if not path.exists():
        pytest.skip(f"the published vectors are not here: {path.name}")
    return json.loads(path.read_text("utf-8"))


def alone(body: bytes) -> Any:
    """What `verify.py` makes of bytes; any exception but `ValueError` breaks the test."""
    try:
        return ("said", repr(said(body)))
    except ValueError:
        return "refused"


def by_rule(body: bytes) -> Any:
    try:
        return ("said", repr(accept(body)))
    except InvalidJSON:
        return "refused"


def by_many(body: bytes) -> Any:
    (found,) = ACCEPTANCE.said([body])
    return "refused" if isinstance(found, InvalidJSON) else ("said", repr(found))


def agree(body: bytes) -> bool:
    """Hold three readers against each other; return whether the bytes were accepted."""
    found = alone(body)
    assert found == by_rule(body) == by_many(body), body[:200]
    return found != "refused"


# JSON


def suite() -> list[tuple[str, str, bytes]]:
    """The files of JSONTestSuite; the one too large to store is made anew."""
    cases = []
    for case in vectors("json_test_suite.json")["cases"]:
        body = bytes.fromhex(case["hex"]) if "hex" in case else b'[{"":' * 50_000 + b"\n"
        assert case.get("sha256") in (None, sha256(body).hexdigest())
        expect = "reject" if case["expect"] == "n" else case["expect"]
        cases.append((case["file"], expect, body))
    return cases


def test_the_published_suite_is_judged_alike() -> None:
    """All 318: none that must be refused is accepted; of those to accept, 55 are refused by design.

    Why each is refused (a float, a key twice, another spelling) stands in test_canonical.py.
    """
    cases = suite()
    verdicts = Counter((expect, agree(body)) for _, expect, body in cases)
    assert verdicts == {
        ("reject", False): 188,
        ("accept", True): 40,
        ("accept", False): 55,
        ("either", False): 35,
    }
    assert len(cases) == 318


def test_canonical_objects_are_read_as_published() -> None:
    """RFC 8785: within the restrictions the same values, outside them a refusal, as in the library.

    `french`, `values` and `weird` have floats or keys that are not ASCII.
    """
    found = {}
    for case in vectors("rfc8785_jcs.json")["cases"]:
        found[case["name"]] = agree(bytes.fromhex(case["output_hex"]))
        assert not agree(case["input"].encode())
    assert {name for name, accepted in found.items() if not accepted} == {
        "french",
        "values",
        "weird",
    }


@pytest.mark.parametrize("name", ["rfc8785_numbers.json", "es6_numbers_1000.json"])
def test_published_numbers_are_read_or_refused(name: str) -> None:
    """Whole numbers within 2**53 - 1 are read as what they are; every other one is refused."""
    whole = 0
    for case in vectors(name)["cases"]:
        bits, text = case if isinstance(case, list) else (case["ieee754"], case["text"])
        (number,) = struct.unpack(">d", bytes.fromhex(bits.zfill(16)))
        accepted = agree((text or "NaN").encode())
        assert accepted == (number % 1 == 0 and abs(number) <= MAX_INTEGER)
        if accepted:
            whole += 1
            assert said(text.encode()) == number
    assert whole > 0


def test_limits_are_the_same_ones() -> None:
    assert (verify.MAX_EVENT, verify.MAX_DEPTH, verify.MAX_INTEGER) == (
        MAX_BYTES,
        MAX_DEPTH,
        MAX_INTEGER,
    )
    for depth in range(MAX_DEPTH - 1, MAX_DEPTH + 3):
        assert agree(b"[" * depth + b"]" * depth) == (depth <= MAX_DEPTH)
        assert agree(b'{"a":' * depth + b"1" + b"}" * depth) == (depth <= MAX_DEPTH)
        quoted = b'["' + b"[{" * depth + b'\\"]"]'
        assert agree(quoted)
    for size in range(MAX_BYTES - 1, MAX_BYTES + 2):
        assert agree(b'"' + b"x" * (size - 2) + b'"') == (size <= MAX_BYTES)
    for number in (MAX_INTEGER, MAX_INTEGER + 1, 10**17, 10**18, 10**4299):
        for spelled in (b"%d" % number, b"-%d" % number):
            assert agree(spelled) == (number <= MAX_INTEGER)


bodies = plain_values.map(canonical) | st.sampled_from(
    [b'{"a":[1,"\xc3\xa9",null],"b":{}}', b'{"a":"\\n\\\\","b":-9007199254740991}', b"[]", b"0"]
)
pieces = st.sampled_from(
    [
        *(b'"', b"\\", b",", b":", b"[", b"]", b"{", b"}", b"0", b"-", b"1", b".", b"e", b"9" * 17),
        *(b" ", b"\n", b"\x00", b"\xc3", b"\xa9", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\\u0061"),
        *(b"\\ud800", b"null", b"true", b"NaN", b"Infinity", b"-0", b'"a":1', b"\x7f", b"\xff"),
    ]
)


@given(bodies, st.data())
@settings(deadline=None, max_examples=250)
@example(b'{"a":1}', None)
def test_mutants_are_judged_alike(body: bytes, data: st.DataObject | None) -> None:
    """Bytes replaced, put in and cut out: three readers, one verdict, and one value."""
    agree(body)
    for _ in range(data.draw(st.integers(1, 4)) if data else 0):
        assert data is not None
        at = data.draw(st.integers(0, len(body)))
        cut = data.draw(st.integers(0, 2))
        body = body[:at] + data.draw(pieces | st.just(b"")) + body[at + cut :]
        agree(body)


@given(st.binary(max_size=60) | st.lists(pieces, max_size=20).map(b"".join))
@settings(deadline=None, max_examples=250)
def test_any_bytes_are_judged_alike(body: bytes) -> None:
    agree(body)


def test_a_reader_that_forgives_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison can fail: a reader that takes numbers beyond 2**53 is found out."""
    monkeypatch.setattr(verify, "_DECODER", json.JSONDecoder(parse_int=int))
    with pytest.raises(AssertionError):
        agree(b"[9007199254740992]")


# The tree


def test_published_roots() -> None:
    """The eight leaves of the Certificate Transparency tests, each hash of `verify.py`."""
    published = vectors("rfc6962_roots.json")
    leaves = [verify.leaf_hash(bytes.fromhex(text)) for text in published["leaf_inputs"]]
    roots = verify.roots_at(leaves, range(len(leaves) + 1))
    for size, expected in enumerate(published["roots"]):
        assert verify.root_of(leaves[:size]).hex() == roots[size].hex() == expected
    for vector in published["vectors"]:
        if "leaf_hex" in vector:
            found = verify.leaf_hash(bytes.fromhex(vector["leaf_hex"]))
        elif "leaf_ascii" in vector:
            found = verify.leaf_hash(vector["leaf_ascii"].encode())
        elif "left_ascii" in vector:
            found = verify.node_hash(vector["left_ascii"].encode(), vector["right_ascii"].encode())
        else:
            found = verify.EMPTY_ROOT
        assert found.hex() == vector["hash"], vector["desc"]


@given(st.lists(st.binary(max_size=3), max_size=600), st.data())
@settings(deadline=None, max_examples=50)
def test_the_tree_is_the_one_of_the_log(contents: list[bytes], data: st.DataObject) -> None:
    """Leaves, roots, and proofs that the log makes and `verify.py` takes."""
    leaves = merkle.leaf_hashes(contents)
    assert leaves == [verify.leaf_hash(one) for one in contents]
    edge = merkle.Edge.empty().extended(leaves)
    assert verify.root_of(leaves) == edge.root()
    size = len(leaves)
    asked = data.draw(st.sets(st.integers(0, size), max_size=5))
    assert {n: root for n, root in verify.roots_at(leaves, asked).items() if n in asked} == {
        n: merkle.Edge.empty().extended(leaves[:n]).root() for n in asked
    }
    if not leaves:
        return

    def hashes(level: int, start: int, stop: int) -> list[bytes]:
        row = leaves
        for _ in range(level):
            row = merkle.tile_roots(row)
        return row[start:stop]

    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    path = merkle.inclusion_proof(hashes, index, size)
    assert verify.verify_inclusion(leaves[index], index, size, path, edge.root())
    grew = merkle.consistency_proof(hashes, old, size)
    before = verify.root_of(leaves[:old])
    assert verify.verify_consistency(old, size, before, edge.root(), grew)


# Words


def test_the_published_disclosure() -> None:
    """RFC 9901: digest and content, by `verify.py`."""
    for case in vectors("sd_jwt_disclosures.json")["cases"]:
        assert verify.digest_of(case["disclosure"]) == case["digest_b64url"]
        assert verify.opened(case["disclosure"]) == ("family_name", "Möbius")


@given(texts, plain_values)
@settings(deadline=None)
def test_words_are_opened_alike(name: str, words: Any) -> None:
    digest, text = disclosure.disclose(name, words)
    assert verify.digest_of(text) == digest
    assert verify.opened(text) == disclosure.opened(text) == (name, words)


@given(texts, st.data())
@settings(deadline=None, max_examples=200)
def test_a_changed_disclosure_is_refused_or_has_another_digest(
    words: str, data: st.DataObject
) -> None:
    """Every character counts, spare bits of the last one too."""
    _, text = disclosure.disclose("/reason", words)
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + data.draw(st.sampled_from("AZaz09-_=+/ é\n")) + text[at + 1 :]
    if changed == text:
        return
    assert verify.digest_of(changed) != verify.digest_of(text)
    try:
        ours = verify.opened(changed)
    except verify.Unsound:
        return
    assert ours == disclosure.opened(changed)
