"""This package is about rules that adopt motions, or do not."""
