"""Who may review: until there are accounts, whoever sits at the machine itself.

An address of this machine in the connection is not enough, since a proxy in front of a public site has one too: so a
request that was passed on, or that names another host, is refused, and a site with a public address (``KB_BASE_URL``)
has no review pages at all. Refused is what does not exist.
"""

from __future__ import annotations

from functools import partial
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Blueprint, Request, abort, g, request, session

from kb.presentation import number_text
from kb.site import Site
from kb.translate import interface_language, translations
from review.history import Person
from review.wording import Wording

PASSED_ON = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip")
MAX_NAME = 200


def protect(blueprint: Blueprint, site: Site) -> None:
    """Let only editors reach the addresses of ``blueprint``; its pages are in the language the browser asks for."""

    @blueprint.before_request
    def only_here() -> None:
        if not _is_here(request, site.settings.base_url):
            abort(404)
        g.language = site.preferred_language()

    @blueprint.context_processor
    def names() -> dict[str, object]:
        return {"person": current_person(), "wording": page_wording(site)}


def page_wording(site: Site) -> Wording:
    """The words of this request's page."""
    interface = interface_language(site.preferred_language())
    return Wording(translations(interface), partial(number_text, interface=interface))


def current_person() -> Person | None:
    """Who reviews in this browser, as they introduced themselves; None before that."""
    known = session.get("reviewer")
    return Person(str(known["name"]), str(known["email"])) if isinstance(known, dict) else None


def introduce(name: str, email: str) -> Person:
    """Remember who reviews in this browser.

    Raises:
        ValueError: there is no name, or what is given is no address.

    """
    person = Person(" ".join(name.split())[:MAX_NAME], email.strip()[:MAX_NAME])
    if not person.name:
        raise ValueError("name")
    if person.email and ("@" not in person.email or any(character in person.email for character in " <>\r\n")):
        raise ValueError("email")
    session.permanent = True
    session["reviewer"] = {"name": person.name, "email": person.email}
    return person


def _is_here(asked: Request, base_url: str) -> bool:
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
