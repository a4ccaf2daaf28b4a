"""Lets assistants ask the articles by the Model Context Protocol: search, read, draft a reply.

Others use nothing of it.
"""
