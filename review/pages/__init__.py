"""The pages on which editors decide.

Others use nothing of it.
"""
