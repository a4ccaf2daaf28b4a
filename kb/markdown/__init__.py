"""An article's body as safe HTML, with its sections and links.

Others use: anchors, conversion, html_links, html_tree, image_sizes, link_resolver, render, sections.
"""
