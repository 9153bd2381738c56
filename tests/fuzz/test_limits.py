"""Each limit of docs/reference/limits.md, and each fault that mutants have found, stays mended."""

from __future__ import annotations

import json
import sqlite3
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import fuzz_seeds as seeds
import pytest
from click.testing import CliRunner
from fuzz_sqlite import HOSTILE, sound_log, with_script

import collectif
from collectif.acts.keys import key_problem
from collectif.acts.retention import MAX_SCHEDULE, Schedule
from collectif.cli import main
from collectif.counting import Profile
from collectif.counting.lots import drawn
from collectif.errors import (
    CollectifError,
    CorruptLog,
    InvalidEvidence,
    InvalidInput,
    InvalidProfile,
    NotALog,
)
from collectif.evidence import verify as alone
from collectif.evidence.keys import SigningKey, read_key, read_verifier, write_key
from collectif.evidence.verify import Unsound
from collectif.exchange.grid import import_grid
from collectif.exchange.grid_mapping import read_mapping
from collectif.exchange.grid_tables import read_sheets
from collectif.exchange.polis_files import read_export
from collectif.exchange.reading import MAX_MAPPING, MAX_TEXT, MAX_VALUES, read_json, read_source
from collectif.log.copying import digests_of
from collectif.log.memory import MemoryStore
from collectif.log.merkle import Edge
from collectif.log.verification import verify
from collectif.record.disclosure import MAX_DISCLOSURE, disclose, opened
from collectif.reports.words import columns, fitted, wrapped

SOON = 20.0
"""Seconds that are never needed on any machine; the faults took minutes, or never ended."""


@pytest.fixture
def write(tmp_path) -> Callable[[str, str | bytes], Path]:
    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


@pytest.fixture(autouse=True)
def soon():
    began = time.process_time()
    yield
    assert time.process_time() - began < SOON


def refused(read, *given, of: type[CollectifError] = InvalidInput) -> str:
    with pytest.raises(of) as refusal:
        read(*given)
    assert all(one.endswith(".") for one in refusal.value.args)
    return refusal.value.what


class Unreadable(MemoryStore):
    """A store that says that it holds a million million events, and gives none of them."""

    def edge(self):
        return Edge(1 << 40, (bytes(32),))

    def stored(self, after, count):
        raise CorruptLog("It is damaged.", "Nothing can be read.", "Restore a copy.")


class TestSQLiteFilesOfStrangers:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_every_command_ends_with_an_answer_or_a_named_error(self, tmp_path, name):
        path = tmp_path / "room.db"
        path.write_bytes(with_script(sound_log()[0], HOSTILE[name]))
        for command in ("verify", "replay", "log"):
            done = CliRunner().invoke(main, [command, str(path)])
            assert done.exception is None or isinstance(done.exception, SystemExit)
            assert done.exit_code in (0, 1, 2)

    @pytest.mark.parametrize(
        "name",
        [one for one in HOSTILE if "view" in one or "trigger" in one or "computed" in one],
    )
    def test_what_only_looks_like_our_tables_is_not_read(self, tmp_path, name):
        path = tmp_path / "room.db"
        path.write_bytes(with_script(sound_log()[0], HOSTILE[name]))
        for read_only in (True, False):
            told = refused(lambda ro=read_only: collectif.open(path, read_only=ro), of=NotALog)
            assert "is not read" in told

    def test_what_others_add_beside_our_tables_is_left_alone(self, tmp_path):
        path = tmp_path / "room.db"
        path.write_bytes(
            with_script(sound_log()[0], "create table mine(a); create view seen as select 1")
        )
        with collectif.open(path, read_only=True) as collective:
            assert collective.log.verify().sound

    def test_a_virtual_table_is_not_a_table(self, tmp_path):
        path = tmp_path / "room.db"
        path.write_bytes(sound_log()[0])
        with closing(sqlite3.connect(path)) as connection:
            try:
                connection.executescript("drop table tile; create virtual table tile using fts5(a)")
            except sqlite3.OperationalError:
                pytest.skip("this SQLite has no fts5")
        assert "'tile'" in refused(collectif.open, path, of=NotALog)

    def test_verifying_gives_up_where_nothing_can_be_read_any_more(self):
        """The log says that there is more, for ever, and no page of it can be read."""
        report = verify(Unreadable())
        assert 0 == report.size
        assert 102 > len(report.findings) > 99

    @pytest.mark.parametrize("damaged", ["null, null", "'x', x'00'", "1, 'x'"])
    def test_erasures_that_nothing_tells_of_any_more_are_looked_at_again(self, tmp_path, damaged):
        log, words = sound_log()
        (tmp_path / "room.db").write_bytes(log)
        size, leaf = damaged.split(", ")
        script = f"create table swept as select {size} as size, {leaf} as leaf"
        script = f"drop table swept; {script}"
        (tmp_path / "room.private.db").write_bytes(with_script(words, script))
        with collectif.open(tmp_path / "room.db", read_only=True) as collective:
            assert (0, b"") == collective.log.store.private.swept()
            assert collective.log.verify().sound

    @pytest.mark.parametrize("body", [b'{"_sd":', b'{"_sd":[]}', b'[{"_sd":[]}]', 5, None])
    def test_digests_of_what_is_no_event_are_damage(self, body):
        refused(digests_of, body, of=CorruptLog)

    def test_rows_out_of_order_are_damage(self):
        from collectif.log.strangers import in_order

        in_order(Path("x"), [4, 5, 9], 3)
        for numbers, after in (([3, 4], 3), ([4, 4], None), ([5, 4], None)):
            assert "damaged" in refused(in_order, Path("x"), numbers, after, of=CorruptLog)


class TestTexts:
    @pytest.mark.parametrize("letter", ["é", "a", "日", "e\N{COMBINING ACUTE ACCENT}"])
    def test_a_word_without_end_is_wrapped_at_once(self, letter):
        lines = wrapped(letter * 60_000)
        assert max(map(columns, lines)) <= 80
        assert columns(fitted(letter * 60_000)) <= 80

    def test_half_of_a_pair_in_a_key_is_a_misspelling(self):
        assert key_problem("\ud800+00000000+AAAA") is not None

    def test_half_of_a_pair_in_a_seed_draws_nothing(self):
        assert "lot" in refused(drawn, ["a", "b"], "\ud800")

    @pytest.mark.parametrize("ballot", ["a _", "= _", "a A_", "a ²", "a -_"])
    def test_a_grade_that_is_no_number_is_not_read(self, ballot):
        with pytest.raises(InvalidProfile):
            Profile.from_text(ballot, scale=(0, 5))

    @pytest.mark.parametrize(
        "ballot", ["a" + " " * 50_000 + "x", "a" + "/a" * 50_000, "1 " * 50_000 + "x"]
    )
    def test_a_ballot_without_end_is_read_in_one_pass(self, ballot):
        with pytest.raises(InvalidProfile):
            Profile.from_text(ballot, scale=(0, 5))

    def test_ballots_from_few_words_are_not_without_end(self):
        assert "100000" in refused(Profile.from_text, "100001: a > b", of=InvalidProfile)

    @pytest.mark.parametrize("path", ["\0", "a" * 5000, "\ud800"])
    def test_what_is_no_path_is_no_place_for_a_log(self, path):
        assert "cannot hold a log" in refused(collectif.open, path)

    def test_a_disclosure_has_a_length(self):
        _, text = disclose("/text", "x" * MAX_DISCLOSURE)
        refused(opened, text)


class TestEvidence:
    @pytest.mark.parametrize("name", ["\udcb2", "a b", "a+b", "a\x1bb", ""])
    def test_what_no_key_may_be_called_is_refused(self, name):
        assert "key" in refused(SigningKey.of, name, 1, bytes(32), of=InvalidEvidence)
        spelled = f"{name}+00000000+AZQd7OdhGgGj90avcpMHNbFb2bTjH/eWQJb+ZAlLkgg7"
        assert "key" in refused(read_verifier, spelled, of=InvalidEvidence)

    def test_a_name_may_be_written_as_its_people_write_it(self, tmp_path):
        signing = SigningKey.of("lachine.example/été", 1, bytes(32))
        write_key(signing, tmp_path / "key")
        assert signing == read_key(tmp_path / "key")

    def test_a_file_without_end_is_no_key(self):
        refused(read_key, Path("/dev/zero"), of=InvalidInput)

    @pytest.mark.parametrize("word", ["\u202e", "\x9b", "\u200b", "\x7f"])
    def test_what_hides_in_a_name_is_shown(self, word):
        for lang in ("en", "fr"):
            told = Unsound("keyless", origin=f"a{word}b").told(lang)
            assert word not in told
            assert f"a⟨U+{ord(word):04X}⟩b" in told

    @pytest.mark.parametrize("value", [{"salt": 1, "/text": 2, "x": 3}, "abc", ["s", "/text"]])
    def test_words_are_a_list_of_three(self, value):
        text = urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
        with pytest.raises(Unsound):
            alone.opened(text)
        refused(opened, text)

    @pytest.mark.parametrize(
        "text",
        [
            "x = " + "9" * 5000,
            "a." * 16_000 + "a = 1",
            "# " + "x" * MAX_SCHEDULE,
            "[" * 3000,
        ],
    )
    def test_a_schedule_has_limits(self, text):
        assert "schedule cannot be used" in refused(Schedule.parsed, text)


class TestFiles:
    def test_a_statement_in_endless_pieces_is_refused_at_once(self, write):
        write("votes.csv", "timestamp,comment-id,voter-id,vote\n1400000000,0,0,1\n")
        head = "timestamp,comment-id,comment-body\n1400000000,0,Words\n"
        folder = write("comments.csv", head + "x\n" * 300_000).parent
        assert "line" in refused(read_export, folder)

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("m.toml", "a." * 16_000 + "a = 1"),
            ("m.toml", "[" + "a." * 16_000 + "a]"),
            ("m.toml", "x = {" + "a." * 16_000 + "a = 1}"),
            ("m.toml", "# " + "x" * MAX_MAPPING),
            ("m.json", "[" + "1," * MAX_VALUES + "1]"),
            ("m.json", '"' + "x" * MAX_TEXT + '"'),
            ("m.json", "[" * 100_000),
            ("m.json", '{"members": {"\\ud800": "a"}}'),
            ("m.json", '{"title": "\\uDC00"}'),
        ],
    )
    def test_a_mapping_has_limits(self, write, name, text):
        refused(read_mapping, write(name, text))

    def test_whole_pairs_are_whole(self, write):
        _, said = read_mapping(write("m.json", '{"title": "\\ud83d\\ude00"}'))
        assert "\N{GRINNING FACE}" == said.title

    def test_a_key_that_toml_takes_is_taken(self, write):
        read_mapping(write("m.toml", '[members]\n"a.b" = "c"\n'))

    @pytest.mark.parametrize(
        "text",
        [
            "," * (2 * MAX_TEXT),
            "a" * (MAX_TEXT // 2),
            "\n" * 30_000,
            "a," * 600 + "\n",
            "a" * 131_073,
        ],
    )
    def test_a_table_has_limits(self, write, text):
        refused(read_sheets, write("g.csv", text))

    def test_as_many_members_as_rows_are_told_in_time(self, write):
        """Names that are cut to the same id, a sheet for each of them."""
        rows = [f"{'x' * 45}{n},Jardin,{n % 5 + 1}" for n in range(600)]
        path = write("g.csv", "\n".join(["Membre,Scénario,Levier", *rows]))
        with collectif.open("memory:") as collective:
            done = import_grid(path, collective)
            assert 600 == done.report.counts["members"]

    def test_a_grid_has_only_so_many_rounds(self, write):
        rows = [f"{n};Alim;Jardin;Levier;3" for n in range(101)]
        path = write("g.csv", "\n".join(["Tour;Organisme;Scénario;Critère;Cote", *rows]))
        with collectif.open("memory:") as collective:
            assert "101 rounds" in refused(import_grid, path, collective)

    def test_a_file_of_json_is_read_within_its_limits(self, write):
        assert [1, 2] == read_json(read_source(write("a.json", "[1, 2]")))

    def test_seeds_are_sound(self, write):
        assert 44 == len(seeds.bodies())
        _, mapping = read_mapping(write("m.toml", seeds.MAPPING))
        assert "a1" == mapping.assembly
