"""This module is about the words that scoring grids are written in, in French and English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from unicodedata import combining, normalize

ROLES: Mapping[str, frozenset[str]] = {
    "member": frozenset({
        "membre", "membres", "organisme", "organisation", "organization", "member", "groupe",
        "group", "table", "evaluateur", "evaluatrice", "evaluator", "participant",
    }),
    "proposal": frozenset({
        "scenario", "scenarios", "proposition", "propositions", "proposal", "proposals", "projet",
        "project", "option",
    }),
    "criterion": frozenset({"critere", "criteres", "criterion", "criteria"}),
    "score": frozenset({"cote", "note", "score", "grade", "valeur", "value", "pointage"}),
    "round": frozenset({"tour", "round", "ronde"}),
    "comment": frozenset({
        "commentaire", "commentaires", "comment", "comments", "remarque", "remarques", "remark",
        "remarks",
    }),
    "reason": frozenset({"raison", "motif", "justification", "reason", "pourquoi", "why"}),
    "mandate": frozenset({
        "mandat", "mandate", "delegue", "deleguee", "delegate", "representant", "representante",
        "representative",
    }),
    "weight": frozenset({"poids", "ponderation", "weight", "weights"}),
}  # fmt: skip
"""What a column is for -> how it may be headed, as `plain` spells it."""

COMPUTED = frozenset({
    "total", "totaux", "totals", "moyenne", "moyennes", "average", "mean", "somme", "sum", "rang",
    "rank", "classement", "ranking", "resultat", "result",
})  # fmt: skip
"""Headings of what a spreadsheet computed; nothing of it is read as truth."""

ABSTAIN = frozenset({
    "abstention", "abstient", "s abstient", "s abstenir", "abst", "abstain", "abstained",
    "abstains",
})  # fmt: skip
CANNOT_JUDGE = frozenset({
    "ne peut juger", "ne peut pas juger", "ne sait pas", "nsp", "je ne sais pas", "cannot judge",
    "can t judge", "don t know", "does not know", "do not know", "dk",
})  # fmt: skip

FRENCH = frozenset({
    "membre", "membres", "organisme", "scenario", "scenarios", "proposition", "critere", "criteres",
    "cote", "note", "tour", "commentaire", "commentaires", "remarque", "poids", "projet", "motif",
})  # fmt: skip
"""Headings that say that a grid is in French."""


def plain(text: object) -> str:
    """Return a text as it is compared: without case, accents, punctuation and odd spaces."""
    letters = (c for c in normalize("NFKD", str(text)) if not combining(c))
    return " ".join(re.sub(r"[\W_]+", " ", "".join(letters)).casefold().split())


def role_of(heading: object) -> str | None:
    """Return what a column is for, by its heading; None if it says nothing that is known."""
    said = plain(heading)
    return next((role for role, words in ROLES.items() if said in words), None)


def slug(name: str) -> str:
    """Return a name as an id: lower-case letters, digits and hyphens; empty if none is left."""
    return re.sub(r"[^a-z0-9]+", "-", plain(name)).strip("-")[:40].rstrip("-")
