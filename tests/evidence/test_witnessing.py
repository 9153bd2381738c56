"""Witnesses: what is signed always continues what was signed, whoever asks and whatever happens.

The rules are those of C2SP tlog-witness and tlog-cosignature; the proofs those of RFC 6962.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.errors import CollectifError, InvalidEvidence, InvalidInput
from collectif.evidence.checkpoints import Signer, checkpoints, cosign, head_text, issue
from collectif.evidence.comparing import compared, state_in
from collectif.evidence.declining import Declined
from collectif.evidence.keys import SigningKey, witness_key, write_key
from collectif.evidence.remembering import Memory
from collectif.evidence.requesting import MAX_PROOF, Request, parse_request, request, seen_by
from collectif.evidence.verify import (
    EMPTY_ROOT,
    Checkpoint,
    Note,
    Signature,
    parse_checkpoint,
    root_of,
    signed_by,
)
from collectif.evidence.witnessing import Witness, refuse_unless_continued
from collectif.log.log import Log
from collectif.log.memory import MemoryStore
from collectif.log.merkle import consistency_proof, leaf_hash, tile_roots
from collectif.log.sqlite import SQLiteStore
from collectif.testing.sample import noted, sample_log

ORIGIN = "log.example/a"
LOG_KEY = SigningKey.new(ORIGIN)
WITNESS_KEY = witness_key("witness.example/w")
NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


class History:
    """A tree of leaves that may be signed at any of its sizes."""

    def __init__(self, *leaves: bytes) -> None:
        self.leaves = [leaf_hash(one) for one in leaves]

    def __call__(self, level: int, start: int, stop: int) -> list[bytes]:
        row = self.leaves
        for _ in range(level):
            row = tile_roots(row)
        return row[start:stop]

    def state(self, size: int, *keys: SigningKey) -> Checkpoint:
        root = root_of(self.leaves[:size])
        text = head_text(ORIGIN, size, root)
        signed = tuple(key.signature(text) for key in keys or (LOG_KEY,))
        return Checkpoint(ORIGIN, size, root, Note(text, signed))

    def request(self, old: int, size: int) -> Request:
        proof = consistency_proof(self, old, size) if old else ()
        return Request(old, tuple(proof), self.state(size))


ONE = History(*(b"%d" % n for n in range(40)))
OTHER = History(*(b"%d" % n for n in range(7)), *(b"x%d" % n for n in range(33)))
"""Two histories of one log that part after seven events."""


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Witness]:
    made = witness_at(tmp_path / "w.signed")
    yield made
    made.close()


def witness_at(path: Path, clock: Callable[[], datetime] = lambda: NOON) -> Witness:
    return Witness(WITNESS_KEY, Memory(path), trusted=[LOG_KEY.key], clock=clock)


def code(witness: Witness, asked: Request) -> str:
    try:
        witness.cosign(asked)
    except Declined as declined:
        return declined.code
    return "signed"


# What is signed


def test_a_witness_signs_what_grew(witness: Witness) -> None:
    """From nothing, from itself, and from there on; with the time of its clock."""
    for old, size in ((0, 3), (3, 3), (3, 8), (8, 40)):
        asked = ONE.request(old, size)
        line = witness.cosign(asked)
        whole = Note(asked.checkpoint.note.text, (*asked.checkpoint.note.signatures, line))
        assert signed_by(whole, WITNESS_KEY.key) == int(NOON.timestamp())
        assert signed_by(whole, LOG_KEY.key) == 0
        kept = witness.memory.latest(ORIGIN)
        assert kept is not None
        assert kept.note == whole


def test_a_log_without_events_may_be_witnessed(witness: Witness) -> None:
    """Special case of tlog-witness: from size 0 nothing is to be proved."""
    assert [code(witness, ONE.request(0, size)) for size in (0, 0, 5)] == ["signed"] * 3
    empty = head_text(ORIGIN, 0, root_of([b"x" * 32]))
    note = Note(empty, (LOG_KEY.signature(empty),))
    with pytest.raises(InvalidEvidence, match="without events"):
        parse_request(f"old 0\n\n{note}")


def test_signatures_of_strangers_are_left_out(witness: Witness) -> None:
    """tlog-witness: signatures from unknown keys are ignored."""
    state = ONE.state(4, SigningKey.new(ORIGIN), LOG_KEY, SigningKey.new("stranger"))
    witness.cosign(Request(0, (), state))
    kept = witness.memory.latest(ORIGIN)
    assert kept is not None
    assert [one.id for one in kept.note.signatures] == [LOG_KEY.key.id, WITNESS_KEY.key.id]


def test_each_log_has_its_own_memory(tmp_path: Path) -> None:
    other = SigningKey.new("other.example")
    witness = Witness(
        WITNESS_KEY, Memory(tmp_path / "m"), trusted=[LOG_KEY.key, other.key], clock=lambda: NOON
    )
    text = head_text("other.example", 2, root_of(OTHER.leaves[:2]))
    state = Checkpoint("other.example", 2, b"", Note(text, (other.signature(text),)))
    assert code(witness, ONE.request(0, 9)) == "signed"
    assert code(witness, Request(0, (), parse_checkpoint(str(state.note)))) == "signed"
    latest = [witness.memory.latest(name) for name in (ORIGIN, "other.example", "third")]
    assert [one and one.size for one in latest] == [9, 2, None]
    witness.close()


# What is not


@given(st.data())
@settings(deadline=None, max_examples=30)
def test_whatever_is_asked_what_was_signed_is_one_history(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Two histories, true and false proofs, in any order: the signed states lie on one of them."""
    witness = witness_at(tmp_path_factory.mktemp("w") / "w.signed")
    signed = list[Checkpoint]()
    for _ in range(data.draw(st.integers(1, 8))):
        history = data.draw(st.sampled_from([ONE, OTHER]))
        size = data.draw(st.integers(0, 12))
        old = data.draw(
            st.sampled_from([signed[-1].size if signed else 0, data.draw(st.integers(0, size))])
        )
        asked = history.request(min(old, size), size)
        if data.draw(st.booleans()) and asked.proof:
            asked = asked._replace(proof=asked.proof[: data.draw(st.integers(0, 2))])
        before = witness.memory.latest(ORIGIN)
        if code(witness, asked) == "signed":
            signed.append(asked.checkpoint)
        else:
            assert witness.memory.latest(ORIGIN) == before
    sizes = [one.size for one in signed]
    assert sizes == sorted(sizes)
    assert any(
        all(one.root == root_of(history.leaves[: one.size]) for one in signed)
        for history in (ONE, OTHER)
    )
    witness.close()


def test_a_witness_that_believed_every_proof_would_sign_two_histories(
    witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The law above can fail: without the proof it does."""
    monkeypatch.setattr("collectif.evidence.witnessing._continues", lambda *_: True)
    assert code(witness, ONE.request(0, 9)) == "signed"
    assert code(witness, OTHER.request(9, 12)) == "signed"


def test_each_code_has_its_case(witness: Witness) -> None:
    assert code(witness, ONE.request(0, 9)) == "signed"
    forged = Request(9, (), ONE.state(9, SigningKey.new(ORIGIN)))
    strange = forged._replace(checkpoint=forged.checkpoint._replace(origin="stranger"))
    damaged = ONE.request(9, 20)
    asked = {
        "fork": OTHER.request(9, 9),
        "behind": ONE.request(3, 8),
        "since": ONE.request(8, 20),
        "unproved": damaged._replace(proof=(b"x" * 32, *damaged.proof[1:])),
        "unsigned": forged,
        "unknown": strange,
        "signed": damaged,
    }
    assert {name: code(witness, one) for name, one in asked.items()} == {n: n for n in asked}


def test_what_is_declined_is_said_in_both_languages() -> None:
    """Three sentences each, with the same details, and English where an error is told."""
    state = ONE.state(5)
    for name in ("unknown", "unsigned", "fork", "behind", "since", "unproved"):
        told = Declined(name, known=ONE.state(3), asked=state, old=2)
        assert isinstance(told, CollectifError)
        assert told.in_words("en") == (told.what, told.why, told.mend)
        for lang in ("en", "fr"):
            assert all(one.endswith(".") and "{" not in one for one in told.in_words(lang))
        assert told.in_words("fr") != told.in_words("en")


def test_a_false_signature_of_the_log_is_no_state(witness: Witness) -> None:
    state = ONE.state(4)
    (line,) = state.note.signatures
    broken = Signature(line.name, line.id, bytes([line.raw[0] ^ 1]) + line.raw[1:])
    note = Note(state.note.text, (broken,))
    with pytest.raises(InvalidEvidence, match="false"):
        witness.cosign(Request(0, (), state._replace(note=note)))
    assert witness.memory.latest(ORIGIN) is None


def test_a_clock_before_1970_is_not_believed(tmp_path: Path) -> None:
    witness = witness_at(tmp_path / "w", clock=lambda: datetime(1969, 7, 20, tzinfo=UTC))
    with pytest.raises(InvalidInput, match="before 1970"):
        witness.cosign(ONE.request(0, 4))
    assert witness.memory.latest(ORIGIN) is None
    witness.close()


def test_a_clock_that_jumps_is_recorded_as_read(tmp_path: Path) -> None:
    """Order is that of sizes; the time is what the clock of the witness says, and no more."""
    moments = [NOON, NOON.replace(year=1999), NOON.replace(year=2150)]
    times = iter(moments)
    witness = witness_at(tmp_path / "w", clock=lambda: next(times))
    for old, size, moment in zip((0, 3, 5), (3, 5, 9), moments, strict=True):
        note = Note(ONE.state(size).note.text, (witness.cosign(ONE.request(old, size)),))
        assert signed_by(note, WITNESS_KEY.key) == int(moment.timestamp())
    witness.close()


def test_a_log_key_does_not_witness(tmp_path: Path) -> None:
    with pytest.raises(InvalidEvidence, match="cannot witness"):
        Witness(LOG_KEY, Memory(tmp_path / "w"), trusted=[LOG_KEY.key])


def test_a_witness_key_is_no_key_of_a_log(tmp_path: Path) -> None:
    """Even one with the name of the log."""
    named = witness_key(ORIGIN)
    text = head_text(ORIGIN, 1, root_of(ONE.leaves[:1]))
    state = Checkpoint(
        ORIGIN, 1, root_of(ONE.leaves[:1]), Note(text, (named.signature(text, time=1),))
    )
    witness = Witness(WITNESS_KEY, Memory(tmp_path / "w"), trusted=[named.key])
    assert code(witness, Request(0, (), state)) == "unknown"
    witness.close()


# The race of tlog-witness: two requests at once


def test_of_two_requests_at_once_one_is_judged_by_what_the_other_left(tmp_path: Path) -> None:
    """The race that tlog-witness names: A of N, B of N + K; in any order, K leaves are never lost.

    Both threads have a connection of their own, and are let go together.
    """
    for turn in range(8):
        path = tmp_path / f"{turn}.signed"
        first = witness_at(path)
        first.cosign(ONE.request(0, 4))
        first.close()
        start, found = threading.Barrier(2), dict[int, str]()

        def ask(size: int, path: Path = path, start: threading.Barrier = start,
                found: dict[int, str] = found) -> None:  # fmt: skip
            witness = witness_at(path)
            asked = ONE.request(4, size)
            start.wait()
            found[size] = code(witness, asked)
            witness.close()

        threads = [threading.Thread(target=ask, args=(size,)) for size in (20, 30)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert sorted(found.values()) in (["behind", "signed"], ["signed", "since"])
        (largest,) = [size for size, told in found.items() if told == "signed"]
        last = Memory(path)
        kept = last.latest(ORIGIN)
        assert kept is not None
        assert kept.size == largest
        last.close()


def test_without_the_transaction_the_race_rolls_leaves_back(tmp_path: Path) -> None:
    """The test above can fail: checked outside the lock, both are signed and the smaller stays."""
    path = tmp_path / "w.signed"
    memory = Memory(path)
    memory.keep(ORIGIN, lambda _: ONE.state(4))
    latest = memory.latest(ORIGIN)
    for size in (30, 20):  # both were judged before either was kept
        refuse_unless_continued(ONE.request(4, size), latest)
    for size in (30, 20):
        memory.keep(ORIGIN, lambda _, size=size: ONE.state(size))  # type: ignore[misc]
    kept = memory.latest(ORIGIN)
    assert kept is not None
    assert kept.size == 20
    memory.close()


RACER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from collectif.evidence.declining import Declined
from collectif.evidence.requesting import parse_request
from collectif.evidence.verify import parse_key
from collectif.evidence.witnessing import Witness

key, trust, asked = sys.argv[1:]
witness = Witness.at(Path(key), trusted=[parse_key(trust)])
made = parse_request(Path(asked).read_text("utf-8"))
print("ready", flush=True)
sys.stdin.readline()
try:
    witness.cosign(made)
    print("signed")
except Declined as declined:
    print(declined.code)
"""


def test_two_processes_with_one_key_never_sign_two_histories(tmp_path: Path) -> None:
    """One is shown one history, one the other, at the same moment: one signs."""
    write_key(WITNESS_KEY, tmp_path / "w.key")
    for name, history in (("one", ONE), ("other", OTHER)):
        (tmp_path / name).write_text(str(history.request(0, 20)), "utf-8")
    for turn in range(2):
        (tmp_path / "w.key.signed").unlink(missing_ok=True)
        racers = [racer(tmp_path, name) for name in ("one", "other")]
        for one in racers:
            assert one.stdout is not None
            assert one.stdout.readline() == "ready\n"
        told = sorted(one.communicate("go\n", timeout=120)[0].strip() for one in racers)
        assert told == ["fork", "signed"], turn


def racer(folder: Path, name: str) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", RACER, folder / "w.key", LOG_KEY.key.text, folder / name]
    return subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )


# A signer that dies


def dying(folder: Path, at: str) -> None:
    """Sign in another process, which is killed at a point of the way."""
    code = f"""
import os, signal
from pathlib import Path
from collectif.evidence.checkpoints import Signer, issue
from collectif.evidence.remembering import Memory
from collectif.log.sqlite import SQLiteStore
from collectif.testing.sample import sample_log

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

if {at!r} == "before the commit":
    put = __import__("collectif.log.files", fromlist=["File"]).File.put
    def put_and_die(self, statement, rows):
        put(self, statement, rows)
        if "latest" in statement:
            die()
    __import__("collectif.log.files", fromlist=["File"]).File.put = put_and_die
log = sample_log(SQLiteStore(Path({str(folder / "log.db")!r})))
if {at!r} == "before the log keeps it":
    log.store.keep_note = die
issue(log, Signer.at(Path({str(folder / "log.key")!r})))
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=120)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nothing is killed like this here")
@pytest.mark.parametrize(
    ("at", "remembered"), [("before the commit", False), ("before the log keeps it", True)]
)
def test_a_signer_that_is_killed_never_contradicts_itself(
    tmp_path: Path, at: str, remembered: bool
) -> None:
    """Killed before it remembered, nothing left it; killed after, it signs the same state again."""
    write_key(LOG_KEY, tmp_path / "log.key")
    log = sample_log(SQLiteStore(tmp_path / "log.db"))
    log.append([noted(n) for n in range(3)])
    log.close()
    dying(tmp_path, at)

    signer = Signer.at(tmp_path / "log.key")
    latest = signer.memory.latest(ORIGIN)
    assert (latest is not None) == remembered
    log = sample_log(SQLiteStore(tmp_path / "log.db"))
    assert checkpoints(log) == ()
    again = issue(log, signer)
    assert latest in (None, again)
    assert checkpoints(log) == (again,)
    log.close()

    rewritten = sample_log(MemoryStore())
    rewritten.append([noted(n + 1) for n in range(3)])
    with pytest.raises(CollectifError, match="not those that were signed"):
        signer.sign(rewritten)
    signer.close()


def test_two_processes_sign_no_two_histories_of_a_log(tmp_path: Path) -> None:
    """Two copies of a log that went apart, one key: the second to sign is refused."""
    memory = tmp_path / "k.signed"
    logs = [grown(3), grown(3, 1)]
    start, told = threading.Barrier(2), list[str]()

    def sign(log: Log) -> None:
        signer = Signer([LOG_KEY], Memory(memory))
        start.wait()
        try:
            signer.sign(log)
            told.append("signed")
        except CollectifError as error:
            told.append(type(error).__name__)
        signer.close()

    threads = [threading.Thread(target=sign, args=(log,)) for log in logs]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == ["Contradiction", "signed"]


def grown(count: int, first: int = 0) -> Log:
    log = sample_log(MemoryStore())
    log.append([noted(n + first) for n in range(count)])
    return log


def test_a_signer_refuses_a_shorter_and_a_rewritten_log(tmp_path: Path) -> None:
    signer = Signer([LOG_KEY], Memory(tmp_path / "k.signed"))
    assert signer.sign(grown(5)).size == 5
    with pytest.raises(CollectifError, match=r"2 event\(s\) are missing: 3 to 4"):
        signer.sign(grown(3))
    with pytest.raises(CollectifError, match="not those that were signed"):
        signer.sign(grown(9, 1))
    assert signer.sign(grown(9)).size == 9
    signer.close()


# Letters


@given(st.integers(0, 40), st.integers(0, 40))
@settings(deadline=None)
def test_a_request_is_read_as_it_was_written(one: int, other: int) -> None:
    asked = ONE.request(min(one, other), max(one, other))
    assert parse_request(str(asked)) == asked


@given(st.data())
@settings(deadline=None, max_examples=200)
def test_any_change_of_a_request_is_refused_or_reads_as_written(data: st.DataObject) -> None:
    """One spelling: what is read is written as the same text again."""
    text = str(ONE.request(7, 33))
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from(list("0159aZ+/= \n\r\t—o\u0661")))
    changed = data.draw(
        st.sampled_from(
            [
                text[:at] + letter + text[at + 1 :],
                text[:at] + letter + text[at:],
                text[:at] + text[at + 1 :],
            ]
        )
    )
    try:
        found = parse_request(changed)
    except InvalidEvidence:
        return
    assert str(found) == changed


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("old 7", "old 07"),
        ("old 7", "old +7"),
        ("old 7", "old -7"),
        ("old 7", "old  7"),
        ("old 7", "old 7 "),
        ("old 7", "old 7\r"),
        ("old 7", "old ٧"),
        ("old 7", "old 0x7"),
        ("old 7", "Old 7"),
        ("old 7", "old 34"),
        ("old 7", "old 9223372036854775808"),
        ("old 7", "old 99999999999999999999"),
        ("old 7\n", "old 7\n\n"),
        ("old 7", "old 0"),
        ("\n33\n", "\n033\n"),
    ],
)
def test_what_is_not_spelled_as_a_request_is_none(before: str, after: str) -> None:
    text = str(ONE.request(7, 33))
    assert before in text
    with pytest.raises(InvalidEvidence):
        parse_request(text.replace(before, after, 1))


def test_a_proof_of_63_hashes_is_read_and_one_more_is_not() -> None:
    """tlog-witness: the client MUST NOT send more than 63 consistency proof lines."""
    asked = ONE.request(7, 33)
    longest = asked._replace(proof=(EMPTY_ROOT,) * MAX_PROOF)
    assert parse_request(str(longest)) == longest
    with pytest.raises(InvalidEvidence):
        parse_request(str(asked._replace(proof=(EMPTY_ROOT,) * (MAX_PROOF + 1))))


@given(st.text(st.characters(codec="utf-8"), max_size=200) | st.binary(max_size=200).map(repr))
@settings(deadline=None)
def test_any_text_is_a_request_or_is_refused(text: str) -> None:
    for one in (text, f"old 0\n\n{text}", f"old 1\n{text}\n\n{ONE.state(3).note}"):
        try:
            parse_request(one)
        except InvalidEvidence:
            continue


# From the log and back


def test_a_log_asks_from_where_the_witness_is(tmp_path: Path) -> None:
    log, signer = grown(3), Signer([LOG_KEY], Memory(tmp_path / "k"))
    witness = witness_at(tmp_path / "w")
    assert seen_by(log, WITNESS_KEY.key) == 0
    for _ in range(3):
        issue(log, signer)
        asked = request(log, since=seen_by(log, WITNESS_KEY.key))
        line = witness.cosign(parse_request(str(asked)))
        cosign(log, [line.line.rstrip("\n")], witnesses=[WITNESS_KEY.key])
        assert seen_by(log, WITNESS_KEY.key) == log.size
        log.append([noted(n) for n in range(4)])
    assert [len(one.note.signatures) for one in checkpoints(log)] == [2, 2, 2]
    signer.close()
    witness.close()


def test_states_are_found_in_notes_and_requests() -> None:
    asked = ONE.request(3, 9)
    for text in (str(asked), str(asked.checkpoint.note)):
        assert state_in(text, trusted=[LOG_KEY.key]) == asked.checkpoint
    with pytest.raises(InvalidEvidence):
        state_in(str(asked), trusted=[SigningKey.new(ORIGIN).key])


@given(st.sampled_from([ONE, OTHER]), st.sampled_from([ONE, OTHER]), st.data())
@settings(deadline=None)
def test_two_notes_prove_a_fork_where_histories_parted(
    one: History, other: History, data: st.DataObject
) -> None:
    sizes = [data.draw(st.integers(0, 15)) for _ in "ab"]
    verdict = compared(one.state(sizes[0]), other.state(sizes[1]))
    if sizes[0] != sizes[1]:
        assert verdict == "sizes"
    else:
        assert verdict == ("fork" if one is not other and sizes[0] > 7 else "same")
