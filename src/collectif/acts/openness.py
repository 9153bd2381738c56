"""This module is about open data: what was published of the log, and what was withheld."""

from __future__ import annotations

from collectif.acts.state import Known, unknown
from collectif.errors import Refused
from collectif.ids import DatasetId, EventId
from collectif.record.event import event
from collectif.values import Text


@event("dataset-published", names="dataset_id")
class DatasetPublished:
    """Données ouvertes publiées: a copy of the log that anybody may use.

    Attributes:
        dataset_id: Its name in the log.
        scope: What it covers.
        up_to: The last event in it.
        licence: Under which licence, as an SPDX identifier such as `"CC-BY-4.0"`.
        pseudonymised: Whether nobody can be told from it who gave which secret ballot.
        digest: The digest of the copy, in hex, where somebody computed it.
    """

    dataset_id: DatasetId
    scope: Text
    up_to: EventId
    licence: str
    pseudonymised: bool
    digest: str | None = None


def publish_dataset(
    known: Known,
    *,
    dataset: DatasetId | str,
    scope: str | Text,
    up_to: EventId | str,
    licence: str = "CC-BY-4.0",
    pseudonymised: bool = True,
    digest: str | None = None,
) -> DatasetPublished:
    """Record that a copy of the log up to an event was published; words erased are not in it."""
    known.new("dataset", dataset)
    last = known.events.get(up_to)
    if last is None:
        unknown("event", up_to)
    secret = [r.id for r in known.rounds.values() if r.visibility == "SECRET" and r.opened <= last]
    if secret and not pseudonymised:
        raise Refused("SecretRoundNotPseudonymised", dataset=dataset, rounds=secret)
    return DatasetPublished(
        dataset_id=DatasetId(dataset),
        scope=known.text(scope),
        up_to=EventId(up_to),
        licence=licence,
        pseudonymised=pseudonymised,
        digest=digest,
    )
