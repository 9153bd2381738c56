"""This module is about telling what witnesses were asked and answered, in French and English."""

from __future__ import annotations

from collections.abc import Iterator

from collectif.evidence.comparing import compared
from collectif.evidence.declining import Declined
from collectif.evidence.requesting import Request
from collectif.evidence.verify import Checkpoint
from collectif.reports.results import Json
from collectif.reports.signing import checkpoint_json, checkpoint_text
from collectif.reports.words import typeset

_SAID = {
    "asked": (
        "The request is in {path}: from {old} to {size} events. Send it to the witness.",
        "La requête est dans {path} : de {old} à {size} faits. Envoyez-la au témoin.",
    ),
    "signed": (
        "The answer is in {path}: {size} events of {origin} are witnessed. Send it back.",
        "La réponse est dans {path} : {size} faits de {origin} ont un témoin. Renvoyez-la.",
    ),
    "policy": (
        "The policy is in {path}. Give it to those who verify, over another way than the record.",
        "La règle est dans {path}. Donnez-la à qui vérifie, par un autre chemin que le registre.",
    ),
    "accepted": (
        "The answer is kept with the state of {size} events:",
        "La réponse est gardée avec l'état de {size} faits :",
    ),
    "declined": ("Not signed.", "Pas signé."),
    "fork": (
        "These two notes of {origin}, both of {size} events, name different roots.",
        "Ces deux notes de {origin}, de {size} faits chacune, ont des racines différentes.",
    ),
    "proved": (
        "The key of the log signed both: this proves that two histories were shown.",
        "La clé du registre a signé les deux : cela prouve que deux histoires furent montrées.",
    ),
    "unchecked": (
        "No key was given, so no signature was checked: with --trust this would be a proof.",
        "Aucune clé ne fut donnée, aucune signature vérifiée : avec --trust ce serait une preuve.",
    ),
    "same": (
        "Both notes name the same state: {size} events of {origin}.",
        "Les deux notes nomment le même état : {size} faits de {origin}.",
    ),
    "sizes": (
        "The notes are of {size} and of {other} events of {origin}: alone they prove nothing about"
        " each other. A request to a witness, or the record itself, shows whether one continues"
        " the other.",
        "Les notes sont de {size} et de {other} faits de {origin} : seules, elles ne prouvent"
        " rien l'une sur l'autre. Une requête à un témoin, ou le registre, montre si l'une"
        " continue l'autre.",
    ),
    "origins": (
        "The notes are of two logs, {origin} and {other_origin}: there is nothing to compare.",
        "Les notes viennent de deux registres, {origin} et {other_origin} : rien à comparer.",
    ),
}


def witnessing(lang: str, code: str, **details: object) -> str:
    """Return a sentence about witnessing."""
    return typeset(_SAID[code][lang == "fr"]).format(**details)


def request_json(request: Request) -> Json:
    """Return a request as JSON data."""
    return {
        "old": request.old,
        "checkpoint": checkpoint_json(request.checkpoint),
        "request": str(request),
    }


def declined_json(declined: Declined) -> Json:
    """Return why a witness does not sign, as JSON data."""
    return {
        "signed": False,
        "code": declined.code,
        "asked": checkpoint_json(declined.asked),
        "known": None if declined.known is None else checkpoint_json(declined.known),
    }


def declined_text(declined: Declined, lang: str) -> Iterator[str]:
    """Yield why a witness does not sign, with the notes that the log has to explain."""
    told = (typeset(one) if lang == "fr" else one for one in declined.in_words(lang))
    yield " ".join((witnessing(lang, "declined"), *told))
    if declined.code in ("fork", "behind", "unproved") and declined.known is not None:
        for note in (declined.known, declined.asked):
            yield ""
            yield from checkpoint_text(note)


def compared_json(one: Checkpoint, other: Checkpoint, *, checked: bool) -> Json:
    """Return what two notes prove, as JSON data."""
    return {
        "verdict": compared(one, other),
        "checked": checked,
        "notes": [checkpoint_json(one), checkpoint_json(other)],
    }


def compared_text(one: Checkpoint, other: Checkpoint, lang: str, *, checked: bool) -> Iterator[str]:
    """Yield what two notes prove."""
    code = compared(one, other)
    details = {"size": one.size, "other": other.size, "other_origin": other.origin}
    yield witnessing(lang, code, origin=one.origin, **details)
    if code == "fork" and checked:
        yield witnessing(lang, "proved")
    if not checked:
        yield witnessing(lang, "unchecked")
