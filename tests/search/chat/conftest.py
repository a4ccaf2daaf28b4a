"""A help centre that answers chats, and a receiver on this machine in the place of theirs."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from kb.core.settings import Settings
from search.chat.late import THREADS, LateAnswers
from search.chat.signatures import slack_signature
from tests.clock import Clock
from tests.conftest import BagOfWords, Collection, open_site
from tests.receivers import Receiver, webhook_receiver
from tests.search.conftest import model, write_help_centre
from tests.servers import PATIENCE_SECONDS

SECRET, TOKEN, MATTERMOST = "8f742231b10e8888abcd99yyyzzz85a5", "xoxb-of-the-app", "gbk8scmnbtfwfbxkirhfqzphqo"
ROOT = "https://help.example.com"
STAFF_TEAM = "T0STAFF"


@dataclass
class Chats:
    """Requests as Slack and Mattermost send them, to a site; what is posted arrives at ``receiver``."""

    site: Flask
    clock: Clock
    receiver: Receiver

    @property
    def late(self) -> LateAnswers:
        """What answers beside the requests."""
        workers = (worker for one in self.room.features for worker in one.workers)
        return next(worker for worker in workers if isinstance(worker, LateAnswers))

    @property
    def room(self) -> Any:
        return self.site.extensions["kb"]

    def slack(self, name: str, body: bytes, secret: str = SECRET, age: int = 0, **headers: str) -> TestResponse:
        at = str(int(self.clock.now.timestamp()) - age)
        signed = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": slack_signature(secret, at, body), **headers}
        kind = "application/json" if name == "events" else "application/x-www-form-urlencoded"
        client = self.site.test_client()
        return client.post(f"/api/v1/chat/slack/{name}", data=body, headers=signed, content_type=kind)

    def command(self, text: str, team: str = "T0001", **more: str) -> TestResponse:
        """As Slack's page on slash commands records it."""
        form = {
            "token": "gIkuvaNzQIHg97ATvDxqgjtO",
            "team_id": team,
            "team_domain": "example",
            "channel_id": "C2147483705",
            "channel_name": "test",
            "user_id": "U2147483697",
            "user_name": "Steve",
            "command": "/kb",
            "text": text,
            "api_app_id": "A123456",
            "is_enterprise_install": "false",
            "response_url": f"{self.receiver.address}/commands/1234/5678",
            "trigger_id": "13345224609.738474920.8088930838d88f008e0",
            **more,
        }
        return self.slack("command", urlencode(form).encode())

    def interact(self, **told: Any) -> TestResponse:
        payload = {
            "team": {"id": "T0001", "domain": "example"},
            "user": {"id": "U2147483697", "name": "steve"},
            "channel": {"id": "C2147483705"},
            "response_url": f"{self.receiver.address}/actions/T0001/1/x",
            **told,
        }
        return self.slack("interact", urlencode({"payload": json.dumps(payload)}).encode())

    def event(self, *urls: str, of_event: Mapping[str, Any] = MappingProxyType({}), **more: Any) -> TestResponse:
        """A link that was shared, as the Events API records it."""
        told = {
            "token": "XXYYZZ",
            "team_id": "T0001",
            "api_app_id": "A123ABC456",
            "event": {
                "type": "link_shared",
                "channel": "C123ABC456",
                "is_bot_user_member": True,
                "user": "U123ABC456",
                "message_ts": "123456789.9875",
                "unfurl_id": "C123456.123456789.987501.1b90fa1278528ce6e2f6c5c2bfa1abc9a41d57d02b29d173",
                "source": "conversations_history",
                "links": [{"domain": "help.example.com", "url": url} for url in urls],
                **of_event,
            },
            "type": "event_callback",
            "event_id": "Ev123ABC456",
            "event_time": 123456789,
            "is_ext_shared_channel": False,
            **more,
        }
        return self.slack("events", json.dumps(told).encode())

    def mattermost(self, text: str, token: str = MATTERMOST, **more: str) -> TestResponse:
        """As Mattermost's page on slash commands records it."""
        form = {
            "channel_id": "jibywd3sipnybdkpqb17xmz3ty",
            "channel_name": "town-square",
            "command": "/kb",
            "response_url": f"{self.receiver.address}/hooks/commands/tqe1pgbgaf8h",
            "team_domain": "example",
            "team_id": "rdc9bgriktyx9p4kowh3dmgqyc",
            "text": text,
            "token": token,
            "user_id": "f4jpnqbn5pgdbhbhjigg1qhxwa",
            "user_name": "alice",
            **more,
        }
        return self.site.test_client().post("/api/v1/chat/mattermost/command", data=form)


def heard_by(chats: Chats, count: int = 1) -> list[tuple[dict[str, str], Any]]:
    """What the receiver got, as soon as that is ``count`` things."""
    end = time.monotonic() + PATIENCE_SECONDS
    while len(chats.receiver.requests) < count and time.monotonic() < end:
        time.sleep(0.01)
    return [(headers, json.loads(body)) for headers, body in chats.receiver.requests]


@contextmanager
def kept_busy(chats: Chats) -> Iterator[None]:
    """All who answer are busy with something else, so that nothing that is asked within is answered in time."""
    go = threading.Event()
    for _ in range(THREADS):
        chats.late.beside(lambda: go.wait(PATIENCE_SECONDS) and None, "")
    try:
        yield
    finally:
        go.set()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with webhook_receiver() as running:
        yield running


@pytest.fixture
def chats(collection: Collection, tmp_path: Path, receiver: Receiver) -> Iterator[Chats]:
    write_help_centre(collection)
    collection.write("en/orders/angle.md", "The angle of a bracket: a < b & c.", title="Brackets <b> & signs *now*")
    collection.write("en/staff/zanzibar.md", "The zanzibar file.", title="Zanzibar", audience="internal")
    collection.write("en/team/legal.md", "The wagadugu file.", title="Wagadugu", audience="legal")
    files = {}
    for name, text in (("signing", SECRET), ("token", TOKEN), ("mattermost", MATTERMOST)):
        files[name] = tmp_path / name
        files[name].write_text(text)
    clock = Clock()
    settings = Settings(
        articles_dir=collection.root,
        data_dir=tmp_path / "data",
        base_url=ROOT,
        slack_signing_secret_file=str(files["signing"]),
        slack_token_file=str(files["token"]),
        slack_api=f"{receiver.address}/api",
        mattermost_token_file=str(files["mattermost"]),
        chat_staff_teams=(STAFF_TEAM,),
        chat_networks=(ip_network("127.0.0.0/8"),),
    )
    app = open_site(settings, models=[model(BagOfWords)], clock=clock)
    app.extensions["kb"].service.bring_up_to_date()
    chats = Chats(app, clock, receiver)
    chats.late.seconds = PATIENCE_SECONDS  # where a machine is slow, the first answer is
    yield chats
    app.extensions["kb"].close()
