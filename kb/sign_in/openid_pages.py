"""``/login/sso``: to the identity provider and back. Without ``KB_OIDC_ISSUER`` there are no such pages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING

from flask import Blueprint, abort, request, session, url_for
from werkzeug.wrappers import Response

from kb.account_services.accounts import Accounts
from kb.account_services.identities import Identities, NotAdmittedError
from kb.core.errors import KbError
from kb.sign_in.pages import enter, login_page
from kb.site.site import Site
from kb.web.routes import Routes

if TYPE_CHECKING:
    from kb.sign_in.openid import Provider

logger = logging.getLogger(__name__)

NEXT, BY_SSO = "sso_next", "by_sso"
MAX_NEXT = 1000  # a cookie holds 4 KB, with what Authlib keeps in it


@dataclass(frozen=True)
class SingleSignOnRoom:
    """What the two addresses work with; ``provider`` is opened when it is first asked for."""

    site: Site
    accounts: Accounts
    people: Identities
    provider: Callable[[], Provider]


def create_blueprint(site: Site, known: Accounts, people: Identities, clock: Callable[[], datetime]) -> Blueprint:
    """The two addresses."""
    pages = Blueprint("openid", __name__, url_prefix="/login/sso")
    pages.before_request(partial(only_where_set_up, site))
    provider = cache(partial(_open_provider, site, clock))
    routes = Routes(pages, SingleSignOnRoom(site, known, people, provider))
    routes.get("", "start", go_there)
    routes.get("/callback", "callback", come_back)
    return pages


def _open_provider(site: Site, clock: Callable[[], datetime]) -> Provider:
    from kb.sign_in.openid import Provider  # Authlib takes most of a second to import

    return Provider(site.settings, site.settings.base_url + url_for("openid.callback"), clock)


def only_where_set_up(site: Site) -> None:
    """Without an identity provider there are no such pages."""
    if not site.settings.oidc_issuer:
        abort(404)


def go_there(room: SingleSignOnRoom) -> Response:
    """To the identity provider."""
    place = request.args.get("next", "")
    try:
        response = room.provider().send_there()
    except KbError as error:
        return _refused(room.accounts, error, place)
    session[NEXT] = place if len(place) <= MAX_NEXT else ""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def come_back(room: SingleSignOnRoom) -> Response:
    """Back from the identity provider: whom it names is signed in."""
    known = room.accounts
    place = str(session.pop(NEXT, ""))
    try:
        key = room.people.enter(room.provider().take_back())
    except NotAdmittedError as error:
        return login_page(known, 403, refused=str(error.refusal), place=place)
    except KbError as error:
        return _refused(known, error, place)
    response = enter(known, key, place)
    session[BY_SSO] = True
    return response


def _refused(known: Accounts, error: KbError, place: str) -> Response:
    from kb.sign_in.openid import AwayError

    logger.warning("single sign-on failed: %s", error)
    is_away = isinstance(error, AwayError)
    return login_page(known, 503 if is_away else 400, refused="away" if is_away else "untrue", place=place)
