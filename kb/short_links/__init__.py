"""Short links: followed by everybody, made and counted by staff.

Others use nothing of it.
"""
