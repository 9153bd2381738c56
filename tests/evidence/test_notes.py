"""Notes, keys and policies: one spelling, no false signature, and room for another scheme.

Laws: what is written is read back as the same; any change is refused, or touches only signatures
that nobody relied on; a policy is satisfied exactly when its definition says so.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import sha256
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.errors import InvalidEvidence
from collectif.evidence.checkpoints import head_text
from collectif.evidence.keys import SigningKey, witness_key
from collectif.evidence.policies import format_policy, policy_of
from collectif.evidence.verify import (
    COSIGNATURE,
    ED25519,
    SCHEMES,
    Key,
    Note,
    Policy,
    Scheme,
    Signature,
    Unsound,
    key_id,
    leaf_hash,
    parse_checkpoint,
    parse_checkpoints,
    parse_head,
    parse_key,
    parse_note,
    parse_policy,
    signed_by,
    unbase64,
    verified,
)


def fixed(name, kind=ED25519):
    """Return a key that is the same in every process: what is parametrized must be."""
    return SigningKey.of(name, kind, sha256(name.encode()).digest())


LOG = fixed("log.example/a")
WITNESS = fixed("témoin.example", COSIGNATURE)
STRANGER = fixed("stranger")

names = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"], exclude_characters="+"),
    min_size=1,
    max_size=12,
).filter(lambda name: not any(map(str.isspace, name)))
lines = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
note_texts = st.lists(lines, min_size=1, max_size=5).map(
    lambda rows: "".join(f"{r}\n" for r in rows)
)
signatures = st.builds(
    Signature, names, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=80)
)
keys = st.builds(
    lambda name, kind, raw: Key(name, key_id(name, kind, raw), kind, raw),
    names,
    st.sampled_from([ED25519, COSIGNATURE]),
    st.binary(min_size=32, max_size=32),
)


# One spelling


@given(note_texts, st.lists(signatures, min_size=1, max_size=4))
@settings(deadline=None)
def test_a_note_is_read_as_it_was_written(text: str, signed: list[Signature]) -> None:
    note = Note(text, tuple(signed))
    assert parse_note(str(note)) == note


@given(keys)
@settings(deadline=None)
def test_a_key_is_read_as_it_was_written(key: Key) -> None:
    assert parse_key(key.text) == key


@given(names, st.sampled_from([ED25519, COSIGNATURE]))
@settings(deadline=None, max_examples=30)
def test_a_signing_key_is_read_as_it_was_written(name: str, kind: int) -> None:
    made = SigningKey.of(name, kind, leaf_hash(name.encode()))
    assert SigningKey.parsed(made.text) == made
    assert parse_key(made.key.text) == made.key
    assert made.seed.hex() not in repr(made)


@given(names, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
@settings(deadline=None)
def test_a_state_is_read_as_it_was_written(origin: str, size: int, root: bytes) -> None:
    assert parse_head(head_text(origin, size, root)) == (origin, size, root)


@given(st.lists(st.tuples(st.integers(0, 9), st.lists(signatures, min_size=1, max_size=3)),
                max_size=5))  # fmt: skip
@settings(deadline=None)
def test_several_states_in_a_file_are_read_as_they_were_written(
    told: list[tuple[int, list[Signature]]],
) -> None:
    notes = [Note(head_text("o", n, leaf_hash(b"")), tuple(signed)) for n, signed in told]
    text = "\n".join(map(str, notes))
    assert [one.note for one in parse_checkpoints(text)] == notes


@given(st.binary(max_size=40), st.data())
def test_base64_has_one_spelling(raw: bytes, data: st.DataObject) -> None:
    """Whatever Python's own reader takes, ours takes one text for each value (RFC 4648, 3.5)."""
    text = b64encode(raw).decode()
    assert unbase64(text) == raw
    at = data.draw(st.integers(0, len(text)))
    other = data.draw(st.sampled_from("ABw0+/=-_ \n\ré"))
    changed = text[:at] + other + text[at + data.draw(st.integers(0, 1)) :]
    try:
        found = unbase64(changed)
    except Unsound:
        return
    assert (found == raw) == (changed == text)


def test_spare_bits_are_refused_where_python_takes_them() -> None:
    """Four texts that `b64decode(validate=True)` reads as one byte; one is its spelling."""
    spellings = [f"A{last}==" for last in "ABCDEFGHIJKLMNOP"]
    assert {b64decode(text, validate=True) for text in spellings} == {b"\0"}
    taken = []
    for text in spellings:
        try:
            unbase64(text)
        except (Unsound, binascii.Error):
            continue
        taken.append(text)
    assert taken == ["AA=="]


@pytest.mark.parametrize("size", ["01", "+1", "-1", "1 ", " 1", "1_0", "0x1", "", "١", "²",
                                  "9223372036854775808", "1" * 30, "1e3", "1.0"])  # fmt: skip
def test_a_size_has_one_spelling(size: str) -> None:
    with pytest.raises(Unsound):
        parse_head(f"o\n{size}\n{b64encode(bytes(32)).decode()}\n")


# Nothing false


def a_note() -> Note:
    text = head_text("log.example/a", 7, leaf_hash(b"x"))
    return Note(
        text,
        (STRANGER.signature(text), LOG.signature(text), WITNESS.signature(text, time=1773489600)),
    )


NOTE = a_note()
BYTES = str(NOTE).encode()


@given(st.integers(0, len(BYTES) - 1), st.integers(1, 255))
@settings(deadline=None, max_examples=150)
def test_any_changed_byte_is_refused_or_touches_no_known_signature(at: int, change: int) -> None:
    judge(BYTES[:at] + bytes([BYTES[at] ^ change]) + BYTES[at + 1 :])


@given(st.integers(0, len(BYTES)), st.integers(0, 3), st.binary(max_size=3))
@settings(deadline=None, max_examples=100)
def test_any_cut_is_refused_or_touches_no_known_signature(at: int, cut: int, put: bytes) -> None:
    judge(BYTES[:at] + put + BYTES[at + cut :])


def judge(raw: bytes) -> None:
    """Whoever is found to have signed the changed note signed the text that stands there.

    A signature that is no longer recognised as one of a known key (its name or id was changed) is
    one of nobody; then the note is refused unless the other one still holds.
    """
    known = [LOG.key, WITNESS.key]
    try:
        note = parse_note(raw.decode("utf-8"))
        signers = verified(note, known)
    except (Unsound, UnicodeDecodeError):
        return
    assert note.text == NOTE.text
    for key in signers:
        assert own(note, key) == own(NOTE, key)
    assert len(signers) == 2 or raw != BYTES


def own(note: Note, key: Key) -> set[Signature]:
    return {one for one in note.signatures if (one.name, one.id) == (key.name, key.id)}


def test_a_verifier_that_checks_no_signature_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The law above can fail."""
    always = SCHEMES[ED25519]._replace(verify=lambda *_: True)
    monkeypatch.setitem(SCHEMES, ED25519, always)
    with pytest.raises(AssertionError):
        judge(BYTES.replace(b"\n7\n", b"\n8\n").rpartition("— témoin".encode())[0])


def test_a_signature_is_of_one_text_one_key_and_one_time() -> None:
    """A log's signature is no cosignature, and the other way round, also with the same secret."""
    text = NOTE.text
    for other in (text + "\n", text.replace("7", "8"), text.replace("a", "b", 1)):
        with pytest.raises(Unsound):
            signed_by(Note(other, NOTE.signatures), LOG.key)
    assert signed_by(NOTE, WITNESS.key) == 1773489600
    twin = SigningKey.of(LOG.key.name, COSIGNATURE, LOG.seed)
    assert twin.key.raw == LOG.key.raw
    assert twin.key.id != LOG.key.id
    assert signed_by(NOTE, twin.key) is None
    (line,) = own(NOTE, LOG.key)
    moved = Signature(twin.key.name, twin.key.id, bytes(8) + line.raw)
    with pytest.raises(Unsound):
        signed_by(Note(text, (moved,)), twin.key)


def test_a_later_time_cannot_be_written_into_a_cosignature() -> None:
    (line,) = own(NOTE, WITNESS.key)
    for time in (0, 1773489601, 2**63 - 1, 2**63, 2**64 - 1):
        moved = Signature(line.name, line.id, time.to_bytes(8, "big") + line.raw[8:])
        with pytest.raises(Unsound):
            signed_by(Note(NOTE.text, (moved,)), WITNESS.key)


def test_one_false_signature_of_a_known_key_spoils_a_note() -> None:
    """C2SP signed-note: a false signature from a known key fails the whole."""
    (line,) = own(NOTE, LOG.key)
    false = Signature(line.name, line.id, bytes(64))
    for signed in ((line, false), (false, line)):
        with pytest.raises(Unsound):
            verified(Note(NOTE.text, signed), [LOG.key])


def test_limits_of_a_note() -> None:
    (line,) = own(NOTE, LOG.key)
    assert verified(parse_note(str(Note("x\n", (SigningKey.new("n").signature("x\n"),) * 99))
                               + LOG.signature("x\n").line), [LOG.key])  # fmt: skip
    with pytest.raises(Unsound, match="100"):
        parse_note(str(Note("x\n", (line,) * 101)))
    with pytest.raises(Unsound, match="200000"):
        parse_note("x" * 200_001)


# Policies


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Witnesses, groups of them and of earlier groups, each name in one group at most."""
    count = draw(st.integers(0, 6))
    named = {f"w{n}": witness_key(f"w{n}").key for n in range(count)}
    groups = dict[str, tuple[int, tuple[str, ...]]]()
    free = list(named)
    while len(free) > 1 and draw(st.booleans()):
        members = draw(st.lists(st.sampled_from(free), min_size=1, max_size=4, unique=True))
        name = f"g{len(groups)}"
        groups[name] = (draw(st.integers(1, len(members))), tuple(members))
        free = [*(one for one in free if one not in members), name]
    logs = tuple(SigningKey.new(f"log{n}").key for n in range(draw(st.integers(0, 2))))
    return Policy(logs, named, groups, draw(st.sampled_from(["none", *named, *groups])))


def satisfied(policy: Policy, name: str, signed: Iterable[str]) -> bool:
    """tlog-policy, read as it is written: a group witnesses if k of its members do."""
    if name == "none":
        return True
    if name in policy.witnesses:
        return name in signed
    least, members = policy.groups[name]
    return sum(satisfied(policy, one, signed) for one in members) >= least


@given(policies())
@settings(deadline=None, max_examples=60)
def test_a_policy_is_satisfied_as_its_definition_says(policy: Policy) -> None:
    """Every set of witnesses, against a reading of the definition; and read as it was written."""
    assert parse_policy(format_policy(policy)) == policy
    everybody = list(policy.witnesses)
    for count in range(len(everybody) + 1):
        for signed in combinations(everybody, count):
            told = policy.satisfied([*signed, "somebody else"])
            assert told == satisfied(policy, policy.quorum, signed)


def test_the_example_of_the_specification() -> None:
    """tlog-policy, "Example policy": two of X and one of Y, in groups inside a group."""
    text = "".join(f"witness {name} {witness_key(name).key.text}\n" for name in
                   ("X1", "X2", "X3", "Y1", "Y2", "Y3"))  # fmt: skip
    text = (
        f"# a comment\nlog {LOG.key.text} https://log.example/\n\n{text}"
        "group X-witnesses 2 X1 X2 X3\n\tgroup  Y-witnesses\tany Y1 Y2 Y3 \n"
        "group X-and-Y all X-witnesses Y-witnesses\n  # another\nquorum X-and-Y\n"
    )
    policy = parse_policy(text)
    assert policy.logs == (LOG.key,)
    for signed, enough in (
        (("X1", "X2", "Y3"), True),
        (("X1", "X2", "X3"), False),
        (("X1", "Y1", "Y2", "Y3"), False),
        ((), False),
    ):
        assert policy.satisfied(signed) == enough


WITNESSES = "".join(f"witness {n} {fixed(n, COSIGNATURE).key.text}\n" for n in "abc")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quorum\n",
        "quorum a\n",
        "quorum none\nquorum none\n",
        "quorum none x\n",
        "quorum g\n" + WITNESSES + "group g 1 a\n",
        WITNESSES + "quorum d\n",
        WITNESSES + "group g 0 a\nquorum g\n",
        WITNESSES + "group g 2 a\nquorum g\n",
        WITNESSES + "group g 01 a\nquorum g\n",
        WITNESSES + "group g some a\nquorum g\n",
        WITNESSES + "group g 1\nquorum none\n",
        WITNESSES + "group g 1 a a\nquorum g\n",
        WITNESSES + "group g 1 g\nquorum g\n",
        WITNESSES + "group g 1 none\nquorum g\n",
        WITNESSES + "group none 1 a\nquorum none\n",
        WITNESSES + "group a 1 b\nquorum a\n",
        WITNESSES + "group g 1 a\ngroup h 1 a\nquorum g\n",
        WITNESSES + f"witness d {fixed('a', COSIGNATURE).key.text}\x00\nquorum none\n",
        WITNESSES + f"witness d {LOG.key.text}\nquorum none\n",
        WITNESSES + f"witness a {fixed('z', COSIGNATURE).key.text}\nquorum none\n",
        f"log {LOG.key.text}\nlog {LOG.key.text}\nquorum none\n",
        f"log {WITNESS.key.text}\nquorum none\n",
        f"log {LOG.key.text}x\nquorum none\n",
        "cosigner a\nquorum none\n",
        "quorum none\r\n",
    ],
)
def test_what_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(Unsound):
        parse_policy(text)


def test_one_key_twice_is_refused_under_any_name() -> None:
    """Two vkeys are duplicate if they wrap the same public key, even with other names."""
    one = witness_key("one")
    twin = SigningKey.of("two", COSIGNATURE, one.seed)
    with pytest.raises(Unsound):
        parse_policy(f"witness a {one.key.text}\nwitness b {twin.key.text}\nquorum none\n")


def test_a_policy_is_made_for_people() -> None:
    others = [witness_key(f"w{n}").key for n in range(3)]
    for quorum, least in ((None, 3), (1, 1), (2, 2), (3, 3)):
        policy = policy_of([LOG.key], others, quorum=quorum)
        for count in range(4):
            for signed in combinations([one.name for one in others], count):
                assert policy.satisfied(signed) == (count >= least)
    assert policy_of([LOG.key], others, quorum=0).satisfied([])
    assert policy_of([LOG.key], []).quorum == "none"
    for wrong in (
        lambda: policy_of([LOG.key], others, quorum=4),
        lambda: policy_of([LOG.key], [*others, others[0]]),
        lambda: policy_of([LOG.key, LOG.key], others),
        lambda: policy_of([others[0]], others),
        lambda: policy_of([LOG.key], [LOG.key]),
    ):
        with pytest.raises(InvalidEvidence):
            wrong()


# Another scheme


def test_another_scheme_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A made-up type of signature: keys, notes and policies of it are read with no other change."""
    kind, raw = 0x7E, b"\x01\x02\x03"

    def toy(key: bytes, message: bytes, signature: bytes) -> bool:
        return signature == key + leaf_hash(message)

    key = Key("toy", key_id("toy", kind, raw), kind, raw)
    with pytest.raises(Unsound, match="not known"):
        parse_key(key.text)
    scheme = Scheme(3, True, lambda name, text, time: f"{name} {time} {text}".encode(), toy)
    monkeypatch.setitem(SCHEMES, kind, scheme)
    assert parse_key(key.text) == key
    made = (5).to_bytes(8, "big") + raw + leaf_hash(f"toy 5 {NOTE.text}".encode())
    note = Note(NOTE.text, (*NOTE.signatures, Signature("toy", key.id, made)))
    assert signed_by(parse_note(str(note)), key) == 5
    assert parse_policy(f"witness toy {key.text}\nquorum toy\n").satisfied(["toy"])
    with pytest.raises(Unsound):
        signed_by(Note(NOTE.text + "\n", note.signatures), key)


def test_ml_dsa_44_fits_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """C2SP tlog-cosignature, type 0x06: the message names the witness and has no other lines."""
    mldsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.mldsa")
    private = mldsa.MLDSA44PrivateKey.generate()
    raw, name = private.public_key().public_bytes_raw(), "witness.example/pq"

    def message(name: str, text: str, time: int) -> bytes:
        origin, size, root = parse_head(text)
        told = b"subtree/v1\n\0" + bytes([len(name.encode())]) + name.encode()
        told += time.to_bytes(8, "big") + bytes([len(origin.encode())]) + origin.encode()
        return told + bytes(8) + size.to_bytes(8, "big") + root

    def verify(key: bytes, message: bytes, signature: bytes) -> bool:
        from cryptography.exceptions import InvalidSignature

        try:
            mldsa.MLDSA44PublicKey.from_public_bytes(key).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    monkeypatch.setitem(SCHEMES, 0x06, Scheme(1312, True, message, verify))
    key = Key(name, key_id(name, 0x06, raw), 0x06, raw)
    time = 1773489600
    signed = time.to_bytes(8, "big") + private.sign(message(name, NOTE.text, time))
    note = Note(NOTE.text, (*NOTE.signatures, Signature(name, key.id, signed)))
    read = parse_checkpoint(str(note)).note
    assert len(signed) == 8 + 2420
    assert verified(read, [LOG.key, WITNESS.key, parse_key(key.text)]) == [
        LOG.key,
        WITNESS.key,
        key,
    ]
    assert signed_by(read, key) == time
    assert parse_policy(f"witness pq {key.text}\nquorum pq\n").witnesses["pq"] == key
    other = Note(NOTE.text.replace("7", "8"), note.signatures)
    with pytest.raises(Unsound):
        signed_by(other, key)
