"""The trail of Lachine: what `data/lachine.json` expects of it, and the thirteen steps."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from collectif.demo import scenario
from collectif.errors import UnknownName
from collectif.reports.explaining import explanation_json, explanation_text
from collectif.statement import Statement
from collectif.trail import explain, references

EXPECTED = scenario()["expected"]


def codes(said: Statement) -> list[str]:
    return [one.name for _, one in said.walk()]


def found(said: Statement, name: str) -> list[Statement]:
    return [one for _, one in said.walk() if one.name == name]


@pytest.mark.parametrize("round", ["r1", "r2"])
def test_ranking_as_published(conclusions, round):
    """Places, scores and agreement are those of the scenario, exactly."""
    told = EXPECTED[f"{round}_as_published"]
    for row in told["ranking"]:
        one = conclusions[f"{round}/{row['proposal']}"].details
        assert (row["rank"], row["score_0_100"]["exact"]) == (one["place"], str(one["score"]))
        level = told["consensus"]["by_proposal"][row["proposal"]]["exact"]
        assert level == str(one["agreement"])
    overall = conclusions[f"{round}/agreement"].details["level"]
    assert told["consensus"]["overall"]["exact"] == str(overall)


@pytest.mark.parametrize("round", ["r1", "r2"])
@pytest.mark.parametrize("proposal", ["s1", "s2", "s3", "s4", "s5"])
def test_points_add_up(view, round, proposal):
    """The contributions of the criteria are the score; against another one, the gap."""
    said = explain(view, f"{round}/{proposal}").answer
    points = [one.details for one in found(said, "points-of")]
    assert len(points) == 8
    assert said.details["score"] == sum(one["points"] for one in points)
    lead = sum(one["gap"] for one in points)
    assert said.details["gap"] == abs(lead)
    assert (lead >= 0) == (said.name == "ranked-ahead")


def test_fragile_and_solid(view):
    """k-fragile, k-solid: who and what could take the first place away, in either round."""
    first = explain(view, "r1/first-place").answer
    assert first.details["verdict"] == "FRAGILE"
    voters = {one.details["voter"] for one in found(first, "flips-voter")}
    criteria = {one.details["criterion"] for one in found(first, "flips-criterion")}
    assert voters == {"arr", "env", "sante"}
    assert criteria == {"contexte", "transv"}
    second = explain(view, "r2/first-place").answer
    assert second.details["verdict"] == "SOLID"
    assert "solid" in codes(second)


def test_weights_that_level(view):
    """At the weight that is told, the two first ones have the same score."""
    from collectif.projections.ranking import as_published, publications

    result = as_published(view, publications(view)[0])
    said = explain(view, "r1/first-place").answer
    for one in found(said, "weight-needed"):
        weights = {c: Fraction(w) for c, w in result.round.weights.items()}
        weights[one.details["criterion"]] = one.details["needed"]
        means = result.counted.means()
        level = [sum(w * means[p, c] for c, w in weights.items()) for p in ("s1", "s2")]
        assert level[0] == level[1]
    assert len(found(said, "weight-needed")) == 5


def test_objections(view):
    """k-objection: integrated through the third version, which cites what caused it."""
    one = explain(view, "o1").answer
    assert ("INTEGRATED", "citoy") == (one.details["status"], one.details["confirmed"])
    (through,) = found(one, "through-version")
    assert ("e-s1-v3", "s1", 3) == tuple(
        through.details[key] for key in ("name", "proposal", "version")
    )
    assert "deux points de vente" in through.details["changes"]["fr"]
    two = explain(view, "o2").answer
    assert ("STOOD_ASIDE", "loge") == (two.details["status"], two.details["confirmed"])
    (third,) = [v for v in found(explain(view, "s1").answer, "amended")
                if v.details["version"] == 3]  # fmt: skip
    assert [(each.name, each.details.get("kind")) for each in third.because] == [
        ("cause-objection-raised", "OBJECTION"),
        ("cause-comment-made", "SUGGESTION"),
        ("cause-comment-made", "ANSWER"),
        ("cause-wish-posted", None),
        ("cause-wish-posted", None),
    ]


def test_only_who_was_there_kept_out(view):
    """School declared an interest in s3 and was gone in the second round: nobody to keep out."""
    for round, count in (("r1", 8), ("r2", 7)):
        (one,) = found(explain(view, f"{round}/turnout").answer, "recusals")
        assert count == one.details["count"]
        assert ("ecole" in one.details["members"]) == (round == "r1")


def test_keying_error(whole):
    """k-r1-typo: ranks 3 and 4 swap; the leader does not change."""
    changed = {one.details["ref"]: one for one in whole.without("e-rect1")}
    places = {p: [one.details["place"] for one in changed[f"r1/{p}"].because] for p in ("s3", "s5")}
    assert {"s3": [3, 4], "s5": [4, 3]} == places
    assert not {"r1/s1", "r1/s2", "r1/first-place"} & changed.keys()


def test_late_rectification(view, whole):
    """k-r2-late: half a point of 100, the same order, and the published view stays as it was."""
    said = explain(view, "r2/s2").answer
    (since,) = found(said, "corrected-since")
    assert since.details["before"] - since.details["after"] == Fraction(1, 2)
    assert since.events == ("e-rect2",)
    impact = found(explain(view, "d1").answer, "impact-same-order")
    assert ["r2"] == [one.details["round"] for one in impact]
    without = {one.details["ref"]: one for one in whole.without("e-rect2")}
    before, after = without["r2/s2"].because
    assert before.details["score"] == after.details["score"]
    assert before.details["corrected"]["score"] == before.details["score"] - Fraction(1, 2)
    assert "corrected" not in after.details
    assert {"r2/s1", "r2/s2/rsi", "r2/agreement"} <= without.keys()
    assert (
        before.details["corrected"]["gap"]
        == without["r2/s1"].because[0].details["corrected"]["gap"]
    )


def test_redacted_testimony(view):
    """k-redact: no word of it in any answer; its mark, its date and what it counts for remain."""
    said = explain(view, "e-k15")
    assert "redacted-by" in codes(said.answer)
    for lang in ("en", "fr"):
        text = "\n".join(explanation_text(said, view, lang))
        assert "512" in text
        assert "témoignage" not in text
    (erased,) = found(explain(view, "d1").answer, "erased")
    assert erased.events == ("e-k15", "e-red1")


def test_double_entry(view, conclusions):
    """k-dup: it is not counted."""
    turns = conclusions["a1/turns"].details["turns"]
    assert (3, 2) == (turns["citoy"], turns["fam"])
    said = explain(view, "e-k13").answer
    assert said.name == "event-dead"
    assert "retracted-by" in codes(said)


def test_late_answers(conclusions):
    """k-late-answer: response rate 3/4, on time 2/4; q02 late, q03 never."""
    response, on_time = (conclusions[f"accountability/{n}-rate"] for n in ("response", "on-time"))
    assert (Fraction(3, 4), Fraction(1, 2)) == (
        response.details["share"], on_time.details["share"],
    )  # fmt: skip
    assert (("q02",), ("q03",)) == (response.details["late"], response.details["waiting"])


def test_wall_money_rivals_and_change(view, conclusions):
    """k-wall, k-money, k-rival, k-converge."""
    wall = conclusions["wall/answered"].details
    assert (5, 5) == (wall["wishes"], wall["answered"])
    assert {"TAKEN_UP": 1, "PARTLY": 1, "REFERRED": 2, "NOT_NOW": 1} == dict(wall["answers"])
    money = {
        name: conclusions[f"funding/{name}"].details["amounts"][0].amount_cents
        for name in ("received", "unallocated", "allocated-unspent", "spent", "outcome-due")
    }
    assert 18_000_000 == money["received"] == sum(
        money[part] for part in ("unallocated", "allocated-unspent", "spent")
    )  # fmt: skip
    assert money["outcome-due"] == 3_000_000
    (term,) = found(explain(view, "funding/outcome-due").answer, "funding-term")
    assert ("i-menages", "200", 3_000_000) == (
        term.details["indicator"], term.details["threshold"], term.details["pays"].amount_cents
    )  # fmt: skip
    rivals = conclusions["r1/s1/rivals"].details
    assert [59.5, 76.2] == [round(float(rivals[who]), 1) for who in ("rivals", "others")]
    change = conclusions["r2/change"].details
    assert (275, 55, 44) == (change["unchanged"], change["towards"], change["away"])
    assert Fraction(633, 3200) == change["proposals"]["s1"]
    assert Fraction(23, 1200) == change["proposals"]["s4"]


def test_what_was_known(view):
    """k-knew: on 5 October 2018 the log did not know the last contribution on c02."""
    then = view.as_known_at(datetime(2018, 10, 5, 12, tzinfo=UTC))
    named = [one.details["name"] for one in found(explain(then, "c02").answer, "contribution")]
    assert "g12" not in named
    told = {one.details["name"]: one for one in found(explain(view, "c02").answer, "contribution")}
    assert (date(2018, 10, 2), date(2018, 10, 9)) == (
        told["g12"].details["day"], told["g12"].details["recorded"],
    )  # fmt: skip


def test_thirteen_steps(view):
    """A decision is told in the order of the evening, each step with events."""
    said = explain(view, "d1").answer
    short, *steps = said.because
    assert short.name == "in-short"
    assert [f"step-{n}" for n in range(1, 14)] == [one.name for one in steps]
    assert all(one.rests_on() for one in steps if one.name != "step-12")
    tally = found(said, "tally")[0].details["tally"]
    assert (9, 1, 1) == (tally["CONSENT"], tally["RESERVATION"], tally["STAND_ASIDE"])
    quorum = found(said, "quorum")[0].details
    assert (11, 6) == (quorum["count"], quorum["needed"])
    assert len(found(said, "commitment")) == 11
    assert {"ADJUSTED", "CONFIRMED"} == {
        one.details["outcome"] for one in found(said, "reviewed-decision")
    }


def test_every_form_is_told(view):
    """The last reference of each form, in both languages and as JSON, no detail left in braces."""
    last = {form: ref for ref, form in references(view).items()}
    for ref in [*last.values(), "497", "k12"]:
        trail = explain(view, ref)
        for lang in ("en", "fr"):
            text = "\n".join(explanation_text(trail, view, lang))
            assert "{" not in text
            assert max(map(len, text.splitlines())) <= 80
        assert explanation_json(trail, view, "en")["ref"] == ref


def test_read_aloud(view):
    """The first sentences: place, lead, criteria on which it is behind, firmness, other words."""
    short = explain(view, "s1").answer.because[0]
    assert ["ranked-ahead", "better-on", "solid", "rewritten"] == [o.name for o in short.because]
    place, better, _, words = (one.details for one in short.because)
    assert (7, 8, ("pauvrete",)) == (better["better"], better["among"], better["behind"])
    assert better["gained"] + better["lost"] == place["gap"]
    sizes = [abs(gap) for gap in better["gaps"].values()]
    assert sizes == sorted(sizes, reverse=True)
    assert (("o1",), ("citoy",), 3) == (words["objections"], words["members"], words["version"])


@pytest.mark.parametrize(("ref", "most"), [("s1", 60), ("d1", 150), ("r2/s1", 50)])
def test_short_texts_are_short(view, ref, most):
    """Whatever is left out is counted; all of it stands in the full text."""
    trail = explain(view, ref)
    short, whole = (list(explanation_text(trail, view, "fr", full=full)) for full in (False, True))
    assert len(short) <= most < 2 * most < 4 * len(whole)
    assert "--full" in " ".join(short[-2:])
    steps = list(explanation_text(trail, view, "fr", depth=0))
    assert all(not line.startswith("    ") for line in steps)


def test_each_step_of_which_nothing_is_recorded_says_so(view):
    """Just after the decision nothing has followed yet: no heading stands alone."""
    (taken,) = view.events(frozenset({"decision-taken"}))
    then = view.as_known_at(taken.seq + 1)
    trail = explain(then, "d1")
    silent = [one for one in trail.answer.because
              if [why.name for why in one.because] == ["nothing-recorded"]]  # fmt: skip
    assert len(silent) > 1
    lines = list(explanation_text(trail, then, "en"))
    assert lines.count("    The log records nothing of this.") == len(silent)


def test_what_an_event_led_to(view):
    """The words of the new version; what rests on it and says the same is named apart."""
    for event in ("e-obj1", "e-k12", "e-w4"):
        (led,) = found(explain(view, event).answer, "led-to")
        assert (("s1", 3), ("e-s1-v3",)) == (
            (led.details["proposal"], led.details["version"]), led.events,
        )  # fmt: skip
    said = explain(view, "e-obj1").answer
    assert [("s1", "d1")] == [one.details["refs"] for one in found(said, "without-same")]


def test_unknown_names(view):
    """What is called alike is named."""
    with pytest.raises(UnknownName, match="r2/s1"):
        explain(view, "r2/s11")
    with pytest.raises(UnknownName, match="e-nowhere"):
        explain(view).supports("e-nowhere")
    with pytest.raises(UnknownName):
        explain(view, "00497")
    with pytest.raises(UnknownName, match="one of e-rect2"):
        explain(view, "e-rekt2")
    with pytest.raises(UnknownName, match="one of d1"):
        explain(view, "D1")
    assert explain(view, "497").answer.details["name"] == "e-rect1"
