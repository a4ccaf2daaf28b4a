"""Mattermost's requests as they are recorded, answered on a whole site."""

from __future__ import annotations

import json
from typing import Any

import pytest

from search.chat.mattermost_messages import escaped
from tests.receivers import Answer
from tests.search.chat.conftest import ROOT, STAFF_TEAM, Chats, heard_by, kept_busy

pytestmark = pytest.mark.slow  # a whole site


def press(chats: Chats, context: Any, **more: Any) -> Any:
    """A button, as Mattermost's page on interactive messages records it."""
    told = {
        "user_id": "rd49ehbqyjytddasoownkuqrxe",
        "user_name": "alice",
        "post_id": "gqrnh3675jfxzftnjyjfe4udeh",
        "channel_id": "j6j53p28k6urx15fpcgsr20psq",
        "team_id": "5xxzt146eax4tul69409opqjlf",
        "type": "",
        "data_source": "",
        "context": context,
        **more,
    }
    address, body = "/api/v1/chat/mattermost/share", json.dumps(told)
    return chats.site.test_client().post(address, data=body, content_type="application/json")


def buttons(message: Any) -> list[Any]:
    return [action["integration"] for one in message["attachments"] for action in one.get("actions", ())]


def test_articles_are_shown_to_who_asked_alone_with_a_button(chats: Chats) -> None:
    answer = chats.mattermost("how do I reset my forgotten password?")
    told = answer.json
    assert (answer.status_code, told["response_type"]) == (200, "ephemeral")
    first = told["attachments"][0]
    assert (first["title"], first["title_link"]) == (
        "Reset a forgotten password",
        f"{ROOT}/en/articles/account/password",
    )
    assert buttons(told)[0]["url"] == f"{ROOT}/api/v1/chat/mattermost/share"


def test_a_button_shares_its_article_in_the_channel(chats: Chats) -> None:
    context = buttons(chats.mattermost("refund for a broken toaster").json)[0]["context"]
    answer = press(chats, context)
    assert (answer.status_code, "Shared" in answer.json["ephemeral_text"]) == (200, True)
    [told] = chats.receiver.bodies
    assert (told["response_type"], told["text"]) == ("in_channel", "@alice: Refunds")
    assert told["attachments"][0]["title_link"] == f"{ROOT}/en/articles/orders/refund"
    press(chats, context, user_name="@all everybody")
    assert chats.receiver.bodies[1]["text"] == "Refunds"


def test_only_our_buttons_have_an_effect_and_only_to_where_they_were_made_for(chats: Chats) -> None:
    context = buttons(chats.mattermost("refund").json)[0]["context"]
    for wrong in (
        {**context, "to": "http://127.0.0.1:1/elsewhere"},
        {**context, "article": "en/staff/zanzibar"},
        {**context, "seal": ""},
        {**context, "seal": "\ud800"},
        {**context, "article": "\ud800"},
        {**context, "to": "\ud800"},
        {},
        None,
        "x",
    ):
        assert press(chats, wrong).status_code == 401
    assert chats.receiver.requests == []


def test_an_answer_that_is_too_old_to_share_is_told(chats: Chats) -> None:
    context = buttons(chats.mattermost("refund").json)[0]["context"]
    chats.receiver.answers.append(Answer(404))
    assert "too old" in press(chats, context).json["ephemeral_text"]


def test_who_has_another_token_is_refused(chats: Chats) -> None:
    for token in ("", "another", "ключ"):
        assert chats.mattermost("refund", token=token).status_code == 401


def test_staff_articles_are_for_the_teams_of_the_staff_and_never_shared(chats: Chats) -> None:
    assert "Zanzibar" not in json.dumps(chats.mattermost("zanzibar").json)
    told = chats.mattermost("zanzibar", team_id=STAFF_TEAM).json
    [shown] = [one for one in told["attachments"] if one["title"] == "Zanzibar"]
    assert "actions" not in shown


def test_what_is_not_close_is_said_to_be_only_near(chats: Chats) -> None:
    assert "close match" in chats.mattermost("order toaster balcony insurance vegetables").json["text"]
    assert "Write a question after /kb" in chats.mattermost("").json["text"].replace("\\", "")


def test_markdown_and_mentions_are_text() -> None:
    assert escaped("**bold** [x](http://e) @all #tag ~town") == (
        r"\*\*bold\*\* \[x\]\(http:[ZWSP]//e\) @[ZWSP]all \#tag \~town".replace("[ZWSP]", "\u200b")
    )


def test_where_mattermost_would_show_a_backslash_there_is_none() -> None:
    assert escaped(r"a < b & c: :smile: C:\x") == (
        r"a &lt; b &amp; c: :[ZWSP]smile: C:[ZWSP]&#92;x".replace("[ZWSP]", "\u200b")
    )


def test_what_is_late_is_acknowledged_and_posted(chats: Chats) -> None:
    chats.late.seconds = 0.0
    with kept_busy(chats):
        assert chats.mattermost("refund").json == {}
    [(_, told)] = heard_by(chats)
    assert told["attachments"][0]["title"] == "Refunds"
