"""This package is about what would have been otherwise: a round beside itself, changed."""
