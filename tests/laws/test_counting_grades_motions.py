"""Motions: nine bases of a percentage, thresholds, quorum, consent and gradients."""

from __future__ import annotations

from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import (
    Poll,
    Profile,
    Ranking,
    Verdict,
    consent,
    consented,
    decided,
    gradients,
    majority,
    motion_counts,
    rank,
    shares,
    supermajority,
    whole,
)
from collectif.counting.deciding.consent import CONSENT, GRADIENTS
from collectif.counting.deciding.motions import Base, Count
from collectif.errors import InvalidInput, InvalidProfile, InvalidScale

LAW = settings(max_examples=50, deadline=None)
BASES = get_args(Base)

ROOM = Profile.from_text(
    "4: a 1, b 0; 3: a 0, b 0; a ABSTAIN, b 0; a CANNOT_JUDGE, b 1; a NOT_ENTITLED, b 1; b -",
    scale=(0, 1),
)
"""Of a: four yes, three no, one abstention, one who cannot judge, one kept out, one silent."""


def verdict(ranking: Ranking, option: str = "a") -> Verdict:
    assert isinstance(ranking, Poll)
    found = ranking.verdicts[option]
    assert isinstance(found, Verdict)
    return found


voices = st.integers(0, 2**70)
counts = st.builds(
    lambda yes, no, abstain, silent, invalid: Count(
        tally={"YES": yes, "NO": no, "ABSTAIN": abstain, "MISSING": silent},
        valid=yes + no + abstain,
        invalid=invalid,
        entitled=yes + no + abstain + silent + invalid,
        present=yes + no + abstain + invalid,
        any_yes=yes,
        any_no=no,
    ),
    *[voices] * 5,
)


class TestBases:
    @pytest.mark.parametrize(
        ("base", "expected"),
        [
            ("Y", 6),
            ("YN", 7),
            ("YNA", 8),
            ("N", 8),
            ("valid", 10),
            ("cast", 12),
            ("entitled", 10),
            ("entitled_present", 9),
            ("disabled", None),
        ],
    )
    def test_each_base_by_hand(self, base: Base, expected: int | None) -> None:
        """What is a hundred per cent, for the room above with two invalid ballots and nine there.

        Yes to any motion: the four, and the two who are for b. No to any: the four who say no to
        b, the three, and the one who abstains on a.
        """
        count = motion_counts(ROOM, invalid=2, present=9)["a"]
        assert expected == whole(count, base)

    @LAW
    @given(counts)
    def test_wider_bases_make_smaller_shares(self, count: Count) -> None:
        """YN, YNA, valid, cast, entitled: each holds the one before it."""
        wholes = [whole(count, base) for base in ("YN", "YNA", "valid", "cast", "entitled")]
        known = [number for number in wholes if number is not None]
        assert len(known) == 5
        assert sorted(known) == known

    @LAW
    @given(counts, st.sampled_from(["YN", "YNA"]))
    def test_shares_of_what_was_said_sum_to_one(self, count: Count, base: Base) -> None:
        found = [one.fraction for one in shares(count, base).values()]
        assert None in found or sum(one for one in found if one is not None) == 1

    def test_unknown_base(self) -> None:
        with pytest.raises(InvalidInput, match="Shares of 'everybody'"):
            whole(motion_counts(ROOM)["a"], "everybody")  # type: ignore[arg-type]


class TestThresholds:
    @LAW
    @given(counts, st.fractions(0, 1), st.sampled_from(BASES))
    def test_exceeding_is_stricter_than_reaching(
        self, count: Count, limit: Fraction, base: Base
    ) -> None:
        """Whatever more than a share adopts, at least that share does; they part on the limit."""
        more = decided(count, base=base, threshold=limit, exceed=True)
        least = decided(count, base=base, threshold=limit, exceed=False)
        assert more.adopted in (least.adopted, False)
        if more.adopted != least.adopted:
            assert more.share.fraction == limit

    def test_exactly_half_and_exactly_two_thirds(self) -> None:
        """More than half is not half; two thirds or more is two thirds."""
        half = Profile.from_text("a 1; a 0", scale=(0, 1))
        thirds = Profile.from_text("2: a 1; a 0", scale=(0, 1))
        assert verdict(majority(half)).outcome == "NOT_ADOPTED"
        assert verdict(majority(half, exceed=False)).outcome == "ADOPTED"
        assert verdict(supermajority(thirds)).outcome == "ADOPTED"
        assert verdict(supermajority(thirds, exceed=True)).outcome == "NOT_ADOPTED"

    def test_one_voice_in_2_to_the_70(self) -> None:
        """One voice decides, however many there are."""
        crowd = 2**70
        room = Profile.from_text("a 1; a 0", scale=(0, 1))
        yes = room.speaking({"v1": crowd + 1, "v2": crowd})
        assert verdict(majority(yes)).adopted is True
        assert verdict(majority(room.speaking({"v1": crowd, "v2": crowd}))).adopted is False

    def test_nobody_for_or_against(self) -> None:
        """An empty whole is neither a yes nor a no."""
        found = majority(Profile.from_text("2: a ABSTAIN", scale=(0, 1)))
        assert (found.tiers, found.incomplete) == ((), ("a",))
        assert (verdict(found).outcome, verdict(found).reason) == ("CANNOT_TELL", "no-whole")

    def test_nobody_counted_the_room(self) -> None:
        """A share of those present cannot be told where nobody said how many are."""
        assert verdict(majority(ROOM, base="entitled_present")).outcome == "CANNOT_TELL"
        told = majority(ROOM, base="entitled_present", present=7)
        assert verdict(told).share.fraction == Fraction(4, 7)

    def test_without_percentages(self) -> None:
        """With the base disabled, more yes than no adopts, and no share is made."""
        found = majority(ROOM, base="disabled")
        assert (verdict(found).adopted, found.scores) == (True, {})
        with pytest.raises(InvalidInput, match="percentages disabled"):
            supermajority(ROOM, base="disabled")

    def test_adopted_motions_come_first(self) -> None:
        assert majority(ROOM).tiers == (("a",), ("b",))
        assert majority(ROOM).scores["a"] == Fraction(400, 7)

    @pytest.mark.parametrize(
        "asked",
        [
            {"base": "N"},
            {"threshold": "3/2"},
            {"threshold": "half"},
            {"quorum": -1},
            {"quorum": "5/4"},
            {"quorum_of": "friends"},
            {"invalid": -1},
            {"present": "many"},
        ],
    )
    def test_what_cannot_be_asked(self, asked: dict[str, object]) -> None:
        with pytest.raises(InvalidInput):
            rank(ROOM, "majority", **asked)  # type: ignore[arg-type]

    def test_orders_are_refused(self) -> None:
        with pytest.raises(InvalidProfile):
            majority(Profile.from_text("a > b"))


class TestQuorum:
    @pytest.mark.parametrize(
        ("of", "counted"),
        [("YN", 7), ("YNA", 8), ("YA", 5), ("valid", 10), ("cast", 12), ("entitled_present", 9)],
    )
    def test_who_takes_part(self, of: str, counted: int) -> None:
        """Snapshot counts for, against and abstain; or leaves out what is hidden."""
        for quorum, reached in ((counted, True), (counted + 1, False)):
            found = rank(ROOM, "majority", quorum=quorum, quorum_of=of, invalid=2, present=9)
            turnout = verdict(found).turnout
            assert turnout is not None
            assert (turnout.counted, turnout.reached) == (counted, reached)
            assert (verdict(found).reason == "no-quorum") is not reached

    def test_a_share_of_those_entitled(self) -> None:
        """Eight of ten entitled took part: four fifths are reached, and not more."""
        assert verdict(majority(ROOM, quorum="4/5")).adopted is True
        assert verdict(majority(ROOM, quorum="81/100")).outcome == "CANNOT_TELL"


class TestConsent:
    @LAW
    @given(st.dictionaries(st.sampled_from(CONSENT), st.integers(0, 9)), st.fractions(0, 1))
    def test_the_definition(self, tally: dict[str, int], limit: Fraction) -> None:
        """Nobody objects, and those who stand aside are at most the limit."""
        cast, aside = sum(tally.values()), tally.get("STAND_ASIDE", 0)
        expected = None if not cast else not tally.get("OBJECT") and aside <= limit * cast
        assert expected == consented(tally, max_stand_aside=limit).adopted

    def test_four_grades_are_four_answers(self) -> None:
        room = Profile.from_text("a 4; a 3; a 2; a 1; a ABSTAIN", scale=(1, 4))
        assert dict.fromkeys(reversed(CONSENT), 1) == verdict(consent(room)).tally

    def test_least_favourable_criterion_counts(self) -> None:
        """An objection on one criterion is an objection."""
        room = Profile.from_text("a/cost 4, a/care 1", scale=(1, 4))
        assert verdict(consent(room)).reason == "objection"

    def test_standing_aside(self) -> None:
        room = Profile.from_text("2: a 4; a 2", scale=(1, 4))
        assert verdict(consent(room)).reason == "standing-aside"
        assert verdict(consent(room, max_stand_aside="1/3")).adopted is True

    def test_silence_is_no_consent(self) -> None:
        room = Profile.from_text("a ABSTAIN; a -", scale=(1, 4))
        assert consent(room).incomplete == ("a",)
        assert rank(room, "consent", silence="highest").tiers == (("a",),)


class TestGradients:
    def test_eight_answers(self) -> None:
        room = Profile.from_text("; ".join(f"a {n}" for n in range(1, 9)), scale=(1, 8))
        assert dict.fromkeys(reversed(GRADIENTS), 1) == verdict(gradients(room)).tally

    def test_a_block_and_lukewarm_support(self) -> None:
        """One block stops it; support below the share does too."""
        room = Profile.from_text("3: a 8, b 6, c 6; a 1, b 4, c 5; b 4, c 5", scale=(1, 8))
        found = gradients(room, enough="2/3")
        assert [verdict(found, o).reason for o in "abc"] == ["objection", "short", "short"]
        assert gradients(room).tiers == (("b", "c"), ("a",))
        assert verdict(gradients(room, supports=5), "c").share.fraction == 1

    def test_papers_numbered_from_endorsement(self) -> None:
        """1 for endorsement: a criterion where lower is better."""
        room = Profile.from_text("2: a 1", scale=(1, 8), lower_is_better=["overall"])
        assert verdict(gradients(room)).tally["ENDORSE"] == 2

    def test_other_scales_are_refused(self) -> None:
        with pytest.raises(InvalidScale, match="5 grades"):
            gradients(Profile.from_text("a 5", scale=(1, 5)))
