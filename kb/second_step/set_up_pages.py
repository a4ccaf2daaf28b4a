"""``/login/set-up``: whoever needs a second factor and has none sets one up before they are signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.accounts.accounts import Account
from kb.accounts.sign_in_limit import TooManyTriesError
from kb.factors.relying_party import FalsePasskeyError
from kb.second_step.factor_pages import app_page, codes_page
from kb.second_step.passkey_pages import creation_answer, made_passkey
from kb.second_step.room import APP, SecondStepRoom, begun_app, half
from kb.second_step.step_pages import over, waiting
from kb.second_step.wording import WRONG
from kb.sign_in.pages import WANTED, enter
from kb.site.http import private_page
from kb.site.same_site import place_on_site
from kb.web.routes import Routes

Rest = ParamSpec("Rest")


def add_set_up(routes: Routes[SecondStepRoom]) -> None:
    """Add the addresses."""
    routes.get("/login/set-up", "set_up", show_ways)
    routes.post("/login/set-up/app", "begin_app", begin_app)
    routes.get("/login/set-up/app", "app", show_app)
    routes.post("/login/set-up/app/confirm", "confirm_app", confirm_app)
    routes.post("/login/set-up/passkey/options", "new_passkey_options", send_options)
    routes.post("/login/set-up/passkey", "new_passkey", add_passkey)


def _of_whoever_sets_up(
    view: Callable[[SecondStepRoom, Account], AnyResponse],
) -> Callable[[SecondStepRoom], AnyResponse]:
    """Answer only who is half signed in and has no factor yet; others begin again, or show the one they have."""

    @wraps(view)
    def guarded(room: SecondStepRoom) -> AnyResponse:
        here = waiting(room)
        if here is None:
            return over(room)
        return view(room, here.account) if here.sets_up else redirect(url_for("second_step.ask"), 303)

    return guarded


@_of_whoever_sets_up
def show_ways(_: SecondStepRoom, __: Account) -> AnyResponse:
    """The ways there are."""
    return _ways()


@_of_whoever_sets_up
def begin_app(room: SecondStepRoom, account: Account) -> AnyResponse:
    """Make a secret for an app, and go where it is shown."""
    session[APP] = room.factors.begin_app(account.person)
    return redirect(url_for("second_step.app"), 303)


@_of_whoever_sets_up
def show_app(room: SecondStepRoom, account: Account) -> AnyResponse:
    """The secret of the app that is to be confirmed."""
    return app_page(room, account.person, url_for("second_step.confirm_app"), url_for("second_step.set_up"))


@_of_whoever_sets_up
def confirm_app(room: SecondStepRoom, account: Account) -> AnyResponse:
    """A code shows that the app has the secret: they are signed in, and the recovery codes are shown once."""
    addresses = (url_for("second_step.confirm_app"), url_for("second_step.set_up"))
    try:
        codes = room.factors.confirm_app(account.person, request.form.get("code", ""), begun_app())
    except TooManyTriesError as error:
        return app_page(room, account.person, *addresses, 429, wait=error.seconds)
    if codes is None:
        return app_page(room, account.person, *addresses, 400, wrong="app-code")
    return _signed_in(room, codes)


@_of_whoever_sets_up
def send_options(room: SecondStepRoom, account: Account) -> AnyResponse:
    """What the browser is to ask its authenticator for."""
    return creation_answer(room, account.person)


@_of_whoever_sets_up
def add_passkey(room: SecondStepRoom, account: Account) -> AnyResponse:
    """Keep what the authenticator made: they are signed in, and the recovery codes are shown once."""
    try:
        codes = made_passkey(room, account.person, only_first=True)
    except FalsePasskeyError:
        return _ways(400, wrong="new-passkey")
    return _signed_in(room, codes)


def _signed_in(room: SecondStepRoom, codes: list[str]) -> AnyResponse:
    place, here = str(session.get(WANTED, "")), waiting(room)
    key = room.step.finish(half())
    if key is None or here is None:
        return over(room)
    entered = enter(room.accounts, key, place, here.keep)
    page = codes_page(codes, place_on_site(place))
    for cookie in entered.headers.getlist("Set-Cookie"):
        page.headers.add("Set-Cookie", cookie)
    return page


def _ways(status: int = 200, *, wrong: str = "") -> Response:
    return private_page(render_template("second_step/set_up.html", wrong=wrong, complaints=WRONG), status)
