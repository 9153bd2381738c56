"""This module is about what tests of evidence share: a signed log, its key, its bundle."""

from __future__ import annotations

import hashlib
from pathlib import Path

import attrs
import pytest

import collectif
from collectif.evidence import verify as alone
from collectif.evidence.checkpoints import Signer
from collectif.evidence.keys import SigningKey, write_key
from collectif.exchange.bundle import export_bundle
from collectif.exchange.registry import Terms
from collectif.testing.sample import SteppingClock


@attrs.frozen(kw_only=True)
class Signed:
    """A small signed log.

    Attributes:
        path: The log.
        key: What verifies it.
        key_path: What signs it.
        events: The ids of its events.
    """

    path: Path
    key: alone.Key
    key_path: Path
    events: tuple[str, ...]

    @property
    def trust(self):
        return alone.Trust(keys=(self.key,))

    def record(self, path, key_path, *, wishes):
        """Record another log of the same kind."""
        return recorded(path, key_path, wishes=wishes)

    def bundle(self, to, **terms):
        since, policy = terms.pop("since", 0), terms.pop("policy", None)
        with collectif.open(self.path, read_only=True) as collective:
            told = Terms(**{"with_words": True} | terms)
            export_bundle(collective, to, told, since=since, policy=policy)
        return to


def recorded(path, key_path, *, wishes=12):
    """Record a founding, wishes with words and an erasure; sign it twice."""
    with collectif.open(path, clock=SteppingClock(), signer=Signer.at(key_path)) as collective:
        collective.found(name="Lachine", territory="Montréal")
        for n in range(wishes):
            collective.noting(id=f"w{n}", subject=f"p{n}").post_wish(
                wish=f"wish{n}", verbatim=f"Un jardin, {n}", medium="STICKY"
            )
            if n == wishes // 2:
                collective.checkpoint()
        collective.redact(target="w1", fields=["verbatim"], note="À sa demande.")
        collective.checkpoint()
        return tuple(event.id for event in collective.log.read())


@pytest.fixture(scope="session")
def signed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("signed")
    key_path = folder / "lachine.key"
    signing = SigningKey.new("lachine.example/essai")
    write_key(signing, key_path)
    path = folder / "log.db"
    events = recorded(path, key_path)
    return Signed(path=path, key=signing.key, key_path=key_path, events=events)


@pytest.fixture
def sealed_again():
    """Writes SHA256SUMS anew, as whoever changed a file could."""
    return _sealed_again


def _sealed_again(folder):
    """Write SHA256SUMS anew, as whoever changed a file could."""
    names = sorted(one.name for one in folder.iterdir() if one.name != alone.SUMS)
    sums = [f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}\n" for n in names]
    (folder / alone.SUMS).write_text("".join(sums))
