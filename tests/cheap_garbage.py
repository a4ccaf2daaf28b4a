"""Garbage that is looked for among what tests make, and not among what was there before; imported before all else.

Twelve thousand collected tests and all that they import are half a million objects that nobody throws away. To look
through them again and again took a third of the time in which tests are collected, and a fifth of that in which they
run.
"""

from __future__ import annotations

import gc

OFTEN_ENOUGH = (5_000, 20, 20)
"""Objects made between two looks at the young ones, and how many of these make one at older ones."""


def look_again() -> None:
    """Look for garbage from now on, but not among what is there already."""
    gc.freeze()
    gc.set_threshold(*OFTEN_ENOUGH)
    gc.enable()


gc.disable()  # while tests are collected there is hardly any
