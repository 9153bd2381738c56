"""This module is about giving a log out and taking one in, from the command line."""

from __future__ import annotations

import json

import pytest


class TestJsonl:
    def test_there_and_back_again(self, cli, lachine, tmp_path):
        """The same size and root, in text and in JSON, in both languages."""
        told = cli("export", "jsonl", lachine, "--to", tmp_path / "out", "--format", "json").json
        again = cli("import", "jsonl", tmp_path / "out", "--into", tmp_path / "x.db")
        checked = cli("verify", tmp_path / "x.db", "--format", "json").json

        assert again.status == 0
        assert (923, told["root"]) == (checked["size"], checked["root"])
        french = cli("export", "jsonl", lachine, "--to", tmp_path / "fr", "--lang", "fr")
        assert f"923 faits, racine {told['root']}" == french.lines[0]
        assert "perdu" in french.out

    def test_strict_tells_by_the_status(self, cli, lachine, tmp_path):
        """Words that are withheld are lost; the files are written all the same."""
        one = cli("export", "jsonl", lachine, "--to", tmp_path / "a", "--strict")
        other = cli("export", "jsonl", lachine, "--to", tmp_path / "b", "--strict", "--with-words")

        assert (1, 0) == (one.status, other.status)
        assert (tmp_path / "a" / "events.jsonl").exists()
        assert cli("import", "jsonl", tmp_path / "a", "--into", tmp_path / "x.db",
                   "--strict").status == 1  # fmt: skip
        assert cli("import", "jsonl", tmp_path / "b", "--into", tmp_path / "y.db",
                   "--strict").status == 0  # fmt: skip

    def test_a_damaged_line_leaves_no_log(self, cli, lachine, tmp_path):
        """The event is named, and no new file stays."""
        cli("export", "jsonl", lachine, "--to", tmp_path / "x.jsonl")
        lines = (tmp_path / "x.jsonl").read_bytes().replace(b'"value":4', b'"value": 4', 1)
        (tmp_path / "x.jsonl").write_bytes(lines)
        said = cli("import", "jsonl", tmp_path / "x.jsonl", "--into", tmp_path / "x.db")

        assert (said.status, said.out) == (2, "")
        assert "Event 80 cannot be taken over" in said.err
        assert not (tmp_path / "x.db").exists()


class TestScript:
    def test_into_a_new_log(self, cli, script, lachine, tmp_path):
        """The events are those of the demo; the salts are not."""
        said = cli("import", "script", script, "--into", tmp_path / "x.db", "--strict")
        ours = cli("log", tmp_path / "x.db", "--format", "json").json

        assert (said.status, said.lines[0]) == (0, "Recorded 923 events; the log holds 923.")
        assert len(ours) == 923
        assert ours[0]["recorded"] == "2016-09-15T09:00:00-04:00"
        again = cli("import", "script", script, "--into", tmp_path / "x.db", "--lang", "fr")
        assert again.lines[0].startswith("Déjà inscrit")

    @pytest.mark.parametrize(("lang", "word"), [("en", "Step 7 (e-x): "), ("fr", "Étape 7 (e-x)")])
    def test_a_refused_step_is_named_in_the_language_of_the_reader(
        self, cli, script, tmp_path, lang, word
    ):
        """And no new log stays."""
        steps = json.loads(script.read_text("utf-8"))
        steps[6] = steps[5] | {"id": "e-x"}
        (tmp_path / "x.json").write_text(json.dumps(steps), "utf-8")
        said = cli("import", "script", tmp_path / "x.json", "--into", tmp_path / "x.db",
                   "--lang", lang)  # fmt: skip

        assert (said.status, said.out) == (2, "")
        assert word in said.err
        assert not (tmp_path / "x.db").exists()


class TestArguments:
    def test_unknown_format(self, cli, lachine, tmp_path):
        """The known ones are named."""
        said = cli("export", "smoke", lachine, "--to", tmp_path / "out")
        assert said.status == 2
        assert "jsonl" in said.err

    def test_mapping_where_none_is_taken(self, cli, script, tmp_path):
        """A script needs none."""
        said = cli("import", "script", script, "--into", tmp_path / "x.db", "--mapping", script)
        assert said.status == 2
        assert "takes no mapping" in said.err
        assert list(tmp_path.iterdir()) == []

    def test_a_log_that_is_not_there(self, cli, tmp_path):
        """Nothing is made."""
        said = cli("export", "jsonl", tmp_path / "none.db", "--to", tmp_path / "out")
        assert said.status == 2
        assert list(tmp_path.iterdir()) == []

    def test_a_place_that_is_taken(self, cli, lachine, tmp_path):
        """Nothing is replaced."""
        (tmp_path / "mine").write_text("mine")
        said = cli("export", "jsonl", lachine, "--to", tmp_path)
        assert (said.status, said.out) == (2, "")
        assert [one.name for one in tmp_path.iterdir()] == ["mine"]

    def test_a_size_that_the_log_never_had(self, cli, lachine, tmp_path):
        """The error says which there are."""
        said = cli("export", "jsonl", lachine, "--to", tmp_path / "out", "--known-at", 5000)
        assert said.status == 2
        assert "from 0 to 923" in said.err


class TestGrid:
    @pytest.fixture
    def grid(self, tmp_path):
        path = tmp_path / "grid.csv"
        path.write_text("Organisme;Scénario;Levier\nAlim;Jardin;4\nLoge;Jardin;2\n", "utf-8")
        return path

    def test_into_a_new_log(self, cli, grid, tmp_path):
        """With a report in the language of the reader; twice records nothing."""
        for lang, word in (("en", "inferred: The scale"), ("fr", "déduit\xa0: L'échelle")):
            said = cli("import", "grid", grid, "--into", tmp_path / f"{lang}.db", "--lang", lang)
            assert (said.status, said.err) == (0, "")
            assert word in said.out
            assert cli("verify", tmp_path / f"{lang}.db").status == 0
        again = cli("import", "grid", grid, "--into", tmp_path / "en.db", "--format", "json").json
        assert (False, again["events"]) == (again["new"], again["size"])
        assert cli("replay", tmp_path / "en.db").status == 0

    def test_a_refused_grid_leaves_no_log(self, cli, grid, tmp_path):
        """The cell is named."""
        grid.write_text(grid.read_text("utf-8").replace(";4", ";4,5"), "utf-8")
        said = cli("import", "grid", grid, "--into", tmp_path / "x.db")
        assert (said.status, said.out) == (2, "")
        assert "row 2, column 3: '4,5'" in said.err
        assert not (tmp_path / "x.db").exists()

    def test_a_mapping_that_is_not_there(self, cli, grid, tmp_path):
        """No log is begun."""
        said = cli("import", "grid", grid, "--into", tmp_path / "x.db", "--mapping", "none.toml")
        assert said.status == 2
        assert "none.toml" in said.err
        assert not (tmp_path / "x.db").exists()


class TestCsv:
    def test_a_folder_of_tables(self, cli, lachine, tmp_path):
        """With what is withheld, in text and in JSON."""
        told = cli("export", "csv", lachine, "--to", tmp_path / "out", "--format", "json").json
        assert (922, 59) == (told["counts"]["events"], told["counts"]["withheld"])
        assert set(told["files"]) == {file.name for file in (tmp_path / "out").iterdir()}
        french = cli("export", "csv", lachine, "--to", tmp_path / "fr", "--lang", "fr",
                     "--licence", "CC0-1.0", "--known-at", 70)  # fmt: skip
        assert french.status == 0
        assert "CC0-1.0" in (tmp_path / "fr" / "README.md").read_text("utf-8")
        assert "masqués" in french.out

    def test_an_illustrative_log_says_so_in_its_tables(self, cli, lachine, tmp_path):
        """People and programs that hold only the folder are told."""
        cli("export", "csv", lachine, "--to", tmp_path / "out")
        page = (tmp_path / "out" / "README.md").read_text("utf-8")
        package = (tmp_path / "out" / "datapackage.json").read_text("utf-8")
        assert "RECONSTITUTION ILLUSTRATIVE" in page
        assert "ILLUSTRATIVE RECONSTRUCTION" in page
        assert "ILLUSTRATIVE RECONSTRUCTION" in package

    def test_the_page_says_in_french_what_the_tables_hold(self, cli, lachine, tmp_path):
        """English words stand in the English half."""
        cli("export", "csv", lachine, "--to", tmp_path / "out")
        page = (tmp_path / "out" / "README.md").read_text("utf-8")
        french, english = page.split("\n---\n")
        assert "| comment-made.csv | 15 | Intervention consignée |" in french
        assert "Intervention consignée: something said or written" in english

    def test_a_folder_in_no_folder(self, cli, lachine, tmp_path):
        """The folder that lacks is named, and nothing is made."""
        said = cli("export", "csv", lachine, "--to", tmp_path / "no" / "out")
        assert said.status == 2
        assert f"There is no folder {tmp_path / 'no'}." in said.err


@pytest.mark.parametrize(
    "asked",
    [("report", "x.html"), ("minutes", "x.md"), ("export prov", "x.json"),
     ("export cloudevents", "x.jsonl")],
)  # fmt: skip
def test_a_file_in_a_folder_that_is_not_there_is_named(cli, lachine, tmp_path, asked):
    """The file that was asked for, not one on its way; and before any work is done."""
    command, name = asked
    path = tmp_path / "nowhere" / name
    for lang, said in (("en", "There is no folder"), ("fr", "Il n'y a pas de dossier")):
        done = cli(*command.split(), lachine, "--to", path, "--lang", lang)
        assert done.status == 2
        assert str(path) in done.err
        assert said in " ".join(done.err.split())
        assert ".collectif-" not in done.err
