"""Models from the Hugging Face hub: fetched whole, checked, and kept in the data folder.

Others use: cache, fetching, getting, kept.
"""
