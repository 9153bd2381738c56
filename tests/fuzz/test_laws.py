"""Laws of every reader that has a writer: what is written reads back, and in one spelling.

`parse(format(x)) == x` for all x that can be written; and of bytes that are accepted at all,
`format(parse(b)) == b`. Sources: RFC 8785 and RFC 7493 for canonical JSON, RFC 9901 for
disclosures, C2SP signed-note for verifier keys, RFC 3339 for times, RFC 4180 for cells.
"""

from __future__ import annotations

import csv
import io
import json
from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from fuzz_parsers import read_key
from fuzz_running import unwell
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.acts.keys import key_problem
from collectif.counting import Profile
from collectif.counting.profiles.notation import written
from collectif.errors import CollectifError, InvalidJSON
from collectif.exchange.csv_cells import harmless, original
from collectif.exchange.grid_mapping import moment_of
from collectif.log.acceptance import Acceptance
from collectif.record.canonical import MAX_INTEGER, accept, canonical, parse
from collectif.record.codec import spelled_time
from collectif.record.disclosure import digest, disclose, opened
from collectif.testing.events import offsets

LAW = settings(max_examples=60, deadline=None)

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
keys = st.text(st.characters(max_codepoint=127), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=8,
)
names = st.text("abcdefgé", min_size=1, max_size=4)


@LAW
@given(values)
def test_canonical_json_reads_back_in_one_spelling(value):
    body = canonical(value)
    assert value == accept(body) == parse(body)
    assert body == canonical(accept(body))
    assert [value] == Acceptance().said([body])


@LAW
@given(anything, st.booleans(), st.sampled_from([(",", ":"), (", ", ": ")]))
def test_any_other_spelling_is_refused(value, ordered, separators):
    """Floats, odd keys, large numbers, halves of pairs, other orders, spaces: all or nothing."""
    text = json.dumps(value, sort_keys=ordered, separators=separators, ensure_ascii=False)
    body = text.encode("utf-8", "surrogatepass")
    if said := _read(accept, body):
        assert body == canonical(said[0])
    else:
        assert isinstance(Acceptance().said([body])[0], InvalidJSON)


@LAW
@given(st.text(max_size=10), anything.filter(lambda value: value == value))
def test_disclosures_read_back(name, value):
    one, text = disclose(name, value) if _has_bytes(name, value) else ("", "")
    if text:
        assert digest(text) == one
        assert repr((name, value)) == repr(opened(text))


@LAW
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12), st.binary(
    min_size=32, max_size=32))  # fmt: skip
def test_a_verifier_key_has_one_spelling(name, key):
    raw = b"\x01" + key
    hashed = sha256(name.encode() + b"\n" + raw).hexdigest()[:8]
    spelled = f"{name}+{hashed}+{b64encode(raw).decode()}"
    good = not set(name) & set("+ \t\n")
    assert good == (key_problem(spelled) is None)
    if good:
        read_key(spelled.encode())
        for other in (spelled[:-1], spelled + "=", spelled + "\n", spelled.replace("+", "+0", 1)):
            assert key_problem(other) is not None


@LAW
@given(st.lists(st.lists(names, unique=True, min_size=1, max_size=4), min_size=1, max_size=5))
def test_ballots_in_words_read_back(ballots):
    room = Profile.from_rankings(ballots, options=sorted({one for it in ballots for one in it}))
    assert room.options == Profile.from_text(written(room)).options
    assert _times(room) == _times(Profile.from_text(written(room)))


@LAW
@given(st.datetimes(timezones=offsets))
def test_times_read_back(moment):
    told = moment_of(spelled_time(moment), ZoneInfo("UTC"))
    assert (moment, False) == told
    assert moment.utcoffset() == datetime.fromisoformat(spelled_time(moment)).utcoffset()


@LAW
@given(st.lists(words.filter(lambda text: "\0" not in text), min_size=1, max_size=4))
def test_cells_of_text_read_back(texts):
    file = io.StringIO(newline="")
    csv.writer(file).writerow(map(harmless, texts))
    (row,) = csv.reader(io.StringIO(file.getvalue(), newline=""))
    assert [text or None for text in texts] == list(map(original, row))


@LAW
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body):
    assert _read(parse, body) or not _read(accept, body)


def _read(reader, body):
    """Return what a reader says of bytes, in a list; an empty one if it refuses them, well said."""
    try:
        return [reader(body)]
    except CollectifError as error:
        refusal = error
    assert unwell(refusal) is None
    return []


def _times(profile):
    return sorted(written(profile).split("; "))


def _has_bytes(*said) -> bool:
    try:
        json.dumps(said, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
