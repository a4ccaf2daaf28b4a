"""HTML of other systems as our Markdown, and whether that says all that the HTML said.

Others use: classic_text, cleaning, comparison, escaping, markdown_links, markdown_writer, wiki_parts, wikitext.
"""
