"""Did this solve it? A link that was sent for a ticket asks its reader once, and the answer comes back to the ticket.

Others use: desk_links, figures, followup_rows, links.
"""
