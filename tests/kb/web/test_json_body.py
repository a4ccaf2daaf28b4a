"""What a program sends as JSON is an object, or nothing: no body is a failure of ours."""

from __future__ import annotations

import pytest
from flask import Flask, request

from kb.web.json_body import json_object


@pytest.mark.parametrize("body", ["", "[]", "null", '"x"', "{", "[" * 30_000, '{"a":' * 30_000, "\ud800", "9" * 5_000])
def test_what_is_no_object_is_none(body: str) -> None:
    sent = body.encode(errors="surrogatepass")
    with Flask(__name__).test_request_context(method="POST", data=sent, content_type="application/json"):
        assert json_object(request) is None


def test_an_object_is_read_where_it_is_called_json() -> None:
    app = Flask(__name__)
    with app.test_request_context(method="POST", data='{"a": 1}', content_type="application/json; charset=utf-8"):
        assert json_object(request) == {"a": 1}
    with app.test_request_context(method="POST", data='{"a": 1}', content_type="text/plain"):
        assert json_object(request) is None
