"""This module is about scoring grids: the shapes that people have, and what is made of them."""

from __future__ import annotations

import json
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import collectif
from collectif.demo import record_evening
from collectif.demo.lachine import scenario
from collectif.errors import CollectifError, InvalidInput, Refused
from collectif.exchange.grid import import_grid
from collectif.exchange.grid_words import plain, role_of, slug
from collectif.projections.ranking import results

openpyxl = pytest.importorskip("openpyxl")

CELLS = {
    ("1", "Alim", "Jardin", "Levier"): 4,
    ("1", "Alim", "Jardin", "Priorité"): 5,
    ("1", "Loge", "Jardin", "Levier"): "ABSTAIN",
    ("1", "Loge", "Jardin", "Priorité"): 2,
    ("1", "Alim", "Toit", "Levier"): 3,
    ("1", "Alim", "Toit", "Priorité"): 1,
    ("1", "Loge", "Toit", "Levier"): "CANNOT_JUDGE",
}
SAID = {"ABSTAIN": "abstention", "CANNOT_JUDGE": "ne peut pas juger"}


def spelled(value):
    return SAID.get(value, "" if value is None else str(value))


def long(separator=";", header="Organisme;Scénario;Critère;Cote", rounds=False):
    head = f"Tour;{header}" if rounds else header
    rows = [head.replace(";", separator)]
    for (round, *names), value in CELLS.items():
        cells = [*([round] if rounds else []), *names, spelled(value)]
        rows.append(separator.join(cells))
    return "\n".join(rows) + "\n"


def wide(separator=","):
    rows = [separator.join(["Membre", "Scénario", "Levier", "Priorité"])]
    for member in ("Alim", "Loge"):
        for proposal in ("Jardin", "Toit"):
            values = [CELLS.get(("1", member, proposal, c)) for c in ("Levier", "Priorité")]
            rows.append(separator.join([member, proposal, *map(spelled, values)]))
    return "\n".join(rows) + "\n"


def workbook(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def of_member(member):
    rows = [[None, "Levier", "Priorité"]]
    for proposal in ("Jardin", "Toit"):
        values = [CELLS.get(("1", member, proposal, c)) for c in ("Levier", "Priorité")]
        rows.append([proposal, *(SAID.get(v, v) for v in values)])
    return rows


@pytest.fixture
def log():
    with collectif.open("memory:") as collective:
        yield collective


@pytest.fixture
def write(tmp_path):
    def written(text, name="grille.csv", encoding="utf-8"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return written


def told(collective):
    """Return (round number, member, proposal, criterion) -> value, by the names of the grid."""
    names, numbers, found = {}, {}, {}
    for event in collective.log.read():
        data = event.data
        if event.type == "member-joined":
            names[data.member_id] = next(iter(data.name.values()))
        elif event.type == "proposal-submitted":
            names[data.proposal_id] = next(iter(data.title.values()))
        elif event.type == "criterion-proposed":
            names[data.criterion_id] = next(iter(data.label.values()))
        elif event.type == "round-opened":
            numbers[data.round_id] = str(data.number)
        elif event.type == "score-cast":
            cell = (data.member_id, data.proposal_id, data.criterion_id)
            found[numbers[data.round_id], *(names[one] for one in cell)] = data.value
    return found


class TestShapes:
    @pytest.mark.parametrize("separator", [";", ",", "\t"])
    @pytest.mark.parametrize(
        "header",
        ["Organisme;Scénario;Critère;Cote", "MEMBER;Proposal;criterion;Score",
         "membre;proposition;critères;note"],
    )  # fmt: skip
    def test_long(self, log, write, separator, header):
        """A row for each score, whatever separates the columns, in both languages."""
        done = import_grid(write(long(separator, header)), log)

        assert CELLS == told(log)
        assert (5, 2) == (done.report.counts["scores"], done.report.counts["silences"])
        assert log.log.verify().sound

    @pytest.mark.parametrize("separator", [";", ",", "\t"])
    def test_wide(self, log, write, separator):
        """A row for each member and proposal, a column for each criterion; blank is missing."""
        done = import_grid(write(wide(separator)), log)

        assert CELLS == told(log)
        assert done.report.counts["missing"] == 1

    def test_a_file_for_each_member(self, log, write, tmp_path):
        """In a folder; the file is called like the member."""
        for member in ("Alim", "Loge"):
            rows = of_member(member)
            text = "\n".join(";".join(map(spelled, row)) for row in rows)
            write(text, f"fiches/{member}.csv")
        import_grid(tmp_path / "fiches", log)
        assert CELLS == told(log)

    def test_a_sheet_for_each_member(self, log, tmp_path):
        """In a workbook; a sheet that holds no grid is named in the report."""
        sheets = {m: of_member(m) for m in ("Alim", "Loge")} | {"Notes": [["À revoir"]], "Vide": []}
        done = import_grid(workbook(tmp_path / "x.xlsx", sheets), log)

        assert CELLS == told(log)
        assert "Notes, Vide" in done.report.lost[1]["fr"]

    def test_a_sheet_for_each_round(self, log, tmp_path):
        """In the order of their numbers, whatever the order of the sheets."""
        rows = [line.split(",") for line in wide().splitlines()]
        first = [[int(c) if c.isdigit() else c or None for c in row] for row in rows]
        second = [first[0], ["Alim", "Jardin", 5, 5]]
        import_grid(workbook(tmp_path / "x.xlsx", {"Tour 2": second, "Tour 1": first}), log)
        assert told(log) == CELLS | {
            ("2", "Alim", "Jardin", "Levier"): 5, ("2", "Alim", "Jardin", "Priorité"): 5,
        }  # fmt: skip

    def test_several_rounds_in_one_table(self, log, write):
        """A column says which."""
        text = long(rounds=True) + "10;Alim;Jardin;Levier;2\n9;Alim;Jardin;Levier;1\n"
        import_grid(write(text), log)
        rounds = {cell[0] for cell in told(log)}
        assert rounds == {"1", "2", "3"}
        assert told(log)["2", "Alim", "Jardin", "Levier"] == 1

    def test_titles_totals_and_legends_are_not_read(self, log, write):
        """What a spreadsheet computed is not the truth; it is named in the report."""
        text = (
            "Grille du 30 novembre;;;;\n\n"
            "Membre;Scénario;Levier;Priorité;Total\n"
            "Poids;;3;1;\n"
            "Alim;Jardin;4;5;9\n"
            "Moyenne;;4;5;9\n"
            "1 = faible, 5 = fort;;;;\n"
        )
        done = import_grid(write(text), log)

        assert len(told(log)) == 2
        adopted = next(log.log.read(collectif.Query.about("criteria-adopted")))
        assert dict(adopted.data.weights) == {"levier": 3, "priorite": 1}
        assert "row 1" in done.report.lost[1]["en"]
        assert "Total" in done.report.lost[1]["en"]

    def test_comments_reasons_and_who_scored(self, log, write):
        """Words go where words go: erasable, and in the log only by their digests."""
        text = (
            "Organisme;Scénario;Critère;Cote;Motif;Commentaire;Déléguée\n"
            "Alim;Jardin;Levier;4;Parce que;Beau projet;Ada L.\n"
            "Alim;Jardin;Priorité;5;;Beau projet;Ada L.\n"
        )
        done = import_grid(write(text), log)

        events = {event.type: event for event in log.log.read()}
        reasons = [e.data.reason for e in log.log.read(collectif.Query.about("score-cast"))]
        assert {"fr": "Parce que"} in reasons
        assert events["comment-made"].data.text == {"fr": "Beau projet"}
        assert events["mandate-given"].data.bearer == "Ada L."
        assert (1, 1) == (done.report.counts["comments"], done.report.counts["reasons"])
        bodies = b"".join(row.body for row in log.log.store.rows(0, log.log.size))
        assert not any(word in bodies for word in (b"Parce", b"Beau", b"Ada"))


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    def test_of_text(self, log, write, encoding):
        """UTF-8 with and without a mark, and the one of old spreadsheets, which is told."""
        done = import_grid(write(long(), encoding=encoding), log)

        assert CELLS == told(log)
        told_so = any("Windows-1252" in one["en"] for one in done.report.inferred)
        assert told_so == (encoding == "cp1252")

    def test_line_ends_of_windows(self, log, write):
        """And quoted cells with line ends in them."""
        text = long().replace("\n", "\r\n").replace("Jardin", '"Jardin\r\nd\'hiver"')
        import_grid(write(text), log)
        assert ("1", "Alim", "Jardin d'hiver", "Levier") in told(log)


class TestMapping:
    TOML = """
        title = "Assemblée des Écluses"
        collective = { fr = "Les Écluses", en = "The Locks" }
        date = 2016-11-30T19:00:00-05:00
        timezone = "America/Montreal"
        assembly = "a1"
        convenor = "table"
        [columns]
        member = "Qui"
        [members]
        Alim = "alim"
        Loge = { id = "loge", kind = "INSTITUTION", name = "Loge-toit" }
        table = { id = "table", kind = "BACKBONE" }
        [proposals]
        Jardin = { id = "s1", title = "Un jardin", carriers = ["Loge"] }
        [criteria]
        Levier = { id = "lev", weight = 3, polarity = "LOWER_IS_BETTER" }
        [weights]
        "Priorité" = 2
        [rounds.1]
        opened = 2016-11-30T19:30:00-05:00
        closed = "2016-11-30T20:00:00-05:00"
        [scale]
        min = 0
        max = 7
        [silences]
        abstain = ["-"]
        cannot_judge = ["?"]
        [charter]
        min_scores_per_cell = 1
    """
    GRID = "Qui;Scénario;Levier;Priorité\nAlim;Jardin;-;7\nLoge;Jardin;?;0\n"

    def test_says_what_the_grid_does_not(self, log, write):
        """Ids, times, rules, words: nothing of it is inferred any more."""
        mapping = write(self.TOML, "m.toml")
        done = import_grid(write(self.GRID), log, mapping=mapping)
        events = {event.type: event for event in log.log.read()}

        assert told(log)["1", "Alim", "Un jardin", "Levier"] == "ABSTAIN"
        assert told(log)["1", "Loge-toit", "Un jardin", "Levier"] == "CANNOT_JUDGE"
        assert events["criteria-adopted"].data.weights == {"lev": 3, "priorite": 2}
        assert events["round-opened"].occurred.isoformat() == "2016-11-30T19:30:00-05:00"
        assert events["round-closed"].occurred.isoformat() == "2016-11-30T20:00:00-05:00"
        assert events["assembly-convened"].data.convenor == "table"
        assert events["proposal-submitted"].data.carriers == ("loge",)
        joined = [e.data for e in log.log.read(collectif.Query.about("member-joined"))]
        assert {one.member_id: one.voting for one in joined} == {
            "alim": True, "loge": True, "table": False,
        }  # fmt: skip
        charter = events["charter-adopted"].data.charter
        assert (0, 7, 1) == (charter.scale.min, charter.scale.max, charter.min_scores_per_cell)
        assert {"IMPORT"} == {event.source for event in log.log.read()}
        said = " ".join(one["en"] for one in done.report.inferred)
        for word in ("scale", "weights", "day of the assembly", "convened", "zone"):
            assert word not in said

    def test_a_scale_that_nobody_told_shows_its_ends(self, log, write):
        """One slip of a key makes the scale wide: the report says by which score."""
        done = import_grid(write(long().replace("Jardin;Priorité;5", "Jardin;Priorité;55")), log)
        said = " ".join(one["en"] for one in done.report.inferred)
        assert "from 0 to 100; the lowest score given is 1, the highest 55." in said

    def test_in_json(self, log, write):
        """The same, for programs."""
        mapping = write(json.dumps({"date": "2016-11-30", "scale": {"min": 1, "max": 5}}), "m.json")
        import_grid(write(long()), log, mapping=mapping)
        opened = next(log.log.read(collectif.Query.about("assembly-opened")))
        assert (opened.precision, opened.occurred.date().isoformat()) == ("DAY", "2016-11-30")

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("hello", "not TOML"),
            ("colour = 1", "unknown field `colour`"),
            ("date = 5", "neither a day nor a time"),
            ('date = "soon"', "neither a day nor a time"),
            ('timezone = "Moon/Sea"', "no time zone"),
            ("[scale]\nmin = 5\nmax = 1", "at least two grades"),
            ("[columns]\ncolour = 'x'", "columns"),
            ("[weights]\nLevier = 1.5", "weights"),
            ("[charter]\nscale = 5", "charter"),
            ("[members.Alim]\nkind = 'ROBOT'", "ROBOT"),
            ("[scale]\nmin = 1\nmax = 3", "row 2, column 4: 4 is not on the scale"),
        ],
    )
    def test_that_makes_no_sense_is_refused(self, log, write, text, problem):
        """In three sentences, and nothing is recorded."""
        with pytest.raises(CollectifError, match=problem):
            import_grid(write(long()), log, mapping=write(text, "m.toml"))
        assert log.log.size == 0

    def test_names_that_the_grid_does_not_know_are_reported(self, log, write):
        """A word that was mistyped would be lost silently."""
        mapping = write("[members]\nAlim = 'alim'\nAllim = 'x'", "m.toml")
        done = import_grid(write(long()), log, mapping=mapping)
        assert "Allim" in done.report.contradictory[0]["fr"]


SPOILT = {
    "decimal comma": ("Alim;Jardin;Levier;4,5", "row 2, column 4: '4,5' is not a whole number"),
    "decimal point": ("Alim;Jardin;Levier;4.5", "'4.5' is not a whole number"),
    "unknown word": ("Alim;Jardin;Levier;bof", "'bof' is neither a score nor a silence"),
    "no member": (";Jardin;Levier;4", "row 2, column 1: the member is missing"),
    "no criterion": ("Alim;Jardin;;4", "the criterion is missing"),
    "a cell twice": ("Alim;Jardin;Levier;4\nalim;JARDIN;Levier;4", "row 3.* at grille.csv, row 2"),
    "a quote that does not end": ('Alim;"Jardin;Levier;4', "it is not CSV"),
    "a huge number": ("Alim;Jardin;Levier;99999999999999999999", "neither a score nor"),
    "digits of elsewhere": ("Alim;Jardin;Levier;٣", "neither a score nor"),
    "true": ("Alim;Jardin;Levier;TRUE", "neither a score nor"),
    "NUL": ("Alim;Jardin\0;Levier;4", "NUL"),
}


class TestRefused:
    @pytest.mark.parametrize("case", SPOILT)
    def test_cells_are_named(self, log, write, case):
        """The file, the row and the column; nothing is recorded."""
        row, problem = SPOILT[case]
        with pytest.raises(InvalidInput, match=problem):
            import_grid(write(f"Organisme;Scénario;Critère;Cote\n{row}\n"), log)
        assert log.log.size == 0

    @pytest.mark.parametrize(
        ("raw", "problem"),
        [
            (b"", "headings"),
            (b"hello", "headings"),
            (b"a;b\n1;2\n", "headings"),
            ("Organisme;Scénario;Critère\nA;B;C\n".encode(), "no column of scores"),
            (b"Organisme;Proposal;Proposal;x\n", "two columns"),
            (b"Organisme;Proposal;x;x\nA;B;1;2\n", "heads two columns"),
            (b"Organisme;Proposal;x\n", "no score"),
            ("Organisme;Scénario;x\n".encode("utf-16"), "UTF-16"),
            (b"Organisme;Sc\x81nario;x\n", "neither UTF-8 nor"),
            (b"PK\x03\x04rest", "workbook under another name"),
            (b"Membre;Projet;x\nPoids;;1,5\nA;B;1", "weight"),
            (b"Membre;Projet;" + b";".join(b"c%d" % n for n in range(600)), "at most"),
        ],
    )
    def test_what_is_no_grid(self, log, write, raw, problem):
        """In three sentences."""
        with pytest.raises(InvalidInput, match=problem):
            import_grid(write(raw), log)
        assert log.log.size == 0

    @pytest.mark.parametrize("raw", [b"", b"hello", b"PK\x03\x04broken"])
    def test_what_is_no_workbook(self, log, write, raw):
        """Whatever the library that reads it says."""
        with pytest.raises(InvalidInput, match="not a workbook"):
            import_grid(write(raw, "x.xlsx"), log)

    def test_a_workbook_that_unpacks_to_too_much(self, log, tmp_path):
        """It is not unpacked to find out."""
        import zipfile

        with (
            zipfile.ZipFile(tmp_path / "x.xlsx", "w", zipfile.ZIP_DEFLATED) as packed,
            packed.open("xl/workbook.xml", "w") as file,
        ):
            for _ in range(300):
                file.write(b"\0" * 1024 * 1024)
        with pytest.raises(InvalidInput, match="unpacks"):
            import_grid(tmp_path / "x.xlsx", log)

    def test_an_empty_folder(self, log, tmp_path):
        """And a path where nothing is."""
        for path in (tmp_path, tmp_path / "none.csv"):
            with pytest.raises(InvalidInput):
                import_grid(path, log)

    def test_without_the_library(self, log, tmp_path, monkeypatch):
        """The error says how to install it."""
        path = workbook(tmp_path / "x.xlsx", {"Alim": of_member("Alim")})
        monkeypatch.setitem(sys.modules, "openpyxl", None)
        with pytest.raises(InvalidInput, match="pip install openpyxl"):
            import_grid(path, log)

    def test_a_day_to_come(self, log, write):
        """The rules of acts hold for imported ones."""
        with pytest.raises(Refused) as refused:
            import_grid(write(long()), log, mapping=write("date = 2990-01-01", "m.toml"))
        assert ("InTheFuture", 0) == (refused.value.code, log.log.size)


class TestFormulas:
    def test_count_as_last_computed(self, log, tmp_path, monkeypatch):
        """And are reported; one that was never computed is refused."""
        path = workbook(tmp_path / "x.xlsx", {"Alim": [*of_member("Alim"), ["Bus", "=1+1", 3]]})
        with pytest.raises(InvalidInput, match=r"row 4, column 2: the formula has never"):
            import_grid(path, log)

        import zipfile

        with zipfile.ZipFile(path) as packed:
            files = {one: packed.read(one) for one in packed.namelist()}
        files["xl/worksheets/sheet1.xml"] = (
            files["xl/worksheets/sheet1.xml"].replace(b"<v />", b"<v>2</v>")
            .replace(b"<v/>", b"<v>2</v>").replace(b"<v></v>", b"<v>2</v>")
        )  # fmt: skip
        with zipfile.ZipFile(path, "w") as packed:
            for one, raw in files.items():
                packed.writestr(one, raw)
        done = import_grid(path, log)
        assert told(log)["1", "Alim", "Bus", "Levier"] == 2
        assert any("1 cell(s) hold a formula" in one["en"] for one in done.report.inferred)


class TestIntoALog:
    def test_the_same_files_twice_record_nothing(self, log, write):
        """They are known by their digests; the report is the first one."""
        path = write(long())
        first, head = import_grid(path, log), log.log.head()
        again = import_grid(path, log)

        assert (True, False) == (first.new, again.new)
        assert first.report == again.report
        assert first.events == again.events == log.log.size
        assert head == log.log.head()

    def test_members_and_proposals_that_are_there_are_reused_by_their_id(self, write):
        """Because the mapping says so; the evening stays what it was."""
        mapping = write(
            "date = 2016-11-30T21:05:00-05:00\n"
            "[members]\nAlim = 'alim'\nLoge = 'loge'\n[proposals]\nJardin = 's5'\n"
            "[criteria]\nLevier = 'levier'\n'Priorité' = 'priorite'\n", "m.toml",
        )  # fmt: skip
        with record_evening("memory:") as log:
            size = log.log.size
            before = {id: one.ranking for id, one in results(log.view()).items()}
            import_grid(write(wide()), log, mapping=mapping)
            joined = list(log.log.read(collectif.Query.about("member-joined"), after=size))
            assert [e.data.kind for e in joined] == ["BACKBONE"]
            after = {id: one.ranking for id, one in results(log.view()).items()}
            assert before == {id: after[id] for id in before}
            assert log.log.verify().sound

    def test_a_name_that_is_taken_is_not_reused_by_chance(self, write):
        """Whether two names mean the same is for people to say."""
        with record_evening("memory:") as log:
            head = log.log.head()
            with pytest.raises(InvalidInput, match="'alim' already"):
                import_grid(write(wide()), log)
            assert head == log.log.head()

    def test_two_grids_in_one_log(self, log, write):
        """The next assembly of the same people."""
        import_grid(write(long(), "one.csv"), log)
        mapping = write(
            "[members]\nAlim = 'alim'\nLoge = 'loge'\n[proposals]\nJardin = 'jardin'\n"
            "Toit = 'toit'\n[criteria]\nLevier = 'levier'\n'Priorité' = 'priorite'\n", "m.toml",
        )  # fmt: skip
        import_grid(write(long().replace(";4", ";5"), "two.csv"), log, mapping=mapping)
        assert len(list(log.log.read(collectif.Query.about("assembly-convened")))) == 2
        assert log.log.verify().sound

    def test_words_of_a_refused_grid_are_not_kept(self, write, tmp_path):
        """Neither file of the log holds anything of it."""
        text = "Organisme;Scénario;Critère;Cote;Commentaire\nAlim;Jardin;Levier;4;Beau\n"
        with collectif.open(tmp_path / "x.db") as log:
            with pytest.raises(Refused):
                import_grid(write(text), log, mapping=write("date = 2990-01-01", "m.toml"))
            assert 0 == log.log.size == len(list(log.log.store.private.disclosures()))


class TestResults:
    def test_the_grid_of_lachine_gives_the_published_results(self, log, tmp_path):
        """The first round, typed as a spreadsheet: the same exact scores as in the log."""
        told = scenario()
        rows = [
            ["Organisme", "Scénario", *told["weights"]],
            ["Poids", None, *told["weights"].values()],
        ]
        for step in told["steps"]:
            if step["type"] == "submit_sheet" and step["payload"]["round_id"] == "r1":
                for proposal, scores in step["payload"]["scores"].items():
                    cells = [scores.get(c) for c in told["weights"]]
                    silent = {"ABSTAIN": "abstention", "CANNOT_JUDGE": "nsp"}
                    rows.append([step["payload"]["member_id"], proposal,
                                 *(silent.get(c, c) for c in cells)])  # fmt: skip
        import_grid(workbook(tmp_path / "x.xlsx", {"Tour 1": rows}), log)
        (ours,) = results(log.view()).values()
        with record_evening("memory:") as evening:
            theirs = results(evening.view(known_at=497))["r1"]
        assert dict(ours.ranking.scores) == dict(theirs.ranking.scores)
        assert ours.ranking.scores["s1"] == Fraction(1205, 18)


class TestWords:
    def test_headings_of_both_languages(self):
        """Without case, accents and punctuation."""
        assert [role_of(one) for one in ("Scénario :", "COTE", "Weight", "x")] == [
            "proposal", "score", "weight", None]  # fmt: skip
        assert plain("  Ne  PEUT pas-juger ") == "ne peut pas juger"
        assert (slug("L'Arrêt-Source !"), slug("面包")) == ("l-arret-source", "")

    @given(st.data())
    @settings(max_examples=150, deadline=None)
    def test_no_grid_ends_in_a_traceback(self, data):
        """Any bytes, and any cells in any order: recorded whole, or refused."""
        word = st.sampled_from(
            ["Membre", "Scénario", "Critère", "Cote", "Tour", "Poids", "x", "4", "5", "", "nsp",
             "=1", "-", "4,5", "面包", "\u202e", "Total", "Commentaire", "/", "'", " "]
        )  # fmt: skip
        rows = st.lists(st.lists(word, min_size=1, max_size=5), max_size=6)
        text = data.draw(
            rows.map(lambda r: "\n".join(";".join(one) for one in r).encode()) | st.binary()
        )
        with tempfile.TemporaryDirectory() as folder, collectif.open("memory:") as log:
            path = Path(folder) / "g.csv"
            path.write_bytes(text)
            try:
                done = import_grid(path, log)
            except CollectifError:
                assert log.log.size == 0
            else:
                assert done.events == log.log.size
                assert log.log.verify().sound
