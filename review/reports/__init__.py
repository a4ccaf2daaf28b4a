"""How the review gets on: figures, pages, the history.

Others use: history_api, pages.
"""
