"""Memory and SQLite, held equal byte for byte under whatever people and programs do to a log."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from collectif.errors import CollectifError
from collectif.log.log import Log
from collectif.log.memory import MemoryStore
from collectif.log.query import EVERYTHING, Query
from collectif.log.sqlite import SQLiteStore
from collectif.record.envelope import Draft
from collectif.record.event import Unknown
from collectif.testing.sample import (
    SteppingClock,
    counting_entropy,
    noted,
    remarked,
    sample_log,
)

members = st.sampled_from(["ada", "bob", "cyd"])
acts = st.lists(
    st.one_of(
        st.builds(noted, st.integers(-5, 2**53 - 1), member=members),
        st.builds(noted, st.integers(0, 3), proposal=st.sampled_from(["s1", "s2"])),
        st.builds(remarked, st.none() | st.text(max_size=8), member=members),
        st.builds(
            Unknown,
            type=st.just("vendor/odd"),
            version=st.just(1),
            data=st.dictionaries(st.sampled_from("abc"), members | st.integers(0, 9)),
        ),
    ),
    max_size=4,
)
names = st.sampled_from(["a", "b", "c", "d", "a/0", "b/1"])
queries = st.sampled_from(
    [
        EVERYTHING,
        Query.about("noted"),
        Query.about("remarked", member="ada"),
        Query.about(member="bob") | Query.about(proposal="s1"),
        Query.about("vendor/odd", member="cyd"),
        Query(()),
    ]
)


class TwoStores(RuleBasedStateMachine):
    """Whatever is done to one is done to the other; both must say and hold the same."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.clocks = [SteppingClock(), SteppingClock()]
        self.entropies = [counting_entropy(), counting_entropy()]
        self.logs = [
            self.log(0, MemoryStore()),
            self.log(1, SQLiteStore(self.folder / "log.db")),
        ]

    def log(self, n: int, store: Any) -> Log:
        return sample_log(store, clock=self.clocks[n], entropy=self.entropies[n])

    def both(self, do: Any) -> None:
        """Do something to both, and compare what comes of it, refusals included."""
        outcomes = []
        for log in self.logs:
            try:
                outcomes.append(do(log))
            except CollectifError as error:
                outcomes.append((type(error), error.args, getattr(error, "events", ())))
        assert outcomes[0] == outcomes[1]

    @rule(act=acts, id=names | st.none())
    def append(self, act: list[Any], id: str | None) -> None:
        self.both(lambda log: log.append(act, id=id))

    @rule(act=acts, ids=st.lists(names, max_size=4))
    def append_under_own_ids(self, act: list[Any], ids: list[str]) -> None:
        plain = [one.data if isinstance(one, Draft) else one for one in act]
        drafts = [Draft(data=one, id=id) for one, id in zip(plain, ids, strict=False)]
        self.both(lambda log: log.append(drafts))

    @rule(act=acts, query=queries, after=st.none() | st.integers(0, 12))
    def append_unless(self, act: list[Any], query: Query, after: int | None) -> None:
        self.both(lambda log: log.append(act, unless=query, after=after))

    @rule(act=acts)
    def fail_midway(self, act: list[Any]) -> None:
        def fail(log: Log) -> Any:
            try:
                with log.writing() as pen:
                    pen.write([e if type(e) is Draft else Draft(data=e) for e in act])
                    raise ZeroDivisionError
            except ZeroDivisionError:
                return log.size

        self.both(fail)

    @rule(seconds=st.integers(-100_000, 100_000))
    def set_clocks(self, seconds: int) -> None:
        for clock in self.clocks:
            clock.now += timedelta(seconds=seconds)

    @rule()
    def reopen(self) -> None:
        self.logs[1].close()
        self.logs[1] = self.log(1, SQLiteStore(self.folder / "log.db"))

    @rule(query=queries, after=st.integers(-1, 12), until=st.none() | st.integers(0, 12))
    def read(self, query: Query, after: int, until: int | None) -> None:
        self.both(lambda log: list(log.read(query, after=after, until=until)))

    @rule(point=st.integers(-1, 12))
    def look_back(self, point: int) -> None:
        self.both(lambda log: (log.at(point).head(), list(log.at(point).read())))

    @rule(seconds=st.integers(-100_000, 100_000))
    def look_back_in_time(self, seconds: int) -> None:
        moment = self.clocks[0].now + timedelta(seconds=seconds)
        self.both(lambda log: log.at(moment).size)

    @rule()
    def forget_the_oldest_words(self) -> None:
        for log in self.logs:
            private = log.store.private
            assert private is not None
            private.forget([one.digest for one in private.disclosures()][:1])

    @invariant()
    def are_the_same(self) -> None:
        if hasattr(self, "logs"):
            self.both(lambda log: (log.head(), list(log.store.rows(0, log.size))))
            self.both(lambda log: list(log.store.private.disclosures()))  # type: ignore[union-attr]
            self.both(lambda log: log.verify())
            assert self.logs[1].verify().sound

    def teardown(self) -> None:
        if hasattr(self, "logs"):
            self.logs[1].close()
            shutil.rmtree(self.folder)


TestTwoStores = TwoStores.TestCase
TestTwoStores.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
