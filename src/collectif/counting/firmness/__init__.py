"""This package is about how firm a first place is."""
