"""Laws of what is told of rounds: order of sheets, views that leave things out, what is due."""

from datetime import timedelta
from fractions import Fraction

import pytest
from attrs import evolve

from collectif.errors import InvalidInput, UnknownName
from collectif.projections.beside import beside, groups_of
from collectif.projections.change import change_as_corrected, change_as_published
from collectif.projections.panels import PANELS
from collectif.projections.participation import deciding, eligible, funnel, turnout
from collectif.projections.ranking import publications, results
from collectif.projections.voice import uptake, voice_of
from collectif.record.view import View
from collectif.testing import given as cases
from collectif.testing.room import (
    CONVENED,
    OPENED,
    arrived,
    balloted,
    chartered,
    closed,
    commented,
    founded,
    joined,
    left,
    mandated,
    moved,
    named,
    opened,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter

CELLS = [("alim", "s2"), ("alim", "s3"), ("loge", "s1"), ("loge", "s3")]
CELLS += [("jeune", "s1"), ("jeune", "s2"), ("jeune", "s3")]


EVENING = (
    *OPENED,
    chartered(),
    weighted,
    round_opened(),
    *(scored(m, p, c, 3) for m, p in CELLS for c in ("priorite", "levier")),
    named("end", closed()),
    named("p1", lambda c: c.publish_results(round="r1", up_to="end")),
    lambda c: c.assembly("a1").comment(
        comment="k1", target="s1", text="Oui", stance="SUPPORT", member="jeune", seconds=30
    ),
    lambda c: c.assembly("a1").comment(comment="k2", target="s1", text="Non", stance="CONCERN"),
    lambda c: c.amend(proposal="s1", changes="Mieux", because=("k1",)),
    round_opened("r2", follows="r1"),
    *(scored(m, p, c, 4, round="r2") for m, p in CELLS[:6] for c in ("priorite", "levier")),
    named("end2", closed("r2")),
    named("p2", lambda c: c.publish_results(round="r2", up_to="end2")),
    moved(),
    *balloted(jeune="CONSENT", loge="CONSENT"),
    lambda c: c.take_decision(decision="d1", outcome="ADOPTED", ballot_round="rc"),
)

LAST_SCORE = len(EVENING) - 8
"""Where the second round was closed."""


def test_no_view_by_time_makes_a_figure_fail():
    """A view may leave out what others rest on: each moment of an evening can be looked at."""
    collective = cases.given(*EVENING).collective
    for event in collective.log.read():
        view = View(source=collective.log, happened_by=event.occurred - timedelta(seconds=1))
        PANELS.replay(view)
        for result in results(view).values():
            turnout(result)
            beside(result, view)
            groups_of(result)
        funnel(view, "a1")
        deciding(view)
        eligible(view, "a1")
        voice_of(view, "a1")
        uptake(view)


def test_change_between_two_rounds_says_what_lies_between():
    view = cases.given(*EVENING).collective.view()
    found = change_as_published(view, "r1", "r2")
    assert found.amended == {"s1": (1, 2)}
    assert found.said == ("k1", "k2")
    assert found.change.matched == 12
    assert found.change.stability == 0
    assert found.change.scores["s1"] == 25
    assert change_as_corrected(view, "r1", "r2").change == found.change
    matched = change_as_corrected(view, "r1", "r2", matched=True)
    assert matched.change.matched_cells


def test_change_of_what_is_not_there_is_said_to_be_missing():
    collective = cases.given(*EVENING[: len(EVENING) - 10]).collective
    with pytest.raises(UnknownName, match="no such scoring round"):
        change_as_corrected(collective.view(), "r1", "r9")
    with pytest.raises(UnknownName, match="No results of it were published"):
        change_as_published(collective.view(known_at=5), "r1", "r2")


def test_a_publication_is_compared_as_it_was_known_then():
    """A correction after the publication changes the corrected view alone."""
    changed = named("cell", scored("jeune", "s1", "levier", 5, round="r2"))
    acts = (*EVENING[:LAST_SCORE], changed, *EVENING[LAST_SCORE:])
    collective = cases.given(*acts).collective
    collective.rectify(target="cell", changes={"value": 1}, reason="Saisie")
    view = collective.view()
    published = change_as_published(view, "r1", "r2").change.scores["s1"]
    assert published > change_as_corrected(view, "r1", "r2").change.scores["s1"]


def test_the_panel_of_a_round_is_who_was_there_while_it_was_open():
    """Who comes while it is open belongs to it; who comes later, or declares later, does not."""
    late = (joined("ada", "CITIZEN"), mandated("m-ada", "ada"))
    acts = (
        *CONVENED,
        opened,
        *late,
        arrived("m-alim", "m-bailleur"),
        chartered(),
        weighted,
        round_opened(),
        arrived("m-loge"),
        left("m-alim"),
        closed(),
        arrived("m-jeune", "m-ada"),
    )
    collective = cases.given(*acts).collective
    panel = PANELS.replay(collective.view())["r1"]
    assert panel.entitled == {"alim", "loge"}
    assert panel.carriers == {"s1": {"alim"}, "s2": {"loge"}, "s3": frozenset()}
    assert panel.recused == {("alim", "s1"), ("loge", "s2")}
    collective.declare_interest(
        declaration="i1",
        member="loge",
        proposal="s3",
        nature="FUNDING",
        description="Un prêt",
        recuses_from=("SCORING",),
    )
    assert PANELS.replay(collective.view())["r1"] == panel
    assert eligible(collective.view(), "a1") == {"alim", "loge", "jeune", "ada"}
    assert eligible(collective.view(), "a9") == {"alim", "loge", "jeune", "ada"}


def test_turnout_counts_what_was_due():
    """Three members, three proposals, two criteria; alim and loge keep out of their own."""
    view = cases.given(*EVENING).collective.view()
    found = turnout(results(view)["r2"])
    assert (found.share, found.numeric, found.due) == (1, 12, 14)
    assert Fraction(6, 7) == found.coverage
    nobody = cases.given(*CONVENED, opened, chartered(), weighted, round_opened(visibility="OPEN"))
    empty = turnout(results(nobody.collective.view())["r1"])
    assert (empty.share, empty.coverage) == (None, None)


def test_coverage_is_a_share_of_those_who_could_score():
    """Who keeps out of a proposal is not missing there; who left it out is."""
    view = cases.given(*EVENING).collective.view()
    cells = beside(results(view)["r2"], view).cells
    own, other = cells["s1", "levier"], cells["s3", "levier"]
    assert (own.n, own.silences["NOT_ENTITLED"], own.silences["MISSING"], own.coverage) == (
        2, 1, 0, 1,
    )  # fmt: skip
    assert (other.n, other.silences["NOT_ENTITLED"], other.silences["MISSING"]) == (2, 0, 1)
    assert Fraction(2, 3) == other.coverage


def test_the_funnel_tells_each_step():
    invited = lambda c: c.assembly("a1").invite(  # noqa: E731
        invitation="i1", to=("alim", "table"), challenge="Quoi", message="Venez", channel="lettre"
    )
    anybody = lambda c: c.assembly("a1").invite(  # noqa: E731
        invitation="i2", to="PUBLIC", challenge="Quoi", message="Venez", channel="affiche"
    )
    view = cases.given(*CONVENED, invited, anybody, *EVENING[len(CONVENED) :]).collective.view()
    found = funnel(view, "a1")
    assert found.stages == {
        "INVITED": ("alim", "table"),
        "PRESENT": ("alim", "bailleur", "jeune", "loge"),
        "HEARD": ("jeune",),
        "SCORED": ("alim", "jeune", "loge"),
        "DECIDED": ("jeune", "loge"),
        "COMMITTED": (),
    }
    assert found.by_kind()["BACKBONE"]["INVITED"] == 1
    assert found.count("PRESENT", voting=True) == 3
    assert funnel(view, "a9").count("PRESENT") == 0


def test_who_was_there_when_deciding():
    found = deciding(cases.given(*EVENING).collective.view())["d1"]
    assert found.present == {"alim", "jeune", "loge"}
    assert (found.needed, found.ballots) == (2, 2)


def test_voices_and_their_uptake():
    """The public is heard too, and enters no inequality between members."""
    view = cases.given(*EVENING, commented("k3", member="loge")).collective.view()
    voice = voice_of(view, "a1")
    assert voice.turns == {"alim": 0, "loge": 0, "jeune": 1}
    assert voice.seconds == {"alim": 0, "loge": 0, "jeune": 30}
    assert (voice.heard, voice.others) == (("jeune",), 1)
    assert (voice.gini_turns, voice.gini_seconds) == (1, 1)
    assert uptake(view, "a1").taken_up == ("k1",)
    assert {kind: (s.part, s.whole) for kind, s in uptake(view).by_kind.items()} == {
        "COMMUNITY_ORG": (1, 2),
        "PUBLIC": (0, 1),
    }
    assert uptake(cases.given(founded).collective.view()).overall.share is None


def test_groups_of_a_secret_round_have_no_names_and_are_never_small():
    view = cases.given(*EVENING).collective.view()
    result = results(view)["r1"]
    hidden = evolve(result.round, opened=evolve(result.round.opened, visibility="SECRET"))
    found = groups_of(evolve(result, round=hidden), tau=1)
    assert (found.groups.groups, found.groups.means, found.kinds) == ((), {}, ())
    assert found.sizes == (3,)
    assert groups_of(result, tau=1).groups.groups == (("alim", "jeune", "loge"),)
    few = groups_of(evolve(result, round=hidden), proposal="s1", tau=1)
    assert few.sizes == ()


def test_leaders_without_the_criteria_that_a_funder_brought():
    """Told once, beside the criteria one by one."""
    funded = lambda c: c.propose_criterion(  # noqa: E731
        criterion="rendement", label="Rendement", origin="FUNDER"
    )
    both = lambda c: c.assembly("a1").adopt_criteria(  # noqa: E731
        criteria_set="cs1", weights={"priorite": 1, "rendement": 3}, how="Ensemble"
    )
    rows = [("s1", "priorite", 2), ("s1", "rendement", 5), ("s2", "priorite", 4)]
    rows += [("s2", "rendement", 1)]
    seen = round_opened(visibility="OPEN")
    acts = (*OPENED, funded, chartered(Charter(min_scores_per_cell=1)), both, seen)
    view = cases.given(*acts, *(scored("jeune", *row) for row in rows)).collective.view()
    found = beside(results(view)["r1"], view).robustness
    assert (found.leaders, found.set_aside) == ({"s1"}, {"s2"})


def test_a_rule_that_a_round_cannot_be_counted_by_is_refused():
    view = cases.given(*EVENING).collective.view()
    assert len(publications(view)) == 2
    with pytest.raises(InvalidInput, match="was not told 'colleges', 'college_of'"):
        results(view, rule="college-mean")
