"""Laws of the way between an event and its bytes, for every registered class and for odd ones.

Identity (what is written reads back), canonicity (there is one spelling), privacy (no personal
word is in the bytes), strictness (nothing is taken for something else), and retries (the same act
told again is recognised, another one never is).
"""

from __future__ import annotations

import importlib
import itertools
import json
import pkgutil
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any, Literal, NewType

import attrs
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import collectif.acts
from collectif.errors import (
    CorruptLog,
    InvalidEvent,
)
from collectif.ids import MemberId, ProposalId
from collectif.record.canonical import accept, canonical
from collectif.record.codec import Codec
from collectif.record.disclosure import disclose, opened
from collectif.record.envelope import Actor, Draft
from collectif.record.event import EVENTS, Registry, Unknown, Withheld, personal
from collectif.testing.events import drafts, free_json
from collectif.values import Charter, Json, Money, Score, Share, Text

for module in pkgutil.iter_modules(collectif.acts.__path__):
    importlib.import_module(f"collectif.acts.{module.name}")

REGISTRY = Registry()
NOW = "2026-01-02T03:04:05.000006Z"

Amount = NewType("Amount", int)


@attrs.frozen(kw_only=True)
class Dissent:
    """A value with words of its own."""

    member_id: MemberId
    text: Text | Withheld = personal()  # noqa: RUF009 - attrs fields are made this way
    note: str | Withheld | None = personal(default=None)  # noqa: RUF009


@REGISTRY.event("every-shape", version=1)
class EveryShape:
    """One field of each kind that an event may have."""

    text: str
    number: int
    flag: bool
    day: date
    moment: datetime
    exact: Decimal
    score: Score
    share: Share
    word: Literal["YES", "NO"]
    amount: Amount
    code: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
    money: Money
    charter: Charter
    many: tuple[str, ...]
    some: frozenset[str]
    by_grade: Mapping[int, Text]
    by_member: Mapping[MemberId, tuple[int, ...]]
    one_or_many: tuple[MemberId, ...] | Literal["PUBLIC"]
    maybe: int | None = None
    maybe_day: date | None = None
    maybe_money: Money | None = None


@REGISTRY.event("worded")
class Worded:
    """Words at every depth."""

    proposal_id: ProposalId
    reason: Text | Withheld = personal()
    comment: str | Withheld | None = personal(default=None)
    names: tuple[str, ...] | Withheld | None = personal(default=None)
    dissents: tuple[Dissent, ...]
    by_member: Mapping[MemberId, Dissent]
    first: Dissent | None = None


@REGISTRY.event("free")
class Free:
    """Free JSON beside words."""

    payload: Json
    more: Json | None = None
    reason: Text | Withheld | None = personal(default=None)


@REGISTRY.event("small", names="member_id", key=("value",))
class Small:
    """Small enough to be told by hand."""

    member_id: MemberId
    value: Score
    late: bool | None = None


CODEC = Codec(REGISTRY)
ALL_TYPES = [*EVENTS, *REGISTRY]
laws = settings(
    max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def codec_of(known: Any) -> Codec:
    return CODEC if REGISTRY.get(known.name) is known else Codec()


def encoded(codec: Codec, draft: Draft, **changes: Any) -> tuple[Any, bytes, dict[str, str]]:
    """Return the event as recorded, its bytes and the words at hand."""
    options: dict[str, Any] = {"id": "e1", "seq": 7, "recorded": NOW} | changes
    salts = itertools.count(1)
    recorded, body, disclosures = codec.encode(
        draft, **options, entropy=lambda size: next(salts).to_bytes(size, "big")
    )
    return recorded, body, {one.digest: one.text for one in disclosures}


def small(**changes: Any) -> Draft:
    envelope = {name: changes.pop(name) for name in list(changes) if hasattr(Draft, name)}
    return Draft(data=Small(**{"member_id": "alim", "value": 4} | changes), **envelope)


every_type = pytest.mark.parametrize("known", ALL_TYPES, ids=lambda known: known.name)


@every_type
class TestEveryClass:
    """Laws that each registered class keeps, whatever it holds."""

    @laws
    @given(data=st.data())
    def test_written_is_read(self, known, data):
        codec, draft = codec_of(known), data.draw(drafts(known.cls))
        recorded, body, words = encoded(codec, draft)
        assert draft.data == recorded.data
        assert recorded == codec.decode(known.name, body, words)
        assert draft.occurred in (None, recorded.occurred)
        told = {name: getattr(draft, name) for name in ("actor", "assembly", "batch", "cause")}
        assert told == {name: getattr(recorded, name) for name in told}

    @laws
    @given(data=st.data())
    def test_one_spelling(self, known, data):
        codec, draft = codec_of(known), data.draw(drafts(known.cls))
        recorded, body, words = encoded(codec, draft)
        plain = accept(body)
        assert body == canonical(plain) == canonical(json.loads(body))
        again, same, _ = encoded(codec, msgspec.structs.replace(draft, data=recorded.data))
        assert again == recorded
        assert words or same == body
        if not words:
            assert plain == codec.plain(recorded)

    @laws
    @given(data=st.data())
    def test_nothing_absent_is_written(self, known, data):
        _, body, _ = encoded(codec_of(known), data.draw(drafts(known.cls)))
        if not known.free:
            assert b":null" not in body

    @laws
    @given(data=st.data())
    def test_words_stay_out_of_the_log(self, known, data):
        codec, draft = codec_of(known), data.draw(drafts(known.cls))
        draft = msgspec.structs.replace(draft, data=in_marked_words(draft.data))
        recorded, body, words = encoded(codec, draft)
        assert MARK not in body.decode()
        assert all(MARK in str(opened_word(text)) for text in words.values())
        assert len(words) == str(recorded.data).count(MARK)
        assert sorted(words) == json.loads(body)["data"].get("_sd", [])

    @laws
    @given(data=st.data())
    def test_words_that_are_gone_read_as_withheld(self, known, data):
        codec, draft = codec_of(known), data.draw(drafts(known.cls))
        _, body, words = encoded(codec, draft)
        kept = data.draw(st.sets(st.sampled_from(sorted(words)))) if words else set()
        gone = codec.decode(known.name, body, {one: words[one] for one in kept})
        expected = expected_without(draft.data, words, kept)
        assert expected == codec.plain(gone)["data"]

    @laws
    @given(data=st.data())
    def test_told_again(self, known, data):
        """Told again with other salts, at another place: the same; words at hand or not."""
        codec, draft = codec_of(known), data.draw(drafts(known.cls))
        _, body, words = encoded(codec, draft, id="other", seq=99, recorded="2030-01-01T00:00:00Z")
        assert codec.told_again(draft, body, words)
        assert codec.told_again(draft, body, {})

    @laws
    @given(data=st.data())
    def test_told_otherwise(self, known, data):
        codec = codec_of(known)
        one, other = data.draw(st.tuples(drafts(known.cls), drafts(known.cls)))
        _, body, words = encoded(codec, one)
        mixed = msgspec.structs.replace(one, data=other.data)
        assert codec.told_again(mixed, body, words) == (one.data == other.data)
        for name in ("assembly", "actor", "occurred", "source", "batch", "cause", "precision"):
            changed = msgspec.structs.replace(one, **{name: getattr(other, name)})
            same = getattr(other, name) in (None, getattr(one, name))
            if name != "occurred":
                assert codec.told_again(changed, body, words) == same

    @laws
    @given(data=st.data())
    def test_any_changed_field_is_another_event(self, known, data):
        codec = codec_of(known)
        one, other = data.draw(st.tuples(drafts(known.cls), drafts(known.cls)))
        _, body, words = encoded(codec, one)
        for field in attrs.fields(known.cls):
            mine, theirs = getattr(one.data, field.name), getattr(other.data, field.name)
            changed = msgspec.structs.replace(
                one, data=attrs.evolve(one.data, **{field.name: theirs})
            )
            assert codec.told_again(changed, body, words) == (mine == theirs)
            if not known.personal:
                assert codec.told_again(changed, body, {}) == (mine == theirs)

    @laws
    @given(data=st.data())
    def test_mutants_read_or_are_called_corrupt(self, known, data):
        codec = codec_of(known)
        _, body, words = encoded(codec, data.draw(drafts(known.cls)))
        start = data.draw(st.integers(0, len(body)))
        stop = data.draw(st.integers(start, min(start + 6, len(body))))
        piece = data.draw(st.sampled_from([b"", b"0", b"null", b'"', b"[]", b"\xff", b"{", b"-1"]))
        mutant = body[:start] + piece + body[stop:]
        with suppress(CorruptLog):
            codec.decode(known.name, mutant, words)

    @laws
    @given(data=st.data())
    def test_references_are_ids_of_the_event(self, known, data):
        codec, draft = codec_of(known), data.draw(drafts(known.cls))
        recorded, _, _ = encoded(codec, draft)
        found = codec.references(recorded)
        assert set(codec.mentioned(recorded.data)) <= found
        if draft.assembly:
            assert ("assembly", draft.assembly) in found
        assert all(isinstance(id, str) and kind for kind, id in found)


MARK = "word-of-somebody"


def in_marked_words(data: Any) -> Any:
    """Return an attrs instance whose personal fields, at any depth, hold nothing but `MARK`."""
    if isinstance(data, tuple):
        return tuple(map(in_marked_words, data))
    if isinstance(data, dict):
        return {key: in_marked_words(value) for key, value in data.items()}
    if not attrs.has(type(data)):
        return data
    changes = {}
    for field in attrs.fields(type(data)):
        value = getattr(data, field.name)
        if not field.metadata.get("personal"):
            changes[field.name] = in_marked_words(value)
        elif isinstance(value, str):
            changes[field.name] = MARK
        elif field.name == "scores" and value is not None:
            changes[field.name] = {"s1": {MARK: 1}}
        elif value is not None:
            changes[field.name] = {"fr": MARK} if isinstance(value, dict) else (MARK,)
    return attrs.evolve(data, **changes)


def opened_word(text: str) -> object:
    return opened(text)[1]


def expected_without(data: Any, words: dict[str, str], kept: set[str]) -> Any:
    """Return what a reader sees of an event when only some words are kept, computed afresh."""
    left = {opened(words[one])[0] for one in kept}
    return _shown(data, "", left, gone=len(kept) < len(words))


def _shown(data: Any, where: str, left: set[str], *, gone: bool) -> Any:
    if isinstance(data, tuple):
        return [_shown(item, f"{where}/{n}", left, gone=gone) for n, item in enumerate(data)]
    if isinstance(data, frozenset):
        return sorted(data)
    if isinstance(data, dict):
        return {
            str(key): _shown(value, below(where, key), left, gone=gone)
            for key, value in data.items()
        }
    if not attrs.has(type(data)):
        return msgspec.to_builtins(data)
    shown = {}
    for field in attrs.fields(type(data)):
        value, place = getattr(data, field.name), below(where, field.name)
        never = field.metadata.get("secret", False)
        withheld = field.metadata.get("personal") and (place not in left or never)
        if withheld and (value is not None or gone):
            shown[field.name] = {"withheld": True}
        elif value is not None:
            shown[field.name] = _shown(value, place, left, gone=gone)
    return shown


def below(where: str, key: object) -> str:
    return f"{where}/{str(key).replace('~', '~0').replace('/', '~1')}"


class TestRetries:
    """The same act told again is one event; anything else under its id is a clash."""

    DRAFT = Draft(
        data=Small(member_id=MemberId("alim"), value=4),
        assembly="lachine",
        occurred=datetime(2017, 5, 1, 12, tzinfo=UTC),
    )

    @pytest.fixture
    def body(self):
        return encoded(CODEC, self.DRAFT)[1]

    @pytest.mark.parametrize(
        "changes",
        [{}, {"assembly": None}, {"occurred": None}, {"subject": "p-1"}, {"id": "other"}],
    )
    def test_the_same(self, body, changes):
        """What the caller left out is not compared; ids are the log's concern."""
        assert CODEC.told_again(msgspec.structs.replace(self.DRAFT, **changes), body, {})

    @pytest.mark.parametrize(
        "changes",
        [
            {"assembly": "verdun"},
            {"occurred": datetime(2017, 5, 1, 13, tzinfo=UTC)},
            {"occurred": datetime(2017, 5, 1, 8, tzinfo=timezone(timedelta(hours=-4)))},
            {"actor": Actor(role="delegate")},
            {"recorder": "secretary"},
            {"source": "PAPER"},
            {"batch": "b"},
            {"cause": "e0"},
            {"precision": "DAY"},
            {"provenance": "x"},
            {"data": Small(member_id=MemberId("alim"), value=5)},
            {"data": Small(member_id=MemberId("alim"), value="ABSTAIN")},
            {"data": Small(member_id=MemberId("alim"), value=4, late=False)},
            {"data": Free(payload={})},
        ],
    )
    def test_another(self, body, changes):
        assert not CODEC.told_again(msgspec.structs.replace(self.DRAFT, **changes), body, {})

    @pytest.mark.parametrize("damaged", [b"", b"[]", b'{"data":{}}', b"\xff"])
    def test_damaged_bytes_are_called_corrupt(self, damaged):
        with pytest.raises(CorruptLog):
            CODEC.told_again(self.DRAFT, damaged, {})

    def test_words(self):
        """Words at hand are compared; without them, only how many there are."""

        def told(**words):
            return Draft(data=Free(payload={"n": 1}, **words))

        _, body, words = encoded(CODEC, told(reason={"fr": "oui"}))
        assert CODEC.told_again(told(reason={"fr": "oui"}), body, words)
        assert not CODEC.told_again(told(reason={"fr": "non"}), body, words)
        assert CODEC.told_again(told(reason={"fr": "non"}), body, {})
        assert not CODEC.told_again(told(), body, words)
        assert not CODEC.told_again(told(), body, {})
        _, bare, _ = encoded(CODEC, told())
        assert not CODEC.told_again(told(reason={"fr": "oui"}), bare, {})

    def test_an_event_that_could_not_be_written_is_refused(self, body):
        for value in ("\ud800", object()):
            with pytest.raises(InvalidEvent):
                CODEC.told_again(small(member_id=value), body, {})


class TestUnknown:
    """What this program does not know is kept as it is, never dropped and never fatal."""

    @laws
    @given(
        st.from_regex(r"[a-z0-9-]{1,8}/[a-z0-9-]{1,8}", fullmatch=True),
        st.integers(1, 99),
        free_json,
    )
    def test_unknown_types_survive_byte_for_byte(self, name, version, data):
        unknown = Unknown(type=name, version=version, data=data)
        recorded, body, kept = encoded(CODEC, Draft(data=unknown, assembly="a"))
        assert kept == {}
        assert recorded == CODEC.decode(name, body, {})
        assert unknown == recorded.data
        again = Draft(data=recorded.data, assembly=recorded.assembly)
        assert body == encoded(CODEC, again)[1]
        assert CODEC.told_again(again, body, {})
        assert json.loads(body) == CODEC.plain(recorded)

    def test_a_newer_version_of_a_known_type_is_unknown(self):
        data = {"member_id": "alim", "value": 4, "colour": "red"}
        body = encoded(CODEC, Draft(data=Unknown(type="small", version=2, data=data)))[1]
        assert Unknown(type="small", version=2, data=data) == CODEC.decode("small", body, {}).data

    def test_words_of_unknown_events_are_never_opened(self):
        """Opened, they would be written into the log by whoever copies the event."""
        one, text = disclose("/reason", MARK)
        data = {"_sd": [one], "n": 1}
        draft = Draft(data=Unknown(type="vendor/x", version=1, data=data))
        _, body, _ = encoded(CODEC, draft)
        recorded = CODEC.decode("vendor/x", body, {one: text})
        assert data == recorded.data.data
        assert CODEC.told_again(draft, body, {one: text})
        assert body == encoded(CODEC, Draft(data=recorded.data))[1]

    def test_another_content_is_not_told_again(self):
        body = encoded(CODEC, Draft(data=Unknown(type="vendor/x", version=1, data={"n": 1})))[1]
        for other in (
            Unknown(type="vendor/x", version=1, data={"n": 2}),
            Unknown(type="vendor/x", version=2, data={"n": 1}),
            Unknown(type="vendor/y", version=1, data={"n": 1}),
        ):
            assert not CODEC.told_again(Draft(data=other), body, {})

    @pytest.mark.parametrize(
        ("name", "version"),
        [
            *((name, 1) for name in ("Not Kebab", "a/b/c", "../x", "", "vendor/x\n", "small")),
            ("vendor/x", 0),
            ("vendor/x", -1),
        ],
    )
    def test_what_is_not_unknown_is_refused(self, name, version):
        """A known type in the guise of an unknown one would get past every check."""
        with pytest.raises(InvalidEvent):
            encoded(CODEC, Draft(data=Unknown(type=name, version=version, data={})))

    @pytest.mark.parametrize("data", [{"a": 1.5}, {"é": 1}, {"a": {1}}, {1: 1}])
    def test_unknown_data_is_held_to_the_same_limits(self, data):
        with pytest.raises(InvalidEvent):
            encoded(CODEC, Draft(data=Unknown(type="vendor/x", version=1, data=data)))


def test_class_names_do_not_matter():
    """The name on disk is a literal: the class may be renamed or moved."""
    elsewhere = Registry()

    @elsewhere.event("small")
    class Renamed:
        """The same event, in another program."""

        member_id: MemberId
        value: Score
        late: bool | None = None

    _, body, _ = encoded(CODEC, small())
    assert (
        Renamed(member_id=MemberId("alim"), value=4)
        == Codec(elsewhere).decode("small", body, {}).data
    )
