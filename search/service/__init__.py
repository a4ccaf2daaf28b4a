"""Keeps the index of a running site up to date, and tells how far it is.

Others use: kept_index, memory, opening, service.
"""
