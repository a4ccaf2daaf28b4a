"""The inbox of readers' comments: what came with their votes, who has taken it, and what became of it.

Others use: handling.
"""
