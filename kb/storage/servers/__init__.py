"""Several servers of one database, a primary and its standbys: which of them is written to, which are read.

Others use: address, bounded, engine, read_only.
"""
