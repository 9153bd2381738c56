"""This module is about the page: one file in which people read what a log says, and question it."""

from __future__ import annotations

from collectif.reports.page.frame import report as report

__all__ = ["report"]
