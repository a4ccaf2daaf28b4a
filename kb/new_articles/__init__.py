"""New articles begun in the browser: the form, and the templates that a team keeps for them.

Others use nothing of it.
"""
