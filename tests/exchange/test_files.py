"""This module is about files of strangers: what is no plain file of its folder is never read."""

from __future__ import annotations

import io
import os
import time
import zipfile
from pathlib import Path

import pytest

import collectif
from collectif.errors import InvalidInput
from collectif.exchange.packed import MAX_PARTS, MAX_UNPACKED, refuse_bomb
from collectif.exchange.reading import MAX_BYTES, Source
from collectif.exchange.registry import importers
from collectif.log.plain import Unfit, open_plain, read_plain

pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
devices = pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")

NAMES = {
    "grid": "grid.csv",
    "jsonl": "events.jsonl",
    "polis": "comments.csv",
    "script": "script.json",
}
"""Format -> a file that its reader opens, in the folder that it is given."""


def refused(format, path):
    """Return why an importer refuses a path, which it must do at once and recording nothing."""
    with collectif.open("memory:") as log:
        began = time.monotonic()
        with pytest.raises(InvalidInput) as told:
            importers()[format](path, log)
        assert time.monotonic() - began < 2
        assert log.log.size == 0
    return str(told.value)


class TestPlain:
    def test_a_file_is_read_whole(self, tmp_path):
        """And not one byte more than it may have."""
        (tmp_path / "x").write_bytes(b"abc")
        assert read_plain(tmp_path / "x", 3, inside=tmp_path) == b"abc"
        with pytest.raises(Unfit, match="larger than 2 bytes"):
            read_plain(tmp_path / "x", 2)

    def test_a_hole_of_a_terabyte_is_refused_by_its_size(self, tmp_path):
        """Nothing of it is read."""
        with (tmp_path / "x").open("wb") as file:
            file.truncate(1 << 40)
        with pytest.raises(Unfit, match="larger"):
            read_plain(tmp_path / "x", MAX_BYTES)

    def test_what_is_not_there_and_what_is_a_folder(self, tmp_path):
        """A name says that there is no file."""
        for path in (tmp_path, tmp_path / "none", tmp_path / "none" / "x"):
            with pytest.raises(Unfit, match="not a file"):
                open_plain(path)

    def test_a_link_counts_by_where_it_leads(self, tmp_path):
        """Inside its folder it is a file like any other; a reader may name any link."""
        (tmp_path / "in").mkdir()
        (tmp_path / "secret").write_bytes(b"secret")
        (tmp_path / "in" / "own").write_bytes(b"own")
        (tmp_path / "in" / "good").symlink_to("own")
        (tmp_path / "in" / "bad").symlink_to(tmp_path / "secret")
        assert read_plain(tmp_path / "in" / "good", 9, inside=tmp_path / "in") == b"own"
        assert read_plain(tmp_path / "in" / "bad", 9) == b"secret"
        with pytest.raises(Unfit, match="leads out of the folder"):
            read_plain(tmp_path / "in" / "bad", 9, inside=tmp_path / "in")


class TestImporters:
    @pytest.mark.parametrize("format", ["grid", "jsonl", "polis"])
    def test_links_that_lead_out_of_a_folder(self, format, tmp_path):
        """A folder of a stranger shows nothing of the reader's own machine."""
        (tmp_path / "secret").write_text("root:x:0:0")
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / NAMES[format]).symlink_to(tmp_path / "secret")
        assert "leads out of the folder" in refused(format, tmp_path / "in")

    @pipes
    @pytest.mark.parametrize("format", sorted(NAMES))
    @pytest.mark.parametrize("whole", [True, False])
    def test_pipes(self, format, whole, tmp_path):
        """Opening one would wait for ever for somebody to write."""
        (tmp_path / "in").mkdir()
        os.mkfifo(tmp_path / "in" / NAMES[format])
        told = refused(format, tmp_path / "in" / NAMES[format] if whole else tmp_path / "in")
        assert "not a file" in told or "no such folder" in told

    @devices
    @pytest.mark.parametrize("format", sorted(NAMES))
    @pytest.mark.parametrize("whole", [True, False])
    def test_devices(self, format, whole, tmp_path):
        """Reading one would never end; a link to one leads out of the folder."""
        (tmp_path / NAMES[format]).symlink_to("/dev/zero")
        told = refused(format, Path("/dev/zero") if whole else tmp_path)
        wanted = ("not a file", "no such folder", "leads out of the folder")
        assert any(one in told for one in wanted)

    @pipes
    @pytest.mark.parametrize("command", ["verify", "log", "replay"])
    def test_logs(self, command, tmp_path):
        """A log is a plain file too."""
        from click.testing import CliRunner

        from collectif.cli import main

        os.mkfifo(tmp_path / "x.db")
        for path in (tmp_path / "x.db", Path("/dev/zero")):
            began = time.monotonic()
            said = CliRunner().invoke(main, [command, str(path)])
            assert (said.exit_code, said.stdout) == (2, "")
            assert time.monotonic() - began < 2


def workbook(**parts):
    """Return a zip of these parts, packed as tightly as it goes."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return Source("grid.xlsx", raw.getvalue())


class TestPacked:
    def test_a_gibibyte_in_a_mebibyte(self):
        """As DEFLATE packs it at best, 1032 to 1; refused without unpacking."""
        raw = io.BytesIO()
        with (
            zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
            packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
        ):
            for _ in range(1024):
                part.write(bytes(1 << 20))
        bomb = Source("grid.xlsx", raw.getvalue())
        assert len(bomb.raw) < 5 << 20
        began = time.perf_counter()
        with pytest.raises(InvalidInput, match=f"more than {MAX_UNPACKED} bytes"):
            refuse_bomb(bomb)
        assert time.perf_counter() - began < 0.1

    def test_a_smaller_one_is_refused_by_its_ratio(self):
        """64 MiB of nothing."""
        with pytest.raises(InvalidInput, match="more than 100 times its size"):
            refuse_bomb(workbook(sheet=bytes(64 << 20)))

    def test_a_zip_that_lies_about_a_size_is_cut_there(self, tmp_path):
        """Python's zipfile unpacks no more than what the directory says, then finds it wrong."""
        honest = workbook(sheet=bytes(64 << 20)).raw
        size = (64 << 20).to_bytes(4, "little")
        lying = honest.replace(size, (1000).to_bytes(4, "little"))
        (tmp_path / "grid.xlsx").write_bytes(lying)
        assert "cannot be read" in refused("grid", tmp_path / "grid.xlsx")

    def test_many_parts(self):
        """Each costs time, however small."""
        with pytest.raises(InvalidInput, match=f"more than {MAX_PARTS} parts"):
            refuse_bomb(workbook(**{f"p{n}": b"" for n in range(MAX_PARTS + 1)}))

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    @pytest.mark.parametrize("before", ["", "<!--" + "x" * 100_000 + "-->"])
    def test_definitions(self, encoding, before):
        """A billion laughs: ten definitions, each ten times the one before."""
        laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
        first = f'<?xml version="1.0" encoding="{encoding}"?>'
        xml = f"{first}{before}<!DOCTYPE x [{laughs}]><x>&l9;</x>"
        with pytest.raises(InvalidInput, match="'sheet' defines entities"):
            refuse_bomb(workbook(sheet=xml.encode(encoding)))

    def test_what_is_sound_passes(self):
        """A text that speaks of a document type is only a text."""
        refuse_bomb(workbook(sheet=b"<x>&lt;!DOCTYPE x></x>", image=b"<!DOCTYPE"))
