"""Answers to questions in the articles' own words, each piece with its source; asks back, and knows when not to answer.

Others use nothing of it.
"""
