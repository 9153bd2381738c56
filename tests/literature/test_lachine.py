"""The Lachine scenario, played through the verbs: every expected value and check, exactly.

The expected values come with the scenario; a second, independent program computed them. Each value
is compared under its path in the file, and no path is left out. The log is all that is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from collectif.collective import Collective
from collectif.counting import agreement_on_totals, band, totals
from collectif.demo import record_scenario, scenario
from collectif.projections.accountability import accountability
from collectif.projections.beside import Beside, beside, groups_of
from collectif.projections.change import RoundChange, change_as_corrected, change_as_published
from collectif.projections.corrections import impacts
from collectif.projections.funding import funding
from collectif.projections.mission import progress
from collectif.projections.objections import OBJECTIONS
from collectif.projections.participation import deciding, eligible, funnel, turnout
from collectif.projections.ranking import Result, as_published, publications, results
from collectif.projections.voice import uptake, voice_of
from collectif.projections.wall import WALL
from collectif.record.event import WITHHELD
from collectif.record.view import View
from collectif.reports.words import decimal

NUMBER_OF_VALUES = 838
"""How many values the scenario expects."""


@cache
def told() -> Collective:
    """Return the whole scenario: the evening, and the two years after it."""
    return record_scenario("memory:")


def published(round: str) -> tuple[Result, str]:
    """Return the results of a round as published, and the last event that they rest on."""
    view = told().view()
    last = [p for p in publications(view) if p.round_id == round][-1]
    (up_to, *_) = told().log.read(after=last.known_at - 1)
    return as_published(view, last), up_to.id


def figure(value: Fraction | None) -> Any:
    return None if value is None else {"exact": str(value), "approx": decimal(value, 4)}


def figures(values: Mapping[Any, Fraction | None]) -> dict[str, Any]:
    return {str(name): figure(value) for name, value in values.items()}


def round_told(result: Result, view: View, up_to: str | None) -> dict[str, Any]:
    """Return a round the way the scenario tells its expectations."""
    found: Beside = beside(result, view)
    level, robust, scores = result.agreement, found.robustness, result.ranking.scores
    assert found.lowest is not None
    return {
        "up_to": up_to,
        "numeric_cells": result.numeric_cells,
        "non_numeric_cells": sum(result.silences.values()),
        "voters": result.voters,
        "ranking": [
            {"rank": place, "proposal": id, "score_0_100": figure(scores[id])}
            for place, id in result.ranking.places()
        ],
        "consensus": {
            "overall": figure(level.overall),
            "by_proposal": figures(level.by_option),
            "by_criterion": figures(level.by_criterion),
            "on_totals": figures(found.on_totals),
        },
        "order_agreement": figure(found.order_agreement),
        "kendall_w": {
            "value": figure(found.concordance.value),
            "judges": list(found.concordance.judges),
        },
        "van_der_eijk_lowest": [
            str(found.lowest.level),
            found.lowest.option,
            found.lowest.criterion,
        ],
        "leader": sorted(robust.leaders),
        "leader_without_member": {v: sorted(o) for v, o in robust.flipping_voters.items()},
        "leader_without_criterion": {c: sorted(o) for c, o in robust.flipping_criteria.items()},
        "leader_equal_weights": sorted(robust.equal_weights),
    }


def change_told(found: RoundChange) -> dict[str, Any]:
    moved = found.change
    return {
        "matched_cells": moved.matched,
        "unchanged": moved.count("UNCHANGED"),
        "unchanged_share": figure(moved.stability),
        "moved_toward_r1_median": moved.count("TOWARDS"),
        "moved_away": moved.count("AWAY"),
        "delta_overall": figure(moved.agreement),
        "delta_by_proposal": figures(moved.by_option),
    }


def cells_told(result: Result, view: View) -> dict[str, Any]:
    rows: dict[str, dict[str, Any]] = {}
    for (option, criterion), cell in beside(result, view).cells.items():
        rows.setdefault(option, {})[criterion] = {
            "n": cell.n,
            "mean": str(cell.mean),
            "C": str(cell.agreement),
        }
    return rows


def rivals_told(result: Result, view: View) -> dict[str, Any]:
    return {
        option: {
            "rival_carriers": figure(rival.rivals),
            "others": figure(rival.others),
            "gap": figure(rival.gap),
            "n": [rival.rival_voters, rival.other_voters],
        }
        for option, rival in beside(result, view).rivals.items()
    }


def voice_told() -> dict[str, Any]:
    voice = voice_of(told().view(), "a1")
    return {
        "turns": dict(voice.turns),
        "seconds": dict(voice.seconds),
        "gini_turns": figure(voice.gini_turns),
        "gini_seconds": figure(voice.gini_seconds),
        "members_heard": len(voice.heard),
    }


def participation_told() -> dict[str, Any]:
    view = told().view()
    decided = deciding(view)["d1"]  # type: ignore[index]
    return {
        "eligible_voting_members": len(eligible(view, "a1")),
        "r1_voters": len(turnout(published("r1")[0]).voters),
        "r2_voters": len(turnout(published("r2")[0]).voters),
        "consent_ballots": decided.ballots,
        "quorum_needed": decided.needed,
        "present_voting_at_decision": len(decided.present),
    }


def groups_told() -> dict[str, Any]:
    first, second = published("r1")[0], published("r2")[0]
    found = {
        "r1_all_tau_1_5": groups_of(first, tau="1/5"),
        "r1_s4_tau_1_4": groups_of(first, proposal="s4"),
        "r2_s4_tau_1_4": groups_of(second, proposal="s4"),
    }
    return {name: [list(group) for group in one.groups.groups] for name, one in found.items()}


def accountability_told(day: str) -> dict[str, Any]:
    found = accountability(told().view(), on=date.fromisoformat(day))
    ties = found.ties
    return {
        "commitments": len(found.commitments),
        "states": dict(found.states),
        "late": [promise.id for promise in found.late],
        "edges": len(ties.pairs),
        "member_edges": len(ties.member_pairs),
        "reciprocity": figure(ties.reciprocity),
        "members_owing": list(ties.owing),
        "members_owed": list(ties.owed),
        "both": list(ties.both),
        "largest_creditor_share": figure(ties.largest_creditor_share),
        "largest_creditor": ", ".join(ties.largest_creditors),
        "owed_to_funder": ties.owed_to_funders,
        "requests": len(found.requests),
        "due": len(found.due),
        "answered": len(found.answered),
        "answered_on_time": len(found.answered_on_time),
        "response_rate": figure(found.response_rate),
        "kept_rate": figure(found.kept_rate),
        "contributions": len(found.contributions),
        "reviewed": len(found.reviewed),
        "joint_contributions": len(found.joint),
    }


def indicators_told(day: str) -> dict[str, Any]:
    return {
        id: {
            "dir": one.defined.direction,
            "baseline": str(one.baseline.value),
            "at0": one.baseline.at.isoformat(),
            "latest": str(one.latest.value),
            "at": one.latest.at.isoformat(),
            "target": str(one.target.value),
            "due": one.target.due.isoformat(),
            "progress": figure(one.progress),
            "expected_linear": figure(one.expected),
            "on_track": one.on_track,
        }
        for id, one in progress(told().view(), at=date.fromisoformat(day)).items()
        if one.baseline and one.latest and one.target
    }


def funding_told(day: str) -> dict[str, Any]:
    found = funding(told().view(), at=date.fromisoformat(day))
    ledger = found.ledgers["mis-alim"]["CAD"]  # type: ignore[index]
    names = ("pledged", "received", "allocated", "spent", "outcome_due", "unallocated")
    return {name: getattr(ledger, name) for name in (*names, "allocated_unspent")}


def counts_told() -> dict[str, Any]:
    events = list(told().log.read())
    return {
        "script_steps": len({event.batch or event.id for event in events}),
        "events_after_expansion": len(events),
        "score_events": sum(event.type == "score-cast" for event in events),
    }


@cache
def answers() -> dict[str, Any]:
    """Return every part of the expected values, from the log alone."""
    days = ("2017-12-31", "2018-12-31")
    view = told().view()
    (first, first_up_to), (second, second_up_to) = published("r1"), published("r2")
    closed = next(e for e in told().log.read() if e.type == "round-closed")
    keyed = told().view(known_at=closed.seq + 1)
    return {
        "r1_as_keyed": round_told(results(keyed)["r1"], keyed, closed.id),  # type: ignore[index]
        "r1_as_published": round_told(first, view, first_up_to),
        "r2_as_published": round_told(second, view, second_up_to),
        "r2_as_corrected": round_told(results(view)["r2"], view, None),  # type: ignore[index]
        "change_r1_r2": change_told(change_as_published(view, "r1", "r2")),
        "r2_cells": cells_told(second, view),
        "voice": voice_told(),
        "participation": participation_told(),
        "stance_groups": groups_told(),
        "rival_scoring": {"r1": rivals_told(first, view), "r2": rivals_told(second, view)},
        "accountability": {day: accountability_told(day) for day in ("2016-12-31", *days)},
        "indicators": {day: indicators_told(day) for day in days},
        "funding_cents": {day: funding_told(day) for day in days},
        "counts": counts_told(),
    }


def leaves(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value of a tree with its path; an empty list or mapping is a value."""
    if isinstance(tree, dict) and tree:
        for name, branch in tree.items():
            yield from leaves(branch, f"{path}/{name}")
    elif isinstance(tree, list) and tree:
        for place, branch in enumerate(tree):
            yield from leaves(branch, f"{path}/{place}")
    else:
        yield path, tree


@pytest.mark.parametrize("part", scenario()["expected"])
def test_every_value_of_a_part_comes_out_exactly(part: str) -> None:
    expected = dict(leaves(scenario()["expected"][part]))
    assert expected == dict(leaves(answers()[part]))


def test_no_value_is_left_out() -> None:
    """As many values are compared as the scenario expects, and no others are told."""
    paths = {path for path, _ in leaves(scenario()["expected"])}
    assert paths == {path for path, _ in leaves(answers())}
    assert len(paths) == NUMBER_OF_VALUES


def test_all_steps_are_recorded_through_the_verbs() -> None:
    assert len(scenario()["steps"]) == 253
    assert {step["id"] for step in scenario()["steps"]} == {
        event.batch or event.id for event in told().log.read()
    }


class TestVariants:
    """The named variants of section 4.10 of the definitions, and the figures told beside them."""

    def test_change_on_matched_cells(self) -> None:
        found = change_as_published(told().view(), "r1", "r2", matched=True).change
        assert Fraction(591, 8000) == found.agreement
        assert found.by_option == {
            "s1": Fraction(67, 320),
            "s2": Fraction(9, 200),
            "s3": Fraction(81, 2000),
            "s4": Fraction(7, 400),
            "s5": Fraction(57, 1000),
        }
        assert found.matched_cells

    def test_change_as_corrected(self) -> None:
        found = change_as_corrected(told().view(), "r1", "r2").change
        assert (56, 43) == (found.count("TOWARDS"), found.count("AWAY"))
        assert Fraction(17519, 240000) == found.agreement

    def test_moves_that_are_neither(self) -> None:
        """A grade that lands as far from the old median on its other side."""
        found = change_as_published(told().view(), "r1", "r2").change
        assert 380 - 275 - 55 - 44 == found.count("NEITHER") == 6

    def test_versions_and_words_between_the_rounds(self) -> None:
        found = change_as_published(told().view(), "r1", "r2")
        assert found.amended == {"s1": (2, 3)}
        said = [f"k{number:02}" for number in (*range(5, 13), 14, 15, 16)]
        assert [id.removeprefix("e-") for id in found.said] == said

    def test_totals_over_full_rows(self) -> None:
        """Five cells of the evening are silent; their rows then give no total."""
        profile = published("r2")[0].counted.profile
        usual, full = totals(profile), totals(profile, full_rows=True)
        assert {("citoy", "s5")} >= usual.keys() - full.keys() != set()
        apart = agreement_on_totals(profile, full_rows=True)
        assert apart["s1"] == agreement_on_totals(profile)["s1"]

    def test_solid_and_fragile(self) -> None:
        """The first leader hung on three members and two criteria; the second on nobody."""
        view = told().view()
        first = beside(published("r1")[0], view).robustness
        second = beside(published("r2")[0], view).robustness
        assert first.verdict == "FRAGILE"
        assert second.verdict == "SOLID"
        assert second.common_panel == {"s1"}
        assert second.set_aside is None

    def test_other_methods(self) -> None:
        """The second leader leads by median and by Borda too, and is the most frequent first."""
        found = beside(published("r2")[0], told().view())
        assert dict.fromkeys(("weighted-mean", "median", "borda"), ("s1",)) == found.other_rules
        assert max(found.first_choices, key=found.first_choices.__getitem__) == "s1"

    def test_funnel(self) -> None:
        """14 invited members, 12 voting members present, 8 heard, 12 scored, 11 decided."""
        found = funnel(told().view(), "a1")
        stages = ("PRESENT", "HEARD", "SCORED", "DECIDED")
        assert found.count("INVITED") == 14
        assert [12, 8, 12, 11] == [found.count(stage, voting=True) for stage in stages]
        assert found.by_kind()["CITIZEN_GROUP"]["SCORED"] == 1
        assert found.count("HEARD") == 9

    def test_turnout_and_coverage(self) -> None:
        """All but the nine proposals that eight members carry were due from twelve members."""
        first, second = (turnout(published(round)[0]) for round in ("r1", "r2"))
        assert first.share == 1
        assert first.due == (12 * 5 - 8) * 8 == 416
        assert Fraction(412, 416) == first.coverage
        assert second.due == (11 * 5 - 7) * 8 == 384

    def test_uptake(self) -> None:
        """On the evening: one objection, two suggestions and two wishes made a version of s1."""
        decided = next(e for e in told().log.read() if e.type == "decision-taken")
        found = uptake(told().view(known_at=decided.seq + 1), "a1")
        assert found.taken_up == ("w3", "w4", "o1", "k12", "k14")
        assert Fraction(5, 22) == found.overall.share
        shares = {kind: (share.part, share.whole) for kind, share in found.by_kind.items()}
        assert shares == {
            "CITIZEN_GROUP": (1, 4),
            "COMMUNITY_ORG": (2, 7),
            "INSTITUTION": (0, 4),
            "PUBLIC": (2, 7),
        }

    def test_groups_say_which_kinds_of_members_they_hold(self) -> None:
        found = groups_of(published("r1")[0], proposal="s4")
        assert [sum(kinds.values()) for kinds in found.kinds] == list(found.sizes)
        bridge = found.groups.bridges["s4"]
        assert bridge == min(mean for mean in found.groups.means["s4"] if mean is not None)


class TestChecks:
    """The thirteen questions of the scenario, each with the answer that it expects."""

    def test_all_of_them_are_asked_here(self) -> None:
        asked = {check["id"].removeprefix("k-").replace("-", "_") for check in scenario()["checks"]}
        assert asked == {name.removeprefix("test_k_") for name in vars(TestChecks) if "_k_" in name}

    def test_k_r1_typo(self) -> None:
        """Ranks 3 and 4 swap; the leader does not change."""
        closed = next(e for e in told().log.read() if e.type == "round-closed")
        keyed = results(told().view(known_at=closed.seq + 1))["r1"].ranking  # type: ignore[index]
        assert keyed.tiers == (("s1",), ("s2",), ("s5",), ("s3",), ("s4",))
        assert published("r1")[0].ranking.tiers == (("s1",), ("s2",), ("s3",), ("s5",), ("s4",))

    def test_k_r2_late(self) -> None:
        """The score of s2 falls by half a point of 100; the order and the published view stay."""
        (impact,) = impacts(told().view())
        assert (impact.correction, impact.decision, impact.round) == ("e-rect2", "d1", "r2")
        assert impact.before.scores["s2"] - impact.after.scores["s2"] == Fraction(1, 2)
        assert impact.same_head
        assert impact.same_order
        assert published("r2")[0].ranking == impact.before

    def test_k_fragile(self) -> None:
        found = beside(published("r1")[0], told().view()).robustness
        assert found.leaders == {"s1"}
        assert found.flipping_voters == dict.fromkeys(("arr", "env", "sante"), frozenset({"s2"}))
        assert found.flipping_criteria == dict.fromkeys(("contexte", "transv"), frozenset({"s2"}))

    def test_k_solid(self) -> None:
        found = beside(published("r2")[0], told().view()).robustness
        assert (found.leaders, found.equal_weights) == ({"s1"}, {"s1"})
        assert not found.flipping_voters
        assert not found.flipping_criteria

    def test_k_converge(self) -> None:
        """Mostly on s1, hardly on s4, which stays divided in blocs."""
        by_option = change_as_published(told().view(), "r1", "r2").change.by_option
        assert by_option["s1"] == Fraction(633, 3200) == max(map(Fraction, by_option.values()))  # type: ignore[arg-type]
        assert by_option["s4"] == Fraction(23, 1200) == min(map(Fraction, by_option.values()))  # type: ignore[arg-type]
        second = published("r2")[0]
        level = second.agreement.by_option["s4"]
        assert level is not None
        assert band(level) == "DIVIDED"
        assert len(groups_of(second, proposal="s4").groups.groups) == 3

    def test_k_objection(self) -> None:
        found = OBJECTIONS.replay(told().view())
        first, second = (found[id] for id in ("o1", "o2"))  # type: ignore[index]
        assert len(found) == 2
        assert first.resolved is not None
        assert second.resolved is not None
        assert (first.status, first.resolved.through) == ("INTEGRATED", ("e-s1-v3",))
        assert (first.resolved.confirmed_by, second.resolved.confirmed_by) == ("citoy", "loge")
        assert (second.raised.severity, second.status) == ("CONCERN", "STOOD_ASIDE")

    def test_k_knew(self) -> None:
        """On 5 October 2018 the last contribution on c02 was not known."""
        moment = datetime.fromisoformat("2018-10-05T23:59:59-04:00")
        then, now = told().view(known_at=moment), told().view(happened_by=date(2018, 10, 5))
        wanted = frozenset({"contribution-reported"})
        about = [[e.data.contribution_id for e in view.events(wanted)] for view in (then, now)]
        assert "g12" not in about[0]
        assert "g12" in about[1]

    def test_k_redact(self) -> None:
        """The words are absent everywhere; digest, date, stance and seconds remain."""
        step = next(step for step in scenario()["steps"] if step["id"] == "e-k15")
        words = step["payload"]["text"]["fr"]
        event = told().log.find("e-k15")
        assert event is not None
        assert event.data.text is WITHHELD
        assert (event.data.stance, event.data.seconds) == (
            step["payload"]["stance"],
            step["payload"]["seconds"],
        )
        (row,) = told().log.store.rows(event.seq, event.seq + 1)
        assert b'"_sd":["' in row.body
        private = told().log.store.private
        assert private is not None
        assert words not in str([one.opened for one in private.disclosures()])
        for view in (
            told().view(),
            told().view(corrected=False),
            told().view(known_at=event.seq + 1),
        ):
            assert words not in str([view.codec.plain(one) for one in view.events()])
        assert told().log.verify().sound

    def test_k_dup(self) -> None:
        voice = voice_of(told().view(), "a1")
        assert (voice.turns["citoy"], voice.turns["fam"]) == (3, 2)  # type: ignore[index]
        assert "e-k13" not in {event.id for event in told().view().events()}

    def test_k_late_answer(self) -> None:
        found = accountability(told().view(), on=date(2018, 12, 31))
        assert [q.id for q in found.answered if not q.on_time] == ["q02"]
        assert [q.id for q in found.unanswered] == ["q03"]
        assert (found.response_rate, found.on_time_rate) == (Fraction(3, 4), Fraction(2, 4))

    def test_k_wall(self) -> None:
        wall = WALL.replay(told().view())
        assert wall.waiting == ()
        assert wall.tally == {"TAKEN_UP": 1, "PARTLY": 1, "REFERRED": 2, "NOT_NOW": 1}

    def test_k_money(self) -> None:
        found = funding(told().view(), at=date(2018, 12, 31)).ledgers["mis-alim"]["CAD"]  # type: ignore[index]
        parts = (found.unallocated, found.allocated_unspent, found.spent)
        assert parts == (45_000_00, 7_050_00, 127_950_00)
        assert found.received == sum(parts) == 180_000_00
        assert found.outcome_due == 30_000_00

    def test_k_rival(self) -> None:
        """Carriers of other scenarios gave s1 16.75 points less than those who carry none."""
        rival = beside(published("r1")[0], told().view()).rivals["s1"]
        assert (rival.rivals, rival.others) == (Fraction(119, 2), Fraction(305, 4))
        assert rival.gap == Fraction(-67, 4)
