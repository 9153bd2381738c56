"""An act told again records nothing; another act under its name is a conflict; reading is cheap."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from collectif.acts import Known, caught_up, known_from
from collectif.errors import Conflict, InvalidInput, Refused, UnknownName
from collectif.record.event import Unknown
from collectif.record.view import View
from collectif.testing.given import EVENING, bytes_of, given, state_of
from collectif.testing.room import CONVENED, OPENED, SCORING, closed, joined, opened, scored


def sheet(scores):
    return lambda c: c.noting(id="r1-jeune").submit_sheet(round="r1", member="jeune", scores=scores)


def commented(c, **how):
    said = {"comment": "k1", "target": "s1", "text": "Oui", "stance": "SUPPORT"} | how
    return c.comment(**said)


def test_an_act_is_told_again_after_the_world_went_on():
    """It is judged against what was known when it was first told."""
    case = given(*SCORING)
    cell = {"s1": {"levier": 3}}
    first = sheet(cell)(case.collective)
    closed()(case.collective)
    before = bytes_of(case.collective)
    assert first == sheet(cell)(case.collective)
    assert before == bytes_of(case.collective)


@pytest.mark.parametrize(
    "other",
    [
        {"s1": {"levier": 4}},
        {"s1": {"levier": 3}},
        {"s1": {"levier": 3, "priorite": 3}, "s2": {"levier": 1}},
        {"s2": {"levier": 3, "priorite": 3}},
        {"s1": {"levier": 9}},
    ],
)
def test_another_sheet_under_the_same_name_is_a_conflict(other):
    case = given(*SCORING, sheet({"s1": {"levier": 3, "priorite": 3}}))
    before = bytes_of(case.collective)
    with pytest.raises(Conflict) as conflict:
        sheet(other)(case.collective)
    assert conflict.value.events
    assert before == bytes_of(case.collective)


def test_a_sheet_of_one_cell_is_told_again_too():
    case = given(*SCORING)
    one = {"s1": {"levier": 3}}
    assert sheet(one)(case.collective) == sheet(one)(case.collective)


def test_the_name_of_an_event_of_a_sheet_is_taken():
    case = given(*SCORING, sheet({"s1": {"levier": 3}}))
    with pytest.raises(Conflict):
        commented(case.collective.noting(id="r1-jeune/s1/levier"))
    case = given(*SCORING, lambda c: commented(c.noting(id="r1-jeune/s1/levier")))
    with pytest.raises(Conflict):
        sheet({"s1": {"levier": 3}})(case.collective)


def test_a_score_alone_has_the_name_that_the_caller_gives():
    case = given(*SCORING)
    give = lambda: scored("jeune", "s1", "levier", 3)(case.collective.noting(id="e-1"))  # noqa: E731
    assert give().id == "e-1"
    assert give() == give()


def test_other_words_or_another_time_are_another_act():
    case = given(*CONVENED, lambda c: commented(c.noting(id="e", occurred=EVENING)))
    with pytest.raises(Conflict):
        commented(case.collective.noting(id="e", occurred=EVENING), text="Non")
    with pytest.raises(Conflict):
        commented(case.collective.noting(id="e", occurred=EVENING + timedelta(minutes=1)))


def test_without_a_name_an_act_is_new_each_time():
    case = given(*SCORING, *[scored("jeune", "s1", "levier", 3)] * 2)
    assert sum(1 for e in case.collective.log.read() if e.type == "score-cast") == 2


def test_what_is_noted_is_sayable():
    case = given(*CONVENED)
    with pytest.raises(InvalidInput):
        case.collective.noting(colour="red")
    with pytest.raises(InvalidInput):
        case.collective.noting(assembly="a1")
    with pytest.raises(InvalidInput):
        case.collective.noting(occurred=datetime(2016, 11, 30))


def test_an_act_did_not_happen_in_the_future_unless_that_is_said():
    case = given(*CONVENED)
    late = datetime(2017, 1, 1, tzinfo=UTC)
    case.when(lambda c: commented(c.noting(occurred=late))).refused("InTheFuture")
    commented(case.collective.noting(occurred=late, allow_future=True))


def test_a_cause_is_a_live_event():
    case = given(*CONVENED)
    case.when(lambda c: commented(c.noting(cause="s1"))).refused("UnknownEvent")
    first = commented(case.collective)
    again = commented(case.collective.noting(cause=first.id), comment="k2")
    assert first.id == again.cause


def test_an_act_is_recorded_in_the_assembly_in_which_it_takes_place():
    case = given(*SCORING)
    assert scored("jeune", "s1", "levier", 3)(case.collective).assembly == "a1"
    assert commented(case.collective).assembly is None
    assert commented(case.collective.assembly("a1"), comment="k2").assembly == "a1"
    with pytest.raises(Refused):
        case.collective.assembly("a9")


def test_a_round_of_another_assembly_is_recorded_there():
    other = lambda c: c.convene(  # noqa: E731
        assembly="a2", title="A", planned_for=EVENING, convenor="table",
        shared_intention="I", objective="O",
    )  # fmt: skip
    case = given(*SCORING, other)
    through = case.collective.assembly("a2")
    assert scored("jeune", "s1", "levier", 3)(through).assembly == "a1"


class Counting:
    """A log value that counts the events that are read from it."""

    def __init__(self, source):
        self.source = source
        self.read = 0

    def __getattr__(self, name):
        return getattr(self.source, name)

    def events(self, types=None, *, after=0):
        for event in self.source.events(types, after=after):
            self.read += 1
            yield event


def test_catching_up_reads_what_is_new_and_nothing_else():
    case = given(*SCORING)
    known = known_from(View(source=case.collective.log.at(case.collective.log.size)))
    for grade in (1, 2, 3, 4, 5):
        scored("jeune", "s1", "levier", grade)(case.collective)
        source = Counting(case.collective.log.at(case.collective.log.size))
        known = caught_up(known, View(source=source))
        assert source.read == 1


def test_an_act_costs_the_same_however_long_the_log_is(monkeypatch):
    case = given(*SCORING)
    pages = type(case.collective.log.store).pages
    looked = []

    def counting(self, start, stop, types=None):
        looked.append(stop - start)
        return pages(self, start, stop, types)

    monkeypatch.setattr(type(case.collective.log.store), "pages", counting)
    costs = []
    for n in range(40):
        looked.clear()
        scored("jeune", "s1", "levier", 1 + n % 5)(case.collective)
        costs.append(sum(looked))
    assert {0} == set(costs[1:])  # what it wrote itself is at hand


def test_what_is_known_is_the_same_in_steps_and_at_once():
    case = given(*SCORING, scored("jeune", "s1", "levier", 3), closed())
    log = case.collective.log
    known = Known()
    for size in range(log.size + 1):
        known = caught_up(known, View(source=log.at(size)))
        assert state_of(known_from(View(source=log.at(size)))) == state_of(known)


def test_a_newer_kind_of_event_that_matters_stops_acts_and_not_reading():
    case = given(*CONVENED)
    log = case.collective.log
    log.append([Unknown(type="assembly-closed", version=9, data={"assembly_id": "a1"})])
    with pytest.raises(UnknownName):
        commented(case.collective)
    assert log.size == sum(1 for _ in log.read())


def test_foreign_events_are_kept_and_in_nobodys_way():
    case = given(*CONVENED)
    case.collective.log.append([Unknown(type="outil/note", version=1, data={"x": 1})])
    case.when(opened).recorded()


def test_many_threads_know_the_same():
    case = given(*OPENED)
    collective = case.collective

    def work(number):
        for n in range(5):
            joined(f"m-{number}-{n}")(collective)
            collective.assembly("a1")

    threads = [Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    anew = known_from(View(source=collective.log.at(collective.log.size)))
    assert state_of(anew) == state_of(collective._core.known())
    assert sum(1 for id in anew.members if id.startswith("m-")) == 20
