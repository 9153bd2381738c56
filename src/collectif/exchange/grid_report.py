"""This module is about the report on a grid: what it does not say, and what was made of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from collectif.acts.conversation import ImportReported
from collectif.exchange.grid_names import Names, key_of
from collectif.exchange.grid_tables import Sheet
from collectif.exchange.grid_telling import Telling
from collectif.values import Text

_SHOWN = 5


def report_on(
    told: Telling, sheets: Sequence[Sheet], files: Mapping[str, str], *, events: int
) -> ImportReported:
    """Return what a grid did not say, what was inferred, and where it is at odds with itself."""
    grid = told.grid
    silent = sum(isinstance(one.value, str) for one in grid.answers)
    counts = {
        "members": len(told.members.ids),
        "proposals": len(told.proposals.ids),
        "criteria": len(told.criteria.ids),
        "rounds": len(told.rounds),
        "scores": len(grid.answers) - silent,
        "silences": silent,
        "missing": grid.blank,
        "comments": len(grid.remarks),
        "reasons": sum(one.reason is not None for one in grid.answers),
        "events": events,
    }
    return ImportReported(
        import_id=told.id,
        format="grid",
        files=dict(files),
        counts=counts,
        lost=tuple(_lost(told)),
        inferred=(*_inferred_facts(told), *_inferred_reading(told, sheets)),
        contradictory=tuple(_contradictory(told)),
    )


def _lost(told: Telling) -> Iterator[Text]:
    yield {
        "en": "When each score was given, what was changed before, and who was there without"
        " scoring.",
        "fr": "Le moment de chaque cote, ce qui a changé avant, et qui était là sans coter.",
    }
    if told.grid.left:
        left = _shown(told.grid.left)
        yield {"en": f"Not read: {left}.", "fr": f"Non lu : {left}."}


def _inferred_facts(told: Telling) -> Iterator[Text]:
    mapping, grid = told.mapping, told.grid
    if mapping.scale is None:
        ends = told.scale
        given = [one.value for one in grid.answers if isinstance(one.value, int)]
        low, high = min(given, default="-"), max(given, default="-")
        yield {
            "en": f"The scale: from {ends.min} to {ends.max}; the lowest score given is {low},"
            f" the highest {high}.",
            "fr": f"L'échelle : de {ends.min} à {ends.max}; la cote la plus basse est {low}, la"
            f" plus haute {high}.",
        }
    weighed = grid.weights or mapping.weights
    if not weighed and all(weight == 1 for weight in told.weights.values()):
        yield {
            "en": "The weights: every criterion counts the same.",
            "fr": "Les poids : chaque critère compte autant.",
        }
    if mapping.date is None:
        day = told.moment.date()
        yield {
            "en": f"The day of the assembly: {day}, when the file was written.",
            "fr": f"Le jour de l'assemblée : {day}, celui où le fichier a été écrit.",
        }
    if mapping.convenor is None:
        yield {
            "en": "Who convened the assembly: a member without a voice stands for it.",
            "fr": "Qui a convoqué l'assemblée : un membre sans voix en tient lieu.",
        }
    if not told.known.founded and mapping.timezone is None:
        yield {"en": "The time zone: UTC.", "fr": "Le fuseau horaire : UTC."}
    if not told.known.founded and mapping.languages is None:
        yield {
            "en": "The language: that of the headings.",
            "fr": "La langue : celle des en-têtes.",
        }
    yield from _inferred_rules(told)


def _inferred_rules(told: Telling) -> Iterator[Text]:
    yield {
        "en": "Mandates: who scored was there, as a delegate for the day, unless the log knew one.",
        "fr": "Les mandats : qui a coté était là, à titre de délégué du jour, à moins que le"
        " registre n'en connaisse un.",
    }
    if "recusal" not in told.mapping.charter:
        yield {
            "en": "The rules of the game: those of collectif, without recusal of carriers.",
            "fr": "Les règles du jeu : celles de collectif, sans récusation des porteurs.",
        }
    plain = [name for name in told.members.ids if not getattr(told.members.about(name), "kind", 0)]
    if any(told.members.is_new(told.members.ids[name]) for name in plain):
        yield {
            "en": "What members are: community organisations, where the mapping does not say.",
            "fr": "Ce que sont les membres : des organismes communautaires, là où la"
            " correspondance ne le dit pas.",
        }
    if told.grid.remarks:
        yield {
            "en": "What comments do: they inform.",
            "fr": "Ce que font les commentaires : ils informent.",
        }


def _inferred_reading(told: Telling, sheets: Sequence[Sheet]) -> Iterator[Text]:
    formulas = sum(sheet.formulas for sheet in sheets)
    if formulas:
        yield {
            "en": f"{formulas} cell(s) hold a formula: what the spreadsheet last computed counts.",
            "fr": f"{formulas} case(s) contiennent une formule : ce que le tableur a calculé en"
            " dernier compte.",
        }
    old = sorted({sheet.file for sheet in sheets if sheet.old})
    if old:
        yield {
            "en": f"Read as Windows-1252, not being UTF-8: {_shown(old)}.",
            "fr": f"Lu comme Windows-1252, n'étant pas de l'UTF-8 : {_shown(old)}.",
        }
    for names in (told.members, told.proposals, told.criteria):
        if names.variants:
            shown = _shown(names.variants)
            yield {
                "en": f"Spelled otherwise elsewhere, and taken for the same: {shown}.",
                "fr": f"Écrit autrement ailleurs, et tenu pour le même : {shown}.",
            }


def _contradictory(told: Telling) -> Iterator[Text]:
    everything: tuple[Names, ...] = (told.members, told.proposals, told.criteria)
    strange = [one for names in everything for one in names.unused()]
    strange += [one for one in told.mapping.rounds if one not in told.rounds]
    named = set(map(key_of, told.criteria.ids))
    strange += [one for one in told.mapping.weights if key_of(one) not in named]
    if strange:
        yield {
            "en": f"The mapping names what the grid does not: {_shown(strange)}.",
            "fr": f"La correspondance nomme ce que la grille ne nomme pas : {_shown(strange)}.",
        }


def _shown(names: Sequence[str]) -> str:
    rest = len(names) - _SHOWN
    return ", ".join(one[:60] for one in names[:_SHOWN]) + (f", + {rest}" if rest > 0 else "")
