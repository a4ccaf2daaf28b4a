"""``/account/second-factor``: what somebody shows beside their password, set up and switched off by themselves."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, session, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from kb.accounts.sign_in_limit import TooManyTriesError
from kb.core.roles import Person
from kb.factors import totp
from kb.graphics import qr
from kb.second_step.room import APP, SecondStepRoom, begun_app
from kb.second_step.wording import SAID, WRONG
from kb.site.http import private_page
from kb.site.site import Site
from kb.web.routes import Routes


def add_factors(routes: Routes[SecondStepRoom]) -> None:
    """Add the overview and what concerns the app."""
    routes.get("", "show", show_factors)
    routes.post("/prove", "prove", prove)
    routes.post("/app", "begin_app", begin_app)
    routes.get("/app", "app", show_app)
    routes.post("/app/confirm", "confirm_app", confirm_app)
    routes.post("/app/off", "remove_app", remove_app)
    routes.post("/codes", "codes", new_codes)


def only_with_password(room: SecondStepRoom) -> None:
    """Whoever single sign-on or a proxy signs in shows there what they have to show; here is nothing to set up."""
    site = room.site
    if site.is_named_by_proxy() or session.get("by_sso") or not room.factors.has_password(site.person()):
        abort(404)


def show_factors(room: SecondStepRoom) -> Response:
    """What there is."""
    return factors_page(room)


def prove(room: SecondStepRoom) -> AnyResponse:
    """Show again who one is, before something is added."""
    if refused := unproven(room):
        return refused
    room.note_proof()
    flash("proven", "factors")
    return redirect(url_for("factors.show"), 303)


def begin_app(room: SecondStepRoom) -> AnyResponse:
    """Make a secret for an app, and go where it is shown."""
    if not room.is_fresh():
        return factors_page(room, 403)
    session[APP] = room.factors.begin_app(room.site.person())
    return redirect(url_for("factors.app"), 303)


def show_app(room: SecondStepRoom) -> AnyResponse:
    """The secret of the app that is to be confirmed."""
    return _own_app(room)


def confirm_app(room: SecondStepRoom) -> AnyResponse:
    """A code shows that the app has the secret; the recovery codes are shown once."""
    person = room.site.person()
    if not room.is_fresh():
        return factors_page(room, 403)
    try:
        codes = room.factors.confirm_app(person, request.form.get("code", ""), begun_app())
    except TooManyTriesError as error:
        return _own_app(room, 429, wait=error.seconds)
    return _own_app(room, 400, wrong="app-code") if codes is None else codes_page(codes, url_for("factors.show"))


def remove_app(room: SecondStepRoom) -> AnyResponse:
    """Switch the app off, for who shows again who they are."""
    if refused := unproven(room):
        return refused
    if room.factors.remove_app(room.site.person()):
        flash("off", "factors")
    return redirect(url_for("factors.show"), 303)


def new_codes(room: SecondStepRoom) -> AnyResponse:
    """New recovery codes, for who shows again who they are."""
    if refused := unproven(room):
        return refused
    codes = room.factors.new_codes(room.site.person())
    return redirect(url_for("factors.show"), 303) if codes is None else codes_page(codes, url_for("factors.show"))


def unproven(room: SecondStepRoom) -> Response | None:
    """What to answer whoever does not show who they are by what they typed; None where they do."""
    try:
        right = room.factors.proves(room.site.person(), request.form.get("proof", ""), room.address(), room.key())
    except TooManyTriesError as error:
        return factors_page(room, 429, wait=error.seconds)
    return None if right else factors_page(room, 400, wrong="proof")


def factors_page(room: SecondStepRoom, status: int = 200, *, wrong: str = "", wait: int = 0) -> Response:
    """What somebody has, and what they can do about it; 403 says to show first who they are."""
    said = {"wrong": wrong, "wait": wait, "said": SAID, "complaints": WRONG}
    has = {"state": room.factors.state(room.site.person()), "is_fresh": room.is_fresh()}
    return private_page(render_template("second_step/factors.html", **has, **said), status, wait)


def _own_app(room: SecondStepRoom, status: int = 200, **said: Any) -> AnyResponse:
    back = url_for("factors.show")
    if not room.is_fresh():
        return redirect(back, 303)
    return app_page(room, room.site.person(), url_for("factors.confirm_app"), back, status, **said)


def app_page(
    room: SecondStepRoom,
    person: Person,
    action: str,
    back: str,
    status: int = 200,
    *,
    wrong: str = "",
    wait: int = 0,
) -> AnyResponse:
    """The secret as a QR code and as text, and the field for a code, sent to ``action``; ``back`` where there is
    nothing to confirm.
    """
    secret = room.factors.unconfirmed_secret(person, begun_app())
    if secret is None:
        return redirect(back, 303)
    said = {"wrong": wrong, "wait": wait, "complaints": WRONG, "action": action}
    page = render_template("second_step/app.html", **_drawn_app(room.site, person, secret), **said)
    return private_page(page, status, wait)


def _drawn_app(site: Site, person: Person, secret: str) -> dict[str, object]:
    """What the page of an app shows of its ``secret``: the picture, and the letters in groups of four."""
    address = totp.address_of(secret, person.email, site.face(site.preferred_language()).site_name)
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return {"drawn": Markup(qr.svg(address).decode()), "secret": groups}  # noqa: S704 - drawn by us, no text in it


def codes_page(codes: list[str], place: str) -> Response:
    """Recovery codes, shown once; ``place`` is where to go on."""
    return private_page(render_template("second_step/codes.html", codes=codes, place=place), 200)
