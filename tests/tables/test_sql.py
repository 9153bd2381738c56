"""This module is about a log as a database: brought up to date, it is as if made anew.

Laws: refreshing at any split equals making anew; a database of another log is refused and stays
as it is; after an erasure and a refresh no byte of the words is left; what a log says is data.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from contextlib import closing

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as supposing
from hypothesis import strategies as st

import collectif
from collectif.collective import Collective
from collectif.demo import record_evening, record_scenario
from collectif.errors import InvalidInput
from collectif.log.log import Log
from collectif.log.memory import MemoryStore
from collectif.projections.ranking import results
from collectif.projections.readers import AUDITOR, PUBLIC, SECRETARY, Reader
from collectif.projections.scores import SCORES
from collectif.recording import Core, Note
from collectif.tables.sql import file as files
from collectif.tables.sql import metadata, refresh
from collectif.tables.sql.views import VIEWS
from collectif.testing.given import given
from collectif.testing.histories import EVERYTHING, goings_on, tried
from collectif.testing.room import CONVENED, commented, joined, named, opened
from collectif.testing.sample import noted, sample_log

FEW = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


class AsItWas:
    """A collective as it was when its log held `size` events."""

    def __init__(self, collective, size):
        self._collective, self._size = collective, size
        self.log = collective.log.at(size)
        self.log.url = collective.log.url

    def view(self, *, known_at=None, **how):
        return self._collective.view(known_at=self._size if known_at is None else known_at, **how)


def content(path):
    """Return all that a database holds: name -> how it was made, and its rows in order."""
    with closing(sqlite3.connect(path)) as db:
        made = dict(db.execute("select name, sql from sqlite_master").fetchall())
        tables = db.execute("select name from sqlite_master where type = 'table'").fetchall()
        return made, {one: db.execute(f'select * from "{one}"').fetchall() for (one,) in tables}


def asked(path, query, *values):
    with closing(sqlite3.connect(path)) as db:
        return db.execute(query, values).fetchall()


@pytest.fixture(scope="module")
def lachine():
    return record_scenario("memory:")


@pytest.fixture(scope="module")
def made(lachine, tmp_path_factory):
    path = tmp_path_factory.mktemp("sql") / "lachine-tables.db"
    refresh(lachine, path, reader=PUBLIC)
    return path


class TestQuestions:
    """The database says what the projections say."""

    def test_rankings(self, lachine, made):
        rows = asked(
            made,
            "select round, proposal, score from rankings where published is null order by 1, 2",
        )
        told = [
            (id, option, str(score))
            for id, result in results(lachine.view()).items()
            for option, score in sorted(result.ranking.scores.items())
        ]
        assert rows == told
        assert ("r2", "s1", "1235/16", 77.1875) in asked(
            made, "select round, proposal, score, score_decimal from rankings"
        )

    def test_scores(self, lachine, made):
        """The view that takes the newest score of each cell is the projection that does."""
        told = {
            (id, *cell): value
            for id, one in SCORES.replay(lachine.view()).items()
            for cell, value in one.cells.items()
        }
        rows = asked(made, "select round, member, proposal, criterion, score from scores")
        assert {row[:4]: row[4] for row in rows} == told

    def test_what_was_corrected_since(self, made):
        assert asked(made, "select * from changed_since_published") == [
            ("r2", "e-r2-p", "s2", 2, 2, "533/8", "529/8")
        ]

    def test_every_view_answers(self, made):
        for name in VIEWS:
            assert isinstance(asked(made, f'select * from "{name}"'), list)

    def test_figures_have_a_decimal_beside(self, made):
        for name, rows in content(made)[1].items():
            columns = [row[1] for row in asked(made, f'pragma table_info("{name}")')]
            for place, column in enumerate(columns):
                if column.endswith("_decimal"):
                    for row in rows:
                        exact = row[place - 1]
                        assert (exact is None) == (row[place] is None)

    def test_foreign_keys_lead_somewhere(self, made):
        """Members of commitments may be the whole collective; everything else is there."""
        with closing(sqlite3.connect(made)) as db:
            assert db.execute("pragma foreign_key_check").fetchall() == []

    def test_every_column_is_described(self, made):
        told = {
            (table, column)
            for table, column in asked(made, 'select "table", "column" from dictionary')
        }
        _, tables = content(made)
        for name in tables.keys() - {"dictionary", "collectif_about"}:
            for row in asked(made, f'pragma table_info("{name}")'):
                assert (name, row[1]) in told
        assert all((name, None) in told for name in VIEWS)
        assert (
            asked(made, "select * from dictionary where meaning_en = '' or meaning_fr = ''") == []
        )


class TestRefresh:
    @FEW
    @supposing(acts=goings_on, reader=st.sampled_from([PUBLIC, AUDITOR, SECRETARY]), data=st.data())
    def test_refreshing_is_making_anew(self, tmp_path_factory, acts, reader, data):
        """At any two splits of any history, corrections among them."""
        collective = tried(given(*EVERYTHING).collective, acts)
        cuts = sorted(data.draw(st.lists(st.integers(0, collective.log.size), max_size=2)))
        folder = tmp_path_factory.mktemp("cut")
        for size in (*cuts, collective.log.size):
            refresh(AsItWas(collective, size), folder / "more.db", reader=reader)
        refresh(collective, folder / "anew.db", reader=reader)
        assert content(folder / "more.db") == content(folder / "anew.db")

    @pytest.mark.parametrize("cut", [0, 100, 300, 496, 505, 600, 1000])
    def test_the_scenario_at_cuts(self, lachine, made, tmp_path, cut):
        refresh(AsItWas(lachine, cut), tmp_path / "x.db", reader=PUBLIC)
        refresh(lachine, tmp_path / "x.db", reader=PUBLIC)
        assert content(tmp_path / "x.db") == content(made)

    def test_only_new_events_are_read(self, lachine, tmp_path):
        """As long as nothing corrects what is there."""
        path = tmp_path / "x.db"
        refresh(AsItWas(lachine, 940), path, reader=PUBLIC)
        done = refresh(lachine, path, reader=PUBLIC)
        assert (done.added, done.anew) == (90, False)
        again = refresh(lachine, path, reader=PUBLIC)
        assert (again.added, again.anew) == (0, False)

    def test_a_correction_makes_it_anew(self, lachine, tmp_path):
        path = tmp_path / "x.db"
        refresh(AsItWas(lachine, 931), path, reader=PUBLIC)
        assert refresh(AsItWas(lachine, 932), path, reader=PUBLIC).anew

    def test_stores_alike(self, lachine, made, tmp_path):
        """A log in a file gives the same database."""
        with record_scenario(tmp_path / "l.db") as collective:
            refresh(collective, tmp_path / "x.db", reader=PUBLIC)
        assert content(tmp_path / "x.db") == content(made)

    def test_check_finds_a_stale_row(self, lachine, made, tmp_path):
        """A comparison that finds nothing in anything would prove nothing."""
        shutil.copy(made, tmp_path / "x.db")
        with closing(sqlite3.connect(tmp_path / "x.db")) as db:
            db.execute("update event_score_cast set value = 99 where seq = 300")
            db.commit()
        assert content(tmp_path / "x.db") != content(made)

    def test_a_failure_leaves_what_was_there(self, lachine, tmp_path, monkeypatch):
        """Nothing is half-written: neither a new file nor one that was there."""
        path = tmp_path / "x.db"
        refresh(AsItWas(lachine, 900), path, reader=PUBLIC)
        before = content(path)

        def fails(*_):
            raise KeyboardInterrupt

        monkeypatch.setattr(files, "dictionary", fails)
        for there in (path, tmp_path / "new.db"):
            with pytest.raises(KeyboardInterrupt):
                refresh(lachine, there, reader=PUBLIC)
        assert content(path) == before
        assert sorted(one.name for one in tmp_path.iterdir()) == ["x.db"]


class TestRefusals:
    def test_another_log(self, lachine, made, tmp_path):
        shutil.copy(made, tmp_path / "x.db")
        other = given(*EVERYTHING).collective
        with pytest.raises(InvalidInput, match="made of another log"):
            refresh(other, tmp_path / "x.db", reader=PUBLIC)
        longer = tried(given(*EVERYTHING).collective, [joined(f"n{n}") for n in range(3)])
        refresh(AsItWas(other, 5), tmp_path / "y.db", reader=PUBLIC)
        with pytest.raises(InvalidInput, match="made of another log"):
            refresh(lachine, tmp_path / "y.db", reader=PUBLIC)
        assert refresh(longer, tmp_path / "y.db", reader=PUBLIC).size == longer.log.size
        assert content(tmp_path / "x.db") == content(made)

    def test_a_shorter_log(self, lachine, made, tmp_path):
        shutil.copy(made, tmp_path / "x.db")
        with pytest.raises(InvalidInput, match="made of another log"):
            refresh(AsItWas(lachine, 1029), tmp_path / "x.db", reader=PUBLIC)

    def test_another_reader(self, lachine, made, tmp_path):
        shutil.copy(made, tmp_path / "x.db")
        with pytest.raises(InvalidInput, match="--as public"):
            refresh(lachine, tmp_path / "x.db", reader=SECRETARY)

    @pytest.mark.parametrize("kind", ["log", "text", "empty", "sqlite", "folder", "marked"])
    def test_something_else(self, lachine, tmp_path, kind):
        """The log itself, and whatever is not ours, stays as it is."""
        path = tmp_path / "x.db"
        if kind == "log":
            record_evening(path).close()
        elif kind in ("text", "empty"):
            path.write_text("x" if kind == "text" else "")
        elif kind == "folder":
            path.mkdir()
        else:
            with closing(sqlite3.connect(path)) as db:
                db.execute("create table t (a)")
                if kind == "marked":
                    db.execute("pragma application_id = 1668248689")
        before = path.read_bytes() if path.is_file() else None
        with pytest.raises(InvalidInput, match="There is something else"):
            refresh(lachine, path, reader=PUBLIC)
        assert before == (path.read_bytes() if path.is_file() else None)

    def test_no_folder(self, lachine, tmp_path):
        with pytest.raises(InvalidInput, match="There is no folder"):
            refresh(lachine, tmp_path / "no" / "x.db", reader=PUBLIC)

    def test_while_another_program_writes(self, lachine, made, tmp_path, monkeypatch):
        path = tmp_path / "x.db"
        shutil.copy(made, path)
        real = sqlite3.connect
        monkeypatch.setattr(
            files.sqlite3, "connect", lambda *a, **k: real(*a, **{**k, "timeout": 0.01})
        )
        with closing(real(path, isolation_level=None)) as other:
            other.execute("begin immediate")
            with pytest.raises(InvalidInput, match="could not be written"):
                refresh(lachine, path, reader=PUBLIC)


class TestWords:
    WORDS = "motsquipartiront"

    def room(self, path):
        return given(
            *CONVENED, opened, joined("aines"),
            named("k", commented("k1", member="loge", text=self.WORDS)), url=path,
        ).collective  # fmt: skip

    def test_the_public_has_none(self, tmp_path):
        refresh(self.room(tmp_path / "l.db"), tmp_path / "x.db", reader=PUBLIC)
        assert self.WORDS.encode() not in (tmp_path / "x.db").read_bytes()

    @pytest.mark.parametrize("member", [None, "loge"])
    def test_erased_words_leave_no_byte(self, tmp_path, member):
        """Those who may read them have them, until they are erased and the file is refreshed."""
        reader = SECRETARY if member is None else Reader(role="DELEGATE", member=member)
        collective, path = self.room(tmp_path / "l.db"), tmp_path / "x.db"
        refresh(collective, path, reader=reader)
        assert self.WORDS.encode() in path.read_bytes()
        collective.redact(target="k", fields=("text",), note="Vie privée")
        assert refresh(collective, path, reader=reader).anew
        for file in tmp_path.glob("x.db*"):
            assert self.WORDS.encode() not in file.read_bytes()

    def test_no_delegate_of_another(self, tmp_path):
        reader = Reader(role="DELEGATE", member="aines")
        refresh(self.room(tmp_path / "l.db"), tmp_path / "x.db", reader=reader)
        assert self.WORDS.encode() not in (tmp_path / "x.db").read_bytes()


class TestHostile:
    NAMES = ('"; drop table events; --', "a'b\"c]`", "\u202e<script>", "n\0ul", "é" * 10_000)

    def test_names_are_data(self, tmp_path):
        """Whatever members are called; nothing but rows comes of it."""
        called = [lambda c, n=n, t=t: c.welcome_member(
            member=f"x{n}", name={"fr": t}, kind="CITIZEN", voting=False)
            for n, t in enumerate(self.NAMES)]  # fmt: skip
        collective = tried(given(*CONVENED).collective, called)
        refresh(collective, tmp_path / "x.db", reader=PUBLIC)
        there = {name for (name,) in asked(tmp_path / "x.db", "select name_fr from members")}
        taken = {
            event.data.name["fr"]
            for event in collective.view().events(frozenset({"member-joined"}))
        }
        assert taken - {None} <= there
        assert set(self.NAMES) & taken

    def test_types_of_others(self, tmp_path):
        """Events of types that nobody here knows are kept, as JSON, in one table."""
        log = sample_log(MemoryStore())
        log.append([noted(1)])
        foreign = Log(log.store)
        collective = Collective(Core(foreign), Note())
        refresh(collective, tmp_path / "x.db", reader=PUBLIC)
        ((seq, type_, data),) = asked(tmp_path / "x.db", "select * from event_other")
        assert (seq, type_, json.loads(data)["number"]) == (0, foreign_type(log), 1)


def foreign_type(log):
    return next(iter(log.read())).type


class TestDatasette:
    def test_datasette_opens_it(self, made, tmp_path):
        """A page, and a query as JSON, through Datasette itself."""
        datasette = pytest.importorskip("datasette.app")
        told = metadata(made, "fr")

        async def visited():
            ds = datasette.Datasette(files=[str(made)], metadata=told)
            name = made.stem
            page = await ds.client.get(f"/{name}/rankings")
            query = await ds.client.get(
                f"/{name}.json",
                params={"sql": "select * from leaders where published is null",
                        "_shape": "objects"},
            )  # fmt: skip
            return page, query

        page, query = asyncio.run(visited())
        assert page.status_code == 200
        assert "1235/16" in page.text
        assert "Classements" in page.text
        assert [(row["round"], row["proposal"]) for row in query.json()["rows"]] == [
            ("r1", "s1"),
            ("r2", "s1"),
        ]

    def test_metadata_is_json(self, made):
        for lang in ("en", "fr"):
            told = json.loads(json.dumps(metadata(made, lang)))
            tables = told["databases"][made.stem]["tables"]
            assert set(VIEWS) <= tables.keys()


def test_the_log_is_only_read(tmp_path):
    """Not a byte of it changes."""
    record_evening(tmp_path / "l.db").close()
    before = (tmp_path / "l.db").read_bytes()
    with collectif.open(tmp_path / "l.db", read_only=True) as collective:
        refresh(collective, tmp_path / "x.db", reader=PUBLIC)
    assert (tmp_path / "l.db").read_bytes() == before
