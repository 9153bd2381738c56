"""This module is about the words of reports, in French and English."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from collectif.values import Text

LANGUAGES = ("en", "fr")

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "agreement": "agreement",
        "as_known": "as known at {size} events",
        "as_published": "as published ({id}, known at {size} events)",
        "ballots": "{count} ballots: {tally}",
        "cells": "{voters} members, {cells} scores",
        "decision": "Decision {id}: {outcome}",
        "dissent": "dissent, {member}: {text}",
        "condition": "condition: {text}",
        "contradictory": "contradictory",
        "imported": "Recorded {events} events; the log holds {size}.",
        "imported_before": "Recorded before, as {events} events; nothing was added.",
        "inferred": "inferred",
        "lost": "lost",
        "PROPOSED": "proposed",
        "incomplete": "not ranked, scores missing: {options}",
        "no_rounds": "No round was opened in this view.",
        "overall": "overall agreement",
        "participants": "{participants} participants, {votes} stances, {superseded} superseded",
        "round": "Round {id} ({kind})",
        "score": "score",
        "selects": "selects {options}",
        "sound": "Sound: {size} events, root {root}",
        "unsound": "NOT SOUND: {size} events, {count} finding(s)",
        "tally": "ballots: {tally}",
        "withheld": "[words withheld]",
        "ABSTAIN": "abstained: {count}",
        "CANNOT_JUDGE": "cannot judge: {count}",
        "SCORING": "scores",
        "GRADIENT": "gradient of agreement",
        "CONSENT": "consent",
        "DOTS": "dots",
        "RANKING": "ranking",
        "APPROVAL": "approval",
        "STANCES": "open conversation",
        "DIVIDED": "divided",
        "WEAK": "weak",
        "MODERATE": "moderate",
        "STRONG": "strong",
        "ADOPTED": "adopted",
        "REJECTED": "rejected",
        "DEFERRED": "deferred",
    },
    "fr": {
        "agreement": "accord",
        "as_known": "tel que connu à {size} faits",
        "as_published": "tel que publié ({id}, connu à {size} faits)",
        "ballots": "{count} bulletins : {tally}",
        "cells": "{voters} membres, {cells} cotes",
        "decision": "Décision {id} : {outcome}",
        "dissent": "dissidence, {member} : {text}",
        "condition": "condition : {text}",
        "contradictory": "contradictoire",
        "imported": "{events} faits inscrits; le registre en compte {size}.",
        "imported_before": "Déjà inscrit, en {events} faits; rien n'a été ajouté.",
        "inferred": "déduit",
        "lost": "perdu",
        "PROPOSED": "proposée",
        "incomplete": "sans rang, cotes manquantes : {options}",
        "no_rounds": "Aucun tour n'est ouvert dans cette vue.",
        "overall": "accord d'ensemble",
        "participants": "{participants} personnes, {votes} positions, {superseded} remplacées",
        "round": "Tour {id} ({kind})",
        "score": "cote",
        "selects": "retient {options}",
        "sound": "Intègre : {size} faits, racine {root}",
        "unsound": "PAS INTÈGRE : {size} faits, {count} constat(s)",
        "tally": "bulletins : {tally}",
        "withheld": "[mots retirés]",
        "ABSTAIN": "abstentions : {count}",
        "CANNOT_JUDGE": "ne peuvent juger : {count}",
        "SCORING": "cotes",
        "GRADIENT": "degrés d'accord",
        "CONSENT": "consentement",
        "DOTS": "points",
        "RANKING": "classement",
        "APPROVAL": "approbation",
        "STANCES": "conversation ouverte",
        "DIVIDED": "partagé",
        "WEAK": "faible",
        "MODERATE": "modéré",
        "STRONG": "fort",
        "ADOPTED": "adoptée",
        "REJECTED": "rejetée",
        "DEFERRED": "reportée",
    },
}


def say(lang: str, word: str, **details: object) -> str:
    """Return a phrase in a language, with details filled in."""
    return _WORDS[lang][word].format(**details).replace(" :", "\N{NO-BREAK SPACE}:")


def in_lang(text: object, lang: str) -> str:
    """Return words in a language, else in French, English or whatever there is.

    Withheld words read as a mark.
    """
    if not isinstance(text, Mapping):
        return say(lang, "withheld")
    words: Text = text
    for wanted in (lang, "fr", "en", *words):
        if wanted in words:
            return words[wanted]
    return ""


def fitted(line: str, width: int = 80) -> str:
    """Return a line that fits a terminal; what was cut off shows as an ellipsis."""
    line = line.rstrip()
    return line if len(line) <= width else line[: width - 1] + "…"


def decimal(exact: Fraction, places: int, lang: str = "en") -> str:
    """Return a figure rounded half to even for display: `"66.94"`, in French `"66,94"`."""
    scaled = round(exact * 10**places)
    digits = f"{abs(scaled):0{places + 1}d}"
    sign = "-" if scaled < 0 else ""
    point = "," if lang == "fr" else "."
    return f"{sign}{digits[:-places]}{point}{digits[-places:]}"
