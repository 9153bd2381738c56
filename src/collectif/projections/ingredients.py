"""This module is about the ten ingredients of collective impact, and the events that show each.

The list is that of Johar, Kaur and Chouchoulas, *Ten Key Ingredients for Collective Impact*, in the
words of the deck of 30 November 2016. It is not exhaustive, and nothing here is a mark: an
ingredient without events says that the log does not show it, no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from collectif.acts.state import COLLECTIVE
from collectif.ids import EventId
from collectif.record.envelope import Recorded
from collectif.record.view import View
from collectif.values import Text


@frozen(kw_only=True)
class Ingredient:
    """One of the ten.

    Attributes:
        number: From 1 to 10.
        name: Its name, in French as on the deck, and in English.
        types: The types of the events that show it.
    """

    number: int
    name: Text
    types: frozenset[str]


@frozen(kw_only=True)
class Shown:
    """Where a log shows an ingredient.

    Attributes:
        ingredient: Which one.
        events: The live events that show it, in the order of the log; none where nothing does.
    """

    ingredient: Ingredient
    events: tuple[EventId, ...]


def ingredients(view: View) -> tuple[Shown, ...]:
    """Return the ten ingredients in their order, with the events of a view that show each."""
    found: dict[int, list[EventId]] = {one.number: [] for one in INGREDIENTS}
    for event in view.events():
        for number in _shown_by(view, event):
            found[number].append(event.id)
    return tuple(Shown(ingredient=one, events=tuple(found[one.number])) for one in INGREDIENTS)


def _shown_by(view: View, event: Recorded[Any]) -> Iterator[int]:
    """Yield the ingredients that an event shows; where the community itself stands, the tenth."""
    for one in INGREDIENTS[:-1]:
        if event.type in one.types:
            yield one.number
    tenth = INGREDIENTS[-1]
    as_one = ("member", COLLECTIVE) in view.codec.references(event)
    if event.type in tenth.types or as_one:
        yield tenth.number


def _ingredient(number: int, fr: str, en: str, *types: str) -> Ingredient:
    return Ingredient(number=number, name={"fr": fr, "en": en}, types=frozenset(types))


INGREDIENTS = (
    _ingredient(
        1,
        "Une invitation authentique à relever un défi commun",
        "An authentic invitation to take up a common challenge",
        "invitation-sent",
        "attendance-recorded",
    ),
    _ingredient(
        2,
        "Un désir d'obtenir des résultats, non pas une reconnaissance",
        "A desire for results, not for recognition",
        "contribution-reported",
        "indicator-measured",
    ),
    _ingredient(
        3,
        "Un tableau vierge, une planification ouverte",
        "A blank slate, an open planning",
        "comment-made",
        "proposal-amended",
        "proposal-submitted",
        "proposal-withdrawn",
        "wish-answered",
        "wish-posted",
    ),
    _ingredient(
        4,
        "Investir dans la capacité collective et le partage de connaissances",
        "Investing in collective capacity and in sharing what is known",
        "learning-reused",
        "learning-shared",
    ),
    _ingredient(
        5,
        "Rendre des comptes de « plusieurs à plusieurs »",
        "Being accountable from many to many",
        "account-requested",
        "commitment-accepted",
        "commitment-closed",
        "commitment-made",
        "commitment-revised",
        "contribution-reported",
        "peer-review-given",
    ),
    _ingredient(
        6,
        "Une mission",
        "A mission",
        "indicator-defined",
        "indicator-measured",
        "mission-adopted",
        "objective-adopted",
        "target-set",
    ),
    _ingredient(
        7,
        "« Étiquetez » la mission, pas l'organisme",
        "Label the mission, not the organisation",
        "success-celebrated",
    ),
    _ingredient(
        8,
        "Des données ouvertes",
        "Open data",
        "anonymisation-assessed",
        "content-redacted",
        "dataset-published",
        "words-forgotten",
    ),
    _ingredient(
        9,
        "De nouveaux modèles de financement",
        "New models of funding",
        "funds-allocated",
        "outcome-contract-signed",
        "outcome-verified",
        "resource-pledged",
        "resource-received",
        "spending-reported",
    ),
    _ingredient(
        10,
        "De nouvelles infrastructures organisationnelles",
        "New organisational infrastructures",
        "collective-founded",
        "member-joined",
        "member-left",
    ),
)
"""The ten ingredients, in the order of the deck."""
