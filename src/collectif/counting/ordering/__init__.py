"""This package is about rules that read who stands above whom."""
