"""Other systems' Markdown, rewritten as ours: components, template tags, boxes, wiki links.

Others use: mdx_modules, rewrite, wiki_links.
"""
