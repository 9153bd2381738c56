"""The eight criteria and the agenda of the evening, ready to use, word for word."""

import re
from pathlib import Path

import pytest

from collectif.acts.criteria import CriterionTemplate
from collectif.demo import scenario
from collectif.projections.ingredients import INGREDIENTS, ingredients
from collectif.record.event import EVENTS
from collectif.templates import agenda, eight_criteria
from collectif.testing.given import given
from collectif.testing.room import CONVENED, MEMBERS, SCORING, commented, proposed

DECK = Path(__file__).resolve().parents[2].parent / "shared" / "seed-deck.fr.md"


def plain(text):
    """Return words without emphasis, breaks, or the colons and dots that join them on a slide."""
    return " ".join(re.sub(r"[:.,;]", " ", text.replace("*", "")).split()).casefold()


@pytest.fixture(scope="module")
def deck():
    if not DECK.exists():
        pytest.skip("the deck of the assembly is not at hand")
    return plain(DECK.read_text("utf-8"))


def test_every_guiding_question_is_word_for_word_on_the_deck(deck):
    for template in eight_criteria():
        for question in template.questions:
            assert plain(question["fr"]) in deck


def test_every_ingredient_is_named_as_on_the_deck(deck):
    for ingredient in INGREDIENTS:
        assert plain(ingredient.name["fr"]) in deck


def test_the_agenda_has_the_words_of_the_deck(deck):
    for item in agenda():
        for part in (
            item.title["fr"].removeprefix("Retour sur la Démarche : ").split(" et objectif")
        ):
            assert plain(part) in deck


def test_the_scenario_uses_the_same_words():
    said = {
        step["payload"]["criterion_id"]: [q["fr"] for q in step["payload"]["questions"]]
        for step in scenario()["steps"]
        if step["type"] == "CriterionProposed"
    }
    assert said == {t.criterion: [q["fr"] for q in t.questions] for t in eight_criteria()}
    (convened,) = (s for s in scenario()["steps"] if s["type"] == "AssemblyConvened")
    assert [item["title"]["fr"] for item in convened["payload"]["agenda"]] == [
        item.title["fr"] for item in agenda()
    ]


def test_everything_is_also_said_in_english():
    texts = [t.label for t in eight_criteria()] + [item.title for item in agenda()]
    texts += [question for t in eight_criteria() for question in t.questions]
    assert all(text.keys() == {"fr", "en"} for text in texts)


def test_the_eight_criteria_are_proposed_in_one_act():
    told = given(*MEMBERS).when(lambda c: c.propose_criteria(criteria=eight_criteria())).recorded()
    assert [one.data.criterion_id for one in told] == [t.criterion for t in eight_criteria()]
    assert {one.data.origin for one in told} == {"UNSTATED"}


def test_no_criterion_is_proposed_twice():
    twice = (*eight_criteria(), *eight_criteria())
    given(*MEMBERS).when(lambda c: c.propose_criteria(criteria=twice)).refused("DuplicateId")
    other = CriterionTemplate(criterion="levier", label={"fr": "x"}, questions=())
    given(*CONVENED).when(lambda c: c.propose_criteria(criteria=[other])).refused("DuplicateId")


class TestIngredients:
    def test_each_names_events_that_there_are(self):
        known = {one.name for one in EVENTS}
        assert all(one.types <= known for one in INGREDIENTS)
        assert [one.number for one in INGREDIENTS] == list(range(1, 11))

    def test_each_leads_to_the_events_that_show_it(self):
        case = given(*SCORING, lambda c: commented()(c.noting(id="k")))
        shown = {one.ingredient.number: one.events for one in ingredients(case.collective.view())}
        assert "k" in shown[3]
        assert shown[7] == ()
        assert len(shown[10]) == 6

    def test_the_community_stands_where_a_member_may(self):
        wish = lambda c: c.post_wish(wish="w", verbatim="x", medium="CARD")  # noqa: E731
        answer = lambda c: c.noting(id="a").answer_wish(  # noqa: E731
            wish="w", answer="NOT_NOW", explanation="Plus tard"
        )
        case = given(*MEMBERS, wish, answer, proposed("s9", assembly=None))
        tenth = ingredients(case.collective.view())[-1]
        assert "a" in tenth.events
