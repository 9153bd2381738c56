"""This module is about files of scripts: imported whole, or not at all."""

from __future__ import annotations

import copy
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import collectif
from collectif.demo import record_evening
from collectif.demo.lachine import evening
from collectif.errors import CollectifError, Conflict, InvalidInput, Refused
from collectif.exchange.polis import import_polis
from collectif.exchange.script_files import import_script

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


@pytest.fixture
def steps():
    """The first forty steps of the Lachine evening, free to be spoilt."""
    return copy.deepcopy(evening()[:40])


@pytest.fixture
def log():
    with collectif.open("memory:", clock=lambda: NOW) as collective:
        yield collective


@pytest.fixture
def script(tmp_path):
    def write(told, name="script.json"):
        (tmp_path / name).write_text(json.dumps(told), "utf-8")
        return tmp_path / name

    return write


class TestImporting:
    @pytest.mark.parametrize("form", [lambda s: s, lambda s: {"steps": s, "meta": {"x": 1}}])
    def test_the_same_events_as_when_it_is_played(self, log, script, form):
        """A list of steps, or an object that holds one; a file and a program tell the same."""
        done = import_script(script(form(evening())), log)

        assert (923, True, True) == (done.events, done.new, done.lossless)
        with record_evening("memory:") as played:
            ours, theirs = list(log.log.read()), list(played.log.read())
            assert ours == theirs
        assert log.log.verify().sound

    def test_recorded_when_the_script_says_or_now(self, log, script, steps):
        """A step that does not say takes the time of the log's own clock."""
        del steps[3]["recorded_at"]
        steps[4]["recorded_at"] = None
        import_script(script(steps), log)

        told = [event.recorded for event in log.log.read()]
        assert [NOW, NOW] == told[3:5]
        assert [s["recorded_at"] for s in steps[5:]] == [t.isoformat() for t in told[5:]]

    def test_importing_again_records_nothing(self, log, script, steps):
        """The ids of the steps are the ids of the acts."""
        first = import_script(script(steps), log)
        head = log.log.head()
        again = import_script(script(steps), log)

        assert (True, False, first.events) == (first.new, again.new, again.events)
        assert head == log.log.head()

    def test_a_longer_script_adds_what_is_new(self, log, script, steps):
        """The steps that are there stay as they are."""
        import_script(script(steps[:25]), log)
        done = import_script(script(steps), log)
        assert done.new
        assert log.log.size == done.events == 40

    def test_into_a_log_that_holds_other_things(self, log, script, steps, tmp_path):
        """A script is judged by what the log says already."""
        folder = tmp_path / "polis"
        folder.mkdir()
        (folder / "comments.csv").write_text(
            "timestamp,comment-id,comment-body\n1400000000000,0,Bread\n", "utf-8"
        )
        (folder / "votes.csv").write_text(
            "timestamp,comment-id,voter-id,vote\n1400000000001,0,1,1\n", "utf-8"
        )
        import_polis(folder, log)
        size = log.log.size
        with pytest.raises(Refused) as refused:
            import_script(script(steps), log)
        assert ("AlreadyFounded", size) == (refused.value.code, log.log.size)

        import_script(script(steps[1:]), log)
        assert size + 39 == log.log.size


class TestAllOrNothing:
    def test_a_refused_step_leaves_the_log_as_it_was(self, log, script, steps):
        """The step is named by its number and its id, in the language of the reader."""
        steps[16] = copy.deepcopy(steps[5]) | {"id": "e-again"}
        with pytest.raises(Refused) as refused:
            import_script(script(steps), log)

        error = refused.value
        assert (0, "DuplicateId") == (log.log.size, error.code)
        assert "Step 17 (e-again): " in error.in_words("en")[0]
        assert "Étape 17 (e-again)\xa0: " in error.in_words("fr")[0]
        assert error.in_words("fr")[1:] == Refused(error.code, **error.details).in_words("fr")[1:]

    def test_a_step_that_cannot_be_understood(self, log, script, steps):
        """It is named too."""
        steps[16]["occurred_at"] = "tomorrow"
        with pytest.raises(InvalidInput, match=rf"Step 17: .*'{steps[16]['id']}'"):
            import_script(script(steps), log)
        assert log.log.size == 0

    def test_an_id_that_names_something_else(self, log, script, steps):
        """A clash of ids is not a repetition."""
        import_script(script(steps[:20]), log)
        steps[5]["payload"]["name"] = {"fr": "Une autre"}
        with pytest.raises(Conflict, match="Step 6: The id 'e-m-loge'"):
            import_script(script(steps), log)
        assert log.log.size == 20

    def test_words_of_a_refused_script_are_not_kept(self, script, steps, tmp_path):
        """Neither file holds anything of it."""
        steps[39]["occurred_at"] = "tomorrow"
        with collectif.open(tmp_path / "x.db") as log:
            with pytest.raises(InvalidInput):
                import_script(script(steps), log)
            assert 0 == log.log.size == len(list(log.log.store.private.disclosures()))

    def test_words_in_a_file(self, script, steps, tmp_path):
        """On disk, with its private store, the same as in memory."""
        with collectif.open(tmp_path / "x.db") as log:
            import_script(script(evening()), log)
            assert log.log.verify().sound
            assert len(list(log.log.store.private.disclosures())) == 60
            assert not import_script(script(evening()), log).new


class TestFiles:
    @pytest.mark.parametrize(
        "text",
        ["", "hello", "{}", "5", '{"steps": 5}', '{"steps": [], "steps": []}', "[NaN]",
         "[" * 100_000, "\ufeff\ufeff[]", '{"id": 1, "id": 2}'],
    )  # fmt: skip
    def test_what_is_no_script_is_refused(self, log, tmp_path, text):
        """In three sentences."""
        (tmp_path / "x.json").write_text(text, "utf-8")
        with pytest.raises(InvalidInput):
            import_script(tmp_path / "x.json", log)
        assert log.log.size == 0

    def test_an_empty_script_is_a_script(self, log, script):
        """It says nothing."""
        done = import_script(script([]), log)
        assert (0, False) == (done.events, done.new)

    @given(st.data())
    @settings(max_examples=150, deadline=None)
    def test_no_spoilt_step_ends_in_a_traceback(self, data):
        """Any value in any place: recorded, or refused with three sentences."""
        told = copy.deepcopy(evening()[:45])
        step = data.draw(st.sampled_from(told))
        inside = data.draw(st.sampled_from([step, step["payload"], step["actor"]]))
        leaf = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
        value = leaf | st.lists(leaf, max_size=2) | st.dictionaries(st.text(max_size=5), leaf)
        inside[data.draw(st.sampled_from(sorted(inside)))] = data.draw(value)
        with tempfile.TemporaryDirectory() as folder, collectif.open("memory:") as log:
            path = Path(folder) / "x.json"
            path.write_text(json.dumps(told), "utf-8")
            try:
                import_script(path, log)
            except CollectifError:
                assert log.log.size == 0
            else:
                assert log.log.verify().sound
