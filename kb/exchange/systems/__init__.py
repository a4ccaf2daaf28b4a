"""One file a system: what its export looks like, as its own documentation says.

Others use: registry, titles.
"""
