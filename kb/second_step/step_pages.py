"""``/login/code``: the second step of signing in."""

from __future__ import annotations

from flask import Response, redirect, render_template, session, url_for
from flask import request as asked
from werkzeug.wrappers import Response as AnyResponse

from kb.accounts.sign_in_limit import TooManyTriesError
from kb.factors.half_sign_ins import HalfDone
from kb.second_step.room import SecondStepRoom, half
from kb.second_step.wording import WRONG
from kb.sign_in.pages import HALF, WANTED, enter, login_page, this_browser
from kb.site.http import private_page
from kb.storage.database import AWAY
from kb.web.routes import Routes


def add_step(routes: Routes[SecondStepRoom]) -> None:
    """Add the page that asks for the code."""
    routes.get("/login/code", "ask", ask_for_code)
    routes.post("/login/code", "check", check_code)


def ask_for_code(room: SecondStepRoom) -> AnyResponse:
    """The form; whoever is not half signed in begins at the beginning."""
    here = waiting(room)
    if here is None:
        return redirect(url_for("signin.login"))
    return redirect(url_for("second_step.set_up")) if here.sets_up else code_page(room)


def check_code(room: SecondStepRoom) -> AnyResponse:
    """Sign in by a code of the app or a recovery code."""
    try:
        entered = room.step.enter_by_code(half(), asked.form.get("code", ""), this_browser())
    except TooManyTriesError as error:
        return code_page(room, 429, wait=error.seconds)
    except AWAY:
        return code_page(room, 503, wrong="unsaved")
    if entered is None:
        return code_page(room, 400, wrong="code") if waiting(room) else over(room)
    return enter(room.accounts, entered.key, str(session.get(WANTED, "")), entered.keep)


def waiting(room: SecondStepRoom) -> HalfDone | None:
    """Who is half signed in in this browser."""
    return room.step.waiting(half()) if half() else None


def over(room: SecondStepRoom) -> Response:
    """The sign-in that was half done is over: the first step again, where they wanted to go."""
    session.pop(HALF, None)
    return login_page(room.accounts, 400, refused="over", place=str(session.get(WANTED, "")))


def code_page(room: SecondStepRoom, status: int = 200, *, wrong: str = "", wait: int = 0) -> Response:
    """The form for the code, and for a passkey where there is one."""
    here = waiting(room)
    has_passkey = here is not None and bool(room.passkeys.of_account(here.account.id))
    said = {"wrong": wrong, "wait": wait, "complaints": WRONG, "has_passkey": has_passkey}
    return private_page(render_template("second_step/code.html", **said), status, wait)
