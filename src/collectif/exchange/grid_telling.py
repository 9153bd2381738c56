"""This module is about telling a grid as the acts of an assembly, through the public verbs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from collectif.acts import known_from
from collectif.acts.conversation import ImportReported
from collectif.collective import Assembly, Collective
from collectif.errors import Reason
from collectif.exchange.grid_mapping import GridMapping, moment_of
from collectif.exchange.grid_names import Names, key_of
from collectif.exchange.grid_rules import charter_of, in_order, scale_of, zone_called
from collectif.exchange.grid_shapes import Answer, Grid
from collectif.exchange.reading import fault, unreadable
from collectif.ids import ImportId
from collectif.record.envelope import Actor, Draft
from collectif.values import Text

_UNSTATED: Text = {"en": "Not stated by the grid", "fr": "Non précisé par la grille"}
_BEARER = "?"
_CONVENOR: Text = {
    "en": "Whoever convened the assembly (not named by the grid)",
    "fr": "Qui a convoqué l'assemblée (non nommé par la grille)",
}
_HOW: Text = {"en": "As the imported grid shows", "fr": "Comme le montre la grille importée"}


class Telling:
    """A grid, told as an assembly.

    Args:
        collective: Where it is played.
        grid: What the files say.
        mapping: What they do not say.
        id: The name of the import.
        name: What the file is called, where nothing else names the assembly.
        written: When the file was written, where nothing else dates it.

    Attributes:
        scale: The scale of the scores.
        rounds: The rounds by the names of the grid, in order.
    """

    def __init__(
        self,
        collective: Collective,
        grid: Grid,
        mapping: GridMapping,
        id: ImportId,
        *,
        name: str,
        written: datetime,
    ) -> None:
        self.collective = collective
        self.grid = grid
        self.mapping = mapping
        self.id = id
        self.known = known_from(collective.view())
        self.assembly = mapping.assembly or str(id)
        self.title = mapping.title or name
        self.zone = zone_called(mapping.timezone or self.known.timezone)
        self.moment, self.day_only = self._when(mapping.date, written)
        taken: set[str] = {self.assembly}
        self.members = Names("member", mapping.members, self.known, taken)
        self.proposals = Names("proposal", mapping.proposals, self.known, taken)
        self.criteria = Names("criterion", mapping.criteria, self.known, taken)
        self.rounds = in_order(grid, mapping)
        self.scale = scale_of(grid, mapping)
        self.weights = dict[str, int]()
        self._bearers = dict[str, str]()
        for one, who in grid.bearers.items():
            self._bearers.setdefault(key_of(one), who)
        self._name_all()
        self._check()

    def tell(self) -> None:
        """Play everything, from the founding to the end of the assembly."""
        self._tell_community()
        room = self._tell_frame()
        self._tell_options(room)
        self._tell_presence(room)
        for number, label in enumerate(self.rounds, 1):
            self._tell_round(room, number, label)
        self._said(room, "closed").close()

    def add_report(self, report: ImportReported) -> None:
        """Record the report, as the last event of the import."""
        draft = Draft(
            data=report,
            id=f"{self.id}/report",
            occurred=self.moment,
            precision="DAY" if self.day_only else None,
            assembly=self.assembly,
            recorder="import",
            source="IMPORT",
            provenance=self._provenance,
        )
        self.collective.log.append([draft])

    def cell(self, answer: Answer) -> tuple[str, str, str, str]:
        """Return which cell of which sheet an answer fills."""
        return (
            answer.round,
            self.members.take(answer.member),
            self.proposals.take(answer.proposal),
            self.criteria.take(answer.criterion),
        )

    def _tell_community(self) -> None:
        mapping = self.mapping
        if not self.known.founded:
            self._said(self.collective, "founded").found(
                name=mapping.collective or self.title,
                territory=mapping.territory or _UNSTATED,
                languages=mapping.languages or (("fr",) if self.grid.french else ("en",)),
                timezone=mapping.timezone or "UTC",
            )
        scorers = {self.members.take(one.member) for one in self.grid.answers}
        for name, id in self.members.ids.items():
            if self.members.is_new(id):
                said = self.members.about(name)
                told = getattr(said, "voting", None)
                self._said(self.collective, f"member/{id}").welcome_member(
                    member=id,
                    name=getattr(said, "name", None) or name,
                    kind=getattr(said, "kind", None) or "COMMUNITY_ORG",
                    sectors=getattr(said, "sectors", ()),
                    voting=True if told is None and id in scorers else told,
                )

    def _tell_frame(self) -> Assembly:
        self._said(self.collective, "convened").convene(
            assembly=self.assembly,
            title=self.title,
            planned_for=self.moment,
            convenor=self._convenor(),
            shared_intention=_UNSTATED,
            objective=_UNSTATED,
            place=self.mapping.place,
        )
        room = self.collective.assembly(self.assembly)
        self._said(room, "charter").adopt_charter(
            charter=charter_of(self.mapping, self.scale, len(self.rounds)), how=_HOW
        )
        return room

    def _convenor(self) -> str:
        named = self.mapping.convenor
        if named is not None:
            return named if not self.members.is_new(named) else self.members.take(named)
        id = f"{self.assembly}-convenor"
        self._said(self.collective, "convenor").welcome_member(
            member=id, name=_CONVENOR, kind="BACKBONE"
        )
        return id

    def _tell_options(self, room: Assembly) -> None:
        for name, id in self.criteria.ids.items():
            said = self.criteria.about(name)
            self.weights[id] = self._weight(name, said)
            if self.criteria.is_new(id):
                self._said(room, f"criterion/{id}").propose_criterion(
                    criterion=id,
                    label=getattr(said, "label", None) or name,
                    questions=getattr(said, "questions", ()),
                    origin=getattr(said, "origin", "UNSTATED"),
                    polarity=getattr(said, "polarity", "HIGHER_IS_BETTER"),
                )
        self._said(room, "criteria").adopt_criteria(
            criteria_set=f"{self.assembly}-criteria", weights=self.weights, how=_HOW
        )
        for name, id in self.proposals.ids.items():
            if self.proposals.is_new(id):
                said = self.proposals.about(name)
                title = getattr(said, "title", None) or name
                self._said(room, f"proposal/{id}").submit_proposal(
                    proposal=id,
                    title=title,
                    summary=getattr(said, "summary", None) or title,
                    carriers=[self.members.take(one) for one in getattr(said, "carriers", ())],
                    assembly=self.assembly,
                )

    def _weight(self, name: str, said: Any) -> int:
        told = {**self.grid.weights, **self.mapping.weights}
        given = getattr(said, "weight", None)
        mine = (weight for one, weight in told.items() if key_of(one) == key_of(name))
        return given if given is not None else next(mine, 1)

    def _tell_presence(self, room: Assembly) -> None:
        scorers = {self.members.take(one.member): one.member for one in self.grid.answers}
        held = [self._mandate(room, id, name) for id, name in scorers.items()]
        self._said(room, "opened").open(facilitators=(), secretary="import")
        self._said(room, "present").sign_in(mandates=held)

    def _mandate(self, room: Assembly, member: str, name: str) -> str:
        """Return the mandate under which a member scored; a new one unless it holds one."""
        day = self.moment.date()
        for mandate in self.known.mandates.values():
            usable = mandate.role == "DELEGATE" and not mandate.ended and mandate.valid_on(day)
            if mandate.member == member and usable and mandate.assembly is None:
                return mandate.id
        id = f"{self.assembly}-{member}"
        bearer = self._bearers.get(key_of(name), _BEARER)
        self._said(room, f"mandate/{member}", subject=member).give_mandate(
            mandate=id, member=member, bearer=bearer, assembly=self.assembly,
            valid_from=day, valid_until=day,
        )  # fmt: skip
        return id

    def _tell_round(self, room: Assembly, number: int, label: str) -> None:
        round = f"{self.assembly}-r{number}"
        said = self.mapping.rounds.get(label)
        opened, closed = getattr(said, "opened", None), getattr(said, "closed", None)
        answers = [one for one in self.grid.answers if one.round == label]
        self._said(room, f"round/{number}", at=opened).open_round(
            round=round,
            subjects=list(dict.fromkeys(self.proposals.take(one.proposal) for one in answers)),
            criteria_set=f"{self.assembly}-criteria",
        )
        sheets: dict[str, list[Answer]] = {}
        for one in answers:
            sheets.setdefault(self.members.take(one.member), []).append(one)
        for member, theirs in sheets.items():
            self._tell_sheet(room, round, member, theirs, closed)
        for position, remark in enumerate(self.grid.remarks, 1):
            if remark.round == label or (number == 1 and remark.round not in self.rounds):
                self._tell_remark(room, position, remark, closed)
        self._said(room, f"round/{number}/closed", at=closed).close_round(round=round)

    def _tell_sheet(
        self, room: Assembly, round: str, member: str, answers: list[Answer], at: Any
    ) -> None:
        scores: dict[str, dict[str, Any]] = {}
        reasons: dict[str, dict[str, str]] = {}
        for one in answers:
            _, _, proposal, criterion = self.cell(one)
            scores.setdefault(proposal, {})[criterion] = one.value
            if one.reason is not None:
                reasons.setdefault(proposal, {})[criterion] = one.reason
        self._said(room, f"{round}-{member}", at=at, subject=member, member=member).submit_sheet(
            round=round, member=member, scores=scores, reasons=reasons
        )

    def _tell_remark(self, room: Assembly, position: int, remark: Any, at: Any) -> None:
        member = self.members.take(remark.member)
        name = f"{self.assembly}-k{position}"
        self._said(room, f"comment/{position}", at=at, subject=member, member=member).comment(
            comment=name,
            target=self.proposals.take(remark.proposal),
            text=remark.text,
            stance="INFORMATION",
            channel="WRITTEN",
            member=member,
        )

    def _said(self, handle: Any, name: str, *, at: Any = None, subject: str | None = None,
              member: str | None = None) -> Any:  # fmt: skip
        """Return a handle whose next act says what an import says of each."""
        moment, day_only = (self.moment, self.day_only) if at is None else self._when(at)
        return handle.noting(
            id=f"{self.id}/{name}",
            occurred=moment,
            precision="DAY" if day_only else None,
            actor=None if member is None else Actor(role="delegate", member=member),
            recorder="import",
            source="IMPORT",
            provenance=self._provenance,
            subject=subject,
        )

    @property
    def _provenance(self) -> str:
        return f"grid:{self.id.removeprefix('grid-')}"

    def _when(self, said: Any, otherwise: datetime | None = None) -> tuple[datetime, bool]:
        """Return a moment that the mapping says, or the day of another; and if it is but a day."""
        if said is None and otherwise is not None:
            said = otherwise.astimezone(self.zone).date()
        found = moment_of(said, self.zone)
        if found is None:
            unreadable(
                Reason("grid-rules.mapping"), Reason("grid-telling.neither-day-nor-time", said=said)
            )
        return found

    def _name_all(self) -> None:
        for one in self.grid.answers:
            self.cell(one)
        for remark in self.grid.remarks:
            self.members.take(remark.member)
            self.proposals.take(remark.proposal)
        for name in self.proposals.ids:
            for carrier in getattr(self.proposals.about(name), "carriers", ()):
                self.members.take(carrier)
        convenor = self.mapping.convenor
        if convenor is not None and self.members.is_new(convenor):
            self.members.take(convenor)

    def _check(self) -> None:
        """Refuse a cell that stands twice, and a score that is not on the scale."""
        first: dict[tuple[str, str, str, str], Answer] = {}
        for one in self.grid.answers:
            earlier = first.setdefault(self.cell(one), one)
            if earlier is not one:
                where = f"{earlier.file}, {earlier.place}"
                raise fault(
                    one.file,
                    Reason("grid-telling.score-stands-at-already", place=one.place, where=where),
                )
            if type(one.value) is int and one.value not in self.scale:
                low, high = self.scale.min, self.scale.max
                problem = Reason(
                    "grid-telling.not-on-scale",
                    place=one.place,
                    value=one.value,
                    low=low,
                    high=high,
                )
                raise fault(one.file, problem)
