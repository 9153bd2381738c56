"""The tree over a log, against published vectors, against its definition, and against forgers."""

from __future__ import annotations

import json
from base64 import b64decode
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectif.errors import CorruptLog, InvalidInput
from collectif.evidence.verify import verify_consistency, verify_inclusion
from collectif.log.merkle import (
    EMPTY_ROOT,
    TILE,
    Edge,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    new_tiles,
    node_hash,
    root,
    subtree_root,
    tile_roots,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

VECTORS = Path(__file__).resolve().parents[2].parent / "shared" / "vectors"
SMALL = 130
LEAVES = [leaf_hash(bytes([n])) for n in range(SMALL)]
MANY = [leaf_hash(n.to_bytes(4, "big")) for n in range(2 * TILE**2 + 3 * TILE + 5)]
BORDERS = [255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 65_792, len(MANY)]


def vectors(name: str) -> dict[str, Any]:
    path = VECTORS / name
    if not path.exists():
        pytest.skip(f"the published vectors are not here: {path}")
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


class Tiles:
    """Stored hashes in memory; remembers every range that was read."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.levels = [leaves]
        self.read: list[tuple[int, int, int]] = []
        while len(self.levels[-1]) >= TILE:
            self.levels.append(tile_roots(self.levels[-1]))

    def __call__(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        self.read.append((level, start, stop))
        return self.levels[level][start:stop]


MANY_TILES = Tiles(MANY)
SMALL_TILES = Tiles(LEAVES)


# The definitions of RFC 6962, section 2.1, word for word: slow, and nothing to get wrong.


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    return 1 << (n - 1).bit_length() - 1


def mth(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY_ROOT
    k = split(len(leaves))
    return node_hash(mth(leaves[:k]), mth(leaves[k:]))


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: Sequence[bytes], known: bool = True) -> list[bytes]:
    if m == len(leaves):
        return [] if known else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], known), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def spoilt(proof: Sequence[bytes]) -> Iterator[list[bytes]]:
    """Every proof with one hash flipped, dropped, added, doubled, shortened or swapped."""
    for at, value in enumerate(proof):
        yield [*proof[:at], bytes([value[0] ^ 1]) + value[1:], *proof[at + 1 :]]
        yield [*proof[:at], *proof[at + 1 :]]
        yield [*proof[:at], value, value, *proof[at + 1 :]]
        yield [*proof[:at], value[:-1], *proof[at + 1 :]]
    for at in range(len(proof) + 1):
        yield [*proof[:at], EMPTY_ROOT, *proof[at:]]
        yield [*proof[:at], b"", *proof[at:]]
    for at, (one, other) in enumerate(pairwise(proof)):
        if one != other:
            yield [*proof[:at], other, one, *proof[at + 2 :]]


# Published vectors


def test_roots_are_those_of_the_reference_tests() -> None:
    """Given the eight leaves of the Certificate Transparency tests, every root is the published."""
    published = vectors("rfc6962_roots.json")
    leaves = [leaf_hash(bytes.fromhex(text)) for text in published["leaf_inputs"]]
    for size, expected in enumerate(published["roots"]):
        assert expected == Edge.empty().extended(leaves[:size]).root().hex()
        assert expected == root(Tiles(leaves), size).hex()
    row = leaves
    for expected_row in published["node_hashes_by_level"]:
        assert expected_row == [value.hex() for value in row]
        row = [node_hash(*pair) for pair in zip(row[::2], row[1::2], strict=False)]


def test_hashes_are_those_of_the_reference_tests() -> None:
    """The hash of nothing, of a leaf and of a node are the published ones."""
    for vector in vectors("rfc6962_roots.json")["vectors"]:
        match sorted(vector.keys() - {"desc", "hash"}):
            case ["leaf_hex"]:
                found = leaf_hash(bytes.fromhex(vector["leaf_hex"]))
            case ["leaf_ascii"]:
                found = leaf_hash(vector["leaf_ascii"].encode("ascii"))
            case ["left_ascii", "right_ascii"]:
                found = node_hash(vector["left_ascii"].encode(), vector["right_ascii"].encode())
            case _:
                found = EMPTY_ROOT
        assert vector["hash"] == found.hex(), vector["desc"]


def decoded(text: str | None) -> bytes:
    return b64decode(text or "", validate=True)


def test_inclusion_probes_are_judged_as_published() -> None:
    """Six proofs are right and are accepted; 92 are wrong and are refused."""
    published = vectors("merkle_inclusion.json")
    verdicts = []
    for case in published["cases"]:
        accepted = verify_inclusion(
            decoded(case["leafHash"]),
            case["leafIdx"],
            case["treeSize"],
            [decoded(text) for text in case["proof"] or ()],
            decoded(case["root"]),
        )
        assert accepted is not case["wantErr"], case["file"]
        verdicts.append(accepted)
    assert (published["good"], published["bad"]) == (verdicts.count(True), verdicts.count(False))


def test_consistency_probes_are_judged_as_published() -> None:
    """Six proofs are right and are accepted; 92 are wrong and are refused."""
    published = vectors("merkle_consistency.json")
    verdicts = []
    for case in published["cases"]:
        accepted = verify_consistency(
            case["size1"],
            case["size2"],
            decoded(case["root1"]),
            decoded(case["root2"]),
            [decoded(text) for text in case["proof"] or ()],
        )
        assert accepted is not case["wantErr"], case["file"]
        verdicts.append(accepted)
    assert (published["good"], published["bad"]) == (verdicts.count(True), verdicts.count(False))


def rolled(lines: Iterator[str]) -> str:
    """The SHA-256 of all lines, each ended by a newline, as hex."""
    return sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def expected_roll(name: str) -> str:
    published = vectors("mtc_accumulated.json")["vectors"]
    [found] = [vector["sha256"] for vector in published if vector["name"] == name]
    return str(found)


def valid_subtrees(stop: int) -> Iterator[int]:
    """The starts of the subtrees that end at `stop`, as the draft allows them."""
    for start in range(stop + 1):
        width = stop - start
        if start == 0 or width == 0 or start % (1 << (width - 1).bit_length()) == 0:
            yield start


def listed(hashes: Sequence[bytes]) -> str:
    return "".join(f" {value.hex()}" for value in hashes)


def test_subtree_roots_roll_up_to_the_published_hash() -> None:
    """Every valid subtree of up to 130 leaves has the root of the IETF draft."""
    lines = (
        f"[{start}, {stop}) {subtree_root(SMALL_TILES, start, stop).hex()}"
        for stop in range(SMALL + 1)
        for start in valid_subtrees(stop)
    )
    assert expected_roll("TestSubtreeHashVectors") == rolled(lines)


def test_inclusion_proofs_roll_up_to_the_published_hash() -> None:
    """Proofs in every valid subtree are those of the draft; from 0 they are RFC 6962's."""

    def lines() -> Iterator[str]:
        for stop in range(SMALL + 1):
            for start in valid_subtrees(stop):
                tiles = Tiles(LEAVES[start:stop])
                for index in range(start, stop):
                    proof = inclusion_proof(tiles, index - start, stop - start)
                    yield f"{index} [{start}, {stop}){listed(proof)}"

    assert expected_roll("TestSubtreeInclusionProofVectors") == rolled(lines())


def test_consistency_proofs_roll_up_to_the_published_hash() -> None:
    """With our proofs where a subtree starts at 0, and the definition elsewhere, all agree."""
    expected = expected_roll("TestSubtreeConsistencyProofVectors")
    roots = {
        (start, stop): subtree_root(SMALL_TILES, start, stop)
        for stop in range(SMALL + 1)
        for start in range(stop)
    }

    # SUBTREE_SUBPROOF of draft-ietf-plants-merkle-tree-certs, with absolute positions.
    def elsewhere(start: int, stop: int, low: int, high: int, known: bool = True) -> list[bytes]:
        if (start, stop) == (low, high):
            return [] if known else [roots[low, high]]
        middle = low + split(high - low)
        if stop <= middle:
            return [*elsewhere(start, stop, low, middle, known), roots[middle, high]]
        if middle <= start:
            return [*elsewhere(start, stop, middle, high, known), roots[low, middle]]
        return [*elsewhere(middle, stop, middle, high, False), roots[low, middle]]

    def lines() -> Iterator[str]:
        for size in range(SMALL + 1):
            for stop in range(size + 1):
                for start in valid_subtrees(stop):
                    if start == stop:
                        proof: list[bytes] = []
                    elif start == 0:
                        proof = consistency_proof(SMALL_TILES, stop, size)
                    else:
                        proof = elsewhere(start, stop, 0, size)
                    yield f"[{start}, {stop}) {size}{listed(proof)}"

    assert expected == rolled(lines())


# All small trees


@pytest.mark.parametrize("size", range(1, SMALL + 1))
def test_every_proof_of_a_small_tree_holds_and_no_spoilt_one_does(size: int) -> None:
    """Both proofs verify for every position; with one hash out of place they are refused."""
    whole = root(SMALL_TILES, size)
    for n in range(size):
        included = inclusion_proof(SMALL_TILES, n, size)
        assert verify_inclusion(LEAVES[n], n, size, included, whole)
        for bad in spoilt(included):
            assert not verify_inclusion(LEAVES[n], n, size, bad, whole)
        earlier = root(SMALL_TILES, n + 1)
        grown = consistency_proof(SMALL_TILES, n + 1, size)
        assert verify_consistency(n + 1, size, earlier, whole, grown)
        for bad in spoilt(grown):
            assert not verify_consistency(n + 1, size, earlier, whole, bad)


def test_small_proofs_are_those_of_the_definition() -> None:
    """Both proofs are the recursive PATH and PROOF of RFC 6962, hash for hash."""
    for size in range(1, 41):
        for n in range(size):
            assert path(n, LEAVES[:size]) == inclusion_proof(SMALL_TILES, n, size)
            expected = subproof(n + 1, LEAVES[:size])
            assert expected == consistency_proof(SMALL_TILES, n + 1, size)


def test_a_proof_holds_for_nothing_else() -> None:
    """A right proof with another leaf, position, size or root is refused."""
    for size in range(2, 40):
        whole, other = root(SMALL_TILES, size), root(SMALL_TILES, size + 1)
        for n in range(size):
            proof = inclusion_proof(SMALL_TILES, n, size)
            assert not verify_inclusion(LEAVES[n + 1], n, size, proof, whole)
            assert not verify_inclusion(LEAVES[n], n, size, proof, other)
            for m in range(-1, size + 2):
                assert (m == n) is verify_inclusion(LEAVES[n], m, size, proof, whole)
        for old in range(1, size):
            earlier = root(SMALL_TILES, old)
            proof = consistency_proof(SMALL_TILES, old, size)
            assert not verify_consistency(old, size, other, whole, proof)
            assert not verify_consistency(old, size, earlier, other, proof)
            for m in range(-1, size + 2):
                assert (m == old) is verify_consistency(m, size, earlier, whole, proof)


def test_nothing_is_proved_from_the_empty_tree() -> None:
    """From size 0, every consistency proof is refused, and none is made."""
    whole = root(SMALL_TILES, 8)
    assert not verify_consistency(0, 8, EMPTY_ROOT, whole, [])
    assert not verify_consistency(0, 8, EMPTY_ROOT, whole, [whole])
    assert not verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert not verify_inclusion(EMPTY_ROOT, 0, 0, [], EMPTY_ROOT)
    with pytest.raises(InvalidInput, match="cannot be proved to continue one of 0"):
        consistency_proof(SMALL_TILES, 0, 8)


def test_same_size_asks_for_the_same_root_and_no_proof() -> None:
    """Two trees of one size are consistent when their roots are equal, and only then."""
    one, other = root(SMALL_TILES, 8), root(SMALL_TILES, 7)
    assert verify_consistency(8, 8, one, one, [])
    assert not verify_consistency(8, 8, one, other, [])
    assert not verify_consistency(8, 8, one, one, [one])


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (6, 5), (0, 0), (0, -1)])
def test_leaf_outside_the_tree_has_no_proof(index: int, size: int) -> None:
    """A position before the first or after the last is refused, with the bounds."""
    with pytest.raises(InvalidInput, match=f"Event {index} cannot be proved"):
        inclusion_proof(SMALL_TILES, index, size)
    assert not verify_inclusion(LEAVES[0], index, size, [], LEAVES[0])


@pytest.mark.parametrize(("old", "new"), [(-1, 5), (6, 5), (1, 0)])
def test_tree_does_not_shrink(old: int, new: int) -> None:
    """Sizes in the wrong order are refused, by the prover and by the verifier."""
    with pytest.raises(InvalidInput, match=f"continue one of {old}"):
        consistency_proof(SMALL_TILES, old, new)
    assert not verify_consistency(old, new, LEAVES[0], LEAVES[0], [])


def test_huge_sizes_cost_a_stranger_more_than_us() -> None:
    """A claimed size of a million digits is refused at once, for the proof bounds the work."""
    huge = 1 << 3_000_000
    assert not verify_inclusion(LEAVES[0], huge - 1, huge, LEAVES[:60], LEAVES[0])
    assert not verify_consistency(huge - 1, huge, LEAVES[0], LEAVES[1], LEAVES[:60])


def test_text_is_not_a_hash() -> None:
    """Thirty-two characters are refused where thirty-two bytes are asked for."""
    text: Any = "0" * 32
    whole = root(SMALL_TILES, 2)
    assert not verify_inclusion(LEAVES[0], 0, 2, [text], whole)
    assert not verify_consistency(1, 2, LEAVES[0], whole, [text])


# Edge, fold and tiles


def test_edge_fold_and_tiles_agree_up_to_600_leaves() -> None:
    """Grown leaf by leaf, folded by definition, or read through tiles: one root."""
    edge = Edge.empty()
    for size in range(1, 601):
        edge = edge.extended([MANY[size - 1]])
        assert edge == Edge.empty().extended(MANY[:size])
        assert mth(MANY[:size]) == edge.root() == root(MANY_TILES, size)


@pytest.mark.parametrize("size", BORDERS)
def test_edge_fold_and_tiles_agree_where_tiles_fill(size: int) -> None:
    """One leaf before, at and after a complete tile of each level: one root."""
    edge = Edge.empty().extended(MANY[:size])
    assert mth(MANY[:size]) == edge.root() == root(MANY_TILES, size)
    assert size.bit_count() == len(edge.hashes)


def test_empty_tree_has_the_hash_of_nothing() -> None:
    """Without leaves the root is the SHA-256 of no bytes, however it is asked."""
    assert sha256(b"").digest() == EMPTY_ROOT
    assert Edge.empty().root() == EMPTY_ROOT == root(Tiles([]), 0)
    assert subtree_root(SMALL_TILES, 7, 7) == EMPTY_ROOT
    assert Edge.empty() == Edge.empty().extended([])


@given(st.lists(st.integers(0, 1500), max_size=8))
def test_edge_does_not_depend_on_how_leaves_were_batched(cuts: list[int]) -> None:
    """Extended by any partition of the leaves, the edge is the same."""
    edge = Edge.empty()
    for start, stop in pairwise([0, *sorted(cuts), 1500]):
        edge = edge.extended(MANY[start:stop])
    assert Edge.empty().extended(MANY[:1500]) == edge


@given(st.integers(0, len(MANY)))
def test_packed_edge_is_read_back(size: int) -> None:
    """What is packed is unpacked as it was, and no other length is read."""
    edge = Edge.empty().extended(MANY[:size])
    blob = edge.packed()
    assert 32 * size.bit_count() == len(blob)
    assert edge == Edge.unpacked(size, blob)
    for bad in (blob + b"\0", blob + bytes(32), blob[:-1] or b"\0"):
        with pytest.raises(CorruptLog, match=f"The stored edge of a log of {size} events is"):
            Edge.unpacked(size, bad)


def test_edge_of_less_than_nothing_is_corrupt() -> None:
    """A negative size is no size, even with as many hashes as it has digits."""
    with pytest.raises(CorruptLog, match="a log of -1 events"):
        Edge.unpacked(-1, bytes(32))


def test_tile_root_is_the_root_of_its_leaves() -> None:
    """Each complete tile gives one root; what does not fill a tile gives none."""
    assert tile_roots(MANY[: TILE - 1]) == []
    roots = tile_roots(MANY[: 3 * TILE + 7])
    assert [mth(MANY[n * TILE : (n + 1) * TILE]) for n in range(3)] == roots
    assert [mth(MANY[: TILE**2])] == tile_roots(tile_roots(MANY[: TILE**2]))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (0, 0, []),
        (0, 255, []),
        (255, 256, [(1, 0, 1)]),
        (256, 511, []),
        (200, 1024, [(1, 0, 4)]),
        (65_535, 65_536, [(1, 255, 256), (2, 0, 1)]),
        (65_536, 65_536, []),
        (0, 131_072, [(1, 0, 512), (2, 0, 2)]),
        (131_071, 131_327, [(1, 511, 512), (2, 1, 2)]),
    ],
)
def test_new_tiles_are_those_that_filled(
    old: int, new: int, expected: list[tuple[int, int, int]]
) -> None:
    """As the tree grows, each tile is named once, when its last leaf arrives."""
    assert expected == new_tiles(old, new)


@given(st.lists(st.integers(0, len(MANY)), max_size=6))
def test_every_tile_is_new_once_however_the_log_grew(sizes: list[int]) -> None:
    """Over any appends, each level fills from its first tile on, without a gap or a repeat."""
    filled = [len(MANY), 0, 0]
    for old, new in pairwise([0, *sorted(sizes), len(MANY)]):
        for level, start, stop in new_tiles(old, new):
            assert filled[level] == start < stop <= new // TILE**level
            filled[level] = stop
    assert [len(row) for row in MANY_TILES.levels] == filled


def test_tiles_kept_as_the_log_grows_are_all_the_tiles() -> None:
    """Storing the new tiles after each append leaves the tiles that are built at once."""
    levels: list[list[bytes]] = [list(MANY), [], []]
    for old, new in pairwise([0, 1, 255, 256, 700, 65_535, 65_536, 66_000, 131_072, len(MANY)]):
        for level, start, stop in new_tiles(old, new):
            levels[level] += tile_roots(levels[level - 1][start * TILE : stop * TILE])
    assert MANY_TILES.levels == levels


# Proofs through tiles


class OneTree:
    """The proofs of the definition over `MANY[:size]`, each subtree folded once."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.known: dict[tuple[int, int], bytes] = {}

    def mth(self, start: int, stop: int) -> bytes:
        if stop - start == 1:
            return MANY[start]
        if (start, stop) not in self.known:
            k = start + split(stop - start)
            self.known[start, stop] = node_hash(self.mth(start, k), self.mth(k, stop))
        return self.known[start, stop]

    def path(self, n: int) -> list[bytes]:
        start, stop, proof = 0, self.size, list[bytes]()
        while stop - start > 1:
            k = start + split(stop - start)
            proof.insert(0, self.mth(k, stop) if n < k else self.mth(start, k))
            start, stop = (start, k) if n < k else (k, stop)
        return proof

    def proof(self, old: int) -> list[bytes]:
        start, stop, proof = 0, self.size, list[bytes]()
        while stop != old:
            k = start + split(stop - start)
            proof.insert(0, self.mth(k, stop) if old <= k else self.mth(start, k))
            start, stop = (start, k) if old <= k else (k, stop)
        return [self.mth(start, stop), *proof] if start else proof


@pytest.mark.parametrize("size", [*BORDERS, 600, 70_001, 131_071, 131_072, 131_073])
def test_proofs_through_tiles_are_those_through_leaves(size: int) -> None:
    """Reading tiles changes the cost of a proof and nothing else; each tile is read once."""
    tree, whole = OneTree(size), root(MANY_TILES, size)
    near = {n + d for n in (0, TILE, size // 2, TILE**2, size) for d in (-2, -1, 0, 1)}
    for n in sorted(near & set(range(size))):
        MANY_TILES.read.clear()
        included = inclusion_proof(MANY_TILES, n, size)
        assert len(set(MANY_TILES.read)) == len(MANY_TILES.read) <= 6
        assert tree.path(n) == included
        assert verify_inclusion(MANY[n], n, size, included, whole)
        MANY_TILES.read.clear()
        grown = consistency_proof(MANY_TILES, n + 1, size)
        assert len(set(MANY_TILES.read)) == len(MANY_TILES.read) <= 6
        assert tree.proof(n + 1) == grown
        assert verify_consistency(n + 1, size, root(MANY_TILES, n + 1), whole, grown)


@given(st.data())
def test_any_proof_through_tiles_holds(data: st.DataObject) -> None:
    """Whatever the size and the position, both proofs verify."""
    size = data.draw(st.integers(1, len(MANY)))
    n = data.draw(st.integers(0, size - 1))
    whole = root(MANY_TILES, size)
    assert verify_inclusion(MANY[n], n, size, inclusion_proof(MANY_TILES, n, size), whole)
    grown = consistency_proof(MANY_TILES, n + 1, size)
    assert verify_consistency(n + 1, size, root(MANY_TILES, n + 1), whole, grown)


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_subtree_may_start_anywhere(one: int, other: int) -> None:
    """A subtree is a tree of its own leaves, whether or not tiles fit in it."""
    start, stop = sorted((one, other))
    assert mth(MANY[start:stop]) == subtree_root(MANY_TILES, start, stop)


@pytest.mark.parametrize("start", [TILE, 3 * TILE, TILE**2])
def test_subtree_may_start_at_any_tile(start: int) -> None:
    """From the start of a tile, the largest tiles that fit are read, and the root is right."""
    assert mth(MANY[start:]) == subtree_root(MANY_TILES, start, len(MANY))


def test_proof_never_asks_for_an_incomplete_tile() -> None:
    """Proofs at an old size read nothing that the log did not have at that size."""
    for size in (300, 65_537, 70_001):
        MANY_TILES.read.clear()
        inclusion_proof(MANY_TILES, size // 3, size)
        consistency_proof(MANY_TILES, size // 3, size)
        assert all(stop * TILE**level <= size for level, _, stop in MANY_TILES.read)
        assert all(start < stop <= start + TILE for _, start, stop in MANY_TILES.read)


def test_lost_tile_is_a_corrupt_log() -> None:
    """When stored hashes are missing, no root is made up."""

    def lossy(level: int, start: int, stop: int) -> Sequence[bytes]:
        return MANY_TILES(level, start, stop)[1 if level else 0 :]

    with pytest.raises(CorruptLog, match="holds 1 of the hashes 0 to 1 of level 1"):
        root(lossy, 2 * TILE + 1)
    with pytest.raises(CorruptLog, match="of level 1"):
        inclusion_proof(lossy, 0, 3 * TILE)


def test_surplus_hash_is_a_corrupt_log() -> None:
    """When more hashes come back than were asked for, no root is made up."""
    with pytest.raises(CorruptLog, match="holds 4 of the hashes 0 to 2 of level 0"):
        root(lambda level, start, stop: MANY_TILES(level, start, stop + 1), 3)
