"""This module is about what goes wrong: three sentences on stderr, status 2, and no traceback."""

from __future__ import annotations

import os
import re
import sqlite3

import pytest

SENTENCES = re.compile(r"collectif: .+[.!?] .+[.!?)] .+\.\n?")


def unreadable(said):
    """Whether a command told an error as it should."""
    assert "Traceback" not in said.err
    return said.status == 2 and said.out == "" and bool(SENTENCES.fullmatch(said.err))


READERS = [("replay",), ("log",), ("verify",)]


class TestPaths:
    @pytest.mark.parametrize("format", ["text", "json"])
    @pytest.mark.parametrize("command", READERS)
    def test_missing_file(self, cli, tmp_path, command, format):
        """Reading makes no file."""
        assert unreadable(cli(*command, tmp_path / "none.db", "--format", format))
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("command", READERS)
    def test_folder(self, cli, tmp_path, command):
        """A log is a file."""
        assert unreadable(cli(*command, tmp_path))

    @pytest.mark.parametrize("command", READERS)
    @pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\0" + b"x" * 4096])
    def test_not_a_log(self, cli, tmp_path, command, content):
        """Nothing in it is touched."""
        path = tmp_path / "x.db"
        path.write_bytes(content)

        assert unreadable(cli(*command, path))
        assert content == path.read_bytes()

    @pytest.mark.parametrize("command", READERS)
    def test_database_of_somebody_else(self, cli, tmp_path, command):
        """An SQLite file is not a log for being one."""
        path = tmp_path / "x.db"
        with sqlite3.connect(path) as connection:
            connection.execute("create table mine(a)")
        connection.close()

        said = cli(*command, path)

        assert unreadable(said)
        assert "application_id" in said.err

    @pytest.mark.parametrize("command", READERS)
    def test_newer_format(self, cli, copy, command):
        """A newer program wrote it; this one says so and touches nothing."""
        with sqlite3.connect(copy) as connection:
            connection.execute("pragma user_version = 99")
        connection.close()

        said = cli(*command, copy)

        assert unreadable(said)
        assert "newer collectif" in said.err

    def test_import_into_what_is_not_a_log(self, cli, conversation, tmp_path):
        """A folder, a text, a path without a folder, a path below a file."""
        (tmp_path / "text").write_text("hello")
        for into in (
            tmp_path,
            tmp_path / "text",
            tmp_path / "no" / "x.db",
            tmp_path / "text" / "x",
        ):
            assert unreadable(cli("import", "polis", conversation, "--into", into))
        assert (tmp_path / "text").read_text() == "hello"

    def test_demo_where_nothing_can_be_written(self, cli, tmp_path):
        """No folder, or a file in place of one."""
        (tmp_path / "text").write_text("hello")

        assert unreadable(cli("demo", tmp_path / "no" / "x.db"))
        assert unreadable(cli("demo", tmp_path / "text" / "x.db"))

    @pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
    )
    def test_unwritable_folder(self, cli, conversation, tmp_path):
        """Permissions are told as such."""
        tmp_path.chmod(0o500)
        assert unreadable(cli("demo", tmp_path / "x.db"))
        assert unreadable(cli("import", "polis", conversation, "--into", tmp_path / "x.db"))
        tmp_path.chmod(0o700)

    def test_endless_name(self, cli, tmp_path):
        """The system refuses it, and that is told too."""
        for command in ("replay", "demo"):
            assert unreadable(cli(command, tmp_path / ("x" * 300)))

    def test_name_cannot_act_on_a_terminal(self, cli, tmp_path):
        """Nor can the path of a missing file."""
        said = cli("replay", tmp_path / "\x1b[31m.db")

        assert unreadable(said)
        assert "\x1b" not in said.err


class TestArguments:
    @pytest.mark.parametrize("time", ["soon", "2016-13-01", "2016-11-30T25:00", "", "1e9"])
    def test_bad_times(self, cli, lachine, time):
        """Each option that takes one says how times are written."""
        for command, option in (
            ("replay", "--known-at-time"),
            ("replay", "--happened-by"),
            ("log", "--since"),
            ("log", "--until"),
        ):
            said = cli(command, lachine, option, time)
            assert unreadable(said)
            assert "2016-11-30T20:00:00-05:00" in said.err

    @pytest.mark.parametrize(
        "time", ["0001-01-01T00:00:00+23:59", "0001-01-01", "9999-12-31T23:59:59-23:59"]
    )
    def test_ends_of_time_are_times(self, cli, lachine, time):
        """The first and the last moment there are."""
        for command, option in (
            ("replay", "--known-at-time"),
            ("replay", "--happened-by"),
            ("log", "--since"),
            ("log", "--until"),
        ):
            said = cli(command, lachine, option, time)
            assert said.status == 0 or unreadable(said)

    @pytest.mark.parametrize("size", [-1, 924, 10**30])
    def test_size_that_the_log_never_had(self, cli, lachine, size):
        """The error says which there are."""
        said = cli("replay", lachine, "--known-at", size)

        assert unreadable(said)
        assert "from 0 to 923" in said.err

    def test_size_that_is_no_number(self, cli, lachine):
        """Usage errors are those of the command line parser."""
        said = cli("replay", lachine, "--known-at", "many")

        assert (said.status, said.out) == (2, "")
        assert "'many' is not a valid integer" in said.err

    def test_two_states_at_once(self, cli, lachine):
        """Either a size or a moment."""
        said = cli("replay", lachine, "--known-at", 5, "--known-at-time", "2016-11-30")
        assert unreadable(said)

    def test_unknown_round(self, cli, lachine):
        """The error names those there are; in an early view there are none."""
        assert "r1, r2, r3" in cli("replay", lachine, "--round", "r9").err
        assert unreadable(cli("replay", lachine, "--round", "r9"))
        assert unreadable(cli("replay", lachine, "--round", "r1", "--known-at", 10))

    @pytest.mark.parametrize("log", ["lachine", "imported"])
    def test_unknown_rule(self, cli, request, log):
        """Also where no round would be counted by it."""
        said = cli("replay", request.getfixturevalue(log), "--rule", "coin-toss")

        assert unreadable(said)
        assert "weighted-mean" in said.err

    def test_unknown_format_of_import(self, cli, conversation, tmp_path):
        """No log is begun."""
        said = cli("import", "smoke", conversation, "--into", tmp_path / "x.db")

        assert unreadable(said)
        assert "polis" in said.err
        assert list(tmp_path.iterdir()) == []

    def test_import_of_nothing(self, cli, tmp_path):
        """No log is begun."""
        assert unreadable(cli("import", "polis", tmp_path / "none", "--into", tmp_path / "x.db"))
        assert list(tmp_path.iterdir()) == []

    def test_import_of_something_else(self, cli, tmp_path):
        """The error names the file, and nothing is recorded."""
        (tmp_path / "export").mkdir()
        said = cli("import", "polis", tmp_path / "export", "--into", tmp_path / "x.db")

        assert unreadable(said)
        assert "comments.csv" in said.err
        assert not (tmp_path / "x.db").exists()

    @pytest.mark.parametrize(
        "arguments",
        [("--lang", "de"), ("--format", "xml"), ("--colour", "red"), ("one", "two")],
    )
    def test_wrong_usage(self, cli, lachine, arguments):
        """Status 2, and a hint."""
        said = cli("replay", lachine, *arguments)

        assert (said.status, said.out) == (2, "")
        assert "Usage: " in said.err

    def test_unknown_command(self, cli):
        """What is not there yet is not there."""
        assert cli("audit").status == 2
        assert cli("replay").status == 2

    def test_help_of_each_command(self, cli):
        """-h and --help, with status 0."""
        for command in ("demo", "replay", "log", "verify", "import", "export"):
            assert 0 == cli(command, "-h").status == cli(command, "--help").status
        assert cli("--version").status == 0


def changed(path, statement, *values):
    """Change a log behind its back, as somebody with access to the file can."""
    connection = sqlite3.connect(path)
    for (trigger,) in connection.execute("select name from sqlite_master where type = 'trigger'"):
        connection.execute(f"drop trigger {trigger}")
    connection.execute(statement, values)
    connection.commit()
    connection.close()


class TestDamage:
    def test_changed_bytes_are_found_and_the_event_named(self, cli, copy):
        """One score made higher, in the file itself."""
        changed(
            copy,
            "update event set body = cast(replace(cast(body as text), ?, ?) as blob)"
            " where seq = 80",
            '"value":4',
            '"value":5',
        )
        said = cli("verify", copy)
        data = cli("verify", copy, "--format", "json")

        assert (said.status, data.status) == (1, 1)
        assert said.lines[0].startswith("NOT SOUND: 923 events")
        assert "80 r1-alim/s2/priorite" in said.out
        assert (
            data.json["sound"],
            data.json["findings"][0]["seq"],
            data.json["findings"][0]["id"],
        ) == (False, 80, "r1-alim/s2/priorite")
        assert "" == said.err == data.err
        assert all(len(line) <= 80 for line in said.lines[1:])

    def test_told_in_french(self, cli, copy):
        """The verdict; what each finding says is in English."""
        changed(copy, "delete from event where seq = 900")
        said = cli("verify", copy, "--lang", "fr")

        assert said.status == 1
        assert said.lines[0].startswith("PAS INTÈGRE\xa0:")

    def test_removed_event_is_found(self, cli, copy):
        """A hole is named by its position."""
        changed(copy, "delete from event where seq = 900")
        data = cli("verify", copy, "--format", "json")

        assert data.status == 1
        assert 901 in {one["seq"] for one in data.json["findings"]} | {
            one["seq"] + 1 for one in data.json["findings"] if one["seq"] is not None
        }

    def test_removed_tail_is_found(self, cli, copy):
        """Because the file says how many events it holds."""
        changed(copy, "delete from event where seq >= 900")

        assert cli("verify", copy).status == 1

    @pytest.mark.parametrize("command", ["replay", "log"])
    def test_unreadable_event_is_an_error_elsewhere(self, cli, copy, command):
        """Other commands point to `verify`."""
        changed(copy, "update event set body = x'00' where seq = 80")
        said = cli(command, copy)

        assert said.status == 2
        assert "collectif verify" in said.err
        assert "Traceback" not in said.err

    def test_changed_words_are_found(self, cli, copy):
        """The log holds the digest of every word in the private store."""
        private = copy.with_name("lachine.private.db")
        changed(private, "update disclosure set text = replace(text, 'a', 'b')")

        assert cli("verify", copy).status == 1

    def test_cut_file(self, cli, copy):
        """Half a file is damage, not a crash."""
        raw = copy.read_bytes()
        copy.write_bytes(raw[: len(raw) // 2])
        for command in READERS:
            said = cli(*command, copy)
            assert said.status in (1, 2)
            assert "Traceback" not in said.err


class TestCopies:
    """Backups, restoring and salvage refuse in three sentences, and nothing is half done."""

    def test_what_is_missing(self, cli, tmp_path):
        none = tmp_path / "none.db"
        for command in ("backup", "restore", "salvage"):
            assert unreadable(cli(command, none, "--to", tmp_path / "new.db"))
        assert list(tmp_path.iterdir()) == []

    def test_nothing_is_replaced(self, cli, copy, tmp_path):
        before = {one: one.read_bytes() for one in tmp_path.iterdir()}
        assert unreadable(cli("backup", copy, "--to", copy))
        assert unreadable(cli("salvage", copy, "--to", copy))
        assert unreadable(cli("restore", copy, "--to", copy))
        assert unreadable(cli("restore", copy, "--to", tmp_path))
        assert {one: one.read_bytes() for one in tmp_path.iterdir()} == before

    @pytest.mark.parametrize("state", ["x", "498", "498:", "498:zz", f"-1:{'0' * 64}"])
    def test_no_state(self, cli, copy, tmp_path, state):
        assert unreadable(cli("restore", copy, "--to", tmp_path / "new.db", "--expect", state))

    def test_another_history(self, cli, copy, tmp_path):
        for state in (f"4:{'0' * 64}", f"9999:{'0' * 64}"):
            to = ("--to", tmp_path / "new.db", "--expect", state)
            assert unreadable(cli("restore", copy, *to))
        assert not (tmp_path / "new.db").exists()
