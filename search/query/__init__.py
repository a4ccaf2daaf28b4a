"""Reads a query as it was meant.

Others use: negation, products, understanding.
"""
