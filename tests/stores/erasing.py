"""Words that are erased for good, over many logs: the harness behind test_residue.py.

Each log holds words of one person among those of others, every one of them unique. The person is
forgotten, and all files are searched for each word by `bytes.find`, which knows nothing of how the
library looks for itself (security.md 4.7: 30 databases, 1,500 values, 0 found).

    python tests/stores/erasing.py --databases 30 --words 50
    python tests/stores/erasing.py --databases 30 --words 50 --plant no-vacuum
"""

from __future__ import annotations

import argparse
import json
import tempfile
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from pathlib import Path
from random import Random

import attrs
import pytest

from collectif.evidence.verify import verify_consistency, verify_inclusion
from collectif.log.files import File
from collectif.log.log import Log
from collectif.log.merkle import leaf_hash
from collectif.log.sqlite import SQLitePrivateStore, SQLiteStore
from collectif.projections.ranking import results
from collectif.record.disclosure import Disclosure, disclose
from collectif.testing.given import given
from collectif.testing.room import SCORING, rectified, scored

GONE = "person-to-be-forgotten"
ROUGH = ' «"\\/é\n😀'
"""What JSON, UTF-8 and Base64 spell in ways of their own."""


@attrs.frozen(kw_only=True)
class Outcome:
    """What became of one log.

    Attributes:
        erased: How many unique words were to go.
        left: How many of them, or the name of the person, stand in a file afterwards.
        clean: What the library's own scan says.
        proofs: How many proofs that were given before still verify, of `given`.
        given: How many proofs were given.
        same: Whether the rankings, the agreement and the root of what was before are unchanged.
    """

    erased: int
    left: int
    clean: bool
    proofs: int
    given: int
    same: bool


def run(folder: Path, seed: int, count: int) -> Outcome:
    """Record, prove, forget, and search."""
    random = Random(seed)
    case = given(*SCORING, url=folder / "log.db")
    collective = case.collective
    for member, proposal in ("alim", "s2"), ("loge", "s1"), ("jeune", "s1"), ("jeune", "s2"):
        for criterion in ("priorite", "levier"):
            scored(member, proposal, criterion, random.randrange(1, 6))(collective)
    words = spoken(collective, random, count)
    log = collective.log
    for other in range(5):  # which lets SQLite move the words of those who stay
        if collective.words_of(f"person-{other}"):
            collective.forget(subject=f"person-{other}")
    texts = [one.text for one in log.store.private.disclosures() if one.subject == GONE]
    before, proofs = told(collective, log.size), list(proven(log))
    with log.scanning() as scan:
        collective.forget(subject=GONE, asked_by="SUBJECT")
    good = sum(still_holds(log, *proof) for proof in proofs)
    same = before == told(collective, before[1].size) and log.verify().sound
    left = searched(folder, [*words, *texts, GONE])
    collective.close()
    return Outcome(
        erased=count,
        left=left + searched(folder, [*words, *texts, GONE]),
        clean=scan.residue.clean,
        proofs=good,
        given=len(proofs),
        same=same,
    )


def spoken(collective, random: Random, count: int) -> list[str]:
    """Let one person speak among others, in words of all lengths, some of them put right."""
    words, n = [], 0
    while len(words) < count:
        n += 1
        said = unique(random)
        subject = GONE if random.random() < 0.5 else f"person-{random.randrange(7)}"
        collective.noting(subject=subject, id=f"k{n}").comment(
            comment=f"c{n}", target="s1", text=said, stance="SUPPORT"
        )
        words += [said] if subject == GONE else []
        if subject == GONE and len(words) < count and random.random() < 0.2:
            words.append(unique(random))
            rectified(f"k{n}", {"text": words[-1]})(collective.noting(subject=GONE))
    return words


def unique(random: Random) -> str:
    """Return words that nobody else says, of a few or of thousands of letters."""
    length = random.choice((9, 20, 20, 60, 60, 200, 900, 6000))
    letters = "".join(random.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(length))
    return letters + random.choice(ROUGH) + f"{random.getrandbits(64):016x}"


def told(collective, size: int):
    """Return what must not change: every ranking with its agreement, and the first events."""
    ranked = {id: (one.ranking, one.agreement) for id, one in results(collective.view()).items()}
    return ranked, collective.log.at(size).head()


def proven(log: Log):
    """Yield proofs of earlier sizes: that events are there, and that nothing before changed."""
    size = log.size
    for old in range(1, size, max(1, size // 12)):
        then = log.at(old)
        (row,) = log.store.rows(old - 1, old)
        yield then.head(), old - 1, row.body, then.inclusion(old - 1)


def still_holds(log: Log, head, seq: int, body: bytes, path) -> bool:
    """Whether a proof of an earlier size holds, and leads to the log as it is now."""
    (row,) = log.store.rows(seq, seq + 1)
    now = log.head()
    proof = log.consistency(head.size)
    return (
        row.body == body
        and verify_inclusion(leaf_hash(row.body), seq, head.size, path, head.root)
        and verify_consistency(head.size, now.size, head.root, now.root, proof)
    )


def searched(folder: Path, words: list[str]) -> int:
    """Return how many words stand in any file, in any spelling, whole or by their last bytes."""
    found = 0
    contents = [path.read_bytes() for path in sorted(folder.iterdir())]
    for word in words:
        found += any(one in data for one in spellings(word) for data in contents)
    return found


def spellings(word: str) -> list[bytes]:
    """Return the ends of words as they may stand in a file: the last 24 bytes are unique."""
    spelled = {word.encode(), json.dumps(word)[1:-1].encode(),
               json.dumps(word, ensure_ascii=False)[1:-1].encode()}  # fmt: skip
    tails = [one[-24:] for one in spelled]
    coded = [
        urlsafe_b64encode(b"x" * shift + one)[4:-4].rstrip(b"=")
        for one in tails
        for shift in range(3)
    ]
    return [*tails, *coded]


def one_by_one(folder: Path, seed: int, count: int) -> int:
    """Keep 300 words, forget `count` of them one after another, and return how many are left.

    Removing words lets SQLite move those that stay for now, and leave copies of them behind.
    """
    random = Random(seed)
    store = SQLiteStore(folder / f"{seed}.db").private
    store.file.connection().execute("pragma synchronous = off")
    told = []
    for _ in range(300):
        said = f"{random.getrandbits(128):032x}" + "x" * random.choice((0, 0, 10, 40, 200, 900))
        digest, text = disclose("/text", {"fr": said}, entropy=random.randbytes)
        told.append(Disclosure(digest, f"e{random.getrandbits(60):x}", "somebody", text))
    for first in range(0, len(told), 10):
        store.keep(told[first : first + 10])
    random.shuffle(told)
    for one in told[:count]:
        store.forget([one.digest])
    store.file.close()
    data = b"".join(path.read_bytes() for path in folder.glob(f"{seed}.*"))
    return sum(one.text[:48].encode() in data for one in told[:count])


@contextmanager
def planted(plant: str | None):
    """Break what erases."""
    with pytest.MonkeyPatch.context() as patch:
        if plant in ("no-vacuum", "neither"):
            patch.setattr(File, "vacuum", lambda self: None)
        if plant in ("no-secure-delete", "neither"):
            forget = SQLitePrivateStore.forget

            def carelessly(self, digests):
                self.file.connection().execute("pragma secure_delete = off")
                forget(self, digests)

            patch.setattr(SQLitePrivateStore, "forget", carelessly)
        yield


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--databases", type=int, default=30)
    parser.add_argument("--words", type=int, default=50)
    parser.add_argument("--plant", choices=["no-vacuum", "no-secure-delete", "neither"])
    asked = parser.parse_args()
    outcomes = []
    with planted(asked.plant):
        for seed in range(asked.databases):
            with tempfile.TemporaryDirectory() as folder:
                outcomes.append(run(Path(folder), seed, asked.words))
    print(
        f"{sum(one.erased for one in outcomes)} words in {len(outcomes)} logs:"
        f" {sum(one.left for one in outcomes)} left; {sum(one.clean for one in outcomes)} scans"
        f" clean; {sum(one.proofs for one in outcomes)} of"
        f" {sum(one.given for one in outcomes)} proofs hold;"
        f" {sum(one.same for one in outcomes)} logs otherwise unchanged"
    )


if __name__ == "__main__":
    main()
