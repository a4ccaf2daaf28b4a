"""What an article is, and all of them in memory: found by address, category and name.

Others use: addresses, article, catalog, categories, edits, originals, paths, products, readers, schedule, shown_days,
synonym_file, vault.
"""
