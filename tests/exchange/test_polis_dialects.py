"""This module is about the dialects of Polis exports, and about files that cannot be read."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import collectif
from collectif.errors import InvalidInput
from collectif.exchange.polis import import_polis
from collectif.exchange.polis_files import read_export
from collectif.projections.opinions import OPINIONS

COMMENTS_A = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body"
COMMENTS_B = (
    "timestamp,comment-id,author-id,agrees,disagrees,moderated,is-meta,is-seed,"
    "group-informed-consensus,comment-body"
)
VOTES = "timestamp,datetime,comment-id,voter-id,vote"
START = 1_400_000_000_000


def comments(*rows: str, header: str = COMMENTS_A) -> str:
    return "\n".join((header, *rows)) + "\n"


def statement(id: int, body: str = "Words", *, time: int = START, author: int = 9) -> str:
    return f"{time},any day,{id},{author},0,0,1,{body}"


def votes(*rows: tuple[int, int, int, int]) -> str:
    """Return votes.csv of (milliseconds, statement, voter, value)."""
    told = (f"{time},any day,{comment},{voter},{vote}" for time, comment, voter, vote in rows)
    return "\n".join((VOTES, *told)) + "\n"


def write(folder: Path, **files: str | bytes) -> Path:
    """Write files: `comments=...` becomes comments.csv, `participants_votes=` the matrix."""
    folder.mkdir(exist_ok=True, parents=True)
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / (name.replace("_", "-") + ".csv")).write_bytes(raw)
    return folder


def imported(folder):
    """Return the report and the conversation of a folder."""
    with collectif.open("memory:") as collective:
        done = import_polis(folder, collective)
        (opinions,) = OPINIONS.replay(collective.view()).values()
        assert collective.log.verify().sound
        return done.report, opinions


def bodies(folder):
    return {comment.id: comment.body for comment in read_export(folder).comments}


def number(id):
    return int(id.rsplit("-", 1)[1][1:])


def standing(opinions):
    return {(number(who), number(what)): s for (who, what), s in opinions.standing.items()}


ONE = comments(statement(0))
NO_VOTES = votes()


class TestDialects:
    def test_times_in_seconds_and_in_milliseconds_are_the_same_times(self, tmp_path):
        """The JavaScript route of the export writes seconds."""
        one = write(tmp_path / "a", comments=ONE, votes=votes((START + 5000, 0, 1, 1)))
        other = write(
            tmp_path / "b",
            comments=comments(statement(0, time=START // 1000)),
            votes=votes((START // 1000 + 5, 0, 1, 1)),
        )

        assert read_export(one).votes == read_export(other).votes
        assert read_export(one).comments == read_export(other).comments

    def test_columns_of_2024_are_read_by_name(self, tmp_path):
        """Dialect B has no datetime and three columns more."""
        row = f"{START},4,7,12,3,-1,f,t,0.5,Words"
        folder = write(tmp_path, comments=comments(row, header=COMMENTS_B), votes=NO_VOTES)

        (comment,) = read_export(folder).comments

        assert (
            comment.id,
            comment.author,
            comment.agrees,
            comment.disagrees,
            comment.moderated,
            comment.body,
            comment.milliseconds,
        ) == (4, 7, 12, 3, -1, "Words", START)

    def test_raw_sign_is_seen_and_turned(self, tmp_path):
        """Nobody disagrees with a statement of its own in the moment of writing it."""
        folder = write(
            tmp_path,
            comments=comments(statement(0, author=3)),
            votes=votes((START + 900, 0, 3, -1), (START + 9000, 0, 4, 1), (START + 9001, 0, 5, 0)),
            participants_votes="participant,group-id,0\n3,,-1\n4,,1\n5,,0\n",
        )

        report, opinions = imported(folder)

        assert standing(opinions) == {(3, 0): "AGREE", (4, 0): "DISAGREE", (5, 0): "PASS"}
        assert any("-1 was read as agree" in text["en"] for text in report.inferred)
        assert not any("participants-votes" in text["en"] for text in report.contradictory)

    def test_late_disagreement_of_an_author_is_a_change_of_mind(self, tmp_path):
        """Only the first vote in the first moments tells the sign."""
        folder = write(
            tmp_path,
            comments=comments(statement(0, author=3)),
            votes=votes((START + 900, 0, 3, 1), (START + 1000, 0, 3, -1), (START + 5000, 0, 3, -1)),
        )

        assert not read_export(folder).raw_sign

    def test_unquoted_statements_are_put_together_again(self, tmp_path):
        """Commas and line ends inside a statement break its row, and the report says so."""
        folder = write(
            tmp_path,
            comments=comments(
                statement(0, "Yes, but, then"),
                statement(1, "Two lines\nand a third, with commas, one, two, three, four, five"),
                statement(2, "the last"),
            ),
            votes=NO_VOTES,
        )

        report, _ = imported(folder)

        assert bodies(folder) == {
            0: "Yes, but, then",
            1: "Two lines\nand a third, with commas, one, two, three, four, five",
            2: "the last",
        }
        assert any("2 unquoted" in text["en"] for text in report.inferred)

    def test_quoted_statements_are_read_as_csv(self, tmp_path):
        """Quotes, commas and line ends inside quotes need no repair."""
        folder = write(
            tmp_path,
            comments=comments(statement(0, '"Say ""yes"", \nor not"'), statement(1)),
            votes=NO_VOTES,
        )

        assert bodies(folder) == {0: 'Say "yes", \nor not', 1: "Words"}
        assert read_export(folder).repaired == 0

    def test_bare_quotes_do_not_swallow_the_rows_below(self, tmp_path):
        """An exporter that quotes nothing may begin a statement with a quote."""
        folder = write(
            tmp_path,
            comments=comments(statement(0, '"Never" is a long time'), statement(1), statement(2)),
            votes=NO_VOTES,
        )

        assert bodies(folder) == {0: '"Never" is a long time', 1: "Words", 2: "Words"}

    def test_either_name_of_the_matrix(self, tmp_path):
        """participants-votes.csv is participant-votes.csv in some exports."""
        folder = write(
            tmp_path,
            comments=ONE,
            votes=votes((START, 0, 1, 1)),
            participant_votes="participant,xid,group-id,0\n1,,,-1\n",
        )

        report, _ = imported(folder)

        assert {"comments.csv", "votes.csv", "participant-votes.csv"} == set(report.files)
        assert any("in 1 cell" in text["en"] for text in report.contradictory)

    def test_byte_order_mark_and_windows_line_ends(self, tmp_path):
        """Spreadsheets write both."""
        windows = b"\xef\xbb\xbf" + ONE.replace("\n", "\r\n").encode()
        folder = write(tmp_path, comments=windows, votes=b"\xef\xbb\xbf" + NO_VOTES.encode())

        assert bodies(folder) == {0: "Words"}

    def test_topic_comes_from_the_summary(self, tmp_path):
        """Else the folder's name stands for it."""
        summary = 'topic,Bread\nurl,https://example.org\nconversation-description,"Why, and how"\n'
        folder = write(tmp_path / "named", comments=ONE, votes=NO_VOTES)
        assert (read_export(folder).topic, read_export(folder).description) == ("named", "")

        write(folder, summary=summary)

        assert (
            read_export(folder).topic,
            read_export(folder).description,
        ) == ("Bread", "Why, and how")


class TestOddHistories:
    def test_votes_before_their_statement(self, tmp_path):
        """They are recorded after it, with their own time; the report says how many."""
        folder = write(
            tmp_path,
            comments=comments(statement(0, time=START + 9000)),
            votes=votes((START, 0, 1, 1)),
        )

        report, opinions = imported(folder)

        assert standing(opinions) == {(1, 0): "AGREE"}
        assert any("1 vote(s) are older" in text["en"] for text in report.contradictory)

    def test_votes_on_a_statement_without_a_row(self, tmp_path):
        """It is stood for, and the report says so."""
        folder = write(tmp_path, comments=ONE, votes=votes((START, 0, 1, 1), (START + 1, 7, 1, -1)))

        report, opinions = imported(folder)

        assert standing(opinions) == {(1, 0): "AGREE", (1, 7): "DISAGREE"}
        assert any("1 statement(s) that have votes" in text["en"] for text in report.inferred)

    def test_same_row_twice_is_two_events(self, tmp_path):
        """Giving the same vote again is recorded, and superseded."""
        row = (START, 0, 1, 1)
        report, opinions = imported(write(tmp_path, comments=ONE, votes=votes(row, row)))

        assert (report.counts["votes"], report.counts["superseded"]) == (2, 1)
        assert opinions.superseded == 1

    def test_rows_out_of_order_are_told_by_time(self, tmp_path):
        """The file's order decides among votes of the same millisecond only."""
        rows = ((START + 9, 0, 1, -1), (START, 0, 1, 1), (START + 5, 0, 2, 1), (START + 5, 0, 2, 0))
        with collectif.open("memory:") as collective:
            import_polis(write(tmp_path, comments=ONE, votes=votes(*rows)), collective)
            stances = list(collective.log.read(collectif.Query.about("stance-given")))
            (opinions,) = OPINIONS.replay(collective.view()).values()

        assert [e.data.stance for e in stances] == ["AGREE", "AGREE", "PASS", "DISAGREE"]
        assert sorted(e.occurred for e in stances) == [e.occurred for e in stances]
        assert standing(opinions) == {(1, 0): "DISAGREE", (2, 0): "PASS"}

    def test_statement_without_votes_is_part_of_the_conversation(self, tmp_path):
        """Nobody spoke on it, which is not the same as its not being there."""
        folder = write(
            tmp_path,
            comments=comments(statement(0), statement(1)),
            votes=votes((START, 0, 1, 1)),
        )

        _, opinions = imported(folder)

        assert sorted(map(number, opinions.standings())) == [0, 1]
        assert {
            number(id): sum(counts.values())
            for id, counts in opinions.standings().items()
            if number(id) == 1
        } == {1: 0}

    def test_time_of_a_vote_is_exact(self, tmp_path):
        """Milliseconds stay milliseconds."""
        folder = write(tmp_path, comments=ONE, votes=votes((1_403_054_214_196, 0, 1, 1)))
        with collectif.open("memory:") as collective:
            import_polis(folder, collective)
            (vote,) = collective.log.read(collectif.Query.about("stance-given"))

        assert datetime(2014, 6, 18, 1, 16, 54, 196_000, tzinfo=UTC) == vote.occurred


class TestTwoConversations:
    def test_do_not_mix(self, tmp_path):
        """Each has its own statements, people, words and moderation."""
        one = write(tmp_path / "a", comments=comments(statement(0, "one")),
                    votes=votes((START, 0, 1, 1)))  # fmt: skip
        two = write(tmp_path / "b", comments=comments(statement(0, "two"), statement(1)),
                    votes=votes((START, 0, 1, -1), (START, 1, 2, 0)))  # fmt: skip
        with collectif.open("memory:") as collective:
            import_polis(one, collective)
            import_polis(two, collective)
            first, second = OPINIONS.replay(collective.view()).values()
            assert collective.log.verify().sound

        assert standing(first) == {(1, 0): "AGREE"}
        assert standing(second) == {(1, 0): "DISAGREE", (2, 1): "PASS"}
        assert (len(first.given), len(second.given)) == (1, 2)
        assert (len(first.texts), len(second.texts)) == (1, 2)
        assert (len(first.moderated), len(second.moderated)) == (1, 2)
        assert list(first.texts.values()) == [{"und": "one"}]

    def test_one_file_changed_is_another_import(self, tmp_path):
        """What was imported before is known by the bytes of its files."""
        folder = write(tmp_path, comments=ONE, votes=votes((START, 0, 1, 1)))
        with collectif.open("memory:") as collective:
            assert import_polis(folder, collective).new
            assert not import_polis(folder, collective).new
            write(folder, votes=votes((START, 0, 1, 1), (START + 1, 0, 2, 1)))
            assert import_polis(folder, collective).new
            assert len(OPINIONS.replay(collective.view())) == 2


def bad(**files):
    return {"comments": ONE, "votes": votes((START, 0, 1, 1)), **files}


UNREADABLE = {
    "votes empty": (bad(votes=""), "votes.csv: it is missing or empty"),
    "comments empty": (bad(comments=""), "comments.csv: it is missing or empty"),
    "no time column": (bad(votes="comment-id,voter-id,vote\n0,1,1\n"), "votes.csv, line 1"),
    "no body column": (bad(comments="timestamp,comment-id\n1,2\n"), "no column comment-body"),
    "no participant column": (bad(participants_votes="who,0\n1,1\n"), "no column participant"),
    "vote 2": (bad(votes=votes((START, 0, 1, 1), (START, 0, 1, 2))), "votes.csv, line 3: 2 is not"),
    "vote of letters": (bad(votes=votes().rstrip() + f"\n{START},x,0,1,yes\n"), "line 2: vote is"),
    "two minus signs": (bad(votes=votes().rstrip() + f"\n{START},x,0,1,--1\n"), "line 2: vote is"),
    "float time": (bad(votes=votes().rstrip() + "\n1.5e9,x,0,1,1\n"), "line 2: timestamp is"),
    "huge time": (bad(votes=votes((10**15 - 1, 0, 1, 1))), "not between 1970 and 9999"),
    "huger time": (bad(votes=votes((10**40, 0, 1, 1))), "line 2: timestamp is"),
    "negative time": (bad(votes=votes((-5, 0, 1, 1))), "not between 1970 and 9999"),
    "huge statement": (bad(votes=votes((START, 10**18, 1, 1))), "line 2: comment-id is"),
    "superscript": (bad(votes=votes().rstrip() + f"\n{START},x,²,1,1\n"), "line 2: comment-id is"),
    "too few fields": (bad(votes=votes().rstrip() + f"\n{START},x,0\n"), "line 2: it has 3 fields"),
    "too many fields": (bad(votes=votes().rstrip() + f"\n{START},x,0,1,1,1\n"), "6 fields of 5"),
    "statement twice": (bad(comments=comments(statement(0), statement(0))), "line 3: statement 0"),
    "statement cut short": (bad(comments=comments(statement(0), f"{START},x,1")), "line 3: it has"),
    "bad author": (bad(comments=comments(statement(0, author="x"))), "line 2: author-id is 'x'"),
    "bad first time": (bad(comments=comments(statement(0, time="soon"))), "timestamp is 'soon'"),
    "no statement id": (bad(comments=comments(f"{START},x,,9,0,0,1,Words")), "no comment-id"),
    "not UTF-8": (bad(votes=votes().encode() + b"\xff\n"), "votes.csv, line 2: it is not UTF-8"),
    "NUL": (bad(comments=comments(statement(0, "a\0b"))), "comments.csv, line 2: it holds a NUL"),
    "cut quote": (bad(comments=comments(statement(0, '"a"'), statement(1, '"b'))), "not CSV"),
    "cut quote in votes": (bad(votes=votes().rstrip() + '\n"1,2\n'), "votes.csv, line 2"),
    "endless field": (bad(comments=comments(statement(0, "a" * 200_000))), "comments.csv"),
    "long statement": (bad(comments=comments(statement(0, "é" * 6_000))), "line 2: its statement"),
    "matrix number": (bad(participants_votes="participant,0\n1,x\n"), "participants-votes.csv"),
    "matrix superscript": (bad(participants_votes="participant,²,0\n1,1\nx,1\n"), "line 3"),
    "matrix row": (bad(participants_votes="group-id,participant,0\n1\n"), "it has 1 fields of 3"),
    "other matrix name": (bad(participant_votes="participant,0\n1,x\n"), "participant-votes.csv"),
    "cut summary": (bad(summary='topic,"a\n'), "summary.csv"),
}


class TestUnreadable:
    @pytest.mark.parametrize("case", UNREADABLE)
    def test_is_refused_with_file_and_line_and_nothing_recorded(self, tmp_path, case):
        """An import records everything or nothing."""
        files, where = UNREADABLE[case]
        with collectif.open("memory:") as collective:
            with pytest.raises(InvalidInput) as refused:
                import_polis(write(tmp_path, **files), collective)
            assert collective.log.size == 0

        assert where in refused.value.what
        assert "Nothing was recorded" in refused.value.why

    @pytest.mark.parametrize("missing", ["comments", "votes"])
    def test_missing_file(self, tmp_path, missing):
        """Both files are needed."""
        files = bad()
        del files[missing]

        with pytest.raises(InvalidInput, match=rf"{missing}\.csv: it is missing"):
            read_export(write(tmp_path, **files))

    def test_missing_folder(self, tmp_path):
        """A path that leads nowhere, and one that leads to a file."""
        with pytest.raises(InvalidInput, match="there is no such folder"):
            read_export(tmp_path / "nowhere")
        with pytest.raises(InvalidInput, match="there is no such folder"):
            read_export(write(tmp_path, **bad()) / "votes.csv")

    @given(st.binary(max_size=200), st.sampled_from(["comments", "votes", "participants_votes"]))
    @settings(max_examples=200, deadline=None)
    def test_any_bytes_are_read_or_refused(self, tmp_path_factory, raw, name):
        """No other error ever comes out."""
        folder = write(tmp_path_factory.mktemp("any"), **bad(**{name: raw}))
        with suppress(InvalidInput):
            read_export(folder)

    @given(
        st.sampled_from(["comments", "votes", "participants_votes", "summary"]),
        st.integers(0, 400),
        st.integers(0, 9),
        st.text(st.sampled_from('",\n\r\0-019x²é\ufeff '), max_size=6) | st.text(max_size=4),
    )
    @settings(max_examples=300, deadline=None)
    def test_damaged_files_are_recorded_or_refused(self, tmp_path_factory, name, at, cut, put):
        """A good file with something cut out and something put in: all or nothing."""
        good = {
            "comments": comments(statement(0, '"Yes, or ""no"""'), statement(1)),
            "votes": votes((START, 0, 1, 1), (START + 1, 1, 2, -1)),
            "participants_votes": "participant,group-id,0,1\n1,,1,\n2,,,-1\n",
            "summary": 'topic,"Bread, and more"\nviews,3\n',
        }
        at %= len(good[name])
        good[name] = good[name][:at] + put + good[name][at + cut :]
        raw = {key: text.encode("utf-8", "surrogatepass") for key, text in good.items()}
        with collectif.open("memory:") as collective:
            try:
                import_polis(write(tmp_path_factory.mktemp("any"), **raw), collective)
            except InvalidInput:
                assert collective.log.size == 0
            else:
                assert collective.log.verify().sound


rows = st.tuples(
    st.integers(START, START + 40),
    st.integers(0, 4),
    st.integers(0, 4),
    st.sampled_from([-1, 0, 1]),
)
FIVE = comments(*(statement(id, author=99) for id in range(5)))
VALUES = {"AGREE": 1, "DISAGREE": -1, "PASS": 0}


class TestLaws:
    @given(st.lists(rows, max_size=40))
    @settings(max_examples=50, deadline=None)
    def test_last_vote_wins_and_every_vote_counts(self, tmp_path_factory, history):
        """Standings are a dict written in order of time; utterances are a Counter."""
        folder = write(tmp_path_factory.mktemp("any"), comments=FIVE, votes=votes(*history))

        report, opinions = imported(folder)

        by_time = sorted(history, key=lambda row: row[0])
        last = {(voter, comment): value for _, comment, voter, value in by_time}
        assert last == {cell: VALUES[s] for cell, s in standing(opinions).items()}
        given_ = Counter((comment, value) for _, comment, _, value in history)
        assert given_ == Counter({
            (number(id), VALUES[stance]): count
            for id, counts in opinions.given.items()
            for stance, count in counts.items()
        })  # fmt: skip
        assert len(history) - len(last) == report.counts["superseded"] == opinions.superseded

    @given(
        st.lists(rows, max_size=25, unique_by=lambda row: row[0]).flatmap(
            lambda history: st.tuples(st.just(history), st.permutations(history))
        )
    )
    @settings(max_examples=50, deadline=None)
    def test_order_of_rows_with_distinct_times_changes_nothing(self, tmp_path_factory, both):
        """Time orders a history, not the file."""
        told = [
            imported(write(tmp_path_factory.mktemp("any"), comments=FIVE, votes=votes(*history)))
            for history in both
        ]

        (_, one), (_, other) = told
        assert standing(one) == standing(other)
        assert {number(id): dict(c) for id, c in one.given.items()} == {
            number(id): dict(c) for id, c in other.given.items()
        }


class TestSpeed:
    @pytest.mark.slow
    def test_sixty_thousand_votes_in_seconds(self, tmp_path):
        """Nothing in an import is worse than proportional to its rows."""
        many = ((START + n, n % 500, n % 977, n % 3 - 1) for n in range(60_000))
        folder = write(tmp_path / "source", comments=ONE, votes=votes(*many))
        with collectif.open(tmp_path / "log.db") as collective:
            began = time.perf_counter()
            done = import_polis(folder, collective)
            took = time.perf_counter() - began

        assert done.report.counts["votes"] == 60_000
        assert took < 60, f"60,000 votes took {took:.1f} seconds"
