"""This module is about tables: answers of views as rows, for notebooks, data frames and SQL."""

from __future__ import annotations

from collectif.tables import dealings, events, means, people, rounds
from collectif.tables.registry import table_of, tables_of
from collectif.tables.table import Column, Table

__all__ = ["Column", "Table", "table_of", "tables_of"]

_ASKED = (dealings, events, means, people, rounds)
"""The modules that say what the tables of answers are."""
