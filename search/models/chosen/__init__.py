"""Which embedding models take part, and how the setting that says so is read.

Others use: choice, in_use, places, recipes.
"""
