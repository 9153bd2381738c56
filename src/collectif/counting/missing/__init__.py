"""This package is about what answers still to come could change."""
