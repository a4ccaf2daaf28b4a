"""``/admin/webhooks``: who is told of what happens here, what became of it, and their secrets, each shown once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.core.roles import Action
from kb.sign_in.access import protect
from kb.site.site import Site
from kb.web.routes import Routes
from kb.webhooks.subscriptions import BOTH_HOURS, Subscription, Subscriptions
from kb.webhooks.typed import SubscriptionError
from kb.webhooks.webhook_rows import KEPT_DAYS, MAX_URL
from kb.webhooks.wording import EVENTS, OFF, SAID, STATES, WRONG

MOST_SHOWN = 100
SAID_IN = "webhooks"
Page = str | tuple[str, int]


@dataclass(frozen=True)
class WebhookRoom:
    """What the pages of webhooks work with."""

    site: Site
    subscriptions: Subscriptions

    def find(self, number: int) -> Subscription:
        """The one with this number; else the page is not there."""
        return self.subscriptions.find(number) or abort(404)


def create_blueprint(room: WebhookRoom) -> Blueprint:
    """The pages, for administrators only."""
    pages = Blueprint("webhooks", __name__, template_folder="templates")
    protect(pages, room.site, Action.MANAGE)
    routes = Routes(pages, room)
    routes.form("/admin/webhooks", "index", list_webhooks)
    routes.form("/admin/webhooks/<row:number>", "one", show_webhook)
    routes.post("/admin/webhooks/<row:number>/secret", "rotate", rotate_secret)
    routes.post("/admin/webhooks/<row:number>/switch", "switch", switch_webhook)
    routes.post("/admin/webhooks/<row:number>/test", "test", send_test)
    routes.post("/admin/webhooks/<row:number>/repeat", "repeat", send_again)
    routes.post("/admin/webhooks/<row:number>/remove", "remove", remove_webhook)
    return pages


def list_webhooks(room: WebhookRoom) -> Page:
    """All of them, and the form for another; what is sent by it is made, and its secret shown."""
    if request.method != "POST":
        return _list_page(room)
    form = request.form
    try:
        number, secret = room.subscriptions.add(
            room.site.person(), form.get("url", ""), form.getlist("event"), internal="internal" in form
        )
    except SubscriptionError as error:
        return _list_page(room, str(error)), 400
    return _page(room, room.find(number), secret=secret)


def show_webhook(room: WebhookRoom, number: int) -> AnyResponse | Page:
    """One of them with what it was told last; what is sent by its form changes what it hears of."""
    one = room.find(number)
    if request.method != "POST":
        return _page(room, one)
    try:
        person, form = room.site.person(), request.form
        room.subscriptions.change(person, one, form.getlist("event"), internal="internal" in form)
    except SubscriptionError as error:
        return _page(room, one, wrong=str(error)), 400
    return _to(number, "saved")


def rotate_secret(room: WebhookRoom, number: int) -> Page:
    """Another secret, shown once; what is sent is signed with both for a day."""
    one = room.find(number)
    secret = room.subscriptions.rotate(room.site.person(), one)
    return _page(room, one, secret=secret, is_rotated=True)


def switch_webhook(room: WebhookRoom, number: int) -> AnyResponse:
    """Tell it nothing more, or again."""
    room.subscriptions.switch(room.site.person(), room.find(number), on=request.form.get("to") == "on")
    return _to(number, "saved")


def send_test(room: WebhookRoom, number: int) -> AnyResponse:
    """Tell it that it is told."""
    room.subscriptions.test(room.find(number))
    return _to(number, "tested")


def send_again(room: WebhookRoom, number: int) -> AnyResponse:
    """Tell it of one thing once more."""
    if not room.subscriptions.repeat(room.find(number), request.form.get("message", "")):
        abort(404)
    return _to(number, "repeated")


def remove_webhook(room: WebhookRoom, number: int) -> AnyResponse:
    """Take it away."""
    room.subscriptions.remove(room.site.person(), room.find(number))
    flash("removed", SAID_IN)
    return redirect(url_for("webhooks.index"), 303)


def _to(number: int, said: str) -> AnyResponse:
    flash(said, SAID_IN)
    return redirect(url_for("webhooks.one", number=number), 303)


def _list_page(room: WebhookRoom, wrong: str = "") -> str:
    return render_template(
        "webhooks/webhooks.html",
        subscriptions=room.subscriptions.everyone(),
        typed=request.form.get("url", ""),
        chosen=request.form.getlist("event"),
        internal="internal" in request.form,
        longest=MAX_URL,
        **_texts(wrong),
    )


def _page(room: WebhookRoom, one: Subscription, *, secret: str = "", is_rotated: bool = False, wrong: str = "") -> str:
    return render_template(
        "webhooks/webhook.html",
        one=one,
        chosen=one.events,
        internal=one.internal,
        secret=secret,
        is_rotated=is_rotated,
        hours=BOTH_HOURS,
        days=KEPT_DAYS,
        states=STATES,
        deliveries=room.subscriptions.deliveries(one.id, MOST_SHOWN),
        **_texts(wrong),
    )


def _texts(wrong: str) -> dict[str, Any]:
    return {"events": EVENTS, "off": OFF, "texts": SAID, "wrongs": WRONG, "wrong": wrong}
