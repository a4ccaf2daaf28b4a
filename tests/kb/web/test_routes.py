"""Views at module level, bound to addresses together with the room they work in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Flask, url_for
from flask_wtf.csrf import CSRFProtect

from kb.web.routes import Routes


@dataclass(frozen=True)
class Shop:
    greeting: str


def greet(room: Shop, name: str) -> str:
    return f"{room.greeting}, {name}"


def take(room: Shop) -> tuple[str, int]:
    return room.greeting, 201


def made(greeting: str = "Hello") -> Flask:
    app = Flask("shop")
    pages = Blueprint("shop", "shop")
    routes = Routes(pages, Shop(greeting))
    routes.get("/greet/<name>", "hello", greet)
    routes.post("/take", "take", take)
    routes.form("/both", "both", take)
    app.register_blueprint(pages)
    return app


def test_a_view_gets_its_room_and_the_parts_of_the_address() -> None:
    assert made("Salam").test_client().get("/greet/Sara").text == "Salam, Sara"
    assert made("Hi").test_client().get("/greet/Sara").text == "Hi, Sara"


def test_the_endpoint_is_the_one_that_is_named_and_not_the_function() -> None:
    with made().test_request_context():
        assert url_for("shop.hello", name="Sara") == "/greet/Sara"


def test_an_address_takes_the_methods_it_is_bound_with_and_no_other() -> None:
    client = made().test_client()
    assert [client.get("/take").status_code, client.post("/take").status_code] == [405, 201]
    assert [client.get("/both").status_code, client.post("/both").status_code] == [201, 201]
    assert client.post("/greet/Sara").status_code == 405
    assert set(client.options("/take").headers["Allow"].split(", ")) == {"OPTIONS", "POST"}
    assert client.head("/greet/Sara").status_code == 200


def test_the_application_itself_can_be_bound() -> None:
    app = Flask("shop")
    Routes(app, Shop("Hi")).get("/<name>", "hello", greet)
    assert app.test_client().get("/Sara").text == "Hi, Sara"


def test_only_the_view_that_is_exempt_needs_no_form_token() -> None:
    app = made()
    app.config.update(SECRET_KEY="for tests")
    CSRFProtect(app).exempt(take)
    Routes(app, Shop("Hi")).post("/<name>", "hello", greet)
    client = app.test_client()
    assert client.post("/take").status_code == 201
    assert client.post("/Sara").status_code == 400
