"""Reads a query as it was meant."""
