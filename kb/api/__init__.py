"""What the JSON addresses of all rooms have in common: lists that are read on by cursor, requests that are sent again,
and how all are described, on a page too.

Others use: cursors, description, opening, repeat_rows.
"""
