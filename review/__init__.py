"""Keeps articles true: when a review is due, what it found, who is told. Imports kb, never search."""
