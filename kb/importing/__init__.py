"""Imports in the browser: an export is sent, looked at, imported beside the pages, and undone as a whole.

Others use nothing of it.
"""
