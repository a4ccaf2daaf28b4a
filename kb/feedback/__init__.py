"""Was this helpful? Votes of readers.

Others use: complaints, votes, wording.
"""
