"""The published vectors of subtrees, as far as the library has the notion.

A log of collectif has no subtree that begins elsewhere than at its first event. A proof in a
subtree is a proof in a tree of its own, so inclusion is judged by our verifier. Consistency is too
where a subtree begins at 0; elsewhere the algorithm of draft-ietf-plants-merkle-tree-certs is
written out below, and only checks that our hashes are those of the draft.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from collectif.evidence.verify import (
    EMPTY_ROOT,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

VECTORS = Path(__file__).resolve().parents[2].parent / "shared" / "vectors"
SMALL = 130


def vectors(name: str) -> dict[str, Any]:
    path = VECTORS / name
    if not path.exists():
        pytest.skip(f"the published vectors are not here: {path.name}")
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def decoded(text: str | None) -> bytes:
    return b64decode(text or "", validate=True)


def is_valid(start: int, stop: int) -> bool:
    """Whether the draft allows a subtree."""
    if not 0 <= start <= stop:
        return False
    width = stop - start
    return start == 0 or width == 0 or start % (1 << (width - 1).bit_length()) == 0


def consistent(
    start: int, stop: int, size: int, node: bytes, root: bytes, proof: Sequence[bytes]
) -> bool:
    """The draft's verification of a subtree consistency proof, step by step."""
    if not (is_valid(start, stop) and stop <= size) or not all(len(one) == 32 for one in proof):
        return False
    if start == stop:
        return not proof and node == EMPTY_ROOT
    first, last, end = start, stop - 1, size - 1
    while first != last and (last == end or last & 1):
        first, last, end = first >> 1, last >> 1, end >> 1
    path = list(proof)
    if first == last:
        before = after = node
    elif path:
        before = after = path.pop(0)
    else:
        return False
    for one in path:
        if end == 0:
            return False
        if last & 1 or last == end:
            before = node_hash(one, before) if first < last else before
            after = node_hash(one, after)
            while not last & 1:
                first, last, end = first >> 1, last >> 1, end >> 1
        else:
            after = node_hash(after, one)
        first, last, end = first >> 1, last >> 1, end >> 1
    return end == 0 and (before, after) == (node, root)


def test_inclusion_probes_in_subtrees_are_judged_as_published() -> None:
    """Twelve proofs are right and are accepted; 192 are wrong and are refused."""
    published = vectors("merkle_subtreeinclusion.json")
    verdicts = []
    for case in published["cases"]:
        start, stop = case["start"], case["end"]
        accepted = is_valid(start, stop) and verify_inclusion(
            decoded(case["leafHash"]),
            case["leafIdx"] - start,
            stop - start,
            [decoded(text) for text in case["proof"] or ()],
            decoded(case["root"]),
        )
        assert accepted is not case["wantErr"], case["file"]
        verdicts.append(accepted)
    assert (published["good"], published["bad"]) == (verdicts.count(True), verdicts.count(False))
    assert (len(verdicts), verdicts.count(True)) == (204, 12)


def probe(case: dict[str, Any]) -> tuple[int, int, int, bytes, bytes, list[bytes]]:
    return (
        case["start"],
        case["end"],
        case["size"],
        decoded(case["root1"]),
        decoded(case["root2"]),
        [decoded(text) for text in case["proof"] or ()],
    )


def test_consistency_probes_of_subtrees_are_judged_as_published() -> None:
    """By the algorithm of the draft: twelve are right, 106 are wrong."""
    published = vectors("merkle_subtreeconsistency.json")
    verdicts = [consistent(*probe(case)) for case in published["cases"]]
    assert verdicts == [not case["wantErr"] for case in published["cases"]]
    assert (published["good"], published["bad"]) == (verdicts.count(True), verdicts.count(False))
    assert (len(verdicts), verdicts.count(True)) == (118, 12)


def test_from_the_first_leaf_our_verifier_judges_them() -> None:
    """102 probes begin at 0; two of them, from nothing to nothing, the draft takes and we refuse.

    Every tree continues the empty one, so such a proof would say nothing; see `verify_consistency`.
    """
    ours, differ = 0, []
    for case in vectors("merkle_subtreeconsistency.json")["cases"]:
        start, stop, size, node, root, proof = probe(case)
        if start == 0:
            ours += 1
            if verify_consistency(stop, size, node, root, proof) == case["wantErr"]:
                differ.append((stop, size, case["wantErr"]))
    assert (ours, differ) == (102, [(0, 0, False)] * 2)


def covering(start: int, stop: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The two subtrees that the draft covers a range with; the second is empty if one will do."""
    if stop - start <= 1:
        return (start, stop), (stop, stop)
    split = (start ^ stop - 1).bit_length() - 1
    mask = (1 << split) - 1
    middle = stop - 1 & ~mask
    left = (~start & mask).bit_length()
    return (start & ~((1 << left) - 1), middle), (middle, stop)


def test_coverings_roll_up_to_the_published_hash() -> None:
    """FindSubtrees of the draft, for every range of up to 130 leaves."""
    lines = "".join(
        "[{}, {}) [{}, {})\n".format(*(number for pair in covering(start, stop) for number in pair))
        for stop in range(SMALL + 1)
        for start in range(stop + 1)
    )
    (expected,) = [
        one["sha256"]
        for one in vectors("mtc_accumulated.json")["vectors"]
        if one["name"] == "TestSubtreeCoveringVectors"
    ]
    assert sha256(lines.encode()).hexdigest() == expected


def test_the_roots_of_verify_are_those_of_the_draft() -> None:
    """`root_of`, over every valid subtree of up to 130 leaves."""
    leaves = [leaf_hash(bytes([n])) for n in range(SMALL)]
    lines = "".join(
        f"[{start}, {stop}) {root_of(leaves[start:stop]).hex()}\n"
        for stop in range(SMALL + 1)
        for start in range(stop + 1)
        if is_valid(start, stop)
    )
    (expected,) = [
        one["sha256"]
        for one in vectors("mtc_accumulated.json")["vectors"]
        if one["name"] == "TestSubtreeHashVectors"
    ]
    assert sha256(lines.encode()).hexdigest() == expected
