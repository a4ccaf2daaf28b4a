"""``/metrics``, for whoever has the key."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from flask import Blueprint, Response, abort, request
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from kb.web.routes import Routes


@dataclass(frozen=True, slots=True)
class MetricsRoom:
    """What the page shows, and the key that it asks for."""

    registry: CollectorRegistry
    key: str


def create_blueprint(room: MetricsRoom) -> Blueprint:
    """The address."""
    pages = Blueprint("metrics", __name__)
    Routes(pages, room).get("/metrics", "metrics", tell)
    return pages


def tell(room: MetricsRoom) -> Response:
    """All figures in the form of Prometheus or OpenMetrics, as the reader prefers; 404 where no key is set, since the
    page is not there then, 401 for another key.
    """
    if not room.key:
        abort(404)
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    is_right = hmac.compare_digest(given.strip().encode(), room.key.encode())
    if kind.lower() != "bearer" or not is_right:
        said = "the key of KB_METRICS_KEY_FILE is needed, as a bearer token\n"
        return Response(said, 401, _ASK, mimetype="text/plain")
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return Response(encode(room.registry), headers={"Cache-Control": "no-store"}, content_type=content_type)


_ASK = {"WWW-Authenticate": 'Bearer realm="metrics"', "Cache-Control": "no-store"}
