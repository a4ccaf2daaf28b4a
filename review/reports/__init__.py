"""How the review gets on: figures, pages, the history."""
