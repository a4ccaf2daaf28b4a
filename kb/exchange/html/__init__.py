"""HTML of other systems as our Markdown, and whether that says all that the HTML said.

Others use: classic_text, cleaning, comparison, escaping, markdown_links, markdown_writer, page_properties, wiki_parts,
wikitext.
"""
