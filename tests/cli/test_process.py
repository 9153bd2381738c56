"""This module is about the command as a process: pipes, terminals, streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

COLLECTIF = (sys.executable, "-m", "collectif")


def run(*arguments, **options):
    return subprocess.run(
        [*COLLECTIF, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
        **options,
    )


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """A conversation with some thousands of votes."""
    folder = tmp_path_factory.mktemp("many")
    start = 1_400_000_000_000
    (folder / "comments.csv").write_text(
        f"timestamp,comment-id,comment-body\n{start},0,Bread\n", encoding="utf-8"
    )
    rows = "".join(f"{start + n},0,{n},1\n" for n in range(3_000))
    (folder / "votes.csv").write_text("timestamp,comment-id,voter-id,vote\n" + rows, "utf-8")
    return folder


class TestEachCommand:
    @pytest.mark.parametrize("lang", ["en", "fr"])
    def test_as_a_process(self, tmp_path, conversation, lang):
        """Every command, in text and in JSON, with status 0 and a quiet stderr."""
        for format in ("text", "json"):
            log = tmp_path / f"{format}.db"
            for arguments in (
                ("demo", log),
                ("replay", log),
                ("verify", log),
                ("import", "polis", conversation, "--into", tmp_path / f"{format}2.db"),
                ("log", tmp_path / f"{format}2.db"),
            ):
                done = run(*arguments, "--format", format, "--lang", lang)
                assert (done.returncode, done.stderr) == (0, ""), arguments
                if format == "json":
                    json.loads(done.stdout)

    def test_installed_script(self, lachine):
        """`collectif` is `python -m collectif`."""
        from importlib.metadata import entry_points

        (script,) = entry_points(group="console_scripts", name="collectif")
        from collectif.cli import main

        assert main is script.load()

    def test_errors_are_on_stderr(self, tmp_path):
        """And nothing else is, nor on stdout."""
        done = run("replay", tmp_path / "none.db", "--format", "json")

        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("collectif: ")
        assert "Traceback" not in done.stderr

    def test_refusal_in_french(self, tmp_path):
        """No command refuses an act today; the words of a refusal are in the language asked for."""
        from click.testing import CliRunner

        from collectif.commands.command import command
        from collectif.errors import Refused

        @command("refuse-for-a-test")
        def refuse(out):
            """Refuse."""
            raise Refused("NotFounded")

        said = CliRunner().invoke(refuse, ["--lang", "fr"])
        assert said.exit_code == 2
        assert "collectif: " + " ".join(Refused("NotFounded").in_words("fr")) == said.stderr.strip()


class TestPipes:
    @pytest.mark.parametrize("format", ["text", "json"])
    def test_reader_that_leaves(self, lachine, format):
        """`| head -1` ends a command without a traceback."""
        line = f'"{sys.executable}" -m collectif log "{lachine}" --format {format} | head -n 1'
        done = subprocess.run(
            ["bash", "-c", f"set -o pipefail; {line}"],
            capture_output=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )

        assert done.returncode == 0
        assert len(done.stdout.splitlines()) == 1
        assert "Traceback" not in done.stderr
        assert "Broken" not in done.stderr

    def test_closed_stdout(self, lachine):
        """`>&-` is no reason for a traceback either."""
        line = f'"{sys.executable}" -m collectif verify "{lachine}" >&-'
        done = subprocess.run(["bash", "-c", line], capture_output=True, timeout=600, check=False)

        assert (done.returncode, done.stderr) == (0, b"")

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
    def test_full_disk(self, lachine):
        """Output that cannot be written is told."""
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                [*COLLECTIF, "verify", str(lachine)],
                stdout=full,
                stderr=subprocess.PIPE,
                timeout=600,
                check=False,
            )

        assert done.returncode == 2
        assert b"Traceback" not in done.stderr
        assert done.stderr.startswith(b"collectif: ")

    @pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
    def test_narrow_encodings(self, imported, encoding):
        """JSON stays JSON, and text is shown as well as it can be."""
        options = {"env": os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}}
        data = subprocess.run([*COLLECTIF, "replay", str(imported), "--format", "json"],
                              capture_output=True, timeout=600, check=False, **options)  # fmt: skip
        text = subprocess.run([*COLLECTIF, "replay", str(imported)],
                              capture_output=True, timeout=600, check=False, **options)  # fmt: skip

        told = json.loads(data.stdout.decode(encoding))
        assert "面包" in told["rounds"][0]["statements"][1]["text"]["und"]
        assert (data.returncode, text.returncode) == (0, 0)
        assert b"" == text.stderr == data.stderr


class TestProgress:
    def test_quiet_in_a_pipe(self, many, tmp_path):
        """Nothing runs where nobody looks."""
        done = run("import", "polis", many, "--into", tmp_path / "x.db")

        assert (done.returncode, done.stderr) == (0, "")

    @pytest.mark.parametrize("format", ["text", "json"])
    def test_counts_on_a_terminal(self, many, tmp_path, format):
        """On stderr, and it cleans up; JSON stays alone on stdout."""
        pty = pytest.importorskip("pty")
        ours, theirs = pty.openpty()
        command = [*COLLECTIF, "import", "polis", str(many), "--into", str(tmp_path / "x.db")]
        done = subprocess.run([*command, "--format", format], stdout=subprocess.PIPE, stderr=theirs,
                              timeout=600, check=False)  # fmt: skip
        os.close(theirs)
        shown = b""
        while True:
            try:
                some = os.read(ours, 65536)
            except OSError:
                break
            if not some:
                break
            shown += some
        os.close(ours)

        assert done.returncode == 0
        assert b"\rimport polis: 1000\r" in shown
        assert shown.endswith(b"\x1b[K")
        if format == "json":
            assert json.loads(done.stdout)["counts"]["votes"] == 3_000
        else:
            assert b"\x1b" not in done.stdout

    def test_cleans_up_after_an_error(self, tmp_path):
        """A message on a terminal begins on a clean line."""
        pty = pytest.importorskip("pty")
        (tmp_path / "bad").mkdir()
        ours, theirs = pty.openpty()
        command = [*COLLECTIF, "import", "polis", str(tmp_path / "bad")]
        done = subprocess.run([*command, "--into", str(tmp_path / "x.db")], stderr=theirs,
                              timeout=600, check=False)  # fmt: skip
        os.close(theirs)
        shown = os.read(ours, 65536)
        os.close(ours)

        assert done.returncode == 2
        assert shown.startswith(b"\r\x1b[Kcollectif: ")
