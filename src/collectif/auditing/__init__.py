"""Auditing: whether what a log says was published and decided follows from what it holds."""
