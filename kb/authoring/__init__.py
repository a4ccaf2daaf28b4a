"""Programs that write: drafts of articles, pictures for them and proposals, which people look at and publish.

Others use nothing of it.
"""
