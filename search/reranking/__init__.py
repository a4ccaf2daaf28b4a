"""Puts the first hits into the order of a model that reads question and text together, where operators bring one.

Others use: choice, slot.
"""
