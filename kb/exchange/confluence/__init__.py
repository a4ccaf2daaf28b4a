"""Confluence's XML export: the objects in it, who may read what, and its storage format as HTML.

Others use: space_export.
"""
