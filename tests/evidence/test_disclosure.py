"""Personal words: RFC 9901 disclosures, one spelling, fresh salts, nothing to guess from."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectif.errors import InvalidInput
from collectif.record.disclosure import SALT_BYTES, Disclosure, digest, disclose, opened
from collectif.testing.events import plain_values, texts

VECTORS = Path(__file__).resolve().parents[2].parent / "shared" / "vectors"
ALPHABET = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.mark.skipif(
    not VECTORS.is_dir(), reason="the published vectors (shared/vectors) are not at hand"
)
def test_published_disclosure():
    """RFC 9901, section 4.2.3: the digest is over the text as it travels."""
    for case in json.loads((VECTORS / "sd_jwt_disclosures.json").read_text("utf-8"))["cases"]:
        assert case["digest_b64url"] == digest(case["disclosure"])
        assert opened(case["disclosure"]) == ("family_name", "Möbius")
        kept = Disclosure(case["digest_b64url"], "e1", None, case["disclosure"])
        assert kept.opened == ("family_name", "Möbius")


def test_published_spelling_of_the_json():
    """The JSON inside is spelled as in the RFC, so its published disclosure can be made again."""
    salt = urlsafe_b64decode("_26bc4LT-ac6q2KI6cBW5es=")
    text = encoded(
        json.dumps([encoded(salt), "family_name", "Möbius"], ensure_ascii=False).encode()
    )
    made, disclosure = disclose("family_name", "Möbius", entropy=lambda size: salt[:size])
    assert digest(disclosure) == made
    assert opened(text) == opened(disclosure)


@given(texts, plain_values)
def test_words_are_found_again(name, words):
    one, text = disclose(name, words)
    assert (name, words) == opened(text)
    assert one == digest(text)
    assert set(text) | set(one) <= ALPHABET


class TestSalt:
    def test_same_words_never_look_the_same(self):
        """Without its salt, a digest of known words cannot be recognised."""
        told = [disclose("/reason", "oui") for _ in range(200)]
        assert len({one for one, _ in told}) == 200
        assert len({text for _, text in told}) == 200
        guesses = {
            encoded(hashlib.sha256(guess).digest())
            for guess in (
                b"oui",
                b'"oui"',
                encoded(b'["/reason", "oui"]').encode(),
                encoded(b'["", "/reason", "oui"]').encode(),
            )
        }
        assert guesses.isdisjoint(one for one, _ in told)

    def test_sizes(self):
        """16 bytes of salt, 43 characters of digest, whatever the words are."""
        for words in ("", "x" * 60_000, None, ["a", {"b": 1}]):
            one, text = disclose("/reason", words)
            salt, _, _ = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            assert SALT_BYTES == 16 == len(urlsafe_b64decode(salt + "=="))
            assert len(one) == 43

    def test_entropy_is_injected(self):
        asked = []

        def fixed(size: int) -> bytes:
            asked.append(size)
            return bytes(range(size))

        assert disclose("/a", "x", entropy=fixed) == disclose("/a", "x", entropy=fixed)
        assert asked == [16, 16]

    def test_real_entropy_unless_told_otherwise(self):
        assert secrets.token_bytes in (disclose.__kwdefaults__ or {}).values()

    @pytest.mark.parametrize("size", [0, 8, 15, 17])
    def test_poor_entropy_is_refused(self, size):
        with pytest.raises(InvalidInput, match=f"gave {size} bytes"):
            disclose("/a", "x", entropy=lambda _: bytes(size))


class TestOpening:
    """There is one text for each disclosure; anything else is refused, and nothing else raised."""

    REFUSED = {  # noqa: RUF012
        "spare bits": "WyJhIiwgImIiLCAxXR",
        "padding": encoded(b'["a", "b", 11]') + "==",
        "standard alphabet": encoded('["a", "b", "\u00ff\u00fe\u00bf"]'.encode()).replace("_", "/"),
        "a space": encoded(b'["a", "b", 1]')[:4] + " " + encoded(b'["a", "b", 1]')[4:],
        "a newline": encoded(b'["a", "b", 1]') + "\n",
        "a foreign character": "é" + encoded(b'["a", "b", 1]'),
        "an impossible length": "WyJhI",
        "no text": "",
        "no JSON": encoded(b"hello"),
        "no UTF-8": encoded(b'["a", "b", "\xff"]'),
        "UTF-16": encoded('["a", "b", 1]'.encode("utf-16")),
        "a number": encoded(b"5"),
        "a text of three characters": encoded(b'"abc"'),
        "an object with three keys": encoded(b'{"a":1,"b":2,"c":3}'),
        "two items": encoded(b'["a", "b"]'),
        "four items": encoded(b'["a", "b", 1, 2]'),
        "a name that is no text": encoded(b'["a", 5, 1]'),
        "a salt that is no text": encoded(b'[5, "b", 1]'),
        "deep": encoded(b"[" * 100_000),
        "a huge number": encoded(b'["a", "b", ' + b"9" * 5000 + b"]"),
        "a surrogate": "\ud800",
    }

    @pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
    def test_refused(self, text):
        with pytest.raises(InvalidInput) as refusal:
            opened(text)
        assert all(sentence.endswith(".") for sentence in refusal.value.args)

    def test_spare_bits_in_every_position(self):
        """Of the texts that decode to the same bytes, only the one that they encode to is taken."""
        for raw in (b'["a", "b", 1]', b'["a", "b", 11]', b'["a", "b", 111]'):
            text = encoded(raw)
            for last in ALPHABET - {text[-1]}:
                try:
                    opened(text[:-1] + last)
                except InvalidInput:
                    continue
                assert len(text) % 4 == 0, "other bits, not spare ones"

    @given(st.text(max_size=40))
    def test_any_text_opens_or_is_refused(self, text):
        digest(text)
        try:
            opened(text)
        except InvalidInput:
            return
        assert set(text) <= ALPHABET
