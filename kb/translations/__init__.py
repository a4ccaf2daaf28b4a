"""Translations: an original and what is made of it, section by section, and which articles have which languages.

Others use: drafting.
"""
