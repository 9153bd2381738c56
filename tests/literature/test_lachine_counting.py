"""The Lachine evening, played through the verbs: every expected figure of counting, exactly.

The expected values come with the scenario; a second, independent program computed them. Each value
of a part is compared under its path in the file, and no path is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from collectif.collective import Collective
from collectif.counting import agreement_on_totals, totals
from collectif.demo import record_evening, scenario
from collectif.exchange.script import play
from collectif.projections.beside import Beside, beside, groups_of
from collectif.projections.change import RoundChange, change_as_corrected, change_as_published
from collectif.projections.participation import deciding, eligible, funnel, turnout
from collectif.projections.ranking import Result, as_published, publications, results
from collectif.projections.voice import uptake, voice_of
from collectif.record.view import View
from collectif.reports.words import decimal

NUMBER_OF_VALUES = 600
"""How many values the parts below hold in the scenario."""


@cache
def told() -> Collective:
    """Return the evening, and the keying error of the second round that was found a week later."""
    collective = record_evening("memory:")
    step = next(step for step in scenario()["steps"] if step["id"] == "e-rect2")
    list(play(collective, [step], collective.log.clock))  # type: ignore[arg-type]
    return collective


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


@cache
def answers() -> dict[str, Any]:
    """Return every part of the expected values that counting answers for, from the log alone."""
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


PARTS = (
    "r1_as_keyed",
    "r1_as_published",
    "r2_as_published",
    "r2_as_corrected",
    "change_r1_r2",
    "r2_cells",
    "voice",
    "participation",
    "stance_groups",
    "rival_scoring",
)


@pytest.mark.parametrize("part", PARTS)
def test_every_value_of_a_part_comes_out_exactly(part: str) -> None:
    expected = dict(leaves(scenario()["expected"][part]))
    assert expected == dict(leaves(answers()[part]))


def test_no_value_is_left_out() -> None:
    """As many values were compared as the scenario holds; what is not counting is elsewhere."""
    expected = scenario()["expected"]
    assert {"accountability", "indicators", "funding_cents", "counts"} == set(expected) - set(PARTS)
    assert NUMBER_OF_VALUES == sum(len(dict(leaves(expected[part]))) for part in PARTS)


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
