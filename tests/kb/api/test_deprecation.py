"""What is deprecated is told where it is described and with each answer, also where nothing of the site is."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from email.message import Message
from pathlib import Path

import pytest
from flask import Flask, Response, abort, jsonify
from werkzeug.serving import make_server

from kb.accounts.tokens import Scope
from kb.api import deprecation
from kb.api.deprecation import MOST_COUNTED, WHOLE, DeprecatedUses, DeprecationRoom, deprecated_of, with_headers
from kb.core.roles import Role
from kb.site.openapi import (
    DeprecationNotice,
    deprecated,
    json_body,
    json_response,
    known_as,
    parameter,
    problem_response,
)
from tests.signing_in import Office

MANUAL = Path(__file__).parents[3] / "docs" / "api.md"
AT, UNTIL = "@1796083200", "Sat, 01 Jan 2028 00:00:00 GMT"
"""2026-12-01 and 2028-01-01 as the two headers write them."""
NOTICE = DeprecationNotice(date(2026, 12, 1), "use the second one", date(2028, 1, 1), "/api/v2/things/{name}")
_SCHEMA = {
    "type": "object",
    "properties": {
        "new": {"type": "string"},
        "old": deprecated({"type": "string"}, DeprecationNotice(date(2026, 12, 1), "send `new`")),
    },
}
_ANSWERS = {"200": json_response("It", {"name": "string"}, example={"name": "x"}), "404": problem_response()}
PATHS = {
    "/api/v1/things/{name}": {
        "get": deprecated({**known_as("read_thing", "Articles"), "responses": _ANSWERS}, NOTICE),
        "post": {
            **known_as("change_thing", "Articles"),
            "parameters": [parameter("new", "Now"), deprecated(parameter("old", "Before"), NOTICE)],
            "requestBody": json_body(_SCHEMA, {"new": "x"}),
            "responses": _ANSWERS,
        },
    }
}


def thing(name: str) -> Response:
    if name == "none":
        abort(404)
    return jsonify(name=name)


@contextmanager
def served(uses: DeprecatedUses) -> Iterator[int]:
    """The port of a server of an application that declares what is deprecated, and allows pages of another site."""
    app = Flask("things")
    app.add_url_rule("/api/v1/things/<path:name>", "thing", thing, methods=["GET", "POST"])
    deprecation.set_up(app, DeprecationRoom(PATHS, "/help", lambda: 7, uses))

    @app.after_request
    def allow(response: Response) -> Response:  # runs before, as those of blueprints do
        response.headers["Access-Control-Allow-Origin"] = "https://shop.example"
        return response

    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(port: int, method: str, path: str, body: str | None = None) -> tuple[int, Message]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, f"/api/v1/things/{path}", body, {"Content-Type": "application/json"} if body else {})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.msg


@pytest.mark.parametrize(
    ("method", "name", "status"), [("GET", "lid", 200), ("HEAD", "lid", 200), ("GET", "none", 404)]
)
def test_each_answer_of_an_operation_tells_since_when_until_when_and_what_instead(
    method: str, name: str, status: int
) -> None:
    with served(DeprecatedUses()) as port:
        code, told = ask(port, method, name)
    assert (code, told["Deprecation"], told["Sunset"]) == (status, AT, UNTIL)
    assert told.get_all("Link") == [
        '</help/api#read_thing>; rel="deprecation"; type="text/html"',
        f'</help/api/v2/things/{name}>; rel="successor-version"',
    ]


def test_the_successor_is_that_of_the_very_thing_and_nothing_breaks_out_of_the_header() -> None:
    with served(DeprecatedUses()) as port:
        _, told = ask(port, "GET", "a/b%20%3E%2C%22c")
    assert told.get_all("Link")[1] == '</help/api/v2/things/a/b%20%3E%2C%22c>; rel="successor-version"'


@pytest.mark.parametrize(
    ("query", "body", "tells"),
    [
        ("?new=1", '{"new": "x"}', None),
        ("?old=1", '{"new": "x"}', UNTIL),
        ("", '{"old": "x"}', "no end"),
        ("?old=", '{"old": "x"}', UNTIL),
        ("", "{", None),
        ("", "[]", None),
    ],
)
def test_a_parameter_and_a_field_are_told_to_who_sends_them(query: str, body: str, tells: str | None) -> None:
    with served(DeprecatedUses()) as port:
        _, told = ask(port, "POST", f"lid{query}", body)
    assert told["Deprecation"] == (AT if tells else None)
    assert told["Sunset"] == (tells if tells == UNTIL else None)


def test_a_page_of_another_site_may_read_it() -> None:
    with served(DeprecatedUses()) as port:
        _, told = ask(port, "GET", "lid")
        _, plain = ask(port, "POST", "lid", "{}")
    assert {one.strip() for one in told["Access-Control-Expose-Headers"].split(",")} == {
        "Deprecation",
        "Sunset",
        "Link",
    }
    assert plain["Access-Control-Expose-Headers"] is None


def test_uses_are_counted_by_operation_part_and_token() -> None:
    uses = DeprecatedUses()
    with served(uses) as port:
        ask(port, "GET", "lid")
        ask(port, "GET", "none")
        ask(port, "POST", "lid?old=1&new=1", '{"old": "x"}')
        ask(port, "POST", "lid", '{"new": "x"}')
    assert sorted(
        (labels["operation"], labels["part"], labels["token"], count) for labels, count in uses.readings()
    ) == [
        ("change_thing", "old", "7", 2),
        ("read_thing", WHOLE, "7", 2),
    ]


def test_whoever_makes_up_tokens_fills_no_memory() -> None:
    uses = DeprecatedUses()
    for token in range(MOST_COUNTED + 5):
        uses.note("read_thing", WHOLE, token)
    found = {labels["token"]: count for labels, count in uses.readings()}
    assert len(found) == MOST_COUNTED + 1
    assert found[""] == 5


def test_the_description_says_it_for_people_and_for_tools() -> None:
    said = with_headers(PATHS["/api/v1/things/{name}"]["get"])
    assert said["deprecated"] is True
    assert said["description"] == "Deprecated since 2026-12-01, and goes on 2028-01-01: use the second one"
    assert said["x-deprecation"] == {
        "since": "2026-12-01",
        "sunset": "2028-01-01",
        "successor": "/api/v2/things/{name}",
    }
    assert all({"Deprecation", "Sunset"} <= set(answer["headers"]) for answer in said["responses"].values())
    changed = with_headers(PATHS["/api/v1/things/{name}"]["post"])
    assert [(place, name) for place, name, _ in deprecated_of(changed)] == [("query", "old"), ("body", "old")]
    assert "Deprecation" in changed["responses"]["200"]["headers"]
    assert "headers" not in _ANSWERS["404"], "what another operation describes is left alone"


def test_nothing_may_go_sooner_than_a_year_after_it_was_told() -> None:
    with pytest.raises(ValueError, match="2027-11-30"):
        DeprecationNotice(date(2026, 12, 1), "use the second one", date(2027, 11, 30))


def test_the_site_tells_a_program_that_asks_by_an_old_name_also_where_it_is_refused(office: Office) -> None:
    token = office.token(office.hire(Role.EDITOR), Scope.INSIGHTS)
    client, header = office.site.test_client(), {"Authorization": f"Bearer {token}"}
    old = client.get("/api/v1/gaps?language=en", headers=header)
    wrong = client.get("/api/v1/gaps?language=en&days=8", headers=header)
    refused = client.get("/api/v1/gaps?language=en")
    new = client.get("/api/v1/gaps?lang=en", headers=header)
    assert (old.status_code, wrong.status_code, refused.status_code, new.status_code) == (200, 400, 401, 200)
    assert [one.headers.get("Deprecation") for one in (old, wrong, refused, new)] == [AT, AT, AT, None]
    assert old.headers["Sunset"] == UNTIL
    [measure] = [
        one for feature in office.parts.features for one in feature.measures if one.name == "kb_api_deprecated_uses"
    ]
    counted = {labels["token"]: count for labels, count in measure.read()}
    assert sorted(counted) == ["", "1"]
    assert counted["1"] == 2


def test_the_manual_has_a_row_for_all_that_is_deprecated_and_no_other(office: Office) -> None:
    document = office.site.test_client().get("/api/v1/openapi.json").get_json()
    said = {
        (f"{name}` of `{method.upper()} {path}", told["since"], told.get("sunset", ""))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        for _, name, told in deprecated_of(operation)
    }
    table = MANUAL.read_text("utf-8").split("| What | Since | Goes on |")[1].split("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    assert {(what.strip("`"), since, until) for what, since, until, _ in rows} == said
    assert said
