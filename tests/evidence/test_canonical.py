"""The one spelling of an event, held against the published vectors and against other encoders.

Laws: what is accepted is spelled canonically; every canonical spelling is accepted and reads back
as what was spelled; whatever bytes come, there is an answer or an `InvalidJSON`, in good time.
"""

import json
import struct
import time
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from collectif.errors import InvalidEvent, InvalidJSON
from collectif.record.canonical import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_INTEGER,
    accept,
    canonical,
    parse,
    spelled,
)
from collectif.testing.events import plain_values

VECTORS = Path(__file__).resolve().parents[2].parent / "shared" / "vectors"

needs_vectors = pytest.mark.skipif(
    not VECTORS.is_dir(), reason="the published vectors (shared/vectors) are not at hand"
)


def vectors(name: str) -> list[Any]:
    """Return the cases of a vector file; none, so that nothing is collected, without it."""
    path = VECTORS / name
    return json.loads(path.read_text("utf-8"))["cases"] if path.is_file() else []


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


@needs_vectors
class TestJsonCanonicalizationScheme:
    """RFC 8785: within the restrictions the same bytes, outside them a refusal."""

    OUTSIDE = {  # noqa: RUF012
        "french": "not ASCII",
        "values": "is a float",
        "weird": "not ASCII",
    }

    @pytest.mark.parametrize("case", vectors("rfc8785_jcs.json"), ids=lambda case: case["name"])
    def test_published_objects(self, case):
        """Floats that are whole (56.0) are read as JavaScript reads them: as whole numbers."""
        value = json.loads(case["input"], parse_float=_as_javascript)
        expected = bytes.fromhex(case["output_hex"])
        if case["name"] in self.OUTSIDE:
            with pytest.raises(InvalidEvent, match=self.OUTSIDE[case["name"]]):
                canonical(value)
            with pytest.raises(InvalidJSON):
                accept(expected)
        else:
            assert expected == canonical(value)
            assert value == accept(expected)

    @pytest.mark.parametrize("case", vectors("rfc8785_jcs.json"), ids=lambda case: case["name"])
    def test_inputs_are_not_canonical(self, case):
        with pytest.raises(InvalidJSON):
            accept(case["input"].encode())

    @pytest.mark.parametrize("name", ["rfc8785_numbers.json", "es6_numbers_1000.json"])
    def test_published_numbers(self, name):
        """Whole numbers within 2**53 - 1 are spelled as published; the others are refused."""
        within = 0
        for case in vectors(name):
            bits, text = case if isinstance(case, list) else (case["ieee754"], case["text"])
            (number,) = struct.unpack(">d", bytes.fromhex(bits.zfill(16)))
            with pytest.raises(InvalidEvent, match="is a float"):
                canonical(number)
            if number == number and number % 1 == 0 and abs(number) <= MAX_INTEGER:
                within += 1
                assert text.encode() == canonical(int(number))
                assert number == accept(text.encode())
            else:
                with pytest.raises(InvalidJSON):
                    accept((text or "NaN").encode())
        assert within > 0


def _as_javascript(text: str) -> float | int:
    number = float(text)
    return int(number) if number.is_integer() and abs(number) <= MAX_INTEGER else number


@cache
def suite() -> list[tuple[str, str, bytes]]:
    """Return name, expectation and bytes of each file; the one too large to store is made anew."""
    cases = []
    for case in vectors("json_test_suite.json"):
        body = bytes.fromhex(case["hex"]) if "hex" in case else b'[{"":' * 50_000 + b"\n"
        assert case.get("sha256") in (None, sha256(body).hexdigest())
        cases.append((case["file"], "reject" if case["expect"] == "n" else case["expect"], body))
    return cases


@needs_vectors
class TestJsonTestSuite:
    """Nicolas Seriot's JSONTestSuite: what must be refused is, and why more is refused."""

    def test_nothing_that_must_be_rejected_is_accepted(self):
        assert [
            name for name, expect, body in suite() if expect == "reject" and accepts(body)
        ] == []

    def test_never_another_exception(self):
        for _, _, body in suite():
            accepts(body)

    def test_what_is_accepted_is_canonical(self):
        for _, _, body in suite():
            if accepts(body):
                assert body == canonical(accept(body))

    def test_more_is_refused_for_three_reasons_alone(self):
        """A float, a key that is named twice, or another spelling than the canonical one."""
        refused = {
            name: reason(body)
            for name, expect, body in suite()
            if expect == "accept" and not accepts(body)
        }
        explained = {name: why(name, body) for name, _, body in suite() if name in refused}
        assert explained == refused
        assert {"float", "spelling", "twice"} == set(refused.values())

    def test_how_many_are_refused(self):
        """Counted once by hand, so that no change goes unseen."""
        refused = [n for n, expect, body in suite() if expect == "accept" and not accepts(body)]
        assert len(refused) == 55


def accepts(body: bytes) -> bool:
    """Whether bytes are accepted; any exception but `InvalidJSON` breaks the test."""
    try:
        accept(body)
    except InvalidJSON:
        return False
    return True


REASONS = {
    "is not a whole number": "float",
    "is not spelled canonically": "spelling",
    "names the same key twice": "twice",
    "a key that is not ASCII": "key",
    "is beyond 2**53 - 1": "large",
}


def reason(body: bytes) -> str:
    """Return, in a word, why bytes are refused."""
    with pytest.raises(InvalidJSON) as refusal:
        accept(body)
    return next(word for words, word in REASONS.items() if words in refusal.value.what)


def why(name: str, body: bytes) -> str:
    """Return, in a word, why sound JSON is refused: found by other means than the reader's."""
    odd: list[str] = []

    def pairs(found):
        if len(dict(found)) < len(found):
            odd.append("twice")
        elif not all(key.isascii() for key, _ in found):
            odd.append("key")
        return dict(found)

    value = json.loads(body, object_pairs_hook=pairs, parse_float=lambda _: odd.append("float"))
    if odd:
        return odd[0]
    assert rfc8785.dumps(value) != body, name
    return "spelling"


class TestHostileBytes:
    """Row by row: what other readers take, and this one does not."""

    REFUSED = {  # noqa: RUF012
        "NaN": b'{"a":NaN}',
        "Infinity": b'{"a":Infinity}',
        "-Infinity": b'{"a":-Infinity}',
        "1e400": b'{"a":1e400}',
        "1e-400": b'{"a":1e-400}',
        "1.0": b'{"a":1.0}',
        "1e2": b'{"a":1e2}',
        "-0": b'{"a":-0}',
        "-0.0": b'{"a":-0.0}',
        "01": b'{"a":01}',
        "+1": b'{"a":+1}',
        "2^53": b'{"a":9007199254740992}',
        "-2^53": b'{"a":-9007199254740992}',
        "2^64": b'{"a":18446744073709551616}',
        "4,300 digits": b'{"a":' + b"9" * 4300 + b"}",
        "5,000 digits": b'{"a":' + b"9" * 5000 + b"}",
        "60,000 digits": b'{"a":' + b"9" * 60_000 + b"}",
        "a key twice": b'{"a":1,"a":2}',
        "a key twice with one value": b'{"a":1,"a":1}',
        "a key twice, once escaped": b'{"a":1,"\\u0061":2}',
        "a key escaped for nothing": b'{"\\u0061":2}',
        "a lone surrogate": b'{"a":"\\ud800"}',
        "a lone low surrogate": b'{"a":"\\udc00"}',
        "a lone surrogate as a key": b'{"\\ud800":1}',
        "surrogates the wrong way round": b'{"a":"\\udc00\\ud800"}',
        "a pair of surrogates, escaped": b'{"a":"\\ud83d\\ude00"}',
        "a surrogate in UTF-8": b'{"a":"\xed\xa0\x80"}',
        "an overlong NUL": b'{"a":"\xc0\x80"}',
        "an overlong slash": b'{"a":"\xc0\xaf"}',
        "beyond Unicode": b'{"a":"\xf4\x90\x80\x80"}',
        "UTF-16 with BOM": '{"a":1}'.encode("utf-16"),
        "UTF-16 big-endian": '{"a":1}'.encode("utf-16-be"),
        "UTF-32": '{"a":1}'.encode("utf-32"),
        "BOM": b'\xef\xbb\xbf{"a":1}',
        "latin-1": '{"a":"é"}'.encode("latin-1"),
        "a space": b'{"a": 1}',
        "a space before": b' {"a":1}',
        "a newline after": b'{"a":1}\n',
        "a form feed": b'\x0c{"a":1}',
        "a no-break space": b'\xc2\xa0{"a":1}',
        "key order": b'{"b":1,"a":2}',
        "an escaped slash": b'{"a":"\\/"}',
        "an escaped letter": b'{"a":"\\u0041"}',
        "upper-case hex": b'{"a":"\\u001F"}',
        "a long escape for a short one": b'{"a":"\\u000a"}',
        "an escaped delete": b'{"a":"\\u007f"}',
        "an escaped e acute": b'{"a":"\\u00e9"}',
        "a raw NUL": b'{"a":"\x00"}',
        "a raw newline": b'{"a":"\n"}',
        "NUL after": b'{"a":1}\x00',
        "a key that is not ASCII": '{"é":1}'.encode(),
        "composed and decomposed keys": '{"e\u0301":1,"é":2}'.encode(),
        "two values": b'{"a":1}{"a":1}',
        "a comma too many": b'{"a":1,}',
        "a comment": b'{"a":1/**/}',
        "single quotes": b"{'a':1}",
        "no bytes": b"",
        "half an object": b'{"a":',
        "Python's None": b'{"a":None}',
        "depth 33": nested(33),
        "depth 1,000": nested(1_000),
        "depth 30,000": nested(30_000),
        "depth 100,000": nested(100_000),
        "depth 60,000, never closed": b"[" * 60_000,
        "depth 33 in objects": b'{"a":' * 33 + b"1" + b"}" * 33,
    }

    ACCEPTED = {  # noqa: RUF012
        "2^53 - 1": b'{"a":9007199254740991}',
        "-(2^53 - 1)": b'{"a":-9007199254740991}',
        "an escaped NUL": b'{"a":"\\u0000"}',
        "a bidirectional override": '{"a":"\u202e"}'.encode(),
        "a delete": b'{"a":"\x7f"}',
        "line separators": '{"a":"\u2028\u2029"}'.encode(),
        "beyond the BMP": '{"a":"\U0001f600\U0010ffff"}'.encode(),
        "non-characters": '{"a":"\ufffe\uffff"}'.encode(),
        "composed and decomposed texts": '{"a":"e\u0301","b":"é"}'.encode(),
        "the empty key": b'{"":1}',
        "brackets in texts": b'{"a":"' + b"[{" * 100 + b'"}',
        "quotes and brackets in texts": b'{"a":"' + b'\\"[\\\\' * 100 + b'"}',
        "a scalar": b"true",
        "depth 32": nested(32),
        "depth 32 in objects": b'{"a":' * 32 + b"1" + b"}" * 32,
        "wide, not deep": b"[" + b",".join([b"[]"] * 1000) + b"]",
    }

    @pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
    def test_refused(self, body):
        with pytest.raises(InvalidJSON) as refusal:
            accept(body)
        assert all(sentence.endswith(".") for sentence in refusal.value.args)

    @pytest.mark.parametrize("body", ACCEPTED.values(), ids=ACCEPTED)
    def test_accepted(self, body):
        assert body == canonical(accept(body))

    def test_size(self):
        largest = b'"' + b"a" * (MAX_BYTES - 2) + b'"'
        assert len(largest) == 65_535
        assert largest == canonical(accept(largest))
        too_large = b'"' + b"a" * (MAX_BYTES - 1) + b'"'
        with pytest.raises(InvalidJSON, match="65536 bytes"):
            accept(too_large)
        with pytest.raises(InvalidEvent, match="65536 bytes"):
            canonical("a" * (MAX_BYTES - 1))

    @pytest.mark.parametrize(
        "body",
        [
            b"[" * 33 + b'"' + b'\\"' * 32_000,
            b"[" * 33 + b'\\"' * 32_000,
            b"[" * 33 + b'"\\\n' * 16_000,
            b'"' * 65_535,
            b"[" * 33 + b'"' * 65_001,
        ],
    )
    def test_no_bytes_take_long(self, body):
        """A string that never ends once cost nine seconds: the scan began anew at each quote."""
        start = time.perf_counter()
        with pytest.raises(InvalidJSON):
            accept(body)
        assert time.perf_counter() - start < 1


class TestHostileValues:
    """What cannot be written, with the place where it stands."""

    @pytest.mark.parametrize(
        ("value", "place", "why"),
        [
            (1.5, "the whole value", "float"),
            ({"a": [1, 2.0]}, "/a/1", "float"),
            ({"a": float("nan")}, "/a", "float"),
            ({"a": 2**53}, "/a", "2**53"),
            ({"a": -(2**53)}, "/a", "2**53"),
            ({"a": 10**5000}, "/a", "2**53"),
            ({"a": "x\ud800"}, "/a", "surrogate"),
            ({"\ud800": 1}, "the whole value", "not ASCII"),
            ({"a": {"é": 1}}, "/a", "not ASCII"),
            ({"a": {1: 1}}, "/a", "not ASCII text"),
            ({"a": {None: 1}}, "/a", "not ASCII text"),
            ({"a": b"x"}, "/a", "bytes"),
            ({"a": {1, 2}}, "/a", "set"),
            ({"a": type("Text", (str,), {})("x")}, "/a", "Text"),
            ({"a": msgspec.UNSET}, "/a", "UnsetType"),
        ],
    )
    def test_refused_by_place(self, value, place, why):
        with pytest.raises(InvalidEvent) as refusal:
            canonical(value)
        assert refusal.value.what.startswith(f"{place} ")
        assert why in refusal.value.what

    def test_a_circle_is_too_deep(self):
        circle: list[Any] = []
        circle.append(circle)
        with pytest.raises(InvalidEvent, match="nests deeper than 32"):
            canonical(circle)

    def test_depth(self):
        deep: Any = 1
        for _ in range(MAX_DEPTH):
            deep = [deep]
        assert deep == accept(canonical(deep))
        with pytest.raises(InvalidEvent, match="nests deeper than 32"):
            canonical([deep])


@given(plain_values)
def test_spelling_reads_back(value):
    assert value == accept(canonical(value))


@given(plain_values)
def test_every_encoder_writes_the_same_bytes(value):
    expected = canonical(value)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert expected == text.encode()
    assert expected == rfc8785.dumps(value)
    assert expected == orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    assert expected == msgspec.json.encode(value, order="sorted")
    assert expected == spelled(value)


@given(st.characters(codec="utf-8"))
def test_every_character_is_spelled_alike(character):
    assert canonical(character) == rfc8785.dumps(character) == orjson.dumps(character)


@given(st.binary(max_size=64))
def test_any_bytes_are_canonical_or_refused(body):
    if accepts(body):
        assert body == canonical(accept(body))


TOKENS = [
    *(b"[", b"]", b"{", b"}", b":", b",", b'"', b"\\", b" ", b"\n", b"\x00", b"null", b"true"),
    *(b"0", b"-", b"1", b"12", b".", b"e", b"E9", b'""', b'"a"', b'"\\u0061"', b"\\ud800"),
    *(b"\xc3\xa9", b"\xff", b"\xef\xbb\xbf", b"NaN", b"Infinity", b"9007199254740992"),
]


@given(st.lists(st.sampled_from(TOKENS), max_size=12).map(b"".join))
def test_any_tokens_are_canonical_or_refused(body):
    if accepts(body):
        assert body == canonical(accept(body))


@given(plain_values.map(canonical), st.data())
def test_mutants_are_canonical_or_refused(body, data):
    """Bytes cut out, put in or replaced: an answer that spells those bytes, or `InvalidJSON`."""
    start = data.draw(st.integers(0, len(body)))
    stop = data.draw(st.integers(start, min(start + 4, len(body))))
    mutant = body[:start] + data.draw(st.sampled_from([b"", *TOKENS])) + body[stop:]
    if accepts(mutant):
        assert mutant == canonical(accept(mutant))


@given(plain_values)
def test_other_spellings_are_refused(value):
    """The same value, spelled in any other way, is not the same event."""
    for other in (json.dumps(value, indent=1), json.dumps(value), f" {json.dumps(value)}"):
        if other.encode() != canonical(value):
            with pytest.raises(InvalidJSON):
                accept(other.encode())


@given(plain_values)
def test_parsing_alone_forgives_the_spelling(value):
    assert value == parse(json.dumps(value, indent=1).encode())
