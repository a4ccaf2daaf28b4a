"""Other systems' Markdown, rewritten as ours: components, template tags, boxes, wiki links.

Others use: hidden_code, mdx_modules, players, rewrite, wiki_links.
"""
