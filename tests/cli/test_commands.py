"""This module is about what each command says, in text and JSON, in English and French."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise

import pytest

LANGUAGES = ("en", "fr")

FIRST = {
    "s1": ("1205/18", "66.94"),
    "s2": ("1443/22", "65.59"),
    "s3": ("4309/72", "59.85"),
    "s5": ("1289/22", "58.59"),
    "s4": ("465/11", "42.27"),
}


def rounds(data):
    return {one["round"]: one for one in data["rounds"]}


def scores(told):
    return {one["proposal"]: one["score"]["exact"] for one in told["ranking"]}


def fits(said):
    """Whether everything that people read fits in 80 columns, the line with the root apart."""
    from collectif.reports.words import columns

    rooted = re.compile(r"(root|racine) [0-9a-f]{64}$")
    return [line for line in said.lines if columns(line) > 80 and not rooted.search(line)] == []


def events(said):
    """Return the sentences of a chronicle, each with the position of its event before it."""
    told = []
    for line in said.lines:
        if line[:6].strip().isdigit():
            told.append(line)
        elif told and line.startswith(" " * 13):
            told[-1] += " " + line.strip()
    return told


class TestDemo:
    @pytest.fixture
    def data(self, cli, tmp_path):
        return cli("demo", tmp_path / "x.db", "--format", "json").json

    def test_first_round_as_published(self, data):
        """Five exact scores, in order, with the agreement beside them."""
        first = rounds(data)["r1"]

        assert {option: exact for option, (exact, _) in FIRST.items()} == scores(first)
        assert list(FIRST) == [one["proposal"] for one in first["ranking"]]
        assert [one["place"] for one in first["ranking"]] == [1, 2, 3, 4, 5]
        assert [d for _, d in FIRST.values()] == [
            f"{float(one['score']['decimal']):.2f}" for one in first["ranking"]
        ]
        assert first["agreement"]["overall"]["decimal"] == "0.5502"
        assert (first["published"], first["known_at"]) == ("e-r1-p", 498)

    def test_second_round_as_published(self, data):
        """After the debate, s1 leads by more, and agreement has grown."""
        second = rounds(data)["r2"]

        first = second["ranking"][0]
        assert (first["place"], first["proposal"], first["score"]["exact"]) == (1, "s1", "1235/16")
        assert second["agreement"]["overall"]["decimal"] == "0.6208"
        assert second["published"] == "e-r2-p"

    def test_decision_and_verification(self, data):
        """Adopted by consent, with a dissent; and the log is sound."""
        (decision,) = data["decisions"]

        assert (
            decision["outcome"],
            decision["method"],
            decision["selects"],
            decision["dissents"],
        ) == ("ADOPTED", "CONSENT", ["s1"], ["loge"])
        assert decision["tally"] == {"CONSENT": 9, "RESERVATION": 1, "STAND_ASIDE": 1, "OBJECT": 0}
        assert (True, 1030, data["root"]) == (
            data["verification"]["sound"],
            data["verification"]["size"],
            data["verification"]["root"],
        )

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_text_shows_the_same_figures(self, cli, tmp_path, lang):
        """Rounded to hundredths, with a decimal comma in French, beside the exact ones."""
        said = cli("demo", tmp_path / "x.db", "--lang", lang)

        for option, (exact, decimal) in FIRST.items():
            shown = decimal.replace(".", ",") if lang == "fr" else decimal
            assert any(f"{option} " in line and f"{shown} ({exact})" in line for line in said.lines)
        assert ("0,5502" if lang == "fr" else "0.5502") in said.out
        assert ("0,6208" if lang == "fr" else "0.6208") in said.out
        assert fits(said)
        assert said.err == ""

    def test_default_path(self, cli, tmp_path, monkeypatch):
        """It is lachine.db, here."""
        monkeypatch.chdir(tmp_path)

        assert cli("demo").status == 0
        assert {"lachine.db", "lachine.private.db"} == {file.name for file in tmp_path.iterdir()}

    def test_existing_path_is_refused(self, cli, tmp_path):
        """Whatever is there, and as long as it is not forced."""
        there = tmp_path / "mine.db"
        there.write_text("mine")

        said = cli("demo", there)

        assert (said.status, said.out, there.read_text()) == (2, "", "mine")
        assert "--force" in said.err

    def test_existing_private_store_is_refused(self, cli, copy):
        """The words of another evening are not to be mixed with this one."""
        copy.unlink()

        assert cli("demo", copy).status == 2
        assert not copy.exists()

    def test_force_replaces_everything(self, cli, tmp_path):
        """A journal that was left behind must not be applied to the new log."""
        there = tmp_path / "mine.db"
        for beside in ("", "-journal", "-wal", "-shm"):
            there.with_name(f"mine.db{beside}").write_text("mine")

        assert cli("demo", there, "--force").status == 0
        assert cli("verify", there).status == 0
        assert {"mine.db", "mine.private.db"} == {file.name for file in tmp_path.iterdir()}

    def test_force_does_not_replace_a_folder(self, cli, tmp_path):
        """A folder may hold anything."""
        said = cli("demo", tmp_path, "--force")

        assert (said.status, tmp_path.is_dir()) == (2, True)
        assert "is a folder" in said.err


class TestReplay:
    def test_as_published_is_what_the_demo_says(self, cli, lachine):
        """Publications name the state of the log that they rest on."""
        data = cli("replay", lachine, "--as-published", "--format", "json").json

        assert {o: exact for o, (exact, _) in FIRST.items()} == scores(rounds(data)["r1"])
        assert list(rounds(data)) == ["r1", "r2", "r3"]

    def test_known_at_a_size(self, cli, lachine):
        """Before the keying error was found, s3 stood behind s5."""
        before = cli("replay", lachine, "--known-at", 497, "--format", "json").json
        after = cli("replay", lachine, "--known-at", 498, "--format", "json").json

        assert (before["size"], scores(rounds(before)["r1"])["s3"]) == (497, "4201/72")
        assert list(scores(rounds(before)["r1"])) == ["s1", "s2", "s5", "s3", "s4"]
        assert (after["size"], scores(rounds(after)["r1"])["s3"]) == (498, "4309/72")
        assert before["root"] != after["root"]

    @pytest.mark.parametrize(
        "moment",
        [
            "2016-11-30T19:54",
            "2016-11-30T19:54:00-05:00",
            "2016-12-01T00:54:00+00:00",
            "2016-12-01T00:54Z",
        ],
    )
    def test_known_at_a_time(self, cli, lachine, moment):
        """A time without an offset is read in the collective's zone, America/Montreal."""
        data = cli("replay", lachine, "--known-at-time", moment, "--format", "json").json

        assert data["size"] == 497

    def test_known_at_zero(self, cli, lachine):
        """An empty log has no rounds, no notice and the root of nothing."""
        said = cli("replay", lachine, "--known-at", 0)
        data = cli("replay", lachine, "--known-at", 0, "--format", "json").json

        assert (said.status, said.lines) == (0, ["No round was opened in this view."])
        assert (data["size"], data["rounds"], data["notice"]) == (0, [], None)
        assert data["root"].startswith("e3b0c442")

    def test_happened_by(self, cli, lachine):
        """By the day before nothing had been scored; by the day itself everything had."""
        before = cli("replay", lachine, "--happened-by", "2016-11-29", "--format", "json").json
        on_the_day = cli("replay", lachine, "--happened-by", "2016-11-30", "--format", "json").json
        at_eight = cli(
            "replay", lachine, "--happened-by", "2016-11-30T20:00", "--format", "json"
        ).json

        assert before["rounds"] == []
        assert list(rounds(on_the_day)) == ["r1", "r2", "r3"]
        assert list(rounds(at_eight)) == ["r1"]
        assert at_eight["size"] == 923
        assert scores(rounds(at_eight)["r1"])["s3"] == "4309/72"

    def test_one_round(self, cli, lachine):
        """Others are left out."""
        data = cli("replay", lachine, "--round", "r2", "--format", "json").json

        assert list(rounds(data)) == ["r2"]

    def test_rule_is_said(self, cli, lachine):
        """What is not the charter's own counting says so."""
        said = cli("replay", lachine, "--rule", "weighted-mean", "--round", "r1")

        assert "counted by the rule “weighted mean” (weighted-mean)" in " ".join(said.out.split())
        assert "counted by" not in cli("replay", lachine, "--round", "r1").out

    def test_rule_of_another_module(self, cli, lachine, monkeypatch):
        """A registered rule counts by name, whatever parameters it takes."""
        from collectif.counting import registry

        monkeypatch.setattr(registry, "_rules", dict(registry._rules))
        monkeypatch.setattr(registry, "RULES", registry._rules)
        for module in ("collectif.projections.counted", "collectif.reports.looking"):
            monkeypatch.setattr(f"{module}.RULES", registry._rules)

        @registry.rule("first-declared", source="this test")
        def first_declared(profile):
            from fractions import Fraction

            from collectif.counting import Ranking, tiers_of

            given = {option: Fraction(-n) for n, option in enumerate(profile.options)}
            return Ranking(rule="first-declared", version=1, parameters={}, scores=given,
                           tiers=tiers_of(given))  # fmt: skip

        data = cli("replay", lachine, "--rule", "first-declared", "--format", "json").json

        assert rounds(data)["r1"]["rule"]["name"] == "first-declared"

    def test_nothing_published_says_so(self, cli, lachine):
        """A round that was opened and not published is not the same as no round."""
        said = cli("replay", lachine, "--as-published", "--known-at", 497)

        assert "No results were published in this view." in said.lines

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_text(self, cli, lachine, lang):
        """A ranking never goes without the agreement that it rests on."""
        said = cli("replay", lachine, "--lang", lang)

        assert said.out.count({"en": "overall agreement", "fr": "accord d'ensemble"}[lang]) == 2
        assert fits(said)

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_conversation(self, cli, imported, lang):
        """Standings and how often somebody changed its mind."""
        said = cli("replay", imported, "--lang", lang)
        (talk,) = cli("replay", imported, "--format", "json").json["rounds"]

        assert (talk["participants"], talk["votes"], talk["superseded"]) == (2, 3, 1)
        assert talk["statements"][0]["standings"] == {"AGREE": 1, "PASS": 0, "DISAGREE": 1}
        assert talk["statements"][0]["utterances"] == {"AGREE": 2, "PASS": 0, "DISAGREE": 1}
        assert [one["moderated"] for one in talk["statements"]] == ["ACCEPTED", "REJECTED"]
        assert fits(said)


class TestLog:
    def test_rows_are_envelopes(self, cli, lachine):
        """One JSON array; `seq` counts from 0."""
        rows = cli("log", lachine, "--format", "json").json

        assert list(range(923)) == [row["seq"] for row in rows]
        assert {"deck", "illustrative"} == {row["provenance"] for row in rows}
        assert {"RECONSTRUCTION"} == {row["source"] for row in rows}

    def test_score_shows_its_value(self, cli, lachine):
        """The line of a score says who scored what, by which criterion, and how."""
        rows = cli("log", lachine, "--type", "score-cast", "--format", "json").json
        told = events(cli("log", lachine, "--type", "score-cast"))

        for row, line in zip(rows, told, strict=True):
            said = row["data"]
            value = {"ABSTAIN": "abstains", "CANNOT_JUDGE": "cannot judge"}.get(
                said["value"], said["value"]
            )
            assert (
                f"{said['member_id']} scores {said['proposal_id']} on {said['criterion_id']}"
                f" in {said['round_id']}: {value}"
            ) in line

    @pytest.mark.parametrize(
        ("filters", "count"),
        [
            (("--type", "collective-founded"), 1),
            (("--type", "score-cast"), 800),
            (("--type", "score-cast", "--member", "loge"), 64),
            (("--type", "score-cast", "--member", "loge", "--proposal", "s1"), 16),
            (("--assembly", "a1", "--type", "round-opened"), 3),
            (("--type", "target-set"), 0),
            (("--assembly", "a1", "--type", "target-set"), 0),
            (("--since", "2016-11-30T21:10-05:00"), 1),
            (("--since", "2016-11-30T21:10"), 1),
            (("--until", "2016-09-15T09:00"), 1),
            (("--since", "2016-09-15", "--until", "2016-09-15"), 16),
            (("--since", "2016-12-01"), 0),
            (("--until", "2016-09-14"), 0),
        ],
    )
    def test_filters(self, cli, lachine, filters, count):
        """All that are given must match; days and times are included."""
        rows = cli("log", lachine, *filters, "--format", "json").json

        assert count == len(rows)
        told = events(cli("log", lachine, *filters))
        assert count == len(told) or any(" hands in a sheet of " in line for line in told)

    def test_filters_that_nothing_passes_say_so(self, cli, lachine):
        """What is known, and of which nothing was recorded, is a silence."""
        nothing = ("log", lachine, "--member", "alim", "--type", "target-set")
        assert cli(*nothing).out.endswith("No event matches.\n")
        assert cli(*nothing, "--lang", "fr").out.endswith("Aucun fait ne correspond.\n")

    @pytest.mark.parametrize(
        ("option", "mistyped", "meant"),
        [
            ("--type", "score-casts", "score-cast"),
            ("--member", "citoyens", "citoy"),
            ("--proposal", "s11", "s1"),
            ("--assembly", "a9", "a1"),
        ],
    )
    def test_a_name_that_was_mistyped_is_not_taken_for_a_silence(
        self, cli, lachine, option, mistyped, meant
    ):
        for lang in LANGUAGES:
            for format in ("text", "json"):
                said = cli("log", lachine, option, mistyped, "--lang", lang, "--format", format)
                assert (said.status, said.out) == (2, "")
                assert mistyped in said.err
                told = re.split(r"[\s,.]+", said.err.split(mistyped, 1)[1])
                assert meant in told

    def test_days_part_the_log(self, cli, lachine):
        """Until a day and since the next one: every event once."""
        before = cli("log", lachine, "--until", "2016-11-14", "--format", "json").json
        after = cli("log", lachine, "--since", "2016-11-15", "--format", "json").json

        assert len(before) + len(after) == 923
        assert all(a["seq"] != b["seq"] for a, b in pairwise(before + after))

    def test_hostile_words_cannot_act_on_a_terminal(self, cli, imported):
        """They are stored as given, and shown by number; wide characters take two columns."""
        for command in ("log", "replay"):
            said = cli(command, imported)
            assert "\x1b" not in said.out
            assert "\u202e" not in said.out
            assert "⟨U+001B⟩" in said.out
            assert fits(said)
        rows = cli("log", imported, "--type", "proposal-submitted", "--format", "json").json
        assert rows[0]["data"]["summary"]["und"] == "Bread, for \x1b[31mall\u202e"


class TestWithoutPrivateStore:
    @pytest.fixture
    def bare(self, lachine, tmp_path):
        shutil.copy(lachine, tmp_path / "bare.db")
        return tmp_path / "bare.db"

    def test_words_are_shown_as_withheld(self, cli, bare):
        """In text and in JSON, in either language."""
        rows = cli("log", bare, "--type", "wish-posted", "--format", "json").json

        assert rows[0]["data"]["verbatim"] == {"withheld": True}
        assert "[words withheld]" in cli("log", bare, "--type", "wish-posted").out
        assert "[mots masqués]" in cli("log", bare, "--type", "wish-posted", "--lang", "fr").out

    def test_log_ranks_and_verifies_the_same(self, cli, bare, lachine):
        """No figure and no proof rests on personal words."""
        with_words = cli("replay", lachine, "--format", "json").json
        without = cli("replay", bare, "--format", "json").json

        assert with_words["rounds"] == without["rounds"]
        assert with_words["root"] == without["root"]
        assert cli("verify", bare).status == 0
        assert not bare.with_name("bare.private.db").exists()


class TestVerify:
    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_sound(self, cli, lachine, lang):
        """How many events, and the root; and what that does not say where nothing is signed."""
        said = cli("verify", lachine, "--lang", lang)
        data = cli("verify", lachine, "--format", "json").json

        assert said.status == 0
        assert [data["root"] in line for line in said.lines[-3:]] == [True, False, False]
        assert sum(data["root"] in line for line in said.lines) == 1
        assert {"en": "written anew", "fr": "récrit"}[lang] in " ".join(said.out.split())
        assert (data["sound"], data["size"], data["findings"]) == (True, 923, [])


class TestImport:
    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_report_is_told(self, cli, conversation, tmp_path, lang):
        """What was recorded, lost, inferred and contradictory, within 80 columns."""
        said = cli("import", "polis", conversation, "--into", tmp_path / "x.db", "--lang", lang)

        assert said.status == 0
        assert fits(said)
        lost = {"en": "lost: The language of each", "fr": "perdu\xa0: La langue de chaque"}
        assert lost[lang] in said.out

    def test_again_records_nothing(self, cli, conversation, tmp_path):
        """The same report, and the same size."""
        into = ("--into", tmp_path / "x.db", "--format", "json")
        first = cli("import", "polis", conversation, *into).json
        again = cli("import", "polis", conversation, *into).json

        assert (first.pop("new"), again.pop("new")) == (True, False)
        assert first == again
        assert "nothing was added" in cli("import", "polis", conversation, *into[:2]).out

    def test_strict_tells_a_loss_by_its_status(self, cli, conversation, tmp_path):
        """The import is recorded all the same."""
        into = tmp_path / "x.db"

        assert cli("import", "polis", conversation, "--into", into, "--strict").status == 1
        assert cli("verify", into).status == 0
        assert cli("import", "polis", conversation, "--into", into, "--strict").status == 1

    def test_into_a_log_that_holds_something(self, cli, conversation, copy):
        """The rounds of both stand beside each other, and the notice stays."""
        assert cli("import", "polis", conversation, "--into", copy).status == 0
        data = cli("replay", copy, "--format", "json").json

        assert [r["kind"] for r in data["rounds"]] == ["SCORING", "SCORING", "CONSENT", "STANCES"]
        assert data["notice"] is not None
        assert len(data["provenance"]) == 3
        assert cli("verify", copy).status == 0


class TestNotice:
    @pytest.mark.parametrize("lang", LANGUAGES)
    @pytest.mark.parametrize("command", ["demo", "replay", "log"])
    def test_text(self, cli, lachine, tmp_path, command, lang):
        """What people read begins by saying that the scenario is illustrative."""
        said = cli(command, tmp_path / "x.db" if command == "demo" else lachine, "--lang", lang)

        assert said.out.startswith(
            "ILLUSTRATIVE RECONSTRUCTION" if lang == "en" else "RECONSTITUTION ILLUSTRATIVE"
        )
        assert f"deck 14, illustrative {1016 if command == 'demo' else 909}" in said.out

    @pytest.mark.parametrize("command", ["demo", "replay"])
    def test_json(self, cli, lachine, tmp_path, command):
        """Programs get the notice in both languages, and the marks with their counts."""
        path = tmp_path / "x.db" if command == "demo" else lachine
        data = cli(command, path, "--format", "json").json

        assert {"en", "fr"} == set(data["notice"])
        assert data["provenance"]["deck"] == 14

    def test_json_of_a_log_is_an_array(self, cli, lachine):
        """Marks stand on each row, and the notice is said beside."""
        said = cli("log", lachine, "--format", "json", "--type", "wish-posted")

        assert isinstance(said.json, list)
        assert said.err.startswith("ILLUSTRATIVE RECONSTRUCTION")

    def test_marks_stand_on_each_line(self, cli, lachine):
        """A letter for each mark, explained above."""
        said = cli("log", lachine, "--type", "criterion-proposed")

        assert "  a deck" in said.lines
        assert all(" a Criterion " in line for line in said.lines[-8:])

    def test_other_logs_have_no_notice(self, cli, imported):
        """An import says where it is from, and that is all."""
        assert cli("replay", imported, "--format", "json").json["notice"] is None
        assert "ILLUSTRATIVE" not in cli("log", imported).out
        assert cli("log", imported, "--format", "json").err == ""


def test_an_import_that_fails_leaves_no_new_file_behind(cli, tmp_path):
    """A new log in which nothing could be recorded goes away again."""
    (tmp_path / "export").mkdir()
    said = cli("import", "polis", tmp_path / "export", "--into", tmp_path / "new.db")
    assert said.status == 2
    assert [path.name for path in tmp_path.iterdir()] == ["export"]
