"""This module is about what is ready to use: the eight criteria and the agenda of an evening.

They come from the partners' assembly of Lachine of 30 November 2016, word for word in French.

    assembly.propose_criteria(criteria=eight_criteria())
    collective.convene(..., agenda=agenda())
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from collectif.acts.criteria import CriterionTemplate
from collectif.values import AgendaItem

__all__ = ["agenda", "eight_criteria"]


def eight_criteria() -> tuple[CriterionTemplate, ...]:
    """Return the eight criteria with their guiding questions, in the order of the deck.

    The deck does not say who asks for each, so their origin is `UNSTATED`; the eighth has no
    question.
    """
    return msgspec.convert(_lachine()["criteria"], tuple[CriterionTemplate, ...])


def agenda() -> tuple[AgendaItem, ...]:
    """Return the agenda of the evening, in order."""
    return msgspec.convert(_lachine()["agenda"], tuple[AgendaItem, ...])


@cache
def _lachine() -> Mapping[str, Any]:
    text = (resources.files("collectif.templates") / "lachine.toml").read_text("utf-8")
    return tomllib.loads(text)
