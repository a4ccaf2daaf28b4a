"""How steps are told: which do not say what to do, by rules of each language that would rather miss one than be wrong.

Others use: steps.
"""
