"""Projections as tables: one row of figures after the other, each with the events behind it."""
