"""This module is about the page: what it shows, what it counts itself, and what it never does."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date
from fractions import Fraction
from html.parser import HTMLParser
from importlib import resources

import pytest
from hypothesis import given as supposing
from hypothesis import settings
from hypothesis import strategies as st

from collectif.counting import Profile, rank
from collectif.demo import record_scenario
from collectif.projections.ranking import result_of, results
from collectif.projections.readers import PUBLIC, SECRETARY
from collectif.projections.scores import SCORES
from collectif.reports.page import report
from collectif.reports.page.context import Context
from collectif.reports.page.history import _history
from collectif.reports.page.moments import Moment, evenly, moments
from collectif.reports.page.sections import SECTIONS
from collectif.reports.page.weights import cell_sums
from collectif.reports.stating import Teller
from collectif.testing.given import given
from collectif.testing.room import (
    CONVENED,
    arrived,
    chartered,
    closed,
    joined,
    mandated,
    named,
    opened,
    rectified,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter

DAY = date(2018, 12, 31)
NODE = shutil.which("node")
SCRIPT = resources.files("collectif") / "reports" / "pages" / "page.js"


class Parsed(HTMLParser):
    """What stands in a page: its tags, and the words between them."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words, self.inside = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.inside = tag

    def handle_data(self, data):
        if self.inside not in ("style", "script"):
            self.words.append(data)


@pytest.fixture(scope="module")
def scenario():
    return record_scenario("memory:")


@pytest.fixture(scope="module")
def page(scenario):
    return report(scenario.view(), on=DAY, reader=SECRETARY)


def context(view, reader=SECRETARY, lang="fr"):
    return Context(view=view, reader=reader, on=DAY, lang=lang, teller=Teller.of(view, lang))


class TestThePage:
    def test_it_is_the_same_every_time(self, scenario, page):
        """No clock, no order of hashing."""
        assert report(scenario.view(), on=DAY, reader=SECRETARY) == page

    def test_ids_are_unique_and_labels_lead_somewhere(self, page):
        """In both languages, whose ids end otherwise."""
        tags = Parsed(page).tags
        ids = [attrs["id"] for _, attrs in tags if "id" in attrs]
        assert len(ids) == len(set(ids))
        for _, attrs in tags:
            for name in ("for", "aria-labelledby"):
                assert attrs.get(name, ids[0]) in ids
            if attrs.get("href", "#").startswith("#"):
                assert attrs.get("href", f"#{ids[0]}")[1:] in ids

    def test_nothing_is_asked_of_the_network_or_styled_in_line(self, page):
        """What the policy forbids is not there either."""
        for tag, attrs in Parsed(page).tags:
            assert not {"src", "style", "srcset", "action"} & attrs.keys()
            assert not any(name.startswith("on") for name in attrs)
            assert tag not in ("link", "img", "iframe", "object", "form", "base")
        assert "http://" not in page
        assert "https://" not in page

    def test_every_section_has_both_languages(self, page):
        """Neither language has more than the other."""
        for section in SECTIONS:
            assert (f'id="{section.name}-fr"' in page) == (f'id="{section.name}-en"' in page)

    def test_the_figures_of_the_evening_are_there(self, page):
        """The golden results of docs: scores, agreement in words, what changed."""
        words = " ".join(Parsed(page).words)
        for told in ("77,19", "66,12", "45,38", "55/76", "16943/240000", "0,198", "0,19 partagé",
                     "77.19", "Décision adoptée", "à l'écart"):  # fmt: skip
            assert told in words

    def test_personal_words_are_for_those_who_may_read_them(self, scenario, page):
        """The public sees that somebody dissents, not in what words."""
        public = report(scenario.view(reader=PUBLIC), on=DAY)
        assert "le logement demeure urgent" in page
        assert "le logement demeure urgent" not in public

    def test_a_log_without_anything_has_a_page(self):
        """There is nothing to show, and the page says so."""
        with record_scenario("memory:") as collective:
            assert "ne contient encore rien" in report(collective.view(known_at=0), on=DAY)

    @pytest.mark.parametrize("size", [1, 8, 300, 496, 520, 700, 1000])
    def test_every_state_of_a_log_has_a_page(self, scenario, size):
        """Also where a round is half scored."""
        assert report(scenario.view(known_at=size), on=DAY).endswith("</html>\n")


class TestHistory:
    def test_each_state_is_what_was_known_then(self, scenario):
        """One reading of the log, or one for each moment: the same answers."""
        view = scenario.view()
        told = _history(context(view)).states
        assert [one.moment.what for one in told] == [
            "CLOSED", "CORRECTED", "PUBLISHED", "CLOSED", "PUBLISHED", "CORRECTED",
        ]  # fmt: skip
        for one in told:
            then = view.as_known_at(one.moment.size)
            ranking = result_of(SCORES.replay(then)[one.moment.round], then).ranking
            assert [(p, o) for p, o, _ in one.rows] == list(ranking.places())
            assert [s for _, _, s in one.rows] == [ranking.scores[o] for _, o, _ in one.rows]

    @settings(deadline=None, max_examples=25)
    @supposing(
        scores=st.lists(
            st.tuples(st.sampled_from(["alim", "loge", "aines"]), st.sampled_from(["s1", "s2"]),
                      st.sampled_from(["priorite", "levier"]), st.integers(1, 5)),
            max_size=25, unique_by=lambda one: one[:3]),
        wrong=st.lists(st.tuples(st.integers(0, 24), st.integers(1, 5)), max_size=4),
        visibility=st.sampled_from(["OPEN", "SEALED"]),
    )  # fmt: skip
    def test_any_history_is_replayed(self, scores, wrong, visibility):
        """Corrections in any order, in a round that everybody sees or one that is sealed."""
        acts = [*CONVENED, opened, joined("aines"), mandated("m-aines", "aines"),
                arrived("m-alim", "m-loge", "m-aines"),
                chartered(Charter(recusal="NONE", min_scores_per_cell=1)), weighted,
                round_opened("r1", visibility=visibility)]  # fmt: skip
        acts += [named(f"x{n}", scored(*one)) for n, one in enumerate(scores)]
        acts += [rectified(f"x{n}", {"value": value}) for n, value in wrong if n < len(scores)]
        acts.append(closed("r1"))
        view = given(*acts).collective.view()
        states = _history(context(view)).states
        assert states[-1].moment.what == "CLOSED"
        assert len(states) == 1 or visibility == "OPEN"
        for one in states:
            then = view.as_known_at(one.moment.size)
            ranking = results(then)["r1"].ranking
            assert [row[:2] for row in one.rows] == list(ranking.places())

    def test_of_many_moments_some_are_chosen_evenly(self, scenario):
        """The last one always; turns before answers."""
        view = scenario.view()
        found = moments(view, {"r1", "r2"}, most=3)
        assert (len(found.chosen), found.count) == (3, 6)
        assert found.chosen[-1].what == "CORRECTED"
        assert evenly(found.chosen, 0) == []
        assert isinstance(found.chosen[0], Moment)


@st.composite
def profiles(draw):
    """Return a profile with holes, ties, criteria the other way round, and some more weights."""
    options = [f"o{n}" for n in range(draw(st.integers(1, 6)))]
    criteria = [f"c{n}" for n in range(draw(st.integers(1, 5)))]
    top = draw(st.sampled_from([1, 2, 4, 99]))
    rows = [
        (f"v{v}", option, criterion, draw(st.integers(0, top)))
        for v in range(draw(st.integers(1, 4)))
        for option in options
        for criterion in criteria
        if draw(st.integers(0, 9))
    ]
    many = st.lists(
        st.integers(0, draw(st.sampled_from([2, 20, 2**40]))),
        min_size=len(criteria), max_size=len(criteria),
    )  # fmt: skip
    profile = Profile.from_grades(
        rows, scale=(0, top), options=options, criteria=criteria,
        lower_is_better=draw(st.sets(st.sampled_from(criteria))),
    )  # fmt: skip
    return profile, draw(st.lists(many, min_size=1, max_size=3))


def asked_of_node(cases):
    """Return what the script of the page answers to each (sums, weights)."""
    ask = """
      const page = require(process.argv[1]);
      const plain = (_, value) => typeof value === "bigint" ? String(value) : value;
      let text = "";
      process.stdin.on("data", (part) => text += part).on("end", () => {
        const told = JSON.parse(text).map(([sums, weights]) => {
          const one = page.ranked(sums, weights);
          const spelled = one.places.map(({ score }) => page.decimal(score, "."));
          return { ...one, spelled, leaders: page.leaders(one) };
        });
        console.log(JSON.stringify(told, plain));
      });"""
    done = subprocess.run(
        [NODE, "-e", ask, str(SCRIPT)], input=json.dumps(cases), capture_output=True, text=True,
        check=True, timeout=60,
    )  # fmt: skip
    return json.loads(done.stdout)


def plain_sums(profile):
    """Return what the page would hold of a profile that is counted by the weighted mean."""

    class Told:
        ranking = rank(profile, "weighted-mean", min_scores_per_cell=1)

        class counted:
            means = staticmethod(lambda: {pair: profile.mean(*pair) for pair in profile.pairs})

    Told.counted.profile = profile
    return cell_sums(Told)


def expected(profile, weights):
    """Return what Python answers: criteria of weight 0 are left out, as the page says."""
    gone = [c for c, weight in zip(profile.criteria, weights, strict=True) if not weight]
    if len(gone) == len(profile.criteria):
        return None
    kept = profile.without_criteria(*gone).weighing(
        {c: w for c, w in zip(profile.criteria, weights, strict=True) if w}
    )
    return rank(kept, "weighted-mean", min_scores_per_cell=1)


@pytest.mark.skipif(NODE is None, reason="there is no node to run the script of the page")
class TestWeights:
    def check(self, told, profile, weights):
        ranking = expected(profile, weights)
        if ranking is None:
            assert told["places"] == []
            return
        places = [(one["place"], one["id"], Fraction(*map(int, one["score"])))
                  for one in told["places"]]  # fmt: skip
        assert places == [(p, o, ranking.scores[o]) for p, o in ranking.places()]
        assert told["incomplete"] == list(ranking.incomplete)
        assert told["leaders"] == list(ranking.leaders)
        for one, spelled in zip(places, told["spelled"], strict=True):
            whole = round(one[2] * 100)
            assert spelled == f"{whole // 100}.{whole % 100:02d}"

    @settings(deadline=None, max_examples=12)
    @supposing(drawn=st.lists(profiles(), min_size=4, max_size=8))
    def test_the_page_answers_what_python_answers(self, drawn):
        """Any weights, ties and missing scores included, exactly."""
        cases = [(profile, weights) for profile, many in drawn for weights in many]
        told = asked_of_node([(plain_sums(profile), weights) for profile, weights in cases])
        for one, (profile, weights) in zip(told, cases, strict=True):
            self.check(one, profile, weights)

    def test_the_lachine_evening(self, scenario):
        """Its own weights give its own ranking; without a criterion, that without it."""
        result = results(scenario.view())["r2"]
        profile = result.counted.profile
        sums = json.loads(json.dumps(cell_sums(result)))
        own = [profile.weights[c] for c in profile.criteria]
        other = [0, *own[1:]]
        first, second = asked_of_node([(sums, own), (sums, other)])
        assert first["leaders"] == list(result.ranking.leaders)
        assert [o["id"] for o in first["places"]] == [o for _, o in result.ranking.places()]
        ranking = result.counted.count(profile.without_criteria(profile.criteria[0]))
        assert [o["id"] for o in second["places"]] == [o for _, o in ranking.places()]

    def test_a_page_that_rounds_would_be_found(self):
        """Two scores that differ by less than any double are not a tie."""
        big = 2**60
        sums = {"weights": [1], "options": [
            {"id": "a", "cells": [[str(big - 2), str(big)]]},
            {"id": "b", "cells": [[str(big - 1), str(big)]]},
        ]}  # fmt: skip
        (told,) = asked_of_node([(sums, [1])])
        assert [(one["place"], one["id"]) for one in told["places"]] == [(1, "b"), (2, "a")]


def test_a_motion_that_is_not_decided_has_a_page_too():
    collective = record_scenario("memory:")
    moved = next(collective.view().events(frozenset({"decision-proposed"})))
    page = report(collective.view(known_at=moved.seq + 1), on=DAY)
    assert moved.data.decision_id in page
    assert "Conditions" not in Parsed(page).words
