"""Who asks for a page, and whether they may.

Until the first account exists, whoever sits at the machine itself works on the staff pages as an editor. Nothing in a
request proves that: a proxy in front of a public site connects from this machine, and hands on what the client wrote.
The secret in the link that ``kb serve`` prints does, and the browser that opened it once keeps a cookie of it. It is
another at each start, so that links and cookies of before are worth nothing.
"""

from __future__ import annotations

from functools import partial
from hmac import compare_digest

from flask import Blueprint, abort, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from kb.accounts.tokens import digest
from kb.core.roles import LEAST_ROLE, Action, Person, Role
from kb.core.text import UNWANTED
from kb.sign_in.wording import ROLES
from kb.site.error_responses import error_response, nobody_known
from kb.site.site import Site

MAX_NAME = 200
MOST_ADMINS = 3
PROOF = "machine"
"""What in the session says that its browser opened the printed link."""


def protect(blueprint: Blueprint, site: Site, action: Action) -> None:
    """Let only those who may do ``action`` reach the addresses of ``blueprint``."""
    blueprint.before_request(partial(refusal, site, action))


def refusal(site: Site, action: Action) -> Response | None:
    """What to answer whoever may not do ``action``; None where they may. Fixes the language of the page as well."""
    site.set_language(site.preferred_language())
    person = site.person()
    if person.may(action):
        return None
    if person.account is not None:
        return lacking(site, action)
    if is_at_the_machine(site):
        abort(403)
    if request.path.startswith("/api/"):
        return nobody_known()
    if request.method != "GET":
        abort(403)
    return redirect(url_for("signin.login", next=request.full_path.rstrip("?")))


def sit_down(site: Site, secret: str) -> bool:
    """Let this browser work at the machine itself; False where ``secret`` is not that of the printed link."""
    if site.people.have_accounts() or not compare_digest(secret.encode(), site.machine_secret.encode()):
        return False
    session[PROOF] = digest(site.machine_secret)
    return True


def is_at_the_machine(site: Site) -> bool:
    """Whether there are no accounts, and this browser opened the link that was printed at the last start."""
    proof = session.get(PROOF)
    if not isinstance(proof, str) or not compare_digest(proof.encode(), digest(site.machine_secret).encode()):
        return False
    return not site.people.have_accounts()


def who_sits_here(site: Site) -> Person | None:
    """An editor where that is so; None where it is not."""
    return at_the_machine() if is_at_the_machine(site) else None


def lacking(site: Site, action: Action) -> Response:
    """What to answer somebody who signed in and whose role is too little: which one it takes, and whom to ask."""
    role = LEAST_ROLE[action].name.lower()
    if request.path.startswith("/api/"):
        why = f"this needs the role {role}, and of a token a scope that allows it; ask an administrator"
        return error_response(403, "Forbidden", why)
    admins = site.people.admins()
    names = {"person_here": site.person(), "needed": LEAST_ROLE[action], "admins": admins[:MOST_ADMINS], "roles": ROLES}
    page = render_template("sign_in/lacking_role.html", **names)
    response = make_response(page, 403)
    response.vary.add("Accept-Language")
    return response


def at_the_machine() -> Person:
    """An editor, by the name they gave in this browser."""
    known = session.get("reviewer")
    given = known if isinstance(known, dict) else {}
    return Person(Role.EDITOR, str(given.get("name", "")), str(given.get("email", "")))


def named(person: Person, name: str) -> Person:
    """``person``; one without a name, as at the machine itself, is whoever ``name`` says from now on.

    Raises:
        ValueError: there is no name.

    """
    return person if person.name else introduce(name, "")


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
