"""This module is about what tests of the command line share: a recorded evening, and running."""

from __future__ import annotations

import json
import shutil

import attrs
import pytest
from click.testing import CliRunner

from collectif.cli import main
from collectif.demo import record_evening, record_scenario


@attrs.frozen
class Said:
    """What a command said.

    Attributes:
        status: The exit status.
        out: What went to stdout.
        err: What went to stderr.
    """

    status: int
    out: str
    err: str

    @property
    def lines(self):
        return self.out.splitlines()

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture(scope="session")
def cli():
    """Return a function that runs a command in this process."""

    def run(*arguments):
        result = CliRunner().invoke(main, [str(one) for one in arguments])
        crash = result.exception
        if crash is not None and not isinstance(crash, SystemExit):
            raise crash
        return Said(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture(scope="session")
def lachine(tmp_path_factory):
    """The path of the recorded evening; nobody may write to it."""
    path = tmp_path_factory.mktemp("lachine") / "lachine.db"
    record_evening(path).close()
    return path


@pytest.fixture(scope="session")
def years(tmp_path_factory):
    """The path of the whole scenario; nobody may write to it."""
    path = tmp_path_factory.mktemp("years") / "lachine.db"
    record_scenario(path).close()
    return path


@pytest.fixture
def copy(lachine, tmp_path):
    """A copy of the recorded evening, with its private store, free to be spoilt."""
    shutil.copy(lachine, tmp_path / "lachine.db")
    shutil.copy(lachine.with_name("lachine.private.db"), tmp_path / "lachine.private.db")
    return tmp_path / "lachine.db"


@pytest.fixture(scope="session")
def conversation(tmp_path_factory):
    """A small Polis export with a changed vote."""
    folder = tmp_path_factory.mktemp("polis")
    start = 1_400_000_000_000
    (folder / "comments.csv").write_text(
        "timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
        f'{start},0,9,2,1,1,"Bread, for \x1b[31mall\u202e"\n'
        f"{start},1,9,0,0,-1,{'面包' * 60}\n",
        encoding="utf-8",
    )
    (folder / "votes.csv").write_text(
        "timestamp,comment-id,voter-id,vote\n"
        f"{start + 1},0,1,1\n{start + 2},0,2,1\n{start + 3},0,2,-1\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="session")
def imported(cli, conversation, tmp_path_factory):
    """The path of a log with that conversation."""
    path = tmp_path_factory.mktemp("imported") / "polis.db"
    assert cli("import", "polis", conversation, "--into", path).status == 0
    return path


@pytest.fixture(scope="session")
def script(tmp_path_factory):
    """The Lachine evening as a script."""
    from collectif.demo.lachine import evening

    path = tmp_path_factory.mktemp("script") / "evening.json"
    path.write_text(json.dumps(evening()), "utf-8")
    return path
