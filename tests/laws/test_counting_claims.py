"""Every rule of ours, held to what it claims and to what every rule must do."""

from __future__ import annotations

from collectif.counting import RULES
from collectif.testing import RuleContract


class TestOurRules(RuleContract):
    rules = tuple(sorted(RULES))
