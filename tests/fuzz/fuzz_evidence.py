"""This module is about everything that reads evidence of strangers: one entry each, as elsewhere.

`verify.py` refuses with `Unsound`, one sentence in two languages. Besides, three laws are asked:
what is read is written back byte for byte; a signature is only ever found on what was signed; and
what a verdict calls proved is what the room recorded.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from datetime import date
from functools import cache
from pathlib import Path

import fuzz_seeds as seeds
from fuzz_running import MOST_SAID, Parser, hold, text_of
from fuzz_signed import FILES, KEYS, LOG, WITNESS, Signed, signed
from fuzz_sqlite import CHANGES as PAGES
from fuzz_sqlite import hostile_logs

from collectif.acts.retention import Schedule
from collectif.errors import CollectifError, InvalidInput, InvalidJSON
from collectif.evidence import verify as alone
from collectif.evidence.checkpoints import cosign
from collectif.evidence.comparing import state_in
from collectif.evidence.keys import SigningKey
from collectif.evidence.letters import read_letter
from collectif.evidence.policies import format_policy
from collectif.evidence.remembering import Memory
from collectif.evidence.requesting import parse_request
from collectif.evidence.verify import Checkpoint, Note, Trust, Unsound
from collectif.evidence.witnessing import Witness
from collectif.keeping.salvaging import salvage
from collectif.log.log import Log
from collectif.log.memory import MemoryStore
from collectif.log.sqlite import SQLiteStore
from collectif.record import canonical, disclosure

SCHEDULE = """\
[[keep]]
types = ["comment-made", "objection-raised"]
for = "2 years"

[[keep]]
types = ["wish-posted"]
fields = ["signature"]
for = "90 days"
"""

TRUST = Trust(keys=(LOG.key,))


def read_verifier_key(body: bytes) -> None:
    said = text_of(body)
    hold(alone.parse_key(said).text == said, "a verifier key has one spelling")


def read_note(body: bytes) -> None:
    said = text_of(body)
    hold(str(alone.parse_note(said)) == said, "a note has one spelling")


def read_signature(body: bytes) -> None:
    said = text_of(body)
    hold(alone.parse_signature(said).line == f"{said}\n", "a signature line has one spelling")


def read_checkpoint(body: bytes) -> None:
    said = text_of(body)
    found = alone.parse_checkpoint(said)
    hold(str(found.note) == said, "a checkpoint has one spelling")
    _hold_signed(found.note)


def read_checkpoints(body: bytes) -> None:
    said = text_of(body)
    found = alone.parse_checkpoints(said)
    hold("\n".join(str(one.note) for one in found) == said, "checkpoints have one spelling")


def read_receipt(body: bytes) -> None:
    said = text_of(body)
    hold(str(alone.parse_receipt(said)) == said, "a receipt has one spelling")


def check_receipt(body: bytes) -> None:
    """Check a receipt as `verify.py` does for whoever runs it."""
    _written_to("receipt", body)
    told = _verdict("receipt")
    for one in told["proved"]:
        if one["code"] == "event":
            genuine = {seq: json.loads(event)["id"] for seq, event in enumerate(signed().events)}
            hold(genuine[one["seq"]] == one["id"], "a proved event is one that was recorded")


def read_policy(body: bytes) -> None:
    policy = alone.parse_policy(text_of(body))
    hold(alone.parse_policy(format_policy(policy)) == policy, "what is written reads back")
    policy.satisfied(policy.witnesses)


def read_words(body: bytes) -> None:
    said = text_of(body)
    alone.digest_of(said)
    with suppress(InvalidInput):
        name = disclosure.opened(said)[0]
        hold(alone.opened(said)[0] == name, "what the library opens, verify.py opens")
        return
    alone.opened(said)
    hold(len(said) > disclosure.MAX_DISCLOSURE, "what the library refuses, verify.py refuses")


def read_said(body: bytes) -> None:
    try:
        value = canonical.accept(body)
    except InvalidJSON:
        with suppress(ValueError):
            alone.said(body)
            hold(False, "what the library refuses, verify.py refuses")
        raise
    hold(alone.said(body) == value, "what the library accepts, verify.py accepts")


def check_bundle(body: bytes) -> None:
    """Check a folder; sums that a stranger left out are written anew, as a stranger could."""
    files = dict(seeds.parts(body, FILES))
    shutil.rmtree("bundle", ignore_errors=True)
    for name, content in files.items():
        _written_to(f"bundle/{name}", content)
    if "SHA256SUMS" not in files:
        sums = (f"{hashlib.sha256(one).hexdigest()}  {name}\n" for name, one in files.items())
        _written_to("bundle/SHA256SUMS", "".join(sums).encode())
    told = _verdict("bundle")
    sizes = [one["size"] for one in told["proved"] if one["code"] == "checkpoint"]
    if told["sound"] and sizes:
        _hold_recorded(files["events.jsonl"], max(sizes))


def read_request(body: bytes) -> None:
    said = text_of(body)
    hold(str(parse_request(said)) == said, "a request has one spelling")


def read_state(body: bytes) -> None:
    """Read a file that came by mail: a note, a receipt or a request."""
    found = state_in(read_letter(_written_to("letter", body), mailed=True), trusted=KEYS)
    _hold_signed(found.note)
    hold(found.note.text in _texts(), "what is read was signed")


def answer(body: bytes) -> None:
    """Take in what a witness answered."""
    log = _log_of(signed().notes[0])
    found = cosign(log, text_of(body).split("\n"), witnesses=[WITNESS.key])
    hold(alone.signed_by(found.note, WITNESS.key) is not None, "what is kept was signed")


def witness(body: bytes) -> None:
    """Be asked by a stranger to sign, with a memory that holds nothing yet."""
    for path in Path().glob("memory*"):
        path.unlink()
    asked = parse_request(text_of(body))
    asking = Witness(WITNESS, Memory(Path("memory")), trusted=[LOG.key])
    try:
        asking.cosign(asked)
    finally:
        asking.close()
    hold(asked.checkpoint.note.text in _texts(), "what is cosigned was signed")


def read_schedule(body: bytes) -> None:
    schedule = Schedule.parsed(body.decode("utf-8-sig", "replace"))
    for day in (date.min, date(2024, 2, 29), date.max):
        schedule.due("e", "comment-made", day, ["/text"], on=day)  # type: ignore[arg-type]


def read_signing_key(body: bytes) -> None:
    said = text_of(body)
    hold(SigningKey.parsed(said).text.rstrip("\n") == said.rstrip("\n"), "a key has one spelling")


def salvage_log(body: bytes) -> None:
    """Save what a damaged file of a stranger holds; what is saved verifies."""
    for path in (*Path().glob("room.*"), *Path().glob("saved*")):
        path.unlink()
    for name, content in seeds.parts(body, ("room.db", "room.private.db")).items():
        _written_to(name, content)
    done = salvage(Path("room.db"), Path("saved.db"))
    log = Log(SQLiteStore("saved.db", read_only=True))
    try:
        report = log.verify()
        hold(report.sound and report.size == done.size, "what is saved verifies")
    finally:
        log.close()


def _verdict(path: str) -> dict[str, object]:
    """Run `verify.py` on something, and return the verdict; raise `Unsound` if it refuses."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = alone.main([path, "--key", LOG.key.text, "--format", "json"])
    hold(status in (0, 1, 2), f"exit status {status}")
    if status == 2:
        told = err.getvalue()
        hold(told.startswith("verify: ") and told.endswith(".\n"), "a refusal is a sentence")
        hold(len(told) < MOST_SAID, "a refusal is short")
        raise Unsound("unreadable", what="it", why="verify.py says so")
    verdict: dict[str, object] = json.loads(out.getvalue())
    hold(verdict["sound"] == (status == 0), "the exit status says whether it is sound")
    for finding in verdict["findings"]:
        hold(len(finding["what"]) < MOST_SAID, "a finding is short")
    return verdict


def _hold_signed(note: Note) -> None:
    """Raise if a key is found to have signed what it did not."""
    for key in KEYS:
        with suppress(Unsound):
            if alone.signed_by(note, key) is not None:
                hold(note.text in _texts(), "what is said to be signed was signed")


def _hold_recorded(events: bytes, size: int) -> None:
    lines, genuine = events.split(b"\n")[:-1], signed().events
    first = json.loads(lines[0])["seq"] if lines else 0
    hold(tuple(lines)[: size - first] == genuine[first:size], "what is sound was recorded")


@cache
def _texts() -> frozenset[str]:
    return frozenset(alone.parse_note(one).text for one in signed().notes)


def _log_of(note: str) -> Log:
    checkpoint: Checkpoint = alone.parse_checkpoint(note)
    store = MemoryStore()
    store.keep_note(checkpoint.size, note)
    return Log(store)


def _written_to(name: str, body: bytes) -> Path:
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(body)
    return path


def _said_well(read: Callable[[bytes], object]) -> Callable[[bytes], object]:
    """Let a reader's `Unsound` be one short sentence in both languages."""

    def reading(body: bytes) -> object:
        try:
            return read(body)
        except Unsound as error:
            for said in map(error.told, ("en", "fr")):
                hold(said.endswith(".") and len(said) < MOST_SAID, "a refusal is a short sentence")
            raise

    return reading


def _parser(
    name: str,
    read: Callable[[bytes], object],
    pieces: Callable[[Signed], object],
    **how: object,
) -> Parser:
    """Return an entry whose seeds are pieces of the signed room: one text or several."""

    def found() -> list[bytes]:
        piece = pieces(signed())
        several = [piece] if isinstance(piece, str | bytes) else list(piece)  # type: ignore[call-overload]
        return [one if isinstance(one, bytes) else one.encode() for one in several]

    refuses = (CollectifError, Unsound)
    return Parser(
        name=name, read=_said_well(read), seeds=found, refuses=refuses, **{"share": 6, **how}
    )  # type: ignore[arg-type]


def _unsealed(files: bytes) -> bytes:
    return files[: files.index(seeds.MARK + b"SHA256SUMS")]


EVIDENCE: tuple[Parser, ...] = (
    _parser("verifier-key", read_verifier_key, lambda s: [key.text for key in KEYS]),
    _parser("note", read_note, lambda s: s.notes),
    _parser("signature", read_signature, lambda s: s.answer.rstrip("\n")),
    _parser("checkpoint", read_checkpoint, lambda s: s.notes, share=2),
    _parser("checkpoints", read_checkpoints, lambda s: "\n".join(s.notes)),
    _parser("receipt", read_receipt, lambda s: s.receipts),
    _parser("check-receipt", check_receipt, lambda s: s.receipts, share=0.5),
    _parser("policy", read_policy, lambda s: s.policy),
    _parser("verify-words", read_words, lambda s: s.disclosures),
    _parser("verify-event", read_said, lambda s: s.events),
    _parser(
        "bundle",
        check_bundle,
        lambda s: [*s.bundle, *map(_unsealed, s.bundle)],
        share=0.5,
        seconds=10,
    ),
    _parser("request", read_request, lambda s: s.request, share=4),
    _parser("letter", read_state, lambda s: [*s.notes, *s.receipts, s.request], share=0.5),
    _parser("answer", answer, lambda s: s.answer, share=0.5),
    _parser("witness", witness, lambda s: s.request, share=0.3),
    _parser("schedule", read_schedule, lambda s: SCHEDULE, share=4),
    _parser("signing-key", read_signing_key, lambda s: [LOG.text, WITNESS.text]),
    Parser(
        name="salvage",
        read=salvage_log,
        seeds=hostile_logs,
        changes=PAGES,
        share=0.02,
        seconds=30,
    ),
)
"""What is read of evidence; `verify.py` alone, and what stands on it."""
