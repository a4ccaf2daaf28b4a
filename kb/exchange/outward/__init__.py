"""Our articles in the shapes of others: the JSON of Zendesk and Help Scout, and a book.

Others use nothing of it.
"""
