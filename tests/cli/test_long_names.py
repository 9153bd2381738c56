"""Names of any length: text fits 80 columns, and no figure is cut off for a name."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from collectif.demo import record_scenario
from collectif.log.log import Log
from collectif.log.sqlite import SQLiteStore
from collectif.projections.readers import SECRETARY
from collectif.record.canonical import canonical
from collectif.record.codec import Codec
from collectif.record.event import Registry
from collectif.reports.minutes import Stamp, minutes
from collectif.reports.minutes.reading import on_screen
from collectif.reports.seeing.sights import SIGHTS
from collectif.reports.words import columns
from collectif.testing.rewriting import spelled

LONG = "-du-quartier-et-de-tous-les-secteurs-enclaves" * 2
"""What is put at the end of names of the log, so that some are longer than a line."""
NAMES = (
    "alim",
    "arr",
    "citoy",
    "s1",
    "s2",
    "r2",
    "levier",
    "pauvrete",
    "c02",
    "d1",
    "o1",
    "i-acces",
)


def called(name):
    return name + LONG if name in NAMES else name


def spelled_long(value):
    """Return plain data with long names, and with words said four times over."""
    if isinstance(value, dict):
        if value and set(value) <= {"en", "fr"}:
            return {lang: " ".join([said] * 4) for lang, said in value.items()}
        return {called(key): spelled_long(one) for key, one in value.items()}
    if isinstance(value, list):
        return [spelled_long(one) for one in value]
    return called(value) if isinstance(value, str) else value


@pytest.fixture(scope="module")
def scenario():
    return record_scenario("memory:")


@pytest.fixture(scope="module")
def long(tmp_path_factory, scenario):
    """The scenario with long names, in a file."""
    path = tmp_path_factory.mktemp("long") / "long.db"
    store = SQLiteStore(path)
    with Log(store, codec=Codec(Registry())).writing() as pen:
        pen.copy([canonical(spelled_long(event)) for event in spelled(scenario.log)])
    store.close()
    return path


COMMANDS = [
    *(("show", what) for what in sorted(SIGHTS)),
    ("accountability",),
    ("accountability", "--matrix"),
    ("accountability", "--by", "member"),
    ("accountability", "--between", f"{called('arr')},{called('citoy')}"),
    ("accountability", "--member", called("alim")),
    ("explain",),
    *(("explain", called(name)) for name in ("d1", "c02", "citoy", "o1", "r2")),
    ("explain", f"{called('r2')}/{called('s1')}/{called('levier')}"),
    ("what-if", "--without", called("arr"), "--round", called("r2")),
    ("what-if", "--sweep", "members", "--round", called("r2")),
    ("replay", "--charts"),
    ("audit",),
]


@pytest.mark.parametrize(("place", "command"), list(enumerate(COMMANDS)))
def test_every_line_fits_a_terminal(cli, long, place, command):
    """One language for each; the other one for its neighbours."""
    name, *asked = command
    said = cli(name, long, *asked, "--lang", ("en", "fr")[place % 2])
    assert said.status in (0, 1), said.err
    assert [line for line in said.lines if columns(line) > 80] == []


@pytest.mark.parametrize(
    ("command", "figures"),
    [(("replay",), "77.19 (1235/16)"), (("what-if", "--without", called("arr")), "77.19 ")],
)
def test_no_figure_is_cut_off_for_a_long_name(cli, long, command, figures):
    name, *asked = command
    said = cli(name, long, *asked, "--round", called("r2"))
    assert figures in said.out
    assert [line for line in said.lines if columns(line) > 80] == []


class TestMinutesOnATerminal:
    @pytest.mark.parametrize("lang", ["en", "fr"])
    def test_they_fit_and_leave_nothing_out(self, cli, years, scenario, lang):
        view = scenario.view()
        shown = list(on_screen(minutes(view, "a1", reader=SECRETARY), view, lang,
                               Stamp(size=view.size, root=None)))  # fmt: skip
        assert [line for line in shown if columns(line) > 80] == []
        text = " ".join(" ".join(shown).split())
        told = cli("minutes", years, "--lang", lang, "--format", "json").json
        for section in told["sections"]:
            for one in section["told"]:
                if "said" in one:
                    assert " ".join(one["said"].split()) in text

    def test_a_terminal_gets_lines_that_fit_and_a_pipe_the_document(self, cli, years):
        pty = pytest.importorskip("pty", reason="a terminal of POSIX")
        reader, writer = pty.openpty()
        run = [sys.executable, "-m", "collectif", "minutes", str(years)]
        with subprocess.Popen(run, stdout=writer, stderr=subprocess.DEVNULL) as process:
            os.close(writer)
            told = b""
            with open(reader, "rb", buffering=0) as screen:
                try:
                    while part := screen.read(4096):
                        told += part
                except OSError:  # the other end of a terminal on Linux is closed
                    pass
            assert process.wait() == 0
        lines = told.decode().splitlines()
        assert len(lines) > 300
        assert [line for line in lines if columns(line) > 80] == []
        assert max(map(columns, cli("minutes", years).lines)) > 80
