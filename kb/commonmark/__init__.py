"""Markdown read by the rules of CommonMark: blocks, HTML among them, links."""
