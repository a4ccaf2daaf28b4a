"""What a browser may do with what we serve."""

from __future__ import annotations

FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""For what is no page of ours: it may style itself and do nothing."""
