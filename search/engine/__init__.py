"""Answers one query on one state of the index.

Others use: engine, state, yardstick.
"""
