"""Digests to a webhook, to a real receiver."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_network

import pytest

from kb.web.outside import may_reach
from review.notices.chat_webhook import (
    BLOCKS,
    LONGEST_WAIT_SECONDS,
    RETRIES,
    TEXT_CHARACTERS,
    WebhookError,
    payload,
    post,
)
from review.notices.letter import Letter, LetterLine
from tests.receivers import Answer, webhook_receiver

QUEUE = "https://help.example.com/review?responsible=x"
BODY = {"text": "1 overdue", "blocks": []}
ANYWHERE = may_reach((ip_network("127.0.0.0/8"),))


def line(number: int = 1, title: str = "Refund", why: str = "Reviewed 400 days ago", url: str = "") -> LetterLine:
    return LetterLine(title, "en", url or f"https://help.example.com/review/articles/en/a{number}", why)


def letter(lines: Iterable[LetterLine], groups: int = 1, **more: object) -> Letter:
    values = {"soon": (), "others": 0, "subject": "1 overdue: Orders team", **more}
    made = tuple((f"Overdue {number}", tuple(lines)) for number in range(groups))
    return Letter("en", "Help centre", groups=made, queue_url=QUEUE, **values)  # type: ignore[arg-type]


def texts(made: Letter) -> list[str]:
    return [block["text"]["text"] for block in payload(made)["blocks"]]


# What Slack gets


def test_a_digest_is_blocks_for_slack_and_text_for_others() -> None:
    body = payload(letter([line(1), line(2)], soon=(line(3, why="December 20, 2026"),), others=4))
    assert [block["text"]["text"] for block in body["blocks"]] == [
        "*1 overdue: Orders team*",
        "\n".join(
            [
                "*Overdue 0*",
                "• <https://help.example.com/review/articles/en/a1|Refund> – Reviewed 400 days ago",
                "• <https://help.example.com/review/articles/en/a2|Refund> – Reviewed 400 days ago",
            ]
        ),
        "*Due in the next 30 days*\n• <https://help.example.com/review/articles/en/a3|Refund> – December 20, 2026",
        f"4 other articles wait <{QUEUE}|All that waits>",
    ]
    assert body["text"] == "\n".join(block["text"]["text"] for block in body["blocks"])
    assert {(block["type"], block["text"]["type"]) for block in body["blocks"]} == {("section", "mrkdwn")}


def test_titles_reasons_and_owners_cannot_write_links_or_call_everybody() -> None:
    made = letter([line(title="A <b> & <!channel>", why="Said: <@U1>")], subject="1 overdue: <!here>")
    body = payload(made)
    for text in (body["text"], *texts(made)):
        assert not any(call in text for call in ("<!", "<@", "<b>", "& "))
    assert "|A &lt;b&gt; &amp; &lt;!channel&gt;> – Said: &lt;@U1&gt;" in body["text"]


@pytest.mark.parametrize(
    "made",
    [
        letter([line(number, "<" * 200, "&" * 400) for number in range(50)]),
        letter([line(number) for number in range(20)], groups=60),
        letter([line(url="https://help.example.com/" + "%D9%86" * 600, title=">" * 200)]),
        letter([line(number) for number in range(50)], others=1),
    ],
    ids=["long lines", "many groups", "a very long address", "many lines"],
)
def test_the_limits_of_slack_hold_and_the_link_to_the_queue_stays(made: Letter) -> None:
    body = payload(made)
    assert len(body["text"]) <= TEXT_CHARACTERS
    assert len(body["blocks"]) <= BLOCKS
    assert all(0 < len(text) <= TEXT_CHARACTERS for text in texts(made))
    assert body["text"].endswith(f"<{QUEUE}|All that waits>")
    assert texts(made)[-1].endswith(f"<{QUEUE}|All that waits>")


def test_an_article_with_a_very_long_address_is_named_without_a_link() -> None:
    made = letter([line(url="https://help.example.com/" + "x" * TEXT_CHARACTERS)])
    assert texts(made)[1] == "*Overdue 0*\n• Refund"


def test_every_line_of_a_full_digest_gets_through() -> None:
    made = letter([line(number, "x" * 200, "y" * 400) for number in range(50)])
    assert sum(text.count("• <") for text in texts(made)) == 50


# Getting through


def test_what_is_posted_arrives() -> None:
    with webhook_receiver() as receiver:
        post(receiver.url, payload(letter([line(title="بازپرداخت")])), pytest.fail, ANYWHERE)
    assert "بازپرداخت" in receiver.bodies[0]["text"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_receiver_is_asked_again_when_it_says(status: int) -> None:
    slept: list[float] = []
    with webhook_receiver(Answer(status, {"Retry-After": "7"}), Answer(status)) as receiver:
        post(receiver.url, BODY, slept.append, ANYWHERE)
    assert receiver.bodies == [BODY] * 3
    assert slept == [7.0, 2.0]


@pytest.mark.parametrize("asked", ["86400", "9" * 400])
def test_nobody_waits_for_hours(asked: str) -> None:
    slept: list[float] = []
    with webhook_receiver(Answer(429, {"Retry-After": asked})) as receiver:
        post(receiver.url, BODY, slept.append, ANYWHERE)
    assert slept == [LONGEST_WAIT_SECONDS]


@pytest.mark.parametrize("asked", ["Mon, 23 Nov 2026 08:00:00 GMT", "-5", "", "soon"])
def test_what_is_no_number_of_seconds_is_a_little_later(asked: str) -> None:
    slept: list[float] = []
    with webhook_receiver(Answer(503, {"Retry-After": asked})) as receiver:
        post(receiver.url, BODY, slept.append, ANYWHERE)
    assert slept == [1.0]


def test_a_receiver_that_stays_busy_is_given_up_and_its_secret_kept() -> None:
    slept: list[float] = []
    answers = [Answer(503, text="over\ncapacity")] * (RETRIES + 1)
    with (
        webhook_receiver(*answers) as receiver,
        pytest.raises(WebhookError, match=r"127\.0\.0\.1 answers 503 over capacity") as raised,
    ):
        post(receiver.url, BODY, slept.append, ANYWHERE)
    assert len(slept) == RETRIES
    assert "SECRET" not in str(raised.value)


@pytest.mark.parametrize("status", [301, 400, 403, 404])
def test_a_receiver_that_refuses_is_not_asked_again(status: int) -> None:
    with (
        webhook_receiver(Answer(status, text="invalid_payload")) as receiver,
        pytest.raises(WebhookError, match=f"{status} invalid_payload"),
    ):
        post(receiver.url, BODY, pytest.fail, ANYWHERE)
    assert len(receiver.bodies) == 1


def test_a_receiver_that_is_away_is_named_without_its_secret() -> None:
    with webhook_receiver() as receiver:
        pass
    with pytest.raises(WebhookError, match=r"the webhook at 127\.0\.0\.1 cannot be reached") as raised:
        post(receiver.url, BODY, pytest.fail, ANYWHERE)
    assert "SECRET" not in str(raised.value)


def test_a_receiver_inside_is_sent_nothing_until_its_network_is_named() -> None:
    with (
        webhook_receiver() as receiver,
        pytest.raises(WebhookError, match=r"is inside the network; .*KB_REVIEW_WEBHOOK_NETWORKS") as raised,
    ):
        post(receiver.url, BODY, pytest.fail, may_reach(()))
    assert receiver.bodies == []
    assert "SECRET" not in str(raised.value)


def test_a_receiver_that_sends_elsewhere_is_not_followed() -> None:
    with webhook_receiver() as inside, webhook_receiver(Answer(307, {"Location": inside.url})) as receiver:
        with pytest.raises(WebhookError, match="answers 307"):
            post(receiver.url, BODY, pytest.fail, ANYWHERE)
        assert inside.bodies == []


def test_a_receiver_that_talks_without_end_is_read_up_to_a_bound() -> None:
    with (
        webhook_receiver(Answer(400, text="no " * 1_000_000)) as receiver,
        pytest.raises(WebhookError, match="answers 400 no no") as raised,
    ):
        post(receiver.url, BODY, pytest.fail, ANYWHERE)
    assert len(str(raised.value)) < 500
