"""Keys that hand over: whoever trusts one key of a chain can tell which others are of the log.

The chain is in the log (`key-rotated` events), and each link is sealed by a state that the key
before it and the key after it both signed. A bundle is checked with one key from outside.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.acts.keys import KeyRotated
from collectif.collective import Collective
from collectif.collective import open as open_collective
from collectif.errors import Contradiction
from collectif.evidence.checkpoints import Signer, checkpoints, head_text, issue, memory_path
from collectif.evidence.keys import SigningKey, write_key
from collectif.evidence.remembering import Memory
from collectif.evidence.rotation import hand_over
from collectif.evidence.verify import Checkpoint, Note, Trust, Verdict, check_bundle
from collectif.log.log import Log

ORIGIN = "log.example/a"
KEYS = [SigningKey.new(ORIGIN) for _ in range(5)]


def signed(log: Log, rotations: int, *keys: SigningKey) -> Checkpoint:
    """The state with the founding and so many rotations."""
    size = rotations + 1
    root = log.at(size).head().root
    text = head_text(ORIGIN, size, root)
    return Checkpoint(ORIGIN, size, root, Note(text, tuple(key.signature(text) for key in keys)))


def bundle(folder: Path, log: Log, states: list[Checkpoint]) -> Path:
    """Write a bundle of a log, with these states."""
    from base64 import b64encode

    folder.mkdir(parents=True)
    bodies = [body for page in log.store.pages(0, log.size, None) for _, body in page]
    leaves = log.store.leaves(0, log.size)
    files = {
        "events.jsonl": b"".join(body + b"\n" for body in bodies),
        "leaves.txt": b"".join(b64encode(leaf) + b"\n" for leaf in leaves),
        "checkpoints.txt": "\n".join(str(one.note) for one in states).encode(),
        "disclosures.txt": b"",
    }
    sums = ""
    for name, raw in files.items():
        (folder / name).write_bytes(raw)
        sums += f"{sha256(raw).hexdigest()}  {name}\n"
    (folder / "SHA256SUMS").write_text(sums, "ascii")
    return folder


def chain(count: int) -> Collective:
    """A log in which the first `count` keys signed, one after the other."""
    collective = open_collective("memory:")
    collective.found(name="Table", territory="Lachine")
    before = None
    for key in KEYS[:count]:
        collective.rotate_key(key=key.key.text, replaces=before)
        before = key.key.text
    return collective


def judged(folder: Path, log: Log, states: list[Checkpoint], trusted: SigningKey) -> Verdict:
    return check_bundle(bundle(folder, log, states), Trust(keys=(trusted.key,)))


def codes(verdict: Verdict) -> list[str]:
    return [finding.code for finding in verdict.findings]


@given(st.integers(2, 5), st.data())
@settings(deadline=None, max_examples=20)
def test_a_chain_is_followed_both_ways_as_far_as_it_is_sealed(
    tmp_path_factory: pytest.TempPathFactory, count: int, data: st.DataObject
) -> None:
    """State n is signed by key n, and by key n - 1 where the link is sealed; one key is trusted."""
    log = chain(count).log
    links = [data.draw(st.booleans()) for _ in range(count - 1)]
    states = [signed(log, 1, KEYS[0])]
    for n, sealed in enumerate(links, 1):
        states.append(signed(log, n + 1, *([KEYS[n], KEYS[n - 1]] if sealed else [KEYS[n]])))
    known = data.draw(st.integers(0, count - 1))
    reached = {known}
    for n in range(known, count - 1):
        if not links[n]:
            break
        reached.add(n + 1)
    for n in range(known, 0, -1):
        # Backwards the new key is the one that vouches: it signed the state with the rotation.
        reached.add(n - 1)
    verdict = judged(tmp_path_factory.mktemp("r") / "b", log, states, KEYS[known])
    told = [finding.details["size"] for finding in verdict.findings]
    assert set(codes(verdict)) <= {"unsigned"}
    assert told == [n + 2 for n in range(count) if n not in reached]


def test_the_new_key_alone_does_not_take_over(tmp_path: Path) -> None:
    """Whoever can write the file can name a key; the old one must have signed that state."""
    log = chain(2).log
    first = signed(log, 1, KEYS[0])
    sound = judged(tmp_path / "a", log, [first, signed(log, 2, KEYS[1], KEYS[0])], KEYS[0])
    assert codes(sound) == []
    stolen = judged(tmp_path / "b", log, [first, signed(log, 2, KEYS[1])], KEYS[0])
    assert codes(stolen) == ["unsigned"]


def test_a_key_that_nobody_named_is_not_followed(tmp_path: Path) -> None:
    """That an old key signed beside a stranger makes the stranger no key of the log."""
    log = chain(2).log
    stranger = KEYS[4]
    states = [signed(log, 1, KEYS[0], stranger), signed(log, 2, stranger)]
    assert codes(judged(tmp_path / "b", log, states, KEYS[0])) == ["unsigned"]


def test_a_chain_with_a_hole_is_named(tmp_path: Path) -> None:
    """An event that hands over from a key that did not sign before: no verb records it."""
    collective = chain(2)
    collective.log.append([KeyRotated(key=KEYS[3].key.text, replaces=KEYS[2].key.text)])
    states = [signed(collective.log, 1, KEYS[0]), signed(collective.log, 2, KEYS[1], KEYS[0])]
    verdict = judged(tmp_path / "b", collective.log, states, KEYS[0])
    assert [(f.code, f.details["seq"]) for f in verdict.findings] == [("key", 3)]


def test_the_old_key_signs_on_its_own_no_more(tmp_path: Path) -> None:
    """Handing over leaves both memories; a rewritten log is refused by either key."""
    old, new = tmp_path / "old.key", tmp_path / "new.key"
    write_key(KEYS[0], old)
    write_key(KEYS[1], new)
    with open_collective(tmp_path / "log.db") as collective:
        collective.found(name="Table", territory="Lachine")
        collective.rotate_key(key=KEYS[0].key.text)
        before = Signer.at(old)
        issue(collective.log, before)
        before.close()
        collective.rotate_key(key=KEYS[1].key.text, replaces=KEYS[0].key.text)
        both = hand_over(collective.log, KEYS[0], old, KEYS[1], new)
        assert {one.id for one in both.note.signatures} == {key.key.id for key in KEYS[:2]}
        assert [one.size for one in checkpoints(collective.log)] == [2, 3]
        for path in (old, new):
            memory = Memory(memory_path(path))
            assert memory.latest(ORIGIN) == both
            memory.close()
        states = list(checkpoints(collective.log))
        for n, trusted in enumerate(KEYS[:2]):
            assert codes(judged(tmp_path / str(n), collective.log, states, trusted)) == []


def test_a_key_that_signed_another_history_does_not_take_over(tmp_path: Path) -> None:
    """Its memory is asked too: a rotation is no way to make a key forget what it signed."""
    old, new = tmp_path / "old.key", tmp_path / "new.key"
    write_key(KEYS[0], old)
    write_key(KEYS[1], new)
    longer = chain(3)
    signer = Signer.at(new)
    seen = issue(longer.log, signer)
    signer.close()
    with pytest.raises(Contradiction):
        hand_over(chain(2).log, KEYS[0], old, KEYS[1], new)
    for path, latest in ((old, None), (new, seen)):
        memory = Memory(memory_path(path))
        assert memory.latest(ORIGIN) == latest
        memory.close()
