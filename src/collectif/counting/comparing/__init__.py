"""This package is about options and rules side by side."""
