"""Seeing: pure answers, computed from any view of a log."""
