"""What cannot be recorded is refused by its place, and nothing is ever taken for something else."""

from __future__ import annotations

import enum
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectif.errors import CorruptLog, InvalidEvent, UnknownName
from collectif.ids import MemberId
from collectif.record.canonical import accept, canonical
from collectif.record.codec import Codec, spelled_time
from collectif.record.disclosure import Disclosure, disclose
from collectif.record.envelope import Actor, Draft
from collectif.record.event import WITHHELD, Personal, Registry, Unknown, Withheld, personal
from collectif.testing.events import offsets
from collectif.values import Json, Link, Money, Score, Share, Text

REGISTRY = Registry()
CODEC = Codec(REGISTRY)
NOW = "2026-01-02T03:04:05Z"
NOON = datetime(2017, 5, 1, 12, tzinfo=UTC)


@attrs.frozen(kw_only=True)
class Dissent:
    """A value with words of its own."""

    member_id: MemberId
    text: Text | Withheld = personal()  # noqa: RUF009 - attrs fields are made this way


@REGISTRY.event("strict")
class Strict:
    """A field of each kind."""

    text: str
    member_id: MemberId
    number: int
    score: Score
    flag: bool
    word: Literal["YES", "NO"]
    share: Share
    day: date
    moment: datetime
    exact: Decimal
    money: Money
    names: Text
    anchors: Mapping[int, Text]
    many: tuple[str, ...]
    some: frozenset[str]
    links: tuple[Link, ...]
    dissents: tuple[Dissent, ...]
    maybe_day: date | None = None
    maybe_moment: datetime | None = None
    reason: Text | Withheld | None = personal(default=None)


@REGISTRY.event("free")
class Free:
    """Free JSON."""

    payload: Json
    more: Json | None = None


GOOD: dict[str, Any] = {
    "text": "x",
    "member_id": MemberId("alim"),
    "number": 1,
    "score": 4,
    "flag": True,
    "word": "YES",
    "share": "1/4",
    "day": date(2017, 5, 1),
    "moment": NOON,
    "exact": Decimal("1.50"),
    "money": Money(amount_cents=100, currency="CAD"),
    "names": {"fr": "x"},
    "anchors": {1: {"fr": "x"}},
    "many": ("a", "b"),
    "some": frozenset({"a", "b"}),
    "links": (Link(kind="url", label="x"),),
    "dissents": (Dissent(member_id=MemberId("alim"), text={"fr": "non"}),),
}


class Shout(str):
    """A text that is more than a text."""


class Rank(enum.IntEnum):
    """A number that is more than a number."""

    FIRST = 1


NEVER = (1.5, math.nan, math.inf, b"x", object(), 1j, Fraction(1, 4), UUID(int=1), ..., print)
"""What no field holds."""

NO_TEXT = (None, 3, True, NOON, date(2017, 5, 1), Decimal(1), ["a"], {"a": 1}, WITHHELD)
NO_NUMBER = (None, "3", True, 3.0, NOON, Decimal(3), [3], WITHHELD)
NO_LIST = ("ab", 3, None, {"a": 1}, (c for c in "ab"), range(2))

WRONG: dict[str, tuple[Any, ...]] = {
    "text": (*NO_TEXT, "x\ud800"),
    "member_id": NO_TEXT,
    "number": (*NO_NUMBER, 2**53, -(2**53), 10**400),
    "score": (None, True, "FINE", "3", 3.0, Decimal(3), 2**60),
    "flag": (0, 1, "true", None),
    "word": ("MAYBE", "yes", 1, None),
    "share": ("1/0", "25%", "0.25", " 1/4", "1/4 ", Fraction(1, 4), "-1/4"),
    "day": ("2017-05-01", NOON, 17_000, None),
    "moment": (
        "2017-05-01T12:00:00Z",
        date(2017, 5, 1),
        datetime(2017, 5, 1, 12),
        datetime(2017, 5, 1, 12, tzinfo=timezone(timedelta(seconds=30))),
        datetime(1850, 1, 1, tzinfo=ZoneInfo("America/Montreal")),
        1_493_640_000,
        None,
    ),
    "exact": ("1.50", 1, Decimal("NaN"), Decimal("Infinity"), Decimal("sNaN"), None),
    "money": (
        None,
        {"amount_cents": 1, "currency": "CAD", 5: 6},
        Link(kind="url", label="x"),
        Money(amount_cents=1.0, currency="CAD"),  # type: ignore[arg-type]
        Money(amount_cents=1, currency="cad"),
        Money(amount_cents=2**53, currency="CAD"),
    ),
    "names": (None, "x", ("fr", "x"), {"fr": 1}, {"fr": None}, {1: "x"}, {"é": "x"}),
    "anchors": ({"1": {"fr": "x"}}, {"01": {}}, {True: {}}, {1.0: {}}, {1: "x"}, {None: {}}),
    "many": (*NO_LIST, (1, 2), ("a", None), ("a", ("b",)), {"a"}),
    "some": (*NO_LIST[:4], ("a",), frozenset({1}), frozenset({"a", 1}), frozenset({"a", None})),
    "links": (({"kind": 1, "label": "x"},), (Money(amount_cents=1, currency="CAD"),), ("x",)),
    "dissents": ((Dissent(member_id="a", text=WITHHELD),), (Dissent(member_id=1, text={}),)),  # type: ignore[arg-type]
    "maybe_day": ("2017-05-01", NOON),
    "maybe_moment": ("2017-05-01T12:00:00Z", datetime(2017, 5, 1)),
    "reason": ("x", {"fr": 1}, WITHHELD, {"fr": "\ud800"}, {"é": "x"}, {"fr": "x" * 70_000}),
}


def bytes_of(data: Any, **envelope: Any) -> bytes:
    _, body, _ = CODEC.encode(
        Draft(data=data, **envelope), id="e1", seq=0, recorded=NOW, entropy=bytes
    )
    return body


def refusal_of(data: Any, **envelope: Any) -> str:
    """Return what happened, of an event that is refused in three sentences."""
    with pytest.raises(InvalidEvent) as refusal:
        bytes_of(data, **envelope)
    assert len(refusal.value.args) == 3
    assert all(sentence.endswith(".") for sentence in refusal.value.args)
    return refusal.value.what


@attrs.frozen(kw_only=True)
class Turn:
    """A value with a word of its own."""

    way: Literal["LEFT", "RIGHT"]


@REGISTRY.event("strict-turns")
class Turns:
    """Words in lists and in values inside them."""

    turns: tuple[Turn, ...]
    moods: tuple[Literal["GLAD", "SAD"], ...]


@pytest.mark.parametrize(
    ("wrong", "known"),
    [
        (Strict(**{**GOOD, "word": "yes"}), "YES, NO"),
        (Turns(turns=(Turn(way="UP"),), moods=()), "LEFT, RIGHT"),  # type: ignore[arg-type]
        (Turns(turns=(), moods=("MAD",)), "GLAD, SAD"),  # type: ignore[arg-type]
    ],
)
def test_a_wrong_word_is_refused_with_the_words_known(wrong, known):
    assert refusal_of(wrong).endswith(f"where the words known are {known}.")


def test_the_good_one_is_recorded():
    recorded, body, _ = CODEC.encode(
        Draft(data=Strict(**GOOD)), id="e1", seq=0, recorded=NOW, entropy=bytes
    )
    assert Strict(**GOOD) == recorded.data
    assert body == canonical(accept(body))


@pytest.mark.parametrize(
    ("field", "wrong"),
    [(field, wrong) for field, values in WRONG.items() for wrong in (*values, *NEVER)],
    ids=lambda value: str(value)[:30] if isinstance(value, str) else type(value).__name__,
)
def test_wrong_values_are_refused_by_place(field, wrong):
    assert field in refusal_of(Strict(**GOOD | {field: wrong}))


class TestEnvelope:
    @pytest.mark.parametrize(
        ("field", "wrong"),
        [
            ("actor", {"role": "delegate"}),
            ("actor", "alim"),
            ("actor", Actor(role=5)),  # type: ignore[arg-type]
            ("actor", Actor(role="x", member=b"x")),  # type: ignore[arg-type]
            ("assembly", 5),
            ("assembly", "\ud800"),
            ("batch", b"x"),
            ("cause", ("a",)),
            ("precision", "HOUR"),
            ("provenance", 1.5),
            ("recorder", True),
            ("source", "live"),
            ("source", None),
        ],
    )
    def test_wrong_values_are_refused_by_place(self, field, wrong):
        assert field in refusal_of(Free(payload={}), **{field: wrong})

    @pytest.mark.parametrize("occurred", WRONG["moment"][:-1])
    def test_times_without_an_offset_are_refused(self, occurred):
        assert "has no offset from UTC in whole minutes" in refusal_of(
            Free(payload={}), occurred=occurred
        )

    def test_strangers_are_not_events(self):
        for stranger in (Link(kind="url", label="x"), "text", None, 5, Strict):
            with pytest.raises(UnknownName, match="Decorate the class"):
                bytes_of(stranger)


class TestTimes:
    @given(st.datetimes(timezones=offsets))
    def test_every_time_with_an_offset_reads_back(self, moment):
        text = spelled_time(moment)
        again = datetime.fromisoformat(text)
        assert moment == again
        assert moment.utcoffset() == again.utcoffset()
        recorded, body, _ = CODEC.encode(
            Draft(data=Free(payload={}), occurred=moment),
            id="e1",
            seq=0,
            recorded=NOW,
            entropy=bytes,
        )
        assert moment == recorded.occurred == CODEC.decode("free", body, {}).occurred
        assert moment.utcoffset() == recorded.occurred.utcoffset()

    def test_one_spelling_of_utc(self):
        moments = (
            NOON,
            NOON.replace(tzinfo=ZoneInfo("UTC")),
            NOON.replace(tzinfo=timezone(timedelta())),
        )
        assert {"2017-05-01T12:00:00Z"} == set(map(spelled_time, moments))

    def test_time_zones_are_spelled_as_offsets(self):
        summer = datetime(2017, 7, 1, 12, tzinfo=ZoneInfo("America/Montreal"))
        assert spelled_time(summer) == "2017-07-01T12:00:00-04:00"


class TestFreeJson:
    @pytest.mark.parametrize(
        ("wrong", "why"),
        [
            (1.5, "float"),
            (math.nan, "float"),
            (b"x", "bytes"),
            (2**53, "2**53"),
            ("\ud800", "surrogate"),
            ({"é": 1}, "not ASCII"),
            ({1: 1}, "not ASCII text"),
            (Fraction(1, 4), "Fraction"),
            (object(), "object"),
            ([Personal("x")], "Personal"),
        ],
    )
    def test_what_has_no_exact_spelling_is_refused_by_place(self, wrong, why):
        for payload, place in (
            ({"a": wrong}, "/data/payload/a"),
            ({"a": {"b": [0, wrong]}}, "/data/payload/a/b/1"),
        ):
            what = refusal_of(Free(payload=payload))
            assert what.startswith(place)
            assert why in what
        assert "/data/more/a" in refusal_of(Free(payload={}, more={"a": wrong}))

    @pytest.mark.parametrize("depth", [31, 100, 300, 1_000, 100_000])
    def test_deep_nesting_is_refused(self, depth):
        deep: Any = {}
        for _ in range(depth):
            deep = {"a": deep}
        assert "nests" in refusal_of(Free(payload=deep))
        assert "nests" in refusal_of(Unknown(type="vendor/new", version=1, data=deep))

    def test_a_circle_is_refused(self):
        circle: dict[str, Any] = {}
        circle["a"] = circle
        assert "nests" in refusal_of(Free(payload=circle))

    def test_thirty_levels_are_recorded(self):
        """The envelope and the field take two of the 32."""
        deep: Any = {}
        for _ in range(29):
            deep = {"a": deep}
        body = bytes_of(Free(payload=deep))
        assert deep == CODEC.decode("free", body, {}).data.payload
        assert "nests" in refusal_of(Free(payload={"a": deep}))

    def test_too_large_is_refused(self):
        assert "bytes" in refusal_of(Free(payload={"a": "x" * 65_535}))
        assert "bytes" in refusal_of(Strict(**GOOD | {"text": "x" * 65_535}))

    def test_later_changes_do_not_reach_the_record(self):
        inner = {"b": [1]}
        recorded, body, _ = CODEC.encode(
            Draft(data=Free(payload={"a": inner})), id="e1", seq=0, recorded=NOW, entropy=bytes
        )
        inner["b"].append(2)
        assert recorded.data.payload == {"a": {"b": [1]}}
        assert recorded == CODEC.decode("free", body, {})

    @pytest.mark.parametrize("key", ["text", "a/b", "a~b", "~1", "/", "", "0", "*", "_sd"])
    def test_marked_words_stay_out_and_come_back(self, key):
        payload = {
            "n": 1,
            "deep": [{"x": 1}, {key: Personal({"fr": "mot"})}],
            key: Personal("secret"),
        }
        data = Free(payload=payload)
        recorded, body, kept = CODEC.encode(
            Draft(data=data), id="e1", seq=0, recorded=NOW, entropy=_salts()
        )
        words = {one.digest: one.text for one in kept}
        assert b"secret" not in body
        assert b"mot" not in body
        expected = {"n": 1, "deep": [{"x": 1}, {key: {"fr": "mot"}}], key: "secret"}
        assert expected == recorded.data.payload
        assert recorded == CODEC.decode("free", body, words)
        assert CODEC.decode("free", body, {}).data.payload == {"n": 1, "deep": [{"x": 1}, {}]}
        assert CODEC.told_again(Draft(data=data), body, words)
        assert CODEC.told_again(Draft(data=data), body, {})
        other = Free(payload=payload | {key: Personal("other")})
        assert not CODEC.told_again(Draft(data=other), body, words)
        assert isinstance(payload[key], Personal), "what the caller gave is left alone"


def _salts() -> Any:
    count = iter(range(1, 1000))
    return lambda size: next(count).to_bytes(size, "big")


class TestMoreThanPlain:
    """Subclasses: their plain value is recorded, or they are refused; never anything else."""

    @pytest.mark.parametrize("field", ["text", "member_id"])
    def test_a_subclass_of_text(self, field):
        assert "Shout" in refusal_of(Strict(**GOOD | {field: Shout("x")}))

    def test_a_named_number(self):
        body = bytes_of(Strict(**GOOD | {"number": Rank.FIRST}))
        assert CODEC.decode("strict", body, {}).data.number == 1
        assert b'"number":1,' in body


class TestDisclosuresCannotLie:
    """Words only stand where the class declares them and where nothing else stands."""

    def body(self, pointer: str, word: Any, **changes: Any) -> tuple[bytes, dict[str, str]]:
        one, text = disclose(pointer, word)
        plain = accept(bytes_of(Strict(**GOOD)))
        assert isinstance(plain, dict)
        plain["data"] |= {"_sd": [one]} | changes
        return canonical(plain), {one: text}

    @pytest.mark.parametrize(
        "pointer",
        [
            *("/number", "/text", "/dissents/0/member_id", "/maybe_day", "/many/0", "/nothing"),
            *("/dissents/7/text", "/dissents/x/text", "/dissents/-1/text", "/dissents/00/text"),
            *("", "/", "reason", "/reason/fr"),
        ],
    )
    def test_a_disclosure_elsewhere_is_not_opened(self, pointer):
        body, words = self.body(pointer, "2017-05-02")
        assert CODEC.decode("strict", body, {}) == CODEC.decode("strict", body, words)

    def test_a_disclosure_cannot_replace_words_in_the_log(self):
        body, words = self.body("/reason", {"fr": "b"}, reason={"fr": "a"})
        assert CODEC.decode("strict", body, words).data.reason == {"fr": "a"}

    def test_words_of_the_wrong_type_are_called_corrupt(self):
        body, words = self.body("/reason", 5)
        with pytest.raises(CorruptLog, match="reason"):
            CODEC.decode("strict", body, words)

    def test_damaged_words_read_as_withheld(self):
        body, words = self.body("/reason", {"fr": "b"})
        for damaged in ("", "é", "\ud800", "WyJhIl0", *(text + "A" for text in words.values())):
            read = CODEC.decode("strict", body, dict.fromkeys(words, damaged))
            assert read.data.reason is WITHHELD

    @pytest.mark.parametrize("digests", [5, "x", {"a": 1}, [5], [["a"]], [None]])
    def test_what_is_no_list_of_digests_opens_nothing(self, digests):
        body, words = self.body("/reason", "x")
        plain = accept(body)
        assert isinstance(plain, dict)
        plain["data"]["_sd"] = digests
        assert CODEC.decode("strict", canonical(plain), words).data.reason is WITHHELD


def test_disclosures_name_their_event_and_subject():
    _, _, kept = CODEC.encode(
        Draft(data=Strict(**GOOD), subject="p-1"), id="e9", seq=0, recorded=NOW, entropy=bytes
    )
    assert [Disclosure(kept[0].digest, "e9", "p-1", kept[0].text)] == kept


class TestCorruptBytes:
    """Whatever a store hands over is read, or called corrupt with its position."""

    BODY = bytes_of(Free(payload={"a": 1}))

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"null",
            b"[]",
            b"{}",
            b'{"data":{}}',
            b"\xff\xfe",
            b"[" * 60_000,
            BODY[:-1],
            BODY.replace(b'"data":{"payload":{"a":1}}', b'"data":5'),
            BODY.replace(b'"data":{"payload":{"a":1}}', b'"data":{}'),
            BODY.replace(b'"version":1', b'"version":0'),
            BODY.replace(b'"version":1', b'"version":-3'),
            BODY.replace(b'"version":1', b'"version":"1"'),
            BODY.replace(b'"type":"free"', b'"type":5'),
            BODY.replace(b'"format":1', b'"format":2'),
            BODY.replace(b'"seq":0', b'"seq":true'),
            BODY.replace(b'"occurred":"2026', b'"occurred":"x026'),
            BODY.replace(b'05Z","recorded', b'05","recorded'),
        ],
    )
    def test_called_corrupt(self, body):
        with pytest.raises(CorruptLog) as error:
            CODEC.decode("free", body, {})
        assert all(sentence.endswith(".") for sentence in error.value.args)

    def test_a_type_told_wrongly_by_the_store_does_not_matter(self):
        """The type beside the bytes is only an index: what the bytes say counts."""
        assert CODEC.decode("free", self.BODY, {}) == CODEC.decode("strict", self.BODY, {})
        assert CODEC.decode("free", self.BODY, {}) == CODEC.decode("vendor/x", self.BODY, {})
