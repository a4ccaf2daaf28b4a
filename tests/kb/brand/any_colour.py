"""Colours that a brand may have."""

from __future__ import annotations

from hypothesis import strategies as st

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
