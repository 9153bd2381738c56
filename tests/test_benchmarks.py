"""The benchmarks run, and say what they measured; how fast anything is, no test judges."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
TINY = {
    "append": ("--events", "20", "--repeat", "2", "--batch", "30", "--batches", "2"),
    "counting": ("--part", "5000", "--repeat", "1", "--environments", "none-here"),
    "evidence": ("--events", "300", "--repeat", "1"),
    "importing": ("--repeat", "1"),
    "page": ("--events", "300", "--repeat", "1"),
    "peers": ("--events", "20", "--repeat", "2", "--batch", "30", "--batches", "1"),
    "replay": ("--events", "200", "--repeat", "1", "--memory"),
    "verify": ("--events", "600", "--repeat", "1"),
}


def run(name: str, *arguments: str) -> str:
    command = [sys.executable, str(BENCHMARKS / f"{name}.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def measured(name: str) -> dict[str, Any]:
    if name == "peers" and importlib.util.find_spec("eventsourcing") is None:
        pytest.skip("the package 'eventsourcing' is not installed: pip install collectif[bench]")
    found: dict[str, Any] = json.loads(run(name, *TINY[name], "--json"))
    return found


def test_every_benchmark_is_smoke_tested() -> None:
    """A script with a `main` is a benchmark; a new one is named here too."""
    scripts = {p.stem for p in BENCHMARKS.glob("*.py") if "\ndef main()" in p.read_text("utf-8")}
    assert set(TINY) == scripts


@pytest.mark.parametrize("name", TINY)
def test_benchmark_says_what_it_measured(name: str) -> None:
    """Every line has a positive value, and a verdict exactly if it has a target."""
    found = measured(name)
    assert name == found["benchmark"]
    assert found["skipped"] is None
    assert found["measurements"]
    for line in found["measurements"]:
        if line["value"] is None:
            assert line["note"].endswith("come later")
        else:
            assert line["value"] > 0
        assert (line["met"] is None) == (line["value"] is None or line["target"] is None)
    assert all(median > 0 for median in found["medians_in_seconds"].values())


def test_benchmark_can_be_read() -> None:
    """As text, each target stands beside its ratio and a verdict."""
    told = run("verify", *TINY["verify"])
    (line,) = (line for line in told.splitlines() if "full verification / F" in line)
    assert "<= 5 x" in line
    assert line.rstrip().endswith(("met", "MISSED"))


def test_peers_without_the_peer_say_so() -> None:
    """Without the other package there is nothing to compare with, which is no failure."""
    script = (
        "import sys, runpy, importlib.util as util\n"
        "find = util.find_spec\n"
        "util.find_spec = lambda name, *rest: None if name == 'eventsourcing' else find(name)\n"
        f"sys.path.insert(0, {str(BENCHMARKS)!r})\n"
        "sys.argv = ['peers.py', '--json']\n"
        f"runpy.run_path({str(BENCHMARKS / 'peers.py')!r}, run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert "not installed" in found["skipped"]
    assert found["measurements"] == []


def test_counting_names_the_peers_that_are_left_out() -> None:
    """No download is made unasked: a peer without an environment is left out, and named."""
    facts = measured("counting")["facts"]
    (left_out,) = (told for what, told in facts.items() if "left out" in what)
    assert {"pref_voting", "votekit", "scikit-criteria", "pymcdm"} < set(left_out.split())
    assert not set(left_out.split()) & set(facts)
