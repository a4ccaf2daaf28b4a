"""Which change goes public by whose word: the states of an article, and categories whose owner approves.

Others use: gate, owner_names, transitions.
"""
