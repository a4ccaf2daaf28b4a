"""What an operator does about models: fetch, choose, compare, list, remove (``kb model``).

Others use nothing of it.
"""
