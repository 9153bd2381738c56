"""This module is about receipts: whom they may be given to, and what they still say later."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import collectif
from collectif.cli import main
from collectif.errors import InvalidInput, UnknownName
from collectif.evidence import verify as alone
from collectif.evidence.checkpoints import Signer
from collectif.evidence.keys import SigningKey, write_key
from collectif.evidence.paper import MOST, write_qr
from collectif.evidence.receipts import receipt_of
from collectif.testing.given import given
from collectif.testing.room import SCORING


def asked(path, event, *options):
    """Ask for a receipt on the command line."""
    return CliRunner().invoke(main, ["receipt", str(path), event, *map(str, options)])


@pytest.fixture
def key(tmp_path):
    signing = SigningKey.new("receipts.example/log")
    write_key(signing, tmp_path / "log.key")
    return signing.key


class TestErased:
    def test_a_receipt_outlives_the_words(self, signed, tmp_path):
        """With the words while its holder keeps them; without them in a receipt of today."""
        trust = signed.trust
        with collectif.open(signed.path, read_only=True) as collective:
            kept = receipt_of(collective.log, "w3")
            erased = receipt_of(collective.log, "w1")
        assert [
            alone.opened(one)[1] for one in kept.openings if "verbatim" in str(alone.opened(one))
        ] == ["Un jardin, 3"]
        assert not any("Un jardin" in str(alone.opened(one)) for one in erased.openings)
        for receipt in (kept, erased):
            assert alone.check_receipt(alone.parse_receipt(str(receipt)), trust).findings == []

    def test_words_of_another_event_are_refused(self, signed):
        with collectif.open(signed.path, read_only=True) as collective:
            one, other = (receipt_of(collective.log, id) for id in ("w3", "w4"))
        mixed = one._replace(openings=other.openings)
        found = alone.check_receipt(mixed, signed.trust).findings
        assert {f.code for f in found} == {"words"}


class TestSealed:
    """A score of a sealed round: while it is open, a receipt is its own member's."""

    @pytest.fixture
    def log(self, tmp_path, key):
        path = tmp_path / "log.db"
        given(*SCORING, url=path).collective.close()
        with collectif.open(path, signer=Signer.at(tmp_path / "log.key")) as collective:
            collective.noting(id="mine").score(
                round="r1", member="loge", proposal="s1", criterion="levier", value=4
            )
            collective.checkpoint()
        return path

    @pytest.mark.parametrize("role", ["public", "secretary", "auditor", "delegate:alim"])
    def test_not_for_others(self, log, role):
        said = asked(log, "mine", "--as", role)
        assert said.exit_code == 2
        assert "no receipt" in said.stderr
        assert "value" not in said.stdout

    def test_for_its_member(self, log, key):
        said = asked(log, "mine", "--as", "delegate:loge", "--format", "json")
        receipt = alone.parse_receipt(json.loads(said.stdout)["receipt"])
        assert json.loads(receipt.event)["data"]["value"] == 4
        assert alone.check_receipt(receipt, alone.Trust(keys=(key,))).findings == []


class TestAsking:
    def test_what_is_not_there(self, signed):
        with collectif.open(signed.path, read_only=True) as collective, pytest.raises(UnknownName):
            receipt_of(collective.log, "nowhere")

    def test_what_is_not_signed_yet(self, signed, tmp_path):
        with collectif.open("memory:") as collective:
            event = collective.found(name="Lachine", territory="Montréal")
            with pytest.raises(InvalidInput, match="collectif checkpoint"):
                receipt_of(collective.log, event.id)

    def test_no_file_is_overwritten(self, signed, tmp_path):
        there = tmp_path / "there"
        there.write_text("mine")
        for option in ("--to", "--qr"):
            assert asked(signed.path, "w3", option, there).exit_code == 2
        assert there.read_text() == "mine"


class TestPaper:
    def test_a_code_holds_the_receipt_byte_for_byte(self, signed, tmp_path):
        """Its modules are those of the text as bytes, at the lowest level of correction."""
        import segno

        with collectif.open(signed.path, read_only=True) as collective:
            text = str(receipt_of(collective.log, "w3"))
        write_qr(text, tmp_path / "w3.svg")
        assert (tmp_path / "w3.svg").read_bytes().startswith(b"<?xml")
        write_qr(text, tmp_path / "w3.txt")
        code = segno.make_qr(text.encode(), error="l", mode="byte", boost_error=False)
        assert len(text.encode()) <= MOST
        assert (
            len((tmp_path / "w3.txt").read_text("utf-8").splitlines()) >= code.symbol_size()[0] // 2
        )

    def test_too_long_for_a_code(self, tmp_path):
        with pytest.raises(InvalidInput, match="does not fit"):
            write_qr("x" * (MOST + 1), tmp_path / "x.svg")
        assert not (tmp_path / "x.svg").exists()
