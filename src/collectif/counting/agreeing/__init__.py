"""This package is about how much a room agrees, and how that changes."""
