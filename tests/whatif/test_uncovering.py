"""Suppositions do not carry what is withheld into a round of which what-ifs are told."""

from __future__ import annotations

import pytest

from collectif.acts.correction import EventRectified
from collectif.errors import InvalidInput
from collectif.projections.readers import PUBLIC
from collectif.testing.given import given
from collectif.testing.room import RULED, closed, named, round_opened, scored
from collectif.whatif.asking import what_if


@pytest.fixture
def sealed():
    """A round that is open to all, and a score of one that is sealed."""
    acts = [
        round_opened("r1", visibility="OPEN"),
        scored("jeune", "s1", "levier", 3),
        closed("r1"),
        round_opened("r2", visibility="SEALED"),
        named("x", scored("jeune", "s1", "priorite", 5, round="r2")),
    ]
    return given(*RULED, *acts).collective.view(reader=PUBLIC)


def test_a_sealed_score_is_not_supposed_into_an_open_round(sealed):
    moved = EventRectified(target="x", payload={"round_id": "r1"}, evidence=(), reason={"en": "m"})
    with pytest.raises(InvalidInput, match="withheld"):
        what_if(sealed, round="r1", supposing=[moved], reader=PUBLIC)
