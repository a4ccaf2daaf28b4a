"""A site whose webhooks lead to a receiver on this machine, which its settings allow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from kb.core.events import EventKind
from kb.core.roles import AT_THE_COMMAND_LINE
from kb.factors.sealing import Sealing
from kb.webhooks.delivery import WebhookSender
from kb.webhooks.outbox import tell_each
from kb.webhooks.subscriptions import ShownDelivery, Subscription, Subscriptions
from tests.clock import Clock
from tests.receivers import Receiver, webhook_receiver

HERE = (ip_network("127.0.0.0/8"),)
KEY = b"a key of thirty-two bytes, or so"
ALL = [str(kind) for kind in EventKind]


@dataclass
class Hooks:
    """The webhooks in a database, sent by hand."""

    database: Engine
    clock: Clock
    folder: Path
    chance: float = 0.5
    seconds: float = 5.0
    key: bytes = KEY

    @property
    def subscriptions(self) -> Subscriptions:
        return Subscriptions(self.database, self.clock, Sealing(self.key, "webhooks"))

    def sender(self, networks: Any = HERE) -> WebhookSender:
        return WebhookSender(self.database, self.clock, self.subscriptions, networks, lambda: self.chance, self.seconds)

    def add(self, url: str, *events: str, internal: bool = False) -> tuple[Subscription, str]:
        number, secret = self.subscriptions.add(AT_THE_COMMAND_LINE, url, events or ALL, internal=internal)
        found = self.subscriptions.find(number)
        assert found is not None
        return found, secret

    def tell(self, *events: Any) -> int:
        with self.database.begin() as connection:
            return tell_each(connection, events, self.clock())

    def last(self, one: Subscription) -> ShownDelivery:
        return self.subscriptions.deliveries(one.id, 1)[0]

    def kinds(self, receiver: Receiver) -> list[tuple[str, Any]]:
        """What a receiver heard: kind and key of each."""
        bodies = [json.loads(body) for _, body in receiver.requests]
        return [(body["type"], body["data"].get("key")) for body in bodies]


@pytest.fixture
def hooks(database: Engine, clock: Clock, tmp_path: Path) -> Hooks:
    return Hooks(database, clock, tmp_path)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with webhook_receiver() as running:
        yield running
