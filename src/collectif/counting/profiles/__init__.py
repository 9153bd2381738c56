"""This package is about what a room answered, however it came in, and how it reads."""
