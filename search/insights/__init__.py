"""What readers ask, what they do not find, how articles do.

Others use nothing of it.
"""
