"""Embedding models: what one looks like, which take part, how far they are.

Others use: choice, embedder, loaded, progress.
"""
