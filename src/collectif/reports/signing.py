"""This module is about telling what was signed, in French and English."""

from __future__ import annotations

from collections.abc import Iterator

from collectif.evidence.verify import Checkpoint, Key
from collectif.reports.results import Json
from collectif.reports.words import typeset

_SAID = {
    "key": (
        "Key of {name}, for everybody who wants to verify:",
        "Clé de {name}, pour quiconque veut vérifier :",
    ),
    "private": (
        "The signing key is in {path}. Keep it apart from the log, and show it to nobody.",
        "La clé qui signe est dans {path}. Gardez-la loin du registre, ne la montrez à personne.",
    ),
    "rotated": (
        "From event {seq} on this key signs; the state of {size} events is signed by both.",
        "Dès le fait {seq}, cette clé signe; l'état de {size} faits est signé des deux.",
    ),
    "outside": (
        "Give it out: in the minutes, by mail, to a witness. A state that nobody else holds proves"
        " nothing later.",
        "Faites-le circuler : au procès-verbal, par courriel, chez un témoin. Un état que personne"
        " d'autre ne détient ne prouvera rien.",
    ),
    "receipt": (
        "The receipt is in {path}. It is checked with the key of the log, which its holder is told"
        " over another way.",
        "Le reçu est dans {path}. On le vérifie avec la clé du registre, dite à qui le garde par un"
        " autre chemin.",
    ),
    "none": ("Nothing was signed yet.", "Rien n'a encore été signé."),
}


def signing(lang: str, code: str, **details: object) -> str:
    """Return a sentence about signing."""
    return typeset(_SAID[code][lang == "fr"]).format(**details)


def key_json(key: Key) -> Json:
    """Return a verifier key as JSON data."""
    return {"key": key.text, "name": key.name, "id": key.id.hex(), "type": key.kind}


def checkpoint_json(checkpoint: Checkpoint) -> Json:
    """Return a checkpoint as JSON data."""
    return {
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": checkpoint.root.hex(),
        "signed_by": [one.name for one in checkpoint.note.signatures],
        "note": str(checkpoint.note),
    }


def checkpoint_text(checkpoint: Checkpoint) -> Iterator[str]:
    """Yield the lines of a checkpoint, as they are."""
    yield from str(checkpoint.note).splitlines()
