"""This module is about the JSON of each command: it is what docs/reference/cli.md says it is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import collectif
from collectif.reports.seeing.sights import SIGHTS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "cli.md"

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}
KEYWORDS = {
    "$ref", "anyOf", "type", "enum", "const", "pattern", "items", "properties", "required",
    "additionalProperties",
}  # fmt: skip


def schemas():
    (block,) = re.findall(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return json.loads(block)["$defs"]


def problems(value, schema, at="$"):
    """Yield where a value is not what a schema says, for the words of JSON Schema used here."""
    assert set(schema) <= KEYWORDS, f"the page uses {set(schema) - KEYWORDS}"
    if "$ref" in schema:
        yield from problems(value, schemas()[schema["$ref"].removeprefix("#/$defs/")], at)
    if "anyOf" in schema:
        tried = [list(problems(value, one, at)) for one in schema["anyOf"]]
        if all(tried):
            yield from min(tried, key=len)
    if "type" in schema:
        names = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        if type(value) not in {TYPES[name] for name in names}:
            yield f"{at}: {value!r} is not {schema['type']}"
            return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is not one of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{at}: {value!r} is not {schema['const']!r}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{at}: {value!r} does not match {schema['pattern']}"
    if isinstance(value, list) and "items" in schema:
        for n, item in enumerate(value):
            yield from problems(item, schema["items"], f"{at}[{n}]")
    if isinstance(value, dict):
        yield from (f"{at}: no {name}" for name in schema.get("required", ()) if name not in value)
        for name, item in value.items():
            inner = schema.get("properties", {}).get(name, schema.get("additionalProperties", {}))
            if inner is False:
                yield f"{at}: {name} is not documented"
            elif inner is not True:
                yield from problems(item, inner, f"{at}.{name}")


def check(name, value):
    assert list(problems(value, schemas()[name]))[:5] == []


class TestDocumented:
    def test_checker_finds_problems(self):
        """A checker that finds nothing in anything would prove nothing."""
        figure = schemas()["figure"]

        assert list(problems({"exact": "1/2", "decimal": "0.5000"}, figure)) == []
        for wrong in ({}, {"exact": 1, "decimal": "0.5000"}, {"exact": "x", "decimal": "0.5"}, 5,
                      {"exact": "1/2", "decimal": "0.5000", "more": 1}):  # fmt: skip
            assert list(problems(wrong, figure)) != []

    def test_demo(self, cli, tmp_path):
        """Results, decision and verification in one value."""
        check("demo", cli("demo", tmp_path / "x.db", "--format", "json").json)

    @pytest.mark.parametrize("log", ["lachine", "imported"])
    @pytest.mark.parametrize(
        "options",
        [
            (),
            ("--as-published",),
            ("--uncorrected",),
            ("--known-at", 0),
            ("--known-at", 300),
            ("--known-at", 8),
        ],
    )
    def test_replay(self, cli, request, log, options):
        """Every view, of rounds of every kind, half-scored ones too."""
        said = cli("replay", request.getfixturevalue(log), *options, "--format", "json")
        if said.status == 0:
            check("replay", said.json)
        else:
            assert "has no state" in said.err

    @pytest.mark.parametrize("log", ["lachine", "imported"])
    @pytest.mark.parametrize("lang", ["en", "fr"])
    def test_log(self, cli, request, log, lang):
        """Rows carry the keys of the envelope; the language changes nothing."""
        path = request.getfixturevalue(log)
        check("log", cli("log", path, "--format", "json", "--lang", lang).json)

    def test_accountability(self, cli, years):
        """Of the community, and of each end of a commitment; also before anything was promised."""
        check("accountability", cli("accountability", years, "--format", "json").json)
        for on in ("2016-09-20", "2017-12-31", "2018-12-31"):
            day = ("--on", on, "--format", "json")
            check("accountability", cli("accountability", years, *day).json)
            for member in ("alim", "table", "COLLECTIVE", "PUBLIC"):
                check("account", cli("accountability", years, "--member", member, *day).json)

    def test_report(self, cli, years, tmp_path):
        """What was written, and where."""
        to = ("--to", tmp_path / "page.html", "--format", "json")
        check("report", cli("report", years, *to).json)

    def test_explain(self, cli, years):
        """Of a decision, a rank, a figure, an event; and what can be asked for."""
        for ref in ("d1", "r1/s2", "funding/received", "c09", "e-k15", "497"):
            check("explain", cli("explain", years, ref, "--format", "json").json)
        early = ("--known-at", 300, "--on", "2016-11-30", "--format", "json")
        check("references", cli("explain", years, *early).json)

    def test_accountability_as_tables(self, cli, years):
        """The matrix, what is between two members, and through time."""
        for options in (("--matrix",), ("--matrix", "--on", "2017-12-31"),
                        ("--between", "arr,citoy"), ("--history",),
                        ("--by", "mission"), ("--by", "member", "--on", "2016-09-20")):  # fmt: skip
            check("accounts", cli("accountability", years, *options, "--format", "json").json)

    @pytest.mark.parametrize("what", SIGHTS)
    def test_show(self, cli, years, what):
        """Each thing that can be seen, on an early day too."""
        for on in ((), ("--on", "2016-10-01")):
            check("show", cli("show", years, what, *on, "--format", "json").json)

    def test_compare(self, cli, years, lachine):
        """Two logs; as JSON, and as JSON that holds CSV."""
        for csv in ((), ("--csv",)):
            check("compare", cli("compare", years, lachine, *csv, "--format", "json").json)

    def test_minutes(self, cli, years, tmp_path):
        """In both languages, for everybody, and where they go to a file."""
        for lang, role in (("fr", "secretary"), ("en", "public")):
            asked = ("--lang", lang, "--as", role, "--format", "json")
            check("minutes", cli("minutes", years, *asked).json)
        told = cli("minutes", years, "a1", "--to", tmp_path / "pv.md", "--format", "json")
        check("minutes", told.json)

    def test_views(self, cli, years):
        """As minuted and uncorrected, it is a replay like any other."""
        for options in (("--as-minuted", "a1"), ("--uncorrected",)):
            check("replay", cli("replay", years, *options, "--format", "json").json)

    def test_sql(self, cli, years, imported, tmp_path):
        """Made anew, and brought up to date."""
        for name, log in (("years", years), ("imported", imported)):
            for _ in range(2):
                to = tmp_path / f"{name}.db"
                check("sql", cli("sql", log, "--to", to, "--format", "json").json)

    def test_verify(self, cli, copy):
        """Sound or not."""
        check("verify", cli("verify", copy, "--format", "json").json)
        copy.with_name("lachine.private.db").write_bytes(b"")
        check("verify", cli("verify", copy, "--format", "json").json)

    def test_forget(self, cli, copy):
        """Dry or not, of a person or by a schedule; what came back, and the register."""
        options = ("--format", "json")
        schedule = copy.with_name("keep.toml")
        schedule.write_text('[[keep]]\ntypes = ["comment-made"]\nfor = "1 day"\n', "utf-8")
        due = ("--schedule", schedule, "--on", "2030-01-01")
        for dry in (("--dry-run",), ()):
            told = cli("forget", copy, *due, *dry, *options).json
            assert told["events"]
            check("forget", told)
        check("register", cli("forget", copy, "--register", *options).json)
        check("sweep", cli("sweep", copy, *options).json)

    def test_audit(self, cli, copy):
        """Sound or not; of a log or of lines."""
        check("audit", cli("audit", copy, "--format", "json").json)
        copy.with_name("x.jsonl").write_bytes(b"{}\n")
        said = cli("audit", copy.with_name("x.jsonl"), "--format", "json")
        check("audit", said.json)
        assert 1 == said.status

    @pytest.mark.parametrize(
        "options",
        [
            ("--without", "loge", "--weights", "levier=30"),
            ("--rule", "consensus"),
            ("--exclude-event", "o1", "--tie-break", "consensus"),
            ("--weight-map", "levier,plan"),
            *(("--sweep", over) for over in ("members", "criteria", "weights", "rules")),
        ],
    )
    def test_what_if(self, cli, lachine, options):
        """Of rounds of every kind, single or swept."""
        check("what-if", cli("what-if", lachine, *options, "--format", "json").json)

    def test_what_if_of_a_conversation(self, cli, imported):
        """Of participants, and their groups."""
        for options in (("--sweep", "members"), ("--exclude-event", "polis")):
            said = cli("what-if", imported, *options, "--format", "json")
            if said.status == 0:
                check("what-if", said.json)

    def test_import(self, cli, conversation, tmp_path):
        """New or not."""
        for _ in range(2):
            into = ("--into", tmp_path / "x.db", "--format", "json")
            check("import", cli("import", "polis", conversation, *into).json)

    @pytest.mark.parametrize("format", ["csv", "jsonl"])
    def test_export(self, cli, lachine, tmp_path, format):
        """Whatever the format."""
        to = ("--to", tmp_path / "out", "--format", "json")
        check("export", cli("export", format, lachine, *to).json)

    def test_keys_and_checkpoint(self, cli, lachine, tmp_path):
        """What is signed, and what verifies it."""
        old, new, log = tmp_path / "old.key", tmp_path / "new.key", tmp_path / "log.db"
        log.write_bytes(lachine.read_bytes())
        as_json = ("--format", "json")
        for path in (old, new):
            check("keys", cli("keys", "new", path, "--name", "x.example/a", *as_json).json)
        check("keys", cli("keys", "show", old, *as_json).json)
        check("checkpoint", cli("checkpoint", log, *as_json).json)
        check("checkpoint", cli("checkpoint", log, "--key", old, *as_json).json)
        receipt = tmp_path / "r.tlog-proof"
        check("receipt", cli("receipt", log, "e-r1-p", "--to", receipt, *as_json).json)
        assert cli("export", "bundle", log, "--to", tmp_path / "b").status == 0
        for path in (receipt, tmp_path / "b"):
            check("verdict", cli("verify", path, *as_json).json)
        check("keys", cli("keys", "rotate", new, "--from", old, "--log", log, *as_json).json)
        check("checkpoint", cli("checkpoint", log, *as_json).json)

    @pytest.mark.parametrize("words", [(), ("--without-words",)])
    def test_backup_and_restore(self, cli, copy, tmp_path, words):
        """With or without words, and with events that are lost."""
        to = ("--to", tmp_path / "backup.db", *words, "--format", "json")
        check("backup", cli("backup", copy, *to).json)
        with collectif.open(copy) as lachine:
            lachine.welcome_member(member="new", name="New", kind="COMMUNITY_ORG")
        back = ("restore", tmp_path / "backup.db", "--to", copy, "--format", "json")
        assert cli(*back).status == 2
        said = cli(*back, "--shorten", 1)
        check("restore", said.json)
        assert len(said.json["lost"]) == said.json["count"] == 1
        assert len(said.json["aside"]) == 2

    def test_salvage(self, cli, copy, tmp_path):
        """Whole or not."""
        to = ("--format", "json", "--to")
        check("salvage", cli("salvage", copy, *to, tmp_path / "new.db").json)
        raw = bytearray(copy.read_bytes())
        raw[100_000:105_000] = b"z" * 5000
        copy.write_bytes(raw)
        said = cli("salvage", copy, *to, tmp_path / "other.db")
        check("salvage", said.json)
        assert said.status == 1
        assert not said.json["whole"]
        assert said.json["lost"]

    def test_every_option_is_documented(self, cli):
        """The page names each option of each command, and no other."""
        from collectif.cli import main

        page = PAGE.read_text("utf-8")
        sections = dict(
            re.findall(r"^## collectif ([\w-]+)$(.*?)(?=^## )", page, re.DOTALL | re.MULTILINE)
        )
        commands = {name: main.get_command(None, name) for name in main.list_commands(None)}
        assert set(commands) == set(sections)
        for name, command in commands.items():
            declared = {opt for p in command.params for opt in p.opts if opt.startswith("--")}
            usage = sections[name].split("```")[1]
            assert declared - {"--format", "--lang", "--help"} == set(
                re.findall(r"--[a-z-]+", usage)
            )
