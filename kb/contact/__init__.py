"""The way to a person: the contact page with its hours.

Others use nothing of it.
"""
