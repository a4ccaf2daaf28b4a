"""What is sent to a page for staff after its sender's sign-in ended is given back to them, to be sent again.

A review is written over an hour, and a computer sleeps over night: the form comes back with all that was typed into it
instead of an error. It is offered only to forms of this very site, by what browsers say of where a form came from, so
that no other site can have somebody confirm what they never wrote.
"""

from __future__ import annotations

from flask import Response, make_response, render_template, request, url_for

from kb.site.site import Site
from kb.site.staff_bar import known_places
from kb.web.source import Source, source_of


def given_back(site: Site, *, has_token: bool) -> Response | None:
    """The page with what was sent, where that is such a form; ``has_token``: it has a valid one against forgery."""
    if request.method != "POST" or not (_is_for_staff() and _is_own_page(site)):
        return None
    is_signed_in = site.person().account is not None or not site.people.have_accounts()
    return None if is_signed_in and has_token else _page(site, is_signed_in)


def unsaved(site: Site) -> Response | None:
    """The page with what was sent, where the database could not take it; its token was found good before."""
    sent = request.method == "POST" and _is_for_staff() and _shows_pages()
    return _page(site, is_signed_in=True, could_not_save=True) if sent else None


def _is_own_page(site: Site) -> bool:
    """Whether a page of this site sent it for sure, and a browser shall show the answer."""
    return _shows_pages() and source_of(request, site.root()) is Source.OURS


def _shows_pages() -> bool:
    return request.accept_mimetypes.best != "application/json"


def _is_for_staff() -> bool:
    """Whether it was sent to a place of the staff; not to one's own account, whose forms hold passwords."""
    return any(
        f"{request.path}/".startswith(f"{url_for(place.endpoint)}/") for place in known_places() if not place.is_own
    )


def _page(site: Site, is_signed_in: bool, *, could_not_save: bool = False) -> Response:
    site.set_language(site.preferred_language())
    fields = [(name, value) for name, values in request.form.lists() if name != "csrf_token" for value in values]
    told = {"is_signed_in": is_signed_in, "could_not_save": could_not_save}
    page = render_template("sign_in/account_resend.html", fields=fields, **told)
    response = make_response(page, 503 if could_not_save else 400 if is_signed_in else 403)
    response.headers["Cache-Control"] = "private, no-store"
    return response
