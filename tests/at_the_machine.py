"""Whoever started the site and opened the link that it printed."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient


def client_at_the_machine(site: Flask) -> FlaskClient:
    """A browser in which the printed link was opened."""
    return sit_down(site, site.test_client())


def sit_down(site: Flask, client: FlaskClient) -> FlaskClient:
    """Open the printed link in the browser of ``client``."""
    answer = client.get("/here", query_string={"key": site.extensions["kb"].site.machine_secret})
    assert answer.status_code == 303, answer.text
    return client
