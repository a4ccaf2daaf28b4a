"""Looks at external links."""
