"""This module is about bundles: what `verify.py` accepts alone, and everything that it refuses."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import attrs
import pytest

import collectif
from collectif.errors import InvalidInput
from collectif.evidence import verify as alone
from collectif.evidence.checkpoints import checkpoints
from collectif.evidence.keys import SigningKey, write_key
from collectif.evidence.receipts import receipt_of

FLIPS = 3000
EVIDENCE = ("events.jsonl", "leaves.txt", "checkpoints.txt", "disclosures.txt")


@pytest.fixture(scope="module")
def bundle(signed, tmp_path_factory):
    return signed.bundle(tmp_path_factory.mktemp("bundle") / "b")


@pytest.fixture
def copied(bundle, tmp_path):
    return Path(shutil.copytree(bundle, tmp_path / "b"))


def verdict_of(folder, trust):
    """Return the codes of what is wrong with a bundle; unreadable ones are refused too."""
    try:
        return [finding.code for finding in alone.check_bundle(folder, trust).findings]
    except alone.Unsound as error:
        return [error.code]


def run_alone(folder, *arguments):
    """Run `verify.py`, copied to an empty folder, with a bare Python."""
    folder.mkdir()
    shutil.copy(alone.__file__, folder / "verify.py")
    return subprocess.run(
        [sys.executable, "-I", "verify.py", *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


class TestAlone:
    def test_good_bundle_and_receipt(self, signed, bundle, tmp_path):
        """Accepted, with what is proved and what is not, in both languages."""
        with collectif.open(signed.path, read_only=True) as collective:
            receipt = tmp_path / "w3.tlog-proof"
            receipt.write_text(str(receipt_of(collective.log, "w3")), "utf-8")
        for n, (lang, proved, open_) in enumerate(
            [("en", "Proved:", "Not proved:"), ("fr", "Prouvé :", "Non prouvé :")]
        ):
            trust = ("--key", signed.key.text, "--lang", lang)
            done = run_alone(tmp_path / f"a{n}", bundle, *trust, "--receipt", receipt)
            assert (done.returncode, done.stderr) == (0, "")
            assert {proved, open_} <= set(done.stdout.splitlines())
            done = run_alone(tmp_path / f"r{n}", receipt, *trust)
            assert (done.returncode, done.stderr) == (0, "")

    def test_a_wrong_key_is_refused(self, bundle, tmp_path):
        """Whoever was told another key learns that it did not sign."""
        other = SigningKey.new("lachine.example/essai").key.text
        done = run_alone(tmp_path / "a", bundle, "--key", other, "--format", "json")
        told = json.loads(done.stdout)
        assert (done.returncode, told["sound"]) == (1, False)
        assert {finding["code"] for finding in told["findings"]} == {"unsigned"}

    def test_what_cannot_be_read_has_no_traceback(self, bundle, tmp_path):
        """Exit status 2 and a sentence."""
        for n, arguments in enumerate(([tmp_path / "none"], [bundle, "--key", "x+y+z"])):
            done = run_alone(tmp_path / str(n), *arguments)
            assert done.returncode == 2
            assert "Traceback" not in done.stderr
            assert done.stderr.startswith("verify: ")


class TestFlips:
    def test_every_flipped_bit_is_refused(self, signed, copied):
        """3,000 random ones, in every file of the bundle."""
        rng = random.Random(7)
        files = sorted(copied.iterdir())
        whole = {file: file.read_bytes() for file in files}
        places = [(file, n) for file in files for n in range(len(whole[file]) * 8)]
        accepted = []
        for file, bit in rng.sample(places, FLIPS):
            changed = bytearray(whole[file])
            changed[bit // 8] ^= 1 << bit % 8
            file.write_bytes(changed)
            if _only_sums(copied) and not verdict_of(copied, signed.trust):
                accepted.append((file.name, bit))
            file.write_bytes(whole[file])
        assert accepted == []
        assert verdict_of(copied, signed.trust) == []

    def test_also_where_the_sums_are_made_anew(self, signed, copied, sealed_again):
        """What others signed speaks against whoever changes a file and its sum."""
        rng = random.Random(11)
        whole = {name: (copied / name).read_bytes() for name in EVIDENCE}
        accepted = []
        for _ in range(300):
            name = rng.choice(EVIDENCE)
            bit = rng.randrange(len(whole[name]) * 8)
            changed = bytearray(whole[name])
            changed[bit // 8] ^= 1 << bit % 8
            (copied / name).write_bytes(changed)
            sealed_again(copied)
            if not verdict_of(copied, signed.trust):
                accepted.append((name, bit))
            (copied / name).write_bytes(whole[name])
        assert accepted == []

    def test_every_flipped_bit_of_a_receipt_is_refused(self, signed):
        """Of 3,000 random ones."""
        with collectif.open(signed.path, read_only=True) as collective:
            raw = str(receipt_of(collective.log, "w3")).encode()
        rng = random.Random(5)
        accepted = []
        for _ in range(FLIPS):
            changed, bit = bytearray(raw), rng.randrange(len(raw) * 8)
            changed[bit // 8] ^= 1 << bit % 8
            try:
                receipt = alone.parse_receipt(bytes(changed).decode())
                found = alone.check_receipt(receipt, signed.trust).findings
            except (UnicodeDecodeError, alone.Unsound):
                continue
            if not found:
                accepted.append(bit)
        assert accepted == []


def _only_sums(folder):
    """Whether the sums alone do not tell; they are asked first, for they take no time."""
    verdict = alone.Verdict()
    try:
        alone._check_sums(folder, verdict)
    except alone.Unsound:
        return False
    return not verdict.findings


class TestTampering:
    """What an operator might do, with all sums made anew: each is named."""

    def lines(self, folder, name="events.jsonl"):
        return (folder / name).read_bytes().splitlines(keepends=True)

    def refused(self, folder, signed, lines, sealed_again, name="events.jsonl"):
        (folder / name).write_bytes(b"".join(lines))
        sealed_again(folder)
        return alone.check_bundle(folder, signed.trust).findings

    def test_a_removed_event(self, signed, copied, sealed_again):
        lines = self.lines(copied)
        found = self.refused(copied, signed, lines[:4] + lines[5:], sealed_again)
        assert (found[0].code, found[0].details["seq"]) == ("event", 4)

    def test_an_added_event(self, signed, copied, sealed_again):
        lines = self.lines(copied)
        found = self.refused(copied, signed, [*lines[:4], lines[3], *lines[4:]], sealed_again)
        assert (found[0].code, found[0].details["seq"]) == ("event", 4)

    def test_swapped_events(self, signed, copied, sealed_again):
        lines = self.lines(copied)
        lines[2], lines[6] = lines[6], lines[2]
        found = self.refused(copied, signed, lines, sealed_again)
        assert {f.details["seq"] for f in found if f.code == "event"} == {2, 6}

    def test_reordered_events(self, signed, copied, sealed_again):
        lines = self.lines(copied)
        found = self.refused(copied, signed, lines[::-1], sealed_again)
        assert found[0].code == "event"

    def test_leaves_that_fit_the_lie(self, signed, copied, sealed_again):
        """Then the root does not."""
        lines = self.lines(copied)
        lines[3] = lines[3].replace(b'"medium":"STICKY"', b'"medium":"ONLINE"')
        leaves = [b64encode(alone.leaf_hash(line[:-1])) + b"\n" for line in lines]
        self.refused(copied, signed, leaves, sealed_again, name="leaves.txt")
        found = self.refused(copied, signed, lines, sealed_again)
        assert {f.code for f in found} == {"root"}

    def test_a_shortened_log(self, signed, copied, sealed_again):
        """A checkpoint that somebody holds is longer."""
        known = alone.parse_checkpoints((copied / "checkpoints.txt").read_text("utf-8"))
        lines, leaves = self.lines(copied), self.lines(copied, "leaves.txt")
        self.refused(copied, signed, leaves[:8], sealed_again, name="leaves.txt")
        notes = str(known[0].note)
        (copied / "checkpoints.txt").write_text(notes, "utf-8")
        (copied / "disclosures.txt").write_text("")
        (copied / "events.jsonl").write_bytes(b"".join(lines[:8]))
        sealed_again(copied)
        assert alone.check_bundle(copied, signed.trust).findings == []
        trust = signed.trust._replace(known=(known[-1],))
        (found,) = alone.check_bundle(copied, trust).findings
        assert (found.code, found.details["held"]) == ("short", 8)

    def test_a_forked_log(self, signed, tmp_path):
        """Another history under the same key: whoever holds a state of the first one can tell."""
        signing = SigningKey.parsed(signed.key_path.read_text())
        stolen = tmp_path / "stolen.key"
        write_key(signing, stolen)  # without the memory that would refuse
        signed.record(tmp_path / "log.db", stolen, wishes=11)
        fork = attrs.evolve(signed, path=tmp_path / "log.db").bundle(tmp_path / "fork")
        assert alone.check_bundle(fork, signed.trust).findings == []
        with collectif.open(signed.path, read_only=True) as collective:
            known = checkpoints(collective.log)
        found = alone.check_bundle(fork, signed.trust._replace(known=known)).findings
        assert {f.code for f in found} & {"root", "short"}
        mine = alone.parse_checkpoints((fork / "checkpoints.txt").read_text("utf-8"))
        same = [(a, b) for a in mine for b in known if a.size == b.size and a.root != b.root]
        for a, b in same:
            with pytest.raises(alone.Unsound, match="two histories"):
                alone.compare(a, b)

    def test_another_spelling_of_base64(self, signed, copied, sealed_again):
        """The spare bits of the last character are zero."""
        leaves = self.lines(copied, "leaves.txt")
        alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        last = alphabet[alphabet.index(leaves[0][42:43]) + 1]
        leaves[0] = leaves[0][:42] + bytes([last]) + leaves[0][43:]
        (copied / "leaves.txt").write_bytes(b"".join(leaves))
        sealed_again(copied)
        assert verdict_of(copied, signed.trust) == ["unreadable"]

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (b'{"data"', b'{ "data"'),
            (b'"format":1', b'"format":1.0'),
            (b'"format":1', b'"form\\u0061t":1'),
            (b'"format":1', b'"format":1,"format":1'),
            (b'"seq":3', b'"seq":3e0'),
            (b'"seq":3', b'"seq":-0'),
        ],
    )
    def test_another_spelling_of_json(self, signed, copied, sealed_again, old, new):
        """Even where all hashes were made anew."""
        lines = self.lines(copied)
        assert old in lines[3]
        lines[3] = lines[3].replace(old, new)
        leaves = [b64encode(alone.leaf_hash(line[:-1])) + b"\n" for line in lines]
        (copied / "leaves.txt").write_bytes(b"".join(leaves))
        found = self.refused(copied, signed, lines, sealed_again)
        assert "bytes" in {f.code for f in found}

    def test_erased_words_are_not_given_out(self, signed, copied, sealed_again, tmp_path):
        """Somebody who kept them puts them in; the record says that they were erased."""
        with collectif.open(signed.path, read_only=True) as collective:
            assert collective.log.find("w1").data.verbatim != "Un jardin, 1"
        lines = self.lines(copied, "disclosures.txt")
        found = self.refused(copied, signed, [*lines, lines[0]], sealed_again, "disclosures.txt")
        assert {f.code for f in found} == {"words"}


class TestParts:
    def test_from_a_size_on(self, signed, tmp_path):
        """The first events are hashes only, and the verdict says so."""
        bundle = signed.bundle(tmp_path / "b", since=6)
        verdict = alone.check_bundle(bundle, signed.trust)
        assert verdict.findings == []
        assert ("before", {"last": 5}) in verdict.unproved

    def test_known_at(self, signed, tmp_path):
        """Only what was signed by then is in it."""
        bundle = signed.bundle(tmp_path / "b", known_at=8)
        verdict = alone.check_bundle(bundle, signed.trust)
        assert verdict.findings == []
        assert {d["size"] for code, d in verdict.proved if code == "checkpoint"} == {8}

    def test_nothing_to_give(self, signed, tmp_path):
        with pytest.raises(InvalidInput):
            signed.bundle(tmp_path / "b", since=500)
        assert not (tmp_path / "b").exists()

    def test_links_are_not_followed(self, signed, copied):
        """A bundle is plain files in one folder."""
        target = copied.parent / "elsewhere"
        shutil.move(copied / "events.jsonl", target)
        (copied / "events.jsonl").symlink_to(target)
        assert verdict_of(copied, signed.trust) == ["unreadable"]

    def test_the_lines_of_verify_txt(self, signed, bundle, tmp_path):
        """Its few lines of Python give the root and the leaves that it says they give."""
        text = (bundle / "VERIFY.txt").read_text("utf-8")
        blocks = [block for block in text.split("\n\n") if block.startswith("       import")]
        programs = ["\n".join(line[7:] for line in block.splitlines()) for block in blocks]
        outs = []
        for program, name in zip(programs, ("leaves.txt", "events.jsonl"), strict=True):
            done = subprocess.run(
                [sys.executable, "-I", "-c", program, bundle / name],
                capture_output=True,
                text=True,
                check=True,
            )
            outs.append(done.stdout)
        with collectif.open(signed.path, read_only=True) as collective:
            head = collective.log.head()
        assert outs[0] == f"{head.size} {b64encode(head.root).decode()}\n"
        assert outs[1] == (bundle / "leaves.txt").read_text()
        assert b64encode(head.root).decode() in text


class TestAnotherLanguage:
    """`verify.mjs` was written apart from `verify.py`: both say the same."""

    @pytest.fixture(autouse=True)
    def _node(self):
        if shutil.which("node") is None:
            pytest.skip("Node.js is not installed; the second verifier is written for it")

    def holds(self, path, key):
        script = Path(__file__).with_name("verify.mjs")
        done = subprocess.run(
            ["node", script, path, key], capture_output=True, text=True, check=False
        )
        assert done.returncode in (0, 1), done.stderr
        return done.returncode == 0

    def test_it_is_short(self):
        assert len(Path(__file__).with_name("verify.mjs").read_text().splitlines()) <= 80

    def test_both_accept_and_refuse_the_same(self, signed, bundle, copied, tmp_path):
        with collectif.open(signed.path, read_only=True) as collective:
            text = str(receipt_of(collective.log, "w3"))
        path, rng = tmp_path / "r", random.Random(3)
        key = signed.key.text
        assert self.holds(bundle, key)
        for n in range(25):
            changed, bit = bytearray(text.encode()), rng.randrange(len(text) * 8)
            if n:
                changed[bit // 8] ^= 1 << bit % 8
            path.write_bytes(changed)
            assert self.holds(path, key) == (n == 0), bit
        events = (copied / "events.jsonl").read_bytes()
        (copied / "events.jsonl").write_bytes(events.replace(b"STICKY", b"SPOKEN", 1))
        assert not self.holds(copied, key)
        assert not self.holds(bundle, SigningKey.new("lachine.example/essai").key.text)
