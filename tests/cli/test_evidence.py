"""This module is about evidence on the command line, as a newcomer meets it: files in, files out.

What one command writes with `>` is what another one reads, a receipt of another log is said to be
one, and nothing is written in part.
"""

from __future__ import annotations

import hashlib
import io
import shutil
from base64 import b64encode

import pytest

from collectif.evidence import verify as alone
from collectif.reports.output import Output

ORIGIN = "lachine.example/assemblee"
SCORE = "r1-alim/s2/priorite"


class Held:
    """A signed log, and what its people hold."""

    def __init__(self, cli, folder, log, name="k"):
        self.cli, self.folder, self.log = cli, folder, folder / f"{name}.db"
        shutil.copy(log, self.log)
        made = cli("keys", "new", folder / f"{name}.key", "--name", ORIGIN, "--format", "json")
        self.key = made.json["key"]
        self.said = cli("checkpoint", self.log, "--key", folder / f"{name}.key", "--lang", "fr")
        self.receipt = folder / f"{name}.tlog-proof"
        self.handed = cli("receipt", self.log, SCORE, "--to", self.receipt, "--lang", "fr")

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, "utf-8", newline="")
        return path

    def bundle(self, name="bundle"):
        self.cli("export", "bundle", self.log, "--to", self.folder / name)
        return self.folder / name


@pytest.fixture
def held(cli, tmp_path, lachine):
    return Held(cli, tmp_path, lachine)


class TestCheckpoints:
    """What is printed can be handed out as it is, and handed back as it comes."""

    def test_stdout_is_the_note_and_nothing_else(self, held):
        assert alone.parse_checkpoint(held.said.out).size == 923
        assert "" == held.said.err

    def test_a_terminal_is_told_what_to_do_with_it(self, monkeypatch):
        screen = io.StringIO()
        monkeypatch.setattr(screen, "isatty", lambda: True)
        monkeypatch.setattr("sys.stderr", screen)
        Output("text", "fr").advise("Faites-le circuler.")
        Output("json", "fr").advise("Faites-le circuler.")
        assert "Faites-le circuler.\n" == screen.getvalue()

    def test_a_list_of_one_is_that_note(self, cli, held):
        assert held.said.out == cli("checkpoint", held.log).out

    @pytest.mark.parametrize("sent", ["{}", "\n\n{}\n\n"])
    def test_a_note_that_came_by_mail_is_known(self, cli, held, sent):
        note = held.write("known.txt", sent.format(held.said.out))
        told = cli("verify", held.log, "--key", held.key, "--known", note)
        assert (0, True) == (told.status, "that you hold" in told.out)
        assert 0 == alone.main([str(held.bundle()), "--key", held.key, "--known", str(note)])

    def test_windows_line_ends_are_those_of_the_mail(self, cli, held):
        note = held.write("known.txt", held.said.out.replace("\n", "\r\n"))
        assert 0 == cli("verify", held.log, "--known", note).status

    def test_a_changed_note_is_not(self, cli, held):
        note = held.write("known.txt", held.said.out.replace("923", "922"))
        assert 1 == cli("verify", held.log, "--key", held.key, "--known", note).status


class TestReceipts:
    """A receipt is checked against the log that is named, whole or not at all."""

    def test_its_file_is_told(self, held):
        assert held.handed.out.startswith(f"Le reçu est dans {held.receipt}.")

    def test_it_is_of_its_log(self, cli, held):
        told = cli("verify", held.log, "--key", held.key, "--receipt", held.receipt)
        assert (0, True) == (told.status, f"(score-cast, {SCORE})" in told.out)

    def test_one_of_another_log_is_not(self, cli, held, tmp_path, lachine):
        other = Held(cli, tmp_path, lachine, name="other")
        told = cli("verify", held.log, "--key", held.key, "--receipt", other.receipt)
        assert (1, True) == (told.status, "No key that is trusted" in told.out)

    def test_one_receipt_does_not_hold_another(self, cli, held):
        told = cli("verify", held.receipt, "--key", held.key, "--receipt", held.receipt)
        assert (2, True) == (told.status, "holds no other receipt" in told.err)

    def test_without_a_key_it_says_which_option_is_missing(self, cli, held):
        told = cli("verify", held.receipt, "--lang", "fr")
        assert (1, True) == (told.status, "Donnez avec --key" in told.out)

    def test_a_code_that_cannot_be_made_leaves_no_receipt_either(
        self, cli, held, tmp_path, monkeypatch
    ):
        def failing(*_, **__):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("segno.QRCode.save", failing)
        told = cli("receipt", held.log, SCORE, "--to", tmp_path / "r", "--qr", tmp_path / "r.svg")
        assert (2, True) == (told.status, "No space left" in told.err)
        assert not (tmp_path / "r").exists()


class TestBundles:
    """An audit of a bundle does not call sound what nobody signed."""

    def changed(self, bundle, *, leaves):
        """Change one score, and compute the sums anew, and the leaf hashes if asked to."""
        events = bundle / "events.jsonl"
        lines = events.read_bytes().splitlines(keepends=True)
        seq = next(n for n, line in enumerate(lines) if f'"id":"{SCORE}"'.encode() in line)
        lines[seq] = lines[seq].replace(b'"value":4', b'"value":1')
        events.write_bytes(b"".join(lines))
        if leaves:
            hashes = (b64encode(alone.leaf_hash(line[:-1])) + b"\n" for line in lines)
            (bundle / "leaves.txt").write_bytes(b"".join(hashes))
        names = [line.split("  ")[1] for line in (bundle / alone.SUMS).read_text().splitlines()]
        sums = (hashlib.sha256((bundle / one).read_bytes()).hexdigest() for one in names)
        told = "".join(f"{sum}  {name}\n" for sum, name in zip(sums, names, strict=True))
        (bundle / alone.SUMS).write_text(told)
        return seq

    def test_a_sound_one_follows(self, cli, held):
        assert 0 == cli("audit", held.bundle()).status

    def test_a_changed_score_is_named(self, cli, held):
        bundle = held.bundle()
        seq = self.changed(bundle, leaves=False)
        told = cli("audit", bundle, "--format", "json")
        assert 1 == told.status
        assert [("bundle", seq)] == [(f["code"], f["seq"]) for f in told.json["findings"]]
        said = " ".join(cli("audit", bundle, "--lang", "fr").out.split())
        assert f"Le fait {seq} n'est pas celui" in said

    def test_so_is_one_under_leaf_hashes_made_anew(self, cli, held):
        """The published results of that evening give no digest: the signed root alone tells."""
        bundle = held.bundle()
        self.changed(bundle, leaves=True)
        told = cli("audit", bundle, "--format", "json")
        assert (1, ["bundle"]) == (told.status, [f["code"] for f in told.json["findings"]])

    def test_one_that_cannot_be_read_is_no_traceback(self, cli, held):
        bundle = held.bundle()
        (bundle / "leaves.txt").unlink()
        assert 1 == cli("audit", bundle).status


class TestRestoring:
    """The root that stands in the minutes may be spelled as a checkpoint spells it."""

    def test_both_spellings_name_one_state(self, cli, held, tmp_path):
        copy = tmp_path / "copy.db"
        cli("backup", held.log, "--to", copy)
        root = alone.parse_checkpoint(held.said.out).root
        for n, told in enumerate((root.hex(), b64encode(root).decode())):
            to = tmp_path / f"new{n}.db"
            assert 0 == cli("restore", copy, "--to", to, "--expect", f"923:{told}").status
        wrong = b64encode(bytes(32)).decode()
        to = tmp_path / "wrong.db"
        assert 2 == cli("restore", copy, "--to", to, "--expect", f"923:{wrong}").status
