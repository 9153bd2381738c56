"""The harness itself: a peer that answers wrongly is found out, and so is one that fails."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import questions
from answers import graded, winners_by_rule
from apart.driving import Driver, PeerFailed, script_of
from apart.environments import PINNED
from ask_peers import main
from comparing import Comparison, Difference, compare, same
from comparisons import COMPARISONS

HONEST = "sums = [sum(column) for column in zip(*given['ballots'])]"
WINNERS = "answer = {'winners': [o for o, s in enumerate(sums) if s == max(sums)]}"
FIRST = "answer = {'winners': [sums.index(max(sums))]}"
UPSIDE_DOWN = "answer = {'winners': [o for o, s in enumerate(sums) if s == min(sums)]}"

SCRIPT = """
import json, sys, time
print(json.dumps({{"peer": "fake", "version": "7", "works": ["score"]}}), flush=True)
for line in sys.stdin:
    given = json.loads(line)["given"]
    {sums}
    {answer}
    print(json.dumps({{"answer": answer}}), flush=True)
"""

Fake = Callable[..., Driver]


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[Fake]:
    started: list[Driver] = []

    def start(*lines: str, limit: float = 60) -> Driver:
        script = tmp_path / "for_fake.py"
        script.write_text(SCRIPT.format(sums=lines[0], answer=lines[1]), encoding="utf-8")
        started.append(Driver(script, limit=limit))
        return started[-1]

    yield start
    for driver in started:
        driver.close()


def score(*differences: Difference) -> Comparison:
    return Comparison(
        peer="fake",
        work="score",
        what="score voting",
        question=questions.full_grades,
        ours=winners_by_rule("weighted-mean", graded, min_scores_per_cell=1),
        differences=differences,
    )


def picks_the_first(asked: Any, ours: Any, theirs: Any) -> bool:
    return bool(theirs == {"winners": ours.get("winners", [])[:1]})


FIRST_OF_TIED = Difference(
    reason="it takes the first of options that tie",
    supported="ours",
    source="May 1952",
    explains=picks_the_first,
)


def test_an_honest_peer_is_equal_throughout(fake: Fake) -> None:
    count = compare(score(), fake(HONEST, WINNERS), profiles=200, seed=1)
    assert (count.equal, count.explained, count.unexplained) == (200, {}, [])


def test_a_wrong_peer_is_reported_with_its_shortest_case(fake: Fake) -> None:
    count = compare(score(), fake(HONEST, UPSIDE_DOWN), profiles=200, seed=1)
    assert len(count.unexplained) > 100
    assert count.smallest is not None
    assert count.smallest.size == min(case.size for case in count.unexplained)
    assert count.smallest.ours != count.smallest.theirs


def test_a_written_reason_explains_what_it_predicts_and_nothing_else(fake: Fake) -> None:
    known = compare(score(FIRST_OF_TIED), fake(HONEST, FIRST), profiles=200, seed=1)
    assert known.explained[FIRST_OF_TIED] > 20
    assert known.unexplained == []
    wrong = compare(score(FIRST_OF_TIED), fake(HONEST, UPSIDE_DOWN), profiles=200, seed=1)
    assert wrong.unexplained


def test_a_peer_that_fails_is_a_difference(fake: Fake) -> None:
    count = compare(score(), fake("raise SystemExit('gone')", "pass"), profiles=3, seed=1)
    assert len(count.unexplained) == 3
    assert {"failed": "the driver ended: gone"} == count.unexplained[0].theirs


def test_an_error_on_our_side_is_a_difference_too(fake: Fake) -> None:
    def broken(asked: Any) -> Any:
        raise ZeroDivisionError(len(asked["ballots"]))

    comparison = evolve(score(FIRST_OF_TIED), ours=broken)
    count = compare(comparison, fake(HONEST, WINNERS), profiles=3, seed=1)
    assert len(count.unexplained) == 3
    assert "ZeroDivisionError" in count.unexplained[0].ours["failed"]


def test_two_failures_are_not_equal(fake: Fake) -> None:
    comparison = evolve(score(), ours=lambda asked: {}["missing"])
    count = compare(comparison, fake("raise SystemExit('gone')", "pass"), profiles=3, seed=1)
    assert count.equal == 0


def test_a_peer_that_says_nothing_is_ended(fake: Fake) -> None:
    driver = fake("time.sleep(60)", "pass", limit=1)
    with pytest.raises(PeerFailed, match="nothing was said in 1 seconds"):
        driver.ask("score", {})


def test_the_same_seed_asks_the_same_questions(fake: Fake) -> None:
    """A case is found again by its number; another seed asks others."""
    driver = fake(HONEST, UPSIDE_DOWN)
    once, again, other = (
        compare(score(), driver, profiles=40, seed=seed).unexplained for seed in (1, 1, 2)
    )
    assert once == again
    assert once != other


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [(WINNERS, 0, "30 equal"), (UPSIDE_DOWN, 1, "DIFFER WITHOUT A WRITTEN REASON")],
)
def test_the_command_fails_on_a_difference_without_a_reason(
    fake: Fake, capsys: pytest.CaptureFixture[str], answer: str, status: int, said: str
) -> None:
    def opened(peer: str, folder: Path) -> Driver:
        return fake(HONEST, answer)

    arguments = ["--profiles", "30"]
    assert status == main(arguments, comparisons=[score()], opened=opened)
    assert said in capsys.readouterr().out
    assert status == main([*arguments, "--json"], comparisons=[score()], opened=opened)
    (found,) = json.loads(capsys.readouterr().out)["comparisons"]
    assert (found["unexplained"] > 0) == bool(status)


def test_the_command_fails_where_a_peer_cannot_be_asked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def opened(peer: str, folder: Path) -> Driver:
        return Driver(tmp_path / "no-such-driver.py")

    assert main(["--profiles", "3"], comparisons=[score()], opened=opened) == 1
    assert "fake cannot be asked here" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("ours", "theirs", "equal"),
    [
        ({"scores": [Fraction(1, 3)]}, {"scores": ["1/3"]}, True),
        ({"scores": [Fraction(1, 3)]}, {"scores": [1 / 3]}, True),
        ({"scores": [Fraction(1, 3)]}, {"scores": ["1/4"]}, False),
        ({"scores": [Fraction(1, 3)]}, {"scores": [0.3333]}, False),
        ({"scores": [Fraction(10**20 + 1)]}, {"scores": [10**20]}, False),
        ({"scores": [None]}, {"scores": [None]}, True),
        ({"scores": [None]}, {"scores": [0]}, False),
        ({"value": Fraction(0)}, {"value": float("nan")}, False),
        ({"winners": [1]}, {"winners": [1, 2]}, False),
        ({"winners": [1]}, {"failed": "ValueError"}, False),
    ],
)
def test_equality_is_exact_unless_a_side_has_only_a_float(
    ours: Any, theirs: Any, equal: bool
) -> None:
    assert equal == same(ours, theirs)


def test_every_comparison_has_a_driver_that_does_it() -> None:
    """A name is looked for in the driver's text, so that no peer has to be installed."""
    for one in COMPARISONS:
        assert one.peer in PINNED
        assert re.search(rf"\b{one.work.split('_')[0]}", script_of(one.peer).read_text("utf-8"))


def test_every_reason_names_its_source() -> None:
    for one in COMPARISONS:
        assert all(known.reason and known.source for known in one.differences)
