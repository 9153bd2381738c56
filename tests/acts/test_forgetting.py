"""Who asks that words go, when they are due, what a backup brings back, and what is left of it."""

import calendar
import shutil
import threading
import time
from datetime import date, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

import collectif
from collectif.acts.erasure import ASKERS, WordsForgotten, words_to_go
from collectif.acts.retention import Period, Schedule
from collectif.collective import Collective
from collectif.errors import InvalidInput, Refused
from collectif.log.log import Log
from collectif.log.sqlite import SQLiteStore, private_path
from collectif.projections.erasures import ERASURES
from collectif.record.codec import Codec
from collectif.record.disclosure import Disclosure, disclose
from collectif.record.event import WITHHELD
from collectif.recording import Core, Note
from collectif.testing.given import EVENING, given
from collectif.testing.room import OPENED, commented, named, rectified, round_opened

TOLD = (*OPENED, lambda c: commented(text="Ma maladie")(c.noting(id="k", subject="ana")))
YEARS = Schedule.parsed('[[keep]]\ntypes = ["comment-made"]\nfor = "2 years"\n')
OLD_ENOUGH = (EVENING + timedelta(days=731)).date()


def forgotten(c, **how):
    return c.forget(subject="ana", **how)


def text_of(collective, id="k"):
    return collective.log.find(id).data.text


def at(path, **how):
    return collectif.open(path, **how)


@pytest.fixture
def restored(tmp_path):
    """A log from whose private store words were erased, and an older copy of that store is back."""
    path = tmp_path / "log.db"
    case = given(*TOLD, url=path)
    case.collective.close()
    shutil.copy(private_path(path), tmp_path / "backup")
    with at(path) as collective:
        forgotten(collective)
    shutil.copy(tmp_path / "backup", private_path(path))
    (tmp_path / "backup").unlink()
    return path


class TestWhoAsks:
    @pytest.mark.parametrize("ground", ASKERS)
    @pytest.mark.parametrize(
        "asker", ["SUBJECT", "REPRESENTATIVE", "OFFICER", "AUTHORITY", "SCHEDULE"]
    )
    def test_who_asks_fits_the_ground(self, ground, asker):
        when = given(*TOLD).when(lambda c: forgotten(c, ground=ground, asked_by=asker))
        if asker in ASKERS[ground]:
            when.then(WordsForgotten(events=("k",), ground=ground, asked_by=asker))
        else:
            when.refused("AskerDoesNotFit")

    def test_what_was_written_before_anybody_said_who_asked_reads_as_ever(self):
        body = (
            b'{"data":{"events":["k"],"ground":"REQUEST"},"format":1,"id":"e","occurred":'
            b'"2016-11-30T18:38:00Z","recorded":"2016-11-30T18:38:00Z","seq":0,"source":"LIVE",'
            b'"type":"words-forgotten","version":1}'
        )
        read = Codec().decode("words-forgotten", body, {})
        assert WordsForgotten(events=("k",), ground="REQUEST") == read.data
        assert {"k": {"*"}} == words_to_go([read])

    def test_more_events_than_one_can_name_are_several_in_one_act(self):
        case = given(*OPENED)
        for n in range(260):
            id = f"{n:03}" + "x" * 190
            commented(f"c{n}", text=f"Mot {n}")(case.collective.noting(id=id, subject="ana"))
        first = case.collective.noting(id="gone").forget(subject="ana")
        told = list(case.collective.log.events(frozenset({"words-forgotten"})))
        assert ["gone/0", "gone/1"] == [event.id for event in told]
        assert 260 == sum(len(event.data.events) for event in told)
        assert () == case.collective.words_of("ana")
        assert first == case.collective.noting(id="gone").forget(subject="ana")


class TestBackup:
    def test_a_log_that_is_opened_never_shows_words_that_it_says_are_erased(self, restored):
        with at(restored) as collective:
            assert text_of(collective) is WITHHELD
            assert [] == [o for o in collective.log.store.private.disclosures() if o.event == "k"]

    def test_a_log_that_is_read_only_withholds_them(self, restored):
        before = private_path(restored).read_bytes()
        with at(restored, read_only=True) as collective:
            assert text_of(collective) is WITHHELD
            assert () == collective.words_of("ana")
            assert collective.log.verify().sound
        assert before == private_path(restored).read_bytes()

    def test_without_the_purge_they_would_be_shown(self, restored, monkeypatch):
        monkeypatch.setattr(Core, "purge", lambda self: None)
        with at(restored) as collective:
            assert {"fr": "Ma maladie"} == text_of(collective)

    def test_a_private_store_of_the_first_format_is_gone_through_from_the_beginning(self, restored):
        old = SQLiteStore(restored).private.file
        with old.transaction():
            old.connection().execute("drop table swept")
            old.connection().execute("drop table belongs")
            old.connection().execute("pragma user_version = 1")
        old.close()
        with at(restored, read_only=True) as collective:
            assert text_of(collective) is WITHHELD
        with at(restored) as collective:
            assert text_of(collective) is WITHHELD
            assert collective.log.swept == collective.log.size
            assert [(2,)] == collective.log.store.private.file.all("pragma user_version")

    def test_the_mark_of_another_log_says_nothing(self, tmp_path):
        for name in ("one", "two"):
            given(*TOLD, url=tmp_path / f"{name}.db").collective.close()
        with at(tmp_path / "one.db") as one, at(tmp_path / "two.db") as two:
            forgotten(one)
            assert one.log.swept == one.log.size > 0 == two.log.swept
            two.log.store.private.mark_swept(*one.log.store.private.swept())
            assert 0 == two.log.swept

    def test_a_log_without_words_is_not_gone_through(self, tmp_path, monkeypatch):
        given(*OPENED[:2], url=tmp_path / "log.db").collective.close()
        private_path(tmp_path / "log.db").unlink(missing_ok=True)
        monkeypatch.setattr(Log, "events", lambda *_, **__: pytest.fail("events were read"))
        at(tmp_path / "log.db").close()
        assert not private_path(tmp_path / "log.db").exists()

    def test_bytes_that_a_crash_left_between_removing_and_cleaning_go_at_the_next_open(
        self, tmp_path
    ):
        """The mark is set last; until it is, cleaning is done again."""
        path = tmp_path / "log.db"
        case = given(*TOLD, url=path)
        private = case.collective.log.store.private
        vacuum, private.file.vacuum = private.file.vacuum, lambda: os_error()
        with pytest.raises(OSError, match="cut"):
            forgotten(case.collective)
        assert case.collective.log.swept < case.collective.log.size
        private.file.vacuum = vacuum
        case.collective.close()
        cleaned = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("collectif.log.files.File.vacuum", lambda self: cleaned.append(self.path))
            at(path).close()
        assert [private_path(path)] == cleaned


def os_error():
    raise OSError("cut")


class TestElsewhere:
    def test_words_of_a_writer_between_the_two_files_are_not_loose(self, tmp_path):
        """They stand in the private store before their event does; its lock is waited for."""
        path = tmp_path / "log.db"
        given(*TOLD, url=path).collective.close()
        with at(path) as here, at(path) as there:
            swept, ready = [], threading.Event()

            def sweep():
                ready.set()
                swept.append(there.log.sweep())

            thread = threading.Thread(target=sweep)
            with here.log.writing() as pen:
                digest, text = disclose("/text", {"fr": "Entre deux"})
                pen.keep([Disclosure(digest, "later", None, text)])
                thread.start()
                ready.wait()
                time.sleep(0.2)
                assert [] == swept
            thread.join()
            assert [1] == swept  # nobody recorded the event after all
            assert {"fr": "Ma maladie"} == text_of(there)

    def test_an_erasure_elsewhere_is_done_before_the_next_act_is_judged(self, tmp_path):
        """Its event is recorded, and its process has not come to remove the words yet."""
        path = tmp_path / "log.db"
        given(*TOLD, url=path).collective.close()
        with at(path) as here, at(path) as there:
            here.view()
            commented("k2")(here)
            there._core.sweep = lambda: None
            forgotten(there)
            assert {"fr": "Ma maladie"} == text_of(here)
            commented("k3")(here)
            assert text_of(here) is WITHHELD

    def test_nothing_derived_holds_words(self, tmp_path):
        """The log, its index of references, its cached hashes: all but the private store."""
        path = tmp_path / "log.db"
        case = given(*TOLD, url=path)
        for n in range(1100):  # more than are scanned without an index
            commented(f"c{n}", text=f"Un mot rare {n}")(case.collective.noting(subject="anastasia"))
        found = case.collective.log.read(collectif.Query.about("comment-made", comment="c1000"))
        assert 1 == len(list(found))
        case.collective.log.at(1024).inclusion(3)
        log = case.collective.log.store.file
        tables = {
            name for (name,) in log.all("select name from sqlite_master where type = 'table'")
        }
        assert {"event", "edge", "tile", "reference"} <= tables
        case.collective.close()
        data = path.read_bytes()
        assert not any(word in data for word in (b"Ma maladie", b"mot rare", b"anastasia"))

    def test_what_a_handle_remembers_is_forgotten_too(self):
        case = given(*TOLD)
        held = case.collective
        held.view()
        forgotten(held)
        assert "maladie" not in repr(held._core._known)


class TestRectified:
    def test_right_words_go_with_the_wrong_ones_whoever_put_them_right(self):
        case = given(*TOLD, rectified("k", {"text": "Ma grande maladie"}))
        forgotten(case.collective)
        kept = [one.opened[1] for one in case.collective.log.store.private.disclosures()]
        assert not any("maladie" in str(one) for one in kept)
        (seen,) = [e.data.text for e in case.collective.view().events() if e.id == "k"]
        assert seen is WITHHELD


class TestSchedule:
    def test_words_go_when_their_time_is_over_and_not_a_day_before(self):
        case = given(*TOLD)
        due = (EVENING.replace(year=EVENING.year + 2)).date()
        assert () == case.collective.due(YEARS, on=due - timedelta(days=1))
        (one,) = case.collective.due(YEARS, on=due)
        assert ("k", "comment-made", 1, None) == (one.event, one.type, one.words, one.fields)
        (told,) = case.collective.forget_due(YEARS, on=due)
        assert WordsForgotten(events=("k",), ground="RETENTION", asked_by="SCHEDULE") == told.data
        assert text_of(case.collective) is WITHHELD
        size = case.collective.log.size
        assert () == case.collective.forget_due(YEARS, on=due)
        assert size == case.collective.log.size

    def test_only_the_fields_that_it_names_go(self):
        case = given(*OPENED, named("w", lambda c: c.post_wish(
            wish="w", verbatim="Un jardin", medium="CARD", signature="Ana Roy")))  # fmt: skip
        schedule = Schedule.parsed(
            '[[keep]]\ntypes = ["wish-posted"]\nfields = ["signature"]\nfor = "90 days"\n'
            '[[keep]]\ntypes = ["comment-made"]\nfor = "1 day"\n'
        )
        (told,) = case.collective.forget_due(schedule, on=OLD_ENOUGH)
        assert ("signature",) == told.data.fields
        wish = case.collective.log.find("w").data
        assert (wish.signature, wish.verbatim) == (WITHHELD, "Un jardin")

    def test_ballots_that_will_be_counted_stay(self):
        acts = (
            *OPENED,
            lambda c: c.assembly("a1").adopt_charter(how="x"),
            round_opened(
                "rc", kind="CONSENT", subjects=("s1",), criteria_set=None, visibility="SECRET"
            ),
        )
        schedule = Schedule.parsed('[[keep]]\ntypes = ["ballot-received"]\nfor = "1 day"\n')
        case = given(*acts)
        case.collective.cast(round="rc", member="alim", ballot={"s1": "CONSENT"})
        assert () == case.collective.due(schedule, on=OLD_ENOUGH)
        case.collective.close_round(round="rc")
        assert 1 == len(case.collective.due(schedule, on=OLD_ENOUGH))

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("keep = 3", "not a list"),
            ("", "not a list"),
            ("[[keep", "no TOML"),
            ('[[keep]]\ntypes = ["comment-made"]', "has `types`, `for`"),
            ('[[keep]]\ntypes = ["comment-made"]\nfor = "2 years"\nwhy = "x"', "nothing else"),
            ('[[keep]]\ntypes = []\nfor = "2 years"', "not a list of names"),
            ('[[keep]]\ntypes = "comment-made"\nfor = "2 years"', "not a list of names"),
            ('[[keep]]\ntypes = ["score"]\nfor = "2 years"', "no event called 'score'"),
            ('[[keep]]\ntypes = ["round-opened"]\nfor = "2 years"', "holds personal words"),
            (
                '[[keep]]\ntypes = ["comment-made"]\nfields = ["stance"]\nfor = "2 years"',
                "'stance'",
            ),
            ('[[keep]]\ntypes = ["comment-made"]\nfor = "two years"', "not a time such as"),
            ('[[keep]]\ntypes = ["comment-made"]\nfor = "0 days"', "not a time such as"),
            ('[[keep]]\ntypes = ["comment-made"]\nfor = 2', "not a time such as"),
        ],
    )
    def test_a_schedule_that_is_not_clear_is_refused_whole(self, text, problem):
        with pytest.raises(InvalidInput) as refused:
            Schedule.parsed(text)
        assert problem in refused.value.what
        assert "nothing was erased" in refused.value.mend


@for_all(st.dates(), st.integers(0, 1200), st.integers(0, 40))
def test_a_period_ends_on_the_same_day_of_a_later_month_or_on_its_last(day, months, days):
    """ISO 8601-1:2019 leaves open what a month after 31 January is; here it is the last of it."""
    ends = Period(months=months).after(day)
    if ends < date.max:
        assert months == (ends.year - day.year) * 12 + ends.month - day.month
        assert ends.day == min(day.day, calendar.monthrange(ends.year, ends.month)[1])
    assert Period(months=months, days=days).after(day) >= ends
    assert Period(days=days).after(day) == (
        day + timedelta(days=days) if (date.max - day).days >= days else date.max
    )


def test_the_register_lists_erasures_and_assessments():
    def assessed(c):
        return c.assess_anonymisation(
            scope="Les notes", size=3, purposes="Étudier", techniques="Mots effacés",
            individualisation="PARTLY", correlation="MET", inference="MET", residual_risk="LOW",
            by="La responsable", next_assessment=date(2018, 1, 1),
        )  # fmt: skip

    case = given(
        *TOLD,
        named("k2", commented("c2", text="Un nom")),
        named("r", lambda c: c.redact(target="k2", fields=["text"], note="Un voisin")),
        named("f", lambda c: forgotten(c, asked_by="REPRESENTATIVE")),
        named("a", assessed),
    )
    register = ERASURES.replay(case.collective.view())
    assert [("r", "PRIVACY", None, 1), ("f", "REQUEST", "REPRESENTATIVE", 1)] == [
        (one.event, one.ground, one.asked_by, len(one.targets)) for one in register.erasures
    ]
    (assessment,) = register.assessments
    assert ("a", "LOW") == (assessment.event, assessment.found.residual_risk)
    assert not register.to_assess_again(date(2017, 12, 31))
    assert register.to_assess_again(date(2018, 1, 1))


def test_a_refusal_erases_nothing():
    case = given(*TOLD)
    with pytest.raises(Refused):
        forgotten(case.collective, ground="RETENTION", asked_by="SUBJECT")
    assert {"fr": "Ma maladie"} == text_of(case.collective)


def test_an_older_program_that_sweeps_by_hand_reaches_everything(restored):
    """`Collective.sweep` looks at every erasure, whatever the private store says of itself."""
    store = SQLiteStore(restored)
    log = Log(store)
    (leaf,) = store.leaves(log.size - 1, log.size)
    store.private.mark_swept(log.size, leaf)
    with Collective(Core(log), Note()) as collective:
        assert {"fr": "Ma maladie"} == text_of(collective)
        collective.sweep()
        assert text_of(collective) is WITHHELD
