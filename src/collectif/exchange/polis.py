"""This module is about the Polis export: statements, every vote ever given, moderation.

The format is documented at compdemocracy.org/export. Every row of `votes.csv` becomes an event of
its own with its own time: who changed its mind is part of the record. Counting every vote gives
the counts of `comments.csv`; counting the last vote of each participant gives the matrix of
`participants-votes.csv`. Nothing that the source calls a count is read as truth: it is compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from collectif.acts.assembly import AssemblyConvened, AssemblyOpened
from collectif.acts.community import CollectiveFounded, MemberJoined
from collectif.acts.conversation import ImportReported, Moderation, ProposalModerated, StanceGiven
from collectif.acts.proposals import ProposalSubmitted
from collectif.acts.scoring import RoundOpened
from collectif.collective import Collective
from collectif.exchange.polis_files import Comment, Export, Vote, read_export
from collectif.exchange.registry import Imported, Progress, importer
from collectif.ids import AssemblyId, ImportId, MemberId, ParticipantId, ProposalId, RoundId
from collectif.record.envelope import Actor, Draft
from collectif.values import Stance, Text

_STANCES: Mapping[int, Stance] = {1: "AGREE", -1: "DISAGREE", 0: "PASS"}
_MODERATION: Mapping[int, Moderation] = {1: "ACCEPTED", -1: "REJECTED"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@importer("polis")
def import_polis(
    path: Path, collective: Collective, *, progress: Progress = lambda count: None
) -> Imported:
    """Record a Polis export into a log, all or none, with a report of what was lost.

    Importing the same files again records nothing and returns the first report.

    Args:
        path: The folder with `comments.csv`, `votes.csv` and what else there is.
        collective: Where it is recorded; its log may be new or hold other things.
        progress: Told how many events were prepared.

    Raises:
        InvalidInput: If a file is missing or cannot be read; nothing is recorded then.
    """
    export = read_export(path)
    import_id = ImportId(f"polis-{export.digest[:12]}")
    before = collective.log.find(f"{import_id}/report")
    if before is None:
        drafts = []
        for draft in _Telling(export, import_id, founded=collective.log.size > 0).drafts():
            drafts.append(draft)
            progress(1)
        recorded = collective.log.append(drafts)
        return Imported(report=recorded[-1].data, events=len(recorded), new=True)
    report = before.data
    return Imported(report=report, events=report.counts["events"], new=False)


class _Telling:
    """A Polis export, told as events in the order in which they happened."""

    def __init__(self, export: Export, import_id: ImportId, *, founded: bool) -> None:
        self.export = export
        self.id = import_id
        self.founded = founded
        self.round = RoundId(f"{import_id}-round")
        self.assembly = AssemblyId(str(import_id))
        self.first, self.last = export.span

    def drafts(self) -> Iterator[Draft]:
        """Yield everything: the frame, statements and votes by time, moderation, the report."""
        count = 0
        for draft in self._all():
            count += 1
            yield draft
        yield self._draft("report", report_on(self.export, self.id, events=count + 1), self.last)

    def _all(self) -> Iterator[Draft]:
        yield from self._frame()
        yield from self._by_time()
        for comment in self.export.comments:
            if comment.moderated in _MODERATION:
                outcome = _MODERATION[comment.moderated]
                yield self._draft(
                    f"moderation/{comment.id}",
                    ProposalModerated(proposal_id=self._statement(comment.id), outcome=outcome),
                    self.last,
                )

    def _frame(self) -> Iterator[Draft]:
        topic: Text = {"und": self.export.topic}
        owner = MemberId(f"{self.id}-owner")
        if not self.founded:
            founded = CollectiveFounded(
                name=topic, territory=_UNSTATED, languages=("und",), timezone="UTC"
            )
            yield self._draft("founded", founded, self.first)
        joined = MemberJoined(
            member_id=owner, name=_OWNER, kind="BACKBONE", sectors=(), voting=False
        )
        convened = AssemblyConvened(
            assembly_id=self.assembly,
            title=topic,
            planned_for=_moment(self.first),
            convenor=owner,
            shared_intention={"und": self.export.description or self.export.topic},
            objective=_OBJECTIVE,
            agenda=(),
        )
        opened = AssemblyOpened(
            assembly_id=self.assembly, facilitators=(), secretary="import", resumed=False
        )
        asked = RoundOpened(
            round_id=self.round,
            assembly_id=self.assembly,
            number=1,
            kind="STANCES",
            subjects={},
            visibility="OPEN",
        )
        for name, event in (
            ("owner", joined),
            ("convened", convened),
            ("opened", opened),
            ("round", asked),
        ):
            yield self._draft(name, event, self.first)

    def _by_time(self) -> Iterator[Draft]:
        """Yield statements and votes by time, a statement never after a vote on it."""
        told: set[int] = set()
        comments = {comment.id: comment for comment in self.export.comments}
        moments: list[Comment | Vote] = [*self.export.comments, *self.export.votes]
        for moment in sorted(moments, key=lambda item: item.milliseconds):
            comment = moment if isinstance(moment, Comment) else comments[moment.comment]
            if comment.id not in told:
                told.add(comment.id)
                yield self._stated(comment)
            if isinstance(moment, Vote):
                yield self._voted(moment)

    def _stated(self, comment: Comment) -> Draft:
        words: Text = {"und": comment.body}
        event = ProposalSubmitted(
            proposal_id=self._statement(comment.id),
            title=words,
            summary=words,
            carriers=(),
            answers={},
            assembly_id=self.assembly,
        )
        author = None if comment.author is None else f"{self.id}-p{comment.author}"
        return self._draft(f"statement/{comment.id}", event, comment.milliseconds, author)

    def _voted(self, vote: Vote) -> Draft:
        participant = ParticipantId(f"{self.id}-p{vote.voter}")
        event = StanceGiven(
            round_id=self.round,
            participant_id=participant,
            proposal_id=self._statement(vote.comment),
            stance=_STANCES[vote.value],
        )
        return self._draft(f"vote/{vote.row}", event, vote.milliseconds, participant)

    def _statement(self, comment: int) -> ProposalId:
        return ProposalId(f"{self.id}-s{comment}")

    def _draft(
        self, name: str, event: Any, milliseconds: int, participant: str | None = None
    ) -> Draft:
        return Draft(
            data=event,
            id=f"{self.id}/{name}",
            occurred=_moment(milliseconds),
            assembly=self.assembly,
            actor=None if participant is None else Actor(role="participant", member=participant),
            recorder="import",
            source="IMPORT",
            provenance=f"polis:{self.export.digest[:12]}",
            batch=str(self.id),
        )


def report_on(export: Export, import_id: ImportId, *, events: int) -> ImportReported:
    """Return what an export does not say, what was worked out, and where it disagrees."""
    standing = {(vote.voter, vote.comment): vote.value for vote in export.by_time}
    counts = {
        "statements": len(export.comments),
        "votes": len(export.votes),
        "participants": len({vote.voter for vote in export.votes}),
        "superseded": len(export.votes) - len(standing),
        "events": events,
    }
    return ImportReported(
        import_id=import_id,
        format="polis",
        files=dict(export.files),
        counts=counts,
        lost=_LOST,
        inferred=tuple(_inferred(export)),
        contradictory=tuple(_contradictions(export, standing)),
    )


def _inferred(export: Export) -> Iterator[Text]:
    yield {
        "en": "When statements were moderated: the time of the last row of the export.",
        "fr": "Le moment de la modération : celui de la dernière ligne de l'export.",
    }
    if export.raw_sign:
        yield {
            "en": "The sign of votes: authors' first votes on their own statements are -1, so"
            " -1 was read as agree.",
            "fr": "Le signe des votes : les premiers votes des auteurs sur leurs propres énoncés"
            " valent -1, donc -1 a été lu comme accord.",
        }
    if export.repaired:
        yield {
            "en": f"Line ends or commas inside {export.repaired} unquoted statement(s).",
            "fr": f"Fins de ligne ou virgules dans {export.repaired} énoncé(s) sans guillemets.",
        }
    if export.missing:
        yield {
            "en": f"{len(export.missing)} statement(s) that have votes but no row of their own.",
            "fr": f"{len(export.missing)} énoncé(s) votés mais sans ligne propre.",
        }


def _contradictions(export: Export, standing: Mapping[tuple[int, int], int]) -> Iterator[Text]:
    given = Counter((vote.comment, vote.value) for vote in export.votes)
    last = Counter((comment, value) for (_, comment), value in standing.items())
    every = _differing(export, given)
    if every:
        yield {
            "en": f"comments.csv counts {every} statement(s) otherwise than the rows of votes.csv.",
            "fr": f"comments.csv compte {every} énoncé(s) autrement que les lignes de votes.csv.",
        }
    once = _differing(export, last)
    if once:
        yield {
            "en": f"comments.csv counts {once} statement(s) otherwise than last votes do: it counts"
            " votes that were changed afterwards too.",
            "fr": f"comments.csv compte {once} énoncé(s) autrement que les derniers votes : il"
            " compte aussi les votes changés ensuite.",
        }
    cells = sum(value != standing.get(cell) for cell, value in (export.matrix or {}).items())
    if cells:
        yield {
            "en": f"participants-votes.csv differs from the last votes in {cells} cell(s).",
            "fr": f"participants-votes.csv diffère des derniers votes dans {cells} case(s).",
        }
    stated = {comment.id: comment.milliseconds for comment in export.comments}
    early = sum(vote.milliseconds < stated[vote.comment] for vote in export.votes)
    if early:
        yield {
            "en": f"{early} vote(s) are older than the statement that they are on.",
            "fr": f"{early} vote(s) sont plus anciens que l'énoncé sur lequel ils portent.",
        }


def _differing(export: Export, counted: Counter[tuple[int, int]]) -> int:
    return sum(
        (counted[comment.id, 1], counted[comment.id, -1]) != (comment.agrees, comment.disagrees)
        for comment in export.comments
        if comment.agrees is not None
    )


def _moment(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)


_UNSTATED: Text = {"en": "not stated by the source", "fr": "non précisé par la source"}
_OWNER: Text = {
    "en": "Owner of the conversation (not named by the source)",
    "fr": "Responsable de la conversation (non nommé par la source)",
}
_OBJECTIVE: Text = {
    "en": "An open conversation on Polis",
    "fr": "Une conversation ouverte sur Polis",
}
_LOST: tuple[Text, ...] = (
    {
        "en": "Who moderated, when, and earlier moderation: the export keeps the last value only.",
        "fr": "Qui a modéré, quand, et les modérations antérieures : l'export garde la dernière.",
    },
    {
        "en": "Opinion groups and the number of views: computed or counted by the platform.",
        "fr": "Les groupes d'opinion et le nombre de vues : calculés ou comptés par la plateforme.",
    },
    {
        "en": "Whether the conversation was closed, and when.",
        "fr": "Si la conversation a été close, et quand.",
    },
    {
        "en": "The language of each statement.",
        "fr": "La langue de chaque énoncé.",
    },
)
