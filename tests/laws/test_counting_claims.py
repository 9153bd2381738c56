"""Every rule of ours, held to what it claims and to what every rule must do."""

from __future__ import annotations

from functools import partial

from collectif.counting import LAWS, RULES, Profile, violations
from collectif.testing import RuleContract


class TestOurRules(RuleContract):
    rules = tuple(name for name in sorted(RULES) if RULES[name].decides)


def test_every_law_is_claimed_or_denied_by_some_rule() -> None:
    """A law that nobody speaks of would be of no use."""
    said = {law.partition("-on-")[0] for r in RULES.values() for law in (*r.keeps, *r.breaks)}
    assert set(LAWS) - said == set()


def test_phragmen_breaks_extended_justified_representation() -> None:
    """Twelve seats, and four voters who deserve two of them together (after Brill et al. 2017).

    It takes more seats than those with which the laws of the rule are tried.
    """
    most = [f"c{number}" for number in range(1, 13)]
    lists = [["a", "b", "c1"]] * 2 + [["a", "b", "c2"]] * 2
    lists += [most] * 6 + [most[1:]] * 5 + [most[2:]] * 9
    room = Profile.from_approvals(lists, options=["a", "b", *most])
    order = [*reversed(most), "a", "b"]
    count = partial(RULES["sequential-phragmen"].count, budget=12, order=order)
    named = ["justified-representation", "extended-justified-representation"]
    assert [found.law for found in violations(count, room, named)] == named[1:]
