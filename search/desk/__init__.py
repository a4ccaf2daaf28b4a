"""From a customer's message to the articles that answer it.

Others use: tickets.
"""
