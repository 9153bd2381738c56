"""Acting: event classes, their effects and the verbs that record them, one chapter a module."""

from collectif.acts import (
    accounts,
    assembly,
    ballots,
    charter,
    commitments,
    community,
    conversation,
    correction,
    criteria,
    decision,
    deliberation,
    mission,
    presence,
    proposals,
    rounds,
    scoring,
    wall,
)
from collectif.acts.folding import caught_up, known_from
from collectif.acts.state import Known

__all__ = [
    "Known",
    "accounts",
    "assembly",
    "ballots",
    "caught_up",
    "charter",
    "commitments",
    "community",
    "conversation",
    "correction",
    "criteria",
    "decision",
    "deliberation",
    "known_from",
    "mission",
    "presence",
    "proposals",
    "rounds",
    "scoring",
    "wall",
]
