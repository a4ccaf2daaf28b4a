"""How articles are used: how often they are read, and what staff sent for which ticket.

Others use: desk_notes, desk_reader, desk_retention, views.
"""
