"""Articles and categories at another address: their files, what is kept of them, and the links that lead to them.

Others use nothing of it.
"""
