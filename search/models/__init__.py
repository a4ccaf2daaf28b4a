"""Embedding models: what one looks like, which take part, how far they are.

Others use: embedder, loaded, progress, sentence_models.
"""
