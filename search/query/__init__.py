"""Reads a query as it was meant.

Others use: products, understanding.
"""
