"""The fast acceptance of many bodies, held to the rule of `record.canonical.accept`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from collectif.errors import InvalidJSON
from collectif.log.acceptance import Acceptance
from collectif.record.canonical import MAX_BYTES, accept, canonical
from collectif.testing.events import plain_values

VECTORS = Path(__file__).resolve().parents[2].parent / "shared" / "vectors"
NEIGHBOUR = b'{"a":[1,"\xc3\xa9",null],"b":{}}'
"""A sound body, to stand beside a suspect one."""

ACCEPTANCE = Acceptance()

deep = [b"[" * n + b"]" * n for n in (31, 32, 33, 34, 400, 30_000)]
deep += [b'{"a":' * n + b"1" + b"}" * n for n in (31, 32, 33, 34)]
odd = [
    b'{"a":1,"a":1}',
    b'{"a":1,"a":2}',
    b'{"a":1,"\\u0061":2}',
    b'{"b":1,"a":2}',
    b'{"a": 1}',
    b' {"a":1}',
    b'{"a":1} ',
    b'{"a":1}\n',
    b'\n{"a":1}',
    b'{"a":\n1}',
    b'{"a":1}\n{"a":1}',
    b'{"a":1}{"a":1}',
    b'{"a":1},{"a":1}',
    b'{"a":[1',
    b"2]}",
    b"",
    b"\n",
    b"\xef\xbb\xbf{}",
    b'{"a":1.0}',
    b'{"a":1.5}',
    b'{"a":-0}',
    b'{"a":-0.0}',
    b'{"a":1e5}',
    b'{"a":1e400}',
    b"[1.5]",
    b"[0,1.5]",
    b"1.5",
    b'{"a":01}',
    b'{"a":NaN}',
    b'{"a":Infinity}',
    b'{"a":9007199254740991}',
    b'{"a":-9007199254740991}',
    b'{"a":9007199254740992}',
    b'{"a":-9007199254740992}',
    b'{"a":18446744073709551616}',
    b"[" + b"9" * 4300 + b"]",
    b'{"t":"1.5,1.5:1.5[1.5","u":"9007199254740993"}',
    '{"é":1}'.encode(),
    '{"a":"é\\":"}'.encode(),
    '{"é\\"x":1}'.encode(),
    '{"a":{"b\\\\é":1}}'.encode(),
    '{"a":"é","b":"ü: \\" :"}'.encode(),
    b'{"a":"\xff"}',
    b'{"\xff":1}',
    b'{"a":"\\ud800"}',
    b'{"a":"\\u00e9"}',
    b'{"a":"\\/"}',
    b'{"a":"\\n\\u0001\x7f"}',
    b'{"a":"\\u001F"}',
    b'{"a":"\x01"}',
    b'{"a":"\\ud83d\\ude00"}',
    b'{"a":"' + b"x" * (MAX_BYTES - 8) + b'"}',
    b'{"a":"' + b"x" * (MAX_BYTES - 7) + b'"}',
    *deep,
]


def rule(body: Any) -> Any:
    try:
        return accept(body)
    except InvalidJSON as refusal:
        return str(refusal)


def agrees(body: bytes) -> None:
    """The verdict on a body is that of the rule, alone and among others."""
    for bodies in ([body], [NEIGHBOUR, body], [body, NEIGHBOUR, NEIGHBOUR], [body, body]):
        said = ACCEPTANCE.said(bodies)
        shown = [str(one) if isinstance(one, InvalidJSON) else one for one in said]
        expected = [rule(one) for one in bodies]
        assert shown == expected
        assert repr(shown) == repr(expected)  # True is not 1, and 1.0 is not 1


@pytest.mark.parametrize("body", odd, ids=lambda body: repr(body[:30]))
def test_what_is_odd_is_judged_by_the_rule(body: bytes) -> None:
    agrees(body)


def test_the_published_suite_is_judged_by_the_rule() -> None:
    """JSONTestSuite, alone and all of it at once."""
    path = VECTORS / "json_test_suite.json"
    if not path.exists():
        pytest.skip(f"the published vectors are not here: {path}")
    cases = json.loads(path.read_text("utf-8"))["cases"]
    bodies = [bytes.fromhex(case["hex"]) for case in cases if "hex" in case]
    assert len(bodies) > 300
    for body in bodies:
        agrees(body)
    refused = [isinstance(one, InvalidJSON) for one in ACCEPTANCE.said(bodies)]
    assert refused == [type(rule(body)) is str and _is_refused(body) for body in bodies]


def _is_refused(body: bytes) -> bool:
    try:
        accept(body)
    except InvalidJSON:
        return True
    return False


def test_bodies_that_only_make_sense_together_are_refused() -> None:
    for bodies in ([b'{"a":[1', b"2]}", b"{}\n{}"], [b'{"a":1},{"a":2}', b""], [b"1\n2", b""]):
        assert all(isinstance(one, InvalidJSON) for one in ACCEPTANCE.said(bodies))


@pytest.mark.parametrize("body", [None, "text", 7, 1.5, True])
def test_what_is_not_bytes_is_refused(body: object) -> None:
    sound, refused = ACCEPTANCE.said([NEIGHBOUR, body])
    assert sound == accept(NEIGHBOUR)
    assert isinstance(refused, InvalidJSON)


def test_every_character_is_spelled_as_the_rule_spells_it() -> None:
    for first in range(0, 0x110000, 4096):
        text = "".join(map(chr, range(first, first + 4096)))
        text = "".join(one for one in text if not "\ud800" <= one <= "\udfff")
        body = canonical({"t": text})
        assert ACCEPTANCE.said([body]) == [{"t": text}]
        assert ACCEPTANCE._plainly([body]) == [{"t": text}]


@given(st.lists(plain_values, min_size=1, max_size=5))
def test_canonical_bodies_are_accepted(values: list[Any]) -> None:
    bodies = [canonical(value) for value in values]
    assert ACCEPTANCE.said(bodies) == [rule(body) for body in bodies]


@given(plain_values, st.data())
@example({"a": "é", "b": 1}, None)
def test_a_changed_byte_is_judged_by_the_rule(value: Any, data: Any) -> None:
    body = bytearray(canonical(value))
    if data is not None:
        for _ in range(data.draw(st.integers(1, 3))):
            position = data.draw(st.integers(0, len(body) - 1))
            body[position] = data.draw(st.sampled_from(b'"\\,:[]{}0123456789.eE- \n\xc3\xa9atu'))
    agrees(bytes(body))
