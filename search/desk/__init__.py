"""From a customer's message to the articles that answer it.

Others use: desk, drafter, forms, room, suggest_api, tickets.
"""
