"""An article's Markdown as text: where its code and links stand, and what of it a reader may have.

Others use: code, link_spans, readable.
"""
