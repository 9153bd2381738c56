"""This module is about the evidence bundle: a plain folder that a stranger can check alone.

`events.jsonl` holds the exact bytes of the events, `leaves.txt` the leaf hash of each, so that the
first wrong event can be named; `checkpoints.txt` what was signed, `disclosures.txt` the words that
are given out, `policy.txt` who should have signed, `VERIFY.txt` how to check it all without
collectif. Nothing in it is compressed, and nothing can be run.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

from collectif.collective import Collective
from collectif.errors import InvalidInput, Reason
from collectif.evidence.checkpoints import checkpoints
from collectif.evidence.letters import read_letter
from collectif.evidence.understanding import understood
from collectif.evidence.verify import SUMS, parse_policy
from collectif.exchange.delivery import delivering
from collectif.exchange.jsonl_files import words_at_hand
from collectif.exchange.registry import Exported, Progress, Terms, exporter
from collectif.exchange.withholding import refuse_while_sealed
from collectif.log.copying import digests_of
from collectif.log.log import Log
from collectif.log.store import Store
from collectif.log.value import Head
from collectif.values import Text


@exporter("bundle")
def export_bundle(
    collective: Collective,
    path: Path,
    terms: Terms,
    *,
    since: int = 0,
    policy: Path | None = None,
    progress: Progress = lambda count: None,
) -> Exported:
    """Write the events from a size on, all leaf hashes, and what was signed.

    Args:
        collective: Whose log it is.
        path: A new folder.
        terms: Up to which size, and whether words are given out.
        since: Leave out the first events, whose leaf hashes are given all the same.
        policy: Who should have signed, as C2SP tlog-policy; else the keys that the log names.
        progress: Told how many events were written.

    Raises:
        InvalidInput: If something is there already, a round of which nobody may see the values yet
            is open, or the log has no events to give.
    """
    view = collective.view(known_at=terms.known_at)
    refuse_while_sealed(view, terms.reader)
    log, store = collective.log, collective.log.store
    head = log.at(view.size).head()
    _refuse_nothing(since, head.size)
    asked = _policy(log, head.size) if policy is None else _checked(policy)
    with delivering(path) as delivery:
        delivery.put("events.jsonl", _events(store, since, head.size, progress))
        delivery.put("leaves.txt", _leaves(store, head.size))
        delivery.put("checkpoints.txt", _signed(log, head.size))
        delivery.put("disclosures.txt", _words(store, since, head.size, terms))
        if asked:
            delivery.put("policy.txt", [asked.encode()])
        delivery.put("VERIFY.txt", [_told(head)])
        delivery.put(SUMS, _sums(delivery.digests))
    given = delivery.pieces["disclosures.txt"]
    withheld = sum(len(digests_of(row.body)[1]) for row in store.rows(since, head.size)) - given
    signed = len(checkpoints(log, known_at=head.size))
    return Exported(
        format="bundle",
        size=head.size,
        root=head.root,
        files=delivery.digests,
        counts={
            "events": head.size - since,
            "checkpoints": signed,
            "words": given,
            "withheld": withheld,
        },
        lost=tuple(_lost(since, withheld, signed)),
    )


def _events(store: Store, since: int, size: int, progress: Progress) -> Iterator[bytes]:
    for row in store.rows(since, size):
        progress(1)
        yield row.body + b"\n"


def _words(store: Store, since: int, size: int, terms: Terms) -> Iterator[bytes]:
    heard = terms.reader.member
    for one in words_at_hand(store, size, since=since, of=heard) if terms.with_words else ():
        yield f"{one.text}\n".encode()


def _leaves(store: Store, size: int) -> Iterator[bytes]:
    for row in store.leaves(0, size):
        yield b64encode(row) + b"\n"


def _signed(log: Log, size: int) -> Iterator[bytes]:
    for n, one in enumerate(checkpoints(log, known_at=size)):
        yield (("\n" if n else "") + str(one.note)).encode()


def _sums(digests: dict[str, str]) -> Iterator[bytes]:
    for name, digest in sorted(digests.items()):
        yield f"{digest}  {name}\n".encode()


def _policy(log: Log, size: int) -> str:
    """Return the keys that the log names as a policy; "" if it names none."""
    named = [event.data.key for event in log.at(size).events(frozenset({"key-rotated"}))]
    return "".join(f"log {key}\n" for key in dict.fromkeys(named)) + "quorum none\n" * bool(named)


def _checked(policy: Path) -> str:
    text = read_letter(policy)
    with understood(Reason("bundle.give-policy-as-c2sp-tlogpolicy")):
        parse_policy(text)
    return text


def _told(head: Head) -> bytes:
    text = (resources.files("collectif") / "locale" / "VERIFY.txt").read_text("utf-8")
    return text.format(size=head.size, root=b64encode(head.root).decode()).encode()


def _refuse_nothing(since: int, size: int) -> None:
    if not 0 <= since < size:
        raise InvalidInput.of("bundle.no-events", since=since, size=size)


def _lost(since: int, withheld: int, signed: int) -> Iterable[Text]:
    if since:
        yield {
            "en": f"What events 0 to {since - 1} say: their leaf hashes are given.",
            "fr": f"Ce que disent les faits 0 à {since - 1} : leurs empreintes y sont.",
        }
    if withheld:
        yield {
            "en": f"Personal words, {withheld} of them: the events hold their digests.",
            "fr": f"Les mots personnels, au nombre de {withheld} : les faits n'en ont que les"
            " empreintes.",
        }
    if not signed:
        yield {
            "en": "Any signature: nothing was signed of this log.",
            "fr": "Toute signature : rien ne fut signé de ce registre.",
        }
