"""This module is about submissions: what a person sends becomes an act, or a refusal in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from collectif import Actor, CollectifError, Collective, Conflict, Refused
from formulaire.replies import want_reply

Submission = Mapping[str, Any]


@frozen
class Answer:
    """What the person is told.

    Attributes:
        status: As in HTTP: 201 recorded, 400 not understood, 409 refused by the rules.
        words: Three sentences, or one.
    """

    status: int
    words: str


def submit(collective: Collective, submission: Submission) -> Answer:
    """Record what a person sends; sending it again records nothing more.

    Args:
        collective: Where it is recorded.
        submission: `id`, a name that the form gave to this submission; `form`, what it is; `lang`,
            `"fr"` unless told otherwise; and the fields of that form.
    """
    lang = "en" if submission.get("lang") == "en" else "fr"
    fill_in = _FORMS.get(str(submission.get("form")))
    if fill_in is None or not isinstance(submission.get("id"), str):
        return Answer(400, _UNKNOWN[lang])
    handle = collective.noting(id=submission["id"], actor=Actor(role="public"))
    try:
        fill_in(handle, submission)
    except Refused as refusal:
        return Answer(409, " ".join(refusal.in_words(lang)))
    except Conflict:
        return Answer(409, _USED[lang])
    except (CollectifError, KeyError, TypeError):
        return Answer(400, _UNKNOWN[lang])
    return Answer(201, _RECORDED[lang])


def _wish(handle: Collective, told: Submission) -> None:
    handle.post_wish(wish=told["id"], verbatim=told["words"], medium="ONLINE")


def _comment(handle: Collective, told: Submission) -> None:
    handle.comment(
        comment=told["id"],
        target=told["about"],
        text=told["words"],
        stance="SUGGESTION",
        channel="WRITTEN",
    )


def _reply(handle: Collective, told: Submission) -> None:
    handle.record(want_reply, reply=told["id"], wish=told["wish"], address=told["address"])


_FORMS: Mapping[str, Callable[[Collective, Submission], None]] = {
    "comment": _comment,
    "reply": _reply,
    "wish": _wish,
}

_RECORDED = {"en": "Thank you: it is on record.", "fr": "Merci : c'est inscrit au registre."}
_USED = {
    "en": "This was not recorded. Something else was sent under the same id before. "
    "Fill in a new form.",
    "fr": "Ceci n'a pas été inscrit. Autre chose a déjà été envoyé sous le même identifiant. "
    "Remplissez un nouveau formulaire.",
}
_UNKNOWN = {
    "en": "This form is not known here, or a field is missing.",
    "fr": "Ce formulaire n'est pas connu ici, ou un champ manque.",
}
