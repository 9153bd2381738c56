"""This module is about a log as lines: written out, restored byte for byte, refused when spoilt."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import collectif
from collectif.demo import record_evening
from collectif.errors import CollectifError, InvalidInput
from collectif.exchange.jsonl import export_jsonl, import_jsonl
from collectif.exchange.registry import Terms
from collectif.record.canonical import canonical
from collectif.record.envelope import Draft
from collectif.record.event import EVENTS, Unknown
from collectif.testing.events import drafts, free_json
from collectif.testing.room import SCORING, scored

WITH_WORDS = Terms(with_words=True)

known = [one for one in EVENTS if one.cls.__module__.startswith("collectif.")]
unknown = st.builds(
    lambda data: Draft(data=Unknown(type="vendor/rain-danced", version=3, data=data)), free_json
)
logs = st.lists(
    st.one_of(unknown, *(drafts(one.cls) for one in known if one.name != "round-opened")),
    max_size=12,
)


def bodies(collective):
    return [row.body for row in collective.log.store.rows(0, collective.log.size)]


def words(collective):
    """Return the words that a log keeps, but for the ballots that nobody is ever shown."""
    private = collective.log.store.private
    urns = {e.id for e in collective.log.read() if e.type == "ballot-received"}
    kept = (one for one in private.disclosures() if one.event not in urns)
    return {(one.digest, one.event, one.text) for one in kept}


def plain(collective):
    """Return events as plain data; of receipts, whose ballots are never given out, the type."""
    told = (collective.log.codec.plain(event) for event in collective.log.read())
    return [e | {"data": None} if e["type"] == "ballot-received" else e for e in told]


@pytest.fixture(scope="module")
def lachine():
    with record_evening("memory:") as collective:
        yield collective


@pytest.fixture
def lines(lachine, tmp_path):
    """The evening as lines, with its words, free to be spoilt."""
    export_jsonl(lachine, tmp_path / "out", WITH_WORDS)
    return tmp_path / "out" / "events.jsonl"


class TestRoundTrip:
    @given(st.data())
    @settings(max_examples=60, deadline=None)
    def test_any_log_comes_back_with_the_same_bytes_ids_and_root(self, data):
        """Whatever was recorded, of types known and unknown, in memory and in SQLite."""
        told = data.draw(logs)
        with tempfile.TemporaryDirectory() as folder, collectif.open("memory:") as first:
            for draft in told:
                first.log.append([draft])
            export_jsonl(first, Path(folder) / "out", WITH_WORDS)
            for url in ("memory:", Path(folder) / "log.db"):
                with collectif.open(url) as again:
                    import_jsonl(Path(folder) / "out", again)
                    assert bodies(first) == bodies(again)
                    assert first.log.head() == again.log.head()
                    assert words(first) == words(again)
                    assert plain(first) == plain(again)
                    assert again.log.verify().sound

    def test_the_lines_are_the_leaves(self, lachine, lines):
        """Fifteen lines of Python come to the same root; canonical JSON holds no line end."""
        from hashlib import sha256

        from collectif.log.merkle import Edge

        leaves = [sha256(b"\0" + line).digest() for line in lines.read_bytes().split(b"\n")[:-1]]
        assert Edge.empty().extended(leaves).root() == lachine.log.head().root

    def test_without_words_they_read_as_withheld(self, lachine, tmp_path):
        """The root is the same; the words are not there."""
        done = export_jsonl(lachine, tmp_path / "out", Terms())
        assert {"events.jsonl", "head.json"} == set(done.files)
        assert {"events": 923, "words": 0, "withheld": 60} == done.counts
        with collectif.open("memory:") as again:
            read = import_jsonl(tmp_path / "out", again)
            assert lachine.log.head() == again.log.head()
            assert words(again) == set()
            assert not read.lossless
            comment = next(again.log.read(collectif.Query.about("comment-made")))
            assert str(comment.data.text) == "⟨withheld⟩"

    def test_whose_words_they_are_stays_at_home(self, tmp_path):
        """The person that words can be erased for is in no file."""
        with collectif.open("memory:") as first:
            first.log.append([Draft(data=_remark(), subject="ada-lovelace")])
            done = export_jsonl(first, tmp_path / "out", WITH_WORDS)
        assert len(done.lost) == 1
        assert b"ada-lovelace" not in b"".join(
            file.read_bytes() for file in (tmp_path / "out").iterdir()
        )

    def test_as_known_at_a_size(self, lachine, tmp_path):
        """A prefix is a log like any other, with the root that it had."""
        export_jsonl(lachine, tmp_path / "x.jsonl", Terms(known_at=70, with_words=True))
        with collectif.open("memory:") as again:
            import_jsonl(tmp_path / "x.jsonl", again)
            assert lachine.log.at(70).head() == again.log.head()

    def test_words_longer_than_an_event(self, tmp_path):
        """The longest that can be recorded: their line is longer than any event."""
        with collectif.open("memory:") as first, collectif.open("memory:") as again:
            first.log.append([_remark("é" * 32_000)])
            export_jsonl(first, tmp_path / "out", WITH_WORDS)
            import_jsonl(tmp_path / "out", again)
            assert list(first.log.read()) == list(again.log.read())

    def test_an_empty_log(self, tmp_path):
        """Nothing leads to nothing."""
        with collectif.open("memory:") as first, collectif.open("memory:") as again:
            export_jsonl(first, tmp_path / "out", WITH_WORDS)
            done = import_jsonl(tmp_path / "out", again)
            assert (0, False, 0) == (done.events, done.new, again.log.size)


def _remark(words="Moved away"):
    from collectif.acts.mandates import MandateEnded
    from collectif.ids import MandateId

    return MandateEnded(mandate_id=MandateId("m1"), reason={"en": words})


class TestIntoALog:
    def test_importing_again_records_nothing(self, lines):
        """The log holds it all already."""
        with collectif.open("memory:") as again:
            assert import_jsonl(lines.parent, again).new
            head = again.log.head()
            assert not import_jsonl(lines.parent, again).new
            assert head == again.log.head()

    def test_a_beginning_is_completed(self, lachine, lines, tmp_path):
        """What is missing is appended, with its words."""
        export_jsonl(lachine, tmp_path / "x.jsonl", Terms(known_at=70, with_words=True))
        with collectif.open("memory:") as again:
            import_jsonl(tmp_path / "x.jsonl", again)
            done = import_jsonl(lines.parent, again)
            assert 853 == done.report.counts["added"]
            assert lachine.log.head() == again.log.head()
            assert words(lachine) == words(again)

    def test_a_longer_log_stays(self, lachine, lines, tmp_path):
        """Its first events are those of the file: there is nothing to do."""
        export_jsonl(lachine, tmp_path / "x.jsonl", Terms(known_at=70))
        with collectif.open("memory:") as again:
            import_jsonl(lines.parent, again)
            done = import_jsonl(tmp_path / "x.jsonl", again)
            assert (70, False, 923) == (done.events, done.new, again.log.size)

    def test_a_fork_is_refused_and_its_first_event_named(self, lachine, lines, tmp_path):
        """Two logs that part cannot be one."""
        export_jsonl(lachine, tmp_path / "x.jsonl", Terms(known_at=70))
        with collectif.open("memory:") as other:
            import_jsonl(tmp_path / "x.jsonl", other)
            other.welcome_member(member="new", name="New", kind="CITIZEN")
            head, id = other.log.head(), next(other.log.read(after=70)).id
            with pytest.raises(InvalidInput, match=rf"line 71 .*event 70 \({id}\)"):
                import_jsonl(lines.parent, other)
            assert head == other.log.head()

    def test_words_that_were_erased_do_not_come_back(self, lachine, lines):
        """Words come with their events, and only with them."""
        with collectif.open("memory:") as again:
            import_jsonl(lines.parent, again)
            again.log.store.private.forget([digest for digest, _, _ in words(again)])
            import_jsonl(lines.parent, again)
            assert words(again) == set()


def _spoilt(change):
    def spoil(lines):
        told = lines.read_bytes().split(b"\n")
        change(told)
        lines.write_bytes(b"\n".join(told))

    return spoil


def _at(position, change):
    def spoil(told):
        told[position] = change(told[position])

    return _spoilt(spoil)


def _with(**values):
    return lambda line: canonical(json.loads(line) | values)


DAMAGED = {
    "a flipped letter": (_at(79, lambda line: line.replace(b'"id":"', b'"id":"\xff')), 80),
    "white space": (_at(79, lambda line: line.replace(b":", b": ", 1)), 80),
    "a carriage return": (_at(79, lambda line: line + b"\r"), 80),
    "another order of keys": (
        _at(4, lambda line: json.dumps(dict(reversed(json.loads(line).items()))).encode()),
        5,
    ),
    "a key that stands twice": (_at(4, lambda line: line[:-1] + b',"version":1}'), 5),
    "a float": (_at(4, lambda line: line.replace(b'"version":1', b'"version":1.0')), 5),
    "no JSON": (_at(4, lambda line: b"hello"), 5),
    "a list": (_at(4, lambda line: b"[]"), 5),
    "a blank line": (_at(4, lambda line: b""), 5),
    "deep nesting": (_at(4, lambda line: b"[" * 2000 + b"]" * 2000), 5),
    "a line too long": (_at(4, lambda line: b"x" * 70_000), 5),
    "a missing line": (_spoilt(lambda told: told.pop(4)), 5),
    "two lines in the other order": (
        _spoilt(lambda told: told.__setitem__(slice(4, 6), told[5:3:-1])),
        5,
    ),
    "a line that stands twice": (_spoilt(lambda told: told.insert(4, told[4])), 6),
    "another format": (_at(4, _with(format=2)), 5),
    "a format that is true": (_at(4, _with(format=True)), 5),
    "an unknown key": (_at(4, _with(colour="red")), 5),
    "a null": (_at(4, _with(batch=None)), 5),
    "an actor with more": (_at(4, _with(actor={"role": "x", "name": "Ada"})), 5),
    "a time without offset": (_at(4, _with(recorded="2016-09-15T10:00:00")), 5),
    "an unknown source": (_at(4, _with(source="RUMOUR")), 5),
    "a bad id": (_at(4, _with(id="two words")), 5),
    "an id that is taken": (_at(4, _with(id="e-collectif")), 5),
    "a bad type": (_at(4, _with(type="Score Cast")), 5),
    "no version": (_at(4, _with(version=0)), 5),
    "content of another type": (_at(4, _with(type="score-cast")), 5),
    "digests that are none": (_at(4, _with(data={"_sd": ["x"]})), 5),
    "digests as a text": (_at(4, _with(data={"_sd": "x"})), 5),
    "digests out of order": (_at(4, _with(data={"_sd": ["B" * 43, "A" * 43]})), 5),
    "one digest twice": (_at(4, _with(data={"_sd": ["A" * 43, "A" * 43]})), 5),
}


class TestDamage:
    @pytest.mark.parametrize("case", DAMAGED)
    def test_is_named_and_nothing_is_recorded(self, lines, case):
        """The first line that is wrong, or the event that it should be."""
        spoil, line = DAMAGED[case]
        spoil(lines)
        with collectif.open("memory:") as again:
            with pytest.raises(InvalidInput) as refused:
                import_jsonl(lines.parent, again)
            assert (0, set()) == (again.log.size, words(again))
        assert any(f"{kind} {n} " in f"{refused.value.what} " for kind, n in (
            ("line", line), ("Event", line - 1)))  # fmt: skip
        assert refused.value.what.startswith("events.jsonl")

    def test_a_cut_file_does_not_lead_to_its_head(self, lines):
        """Every line is sound; the root is not the one that was written beside them."""
        told = lines.read_bytes().split(b"\n")
        lines.write_bytes(b"\n".join(told[:500]) + b"\n")
        lines.with_name("words.jsonl").unlink()
        with collectif.open("memory:") as again:
            with pytest.raises(InvalidInput, match=r"head\.json .*lead to 500 events"):
                import_jsonl(lines.parent, again)
            assert again.log.size == 0

    @pytest.mark.parametrize(
        ("line", "problem"),
        [
            (b"hello", "line 1"),
            (b'{"disclosure": "eA","event":"e-x"}', "line 1 is not canonical"),
            (b'{"disclosure":"eA","disclosure":"eA","event":"e-x"}', "not canonical"),
            (b"[" * 100_000, "line 1"),
            (b"\xff", "line 1"),
            (b'{"event":"e-x"}', "line 1 does not say"),
            (b'{"disclosure":5,"event":"e-x"}', "line 1 does not say"),
            (b'{"disclosure":"eA","event":"e-x"}', "which has none"),
            (b'{"disclosure":"eA","event":"e-collectif"}', "which has none"),
            (b'{"disclosure":"eA","event":"e-man-alim"}', "no digest"),
            (b'{"disclosure":"eA","event":"e-collectif","more":1}', "line 1 does not say"),
        ],
    )
    def test_words_of_no_event_are_refused(self, lines, line, problem):
        """The digests of an event vouch for its words."""
        (lines.parent / "words.jsonl").write_bytes(line + b"\n")
        with collectif.open("memory:") as again:
            with pytest.raises(InvalidInput, match=problem):
                import_jsonl(lines.parent, again)
            assert again.log.size == 0

    @given(data=st.data())
    @settings(max_examples=200, deadline=None)
    def test_no_change_of_a_byte_goes_unseen(self, data, few):
        """Whatever is changed, cut or added: an error of ours, or the same log."""
        raw = bytearray(few)
        position = data.draw(st.integers(0, len(raw)))
        new = data.draw(st.binary(max_size=3))
        raw[position : position + data.draw(st.integers(0, 3))] = new
        with tempfile.TemporaryDirectory() as folder, collectif.open("memory:") as again:
            path = Path(folder) / "x.jsonl"
            path.write_bytes(raw)
            try:
                import_jsonl(path, again)
            except CollectifError:
                assert again.log.size == 0
            else:
                assert again.log.verify().sound
                list(again.log.read())


@pytest.fixture(scope="module")
def few(lachine):
    return b"".join(body + b"\n" for body in bodies(lachine)[:8])


class TestPlaces:
    def test_nothing_is_written_over(self, lachine, tmp_path):
        """Neither a file, nor a folder with something in it; an empty folder will do."""
        (tmp_path / "empty").mkdir()
        export_jsonl(lachine, tmp_path / "empty", Terms())
        (tmp_path / "x.words.jsonl").write_text("mine")
        for there in (tmp_path, tmp_path / "empty", tmp_path / "x.jsonl"):
            with pytest.raises(InvalidInput, match="already"):
                export_jsonl(lachine, there, Terms())
        assert {"empty", "x.words.jsonl"} == {one.name for one in tmp_path.iterdir()}

    def test_an_export_that_fails_leaves_nothing(self, lachine, tmp_path, monkeypatch):
        """Not even a folder to hide in."""
        monkeypatch.setattr("collectif.exchange.jsonl.word_lines", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            export_jsonl(lachine, tmp_path / "out", WITH_WORDS)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("name", ["none", "none.jsonl", "text"])
    def test_what_is_not_there_cannot_be_read(self, tmp_path, name):
        """Or is something else."""
        (tmp_path / "text").write_text("hello")
        with collectif.open("memory:") as again, pytest.raises(InvalidInput):
            import_jsonl(tmp_path / name, again)


class TestSealed:
    def test_exact_bytes_are_not_given_out_while_values_are_sealed(self, tmp_path):
        """They would show what nobody may see yet; the state before the round may be given out."""
        with collectif.open("memory:") as room:
            for act in SCORING:
                act(room)
            before = room.log.size - 1
            scored("alim", "s2", "levier", 3)(room)
            with pytest.raises(InvalidInput, match=f"as known at {before} events"):
                export_jsonl(room, tmp_path / "out", Terms())
            export_jsonl(room, tmp_path / "out", Terms(known_at=before))
            room.close_round(round="r1")
            export_jsonl(room, tmp_path / "closed", Terms())


def test_secret_ballots_are_given_out_by_no_format(tmp_path):
    """Search every file for a pair of member and value: there is none, also with the words."""
    from collectif.exchange.csv_folder import export_csv
    from collectif.exchange.jsonl import export_jsonl
    from collectif.exchange.registry import Terms
    from collectif.record.disclosure import opened
    from collectif.testing.given import given
    from collectif.testing.room import OPENED, RULED, closed, moved, round_opened

    ask = round_opened(
        "rc", kind="CONSENT", subjects=("d1",), criteria_set=None, visibility="SECRET"
    )
    cast = lambda c: c.cast(round="rc", member="alim", ballot={"d1": "OBJECT"})  # noqa: E731
    assert OPENED
    collective = given(*RULED, moved(), ask, cast, closed("rc")).collective
    export_jsonl(collective, tmp_path / "lines", Terms(with_words=True))
    export_csv(collective, tmp_path / "tables", Terms(with_words=True))
    lines = (tmp_path / "lines" / "words.jsonl").read_text().splitlines()
    assert not any("OBJECT" in str(opened(json.loads(line)["disclosure"])) for line in lines)
    for file in (tmp_path / "tables").glob("*.csv"):
        for row in file.read_text("utf-8").splitlines():
            assert not ("alim" in row and "OBJECT" in row)
