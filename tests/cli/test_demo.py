"""This module is about the demo: the whole scenario, and the results that it must lead to."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from collectif.demo import scenario
from collectif.reports.words import columns, decimal, money

EXPECTED = scenario()["expected"]
END = "2018-12-31"


@pytest.fixture(scope="module")
def data(cli, tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "x.db"
    return cli("demo", path, "--format", "json").json


@pytest.fixture(scope="module", params=["en", "fr"])
def told(cli, tmp_path_factory, request):
    path = tmp_path_factory.mktemp("demo") / "x.db"
    said = cli("demo", path, "--lang", request.param)
    assert (said.status, said.err) == (0, "")
    return request.param, said


def exact(figure):
    return None if figure is None else figure["exact"]


def test_all_steps_are_recorded(data):
    assert data["size"] == EXPECTED["counts"]["events_after_expansion"] == 1030
    assert data["verification"]["sound"]


@pytest.mark.parametrize(("round", "name"), [("r1", "r1_as_published"), ("r2", "r2_as_published")])
def test_rounds_are_as_published(data, round, name):
    (told,) = [one for one in data["rounds"] if one["round"] == round]
    golden = EXPECTED[name]
    assert [(one["place"], one["proposal"], exact(one["score"])) for one in told["ranking"]] == [
        (one["rank"], one["proposal"], one["score_0_100"]["exact"]) for one in golden["ranking"]
    ]
    assert exact(told["agreement"]["overall"]) == golden["consensus"]["overall"]["exact"]
    assert told["numeric_cells"] == golden["numeric_cells"]


def test_accountability_is_as_expected(data):
    told, golden = data["accountability"], EXPECTED["accountability"][END]
    assert told["states"] == golden["states"]
    assert len(told["commitments"]) == golden["commitments"]
    assert (len(told["pairs"]), told["member_pairs"]) == (golden["edges"], golden["member_edges"])
    for name in ("reciprocity", "kept_rate", "response_rate"):
        assert exact(told[name]) == golden[name]["exact"]
    answered = [one for one in told["requests"] if one["answered"]]
    assert (len(told["requests"]), len(answered)) == (golden["requests"], golden["answered"])


def test_money_and_indicators_are_as_expected(data):
    (ledger,) = data["funding"]
    golden = EXPECTED["funding_cents"][END]
    assert {name: ledger[name] for name in ledger if name in golden} == {
        name: golden[name] for name in golden if name in ledger
    }
    for one in data["indicators"]:
        found = EXPECTED["indicators"][END][one["indicator"]]
        assert exact(one["progress"]) == found["progress"]["exact"]
        assert [one[name] for name in ("baseline", "latest", "target", "at", "due")] == [
            found[name] for name in ("baseline", "latest", "target", "at", "due")
        ]


def test_the_correction_after_the_decision_changed_no_order(data):
    """k-r2-late: the ranking is unchanged."""
    (impact,) = data["corrections"]["impacts"]
    assert (impact["correction"], impact["decision"], impact["round"]) == ("e-rect2", "d1", "r2")
    assert impact["same_order"]
    assert impact["same_head"]


def test_every_wish_is_answered(data):
    assert data["wall"]["wishes"] == data["wall"]["answered"] == 5
    assert sum(data["wall"]["tally"].values()) == 5


def test_text_says_the_same_figures(told, data):
    lang, said = told
    flat = " ".join(said.out.split())
    for name in ("reciprocity", "kept_rate", "response_rate"):
        figure = EXPECTED["accountability"][END][name]["exact"]
        assert f"({figure})" in flat
    ledger = EXPECTED["funding_cents"][END]
    for name in ("pledged", "received", "allocated", "spent", "outcome_due"):
        shown = money(ledger[name], "CAD", lang)
        assert " ".join(shown.split()) in flat
    for id, one in EXPECTED["indicators"][END].items():
        assert id in flat
        assert f"({one['progress']['exact']})" in flat
    overall = EXPECTED["r2_as_published"]["consensus"]["overall"]["exact"]
    assert f"({overall})" in flat
    assert ("0,62" if lang == "fr" else "0.62") in flat


def test_text_fits_in_80_columns(told):
    _, said = told
    rooted = re.compile(r"(root|racine) [0-9a-f]{64}$")
    assert [line for line in said.lines if columns(line) > 80 and not rooted.search(line)] == []


def test_a_pipe_has_no_colours(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "collectif", "demo", str(tmp_path / "x.db")],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    assert b"\x1b" not in done.stdout
    assert done.stderr == b""


def test_figures_are_rounded_for_display_only():
    from fractions import Fraction

    assert decimal(Fraction(3, 4), 2, "fr") == "0,75"
    assert money(3850050, "CAD", "en") == "38,500.50\u00a0CAD"
    assert money(-100, "CAD", "fr") == "-1\u00a0CAD"
    assert money(18000000, "CAD", "fr") == "180\u00a0000\u00a0CAD"


class TestViews:
    def shown(self, cli, years, *options):
        (one,) = cli("replay", years, "--round", "r2", *options, "--format", "json").json["rounds"]
        return {row["proposal"]: exact(row["score"]) for row in one["ranking"]}

    def golden(self, name):
        ranking = EXPECTED[name]["ranking"]
        return {one["proposal"]: one["score_0_100"]["exact"] for one in ranking}

    def test_as_minuted_counts_the_correction_that_the_minutes_name(self, cli, years):
        assert self.shown(cli, years, "--as-minuted", "a1") == self.golden("r2_as_corrected")

    def test_uncorrected_counts_what_was_first_recorded(self, cli, years):
        assert self.shown(cli, years, "--uncorrected") == self.golden("r2_as_published")

    def test_an_assembly_without_minutes_is_told(self, cli, lachine):
        said = cli("replay", lachine, "--as-minuted", "a1")
        assert (said.status, said.out) == (2, "")
        assert "no minutes" in said.err


class TestAccountability:
    def test_the_last_day_of_the_log_counts_unless_told_otherwise(self, cli, years):
        assert cli("accountability", years, "--format", "json").json["on"] == "2018-12-10"

    @pytest.mark.parametrize("day", EXPECTED["accountability"])
    def test_a_day_is_as_expected(self, cli, years, day):
        told = cli("accountability", years, "--on", day, "--format", "json").json
        golden = EXPECTED["accountability"][day]
        assert told["states"] == golden["states"]
        assert [one["commitment"] for one in told["commitments"] if one["late"]] == golden["late"]

    @pytest.mark.parametrize("lang", ["en", "fr"])
    @pytest.mark.parametrize("member", [(), ("--member", "alim")])
    def test_text_fits_and_names_every_open_commitment(self, cli, years, lang, member):
        said = cli("accountability", years, "--on", "2017-12-31", *member, "--lang", lang)
        assert all(columns(line) <= 80 for line in said.lines)
        assert "c02" in said.out
        assert "c07" in said.out

    def test_a_member_sees_what_it_owes_and_is_owed(self, cli, years):
        day = ("--on", "2017-12-31", "--format", "json")
        told = cli("accountability", years, "--member", "alim", *day).json
        assert [one["commitment"] for one in told["owes"]] == ["c02"]
        assert [one["commitment"] for one in told["owed"]] == ["c07", "c05"]

    def test_strangers_and_days_that_are_none_are_told(self, cli, years):
        for options in (("--member", "nobody"), ("--on", "soon")):
            said = cli("accountability", years, *options)
            assert (said.status, said.out) == (2, "")
            assert said.err.startswith("collectif: ")
