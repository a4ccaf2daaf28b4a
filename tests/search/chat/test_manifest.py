"""The app's manifest names our addresses, and what the code calls things."""

from __future__ import annotations

from pathlib import Path

import yaml

from search.chat import slack_api
from search.chat.slack_api import COMMAND, EVENTS, FIND, INTERACT

MANIFEST = Path(__file__).parents[3] / "docs" / "slack-app-manifest.yaml"
ROOT = "https://help.example.com"


def test_the_manifest_of_the_slack_app_has_our_addresses_and_names() -> None:
    told = yaml.safe_load(MANIFEST.read_text("utf-8"))
    [command] = told["features"]["slash_commands"]
    [shortcut] = told["features"]["shortcuts"]
    settings = told["settings"]
    assert command["url"] == ROOT + COMMAND
    assert (shortcut["type"], shortcut["callback_id"]) == ("message", FIND)
    assert settings["event_subscriptions"] == {"request_url": ROOT + EVENTS, "bot_events": ["link_shared"]}
    assert settings["interactivity"] == {"is_enabled": True, "request_url": ROOT + INTERACT}
    assert told["features"]["unfurl_domains"] == ["help.example.com"]
    assert set(told["oauth_config"]["scopes"]["bot"]) >= {"commands", "links:read", "links:write"}
    assert "link_shared" in Path(slack_api.__file__).read_text("utf-8")
