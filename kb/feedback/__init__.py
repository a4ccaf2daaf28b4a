"""Was this helpful? Votes of readers.

Others use: complaints, step_votes, vote_rows, votes, wording.
"""
