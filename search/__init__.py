"""Finds articles: text, models, index, query and engine, and the pages that show them."""
