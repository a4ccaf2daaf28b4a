"""Guides that ask: the questions and steps of an article, and whether every way through them ends.

Others use: faults, steps.
"""
