"""This module is about why a witness does not sign, said in English and in French."""

from __future__ import annotations

from collectif.errors import CollectifError
from collectif.evidence.verify import Checkpoint

_WORDS = {
    "unknown": (
        (
            "This witness does not know the log {origin}.",
            "None of the keys that it was told to trust is a key of that log.",
            "Get the key from the people of the log, over another way, and give it by --trust.",
        ),
        (
            "Ce témoin ne connaît pas le registre {origin}.",
            "Aucune des clés qu'on lui a dit de croire n'est une clé de ce registre.",
            "Demandez la clé aux gens du registre, par un autre chemin, et donnez-la par --trust.",
        ),
    ),
    "unsigned": (
        (
            "No trusted key signed this state of {origin} ({size} events).",
            "Anybody can write a state; only the key of the log makes it one of the log.",
            "Ask for the request again; if the log has a new key, ask how it took over.",
        ),
        (
            "Aucune clé de confiance n'a signé cet état de {origin} ({size} faits).",
            "N'importe qui peut écrire un état; seule la clé du registre en fait le sien.",
            "Redemandez la requête; si la clé a changé, demandez comment elle a pris le relais.",
        ),
    ),
    "fork": (
        (
            "Two states of {size} events of {origin} were signed, with different roots.",
            "Both signatures are true: the log showed two histories, and these two notes prove it.",
            "Keep both notes and show them to the others; sign nothing more of this log.",
        ),
        (
            "Deux états de {size} faits de {origin} furent signés, de racines différentes.",
            "Les deux signatures sont vraies : ce registre a montré deux histoires; en voici la "
            "preuve.",
            "Gardez les deux notes et montrez-les aux autres; ne signez plus rien de ce registre.",
        ),
    ),
    "behind": (
        (
            "This witness saw {known} events of {origin}, and is shown a state of {size}.",
            "It never signs fewer events than it saw: the log is an older copy, or was cut.",
            "Send the people of the log the state of {known} that they signed; they miss events.",
        ),
        (
            "Ce témoin a vu {known} faits de {origin}; on lui montre un état de {size}.",
            "Il ne signe jamais moins qu'il n'a vu : ce registre est une vieille copie, ou coupé.",
            "Envoyez aux gens du registre l'état de {known} qu'ils ont signé; il leur en manque.",
        ),
    ),
    "since": (
        (
            "This witness saw {known} events of {origin} last, and the request goes from {old}.",
            "A proof has to begin where the memory of the witness ends.",
            "Ask the people of the log for a request made with --since {known}.",
        ),
        (
            "Ce témoin a vu {known} faits de {origin}; la requête part de {old}.",
            "La preuve doit commencer là où finit la mémoire du témoin.",
            "Demandez aux gens du registre une requête faite avec --since {known}.",
        ),
    ),
    "unproved": (
        (
            "The state of {size} events of {origin} is not shown to continue that of {known}.",
            "The proof is damaged, or what this witness saw was changed since.",
            "Ask once more with --since {known}; if it fails again, show both states to others.",
        ),
        (
            "Rien ne montre que l'état de {size} faits de {origin} continue celui de {known}.",
            "La preuve est abîmée, ou ce que le témoin a vu fut changé depuis.",
            "Redemandez avec --since {known}; si rien n'y fait, montrez les deux états à d'autres.",
        ),
    ),
}
"""What, why and how to mend it, by code: in English and in French."""


class Declined(CollectifError):
    """A state that a witness does not sign; what it remembers stays as it was.

    Attributes:
        code: Why: `unknown`, `unsigned`, `fork`, `behind`, `since` or `unproved`.
        details: The names and sizes that the sentences speak of.
        known: The state that the witness signed last; None if it signed none of this log.
        asked: The state that it was asked to sign.
    """

    def __init__(
        self, code: str, *, known: Checkpoint | None, asked: Checkpoint, old: int = 0
    ) -> None:
        self.code = code
        self.known = known
        self.asked = asked
        size = known.size if known else 0
        self.details = {"origin": asked.origin, "size": asked.size, "known": size, "old": old}
        super().__init__(*self.in_words("en"))

    def in_words(self, lang: str) -> tuple[str, str, str]:
        """Return what, why and mend in `lang` (`"en"` or `"fr"`)."""
        what, why, mend = _WORDS[self.code][lang == "fr"]
        return (
            what.format(**self.details),
            why.format(**self.details),
            mend.format(**self.details),
        )
