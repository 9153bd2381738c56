"""What can be audited: logs, folders of lines, and lines that are not all sound."""

from __future__ import annotations

import pytest

import collectif
from collectif.auditing.audit import audited
from collectif.demo import record_evening
from collectif.errors import CollectifError
from collectif.exchange.jsonl import export_jsonl
from collectif.exchange.registry import Terms


@pytest.fixture(scope="module")
def evening(tmp_path_factory):
    """Return the evening as a log, as lines with words, and as lines without."""
    folder = tmp_path_factory.mktemp("evening")
    with record_evening(folder / "evening.db") as collective:
        export_jsonl(collective, folder / "wordless", Terms())
        export_jsonl(collective, folder / "worded", Terms(with_words=True))
        private = collective.log.store.private
        bundle = folder / "bundle"
        bundle.mkdir()
        (bundle / "events.jsonl").write_bytes((folder / "wordless" / "events.jsonl").read_bytes())
        lines = "".join(f"{one.text}\n" for one in private.disclosures())
        (bundle / "disclosures.txt").write_text("not a disclosure\n" + lines, "ascii")
    return folder


@pytest.mark.parametrize("form", ["evening.db", "worded", "wordless", "bundle"])
def test_every_form_comes_to_the_same(evening, form):
    found, log = audited(evening / form), audited(evening / "evening.db")
    assert [] == list(found.findings) == collectif.audit(str(evening / form))
    assert (log.size, log.root, log.digests, log.derived) == (
        found.size, found.root, found.digests, found.derived,
    )  # fmt: skip
    noted = {note.code for note in found.notes}
    assert ({"words"} if form == "wordless" else set()) == noted


def lines_of(evening):
    return (evening / "wordless" / "events.jsonl").read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize(
    ("spoil", "seq"),
    [
        (lambda lines: [*lines[:40], *lines[41:]], 40),
        (lambda lines: [*lines[:40], lines[41], lines[40], *lines[42:]], 40),
        (lambda lines: [*lines[:7], lines[7].replace(b'{"', b'{ "', 1), *lines[8:]], 7),
        (lambda lines: [*lines, lines[0]], 923),
        (lambda lines: [*lines[:100], b"\n", *lines[100:]], 100),
        (lambda lines: [*lines[:100], b"x" * 70000 + b"\n", *lines[100:]], 100),
    ],
)
def test_lines_that_no_log_could_hold_are_named(evening, tmp_path, spoil, seq):
    path = tmp_path / "spoilt.jsonl"
    path.write_bytes(b"".join(spoil(lines_of(evening))))
    found = audited(path)
    assert [("line", seq)] == [(one.code, one.seq) for one in found.findings]
    assert seq == found.derived["events"] == found.size


@pytest.mark.parametrize("what", ["nothing", "empty", "middle", "text"])
def test_what_cannot_be_audited_says_why_in_three_sentences(evening, tmp_path, what):
    (tmp_path / "empty").mkdir()
    (tmp_path / "middle").mkdir()
    (tmp_path / "middle" / "events.jsonl").write_bytes(b"".join(lines_of(evening)[500:]))
    (tmp_path / "text").write_text("not a log", "ascii")
    with pytest.raises(CollectifError) as told:
        collectif.audit(tmp_path / what)
    assert all((told.value.what, told.value.why, told.value.mend))


def test_an_audit_writes_nothing(evening, tmp_path):
    path = tmp_path / "evening.db"
    path.write_bytes((evening / "evening.db").read_bytes())
    before = path.read_bytes()
    collectif.audit(path)
    assert before == path.read_bytes()
