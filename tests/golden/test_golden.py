"""What a release wrote is read by every later one: the same bytes, the same root, the same events.

The folders beside this file are never edited; see README.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import attrs
import pytest

from collectif.errors import InvalidEvent
from collectif.ids import CriterionId, EventId, MemberId, ProposalId
from collectif.record.canonical import accept, canonical
from collectif.record.codec import Codec
from collectif.record.disclosure import digest
from collectif.record.envelope import Actor, Draft
from collectif.record.event import Personal, Registry, Unknown, Withheld, personal
from collectif.values import Json, Money, Score, Share, Text

HERE = Path(__file__).parent
RELEASES = sorted(path.name for path in HERE.iterdir() if (path / "log.jsonl").is_file())
MONTREAL = timezone(timedelta(hours=-4))


@attrs.frozen(kw_only=True)
class Dissent:
    """A value with words of its own."""

    member_id: MemberId
    text: Text | Withheld = personal()  # noqa: RUF009 - attrs fields are made this way


NOW = Registry()
"""The classes as they are now; names in `golden/` never leave these tests."""


@NOW.event("golden/founded")
class Founded:
    """Texts, dates, times and decimals."""

    name: Text
    languages: tuple[str, ...]
    day: date
    planned_for: datetime
    area: Decimal
    open: bool


@NOW.event("golden/scored")
class Scored:
    """The frequent one."""

    member_id: MemberId
    proposal_id: ProposalId
    criterion_id: CriterionId
    value: Score
    reason: Text | Withheld | None = personal(default=None)


@NOW.event("golden/decided", names="proposal_id")
class Decided:
    """Values, mappings, sets, and words inside."""

    proposal_id: ProposalId
    method: Literal["CONSENT", "MAJORITY"]
    budget: Money
    support: Share
    powers: frozenset[str]
    anchors: Mapping[int, Text]
    weights: Mapping[CriterionId, int]
    dissents: tuple[Dissent, ...]
    review_on: date | None = None


@NOW.event("golden/corrected")
class Corrected:
    """Free JSON, with marked words."""

    target: EventId
    payload: Json
    reason: Text | Withheld = personal()


@NOW.event("golden/opinion", version=2)
class Opinion:
    """A text by language; once it was one text."""

    member_id: MemberId
    text: Text | Withheld = personal()


@NOW.upcast("golden/opinion", version=1)
def _texts_became_multilingual(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "member_id": data["member"],
        **({"text": {"fr": data["text"]}} if "text" in data else {}),
    }


THEN = Registry()
"""The class that wrote the first version of an event which has a second one now."""


@THEN.event("golden/opinion")
class OpinionOnce:
    """One text."""

    member: MemberId
    text: str | Withheld = personal()


DRAFTS = [
    Draft(
        data=Founded(
            name={
                "fr": "Table d’action « Lachine » 🌱",
                "en": 'tab\t, "quotes", \\, \x00 and \x7f',
            },
            languages=("fr", "en"),
            day=date(2017, 5, 1),
            planned_for=datetime(2017, 5, 1, 19, 30, tzinfo=MONTREAL),
            area=Decimal("17.70"),
            open=True,
        ),
        id="founded",
    ),
    Draft(
        data=Scored(
            member_id=MemberId("alim"),
            proposal_id=ProposalId("s1"),
            criterion_id=CriterionId("levier"),
            value=4,
        ),
        id="r1-alim/s1/levier",
        assembly="lachine-2017",
        actor=Actor(role="delegate", member="alim"),
        batch="r1-alim",
        occurred=datetime(2017, 5, 1, 20, 15, 0, 250_000, MONTREAL),
    ),
    Draft(
        data=Scored(
            member_id=MemberId("cjel"),
            proposal_id=ProposalId("s1"),
            criterion_id=CriterionId("levier"),
            value="ABSTAIN",
            reason={"fr": "nous portons ce scénario"},
        ),
        id="r1-cjel/s1/levier",
        assembly="lachine-2017",
        actor=Actor(role="delegate", member="cjel"),
        source="PAPER",
        recorder="secretary",
        precision="DAY",
        occurred=datetime(2017, 5, 1, tzinfo=MONTREAL),
        subject="p-1",
    ),
    Draft(
        data=Decided(
            proposal_id=ProposalId("s1"),
            method="CONSENT",
            budget=Money(amount_cents=2**53 - 1, currency="CAD"),
            support="10/11",
            powers=frozenset({"SPEAK", "DECIDE", "COMMIT"}),
            anchors={1: {"fr": "faible"}, 5: {"fr": "fort"}, 10: {}},
            weights={CriterionId("levier"): 3, CriterionId("acces"): 2},
            dissents=(
                Dissent(member_id=MemberId("a"), text={"fr": "trop tôt"}),
                Dissent(member_id=MemberId("b"), text={"fr": "trop tard", "en": "too late"}),
            ),
        ),
        id="decided",
        assembly="lachine-2017",
        cause="r1-alim/s1/levier",
    ),
    Draft(
        data=Unknown(
            type="golden-vendor/weather",
            version=7,
            data={"sky": ["clear", None, {"wind": -3}], "fr": "été", "_sd": ["not-ours"]},
        ),
        id="weather",
        source="IMPORT",
        provenance="station 12",
    ),
    Draft(
        data=Corrected(
            target=EventId("r1-cjel/s1/levier"),
            payload={"value": 1, "reason": Personal({"fr": "oublié"}), "note": None},
            reason={"fr": "la feuille dit 1"},
        ),
        id="corrected",
        actor=Actor(role="secretary"),
    ),
    Draft(data=OpinionOnce(member=MemberId("alim"), text="d’accord"), id="opinion"),
]
"""What this release is given to write; with the clock and the salts below, the same bytes."""


def written() -> tuple[list[bytes], dict[str, str]]:
    """Return the bodies that this release writes, and the disclosures by their digests."""
    bodies, words = [], {}
    salts = iter(range(1, 100))
    for seq, draft in enumerate(DRAFTS):
        codec = Codec(THEN if isinstance(draft.data, OpinionOnce) else NOW)
        _, body, kept = codec.encode(
            draft,
            id=draft.id or "",
            seq=seq,
            recorded=f"2017-05-02T0{seq}:00:00Z",
            entropy=lambda size: sha256(bytes([next(salts)])).digest()[:size],
        )
        bodies.append(body)
        words |= {one.digest: one.text for one in kept}
    return bodies, words


def root_of(leaves: list[bytes]) -> bytes:
    """Return the RFC 6962 tree hash, straight from its definition."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + root_of(leaves[:half]) + root_of(leaves[half:])).digest()


def said(bodies: list[bytes], words: Mapping[str, str]) -> list[Any]:
    """Return every event as plain data."""
    codec = Codec(NOW)
    return [codec.plain(codec.decode(json.loads(body)["type"], body, words)) for body in bodies]


def described(bodies: list[bytes], words: Mapping[str, str]) -> dict[str, Any]:
    """Return what `expected.json` holds."""
    leaves = [sha256(b"\x00" + body).digest() for body in bodies]
    return {
        "size": len(bodies),
        "root": root_of(leaves).hex(),
        "leaves": [leaf.hex() for leaf in leaves],
        "with_words": said(bodies, words),
        "without_words": said(bodies, {}),
    }


def release(name: str) -> tuple[list[bytes], dict[str, str], Any]:
    """Return bodies, words and expectations as they stand in a folder."""
    bodies = (HERE / name / "log.jsonl").read_bytes().splitlines()
    words = json.loads((HERE / name / "words.json").read_text("utf-8"))
    expected = json.loads((HERE / name / "expected.json").read_text("utf-8"))
    return bodies, words, expected


every_release = pytest.mark.parametrize("name", RELEASES)


def test_there_is_a_golden_log():
    assert "0.1.0" in RELEASES


@every_release
def test_bytes_and_root_are_what_they_were(name):
    """Computed by the standard library alone, then by the log's own tree."""
    from collectif.log.merkle import Edge, leaf_hash

    bodies, _, expected = release(name)
    again = [
        json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        for body in bodies
    ]
    assert [text.encode() for text in again] == bodies
    leaves = [sha256(b"\x00" + body).digest() for body in bodies]
    assert expected["leaves"] == [leaf.hex() for leaf in leaves]
    assert expected["root"] == root_of(leaves).hex()
    assert expected["root"] == Edge.empty().extended(list(map(leaf_hash, bodies))).root().hex()
    assert expected["size"] == len(bodies)


@every_release
def test_bytes_are_accepted(name):
    bodies, _, _ = release(name)
    assert all(canonical(accept(body)) == body for body in bodies)


@every_release
def test_events_say_what_they_said(name):
    """With the words and without them, older versions through their upcasts."""
    bodies, words, expected = release(name)
    assert expected["with_words"] == said(bodies, words)
    assert expected["without_words"] == said(bodies, {})


@every_release
def test_words_are_those_of_the_log(name):
    bodies, words, _ = release(name)
    assert all(digest(text) == one for one, text in words.items())
    told = {one for body in bodies for one in json.loads(body)["data"].get("_sd", ())}
    assert set(words) == told - {"not-ours"}
    for hidden in ("portons", "trop", "oublié", "feuille", "accord"):
        assert not any(hidden.encode() in body for body in bodies)


@every_release
def test_events_are_told_again(name):
    """A client that retries after an upgrade is recognised, unless the schema has changed."""
    bodies, words, _ = release(name)
    codec = Codec(NOW)
    for draft, body in zip(DRAFTS, bodies, strict=False):
        if not isinstance(draft.data, OpinionOnce):
            assert codec.told_again(draft, body, words)
            assert codec.told_again(draft, body, {})


def test_this_release_still_writes_the_same_bytes():
    bodies, words, _ = release("0.1.0")
    assert (bodies, words) == written()


def test_what_reads_as_withheld_cannot_be_written_again():
    bodies, _, _ = release("0.1.0")
    codec = Codec(NOW)
    read = codec.decode("golden/scored", bodies[2], {})
    with pytest.raises(InvalidEvent, match="/reason are withheld"):
        codec.encode(
            Draft(data=read.data), id="x", seq=0, recorded="2017-05-02T00:00:00Z", entropy=bytes
        )
