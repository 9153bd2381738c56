"""Why it is so: from any conclusion of a log down to the events that it rests on."""

from collectif.trail.trail import Edge, Trail, explain, references

__all__ = ["Edge", "Trail", "explain", "references"]
