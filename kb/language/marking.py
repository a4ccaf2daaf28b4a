"""Texts of the interface that stand in Python: marked where they are written, looked up where they are shown.

``kb.language.interface`` has the catalogs.
"""

from __future__ import annotations


def N_(text: str) -> str:  # noqa: N802 - the name by which gettext's tools know it
    """Mark ``text`` for the translation files; it stays as it is."""
    return text
