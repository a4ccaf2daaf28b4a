"""Texts of the interface that stand in Python: marked where they are written, looked up where they are shown.

``kb.language.interface`` has the catalogs.
"""

from __future__ import annotations

from typing import Self


def N_(text: str) -> str:  # noqa: N802 - the name by which gettext's tools know it
    """Mark ``text`` for the translation files; it stays as it is."""
    return text


class MarkedSentence(str):
    """An English sentence that can be said in other languages: a marked ``text``, and ``values`` for its ``%(name)s``.

    It is a string like any other for whoever reads English: the terminal, programs, a log.
    """

    text: str
    values: dict[str, str]

    def __new__(cls, text: str, /, **values: object) -> Self:
        """``text`` with ``values``, as they are shown, in it."""
        shown = {name: str(value) for name, value in values.items()}
        made = super().__new__(cls, text % shown if shown else text)
        made.text, made.values = text, shown
        return made
