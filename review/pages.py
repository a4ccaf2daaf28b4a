"""The pages of the review, joined: the queue, one article, reports, history, feeds."""

from __future__ import annotations

from flask import Blueprint

from kb.site import Site
from review import article_pages, feeds, queue_pages, report_pages, subscriptions
from review.guard import protect
from review.service import Review


def create_blueprints(site: Site, review: Review) -> list[Blueprint]:
    """Every page of ``review``, for editors only."""
    made = [
        part.create_blueprint(site, review) for part in (queue_pages, article_pages, report_pages, feeds, subscriptions)
    ]
    for blueprint in made:
        protect(blueprint, site)
    return made
