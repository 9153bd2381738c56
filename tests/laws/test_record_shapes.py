"""What event classes may hold, how older versions are read, and what an event is about."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple, NewType

import attrs
import pytest

from collectif.errors import CorruptLog, InvalidEventClass, UnknownName
from collectif.ids import AssemblyId, CriteriaSetId, CriterionId, EventId, MemberId, ProposalId, Ref
from collectif.record.canonical import canonical
from collectif.record.codec import Codec
from collectif.record.disclosure import disclose
from collectif.record.envelope import Actor, Draft
from collectif.record.event import EVENTS, WITHHELD, Registry, Unknown, Withheld, personal
from collectif.values import Json, Money, Text

NOW = "2026-01-02T03:04:05Z"


class Colour(enum.Enum):
    RED = "red"


class Pair(NamedTuple):
    a: int


@attrs.frozen(kw_only=True)
class Endless:
    """A value that holds itself."""

    inner: tuple[Endless, ...]


@attrs.frozen(kw_only=True)
class Nullable:
    """A value that would write null."""

    a: int | None


UNFIT: dict[str, Any] = {
    "a float": float,
    "a float inside": tuple[float, ...],
    "a float in an object": Mapping[str, float],
    "a float or none": float | None,
    "a complex": complex,
    "bytes": bytes,
    "anything": Any,
    "an object": object,
    "a list": list[str],
    "a set": set[str],
    "a dict": dict[str, str],
    "a sequence": Sequence[str],
    "a bare tuple": tuple,
    "a tuple of several types": tuple[int, str],
    "a tuple of one": tuple[str],
    "an empty tuple": tuple[()],
    "a bare mapping": Mapping,
    "an enumeration": Colour,
    "a named tuple": Pair,
    "a class": type,
    "a set of values": frozenset[Money],
    "a set of flags": frozenset[bool],
    "a set of dates": frozenset[date],
    "a set of sets": frozenset[frozenset[str]],
    "keys that are dates": Mapping[date, str],
    "keys that are flags": Mapping[bool, str],
    "withheld words that are not personal": str | Withheld,
    "none without a default": int | None,
    "a value that writes null": Nullable,
    "itself": Endless,
    "a union with a float": str | float,
    "a NewType of float": NewType("Weight", float),
}


@pytest.mark.parametrize("hint", UNFIT.values(), ids=UNFIT)
def test_unfit_types_are_refused(hint):
    cls = type("Unfit", (), {"__annotations__": {"field": hint}})
    with pytest.raises(InvalidEventClass) as refusal:
        Registry().event("unfit")(cls)
    assert "cannot be an event" in refusal.value.what
    assert "/field" in refusal.value.what


class TestDeclaration:
    def refused(self, cls: type, *words: str, **options: Any) -> None:
        with pytest.raises(InvalidEventClass) as refusal:
            Registry().event(options.pop("name", "odd"), **options)(cls)
        assert all(word in refusal.value.what for word in (cls.__name__, *words))

    def test_no_default_but_none(self):
        class Odd:
            number: int = 3

        self.refused(Odd, "/number", "default")

    def test_annotations_are_found(self):
        class Odd:
            number: NoSuchName  # noqa: F821

        self.refused(Odd, "'NoSuchName'")

    def test_no_none_for_what_is_required(self):
        class Odd:
            number: int = None  # type: ignore[assignment]

        self.refused(Odd, "/number", "None")

    def test_personal_fields_admit_withheld(self):
        class Odd:
            reason: str = personal()

        self.refused(Odd, "/reason", "Withheld")

    def test_no_field_where_the_digests_stand(self):
        class Odd:
            _sd: str

        self.refused(Odd, "/_sd")

    @pytest.mark.parametrize("name", ["Odd", "odd_one", "", "a/b/c", "/a", "é", "odd one", "odd\n"])
    def test_names_are_kebab_case(self, name):
        class Odd:
            pass

        self.refused(Odd, "kebab", name=name)

    @pytest.mark.parametrize("version", [0, -1])
    def test_versions_start_at_one(self, version):
        class Odd:
            pass

        self.refused(Odd, "versions start at 1", version=version)

    def test_names_and_keys_are_fields(self):
        class Odd:
            a: int

        self.refused(Odd, "'b'", names="b")
        self.refused(Odd, "'c'", key=("a", "c"))

    def test_names_are_taken_once(self):
        registry = Registry()

        class Odd:
            a: int

        registry.event("odd")(Odd)
        with pytest.raises(InvalidEventClass, match="'odd' is taken"):
            registry.event("odd")(Odd)

    def test_instances_are_frozen_and_keyword_only(self):
        @Registry().event("odd")
        class Odd:
            a: int

        with pytest.raises(TypeError):
            Odd(1)  # type: ignore[misc]
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            Odd(a=1).a = 2  # type: ignore[misc]

    def test_strangers_are_named(self):
        for wanted in (Money, "no-such-event"):
            with pytest.raises(UnknownName, match=getattr(wanted, "__name__", "no-such-event")):
                EVENTS.of(wanted)

    def test_a_registry_lists_its_types_by_name(self):
        assert sorted(known.name for known in EVENTS) == [known.name for known in EVENTS]


class TestUpcastChains:
    """Each older version leads to the newest by exactly one path, or the registry says why not."""

    def registry(self, newest: int, *steps: tuple[int, int | None]) -> Registry:
        made = Registry()

        @made.event("old", version=newest)
        class Old:
            a: int

        for version, to in steps:
            made.upcast("old", version=version, to=to)(lambda data: data)
        return made

    @pytest.mark.parametrize(
        ("newest", "steps"),
        [
            (1, []),
            (2, [(1, None)]),
            (4, [(1, None), (2, None), (3, None)]),
            (4, [(3, None), (1, 3), (2, 4)]),
            (4, [(1, 4), (2, 4), (3, 4)]),
        ],
    )
    def test_whole(self, newest, steps):
        self.registry(newest, *steps).close()

    @pytest.mark.parametrize(
        ("newest", "steps", "why"),
        [
            (2, [], "no upcast leads from version 1 to 2"),
            (4, [(1, None), (3, None)], "no upcast leads from version 2 to 4"),
            (3, [(1, None), (2, 1)], "circle"),
            (3, [(1, 1), (2, 3)], "circle"),
            (4, [(1, 2), (2, 3), (3, 2)], "circle"),
            (2, [(1, 5)], "no upcast leads from version 5 to 2"),
            (2, [(1, 2), (2, 3)], "starts from version 2"),
            (1, [(1, 2)], "starts from version 1"),
        ],
    )
    def test_broken(self, newest, steps, why):
        with pytest.raises(InvalidEventClass) as refusal:
            self.registry(newest, *steps).close()
        assert "'old'" in refusal.value.what
        assert why in refusal.value.what

    def test_two_from_one_version(self):
        with pytest.raises(InvalidEventClass, match="two upcasts start from version 1"):
            self.registry(3, (1, None), (1, 3))

    def test_orphans(self):
        made = Registry()
        made.upcast("nobody", version=1)(lambda data: data)
        with pytest.raises(InvalidEventClass, match=r"'nobody'.*no event class"):
            made.close()

    def test_any_order_of_declaration_even_after_use(self):
        made = Registry()
        made.upcast("old", version=2)(lambda data: {"a": data["a"] + 1})
        self.registry(1).close()
        made.upcast("old", version=1)(lambda data: {"a": data["b"]})

        @made.event("old", version=3)
        class Old:
            a: int

        made.close()

        @made.event("late", version=3)
        class Late:
            a: int

        made.upcast("late", version=1)(lambda data: {"a": 1})
        made.upcast("late", version=2)(lambda data: {"a": data["a"] + 1})
        assert read(made, "late", 1, {}).a == 2
        assert read(made, "old", 1, {"b": 7}).a == 8

    def test_a_gap_is_named_before_an_old_event_is_read(self):
        with pytest.raises(InvalidEventClass, match="no upcast leads"):
            read(self.registry(2), "old", 1, {"a": 1})


def body_of(name: str, version: int, data: dict[str, Any]) -> bytes:
    return canonical(
        {
            "format": 1,
            "seq": 0,
            "id": "e1",
            "type": name,
            "version": version,
            "occurred": NOW,
            "recorded": NOW,
            "source": "LIVE",
            "data": data,
        }
    )


def read(registry: Registry, name: str, version: int, data: dict[str, Any], **words: str) -> Any:
    return Codec(registry).decode(name, body_of(name, version, data), words).data


VERSIONED = Registry()


@VERSIONED.event("opinion-given", version=3)
class OpinionGiven:
    """The third shape: one text by language, and how long it is."""

    member_id: MemberId
    letters: int
    words: Text | Withheld = personal()


@VERSIONED.upcast("opinion-given", version=1)
def _names_became_ids(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "member_id": data.pop("member")}


@VERSIONED.upcast("opinion-given", version=2)
def _texts_became_multilingual(data: dict[str, Any]) -> dict[str, Any]:
    text = data.pop("text", None)
    if text is None:
        return {**data, "letters": 0}
    return {**data, "letters": len(text), "words": {"fr": text}}


class TestUpcasts:
    def test_several_steps(self):
        one, text = disclose("/text", "d'accord")
        data = {"member": "alim", "_sd": [one]}
        opened = read(VERSIONED, "opinion-given", 1, data, **{one: text})
        assert (
            OpinionGiven(member_id=MemberId("alim"), letters=8, words={"fr": "d'accord"}) == opened
        )

    def test_without_the_words(self):
        """An upcast sees the words at hand; what is not at hand reads as withheld after it."""
        one, _ = disclose("/text", "d'accord")
        for version, data in ((1, {"member": "alim"}), (2, {"member_id": "alim"})):
            read_back = read(VERSIONED, "opinion-given", version, {**data, "_sd": [one]})
            assert OpinionGiven(member_id=MemberId("alim"), letters=0, words=WITHHELD) == read_back

    def test_the_version_that_was_written_is_told(self):
        recorded = Codec(VERSIONED).decode(
            "opinion-given", body_of("opinion-given", 2, {"member_id": "alim"}), {}
        )
        assert recorded.version == 2

    def test_a_newer_version_is_unknown(self):
        assert isinstance(read(VERSIONED, "opinion-given", 4, {}), Unknown)

    def test_an_old_event_that_an_upcast_cannot_read_is_called_corrupt(self):
        with pytest.raises(CorruptLog, match="upcast fails on KeyError"):
            read(VERSIONED, "opinion-given", 1, {"somebody": "alim"})

    def test_an_old_event_that_does_not_fit_is_called_corrupt(self):
        with pytest.raises(CorruptLog, match="member_id"):
            read(VERSIONED, "opinion-given", 2, {"member_id": 5})


@attrs.frozen(kw_only=True)
class Line:
    """A value with ids inside."""

    criterion_id: CriterionId
    also: tuple[MemberId, ...]


@attrs.frozen(kw_only=True)
class Vote:
    """A value below a mapping."""

    event_id: EventId | None = None


REFERRING = Registry()


@REFERRING.event("referring", names="assembly_id")
class Referring:
    """An id in each shape that a field may have."""

    assembly_id: AssemblyId
    criteria_set_id: CriteriaSetId
    member_id: MemberId | Literal["PUBLIC"]
    carriers: tuple[MemberId, ...]
    guests: frozenset[MemberId]
    to: tuple[MemberId, ...] | Literal["PUBLIC"]
    weights: Mapping[CriterionId, int]
    answers: Mapping[str, ProposalId]
    grades: Mapping[MemberId, Mapping[ProposalId, int]]
    first: Line
    lines: tuple[Line, ...]
    votes: Mapping[MemberId, Vote]
    target: Ref
    note: str
    payload: Json
    maybe: ProposalId | None = None
    nested: Line | None = None
    told_to: MemberId | Withheld | None = personal(default=None)


FULL = Referring(
    assembly_id=AssemblyId("a1"),
    criteria_set_id=CriteriaSetId("cs1"),
    member_id=MemberId("m1"),
    carriers=(MemberId("m2"), MemberId("m3")),
    guests=frozenset({MemberId("m4")}),
    to=(MemberId("m5"),),
    weights={CriterionId("c1"): 3},
    answers={"x": ProposalId("p1")},
    grades={MemberId("m6"): {ProposalId("p2"): 4}},
    first=Line(criterion_id=CriterionId("c2"), also=(MemberId("m7"),)),
    lines=(Line(criterion_id=CriterionId("c3"), also=()),),
    votes={MemberId("m8"): Vote(event_id=EventId("e1")), MemberId("m9"): Vote()},
    target=Ref("anything"),
    note="not-an-id",
    payload={"member_id": "not-a-reference"},
    maybe=ProposalId("p4"),
    nested=Line(criterion_id=CriterionId("c4"), also=()),
    told_to=MemberId("secret"),
)


class TestReferences:
    def about(self, data: Any, **envelope: Any) -> set[tuple[str, str]]:
        codec = Codec(REFERRING)
        recorded, body, kept = codec.encode(
            Draft(data=data, **envelope), id="e0", seq=0, recorded=NOW, entropy=bytes
        )
        words = {one.digest: one.text for one in kept}
        name = recorded.type
        found = codec.references(recorded)
        assert found == codec.references(codec.decode(name, body, words))
        assert found == codec.references(codec.decode(name, body, {}))
        return found

    def test_every_shape(self):
        expected = {
            ("assembly", "a1"),
            ("criteria_set", "cs1"),
            *(("member", f"m{n}") for n in range(1, 10)),
            *(("criterion", f"c{n}") for n in range(1, 5)),
            *(("proposal", f"p{n}") for n in (1, 2, 4)),
            ("event", "e1"),
            ("ref", "anything"),
        }
        assert expected == self.about(FULL)

    def test_absent_ones(self):
        bare = attrs.evolve(FULL, maybe=None, nested=None, told_to=None, to="PUBLIC", votes={})
        assert {("proposal", "p4"), ("criterion", "c4"), ("event", "e1")}.isdisjoint(
            self.about(bare)
        )

    def test_the_envelope_counts(self):
        found = self.about(
            FULL, assembly="a9", cause="e9", actor=Actor(role="delegate", member="m99")
        )
        assert {("assembly", "a9"), ("event", "e9"), ("member", "m99")} <= found

    def test_words_are_never_references(self):
        assert "secret" not in {id for _, id in self.about(FULL)}

    def test_unknown_events_may_be_about_any_text(self):
        data = {"a": "x", "b": {"c": ["y", {"z": 1}]}, "n": 5}
        found = self.about(Unknown(type="vendor/new", version=1, data=data))
        assert {("ref", text) for text in ("a", "x", "b", "c", "y", "z", "n")} == found
