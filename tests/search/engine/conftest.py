"""Helpers."""

from __future__ import annotations

import string

ALPHABET = string.ascii_lowercase
