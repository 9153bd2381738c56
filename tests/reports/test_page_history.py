"""The slider of the page ends with what is known now, and its cells with the means that count."""

from __future__ import annotations

from fractions import Fraction

from collectif.projections.ranking import results
from collectif.projections.readers import PUBLIC
from collectif.reports.page.cells import cells
from collectif.reports.page.context import Context
from collectif.reports.page.history import history
from collectif.reports.stating import Teller
from collectif.testing.given import EVENING, given
from collectif.testing.room import (
    MEMBERS,
    arrived,
    chartered,
    closed,
    convened,
    criterion,
    joined,
    mandated,
    named,
    opened,
    proposed,
    rectified,
    round_opened,
    scored,
)
from collectif.values import Charter


def test_a_member_that_is_of_another_college():
    """The mean of s1 goes from (5 + 1) / 2 to (3 + 1) / 2: 50, then 25 points."""
    charter = Charter(voice_rule="COLLEGES", recusal="NONE", min_scores_per_cell=1,
                      colleges={"COMMUNITY_ORG": "1/2", "CITIZEN": "1/2"})  # fmt: skip
    here = {"alim": 5, "rue": 1, "coin": 1}
    acts = (
        *MEMBERS, named("rue", joined("rue", "CITIZEN")), named("coin", joined("coin", "CITIZEN")),
        convened, *(mandated(f"m-{m}", m) for m in here), criterion("priorite"), proposed("s1"),
        opened, arrived(*(f"m-{m}" for m in here)), chartered(charter),
        lambda c: c.assembly("a1").adopt_criteria(
            criteria_set="cs1", weights={"priorite": 1}, how="Ensemble"
        ),
        round_opened(subjects=("s1",)),
        *(scored(m, "s1", "priorite", n) for m, n in here.items()), closed(),
        rectified("coin", {"kind": "COMMUNITY_ORG"}),
    )  # fmt: skip
    view = given(*acts).collective.view()
    teller = Teller.of(view, "en")
    context = Context(view=view, reader=PUBLIC, on=EVENING.date(), lang="en", teller=teller)
    found = history(context)
    assert found is not None
    told = [[score for _, _, score in state["rows"]] for state in found["states"]]
    assert told == [[Fraction(50)], [Fraction(25)]]
    assert results(view)["r1"].ranking.scores["s1"] == 25
    (table,) = cells(context)["tables"]
    assert [cell["mean"] for row in table["rows"] for cell in row["cells"]] == [2]  # not 7/3
