"""The people and the site of the editor."""

from __future__ import annotations

from tests.kb.editor.conftest import clock, office, writer

__all__ = ["clock", "office", "writer"]
