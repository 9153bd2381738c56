"""Remembering: what an event is, its bytes, and how a log is folded into an answer."""
