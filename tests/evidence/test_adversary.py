"""An operator who lies, against `verify.py`: what it must not be talked into."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest

import collectif
from collectif.evidence import verify as alone
from collectif.evidence.checkpoints import head_text
from collectif.evidence.keys import SigningKey, witness_key
from collectif.exchange.bundle import export_bundle
from collectif.exchange.registry import Terms
from collectif.record.disclosure import disclose

ORIGIN = "lachine.example/essai"


def codes(verdict):
    """The codes of findings, and those of what was proved and was not."""
    told = ([code for code, _ in notes] for notes in (verdict.proved, verdict.unproved))
    return [finding.code for finding in verdict.findings], *told


def event(seq, type="wish-posted", **data):
    """The bytes of an event that somebody made up."""
    return {
        "format": 1, "seq": seq, "id": f"e{seq}", "type": type, "version": 1, "source": "LIVE",
        "occurred": "2026-03-14T12:00:00Z", "recorded": "2026-03-14T12:00:00Z", "data": data,
    }  # fmt: skip


def noted(text, *signatures):
    return str(alone.Note(text, signatures))


def spelled(told):
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.fixture
def forged(tmp_path, sealed_again):
    """Writes a bundle of made up events, with states signed by whichever key."""

    def write(events, *, signed=(), words=(), policy="", name="forged"):
        folder = tmp_path / name
        folder.mkdir()
        bodies = [spelled(one) for one in events]
        leaves = [alone.leaf_hash(body) for body in bodies]
        notes = []
        for size, *keys in signed:
            text = head_text(keys[0].key.name, size, alone.root_of(leaves[:size]))
            notes.append(noted(text, *(key.signature(text, time=1_800_000_000) for key in keys)))
        files = {
            "events.jsonl": b"".join(body + b"\n" for body in bodies),
            "leaves.txt": b"".join(b64encode(leaf) + b"\n" for leaf in leaves),
            "checkpoints.txt": "\n".join(notes).encode(),
            "disclosures.txt": "".join(f"{one}\n" for one in words).encode(),
        }
        for one, content in (files | ({"policy.txt": policy.encode()} if policy else {})).items():
            (folder / one).write_bytes(content)
        sealed_again(folder)
        return folder

    return write


@pytest.fixture(scope="module")
def log():
    return SigningKey.new(ORIGIN)


@pytest.fixture(scope="module")
def thief():
    return SigningKey.new(ORIGIN)


class TestWhoSigned:
    def test_keys_that_came_with_the_files_prove_nobody(self, forged, thief):
        """A thief's key in `policy.txt` reads as somebody's, never as the log's own."""
        seen = witness_key("commune.example/greffe")
        policy = f"log {thief.key.text}\nwitness greffe {seen.key.text}\nquorum greffe\n"
        folder = forged([event(0)], signed=[(1, thief, seen)], policy=policy)
        verdict = alone.check_bundle(folder, alone.Trust())
        wrong, proved, open_ = codes(verdict)
        assert (wrong, {"keys", "views"} <= set(open_)) == ([], True)
        assert {"own-checkpoint", "own-witness"} <= set(proved)
        assert {"checkpoint", "witness"}.isdisjoint(proved)
        for lang, said in (("en", "calls itself"), ("fr", "se dit")):
            told = "\n".join(verdict.told(lang))
            assert told.count(said) == 2

    def test_a_rotation_that_the_old_key_never_signed_hands_over_nothing(self, forged, log, thief):
        """Whoever holds the files appends a rotation to a key of theirs and signs with it."""
        first = event(0, "key-rotated", key=log.key.text)
        stolen = event(2, "key-rotated", key=thief.key.text, replaces=log.key.text)
        folder = forged([first, event(1), stolen], signed=[(2, log), (3, thief)])
        found = alone.check_bundle(folder, alone.Trust(keys=(log.key,)))
        assert codes(found)[0] == ["unsigned"]
        both = forged([first, event(1), stolen], signed=[(2, log), (3, thief, log)], name="both")
        assert codes(alone.check_bundle(both, alone.Trust(keys=(log.key,))))[0] == []

    def test_a_policy_without_the_log_does_not_silence_its_witnesses(self, forged, log):
        """A policy that names witnesses alone still asks for them, and for a key of the log."""
        seen = witness_key("commune.example/greffe")
        policy = alone.parse_policy(f"witness greffe {seen.key.text}\nquorum greffe\n")
        folder = forged([event(0)], signed=[(1, log)])
        found = alone.check_bundle(folder, alone.Trust(policy=policy))
        assert set(codes(found)[0]) == {"keyless", "quorum"}

    def test_nothing_signed_is_not_what_was_asked_for(self, forged, log):
        """Who gives a key or a policy is not told that all is well where nothing was signed."""
        folder = forged([event(0)])
        policy = alone.parse_policy(f"log {log.key.text}\nquorum none\n")
        for trust in (alone.Trust(keys=(log.key,)), alone.Trust(policy=policy)):
            assert codes(alone.check_bundle(folder, trust))[0] == ["bare"]
        wrong, _, open_ = codes(alone.check_bundle(folder, alone.Trust()))
        assert (wrong, {"unsigned", "keys"} <= set(open_)) == ([], True)

    def test_a_state_that_nobody_signed_accuses_nobody(self, forged, log, thief):
        """A forged old checkpoint is no proof of two histories."""
        folder = forged([event(0)], signed=[(1, log)])
        text = head_text(ORIGIN, 1, b"x" * 32)
        planted = alone.parse_checkpoint(noted(text, thief.signature(text)))
        found = alone.check_bundle(folder, alone.Trust(keys=(log.key,), known=(planted,)))
        assert codes(found)[0] == ["root", "unsigned"]
        true = alone.parse_checkpoint(noted(text, log.signature(text)))
        found = alone.check_bundle(folder, alone.Trust(keys=(log.key,), known=(true,)))
        assert codes(found)[0] == ["root", "fork"]


class TestWhatWasSigned:
    def test_a_receipt_holds_the_record_to_the_state_that_it_was_given_with(self, forged, log):
        """My event is where it was, and another one before it was changed."""
        shown = forged([event(0), event(1), event(2)], signed=[(2, log)], name="shown")
        state = alone.parse_checkpoint((shown / "checkpoints.txt").read_text("utf-8"))
        before = alone.leaf_hash(spelled(event(0)))
        mine = alone.Receipt(spelled(event(1)), (), 1, (before,), state)
        trust = alone.Trust(keys=(log.key,))
        assert codes(alone.check_bundle(shown, trust, [mine]))[0] == []
        rewritten = forged([event(0, wish="x"), event(1), event(2)], signed=[(3, log)])
        assert codes(alone.check_bundle(rewritten, trust, [mine]))[0] == ["root"]
        cut = forged([event(0)], signed=[(1, log)], name="cut")
        assert "short" in codes(alone.check_bundle(cut, trust, [mine]))[0]

    def test_events_after_the_last_state_are_said_to_be_uncovered(self, forged, log):
        """Whoever appends to files that were signed cannot lean on that signature."""
        folder = forged([event(n) for n in range(5)], signed=[(2, log)])
        found = alone.check_bundle(folder, alone.Trust(keys=(log.key,)))
        assert ("uncovered", {"first": 2, "last": 4}) in found.unproved
        whole = forged([event(n) for n in range(5)], signed=[(5, log)], name="whole")
        found = alone.check_bundle(whole, alone.Trust(keys=(log.key,)))
        assert "uncovered" not in codes(found)[2]

    def test_a_policy_that_the_sums_leave_out(self, forged, log, sealed_again):
        """Every file that is read is one that the sums name."""
        folder = forged([event(0)], signed=[(1, log)])
        (folder / "policy.txt").write_text(f"log {log.key.text}\nquorum none\n")
        assert "file" in codes(alone.check_bundle(folder, alone.Trust()))[0]
        sealed_again(folder)
        assert codes(alone.check_bundle(folder, alone.Trust()))[0] == []

    def test_an_unsigned_log_can_be_given_out(self, tmp_path):
        """Its bundle reads as one of which nothing was signed, and not as a broken one."""
        with collectif.open(tmp_path / "log.db") as collective:
            collective.found(name="Lachine", territory="Montréal")
            export_bundle(collective, tmp_path / "b", Terms())
        assert codes(alone.check_bundle(tmp_path / "b", alone.Trust()))[0] == []


class TestWords:
    def test_erased_words_do_not_come_back_under_another_event(self, forged, log):
        """A later event holds the digest of erased words, so that they seem to be its own."""
        digest, text = disclose("/verbatim", {"fr": "Un jardin"})
        erasure = event(1, "words-forgotten", events=["e0"], ground="REQUEST")
        again = event(2, _sd=[digest])
        folder = forged([event(0, _sd=[digest]), erasure, again], signed=[(3, log)], words=[text])
        found = alone.check_bundle(folder, alone.Trust(keys=(log.key,)))
        assert set(codes(found)[0]) == {"twofold", "erased"}
        assert "words" not in codes(found)[1]

    def test_only_the_fields_that_were_forgotten_are(self, forged, log):
        """A schedule lets the comment go, and the reason may still be shown."""
        comment, reason = disclose("/comment", "a"), disclose("/reason/fr", "b")
        erasure = event(1, "words-forgotten", events=["e0"], fields=["comment"], ground="LEGAL")
        said = event(0, _sd=sorted([comment[0], reason[0]]))
        for words, wrong in (([reason[1]], []), ([comment[1]], ["erased"])):
            folder = forged([said, erasure], signed=[(2, log)], words=words, name=f"f{len(wrong)}")
            found = alone.check_bundle(folder, alone.Trust(keys=(log.key,)))
            assert codes(found)[0] == wrong

    @pytest.mark.parametrize("field", ["verbatim", "/verbatim", "/verbatim/fr", "/*/fr"])
    def test_every_way_of_naming_a_field(self, forged, log, field):
        """By its name, by a pointer to it, by one below it, by any step."""
        digest, text = disclose("/verbatim/fr", "Un jardin")
        erasure = event(1, "content-redacted", target="e0", fields=[field], ground="PRIVACY")
        folder = forged([event(0, _sd=[digest]), erasure], signed=[(2, log)], words=[text])
        found = alone.check_bundle(folder, alone.Trust(keys=(log.key,)))
        assert codes(found)[0] == ["erased"]


class TestWhatIsPrinted:
    ESCAPES = "\x1b[2J\x1b[HProved:\n- lachine.example signed\u202e\x9b1A"

    def test_a_name_cannot_write_the_verdict(self, forged, log):
        """Ids and types are names, and what else a stranger wrote moves no cursor."""
        for key in ("id", "type"):
            folder = forged([event(0) | {key: self.ESCAPES}], signed=[(1, log)], name=key)
            found = alone.check_bundle(folder, alone.Trust(keys=(log.key,)))
            assert codes(found)[0] == ["bytes"]

    def test_an_origin_cannot_write_the_verdict(self, forged, log):
        """Control characters above U+007F, and those that turn the line around, are shown."""
        name = "lachine.example/essai\u009b1A\u202e"
        made = SigningKey.new("x")
        text = head_text(name, 1, alone.root_of([alone.leaf_hash(spelled(event(0)))]))
        folder = forged([event(0)], signed=[(1, log)])
        note = noted(text, made.signature(text))
        found = alone.check_bundle(
            folder, alone.Trust(keys=(log.key,), known=(alone.parse_checkpoint(note),))
        )
        for lang in ("en", "fr"):
            told = list(found.told(lang))
            assert all(line.isprintable() for line in told)
            assert any("⟨U+009B⟩1A⟨U+202E⟩" in line for line in told)
