"""The sections of the page tell the figures of the Lachine scenario, exactly.

The expected values come with the scenario; a second, independent program computed them. Each part
that the sections show is compared value by value, and a figure that is wrong by one is found.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import attrs
import pytest

from collectif.demo import record_scenario, scenario
from collectif.projections.readers import SECRETARY
from collectif.reports.page.blocks import Folded, Part, Table, figures_of
from collectif.reports.page.context import Context
from collectif.reports.page.decision import decision
from collectif.reports.page.glance import glance
from collectif.reports.page.panels import PANELS
from collectif.reports.page.rankings import rankings
from collectif.reports.stating import Teller
from collectif.trail import explain

EXPECTED = scenario()["expected"]
DAYS = ("2016-12-31", "2017-12-31", "2018-12-31")


@cache
def told():
    return record_scenario("memory:").view()


def context(day="2018-12-31", lang="fr", view=None, reader=SECRETARY):
    seen = told() if view is None else view
    on = date.fromisoformat(day)
    return Context(view=seen, reader=reader, on=on, lang=lang, teller=Teller.of(seen, lang))


@cache
def blocks(day="2018-12-31", lang="fr"):
    """Return section -> its blocks."""
    at = context(day, lang)
    shown = {name: section(at) for name, section in PANELS.items()}
    return {name: one["blocks"] for name, one in shown.items() if one is not None}


def figures(day="2018-12-31"):
    return {k: v for one in blocks(day).values() for k, v in figures_of(one).items()}


def exact(value):
    """Return what a figure of the scenario is, as the page tells it exactly."""
    if isinstance(value, dict):
        return value["exact"]
    if isinstance(value, list):
        return ", ".join(value)
    return None if value is None else str(value)


ACCOUNTABILITY = {
    "commitments": "commitments", "edges": "pairs", "member_edges": "member-pairs",
    "reciprocity": "reciprocity", "members_owing": "owing", "members_owed": "owed",
    "both": "both", "largest_creditor_share": "largest-creditor-share",
    "largest_creditor": "largest-creditor", "owed_to_funder": "owed-to-funders",
    "requests": "requests", "due": "due", "answered": "answered",
    "answered_on_time": "answered-on-time", "response_rate": "response-rate",
    "kept_rate": "kept-rate", "contributions": "contributions", "reviewed": "reviewed",
    "joint_contributions": "joint",
}  # fmt: skip
"""Name of an expected value -> name of the figure."""

INDICATOR = {
    "dir": "direction", "baseline": "baseline", "at0": "baseline-day", "latest": "latest",
    "at": "latest-day", "target": "target", "due": "target-day", "progress": "progress",
    "expected_linear": "expected", "on_track": "on-track",
}  # fmt: skip


@pytest.mark.parametrize("day", DAYS)
def test_accountability(day):
    expected, found = dict(EXPECTED["accountability"][day]), figures(day)
    states, late = expected.pop("states"), expected.pop("late")
    assert found["accountability/late"] == str(len(late))
    begin = "accountability/state-"
    assert {k.removeprefix(begin): v for k, v in found.items() if k.startswith(begin)} == {
        state: str(count) for state, count in states.items()
    }
    assert {name: found[f"accountability/{ACCOUNTABILITY[name]}"] for name in expected} == {
        name: exact(value) for name, value in expected.items()
    }


@pytest.mark.parametrize("day", DAYS[1:])
def test_indicators(day):
    expected, found = EXPECTED["indicators"][day], figures(day)
    for indicator, values in expected.items():
        assert {name: found[f"mission/{indicator}/{INDICATOR[name]}"] for name in values} == {
            name: exact(value) for name, value in values.items()
        }


@pytest.mark.parametrize("day", DAYS[1:])
def test_funding(day):
    expected, found = EXPECTED["funding_cents"][day], figures(day)
    assert {name: found[f"funding/mis-alim/CAD/{name}"] for name in expected} == {
        name: str(cents) for name, cents in expected.items()
    }


def test_voice():
    expected, found = EXPECTED["voice"], figures()
    assert found["voice/a1/gini-turns"] == exact(expected["gini_turns"])
    assert found["voice/a1/gini-seconds"] == exact(expected["gini_seconds"])
    assert found["voice/a1/heard"] == str(expected["members_heard"])
    table = next(one for one in tables(blocks()["participation"]) if len(one.head) == 3)
    rows = {row[0].rpartition("(")[2].rstrip(")"): row[1:] for row in table.rows[:-1]}
    assert rows == {
        id: (str(turns), str(expected["seconds"][id])) for id, turns in expected["turns"].items()
    }
    assert list(rows) == list(expected["turns"])  # in the order of joining, never of talking


def test_participation():
    expected, found = EXPECTED["participation"], figures()
    names = {
        "eligible_voting_members": "a1/eligible", "r1_voters": "r1/voters",
        "r2_voters": "r2/voters", "consent_ballots": "d1/ballots", "quorum_needed": "d1/needed",
        "present_voting_at_decision": "d1/present",
    }  # fmt: skip
    assert {name: found[f"participation/{names[name]}"] for name in expected} == {
        name: str(value) for name, value in expected.items()
    }


def test_stance_groups():
    expected, found = EXPECTED["stance_groups"], figures()
    names = {
        "r1_all_tau_1_5": "r1/all/1/5", "r1_s4_tau_1_4": "r1/s4/1/4", "r2_s4_tau_1_4": "r2/s4/1/4",
    }  # fmt: skip
    assert {name: found[f"groups/{names[name]}"] for name in expected} == {
        name: " | ".join(map(exact, groups)) for name, groups in expected.items()
    }


@pytest.mark.parametrize("round", ["r1", "r2"])
def test_rival_scoring(round):
    found = figures()
    for proposal, one in EXPECTED["rival_scoring"][round].items():
        name = f"rivals/{round}/{proposal}"
        assert found[f"{name}/rival-carriers"] == exact(one["rival_carriers"])
        assert found[f"{name}/rival-others"] == exact(one["others"])
        assert found[f"{name}/rival-gap"] == exact(one["gap"])
        assert [found[f"{name}/rival-n"], found[f"{name}/other-n"]] == [str(n) for n in one["n"]]


@pytest.mark.parametrize(("day", "due"), [
    ("2016-12-31", "2017-11-29"), ("2017-12-31", "2018-11-28"), ("2018-12-31", "2019-11-27"),
])  # fmt: skip
def test_a_decision_says_when_it_is_looked_at_next(day, due):
    """Not the day that was named when it was taken, once it was looked at on that day."""
    (told,) = decision(context(day))["decisions"]
    assert date.fromisoformat(due) == told["review_on"]


def test_a_ranking_says_that_it_was_corrected():
    """The second round was published before the rectification of December, the first one after."""
    assert [True, False] == [one["corrected"] for one in rankings(context())["rounds"]]
    assert glance(context())["ranking"]["corrected"]


def test_the_ledger_adds_up():
    """Received is unallocated, allocated and unspent, or spent: section 4.9 of the definitions."""
    for day in DAYS:
        found = figures(day)
        cents = {
            name: int(found.get(f"funding/mis-alim/CAD/{name}", 0))
            for name in ("received", "unallocated", "allocated_unspent", "spent")
        }
        assert cents.pop("received") == sum(cents.values())


def test_what_members_say_stands_beside_the_yardstick():
    """Two indicators are behind in even steps, and members say « deux en bonne voie »."""
    found, said = figures(), str(blocks()["mission"])
    behind = [name for name, value in found.items() if value == "False"]
    assert behind == ["mission/i-acces/on-track", "mission/i-gouv/on-track"]
    assert "deux en bonne voie" in said
    assert said.count("en retard selon l'étalon") == 2


def test_the_wall_says_all():
    """Five wishes, none waiting, each word for word (check of the scenario)."""
    found = figures()
    assert found["wall/waiting"] == "0"
    assert [found[f"wall/{a}"] for a in ("TAKEN_UP", "PARTLY", "REFERRED", "NOT_NOW")] == [
        "1", "1", "2", "1",
    ]  # fmt: skip
    said = str(blocks()["wall"])
    assert "Moins de meurtres & de crimes" in said
    assert "traînée de quartier" in said  # a reading, beside the words as they stand


def test_a_wish_that_waits_comes_first():
    answered = [e.id for e in told().events(frozenset({"wish-answered"}))]
    waiting = context(view=told().without(answered[2]))
    shown = PANELS["wall"](waiting)["blocks"]
    assert figures_of(shown)["wall/waiting"] == "1"
    assert "SÉCURITÉ DANS MON QUARTIER" in shown[-1].each[0].lead


def test_corrections_and_whether_they_mattered():
    found, said = figures(), str(blocks("2018-12-31", "en")["corrections"])
    assert [found[f"corrections/{n}"] for n in ("corrections", "impacts", "order-changed")] == [
        "3", "1", "0",
    ]  # fmt: skip
    assert "It touches r2, on which d1 rests: the order stays the same." in said


def test_the_log_is_named_by_size_and_root():
    found = figures()
    assert found["log/size"] == "1030"
    assert found["log/root"].startswith("c64d55b2")


def test_the_matrix_says_what_the_drawing_says():
    """Who owes whom stands in both, and in the alphabetical order of names."""
    drawing, table = next(one for one in blocks()["accountability"]
                          if isinstance(one, Folded)).blocks  # fmt: skip
    debtors = sorted({arrow.source for arrow in drawing.arrows})
    creditors = sorted({arrow.target for arrow in drawing.arrows})
    cells = {
        (debtor, creditor): int(cell.line)
        for debtor, row in zip(debtors, table.rows, strict=True)
        for creditor, cell in zip(creditors, row[1:], strict=True)
        if cell != ""
    }
    assert cells == {(one.source, one.target): one.count for one in drawing.arrows}
    assert len(cells) == EXPECTED["accountability"]["2018-12-31"]["edges"]


def test_both_languages_say_the_same_figures():
    for day in DAYS:
        french = {name: figures_of(one) for name, one in blocks(day, "fr").items()}
        assert french == {name: figures_of(one) for name, one in blocks(day, "en").items()}


def test_a_wrong_figure_would_be_seen():
    """The comparison is able to fail: of a shorter log, the figures differ."""
    changed = told().as_known_at(1000)
    found = figures_of(PANELS["accountability"](context(view=changed))["blocks"])
    expected = EXPECTED["accountability"]["2018-12-31"]
    assert found["accountability/commitments"] != str(expected["commitments"])


def tables(of):
    for block in of:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Part | Folded):
            yield from tables(block.blocks)


def test_blocks_are_values():
    assert all(attrs.has(type(one)) for of in blocks().values() for one in of)


def test_every_reference_is_answered():
    """Each reference under a figure or a thing is one that `collectif explain` knows."""
    asked = {one for of in blocks().values() for one in references(of)}
    assert len(asked) > 100
    for reference in sorted(asked):
        assert explain(told(), reference, on=date(2018, 12, 31)) is not None


def references(of):
    for block in of:
        yield from (one.ask for one in getattr(block, "each", ()) if one.ask)
        yield from references(getattr(block, "blocks", ()))
        for row in getattr(block, "rows", ()):
            yield from references([cell for cell in row if not isinstance(cell, str)])
