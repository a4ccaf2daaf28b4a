"""Looks at external links.

Others use: checker, visitor.
"""
