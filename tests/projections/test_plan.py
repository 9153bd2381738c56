"""What points to the objectives of the neighbourhood plan."""

from datetime import date, timedelta

from collectif.projections.plan import objectives
from collectif.testing.given import EVENING, given
from collectif.testing.means import objective
from collectif.testing.room import CONVENED, criterion, named, proposed, retracted

AFTER = date(2017, 12, 31)

PLANNED = (
    *CONVENED,
    objective("securite"),
    objective("emploi"),
    objective("eclairage", parent="securite"),
    criterion("concordance", objectives=("securite", "emploi")),
    proposed("s8", objectives=("eclairage",)),
    proposed("s9", objectives=("securite",)),
)


def shown(*acts, at=AFTER):
    return objectives(given(*acts).collective.view(), at=at)


def test_each_objective_has_what_points_to_it():
    found = shown(*PLANNED)
    assert list(found) == ["securite", "emploi", "eclairage"]
    assert found["securite"].parts == ("eclairage",)
    assert found["securite"].criteria == ("concordance",)
    assert found["securite"].proposals == ("s9",)
    assert found["emploi"].proposals == ()
    assert found["eclairage"].proposals == ("s8",)
    assert found["eclairage"].adopted.parent == "securite"


def test_a_proposal_points_where_its_last_version_says():
    moved = lambda c: c.amend(proposal="s9", changes="x", objectives=("emploi",))  # noqa: E731
    silent = lambda c: c.amend(proposal="s9", changes="y")  # noqa: E731
    away = lambda c: c.amend(proposal="s9", changes="z", objectives=())  # noqa: E731
    assert shown(*PLANNED, moved, silent)["emploi"].proposals == ("s9",)
    assert shown(*PLANNED, moved, silent)["securite"].proposals == ()
    assert shown(*PLANNED, moved, away)["emploi"].proposals == ()
    undone = (named("e-m", moved), retracted("e-m"))
    assert shown(*PLANNED, *undone)["securite"].proposals == ("s9",)


def test_what_is_withdrawn_or_superseded_points_nowhere():
    gone = lambda c: c.withdraw(proposal="s9", reason="Non")  # noqa: E731
    assert shown(*PLANNED, gone)["securite"].proposals == ()
    newer = criterion("concordance-2", supersedes="concordance", objectives="emploi")
    found = shown(*PLANNED, newer)
    assert found["securite"].criteria == ()
    assert found["emploi"].criteria == ("concordance-2",)


def test_the_plan_is_told_as_of_a_day():
    assert shown(*PLANNED, at=EVENING.date() - timedelta(days=1)) == {}
