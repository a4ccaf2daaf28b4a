"""Who asks for a page, and whether they may.

Until the first account exists, whoever sits at the machine itself works on the staff pages as an editor. An address of
this machine in the connection is not enough for that, since a proxy in front of a public site has one too: so a request
that was passed on, or that names another host, is refused, and so is every one to a site with a public address
(``KB_BASE_URL``). What somebody may not know of does not exist.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Blueprint, Request, abort, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from kb.metadata import UNWANTED
from kb.problems import problem
from kb.roles import Action, Person, Role
from kb.site import Site

PASSED_ON = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-User",
    "X-Real-Ip",
)
MAX_NAME = 200


def protect(blueprint: Blueprint, site: Site, action: Action) -> None:
    """Let only those who may do ``action`` reach the addresses of ``blueprint``."""

    @blueprint.before_request
    def ask() -> Response | None:
        return refusal(site, action)


def refusal(site: Site, action: Action) -> Response | None:
    """What to answer whoever may not do ``action``; None where they may. Fixes the language of the page as well."""
    g.language = site.preferred_language()
    person = site.person()
    if person.may(action):
        return None
    if person.account is not None:
        abort(403)
    if not site.has_accounts():
        if not is_at_the_machine(request, site.settings.base_url):
            abort(404)
        g.person = at_the_machine()
        if g.person.may(action):
            return None
        abort(403)
    if request.path.startswith("/api/"):
        return problem(401, "Unauthorized", "sign in, or send the token of an account: Authorization: Bearer …")
    if request.method != "GET":
        abort(403)
    return redirect(url_for("signin.login", next=request.full_path.rstrip("?")))


def at_the_machine() -> Person:
    """An editor, by the name they gave in this browser."""
    known = session.get("reviewer")
    given = known if isinstance(known, dict) else {}
    return Person(Role.EDITOR, str(given.get("name", "")), str(given.get("email", "")))


def introduce(name: str, email: str) -> Person:
    """Remember who works in this browser; of use only at the machine itself.

    Raises:
        ValueError: there is no name, or what is given is no address.

    """
    name, email = " ".join(UNWANTED.sub("", name).split())[:MAX_NAME], UNWANTED.sub("", email).strip()[:MAX_NAME]
    if not name:
        raise ValueError("name")
    if email and ("@" not in email or any(character in email for character in " <>\r\n")):
        raise ValueError("email")
    session.permanent = True
    session["reviewer"] = {"name": name, "email": email}
    return at_the_machine()


def is_at_the_machine(asked: Request, base_url: str) -> bool:
    """Whether a request comes from the very machine that serves, by no detour."""
    if any(name in asked.headers for name in PASSED_ON):
        return False
    public = urlsplit(base_url).hostname or "localhost"
    return all(map(_is_loopback, (asked.remote_addr, urlsplit(f"//{asked.host}").hostname, public)))


def _is_loopback(name: str | None) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name or "").is_loopback
    except ValueError:
        return False
