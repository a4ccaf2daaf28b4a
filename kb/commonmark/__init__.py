"""Markdown read by the rules of CommonMark: blocks, HTML among them, links.

Others use: html_tags, link_definitions, package_blocks, package_inlines, plain_text.
"""
