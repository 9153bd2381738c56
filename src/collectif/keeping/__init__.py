"""Keeping: copies of a log that can be relied on, put back, and saved from damage."""
