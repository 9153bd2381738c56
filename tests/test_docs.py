"""This module is about the documentation: it says what the program does, and leads somewhere."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
SEATTLE = ROOT.parent / "shared" / "data" / "polis_seattle15"
NAMES = [str(page.relative_to(DOCS)) for page in PAGES]


COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
"""A command, and what the page says that it prints."""


def blocks(page, language):
    block = re.compile(rf"^```{language}\n(.*?)^```", re.DOTALL | re.MULTILINE)
    return block.findall(page.read_text("utf-8"))


def slug(title):
    """Return the anchor that a heading has."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


WITH_COMMANDS = [page for page in PAGES if any("$ collectif" in b for b in blocks(page, "bash"))]


@pytest.fixture(scope="module")
def generator():
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate_reference.py")
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(DOCS))
        spec.loader.exec_module(module)
    return module


class TestReference:
    def test_pages_are_current(self, generator):
        """Run docs/generate_reference.py after a change of events, of refusals or of cases."""
        for name, text in generator.pages_written().items():
            assert text == (DOCS / "reference" / name).read_text("utf-8")

    def test_every_event_and_field_is_documented(self, generator):
        """Each has a heading, and a row that says what it is."""
        page = (DOCS / "reference" / "events.md").read_text("utf-8")
        sections = dict(re.findall(r"^### (\S+)\n(.*?)(?=^##|\Z)", page, re.DOTALL | re.MULTILINE))
        for known in generator.own_events():
            told = generator.described(known.cls)
            for field in known.cls.__attrs_attrs__:
                assert told.get(field.name), f"{known.cls.__name__}.{field.name} is not described"
                assert f"| `{field.name}` |" in sections[known.name]

    def test_every_refusal_that_is_raised_has_words(self, generator):
        """In English and in French, with the same details to fill in."""
        source = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
        raised = set(re.findall(r'Refused\(\s*"(\w+)"', source))
        english, french = generator.refusals("en"), generator.refusals("fr")

        unworded = {code for code in raised - set(english) if not code.startswith("Unknown")}
        assert not unworded
        assert set(english) == set(french)
        for code, told in english.items():
            assert {"what", "why", "mend"} == set(told) == set(french[code])
            holes = [set(re.findall(r"{(\w+)", " ".join(t.values()))) for t in (told, french[code])]
            assert holes[0] == holes[1], code

    def test_envelope_is_documented(self):
        """Every key, and no other."""
        from collectif.record.envelope import Recorded

        page = (DOCS / "reference" / "formats.md").read_text("utf-8")
        section = page.split("## The envelope")[1].split("## ")[0]
        assert set(Recorded.__struct_fields__) == set(re.findall(r"^\| `(\w+)` \|", section, re.M))

    def test_tables_are_documented(self, tmp_path):
        """Every table of both files, with its columns."""
        import sqlite3

        from collectif.demo import record_evening

        record_evening(tmp_path / "x.db").close()
        page = (DOCS / "reference" / "formats.md").read_text("utf-8")
        for file in ("x.db", "x.private.db"):
            connection = sqlite3.connect(tmp_path / file)
            names = [n for (n,) in connection.execute("select name from pragma_table_list"
                     " where schema = 'main' and name not like 'sqlite_%'")]  # fmt: skip
            for name in names:
                rows = connection.execute("select name from pragma_table_info(?)", (name,))
                columns = ", ".join(f"`{column}`" for (column,) in rows)
                assert f"| `{name}` | {columns} |" in page
            connection.close()


class TestPages:
    @pytest.mark.parametrize("name", NAMES)
    def test_links_lead_somewhere(self, name):
        """Files are there, and so are the headings in them."""
        page = DOCS / name
        for target in re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8")):
            if "://" in target:
                continue
            path, _, heading = target.partition("#")
            goal = (page.parent / path).resolve() if path else page
            assert goal.exists(), f"{target} in {name}"
            if heading:
                titles = re.findall(r"^#+ (.*)$", goal.read_text("utf-8"), re.MULTILINE)
                slugs = set(map(slug, titles))
                assert heading in slugs, f"{target} in {name}"

    def test_map_leads_to_every_page(self):
        """No page is lost: the map names it, or the page of its folder does."""
        told = (DOCS / "index.md").read_text("utf-8")
        rules = (DOCS / "reference" / "rules.md").read_text("utf-8")
        lost = [name for name in NAMES if name != "index.md" and f"({name})" not in told]
        assert [one for one in lost if f"({one.removeprefix('reference/')})" not in rules] == []

    @pytest.mark.parametrize("name", NAMES)
    def test_no_machine_is_named(self, name):
        """Pages are read elsewhere."""
        text = (DOCS / name).read_text("utf-8")
        assert not re.search(r"/(work|home|tmp|Users)/|localhost|127\.0\.0\.1", text)

    @pytest.mark.parametrize(
        "page", WITH_COMMANDS, ids=[str(page.relative_to(DOCS)) for page in WITH_COMMANDS]
    )
    def test_commands_say_what_the_page_says(self, page, tmp_path):
        """The Python of a page runs first, then its commands, in one folder."""
        if "15-per-hour" in page.read_text("utf-8"):
            if not SEATTLE.is_dir():
                pytest.skip(f"the Seattle conversation is not at {SEATTLE}")
            (tmp_path / "15-per-hour").symlink_to(SEATTLE)
        environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
        code = "\n".join(blocks(page, "python"))
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True,
                       capture_output=True, timeout=600)  # fmt: skip
        if "collectif demo lachine.db" not in page.read_text("utf-8"):
            from collectif.demo import record_scenario

            record_scenario(tmp_path / "lachine.db").close()
        for block in blocks(page, "bash"):
            for command, expected in COMMAND.findall(block):
                script = f'collectif() {{ "{sys.executable}" -m collectif "$@"; }}\n{command}'
                done = subprocess.run(["bash", "-c", script], cwd=tmp_path, env=environment,
                                      capture_output=True, encoding="utf-8", timeout=600,
                                      check=False)  # fmt: skip
                assert (done.returncode, done.stderr) == (0, ""), command
                if expected.strip():
                    assert expected.replace("\xa0", " ") == done.stdout.replace("\xa0", " ")


def modules():
    files = sorted((ROOT / "src" / "collectif").rglob("*.py"))
    names = (".".join(file.relative_to(ROOT / "src").with_suffix("").parts) for file in files)
    return [name.removesuffix(".__init__") for name in names if not name.endswith("__main__")]


@pytest.mark.parametrize("name", modules())
def test_examples_in_docstrings_are_right(name):
    """Every `>>>` in the source says what Python says."""
    module = importlib.import_module(name)
    failed, _ = doctest.testmod(module)
    assert failed == 0
