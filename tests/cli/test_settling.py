"""Whether a result is settled, in a sentence: each way to differ, in both languages."""

from __future__ import annotations

import pytest

from collectif.counting import Profile, cross_check
from collectif.reports.settling import settling

ROOMS = {
    "2: a 3, b 2; a 3, b 4": (
        "Settled: majorities and middle scores put a first too.",
        "Acquis\u00a0: les majorités et les cotes médianes mettent aussi a en tête.",
    ),
    "2: a 1, b 2; a 4, b 1": (
        "Not settled: a majority prefers b to a, 2 to 1; Schulze's rule puts b first; majority"
        " judgment puts b first, with a middle score of 25.00 against 0.00 for a.",
        "Non acquis\u00a0: une majorité préfère b à a, 2 contre 1; la règle de Schulze met b en"
        " tête; le jugement majoritaire met b en tête, avec une cote médiane de 25,00 contre 0,00"
        " pour a.",
    ),
    "2: a 3, b 3; a 1, b 2; a 5, b 3": (
        "Not settled: Schulze's rule puts a, b first; majority judgment puts b first, with the"
        " same middle score, 50.00.",
        "Non acquis\u00a0: la règle de Schulze met a, b en tête; le jugement majoritaire met b en"
        " tête, à cote médiane égale, 50,00.",
    ),
    "2: a 3; 2: b 2": (
        "Not settled: majorities say nothing; Schulze's rule says nothing.",
        "Non acquis\u00a0: les majorités ne disent rien; la règle de Schulze ne dit rien.",
    ),
    "2: a 5; 2: b 2, c 1": (
        "Not settled: nobody compared a with others; Schulze's rule puts b first.",
        "Non acquis\u00a0: personne n'a comparé a aux autres; la règle de Schulze met b en tête.",
    ),
    "2: a 3, b 3": (
        "Settled: Schulze's rule and middle scores put a, b first too, though none wins against"
        " all others.",
        "Acquis\u00a0: la règle de Schulze et les cotes médianes mettent aussi a, b en tête, mais"
        " aucun ne l'emporte sur tous les autres.",
    ),
}
"""Ballots -> what is said of them in English, and in French."""


@pytest.mark.parametrize("room", ROOMS)
def test_each_way_to_differ(room):
    """The sentence names the check, and the figures that tell why."""
    found = cross_check(Profile.from_text(room, scale=(1, 5)))
    assert ROOMS[room] == (*settling(found, "en"), *settling(found, "fr"))


def test_nothing_to_compare():
    """One proposal, or none with a place: no sentence."""
    lone = Profile.from_text("2: a 3", scale=(1, 5))
    nobody = Profile.from_grades([], scale=(1, 5), options=["a", "b"])
    for room in (lone, nobody):
        assert list(settling(cross_check(room), "en")) == []


class TestReplay:
    def test_beside_the_ranking(self, cli, lachine):
        """In the first round one check differs, in the second none does."""
        said = " ".join(cli("replay", lachine, "--round", "r1").out.split())
        assert "Not settled: majority judgment puts s2 first" in said
        assert "Settled: majorities" in cli("replay", lachine, "--round", "r2").out

    def test_as_data(self, cli, lachine):
        """Every figure exact; the leader of the ranking is that of the check."""
        (one,) = cli("replay", lachine, "--round", "r1", "--format", "json").json["rounds"]
        check = one["cross_check"]
        assert check["leaders"] == ["s1"] == [one["ranking"][0]["proposal"]]
        assert (check["settled"], check["condorcet_winner"]) == (False, "s1")
        (told,) = check["differs"]
        assert (told["check"], told["leader"], told["other"]) == ("majority-judgment", "s1", "s2")
        lead = [entry["score"]["exact"] for entry in one["ranking"][:2]]
        assert lead == ["1205/18", "1443/22"]
        assert told["lead"]["exact"] == "134/99"

    def test_rule_without_scores(self, cli, lachine):
        """A rule that only orders shows places, and a dash for the score."""
        said = cli("replay", lachine, "--round", "r2", "--rule", "smith")
        assert any(line.split()[:3] == ["1.", "s1", "-"] for line in said.lines)
        (one,) = cli(
            "replay", lachine, "--round", "r2", "--rule", "smith", "--format", "json"
        ).json["rounds"]
        assert [entry["score"] for entry in one["ranking"]] == [None] * 5
