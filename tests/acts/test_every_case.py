"""Every event type has a case that records it and cases that are refused; none is missing."""

import inspect
import json
import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from attrs import evolve

from collectif.acts.community import MemberJoined
from collectif.acts.scoring import ScoreCast
from collectif.acts.state import _RULES
from collectif.collective import Assembly, Collective
from collectif.handles import verbs_of
from collectif.record.event import EVENTS
from collectif.testing.cases import Heard, cases_in, check, recorded_by, records, refuses
from collectif.testing.given import given
from collectif.testing.room import MEMBERS, SCORING, joined, proposed, scored

CATALOGUE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "catalogue.json"
WORDS = resources.files("collectif") / "locale" / "refusals.en.toml"
CODES = set(tomllib.loads(WORDS.read_text("utf-8")))
CASES = cases_in(Path(__file__).parent / "cases")

WITHOUT_VERB = {
    "import-reported": "whoever imports records it, with all that was read; see tests/exchange",
}
"""Events that no verb records, and so none refuses."""

NOT_OF_ACTS = {
    "ResultsNotYetVisible": "looking is refused, not acting; see test_secrecy",
    "Unknown": "the words of every code that begins with Unknown and has none of its own",
}
"""Codes that no act is refused with."""

STANDS_FOR = {
    ("ballot-cast", "OffScale"): "BallotInvalid",  # every kind of ballot has a scale of its own
}
"""Declared errors that are raised under another name, and why."""


def own_types():
    acts = {known.name for known in EVENTS if known.cls.__module__.startswith("collectif.acts.")}
    return acts - WITHOUT_VERB.keys()


def declared():
    """Return each event of the catalogue with each error that it declares."""
    if not CATALOGUE.exists():
        pytest.skip(f"the catalogue of the design is not at hand ({CATALOGUE.name})")
    told = json.loads(CATALOGUE.read_text("utf-8"))
    errors = {entry["name"]: entry["errors"] for entry in told}
    for entry in told:
        spelled_out = re.sub(r"as (\w+)", lambda found: errors[found[1]], entry["errors"])
        for code in re.findall(r"\w+", spelled_out):
            yield entry["wire"], STANDS_FOR.get((entry["wire"], code), code)


def spelled():
    """Return each event with each code that its verb or its rule spells."""
    for name, verb in (verbs_of(Assembly) | verbs_of(Collective)).items():
        for type in recorded_by(name):
            rule = _RULES.get(EVENTS.of(type).cls, verb)
            source = inspect.getsource(verb) + inspect.getsource(rule)
            for code in re.findall(r'Refused\(\s*"(\w+)"', source):
                yield name, type, code


def without_legal(cases):
    return own_types() - {case.type for case in cases if case.refused is None}


def without_refused(cases):
    return own_types() - {case.type for case in cases if case.refused is not None}


def undeclared(cases):
    return set(declared()) - {(case.type, case.refused) for case in cases}


def unraised(cases):
    return CODES - {case.refused for case in cases} - NOT_OF_ACTS.keys()


@pytest.mark.parametrize(
    "case", CASES, ids=lambda c: f"{c.type}: {c.refused or 'recorded'}: {c.sentence}"
)
def test_what_comes_of_it_is_what_the_case_says(case):
    check(case)


def alone():
    """Yield each legal case in which a list of one name is told as that name."""
    for case in CASES:
        if case.refused is None:
            heard = Heard()
            case.act(heard.through(given(*case.given).collective, case.other))
            for name, told in heard.said.items():
                if isinstance(told, tuple) and len(told) == 1 and isinstance(told[0], str):
                    yield evolve(case, other={**case.other, name: told[0]})


def test_one_name_alone_is_a_list_of_one_and_not_of_its_letters():
    told = list(alone())
    assert len(told) > 10
    for case in told:
        check(case)


def test_every_event_type_is_recorded():
    assert set() == without_legal(CASES)


def test_every_event_type_is_refused():
    assert set() == without_refused(CASES)


def test_every_error_that_the_catalogue_declares_for_an_event_is_raised():
    """../shared/data/catalogue.json, field `errors`."""
    assert len(set(declared())) >= 82
    assert set() == undeclared(CASES)


def test_every_error_that_a_verb_or_a_rule_spells_is_raised():
    """A verb of an open and of a secret round is tried in one of them at least."""
    tried = {(case.type, case.refused) for case in CASES}
    by_verb = {(name, code) for name, type, code in spelled() if (type, code) in tried}
    assert set() == {(name, code) for name, _, code in spelled()} - by_verb


def test_every_refusal_that_has_words_is_raised():
    assert set() == unraised(CASES)


def test_no_two_cases_say_the_same():
    said = [(case.type, case.refused, case.sentence) for case in CASES]
    assert [] == [one for one in said if said.count(one) > 1]


def left_out(type, refused):
    return [case for case in CASES if (case.type, case.refused) != (type, refused)]


def test_a_missing_case_is_seen():
    assert {"score-cast"} == without_legal(left_out("score-cast", None))
    assert {"ExplanationRequired"} == unraised(left_out("wish-answered", "ExplanationRequired"))
    recorded = [case for case in CASES if case.refused is None]
    assert own_types() == without_refused(recorded)


def test_a_missing_case_of_a_declared_error_is_seen():
    assert {("score-cast", "OffScale")} == undeclared(left_out("score-cast", "OffScale"))


def test_a_case_that_is_wrong_is_seen():
    grade = scored("jeune", "s1", "levier", 4)
    for wrong in (
        refuses(ScoreCast, "OffScale", "It is not refused.", SCORING, grade),
        refuses(ScoreCast, "Recused", "It is refused otherwise.", SCORING[:-1], grade),
        refuses(ScoreCast, "DuplicateId", "It is of another event.", SCORING, proposed("s1")),
        records(MemberJoined, "Another is recorded.", MEMBERS, joined("a"), member_id="b",
                name={}, kind="CITIZEN", sectors=(), voting=True),
    ):  # fmt: skip
        with pytest.raises(AssertionError):
            check(wrong)
