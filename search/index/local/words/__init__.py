"""The words of passages: who says which, how often, and how much each is worth.

Others use: bm25, inverted, labels, lexical, whoosh_index.
"""
