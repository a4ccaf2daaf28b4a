"""Measures search on questions with known answers, through the very engine that serves the site.

Others use: asking, breakdown, misses, questions.
"""
