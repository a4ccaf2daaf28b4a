"""The review as a private address for calendar programs and feed readers, which send no cookie and no token.

The secret is a parameter and not a part of the path, so that no log of ours and no list of addresses has it, and pages
that are linked from there hear of no address at all (``Referrer-Policy``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.account_services.private_addresses import PrivateAddresses
from kb.core.roles import Action
from kb.site.site import Site
from kb.web.routes import Routes
from review.service import Review

KEY = "key"
_OPEN = ("review_feeds.calendar", "review_feeds.feed")


def let_in(blueprint: Blueprint, site: Site, review: Review) -> None:
    """Let whoever comes with the secret of a private address reach the calendar and the feed of ``blueprint``.

    Call it before the guard. What is wrong or over is answered as an address that does not exist, whoever asks.
    """
    blueprint.before_request(partial(_find, site, PrivateAddresses(review.database, review.clock)))
    blueprint.after_request(_hide)


def _find(site: Site, known: PrivateAddresses) -> None:
    if KEY not in request.args or request.endpoint not in _OPEN:
        return
    person = known.find(request.args[KEY])
    if person is None or not person.may(Action.REVIEW):
        abort(404)
    site.let_work(person)


def _hide(response: Response) -> Response:
    if KEY in request.args:
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@dataclass(frozen=True)
class SubscriptionsRoom:
    """What the page of one's own private addresses works with."""

    site: Site
    addresses: PrivateAddresses


def create_blueprint(site: Site, review: Review) -> Blueprint:
    """``/review/addresses``: make one's own private addresses, and end them."""
    pages = Blueprint("review_addresses", __name__, template_folder="templates")
    routes = Routes(pages, SubscriptionsRoom(site, PrivateAddresses(review.database, review.clock)))
    routes.get("/review/addresses", "show", show_addresses)
    routes.post("/review/addresses", "make", make_addresses)
    routes.post("/review/addresses/revoke", "revoke", revoke_addresses)
    return pages


def show_addresses(room: SubscriptionsRoom) -> str:
    """Whether there are private addresses, and since when."""
    return render_template("exports/addresses.html", made_at=room.addresses.made_at(room.site.person()), secret="")


def make_addresses(room: SubscriptionsRoom) -> Response:
    """Make private addresses and show them once; those of before end."""
    site = room.site
    if site.person().account is None:
        abort(404)  # at the machine itself there is nobody whose address it would be
    secret = room.addresses.make(site.person())
    page = render_template(
        "exports/addresses.html", made_at=room.addresses.made_at(site.person()), secret=secret, root=site.root()
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def revoke_addresses(room: SubscriptionsRoom) -> AnyResponse:
    """End one's private addresses."""
    room.addresses.revoke(room.site.person())
    return redirect(url_for("review_addresses.show"), 303)
