"""This module is about the small things that events and rules are made of.

Values are immutable and plain: what is written here is what stands in the stored JSON, so a
change of a name or a type is a change of the log format.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Literal

from attrs import field, frozen
from msgspec import Meta

from collectif.errors import InvalidScale
from collectif.ids import CriterionId

Lang = str
"""A language tag of BCP 47, such as `"fr"` or `"en"`."""

Text = Mapping[Lang, str]
"""The same words in one language or more: language tag -> words."""

Share = Annotated[str, Meta(pattern=r"^[0-9]{1,9}/[1-9][0-9]{0,8}$")]
"""An exact share as text, numerator and denominator: `"1/4"`."""

Json = Mapping[str, object]
"""Free JSON: text, whole numbers, booleans, null, lists and objects; never a float."""

Silence = Literal["ABSTAIN", "CANNOT_JUDGE"]
"""A voter who answers without a number: never counted as one."""

Score = int | Silence
"""One answer in a scoring grid: a grade on the declared scale, or a named silence."""

Stance = Literal["AGREE", "DISAGREE", "PASS"]
"""One answer to a statement of an open conversation."""

Visibility = Literal["OPEN", "SEALED", "SECRET"]
"""Who may see the values of a round: as cast; after it closes; never with a name."""

RoundKind = Literal["SCORING", "GRADIENT", "CONSENT", "DOTS", "RANKING", "APPROVAL", "STANCES"]
"""What a round asks for; `STANCES` is an open conversation, where statements may join."""


def fraction(share: str) -> Fraction:
    """Return an exact share written as `"1/4"` as a `Fraction`."""
    return Fraction(share)


@frozen(kw_only=True)
class Scale:
    """The whole numbers from `min` to `max`, both included, on which people score.

    Attributes:
        min: The lowest grade.
        max: The highest grade; more than `min`.
        anchors: Words for some grades: grade -> words. No anchor means no agreed words.
    """

    min: int
    max: int
    anchors: Mapping[int, Text] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        if self.min >= self.max:
            raise InvalidScale.of("values.scale-from-to-was-asked", min=self.min, max=self.max)

    @property
    def range(self) -> int:
        """The number of steps between the ends (4 on a scale from 1 to 5)."""
        return self.max - self.min

    def __contains__(self, grade: object) -> bool:
        return type(grade) is int and self.min <= grade <= self.max


@frozen(kw_only=True)
class Money:
    """An exact amount.

    Attributes:
        amount_cents: Whole hundredths of the currency unit.
        currency: A code of ISO 4217, such as `"CAD"`.
    """

    amount_cents: int
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]


@frozen(kw_only=True)
class Link:
    """A pointer to a piece of evidence outside the log; nothing is fetched.

    Attributes:
        kind: What it is, such as `"paper"` or `"url"`.
        label: What a reader sees.
        sha256: The digest of the thing, in hex, where somebody computed it.
    """

    kind: str
    label: str
    sha256: str | None = None


@frozen(kw_only=True)
class AgendaItem:
    """One part of an assembly.

    Attributes:
        item_id: Its name within the assembly.
        title: What people read on the agenda.
        kind: What it is for, such as `"WELCOME"` or `"DISCUSSION"`.
    """

    item_id: str
    title: Text
    kind: str


@frozen(kw_only=True)
class Quorum:
    """The minimum presence for a valid decision.

    Attributes:
        kind: `COUNT` of members, or `SHARE` of them.
        of: Who is counted: the voting members, or those who hold a mandate.
        value: A whole number for COUNT, a share such as `"1/2"` for SHARE.
        fallback: What happens without quorum: adjourn, or those present are the quorum.
    """

    kind: Literal["COUNT", "SHARE"] = "SHARE"
    of: Literal["voting_members", "mandated"] = "voting_members"
    value: Share | int = "1/2"
    fallback: Literal["ADJOURN", "PRESENT_ARE_QUORUM"] = "ADJOURN"


@frozen(kw_only=True)
class Consensus:
    """How agreement is measured and put into words.

    Attributes:
        index: The name of the primary index.
        bands: Rising limits between divided, weak, moderate and strong agreement.
    """

    index: Literal["PAIRWISE_AGREEMENT"] = "PAIRWISE_AGREEMENT"
    bands: tuple[Share, ...] = ("1/4", "1/2", "3/4")


@frozen(kw_only=True)
class DecisionRule:
    """How the assembly decides.

    Attributes:
        method: The default method of a decision.
        threshold: The share of support that MAJORITY and SUPERMAJORITY need to exceed or reach;
            None means more than one half, and two thirds.
        ballot_scale: The answers of a consent round, from most to least in favour.
        max_stand_aside: The largest share of ballots that may stand aside.
        allow_override: Whether an objection may be overruled.
    """

    method: Literal["CONSENT", "CONSENSUS", "MAJORITY", "SUPERMAJORITY", "ACCLAMATION"] = "CONSENT"
    threshold: Share | None = None
    ballot_scale: tuple[str, ...] = ("CONSENT", "RESERVATION", "STAND_ASIDE", "OBJECT")
    max_stand_aside: Share = "1/4"
    allow_override: bool = False


def _one_to_five() -> Scale:
    return Scale(min=1, max=5)


def _default_rounds() -> Mapping[RoundKind, int]:
    return {"SCORING": 2, "CONSENT": 3}


@frozen(kw_only=True)
class Charter:
    """The rules of the game, fixed before the first score.

    Attributes:
        voice_rule: Who holds a voice: each member, each person, or colleges with shares.
        colleges: Kind of member -> share of the voice, when `voice_rule` is COLLEGES.
        quorum: The minimum presence for a decision.
        scale: The grades of scoring rounds.
        aggregation: How scores become one figure per proposal.
        missing: What a missing score does: its cell is left out, its member is, or a sheet with
            holes is refused.
        min_scores_per_cell: Scores below which a cell has no mean and its proposal no rank.
        gate: Criterion -> lowest mean with which a proposal may be selected, on the scale, after
            the reversal of a criterion where lower is better.
        visibility: Who may see scores, unless a round says otherwise.
        max_rounds: Kind of round -> how many there may be; a kind left out has no limit.
        consensus: How agreement is measured and worded.
        decision: How the assembly decides.
        recusal: What carriers of a proposal abstain from.
        tie_break: What happens to equal scores: they share a place; or the higher agreement comes
            first; or the higher mean on some criteria, in order. Both orders are shown.
        late_entries: Whether scores may be typed in after their round.
        review_after_days: Days after which a decision is looked at again; 0 means never.
        smallest_group: Of how many voices of a secret round something must be told together, 1 or
            more; None tells whatever there is, as 1 does.
    """

    voice_rule: Literal["ONE_MEMBER_ONE_VOICE", "ONE_PERSON_ONE_VOICE", "COLLEGES"] = (
        "ONE_MEMBER_ONE_VOICE"
    )
    colleges: Mapping[str, Share] | None = None
    quorum: Quorum = field(factory=Quorum)
    scale: Scale = field(factory=_one_to_five)
    aggregation: Literal[
        "MEAN_BY_CRITERION_THEN_WEIGHTS", "MEDIAN_BY_CRITERION_THEN_WEIGHTS", "BORDA"
    ] = "MEAN_BY_CRITERION_THEN_WEIGHTS"
    missing: Literal["EXCLUDE_CELL", "EXCLUDE_MEMBER", "REFUSE"] = "EXCLUDE_CELL"
    min_scores_per_cell: int = 2
    gate: Mapping[CriterionId, Share] | None = None
    visibility: Visibility = "SEALED"
    max_rounds: Mapping[RoundKind, int] = field(factory=_default_rounds)
    consensus: Consensus = field(factory=Consensus)
    decision: DecisionRule = field(factory=DecisionRule)
    recusal: Literal["NONE", "CARRIERS_DO_NOT_SCORE_THEIR_OWN", "CARRIERS_LEAVE"] = (
        "CARRIERS_DO_NOT_SCORE_THEIR_OWN"
    )
    tie_break: Literal["SHARED_RANK", "CONSENSUS"] | tuple[CriterionId, ...] = "SHARED_RANK"
    late_entries: Literal["REFUSE", "SECRETARY_WITH_REASON"] = "SECRETARY_WITH_REASON"
    review_after_days: int = 365
    smallest_group: int | None = None
