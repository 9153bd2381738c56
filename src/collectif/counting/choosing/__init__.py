"""This package is about rules that choose several options within a budget."""
