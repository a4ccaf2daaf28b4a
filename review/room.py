"""What the pages of the review work with."""

from __future__ import annotations

from dataclasses import dataclass

from kb.site.site import Site
from review.service import Review


@dataclass(frozen=True)
class ReviewRoom:
    """The site and its review. Commands need neither pages nor what makes them, so this stands apart from it."""

    site: Site
    review: Review
