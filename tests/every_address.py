"""Every address of a site, with something that is there in the place of each variable part."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, url_for
from werkzeug.routing import Rule

ARGUMENTS = {
    "language": "en",
    "key": "orders/refund",
    "path": "orders",
    "filename": "site.css",
    "name": "searches",
    "code": "abcdef",
    "number": 1,
    "account": 1,
    "token": 1,
    "product": "kettle",
    "theme": "light",
    "package": "extension",
    "version": "now",
}
KINDS = {"insights.numbers": "csv", "links.picture": "svg"}


def addresses(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Endpoint, method and an address of every route."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, address(app, rule)


def address(app: Flask, rule: Rule) -> str:
    values = {**ARGUMENTS, "kind": KINDS.get(rule.endpoint)}
    with app.test_request_context():
        return url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
