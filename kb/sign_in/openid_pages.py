"""``/login/sso``: to the identity provider and back. Without ``KB_OIDC_ISSUER`` there are no such pages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, request, session, url_for
from werkzeug.wrappers import Response

from kb.account_services.accounts import Accounts
from kb.account_services.identities import Identities, NotAdmittedError
from kb.core.errors import KbError
from kb.sign_in.pages import begin, know_browser, login_page
from kb.site.site import Site

if TYPE_CHECKING:
    from kb.sign_in.openid import Provider

logger = logging.getLogger(__name__)

NEXT, BY_SSO = "sso_next", "by_sso"
MAX_NEXT = 1000  # a cookie holds 4 KB, with what Authlib keeps in it


def create_blueprint(
    site: Site, known: Accounts, people: Identities, make_user: Callable[..., Any], clock: Callable[[], datetime]
) -> Blueprint:
    """The two addresses; ``make_user`` is what Flask-Login is given."""
    pages = Blueprint("openid", __name__, url_prefix="/login/sso")

    @cache
    def provider() -> Provider:
        from kb.sign_in.openid import Provider  # Authlib takes most of a second to import

        return Provider(site.settings, site.settings.base_url + url_for("openid.callback"), clock)

    @pages.before_request
    def exists() -> None:
        if not site.settings.oidc_issuer:
            abort(404)

    @pages.get("")
    def start() -> Response:
        place = request.args.get("next", "")
        try:
            response = provider().send_there()
        except KbError as error:
            return _refused(known, error, place)
        session[NEXT] = place if len(place) <= MAX_NEXT else ""
        response.headers["Cache-Control"] = "private, no-store"
        return response

    @pages.get("/callback")
    def callback() -> Response:
        place = str(session.pop(NEXT, ""))
        try:
            key = people.enter(provider().take_back())
        except NotAdmittedError as error:
            return login_page(known, 403, refused=str(error.refusal), place=place)
        except KbError as error:
            return _refused(known, error, place)
        person = known.of_session(key)
        response = know_browser(known, person, begin(make_user(person, key), place))
        session[BY_SSO] = True
        return response

    return pages


def _refused(known: Accounts, error: KbError, place: str) -> Response:
    from kb.sign_in.openid import AwayError

    logger.warning("single sign-on failed: %s", error)
    is_away = isinstance(error, AwayError)
    return login_page(known, 503 if is_away else 400, refused="away" if is_away else "untrue", place=place)
