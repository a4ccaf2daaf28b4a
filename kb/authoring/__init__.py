"""Programs that write: drafts of articles, pictures for them and proposals, which people look at and publish; what the
articles were before.

Others use nothing of it.
"""
