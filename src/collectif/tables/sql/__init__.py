"""This module is about a log as a database that people query: what SQL and Datasette read."""

from __future__ import annotations

from collectif.tables.sql.dictionary import metadata
from collectif.tables.sql.file import Refreshed, refresh

__all__ = ["Refreshed", "metadata", "refresh"]
