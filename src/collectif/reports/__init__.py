"""Telling: answers as text that people read and as JSON that programs read."""
