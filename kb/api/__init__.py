"""What the JSON addresses of all rooms have in common: lists that are read on by cursor, and how all are described.

Others use: cursors, description.
"""
