"""Reads a query as it was meant.

Others use: understanding.
"""
