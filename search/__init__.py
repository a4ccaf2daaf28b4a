"""Finds articles: passages, lexical and semantic indexes, fusion, snippets, and the pages that show them."""
