"""Exchanging: reading what others wrote, with a report of what was lost on the way."""
