"""Answers one query on one state of the index."""
