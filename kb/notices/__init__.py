"""Notices on every page: an outage, a delay before the holidays; from site.yml or put up by editors.

Others use nothing of it.
"""
