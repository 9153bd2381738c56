"""Acting: event classes, their effects and the verbs that record them, one chapter a module."""

from collectif.acts import (
    assembly,
    community,
    conversation,
    correction,
    criteria,
    decision,
    deliberation,
    mission,
    proposals,
    scoring,
    wall,
)
from collectif.acts.state import Known, caught_up, known_from

__all__ = [
    "Known",
    "assembly",
    "caught_up",
    "community",
    "conversation",
    "correction",
    "criteria",
    "decision",
    "deliberation",
    "known_from",
    "mission",
    "proposals",
    "scoring",
    "wall",
]
