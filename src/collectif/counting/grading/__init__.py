"""This package is about rules that read grades."""
