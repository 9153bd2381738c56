"""This module is about the mapping of a grid: what its file does not say, in TOML or JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from collectif.acts.community import MemberKind
from collectif.acts.criteria import Origin, Polarity
from collectif.errors import Reason
from collectif.exchange.reading import Source, read_json, read_source, read_toml, unreadable

Column = Literal[
    "member", "proposal", "criterion", "score", "round", "comment", "reason", "mandate", "weight"
]
Words = str | Mapping[str, str]


class MemberSaid(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a mapping says of a member; an id that the log knows already is that member's.

    Whoever scored holds a voice unless told otherwise; of others, their kind decides.
    """

    id: str | None = None
    name: Words | None = None
    kind: MemberKind | None = None
    sectors: tuple[str, ...] = ()
    voting: bool | None = None


class ProposalSaid(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a mapping says of a proposal; `carriers` are members as the grid calls them."""

    id: str | None = None
    title: Words | None = None
    summary: Words | None = None
    carriers: tuple[str, ...] = ()


class CriterionSaid(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a mapping says of a criterion."""

    id: str | None = None
    label: Words | None = None
    questions: tuple[Words, ...] = ()
    origin: Origin = "UNSTATED"
    polarity: Polarity = "HIGHER_IS_BETTER"
    weight: int | None = None


class RoundSaid(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a round was opened and closed."""

    opened: Any = None
    closed: Any = None


class ScaleSaid(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The ends of the scale."""

    min: int
    max: int


class SilencesSaid(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words that stand for a silence, besides the usual ones."""

    abstain: tuple[str, ...] = ()
    cannot_judge: tuple[str, ...] = ()


class GridMapping(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that a mapping may say; docs/how-to/import-a-grid.md explains each.

    Attributes:
        collective, territory, languages, timezone: Of the collective, if the log is new.
        title, date, assembly, place, convenor: Of the assembly; `assembly` is its id.
        columns: What a column is for -> how it is headed in the file.
        ignore: Headings of columns, and names of sheets, that are not read.
        members, proposals, criteria: How the file calls one -> its id, or more about it.
        weights: How the file calls a criterion -> its weight.
        rounds: How the file calls a round -> its times; their order is that of the rounds.
        scale: The ends of the scale.
        silences: Words for silences.
        charter: Further rules of the game, as in a charter.
    """

    collective: Words | None = None
    territory: Words | None = None
    languages: tuple[str, ...] | None = None
    timezone: str | None = None
    title: Words | None = None
    date: Any = None
    assembly: str | None = None
    place: Words | None = None
    convenor: str | None = None
    columns: Mapping[Column, str] = {}
    ignore: tuple[str, ...] = ()
    members: Mapping[str, str | MemberSaid] = {}
    proposals: Mapping[str, str | ProposalSaid] = {}
    criteria: Mapping[str, str | CriterionSaid] = {}
    weights: Mapping[str, int] = {}
    rounds: Mapping[str, RoundSaid] = {}
    scale: ScaleSaid | None = None
    silences: SilencesSaid = SilencesSaid()
    charter: Mapping[str, Any] = {}


def read_mapping(path: Path | None) -> tuple[Sequence[Source], GridMapping]:
    """Return the file of a mapping and what it says; nothing is said where there is none."""
    if path is None:
        return (), GridMapping()
    source = read_source(path)
    said = (read_json if path.suffix.lower() == ".json" else read_toml)(source)
    try:
        return (source,), msgspec.convert(said, GridMapping)
    except msgspec.ValidationError as error:
        why = Reason("grid-mapping.not-a-mapping", error=str(error).rstrip("."))
        unreadable(source.name, why, Reason("grid-mapping.see-what-it-may-say"))


def moment_of(said: Any, zone: tzinfo) -> tuple[datetime, bool] | None:
    """Return a time that a mapping says, and whether it is only a day; None if it is neither."""
    if isinstance(said, str):
        try:
            said = date.fromisoformat(said) if len(said) == 10 else datetime.fromisoformat(said)
        except ValueError:
            return None
    if isinstance(said, datetime):
        return (said if said.tzinfo else said.replace(tzinfo=zone)), False
    if isinstance(said, date):
        return datetime.combine(said, time(), tzinfo=zone), True
    return None
