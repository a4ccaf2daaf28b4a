"""What whoever runs the site does: serve, back up, restore, upgrade.

Others use nothing of it.
"""
