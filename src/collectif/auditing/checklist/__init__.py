"""This module is about the checklist of an audit: 25 questions that people ask afterwards."""
