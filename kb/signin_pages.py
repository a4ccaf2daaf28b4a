"""The pages to sign in and out, to make the first administrator, and to choose a password by a link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, session, url_for
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from kb import passwords
from kb.account_acts import Accounts
from kb.accounts import AccountError
from kb.sign_in_limit import TooManyTriesError
from kb.site import Site

Address = Callable[[], str | None]


def create_blueprint(site: Site, known: Accounts, make_user: Callable[..., Any], address: Address) -> Blueprint:
    """``/login``, ``/logout``, ``/first`` and ``/password``; ``make_user`` is what Flask-Login is given."""
    pages = Blueprint("signin", __name__, template_folder="templates")

    @pages.get("/login")
    def login() -> AnyResponse:
        if site.person().account is not None:
            return redirect(place_on_site(request.args.get("next", "")))
        return _login_page(known)

    @pages.post("/login")
    def sign_in() -> AnyResponse:
        form = request.form
        keep = form.get("keep") == "1"
        try:
            key = known.sign_in(form.get("email", ""), form.get("password", ""), address(), keep)
        except TooManyTriesError as error:
            response = _login_page(known, wait=error.seconds)
            response.status_code = 429
            response.headers["Retry-After"] = str(error.seconds)
            return response
        if key is None:
            response = _login_page(known, wrong=True)
            response.status_code = 400
            return response
        session.clear()  # nothing of what was in this browser before, the token of forms least of all
        session.permanent = keep
        login_user(make_user(known.of_session(key), key))
        return redirect(place_on_site(request.values.get("next", "")), 303)

    @pages.post("/logout")
    def logout() -> AnyResponse:
        person = site.person()
        if person.account is not None:
            known.sign_out(person, session["_user_id"])
        logout_user()
        session.clear()
        return redirect(url_for("kb.start"), 303)

    @pages.route("/first", methods=["GET", "POST"])
    def first() -> AnyResponse:
        secret = request.values.get("token", "")
        if not known.is_first_link(secret):
            return _used_up()
        email, name, password = (request.form.get(field, "") for field in ("email", "name", "password"))
        wrong = ""
        if request.method == "POST":
            wrong = str(passwords.complaint(password, email, name) or "")
            try:
                if not wrong:
                    return _chosen() if known.make_first(secret, email, name, password) else _used_up()
            except AccountError:
                wrong = "email"
        return _private("kb/first_admin.html", bool(wrong), token=secret, email=email, name=name, wrong=wrong)

    @pages.route("/password", methods=["GET", "POST"])
    def password() -> AnyResponse:
        secret = request.values.get("token", "")
        account = known.of_password_link(secret)
        if account is None:
            return _used_up()
        wrong = ""
        if request.method == "POST":
            given = request.form.get("password", "")
            wrong = str(passwords.complaint(given, account.email, account.name) or "")
            if not wrong:
                return _chosen() if known.use_password_link(secret, account, given) else _used_up()
        return _private("kb/new_password.html", bool(wrong), token=secret, account=account, wrong=wrong)

    return pages


def place_on_site(address: str) -> str:
    """Where to go on, if it is a path of this site; the start page otherwise.

    Browsers drop control characters and take a backslash for a slash, so neither is let through.
    """
    own = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return address if own else url_for("kb.start")


def _login_page(known: Accounts, wrong: bool = False, wait: int = 0) -> Response:
    asked = {"email": request.form.get("email", ""), "next": request.values.get("next", "")}
    return _private("kb/login.html", False, **asked, wrong=wrong, wait=wait, exist=known.exist())


def _chosen() -> AnyResponse:
    flash("password")
    return redirect(url_for("signin.login"), 303)


def _used_up() -> Response:
    response = _private("kb/used_up.html", False)
    response.status_code = 410
    return response


def _private(template: str, bad: bool, **names: object) -> Response:
    """A page with a secret in its address or its form: nobody keeps it, no other site learns of it."""
    response = make_response(render_template(template, **names), 400 if bad else 200)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
