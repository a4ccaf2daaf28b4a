"""The pages to sign in and out, to make the first administrator, and to choose a password by a link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import (
    Blueprint,
    Response,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import UserMixin, login_user, logout_user
from werkzeug.http import dump_cookie
from werkzeug.wrappers import Response as AnyResponse

from kb.account_services.accounts import Accounts
from kb.account_services.entering import Admission
from kb.accounts import passwords
from kb.accounts.accounts import AccountError
from kb.accounts.known_browsers import VALID
from kb.accounts.sign_in_limit import TooManyTriesError
from kb.core.roles import Person
from kb.sign_in.access import sit_down
from kb.sign_in.wording import REFUSED, WRONG
from kb.site.http import private_page
from kb.site.same_site import is_own_path, place_on_site
from kb.site.site import Site
from kb.storage.database import AWAY
from kb.web.routes import Routes

Address = Callable[[], str | None]
WANTED, MAX_WANTED = "wanted", 1_000
"""What in the session says where somebody was going when they were asked to sign in: choosing a password leads there.
"""
HALF = "half"
"""What in the session is the secret of a sign-in half done (``kb.factors.half_sign_ins``)."""
DEVICE = "kb_browser"
"""The cookie of a browser in which somebody signed in before; it lets nobody in (``kb.accounts.known_browsers``)."""


@dataclass(frozen=True)
class SignInRoom:
    """What the pages to sign in work with; ``address`` is the client's."""

    site: Site
    accounts: Accounts
    address: Address


class SignedIn(UserMixin):  # type: ignore[misc]
    """A person and the key of their session, as Flask-Login wants them."""

    def __init__(self, person: Person, key: str) -> None:
        self.person = person
        self.key = key

    def get_id(self) -> str:
        """What the cookie holds."""
        return self.key


def create_blueprint(site: Site, known: Accounts, address: Address) -> Blueprint:
    """``/login``, ``/logout``, ``/here``, ``/first`` and ``/password``."""
    pages = Blueprint("signin", __name__, template_folder="templates")
    routes = Routes(pages, SignInRoom(site, known, address))
    routes.get("/login", "login", ask_who)
    routes.post("/login", "sign_in", sign_in)
    routes.post("/logout", "logout", sign_out)
    routes.get("/here", "here", work_here)
    routes.form("/first", "first", make_first)
    routes.form("/password", "password", choose_password)
    return pages


def ask_who(room: SignInRoom) -> AnyResponse:
    """The form to sign in; whoever is signed in goes on."""
    if room.site.person().account is not None:
        return redirect(place_on_site(request.args.get("next", "")))
    return login_page(room.accounts)


def sign_in(room: SignInRoom) -> AnyResponse:
    """Sign in with address and password."""
    known = room.accounts
    form = request.form
    keep = form.get("keep") == "1"
    try:
        right = known.sign_in(form.get("email", ""), form.get("password", ""), room.address(), keep, this_browser())
    except TooManyTriesError as error:
        return login_page(known, 429, wait=error.seconds)
    except AWAY:
        return login_page(known, 503, refused="unsaved")
    return go_on(known, right, request.values.get("next", ""), keep) if right else login_page(known, 400, wrong=True)


def sign_out(room: SignInRoom) -> AnyResponse:
    """Sign out, and take away what this browser keeps of the site."""
    person = room.site.person()
    if room.site.is_named_by_proxy():
        return redirect(url_for("account.account"), 303)  # which says that it is done there
    if person.account is not None:
        room.accounts.sign_out(person, session["_user_id"])
    logout_user()
    session.clear()
    response = redirect(url_for("kb.start"), 303)
    if not room.site.settings.path:  # it is of the whole host, and below a path that is others' too
        response.headers["Clear-Site-Data"] = '"cache", "storage"'  # cookies say no more than the language
    return response


def work_here(room: SignInRoom) -> AnyResponse:
    """The link that was printed at the start lets its browser work at the machine itself."""
    if not sit_down(room.site, request.args.get("key", "")):
        return _used_up()
    response = redirect(url_for("review.queue"), 303)
    response.headers.update({"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"})
    return response


def make_first(room: SignInRoom) -> AnyResponse:
    """Make the first administrator, by the link that was printed for it."""
    secret = request.values.get("token", "")
    if not room.accounts.is_first_link(secret):
        return _used_up()
    email, name, password = (request.form.get(field, "") for field in ("email", "name", "password"))
    wrong = ""
    if request.method == "POST":
        wrong = str(passwords.complaint(password, email, name) or "")
        try:
            if not wrong:
                made = room.accounts.make_first(secret, email, name, password)
                return go_on(room.accounts, made, url_for("admin.index")) if made else _used_up()
        except AccountError:
            wrong = "email"
    return _private(
        "sign_in/first_admin.html", 400 if wrong else 200, token=secret, email=email, name=name, wrong=wrong
    )


def choose_password(room: SignInRoom) -> AnyResponse:
    """Choose a password by the link that an administrator handed on."""
    known = room.accounts
    secret = request.values.get("token", "")
    account = known.of_password_link(secret)
    if account is None:
        return _used_up()
    wrong = ""
    if request.method == "POST":
        given = request.form.get("password", "")
        wrong = str(passwords.complaint(given, account.email, account.name) or "")
        if not wrong:
            chosen = known.use_password_link(secret, account, given)
            return go_on(known, chosen, str(session.get(WANTED, ""))) if chosen else _used_up()
    return _private("sign_in/new_password.html", 400 if wrong else 200, token=secret, account=account, wrong=wrong)


def go_on(known: Accounts, right: Admission, place: str, keep: bool = False) -> AnyResponse:
    """Where the right password leads: to ``place``, or before that to the second step."""
    if not right.half:
        return enter(known, right.key, place, keep)
    session.clear()
    session[HALF] = right.half
    _note_wanted(place)
    return redirect(url_for("second_step.ask"), 303)


def enter(known: Accounts, key: str, place: str, keep: bool = False) -> AnyResponse:
    """Sign in, in this browser, whoever has the session ``key``, and lead them to ``place``."""
    person = known.of_session(key)
    if person is None:  # the account was disabled in this very moment
        return login_page(known, 400, wrong=True)
    return know_browser(known, person, begin(SignedIn(person, key), place, keep))


def begin(user: SignedIn, place: str, keep: bool = False) -> AnyResponse:
    """Sign ``user`` in on this browser and go on to ``place``, if it is on this site."""
    session.clear()  # nothing of what was in this browser before, the token of forms least of all
    session.permanent = keep
    login_user(user)
    return redirect(place_on_site(place), 303)


def this_browser() -> str:
    """The secret of this browser, where somebody signed in to it before."""
    return request.cookies.get(DEVICE, "")


def know_browser(known: Accounts, person: Person | None, response: AnyResponse) -> AnyResponse:
    """Remember in this browser that ``person`` proved who they are in it; it is told to ``/login`` only."""
    if person is not None:
        secret, secure = known.know_browser(person, this_browser()), bool(current_app.config["SESSION_COOKIE_SECURE"])
        place = url_for("signin.login")
        cookie = dump_cookie(DEVICE, secret, VALID, None, place, None, secure, True, sync_expires=False, samesite="Lax")
        response.headers.add("Set-Cookie", cookie)
    return response


def login_page(
    known: Accounts, status: int = 200, *, wrong: bool = False, wait: int = 0, refused: str = "", place: str = ""
) -> Response:
    """The form to sign in; ``refused`` says why single sign-on let nobody in."""
    wanted = place or request.values.get("next", "")
    _note_wanted(wanted)
    asked = {"email": request.form.get("email", ""), "next": wanted}
    more = {"wrong": wrong, "refused": REFUSED[refused] if refused else "", "exist": known.exist()}
    return _private("sign_in/login.html", status, wait, **asked, **more)


def _note_wanted(place: str) -> None:
    if is_own_path(place) and len(place) <= MAX_WANTED:
        session[WANTED] = place


def _used_up() -> Response:
    return _private("sign_in/used_up.html", 410)


def _private(template: str, status: int, wait: int = 0, **names: object) -> Response:
    """A page with a secret in its address or its form."""
    return private_page(render_template(template, complaints=WRONG, wait=wait, **names), status, wait)
