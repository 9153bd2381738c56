"""Nothing that is shown to anybody says who gave what where nobody may know, nor erased words.

Histories hold values and words that stand nowhere else. Every command, in both formats and both
languages, every export and every answer of a view is searched for them, for every role; the table
is that of docs/explanation/who-may-read.md.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from contextlib import closing, redirect_stdout
from fractions import Fraction
from functools import cache
from random import Random

import attrs
import pytest
from click.testing import CliRunner
from hypothesis import given as supposing
from hypothesis import settings
from hypothesis import strategies as st

import collectif
from collectif.acts.rounds import BallotTerms
from collectif.cli import main
from collectif.commands import log as log_command
from collectif.commands.demo import _tell_all
from collectif.evidence.verify import opened as disclosed
from collectif.exchange import csv_tables, jsonl
from collectif.exchange.registry import exporters
from collectif.log import log as codecs
from collectif.log.value import LogValue, Wordless
from collectif.projections import scores, sealing
from collectif.record.codec import Codec
from collectif.reports import looking
from collectif.reports.looking import Looking, parsed_reader
from collectif.reports.output import Output
from collectif.reports.seeing.sights import SIGHTS
from collectif.testing.answers import answers
from collectif.testing.given import given
from collectif.testing.room import (
    CONVENED,
    VOTING,
    arrived,
    chartered,
    closed,
    commented,
    joined,
    mandated,
    moved,
    named,
    opened,
    rectified,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter, Scale

MEMBERS = (*VOTING, "aines", "ecole")
CRITERIA = ("priorite", "levier")
ROLES = ("public", "secretary", "auditor", *(f"delegate:{member}" for member in MEMBERS))
_JSON = ("--format", "json")
_LOW, _HIGH = 50_000, 51_000


@attrs.frozen
class Marked:
    """A history whose every value and word is its own, so that it is known wherever it is seen.

    Attributes:
        path: The log.
        state: Of the round of scores, and of the round of dots: visibility, and whether it closed.
        smallest: The smallest group of the charter.
        values: Member -> the values that it gave in these rounds.
        words: Member -> words of its own.
        erased: Words that were erased.
    """

    path: object
    state: tuple[str, bool]
    smallest: int | None
    values: dict[str, list[str]]
    words: dict[str, str]
    erased: str


@st.composite
def plans(draw):
    """Return what a marked history is made of."""
    return {
        "state": draw(st.sampled_from([(v, c) for v in ("SEALED", "SECRET") for c in (0, 1)])),
        "smallest": draw(st.sampled_from([None, 2, 3, 5])),
        "answering": draw(st.lists(st.sampled_from(MEMBERS), min_size=2, unique=True)),
        "holes": draw(st.sets(st.sampled_from([*range(30)]), max_size=12)),
        "seed": draw(st.integers(0, 2**32)),
    }


def recorded(path, *, state, smallest, answering, holes, seed):
    """Record a marked history: scores, dots, words, a decision by consent, an erasure."""
    seeds = Random(seed)
    marks = iter(seeds.sample(range(_LOW + 1, _HIGH), 100))
    visibility, over = state
    values = {member: [] for member in MEMBERS}

    def mark(member):
        values[member].append(str(next(marks)))
        return int(values[member][-1])

    charter = Charter(
        scale=Scale(min=_LOW, max=_HIGH), smallest_group=smallest, recusal="NONE",
        max_rounds={"SCORING": 3, "CONSENT": 3},
    )  # fmt: skip
    acts = [
        *CONVENED, opened, joined("aines"), joined("ecole"),
        *(mandated(f"m-{member}", member) for member in ("aines", "ecole")),
        arrived(*(f"m-{member}" for member in MEMBERS)), chartered(charter), weighted,
        round_opened("r1", visibility=visibility),
    ]  # fmt: skip
    cells = [(p, c) for p in ("s1", "s2", "s3") for c in CRITERIA]
    given_there = {cell: [] for cell in cells}
    for at, member in enumerate(answering):
        sheet = {}
        for n, (proposal, criterion) in enumerate(cells):
            if n == 0 or at * len(cells) + n not in holes:
                sheet.setdefault(proposal, {})[criterion] = mark(member)
                given_there[proposal, criterion].append(sheet[proposal][criterion])
        acts.append(lambda c, m=member, s=sheet: c.submit_sheet(round="r1", member=m, scores=s))
    if visibility == "SEALED":
        first, wrong, right = answering[0], mark(answering[0]), mark(answering[0])
        acts.append(named("first", scored(first, "s1", "levier", wrong)))
        acts.append(rectified("first", {"value": right}))
    dots = {"kind": "DOTS", "criteria_set": None, "terms": BallotTerms(budget=10**9)}
    acts.append(round_opened("rd", visibility=visibility, **dots))
    given_dots = {member: {"s1": mark(member)} for member in answering}
    acts += [dotted(member, ballot) for member, ballot in given_dots.items()]
    words = {member: f"mot{next(marks)}" for member in MEMBERS}
    acts += [commented(f"k-{m}", member=m, text=text) for m, text in words.items()]
    erased = f"mot{next(marks)}"
    acts += [named("gone", commented("k-gone", member="loge", text=erased)),
             lambda c: c.redact(target="gone", fields=("text",), note="Vie privée")]  # fmt: skip
    if over:
        acts += [named("end", closed("r1")), closed("rd"), lambda c: c.publish_results(
            round="r1", up_to=[e.id for e in c.log.read()][-1])]  # fmt: skip
    acts += [
        moved(),
        round_opened("rc", kind="CONSENT", subjects=("d1",), criteria_set=None,
                     visibility="SECRET"),
        *(lambda c, m=m, n=n: c.cast(
            round="rc", member=m, ballot={"d1": "RESERVATION" if n == 0 else "CONSENT"})
          for n, m in enumerate(MEMBERS)),
        closed("rc"),
        lambda c: c.take_decision(decision="d1", outcome="ADOPTED", ballot_round="rc"),
    ]  # fmt: skip
    means = {str(Fraction(sum(cell), len(cell))) for cell in given_there.values() if len(cell) > 1}
    if any(not means.isdisjoint(own) for own in values.values()):  # a mean is to be no mark
        more = {"state": state, "smallest": smallest, "answering": answering, "holes": holes}
        return recorded(path, seed=seed + 1, **more)
    given(*acts, url=path).collective.close()
    return Marked(path, (visibility, bool(over)), smallest, values, words, erased)


def dotted(member, ballot):
    return lambda c: c.cast(round="rd", member=member, ballot=ballot)


def run(*arguments):
    """Return what a command says, on stdout and stderr; refusals are answers too."""
    result = CliRunner().invoke(main, [str(one) for one in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout + result.stderr


VIEWS = {
    "replay": ((), ("--as-published",), ("--uncorrected",), ("--happened-by", "2016-12-01")),
    "log": ((), ("--type", "score-cast"), ("--member", "loge")),
    "accountability": (
        (),
        ("--member", "loge"),
        ("--matrix",),
        ("--between", "alim,loge"),
        ("--by", "mission"),
        ("--by", "member"),
    ),
    "audit": ((),),
    "explain": (("r1/s1",), ("r1",), ("k-loge",), ("first",), ("d1",), ()),
    "show": tuple((what,) for what in SIGHTS),
    "what-if": (
        ("--without", "loge"),
        ("--sweep", "members"),
        ("--sweep", "events"),
    ),
    "minutes": ((), ("a1",)),
}
"""The commands that show a log to a role -> with what options each is asked."""

_KNOWN_AT = {"log", "replay"}
"""Those that are asked of an earlier state too."""

FOR_ALL = {"compare", "verify"}
"""The commands that show the same to everybody."""

SHOW_NOTHING = {
    "backup",
    "checkpoint",
    "forget",
    "import",
    "keys",
    "restore",
    "salvage",
    "sweep",
    "witness",
}
"""The commands that show nothing of a log but how much they did, ids of events, hashes and keys."""

ALONE = {"demo", "export", "receipt", "report", "sql"}
"""The commands that are asked in ways of their own."""


def outputs(path, role, folder):
    """Yield (where, how, text) for every way in which a log can be shown to a role.

    A look other than the usual one is told as text in one of the two languages.
    """
    then = ("--known-at", _size(path) - 1)
    for command, ways in VIEWS.items():
        for n, way in enumerate((*ways, then) if command in _KNOWN_AT else ways):
            yield f"{command} {way} json", "json", run(command, path, *way, *_JSON, "--as", role)
            for lang in ("en", "fr")[n % 2 : n % 2 + 1 + (n == 0)]:
                said = run(command, path, *way, "--as", role, "--lang", lang)
                yield f"{command} {way} {lang}", "text", said
    for command in FOR_ALL:
        yield command, "text", run(command, path)
    yield from _as_the_demo_tells(path, role)
    page = folder / f"{role.replace(':', '-')}.html"
    yield "report", "text", run("report", path, "--to", page, "--as", role)
    yield "page", "html", page.read_text("utf-8")
    yield from _exports(path, role, folder)
    yield from _databases(path, role, folder)


def _size(path):
    with collectif.open(path, read_only=True) as collective:
        return collective.log.size


def _as_the_demo_tells(path, role):
    with collectif.open(path, read_only=True) as collective:
        look = Looking(as_published=True, reader=parsed_reader(collective, role))
        for format, lang in (("json", "en"), ("text", "en"), ("text", "fr")):
            told = io.StringIO()
            with redirect_stdout(told):
                _tell_all(Output(format, lang), collective, look, path)
            yield f"demo {lang} {format}", format, told.getvalue()


def _databases(path, role, folder):
    """Yield every row of every table and view, of a database as `collectif sql` makes it."""
    to = folder / f"{role.replace(':', '-')}-tables.db"
    for way in ((), _JSON):  # made, and then brought up to date
        yield "sql", "text", run("sql", path, "--to", to, "--as", role, *way)
    with closing(sqlite3.connect(to)) as db:
        found = db.execute("select name from sqlite_master where type in ('table', 'view')")
        for (name,) in found.fetchall():
            rows = db.execute(f'select * from "{name}"').fetchall()
            yield f"sql {name}", "lines", "\n".join(json.dumps(row) for row in rows)


EXPORTS = {
    "bundle": "",
    "cloudevents": ".jsonl",
    "csv": "",
    "jsonl": "",
    "prov": ".json",
}
"""The formats -> how the name of the file ends, where it is one."""


def _exports(path, role, folder):
    for format, suffix in EXPORTS.items():
        for more in [()] if format == "prov" else [(), ("--with-words",)]:
            to = folder / f"{role.replace(':', '-')}-{format}{len(more)}{suffix}"
            where = f"export {format} {[*more]}"
            yield where, "text", run("export", format, path, "--to", to, "--as", role, *more)
            for file in [to] if to.is_file() else sorted(to.glob("*")):
                kinds = {".csv": "csv", ".jsonl": "lines", ".json": "json"}
                kind, text = kinds.get(file.suffix, "text"), file.read_text("utf-8")
                if file.name == "disclosures.txt":
                    text = "\n".join(json.dumps(disclosed(one)) for one in text.splitlines())
                yield f"{where} {file.name}", kind, text


def units(how, text):
    """Yield the smallest pieces of an output that say one thing: a row, an event, a sentence."""
    if how == "csv":
        yield from ("\n".join(row) for row in csv.reader(io.StringIO(text)))
    elif how == "lines":
        yield from text.splitlines()
    elif how == "html":
        yield from re.split(r"<(?=tr|li|p|h\d|article|figure|script)", text)
    elif how == "json":
        yield from _objects(json.loads(text)) if text[:1] in "[{" else (text,)
    else:
        yield from re.split(r"\n(?=\s*\d+ )|\n\n|\n(?=  ?\S)", text)


def _objects(data):
    """Yield each event of an array, and of other values each object that has plain values."""
    if isinstance(data, list):
        for one in data:
            yield from _objects(one)
    elif "seq" in data or all(not isinstance(one, dict | list) for one in data.values()):
        yield json.dumps(data, ensure_ascii=False)
    else:
        nested = [one for one in data.values() if isinstance(one, dict | list)]
        plain = {k: v for k, v in data.items() if not isinstance(v, dict | list)}
        yield json.dumps(plain, ensure_ascii=False)
        yield from _objects([one for one in nested if isinstance(one, dict)])
        for one in nested:
            if isinstance(one, list):
                yield from _objects([x for x in one if isinstance(x, dict | list)])
                yield json.dumps([x for x in one if not isinstance(x, dict | list)])


def told(mark, text):
    """Whether a mark is seen in a text, and not as a part of a longer number or word."""
    return re.search(rf"(?<!\w)(?<!\d\.){mark}(?!\w|\.\d)", text) is not None


def pointed(where, how, text):
    """Return a text with points for French decimal commas: a mean of 50598,40 is no 50598.

    Tables, data and scripts stay as they are: there a comma stands between two numbers.
    """
    if how == "text" and where.endswith(" fr"):
        return re.sub(r"(?<=\d),(?=\d\d?(?!\d))", ".", text)
    if how == "html":
        read = re.split(r"(<script.*?</script>|<[^>]*>)", text, flags=re.S)
        read[::2] = [re.sub(r"(?<=\d),(?=\d\d?(?!\d))", ".", one) for one in read[::2]]
        return "".join(read)
    return text


def leaks(marked, role, found):
    """Yield what is shown to a role and must not be.

    Args:
        marked: The history.
        role: To whom it is shown.
        found: What `outputs` yields.
    """
    own = role.partition(":")[2]
    visibility, over = marked.state
    few = (marked.smallest or 1) > 1 and role != "auditor" and visibility == "SECRET"
    for where, how, text in found:
        exported, text = where.startswith("export"), pointed(where, how, text)
        for member, values in marked.values.items():
            for value in values:
                if not told(value, text):
                    continue
                mine = member == own and not (exported and visibility == "SECRET")
                if not over and not mine:
                    yield where, "a value before the round closed", member, value
                if over and few and not mine:
                    yield where, "a voice alone", member, value
                if over and visibility == "SECRET" and not mine:
                    for unit in units(how, text):
                        if told(value, unit) and told(member, unit):
                            yield where, "whose a secret value is", member, unit
        asked = exported and "--with-words" in where
        for member, words in marked.words.items():
            heard = role == "secretary" or member == own
            if (
                told(words, text)
                and not (heard and not exported)
                and not (asked and (not own or member == own))
            ):
                yield where, "words", member, words
        if told(marked.erased, text):
            yield where, "erased words", marked.erased


WHOLE = {"answering": list(MEMBERS), "holes": set(), "seed": 1}
STATES = [
    {"state": (visibility, over), "smallest": smallest}
    for visibility in ("SEALED", "SECRET")
    for over in (False, True)
    for smallest in (None, 3)
    if visibility == "SECRET" or smallest is None
]


@pytest.fixture(scope="module", params=STATES, ids=str)
def marked(request, tmp_path_factory):
    return recorded(tmp_path_factory.mktemp("marked") / "log.db", **WHOLE, **request.param)


@pytest.fixture(scope="module", autouse=True)
def one_codec():
    """Making one anew for each of a thousand openings would take longer than all the rest."""
    with pytest.MonkeyPatch.context() as patching:
        patching.setattr(codecs, "Codec", cache(Codec))
        yield


def searched(marked, role, folder):
    folder.mkdir(exist_ok=True)
    return list(leaks(marked, role, outputs(marked.path, role, folder)))


@pytest.mark.parametrize(
    ("where", "how", "text", "seen"),
    [
        ("explain fr", "text", "moyenne 50598,40", False),
        ("explain fr", "text", "50598, 40", True),
        ("explain en", "text", "50598,40", True),
        ("export csv", "csv", "50598,40", True),
        ("page", "html", "<p>50598,40</p>", False),
        ("page", "html", "<script>[50598,40]</script>", True),
        ("page", "html", '<path d="50598,40">', True),
        ("page", "html", "<p>50598</p>", True),
    ],
)
def test_a_figure_is_not_a_value(where, how, text, seen):
    """The whole part of a mean may be a number that somebody gave."""
    assert told("50598", pointed(where, how, text)) is seen


def test_every_way_out_is_searched():
    """A new command, or a new format, fails here first."""
    assert set(main.list_commands(None)) == VIEWS.keys() | FOR_ALL | SHOW_NOTHING | ALONE
    assert exporters().keys() == EXPORTS.keys()


@pytest.mark.parametrize("role", ["public", "delegate:loge"])
def test_nothing_leaks(marked, role, tmp_path):
    """Of rounds that are sealed or secret, open or closed, with and without small groups."""
    assert searched(marked, role, tmp_path) == []


@settings(deadline=None, max_examples=6)
@supposing(plan=plans(), role=st.sampled_from(ROLES))
def test_nothing_leaks_whoever_answers_what(tmp_path_factory, plan, role):
    """Whoever answers, with whatever holes in their sheets."""
    folder = tmp_path_factory.mktemp("plan")
    assert searched(recorded(folder / "log.db", **plan), role, folder) == []


def flat(answer):
    """Yield the plain values in an answer."""
    if isinstance(answer, list | tuple):
        for one in answer:
            yield from flat(one)
    else:
        yield str(answer)


def bare(answer):
    """Return the plain values that stand in an answer itself, not in what it holds."""
    return [str(one) for one in answer if not isinstance(one, list | tuple)]


def tied(answer, member, values):
    """Yield the parts of an answer that name a member beside something that holds its values.

    Such as a key, be it one of several names, beside its value; or the fields of an event.
    """
    if isinstance(answer, list | tuple):
        for one in answer:
            yield from tied(one, member, values)
        key = answer[0] if len(answer) == 2 and isinstance(answer[0], list | tuple) else ()
        names = [*bare(answer), *(bare(key) if len(bare(key)) == len(key) else ())]
        if member in names and not values.isdisjoint(flat(answer)):
            yield answer


def answered(marked):
    """Yield what the answers of a view say and must not: values too early, or of whom."""
    visibility, over = marked.state
    with collectif.open(marked.path, read_only=True) as collective:
        for name, answer in answers(collective.view()).items():
            for member, values in marked.values.items():
                said = set(values) & set(flat(answer))
                if said and not over:
                    yield name, member, said
                if visibility == "SECRET":
                    yield from ((name, one) for one in tied(answer, member, set(values)))


def test_no_answer_of_a_view_leaks(marked):
    """Everything that a projection says, as it is printed."""
    assert list(answered(marked)) == []


SEALED, SECRET_OVER, FEW = STATES[0], STATES[4], STATES[5]
NO_SEAL = sealing.Seal(rounds=frozenset(), smallest={}, hidden={}, ballots={})


def without_secrets(codec, event):
    """Tell an event as it is, ballots included."""
    data = attrs.asdict(event.data) if attrs.has(type(event.data)) else event.data.data
    return {**plain(codec, event), "data": json.loads(json.dumps(data, default=str))}


plain = Codec.plain

PLANTED = {
    "lists show sealed values": (SEALED, log_command, "seal_of", lambda *_: NO_SEAL, "public"),
    "tables show sealed values": (SEALED, csv_tables, "seal_of", lambda *_: NO_SEAL, "public"),
    "lines are given out": (SEALED, jsonl, "refuse_while_sealed", lambda *_: None, "public"),
    "a voice is told alone": (FEW, jsonl, "refuse_while_sealed", lambda *_: None, "public"),
    "small groups are told": (FEW, looking, "_of_enough_voices", lambda s, _: s, "public"),
    "all is one's own": (SEALED, sealing, "may_read", lambda *_, **__: True, "delegate:loge"),
    "secret words are plain": (SECRET_OVER, Codec, "plain", without_secrets, "secretary"),
    "words are heard": (SEALED, Wordless, "words", LogValue.words, "public"),
}  # fmt: skip


@pytest.mark.parametrize("fault", PLANTED)
def test_the_search_finds_a_planted_leak(fault, tmp_path, monkeypatch):
    """Each way in which something could come out is seen when it does."""
    state, where, name, instead, role = PLANTED[fault]
    marked = recorded(tmp_path / "log.db", **WHOLE, **state)
    assert searched(marked, role, tmp_path / "before") == []
    monkeypatch.setattr(where, name, instead)
    assert searched(marked, role, tmp_path / "after") != []


def test_the_search_of_answers_finds_a_planted_leak(tmp_path, monkeypatch):
    """Scores that an answer holds too early, as they once did."""
    marked = recorded(tmp_path / "log.db", **WHOLE, **SEALED)
    real = scores._scores_of

    def early(state, opened):
        return attrs.evolve(real(state, opened), cells=state.cells[opened.round_id])

    assert list(answered(marked)) == []
    monkeypatch.setattr(scores, "_scores_of", early)
    assert list(answered(marked)) != []


@pytest.mark.parametrize("told", [[["loge", "s1"], 50001], ["loge", ["s1", 50001]]])
def test_the_search_of_answers_finds_whose_a_value_is(told):
    """Whether the member is a part of a key, or the whole of it."""
    assert list(tied([["r1", [told]]], "loge", {"50001"})) == [told]
