"""The pages of the review, joined: the queue, one article, reports, history, feeds."""

from __future__ import annotations

from flask import Blueprint

from kb.site.site import Site
from review.exports import feeds, subscriptions
from review.pages import article as article_pages
from review.pages import queue as queue_pages
from review.pages.editors_only import protect
from review.reports import pages as report_pages
from review.service import Review


def create_blueprints(site: Site, review: Review) -> list[Blueprint]:
    """Every page of ``review``, for editors only."""
    made = [
        part.create_blueprint(site, review) for part in (queue_pages, article_pages, report_pages, feeds, subscriptions)
    ]
    for blueprint in made:
        protect(blueprint, site)
    return made
