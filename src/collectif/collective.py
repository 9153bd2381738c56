"""This module is about the handles that people hold: the collective, and its assemblies.

They are thin: catch up with the log, let a verb judge the act under the log's one lock, append
what it returns. Everything that they know is a fold of the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from attrs import evolve

from collectif.acts import (
    Known,
    anonymisation,
    assembly,
    charter,
    community,
    criteria,
    keys,
    mandates,
    minutes,
    openness,
    presence,
    rounds,
)
from collectif.acts import decision as decisions
from collectif.acts.state import several
from collectif.errors import InvalidInput
from collectif.forgetting import Forgetting
from collectif.handles import act, act_here, judges
from collectif.ids import AssemblyId, DecisionId, EventId, MemberId, ProposalId
from collectif.log.log import Clock, Log, system_clock
from collectif.log.memory import MemoryStore
from collectif.log.sqlite import SQLiteStore
from collectif.log.value import Wordless
from collectif.projections.minuted import as_minuted
from collectif.projections.ranking import Result, as_published, publications
from collectif.projections.readers import Reader, may_read
from collectif.record.disclosure import Entropy
from collectif.record.envelope import Recorded
from collectif.record.view import View
from collectif.recording import Core, Note
from collectif.values import Text
from collectif.verbs import Verbs

if TYPE_CHECKING:
    from collectif.evidence.checkpoints import Signer
    from collectif.evidence.verify import Checkpoint

__all__ = ["Assembly", "Collective", "act_here", "open"]


class Collective(Verbs, Forgetting):
    """A community and its log; `collectif.open` gives one.

    Every method that names an act in the room records it, and returns the event as recorded; an
    act that the rules do not allow raises `Refused` and records nothing.
    """

    found = act(community.found)
    welcome_member = act(community.welcome_member)
    record_departure = act(community.record_departure)
    end_mandate = act(mandates.end_mandate)
    convene = act(assembly.convene)
    publish_dataset = act(openness.publish_dataset)
    rotate_key = act(keys.rotate_key)
    assess_anonymisation = act(anonymisation.assess_anonymisation)

    @property
    def log(self) -> Log:
        """The log itself."""
        return self._core.log

    def assembly(self, id: AssemblyId | str) -> Assembly:
        """Return a handle of an assembly that was convened."""
        room = self._core.known().room(id)
        return Assembly(self._core, evolve(self._note, assembly=room.id))

    def view(
        self,
        *,
        known_at: int | datetime | None = None,
        happened_by: date | datetime | None = None,
        corrected: bool = True,
        reader: Reader | None = None,
    ) -> View:
        """Return a look at the log, for projections.

        Args:
            known_at: As it was at a size, or as known at a moment; None means now.
            happened_by: Without what happened later; None leaves out nothing.
            corrected: With the corrections known then; False shows what was first recorded.
            reader: With the words that somebody may read; None reads all that are at hand.
        """
        source = self.log.at(self.log.size if known_at is None else known_at)
        if reader is not None and not may_read(reader, "WORDS"):
            source = Wordless(self.log.store, source.codec, source.size, but=reader.member)
        return View(source=source, happened_by=happened_by, corrected=corrected)

    def minuted(self, assembly: AssemblyId | str) -> View:
        """Return the log as the last adopted minutes of an assembly froze it."""
        return as_minuted(self.view(), assembly)

    def checkpoint(self) -> Checkpoint:
        """Sign the log as it is now, keep that with it, and return it to be given out.

        Raises:
            InvalidInput: If the collective was opened without a signer.
            Contradiction: If the log does not continue what its key signed before.
        """
        if self._core.signer is None:
            raise InvalidInput.of("collective.log-cannot-be-signed")
        return self._core.checkpoint(self._core.signer)

    def sweep(self) -> None:
        """Remove the words that the log says are erased, wherever they came back from.

        A log that is opened does so for what a backup of the private store brought back; this looks
        at every erasure anew.
        """
        self._core.sweep(anew=True)

    def close(self) -> None:
        """Let go of files and locks."""
        self.log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Assembly(Verbs):
    """An assembly of a collective: the same acts, recorded as done there."""

    invite = act_here(assembly.invite)
    adopt_charter = act_here(charter.adopt_charter)
    open = act_here(assembly.open_assembly)
    sign_in = act_here(presence.sign_in)
    sign_out = act_here(presence.sign_out)
    start_item = act_here(assembly.start_item)
    close = act_here(assembly.close_assembly)
    adopt_criteria = act_here(criteria.adopt_criteria)
    open_round = act_here(rounds.open_round)
    adopt_minutes = act_here(minutes.adopt_minutes)

    @property
    def id(self) -> AssemblyId:
        """Its name in the log."""
        assert self._note.assembly is not None
        return self._note.assembly

    @judges(decisions.propose_decision)
    def propose_decision(
        self,
        *,
        decision: DecisionId | str,
        motion: str | Text,
        mover: MemberId | str,
        selects: Iterable[ProposalId | str] = (),
        basis: Iterable[EventId | str] = (),
        seconder: MemberId | str | None = None,
        departs_from_ranking: bool | None = None,
        justification: str | Text | None = None,
    ) -> Recorded[Any]:
        """Propose a decision; see `collectif.acts.decision.propose_decision`.

        Whether it departs from the ranking, and whether what it selects passes the gates of the
        charter, is worked out from the published results of `basis`.
        """
        rests_on = several(basis)
        chosen = several(selects)

        def judged(known: Known) -> decisions.DecisionProposed:
            told = published(known, rests_on)
            return decisions.propose_decision(
                known,
                self.id,
                decision=decision,
                motion=motion,
                mover=mover,
                selects=chosen,
                basis=rests_on,
                seconder=seconder,
                departs_from_ranking=departs_from_ranking,
                justification=justification,
                places=None if told is None else told.places(),
                below_gate=None if told is None else told.below_gate,
            )

        return self._record(judged)[0]


def open(
    url: str | Path,
    *,
    clock: Clock = system_clock,
    read_only: bool = False,
    entropy: Entropy | None = None,
    signer: Signer | None = None,
) -> Collective:
    """Open the log of a collective, or begin one.

    Args:
        url: A path such as `"lachine.db"`, `"sqlite:///lachine.db"`, or `"memory:"`.
        clock: What time it is; a program's own clock makes a reconstruction say when it was told.
        read_only: Refuse a path without a log, and never write. Words that the log says are erased
            and a backup brought back are withheld then; otherwise opening the log removes them.
        entropy: Random bytes; give a fixed source only for logs that must come out the same.
        signer: Who signs the log at each turn of an assembly (`recording.PHASES`) and on demand,
            such as `collectif.evidence.checkpoints.Signer.at(path)`; None means that nobody does.

    Raises:
        NotALog: If there is something else at the path, or a newer format.
        StoreUnavailable: If it cannot be opened.
    """
    store: Any
    text = str(url)
    if text == "memory:":
        store = MemoryStore()
    elif "://" in text and not text.startswith("sqlite:///"):
        raise InvalidInput.of("collective.not-place-for-log-this", text=text)
    else:
        store = SQLiteStore(Path(text.removeprefix("sqlite:///")), read_only=read_only)
    options: dict[str, Any] = {} if entropy is None else {"entropy": entropy}
    core = Core(Log(store, clock=clock, **options), signer)
    core.purge()
    return Collective(core, Note())


def published(known: Known, basis: tuple[EventId | str, ...]) -> Result | None:
    """Return the last published scoring results that a decision rests on; None for none."""
    scored = {id for id, round in known.rounds.items() if round.kind == "SCORING"}
    if known.view is None or not any(known.publications.get(id) in scored for id in basis):
        return None
    told = publications(known.view)
    wanted = [p for p in told if p.id in basis and p.round_id in scored]
    return as_published(known.view, wanted[-1])
