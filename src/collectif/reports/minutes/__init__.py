"""This module is about minutes (procès-verbaux): what an assembly was, said and decided."""

from collectif.reports.minutes.document import Column, Minutes, Section, Table
from collectif.reports.minutes.stamp import Stamp
from collectif.reports.minutes.writing import minutes

__all__ = ["Column", "Minutes", "Section", "Stamp", "Table", "minutes"]
