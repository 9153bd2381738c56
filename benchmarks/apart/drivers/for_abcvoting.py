"""This module is about abcvoting, asked by the line."""

from __future__ import annotations

from typing import Any

from abcvoting import abcrules
from abcvoting.preferences import Profile
from serving import Work, Works, serve

RULES = {
    "approval": ("av", "standard", {}),
    "proportional_approval": ("pav", "branch-and-bound", {}),
    "sequential_phragmen": ("seqphragmen", "standard-fractions", {}),
    "equal_shares_alone": ("equal-shares", "standard-fractions", {"completion": None}),
}
"""Work -> the peer's name of the rule, its exact algorithm, and parameters."""


def _work(rule: str, algorithm: str, how: dict[str, Any]) -> Work:
    def work(given: Any) -> Any:
        profile = Profile(given["options"])
        profile.add_voters(given["ballots"])

        def found() -> Any:
            sets = abcrules.compute(
                rule, profile, given["seats"], algorithm=algorithm, resolute=False, **how
            )
            return {"outcomes": sorted(sorted(one) for one in sets)}

        return found

    return work


if __name__ == "__main__":
    serve("abcvoting", Works({name: _work(*rule) for name, rule in RULES.items()}))
